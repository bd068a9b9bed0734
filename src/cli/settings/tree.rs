//! TOML, read into the same tree as every other file of ours, so that its mistakes are found and
//! shown alike.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::text::{Arrange, Diagnostic, Key, MAX_DEPTH, Member, Node, Source, Span, Value};

/// Reads a text as TOML.
///
/// # Errors
/// The first mistake with its place.
pub(super) fn read_toml(source: &Source) -> Result<Node, Diagnostic> {
    let table = DeTable::parse(source.text()).map_err(|why| {
        let span = why.span().map_or_else(Span::default, Span::of);
        Diagnostic::error("invalid-toml", span, message(why.message()))
    })?;
    let span = Span::of(table.span());
    object(table.get_ref(), span, MAX_DEPTH)
}

/// In one line, as our other messages are.
fn message(text: &str) -> String {
    let line: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    line.join("; ").trim_end_matches('.').to_owned()
}

fn object(table: &DeTable<'_>, span: Span, room: usize) -> Result<Node, Diagnostic> {
    let mut members: Vec<Member> =
        table.iter().map(|(key, value)| member(key, value, room)).collect::<Result<_, _>>()?;
    members.arrange_by_key(|member| member.key.span.start);
    Ok(Node { span, value: Value::Object(members) })
}

fn member(
    key: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
    room: usize,
) -> Result<Member, Diagnostic> {
    let text = key.get_ref().to_string().into_boxed_str();
    let key = Key { text, span: Span::of(key.span()) };
    Ok(Member { key, value: node(value, room)? })
}

fn node(value: &Spanned<DeValue<'_>>, room: usize) -> Result<Node, Diagnostic> {
    let span = Span::of(value.span());
    let Some(room) = room.checked_sub(1) else {
        let message = format!("lists and tables nest more than {MAX_DEPTH} deep here");
        return Err(Diagnostic::error("nesting-too-deep", span, message));
    };
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string().into()),
        DeValue::Integer(number) => Value::Number(number.to_string().into()),
        DeValue::Float(number) => Value::Number(number.to_string().into()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(time) => Value::Text(time.to_string().into()),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| node(item, room)).collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => return object(table, span, room),
    };
    Ok(Node { span, value })
}
