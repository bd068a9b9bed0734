//! Actions that touch several resources at once, of which one kind is never allowed.

use super::each_named;
use crate::aws::PolicyKind;
use crate::catalog::{ActionOfService, ResourceType};
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::resources::arn::WrittenArn;
use crate::lint::rules::resources::formats::Format;
use crate::lint::statement::StatementView;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "missing-required-resource",
    severity: Severity::Warning,
    what: "an action that touches several resources, not all of which are allowed",
    why: "Some calls touch resources of several types at once, and each of them must be allowed: \
          `ec2:RunInstances` needs the instance, the image, the network interface, the security \
          group and the subnet, among others. This policy allows the action on some of them and on none of another \
          required type, so by this policy alone the call never succeeds. Add the missing ARNs; they \
          may stand in a statement of their own.",
    kinds: &[PolicyKind::Identity],
    page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-runinstances",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*"}, {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": ["arn:aws:ec2:*::image/*", "arn:aws:ec2:*:*:network-interface/*", "arn:aws:ec2:*:*:security-group/*", "arn:aws:ec2:*:*:subnet/*", "arn:aws:ec2:*:*:volume/*"]}]}"#,
    ),
    logic: Logic::Statement(find),
};

/// Services whose required resource types are all touched by each call. Elsewhere the reference
/// marks alternatives as required, too. Source: the service's page in the reference.
const SERVICES: &[&str] = &["ec2"];

/// Actions and types that the reference marks as required and that some calls do without:
/// interfaces may hang on instances of AWS's own. Source: AWS's managed policies.
const NOT_ALWAYS: &[(&str, &str)] =
    &[("attachnetworkinterface", "instance"), ("detachnetworkinterface", "instance")];

// AWS: R-10
fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    if !statement.grants() || statement.is_about_every_resource() {
        return;
    }
    for (entry, one) in each_named(statement) {
        let required = required_types(&one);
        let is_here = |of_type: &&ResourceType| takes(statement, of_type);
        if required.len() < 2 || !required.iter().any(is_here) {
            continue;
        }
        let missing: Vec<String> = required
            .iter()
            .filter(|of_type| !is_allowed(statement, &one, of_type))
            .map(|of_type| quote(&of_type.name))
            .collect();
        if !missing.is_empty() && is_first(statement, &one, &required) {
            let message = format!("{} also needs {}", quote(&entry.text), missing.join(", "));
            findings.at(entry.span, message).hint(
                "each resource that the call touches must be allowed, here or in another statement",
            );
        }
    }
}

/// The types that every call touches, as they are asked about in a call that does not name them.
fn required_types<'c>(one: &ActionOfService<'c>) -> Vec<&'c ResourceType> {
    if !SERVICES.contains(&&*one.service.prefix) {
        return Vec::new();
    }
    let required = one.required_besides(&[]).into_iter().map(|index| one.resource_type(index));
    required
        .filter(|of_type| !of_type.arn_formats.is_empty())
        .filter(|of_type| !NOT_ALWAYS.contains(&(&*one.action.lower_name, &*of_type.name)))
        .collect()
}

/// Whether an Allow of the policy is about the action on some resource of a type.
fn is_allowed(
    statement: &StatementView<'_>,
    one: &ActionOfService<'_>,
    of_type: &ResourceType,
) -> bool {
    let mut allows = statement.subject.statements().filter(StatementView::is_allow);
    allows.any(|other| other.covers_action(&one.full_name()) && takes(&other, of_type))
}

/// Whether the statement is about some resource of a type.
fn takes(statement: &StatementView<'_>, of_type: &ResourceType) -> bool {
    let Some(element) = &statement.written.resource else { return true };
    let fits = |arn: &WrittenArn<'_>| Format::of_type(of_type).any(|format| format.fits(arn));
    element.negated
        || element.entries.iter().any(|entry| {
            WrittenArn::of(*statement, entry).is_none_or(|arn| !arn.is_void() && fits(&arn))
        })
}

/// Whether no Allow before this one names the action on such a resource, so that it is told once.
fn is_first(
    statement: &StatementView<'_>,
    one: &ActionOfService<'_>,
    required: &[&ResourceType],
) -> bool {
    let mut before = statement.subject.statements().take(statement.number);
    !before.any(|other| {
        other.is_allow()
            && other.names_action(&one.full_name())
            && required.iter().any(|of_type| takes(&other, of_type))
    })
}
