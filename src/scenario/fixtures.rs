//! Which of a file's own fixtures no case uses.

use std::collections::HashSet;
use std::sync::Arc;

use super::claims::uses_of;
use super::document::Document;
use crate::bundle::{Placed, Trouble};
use crate::text::{Arrange, Diagnostic, Key, Source, quote};

/// The objects of fixtures, what one of them is called, and the fields that name them.
const FIXTURES: [(&str, &str, &str); 3] = [
    ("principals", "principal", "principal"),
    ("resources", "resource", "resource"),
    ("contexts", "context", "context"),
];

/// A warning about a name that stands for something that nobody needs.
pub(super) fn unused_fixture(kind: &str, key: &Key, source: &Arc<Source>) -> Trouble {
    let message = format!("no case uses the {kind} {}", quote(&key.text));
    let diagnostic = Diagnostic::warning("unused-fixture", key.span, message);
    Trouble { diagnostic, source: source.clone() }
}

impl<'n> Document<'n> {
    /// A warning for each principal, resource, context and variable of the file's own that no case
    /// uses, in the order written. A file without cases is there for others, and gets none.
    pub fn unused(&self) -> Vec<Trouble> {
        let mut unused = self.unused_vars.to_vec();
        let asks = !self.cases.is_empty() || !self.claims.is_empty();
        let own = self.chain.first().filter(|_| asks);
        for (objects, kind, field) in FIXTURES {
            let Some(object) = own.and_then(|fields| fields.some(objects)) else { continue };
            let Some(by_claims) = uses_of(self, field) else { continue };
            let mut used = self.used(field);
            used.extend(by_claims);
            let keys = object.members().unwrap_or_default().iter().map(|member| &member.key);
            let idle = keys.filter(|key| !used.contains(&*key.text));
            unused.extend(idle.map(|key| unused_fixture(kind, key, object.source)));
        }
        unused.arrange_by_key(|trouble| trouble.diagnostic.span);
        unused
    }

    /// The texts under this field of the cases.
    fn used(&self, field: &str) -> HashSet<&'n str> {
        let mut used = HashSet::new();
        for case in &self.cases {
            let named = case.fields.some(field).map_or_else(Vec::new, Placed::one_or_more);
            used.extend(named.iter().filter_map(|one| one.node.as_text()));
            let further = case.fields.some("alsoRequires");
            let further = further.map_or_else(Vec::new, Placed::one_or_more);
            used.extend(further.iter().filter_map(|one| one.node.get(field)?.as_text()));
        }
        used
    }
}
