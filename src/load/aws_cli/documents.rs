//! Files that hold one JSON value behind the other, as commands leave them that append.

use std::sync::Arc;

use crate::bundle::{Text, Trouble};
use crate::text::{Comments, Node, Source, Span, Syntax, Value, read_json_values};

/// Reads a text. Several JSON values behind one another are read as a list of them.
///
/// # Errors
/// Its first mistake.
pub fn read_documents(source: Source, syntax: Syntax) -> Result<Text, Trouble> {
    let comments = match syntax {
        Syntax::Json => Comments::Refused,
        Syntax::JsonWithComments => Comments::Allowed,
        Syntax::Yaml => return Text::read(source, syntax),
    };
    let source = Arc::new(source);
    match read_json_values(&source, comments) {
        Ok(values) => Ok(Text { node: Arc::new(one_or_list(values)), source }),
        Err(diagnostic) => Err(Trouble { diagnostic, source }),
    }
}

fn one_or_list(mut values: Vec<Node>) -> Node {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return Node::made(Value::Null);
    };
    let span = Span { start: first.span.start, end: last.span.end };
    match values.len() {
        1 => values.remove(0),
        _ => Node { span, value: Value::List(values) },
    }
}
