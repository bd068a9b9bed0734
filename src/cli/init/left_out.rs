//! What of an environment is not asked about, and why.

use std::collections::BTreeSet;

use crate::aws::PolicyKind;
use crate::text::quote;

/// How many names a note has.
const MOST_NAMED: usize = 3;

/// Policies of an environment that no case is about.
#[derive(Clone, Debug, Default)]
pub(super) struct LeftOut {
    of_aws: BTreeSet<String>,
    unknown: BTreeSet<String>,
    in_part: BTreeSet<String>,
    held_by_nobody: BTreeSet<String>,
    /// Identity-based policies, permissions boundaries, trust policies and resource-based policies
    /// that are more than somebody reads.
    too_many: [usize; 4],
}

impl LeftOut {
    pub(super) fn of_aws(&mut self, name: &str) {
        self.of_aws.insert(name.rsplit('/').next().unwrap_or(name).to_owned());
    }

    pub(super) fn unknown(&mut self, name: &str) {
        self.unknown.insert(name.to_owned());
    }

    pub(super) fn in_part(&mut self, kind: &str, name: &str) {
        self.in_part.insert(format!("{kind}/{name}"));
    }

    pub(super) fn held_by_nobody(&mut self, name: &str) {
        self.held_by_nobody.insert(name.to_owned());
    }

    pub(super) fn too_many(&mut self, kind: PolicyKind) {
        let place = match kind {
            PolicyKind::PermissionsBoundary => 1,
            PolicyKind::Trust => 2,
            PolicyKind::Resource => 3,
            _ => 0,
        };
        self.too_many[place] += 1;
    }

    /// The notes, each a sentence without a full stop.
    pub(super) fn notes(&self) -> Vec<String> {
        let named = [
            (&self.of_aws, "policies of AWS's count in the answers, and no case is about them: "),
            (&self.unknown, "nobody knows what these policies say, and no case is about them: "),
            (&self.in_part, "the sources have only a part of "),
            (&self.held_by_nobody, "nobody has these policies, and no case is about them: "),
        ];
        let named = named.into_iter().filter(|(names, _)| !names.is_empty());
        let mut notes: Vec<String> =
            named.map(|(names, what)| format!("{what}{}", listed(names))).collect();
        let kinds =
            ["identity-based", "permissions boundary", "trust", "resource-based"].into_iter();
        let kinds: Vec<String> = kinds
            .zip(self.too_many)
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{count} {kind}"))
            .collect();
        if !kinds.is_empty() {
            notes.push(format!(
                "the environment has more policies than are asked about at once, and these are left \
                 out: {}; --as PRINCIPAL and --on ARN ask about one's own",
                kinds.join(", ")
            ));
        }
        notes
    }
}

fn listed(names: &BTreeSet<String>) -> String {
    let shown: Vec<String> = names.iter().take(MOST_NAMED).map(|name| quote(name)).collect();
    match names.len().saturating_sub(MOST_NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
