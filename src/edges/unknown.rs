//! Values that nobody knows yet, in requests made up for policies that hold them.

use super::draft::Draft;
use crate::aws::{UNKNOWN_PREFIX, unknown_in};
use crate::request::Given;
use crate::text::Node;

impl Draft {
    /// The draft without values for what nobody knows: they stand in its resource as a policy's
    /// document has them, if there is one.
    pub fn put_back_unknown(&mut self, document: Option<&Node>) {
        let (unknown, known): (Vec<_>, Vec<_>) = std::mem::take(&mut self.context)
            .into_iter()
            .partition(|(key, _)| key.to_lowercase().starts_with(UNKNOWN_PREFIX));
        self.context = known.into_iter().collect();
        let Some(document) = document.filter(|_| !unknown.is_empty()) else { return };
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
