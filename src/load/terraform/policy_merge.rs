//! Policy documents laid over one another, as the provider does it.

use super::snapshot::items;
use crate::text::{Node, Value};

/// What came of the documents so far.
#[derive(Debug, Default)]
pub(super) struct Merged {
    version: String,
    id: Option<Box<str>>,
    statements: Vec<Node>,
}

fn text_of<'n>(node: &'n Node, name: &str) -> &'n str {
    node.get(name).and_then(Node::as_text).unwrap_or_default()
}

impl Merged {
    /// A later statement with a `Sid` takes the place of an earlier one with the same; of versions
    /// the newer stays.
    pub(super) fn lay_over(&mut self, document: &Node) {
        let (version, id) = (text_of(document, "Version"), text_of(document, "Id"));
        if version > self.version.as_str() {
            version.clone_into(&mut self.version);
        }
        if !id.is_empty() {
            self.id = Some(id.into());
        }
        match document.get("Statement") {
            Some(statements @ Node { value: Value::List(_), .. }) => {
                for one in items(Some(statements)) {
                    self.lay_statement(one);
                }
            }
            Some(statement) => self.lay_statement(statement),
            None => {}
        }
    }

    fn lay_statement(&mut self, statement: &Node) {
        let sid = text_of(statement, "Sid");
        let same = |known: &&mut Node| !sid.is_empty() && text_of(known, "Sid") == sid;
        match self.statements.iter_mut().find(same) {
            Some(earlier) => *earlier = statement.clone(),
            None => self.statements.push(statement.clone()),
        }
    }

    pub(super) fn document(self) -> Node {
        let mut members = vec![("Version", Node::of_text(self.version))];
        members.extend(self.id.map(|id| ("Id", Node::of_text(id))));
        members.push(("Statement", Node::of_items(self.statements)));
        Node::of_members(members)
    }
}
