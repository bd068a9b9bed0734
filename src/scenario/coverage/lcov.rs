//! Coverage as lcov writes it: statements are functions, the halves of values are branches.

use std::fmt::Write;

use super::lines::Line;
use super::model::{Measured, PolicyCoverage};
use super::tally::Tally;
use crate::text::printable;

/// The tracefile of all policies. Names hold no line breaks.
pub fn lcov(measured: &Measured) -> String {
    measured.policies.iter().map(record).collect()
}

fn record(policy: &PolicyCoverage) -> String {
    let mut text = format!("TN:\nSF:{}\n", printable(policy.source.name()));
    push_statements(&mut text, policy);
    let lines = policy.lines();
    push_branches(&mut text, lines.iter());
    let hits: Vec<u64> = lines.values().map(Line::hits).collect();
    for (number, hits) in lines.keys().zip(&hits) {
        let _ = writeln!(text, "DA:{number},{hits}");
    }
    let found = hits.len();
    let hit = hits.iter().filter(|hits| **hits > 0).count();
    let _ = writeln!(text, "LF:{found}\nLH:{hit}\nend_of_record");
    text
}

fn push_statements(text: &mut String, policy: &PolicyCoverage) {
    for statement in &policy.statements {
        let line = policy.source.position(statement.span.start).line;
        let _ = writeln!(text, "FN:{line},{}", printable(&statement.name()));
    }
    for statement in &policy.statements {
        let _ = writeln!(text, "FNDA:{},{}", statement.reasons, printable(&statement.name()));
    }
    let Tally { covered, total } = policy.statements();
    let _ = writeln!(text, "FNF:{total}\nFNH:{covered}");
}

fn push_branches<'a>(text: &mut String, lines: impl Iterator<Item = (&'a usize, &'a Line<'a>)>) {
    let (mut found, mut hit) = (0_usize, 0_usize);
    for (line, shown) in lines {
        for (value, number, branch) in shown.branches() {
            let block = value.number;
            let taken = if value.is_reached() { branch.taken.to_string() } else { "-".to_owned() };
            let _ = writeln!(text, "BRDA:{line},{block},{number},{taken}");
            found += 1;
            hit += usize::from(branch.taken > 0);
        }
    }
    let _ = writeln!(text, "BRF:{found}\nBRH:{hit}");
}
