//! What actions with wildcards stand for: of each service and access level one.

use std::collections::BTreeSet;

use crate::aws::Arn;
use crate::catalog::Catalog;
use crate::environment::Environment;
use crate::policy::Statement;

/// Services that a grant of everything is shown for, besides those of the resources at hand: through
/// them access is handed on, or most is lost.
const GRAVE: &[&str] =
    &["iam", "sts", "organizations", "kms", "s3", "ec2", "lambda", "secretsmanager"];

/// How many actions stand for one statement.
const MOST: usize = 60;

/// Actions that a statement's wildcards stand for, one of each service and access level, and how
/// many more there are.
pub(super) fn representatives(
    statement: &Statement,
    sides: [&Environment; 2],
    catalog: &Catalog,
) -> (Vec<String>, usize) {
    let near = services_at_hand(sides);
    let mut seen = BTreeSet::new();
    let mut actions = Vec::new();
    let has_wildcard = |text: &str| text.contains(['*', '?']);
    let entries = statement.action.entries.iter();
    for entry in entries.filter(|entry| has_wildcard(&entry.text) || statement.action.negated) {
        let of_any = statement.action.negated || entry.text.starts_with(['*', '?']);
        let all = if statement.action.negated {
            catalog.every_action().collect()
        } else {
            catalog.matching(&entry.pattern)
        };
        let told = all.into_iter().filter(|found| {
            !found.action.is_legacy && (!of_any || near.contains(&*found.service.prefix))
        });
        for found in told {
            if seen.insert((found.service.prefix.clone(), found.action.access_level)) {
                actions.push(found.full_name());
            }
        }
    }
    let left_out = actions.len().saturating_sub(MOST);
    actions.truncate(MOST);
    (actions, left_out)
}

fn services_at_hand(sides: [&Environment; 2]) -> BTreeSet<String> {
    let arns = sides.iter().flat_map(|side| side.resources.iter().map(|(arn, _)| arn));
    let services = arns.filter_map(|arn| Some(Arn::parse(arn)?.service().to_owned()));
    services.chain(GRAVE.iter().map(|&service| service.to_owned())).collect()
}
