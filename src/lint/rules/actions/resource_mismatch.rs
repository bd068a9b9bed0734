//! Actions that none of the statement's resources goes with.

use crate::catalog::ActionOfService;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::resources::arn::WrittenArn;
use crate::lint::rules::resources::formats::{self, Format};
use crate::lint::statement::StatementView;
use crate::policy::{ActionEntry, ActionPattern};
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "resource-mismatch",
    severity: Severity::Warning,
    what: "an action that none of the statement's resources goes with",
    why: "Each action works on resources of certain types: `s3:GetObject` on objects, `s3:ListBucket` \
          on buckets; some, like `ec2:DescribeInstances`, are asked about `*` alone. If no entry of \
          `Resource` can be such a resource, the statement never applies to the action: an Allow does \
          not grant it and a Deny does not deny it. AWS stores such policies without a word. Add the \
          resource that the action takes, or move the action to a statement on `*`.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "arn:aws:s3:::reports"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]}]}"#,
    ),
    logic: Logic::Statement(find),
};

/// An entry that never applies, and an action that it names.
type Mismatch<'s> = (&'s ActionEntry, ActionOfService<'s>);

// AWS: R-8, R-11, R-13
fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(arns) = arns_alone(statement) else { return };
    let mismatches: Vec<Mismatch<'_>> = statement
        .written
        .action
        .entries
        .iter()
        .filter_map(|entry| Some((entry, mismatch(statement, entry, &arns)?)))
        .collect();
    let Some(((entry, one), others)) = mismatches.split_first() else { return };
    let is_about = what_it_takes(one);
    let message = format!("no resource of this statement goes with {}", names(&mismatches));
    let finding = findings.at(entry.span, message);
    for (other, _) in others.iter().take(LABELS) {
        finding.label(other.span, "nor with this");
    }
    finding.hint(format!("{} {is_about}", quote(&one.full_name())));
}

const LABELS: usize = 3;

fn names(mismatches: &[Mismatch<'_>]) -> String {
    match mismatches {
        [(entry, _)] => quote(&entry.text),
        [(first, _), (second, _)] => format!("{} and {}", quote(&first.text), quote(&second.text)),
        [(first, _), rest @ ..] => {
            format!("{} and {} other actions", quote(&first.text), rest.len())
        }
        [] => String::new(),
    }
}

/// The entries of `Resource`, if each is an ARN of a form that the catalogue knows.
fn arns_alone<'s>(statement: &StatementView<'s>) -> Option<Vec<WrittenArn<'s>>> {
    let element = statement.written.resource.as_ref()?;
    if element.negated || statement.written.action.negated || element.entries.is_empty() {
        return None;
    }
    let catalog = statement.subject.catalog();
    let arns = element.entries.iter().map(|entry| {
        let arn = WrittenArn::of(*statement, entry).filter(|arn| !arn.is_void())?;
        formats::fits_some(catalog, &arn).then_some(arn)
    });
    arns.collect()
}

/// An action of an entry, if the entry matches some and the resources go with none of them.
fn mismatch<'s>(
    statement: &StatementView<'s>,
    entry: &ActionEntry,
    arns: &[WrittenArn<'_>],
) -> Option<ActionOfService<'s>> {
    let ActionPattern::Of { .. } = &entry.pattern else { return None };
    let matched = statement.subject.catalog().matching(&entry.pattern);
    let goes = |one: &ActionOfService<'_>| arns.iter().any(|arn| goes_with(one, arn));
    if matched.iter().any(goes) { None } else { matched.into_iter().next() }
}

fn goes_with(one: &ActionOfService<'_>, arn: &WrittenArn<'_>) -> bool {
    if one.action.is_wildcard_only() {
        return EXCEPTIONS.contains(&(&one.service.prefix, &one.action.lower_name, arn.text()));
    }
    let mut types = one.service.resource_types_of(one.action).map(|(_, of_type)| of_type);
    types.any(|of_type| {
        of_type.arn_formats.is_empty() || Format::of_type(of_type).any(|format| format.fits(arn))
    })
}

/// Actions that AWS's reference gives no resource type and that are all the same asked about an ARN.
// AWS: R-9
const EXCEPTIONS: &[(&str, &str, &str)] = &[("s3", "listallmybuckets", "arn:aws:s3:::*")];

fn what_it_takes(one: &ActionOfService<'_>) -> String {
    let types: Vec<_> = one.service.resource_types_of(one.action).map(|(_, one)| one).collect();
    match types.first() {
        None => "is asked about `*` alone".to_owned(),
        Some(first) if types.len() == 1 => {
            let form = first.arn_formats.first().map_or("", |form| form);
            format!("takes {}", quote(form))
        }
        Some(_) => {
            let names: Vec<_> = types.iter().map(|one| quote(&one.name)).collect();
            format!("takes resources of the types {}", names.join(", "))
        }
    }
}
