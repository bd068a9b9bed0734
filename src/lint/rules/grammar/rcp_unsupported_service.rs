//! Resource control policies on services that do not honour them.

use crate::aws::{PolicyKind, supports_resource_control};
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::ActionPattern;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "rcp-unsupported-service",
    severity: Severity::Warning,
    what: "an action of a service to which resource control policies do not apply",
    why: "Resource control policies apply to a list of services that AWS extends from time to \
          time. For an action of another service the statement denies nothing, and AWS \
          Organizations may refuse the policy: IAM Access Analyzer reports it as an error, \
          `rcp-syntax-error-action`. It is a warning here, because the list that is built in, \
          of September 2026, may be behind. Use a service control policy to limit your own \
          principals.",
    kinds: &[PolicyKind::ResourceControl],
    page: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html",
    fires: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "ec2:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for entry in &statement.written.action.entries {
        let ActionPattern::Of { service, .. } = &entry.pattern else { continue };
        if !supports_resource_control(service) {
            let message = format!("resource control policies do not apply to {}", quote(service));
            findings.at(entry.span, message).hint(
                "the list built in is of September 2026; AWS may have added the service since",
            );
        }
    }
}
