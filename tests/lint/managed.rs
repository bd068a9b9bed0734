//! What is found in AWS's own managed policies, which should be right.

use std::collections::BTreeMap;

use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::text::Severity;

use super::support::lint_text;

const FIDELITY: &str = include_str!("../../docs/fidelity.md");

#[test]
fn no_error_is_found_and_what_is_found_is_in_the_tables_of_what_was_looked_at() {
    let (mut found, mut needless) = (BTreeMap::new(), BTreeMap::new());
    let of_proofs = in_table("What is needless in AWS's managed");
    for policy in Catalog::embedded().managed_policies().all() {
        for finding in lint_text(&policy.document(), PolicyKind::Identity) {
            let one = finding.diagnostic;
            assert_ne!(one.severity, Severity::Error, "{}: {}", policy.name, one.message);
            if one.severity == Severity::SecurityWarning {
                *found.entry(one.code.to_owned()).or_insert(0) += 1;
            }
            if PROVEN.contains(&one.code) {
                *needless.entry(one.code.to_owned()).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(found, in_table("Lint over AWS's managed"));
    assert_eq!(needless, of_proofs);
}

/// The codes under which proofs are told.
const PROVEN: [&str; 8] = [
    "allow-always-denied",
    "contradicting-conditions",
    "redundant-action",
    "redundant-condition",
    "redundant-condition-value",
    "redundant-principal",
    "redundant-resource",
    "redundant-statement",
];

/// The rows of code and count in the table of a section.
fn in_table(title: &str) -> BTreeMap<String, usize> {
    let section = FIDELITY.split("\n## ").find(|one| one.starts_with(title));
    let row = |line: &str| {
        let mut cells = line.strip_prefix("| `")?.split('|');
        let code = cells.next()?.trim().strip_suffix('`')?.to_owned();
        Some((code, cells.next()?.trim().parse().ok()?))
    };
    section.unwrap().lines().filter_map(row).collect()
}
