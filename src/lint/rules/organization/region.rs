//! Regions that are closed, and global services with them.

use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::caller::Caller;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "region-deny-stops-global-services",
    severity: Severity::Warning,
    what: "a Deny of other Regions that also stops IAM and other global services",
    why: "IAM, Organizations, Route 53, CloudFront and other global services answer in us-east-1 \
          only, whichever Region is used else. A Deny of all actions outside a list of Regions that \
          lacks us-east-1 stops them: a call to IAM was asked, and this statement denies it. List \
          the global services under NotAction, or us-east-1 among the Regions.",
    kinds: &[PolicyKind::ServiceControl, PolicyKind::PermissionsBoundary],
    page: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html#example-scp-deny-region",
    fires: Example::of(
        PolicyKind::ServiceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ServiceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": ["cloudfront:*", "iam:*", "organizations:*", "route53:*", "sts:*", "support:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = &condition.statement;
    let closes_regions =
        condition.lower_key == "aws:requestedregion" && condition.operator.test.is_negated();
    let is_wide = statement.written.action.negated || statement.is_about_every_action();
    if !closes_regions || !is_wide || !statement.is_deny() {
        return;
    }
    let parties = statement.subject.parties();
    let (partition, owner) = (&parties.partition, &parties.owner);
    let is_global_elsewhere = &**partition != "aws";
    let user = Caller::of(format!("arn:{partition}:iam::{owner}:user/iamsim-user"));
    let role = format!("arn:{partition}:iam::{owner}:role/iamsim-role");
    if !is_global_elsewhere && statement.applies_to(&user, "iam:GetRole", &role) == Truth::True {
        let key = quote(&condition.written.key);
        findings
            .at(condition.written.key_span, format!("calls to IAM have `us-east-1` for {key}"))
            .label(statement.written.action.span, "so this stops IAM in every Region")
            .hint("list the global services under `NotAction`, or add `us-east-1`");
    }
}
