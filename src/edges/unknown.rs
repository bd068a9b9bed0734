//! Values that nobody knows yet, in requests made up for policies that hold them.

use super::draft::Draft;
use crate::aws::{UNKNOWN_PREFIX, unknown_in};
use crate::request::Given;
use crate::text::Node;

impl Draft {
    /// The draft with the unknown values of a policy's document as they are written there: it was made
    /// up with some value in the place of each.
    pub fn put_back_unknown(&mut self, document: &Node) {
        let (unknown, known): (Vec<_>, Vec<_>) = std::mem::take(&mut self.context)
            .into_iter()
            .partition(|(key, _)| key.to_lowercase().starts_with(UNKNOWN_PREFIX));
        self.context = known.into_iter().collect();
        if unknown.is_empty() {
            return;
        }
        let written = document.to_json_line();
        for (key, given) in unknown {
            let Given::Values(values) = given else { continue };
            let name = unknown_in(&written).find(|name| name.eq_ignore_ascii_case(&key));
            if let (Some(value), Some(name)) = (values.first(), name) {
                let hole = format!("${{{name}}}");
                self.resource = self.resource.replacen(&**value, &hole, 1).into();
            }
        }
    }
}
