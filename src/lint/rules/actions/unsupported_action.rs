//! A policy of one resource that speaks of another service's actions.

use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;

use crate::lint::rules::resources::attached::attachable;
use crate::policy::ActionPattern;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "unsupported-action-in-policy",
    severity: Severity::Error,
    what: "an action of another service than that of the resource that has the policy",
    why: "A resource-based policy is asked only about actions on the resource to which it is \
          attached. Actions of other services never reach it, and the services refuse most such \
          policies. Move the statement to the other resource's policy or to the caller's.",
    kinds: &[PolicyKind::Resource],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/reports"}, "Action": ["s3:GetObject", "kms:Decrypt"], "Resource": "arn:aws:s3:::reports/*"}]}"#,
    )
    .attached_to("AWS::S3::Bucket"),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/reports"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    )
    .attached_to("AWS::S3::Bucket"),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(holder) = statement.subject.attached_to().and_then(attachable) else { return };
    for entry in &statement.written.action.entries {
        let ActionPattern::Of { service, .. } = &entry.pattern else { continue };
        let is_unknown = statement.subject.catalog().service(service).is_none();
        if is_unknown || holder.actions.contains(&&**service) {
            continue;
        }
        let message = format!("{} is no action on {}", quote(&entry.text), holder.called);
        findings.at(entry.span, message).hint(format!(
            "the policy of {} is asked about `{}:` actions",
            holder.called,
            holder.actions.join(":`, `")
        ));
    }
}
