//! Policy documents in the outputs of commands.

use crate::bundle::{Placed, Text, Trouble};
use crate::environment::StoredPolicy;
use crate::load::authorization_details::document;
use crate::text::{Node, Value};

/// The fields in which commands print a document: `get-policy-version`, `get-role-policy` and its
/// like, and the commands of services that print a resource's policy.
const FIELDS: &[&[&str]] = &[
    &["PolicyVersion", "Document"],
    &["PolicyDocument"],
    &["Policy", "Content"],
    &["Policy"],
    &["policyText"],
    &["ResourcePolicy"],
    &["Attributes", "Policy"],
];

/// The one document that a command printed; `None` if the text is no such output. `name` is how
/// answers call it.
///
/// # Errors
/// If what stands there is no document.
pub fn policy_of(text: &Text, name: &str) -> Option<Result<StoredPolicy, Trouble>> {
    let node = document_node(&text.node)?;
    Some(document(Placed { node, source: &text.source }, name))
}

/// Where the document of an output stands. An empty text is none: so SQS writes that there is none.
/// What is no document but stands in place of one is refused where it is read.
pub(super) fn document_node(output: &Node) -> Option<&Node> {
    let field = |path: &&[&str]| path.iter().try_fold(output, |node, name| node.get(name));
    let is_document = |path: &&[&str], node: &Node| match &node.value {
        Value::Object(members) => {
            **path != DESCRIBED
                || members.iter().any(|it| it.key.text.eq_ignore_ascii_case("Statement"))
        }
        Value::Text(text) => !text.trim().is_empty(),
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) | Value::List(_) => true,
    };
    FIELDS.iter().find_map(|path| field(path).filter(|node| is_document(path, node)))
}

/// Commands describe a policy under this name too, without its document.
const DESCRIBED: [&str; 1] = ["Policy"];
