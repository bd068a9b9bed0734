//! What is wrong with a YAML text, said so that its author sees it.

use super::yaml_scalar::CoreTag;
use super::{Diagnostic, Span, quote, too_deep};

pub(super) fn invalid(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("invalid-yaml", span, message)
}

pub(super) fn complex_key(span: Span) -> Diagnostic {
    invalid(span, "a key must be a single text")
        .with_hint("put it in quotes if it is meant as text")
}

pub(super) fn misfit(tag: CoreTag, text: &str, span: Span) -> Diagnostic {
    invalid(span, format!("{} is no `!!{}`", quote(text), tag.name()))
}

pub(super) fn foreign_tag(span: Span, tag: &str) -> Diagnostic {
    invalid(span, format!("the tag {} has no meaning here", quote(tag)))
        .with_hint("write the value out; only YAML's own tags such as `!!str` are understood")
}

pub(super) fn alias_bomb(span: Span) -> Diagnostic {
    Diagnostic::error("alias-bomb", span, "the aliases of this file multiply its content too often")
        .with_hint("write out what is needed")
}

/// What the parser says, in our form; `found` is the character it stopped at.
pub(super) fn from_parser(info: &str, span: Span, found: &str) -> Diagnostic {
    match info {
        "recursion limit exceeded" => return too_deep(span),
        "while parsing node, found unknown anchor" => {
            return invalid(span, "this alias refers to no earlier anchor").with_hint(QUOTE_STAR);
        }
        _ => {}
    }
    let refusal = invalid(span, info.replace('\'', "`"));
    match found {
        "*" => refusal.with_hint(QUOTE_STAR),
        "@" | "`" | "%" | "&" | "!" => refusal.with_hint("put a text that starts so in quotes"),
        ":" => refusal.with_hint("put a text that contains `: ` in quotes"),
        "\t" => refusal.with_hint("indent with spaces"),
        _ => refusal,
    }
}

const QUOTE_STAR: &str = "a text that starts with `*` stands in quotes";
