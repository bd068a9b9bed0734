//! What is found in AWS's own managed policies, which should be right.

use std::collections::BTreeMap;

use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::text::Severity;

use super::support::lint_text;

const FIDELITY: &str = include_str!("../../docs/fidelity.md");

#[test]
fn no_error_is_found_and_each_security_warning_is_in_the_table_of_those_looked_at() {
    let mut found = BTreeMap::new();
    for policy in Catalog::embedded().managed_policies().all() {
        for finding in lint_text(&policy.document(), PolicyKind::Identity) {
            let one = finding.diagnostic;
            assert_ne!(one.severity, Severity::Error, "{}: {}", policy.name, one.message);
            if one.severity == Severity::SecurityWarning {
                *found.entry(one.code.to_owned()).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(found, looked_at());
}

/// The table's rows of code, count and what it is.
fn looked_at() -> BTreeMap<String, usize> {
    let section = FIDELITY.split("\n## ").find(|one| one.starts_with("Lint over AWS's managed"));
    let row = |line: &str| {
        let mut cells = line.strip_prefix("| `")?.split('|');
        let code = cells.next()?.trim().strip_suffix('`')?.to_owned();
        Some((code, cells.next()?.trim().parse().ok()?))
    };
    section.unwrap().lines().filter_map(row).collect()
}
