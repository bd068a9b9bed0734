//! Wildcards in parts of an ARN that should be written out.

use super::arn::{Field, WrittenArn};
use super::formats::{self, Format};
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::text::{Severity, quote};

const SERVICE_WRITTEN_OUT: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "codebuild:StartBuild", "Resource": "arn:aws:codebuild:eu-west-1:111122223333:project/reports-*"}]}"#;

pub(super) static WILDCARD_IN_SERVICE_NAME: Rule = Rule {
    code: "wildcard-in-service-name",
    severity: Severity::Suggestion,
    what: "a wildcard in the service part of an ARN",
    why: "A wildcard in the third part of an ARN takes in resources of services that nobody thought \
          of, and of those that AWS will add. AWS's documentation does not allow it, although \
          policies that have one are stored and it does match. Name the service; where several are \
          meant, write one entry for each.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "codebuild:StartBuild", "Resource": "arn:aws:*build:eu-west-1:111122223333:project/reports-*"}]}"#,
    ),
    quiet: Example::identity(SERVICE_WRITTEN_OUT),
    logic: Logic::Statement(in_service),
};

pub(super) static WILDCARD_IN_RESOURCE_TYPE: Rule = Rule {
    code: "wildcard-in-resource-type",
    severity: Severity::Warning,
    what: "a wildcard inside the type of resource in an ARN",
    why: "In `arn:aws:iam::111122223333:ro*` the wildcard stands within the type of resource. AWS's \
          documentation says that this is not allowed, and it is not certain that it matches. Where \
          it does, it takes in every type that begins so, now and later. Write the type out, with its \
          separator, before the first wildcard: `role/*`.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "codebuild:StartBuild", "Resource": "arn:aws:codebuild:eu-west-1:111122223333:proj*"}]}"#,
    ),
    quiet: Example::identity(SERVICE_WRITTEN_OUT),
    logic: Logic::Statement(in_type),
};

// AWS: R-4
fn in_service(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for arn in WrittenArn::all(*statement) {
        let service = arn.field(Field::Service);
        if service.contains(['*', '?']) && !is_star_throughout(&arn) {
            let message = format!("the service {} holds a wildcard", quote(service));
            findings.at(arn.span(Field::Service), message).hint("name the service");
        }
    }
}

/// Whether it is `arn:*:*:*:*:*`: every resource, and meant as such.
fn is_star_throughout(arn: &WrittenArn<'_>) -> bool {
    [Field::Service, Field::Region, Field::Account, Field::Resource]
        .iter()
        .all(|field| arn.pattern(*field).is_everything())
}

// AWS: R-6
fn in_type(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for arn in WrittenArn::all(*statement).filter(|arn| !arn.is_void()) {
        let resource = arn.field(Field::Resource);
        let start = resource.split(['/', ':', '$']).next().unwrap_or(resource);
        let has_wildcard = start.contains(['*', '?']) && start.bytes().any(|byte| byte != b'*');
        if !has_wildcard {
            continue;
        }
        let fitting = formats::fitting(statement.subject.catalog(), &arn);
        if fitting.is_empty() || !fitting.iter().all(begins_with_type) {
            continue;
        }
        let message =
            format!("the wildcard in {} stands within the type of resource", quote(start));
        let finding = findings.at(arn.span(Field::Resource), message);
        let types: Vec<_> = fitting.iter().map(|format| format.field(Field::Resource)).collect();
        if let [only] = types[..] {
            finding.hint(format!("such ARNs end in {}", quote(only)));
        }
    }
}

/// Whether the form begins with the name of a type and a separator.
fn begins_with_type(format: &Format<'_>) -> bool {
    let resource = format.field(Field::Resource);
    resource.find(['/', ':']).is_some_and(|end| end > 0 && !resource[..end].contains(['*', '$']))
}
