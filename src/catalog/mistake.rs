//! What is wrong with a text that should be a catalogue, told in its own terms and in place.

use super::index::IndexError;
use crate::text::{
    Comments, Diagnostic, Member, Node, Source, Span, Value, is_unprintable, read_json,
};

const CODE: &str = "invalid-catalogue";

/// What a value must be.
enum Shape {
    /// A text without escapes.
    Name,
    /// A whole number up to this one.
    Number(u32),
    /// A list of these.
    List(&'static Shape),
    /// A list of these, of which so many must be there.
    Row(usize, &'static [(&'static str, Shape)]),
    /// An object with these members, of which so many must be there.
    Object(usize, &'static [(&'static str, Shape)]),
    /// An object with any names.
    Map(&'static Shape),
    /// A policy.
    Document,
}

use Shape::{Document, List, Map, Name, Number, Object, Row};

const U8: Shape = Number(u8::MAX as u32);
const U16: Shape = Number(u16::MAX as u32);
const USE: Shape =
    Row(1, &[("resource type", U16), ("whether it is required", U8), ("condition keys", U16)]);
const ACTION: Shape = Row(
    2,
    &[
        ("name", Name),
        ("access level", U8),
        ("condition keys", U16),
        ("resource types", List(&USE)),
        ("dependent actions", U16),
        ("scenarios", List(&Row(2, &[("name", Name), ("resource types", List(&USE))]))),
        ("whether it is out of date", U8),
    ],
);
const SERVICE: Shape = Object(
    1,
    &[
        ("n", Name),
        ("f", U8),
        ("k", U16),
        (
            "r",
            List(&Row(3, &[("name", Name), ("ARN formats", List(&Name)), ("condition keys", U16)])),
        ),
        ("a", List(&ACTION)),
    ],
);
const CATALOGUE: Shape = Object(
    9,
    &[
        ("v", Number(u32::MAX)),
        ("date", Name),
        ("types", List(&Name)),
        ("levels", List(&Name)),
        ("keys", List(&Row(2, &[("name", Name), ("type", U8)]))),
        ("sets", List(&List(&U16))),
        ("deps", List(&List(&Name))),
        ("global", List(&Row(3, &[("name", Name), ("type", U8), ("category", Name)]))),
        ("svc", Map(&SERVICE)),
    ],
);
const POLICY: Shape =
    Row(4, &[("path", Name), ("version", Name), ("date", Name), ("document", Document)]);
const COLLECTION: Shape = Object(1, &[("policies", Map(&POLICY))]);

/// What is wrong with the text of a catalogue, or of managed policies.
pub(super) fn mistake(source: &Source, why: &IndexError, is_collection: bool) -> Diagnostic {
    let (shape, what) = if is_collection {
        (&COLLECTION, "these are no managed policies")
    } else {
        (&CATALOGUE, "this is no catalogue")
    };
    let found = match read_json(source, Comments::Refused) {
        Ok(tree) => mismatch(source, &tree, shape),
        Err(diagnostic) => Some((diagnostic.span, diagnostic.message)),
    };
    let text = source.text();
    let boundaries = (0..=why.offset.min(text.len())).rev();
    let offset = boundaries.into_iter().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = text[offset..].chars().next().map_or(0, char::len_utf8);
    let (span, message) =
        found.unwrap_or_else(|| (Span::of(offset..offset + end), why.message.clone()));
    let hint = "src/catalog/data/README.md in the sources of iamsim tells how such a file is made";
    Diagnostic::error(CODE, span, format!("{what}: {message}")).with_hint(hint)
}

/// The first character that has no place in a catalogue, since it would steer a terminal or hide
/// something.
pub(super) fn hidden(source: &Source) -> Option<Diagnostic> {
    let is_hidden = |char: &(usize, char)| !"\n\r\t".contains(char.1) && is_unprintable(char.1);
    let (at, char) = source.text().char_indices().find(is_hidden)?;
    let message = format!("the character `{}` has no place in a catalogue", char.escape_unicode());
    Some(Diagnostic::error(CODE, Span::of(at..at + char.len_utf8()), message))
}

fn mismatch(source: &Source, node: &Node, shape: &Shape) -> Option<(Span, String)> {
    let wrong =
        |wanted: &str| Some((node.span, format!("expected {wanted}, found {}", node.kind())));
    match (shape, &node.value) {
        (Name, Value::Text(text)) => {
            let is_plain = source.slice(node.span).len() == text.len() + 2;
            let message = "a text without escapes is expected here";
            (!is_plain).then(|| (node.span, message.to_owned()))
        }
        (Name, _) => wrong("a string"),
        (Number(most), Value::Number(text)) => {
            let fits = text.parse::<u32>().is_ok_and(|number| number <= *most);
            let message = format!("expected a whole number from 0 to {most}");
            (!fits).then_some((node.span, message))
        }
        (Number(_), _) => wrong("a number"),
        (List(inner), Value::List(items)) => {
            items.iter().find_map(|item| mismatch(source, item, inner))
        }
        (List(_), _) => wrong("a list"),
        (Row(needed, cells), Value::List(items)) => row(source, node, items, (*needed, cells)),
        (Row(_, cells), _) => {
            let names: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
            wrong(&format!("a list of {}", names.join(", ")))
        }
        (Object(needed, fields), Value::Object(members)) => {
            object(source, node, members, (*needed, fields))
        }
        (Map(inner), Value::Object(members)) => members.iter().find_map(|member| {
            mismatch(source, &member.value, inner).or_else(|| escaped(source, member))
        }),
        (Document, Value::Object(_)) => None,
        (Object(..) | Map(_) | Document, _) => wrong("an object"),
    }
}

fn escaped(source: &Source, member: &Member) -> Option<(Span, String)> {
    let is_plain = source.slice(member.key.span).len() == member.key.text.len() + 2;
    (!is_plain).then(|| (member.key.span, "a name without escapes is expected here".to_owned()))
}

fn row(
    source: &Source,
    node: &Node,
    items: &[Node],
    (needed, cells): (usize, &[(&str, Shape)]),
) -> Option<(Span, String)> {
    if let Some((name, _)) = cells[..needed].get(items.len()) {
        return Some((node.span, format!("the list ends before the {name}")));
    }
    if let Some(more) = items.get(cells.len()) {
        return Some((more.span, format!("the list has more than {} members", cells.len())));
    }
    let wrong = |(item, (name, shape)): (&Node, &(&str, Shape))| {
        let (span, message) = mismatch(source, item, shape)?;
        let is_own = span == item.span;
        Some((span, if is_own { format!("{name}: {message}") } else { message }))
    };
    items.iter().zip(cells).find_map(wrong)
}

fn object(
    source: &Source,
    node: &Node,
    members: &[Member],
    (needed, fields): (usize, &[(&str, Shape)]),
) -> Option<(Span, String)> {
    for (number, (name, shape)) in fields.iter().enumerate() {
        let mut named = members.iter().filter(|member| &*member.key.text == *name);
        match (named.next(), named.next()) {
            (_, Some(again)) => return Some((again.key.span, format!("`{name}` is there twice"))),
            (Some(member), None) => {
                if let Some((span, message)) = mismatch(source, &member.value, shape) {
                    let is_own = span == member.value.span;
                    let message = if is_own { format!("`{name}`: {message}") } else { message };
                    return Some((span, message));
                }
            }
            (None, None) if number < needed => {
                return Some((
                    Span { end: node.span.start + 1, ..node.span },
                    format!("`{name}` is missing"),
                ));
            }
            (None, None) => {}
        }
    }
    None
}
