//! Services that assume a role for anybody.

use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "restrict-role-to-source-of-service",
    severity: Severity::Suggestion,
    what: "a service that may assume a role without a condition on whose resource it acts for",
    why: "A service that assumes a role on behalf of a resource tells STS which one. For the services \
          in this rule's list AWS recommends to test aws:SourceArn or aws:SourceAccount in the trust \
          policy, so that nobody can have the service use your role for their own resource (the \
          confused deputy). Services that assume roles in another way, such as Amazon EC2 and AWS \
          Lambda, are not in it.",
    kinds: &[PolicyKind::Trust],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention",
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}]}"#,
    ),
    logic: Logic::Statement(find),
};

/// Services whose guides print a trust policy with `aws:SourceArn` or `aws:SourceAccount`, sorted.
///
/// Source: the sections on cross-service confused deputy prevention in the services' user guides.
const SERVICES: [&str; 41] = [
    "airflow-env.amazonaws.com",
    "amplify.amazonaws.com",
    "appsync.amazonaws.com",
    "batch.amazonaws.com",
    "batchoperations.s3.amazonaws.com",
    "bedrock.amazonaws.com",
    "cloudformation.amazonaws.com",
    "codebuild.amazonaws.com",
    "codepipeline.amazonaws.com",
    "comprehend.amazonaws.com",
    "config.amazonaws.com",
    "databrew.amazonaws.com",
    "datasync.amazonaws.com",
    "dlm.amazonaws.com",
    "dms.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "elasticmapreduce.amazonaws.com",
    "events.amazonaws.com",
    "firehose.amazonaws.com",
    "forecast.amazonaws.com",
    "glue.amazonaws.com",
    "iot.amazonaws.com",
    "kendra.amazonaws.com",
    "kinesisanalytics.amazonaws.com",
    "lexv2.amazonaws.com",
    "logs.amazonaws.com",
    "mediaconvert.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "personalize.amazonaws.com",
    "pipes.amazonaws.com",
    "rekognition.amazonaws.com",
    "s3.amazonaws.com",
    "sagemaker.amazonaws.com",
    "scheduler.amazonaws.com",
    "ssm.amazonaws.com",
    "states.amazonaws.com",
    "storagegateway.amazonaws.com",
    "textract.amazonaws.com",
    "transcribe.amazonaws.com",
    "transfer.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
];

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    if !statement.is_allow() || !statement.covers_action("sts:AssumeRole") {
        return;
    }
    let parties = statement.subject.parties();
    for (entry, service) in statement.services() {
        if SERVICES.binary_search(&service).is_err() {
            continue;
        }
        let own = service.split('.').next().unwrap_or_default();
        let source = format!("arn:aws:{own}:us-east-1:{}:iamsim-stranger", parties.stranger);
        if statement.lets_in(&parties.service(service, &source)) == Truth::True {
            let name = quote(&entry.text);
            findings
                .at(entry.span, format!("{name} can assume this role for anybody's resource"))
                .hint("test `aws:SourceAccount` or `aws:SourceArn`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_are_sorted() {
        assert!(SERVICES.is_sorted());
    }
}
