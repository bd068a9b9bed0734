//! An ARN that looks narrow and is not.

use super::arn::{Field, WrittenArn};
use super::formats::Format;
use crate::catalog::ActionOfService;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "resource-effectively-star",
    severity: Severity::Suggestion,
    what: "an ARN that covers every resource of the actions' types",
    why: "`arn:aws:s3:::*/*` is every object of every bucket: for the actions of this statement it \
          means the same as `*`, in this account and in all others that let the caller in. Name what \
          is needed, narrow the statement by a condition such as `aws:ResourceAccount`, or write `*` if \
          everything is meant, so that a reader sees it. Where the actions change something, \
          `wildcard-resource` is found instead.",
    kinds: &[crate::aws::PolicyKind::Identity],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*/*", "Condition": {"StringEquals": {"aws:ResourceAccount": "111122223333"}}}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let is_open = statement.grants()
        && statement.written.conditions.is_empty()
        && !statement.is_about_every_resource()
        && statement.written.resource.as_ref().is_some_and(|element| !element.negated);
    if !is_open || statement.written.action.negated {
        return;
    }
    for arn in WrittenArn::all(*statement).filter(|arn| !arn.is_void()) {
        if is_everything_for(&arn, statement.actions()) {
            let message =
                format!("{} is every resource that these actions take", quote(arn.text()));
            findings
                .at(arn.whole_span(), message)
                .hint("name the resources that are needed, or write `*` to say what it comes to");
        }
    }
}

/// Whether each action that takes resources takes none but those that the ARN covers, and there
/// is such an action.
fn is_everything_for(arn: &WrittenArn<'_>, actions: &[ActionOfService<'_>]) -> bool {
    if arn.field(Field::Partition).is_empty() || !arn.field(Field::Resource).contains('*') {
        return false;
    }
    let mut is_any = false;
    for one in actions {
        for (_, resource_type) in one.service.resource_types_of(one.action) {
            if SECOND_NAMES.contains(&(&*one.service.prefix, &*resource_type.name)) {
                continue;
            }
            if !Format::of_type(resource_type).all(|format| format.is_within(arn)) {
                return false;
            }
            is_any |= !resource_type.arn_formats.is_empty();
        }
    }
    is_any
}

/// Types that are other ways to resources of another type: access points lead to buckets.
const SECOND_NAMES: &[(&str, &str)] = &[("s3", "accesspoint"), ("s3", "accesspointobject")];
