//! Texts that may hold wildcards and policy variables: resources and condition values.

use super::Version;

/// A text taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The parts from left to right; neighbouring literals are joined.
    pub parts: Vec<TemplatePart>,
}

/// One part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// Plain text; `${*}`, `${?}` and `${$}` have become the characters that they stand for.
    // AWS: V-5
    Literal(Box<str>),
    /// `*`
    AnyRun,
    /// `?`
    AnyCharacter,
    /// `${key}` or `${key, 'default'}`
    // AWS: V-3, V-4
    Variable {
        /// The key as written.
        key: Box<str>,
        /// The default.
        default: Option<Box<str>>,
    },
}

/// A variable that is not written as AWS reads it.
// AWS: V-9
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// What kind of mistake it is: `empty-variable`.
    pub code: &'static str,
    /// Bytes in the text.
    pub range: std::ops::Range<usize>,
    /// What is wrong with it.
    pub message: String,
}

impl Template {
    /// Takes a text apart. Without `wildcards`, `*` and `?` are plain characters, as `StringEquals`
    /// has it. In the older language `${` is plain text, while wildcards count.
    // AWS: S-8
    pub fn parse(text: &str, version: Version, wildcards: bool) -> Result<Self, TemplateError> {
        let mut parts = Parts::default();
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            at += character.len_utf8();
            match character {
                '*' if wildcards => parts.push(TemplatePart::AnyRun),
                '?' if wildcards => parts.push(TemplatePart::AnyCharacter),
                '$' if version == Version::V2012 && text[at..].starts_with('{') => {
                    at = parts.variable(text, at - 1)?;
                }
                plain => parts.literal.push(plain),
            }
        }
        Ok(parts.finish())
    }
}

#[derive(Default)]
struct Parts {
    done: Vec<TemplatePart>,
    literal: String,
}

impl Parts {
    fn push(&mut self, part: TemplatePart) {
        self.flush();
        self.done.push(part);
    }

    fn flush(&mut self) {
        if !self.literal.is_empty() {
            self.done.push(TemplatePart::Literal(self.literal.as_str().into()));
            self.literal.clear();
        }
    }

    fn finish(mut self) -> Template {
        self.flush();
        Template { parts: self.done }
    }

    /// Reads the variable whose `$` stands at `start`; gives the place behind its `}`.
    fn variable(&mut self, text: &str, start: usize) -> Result<usize, TemplateError> {
        let body = &text[start + 2..];
        if let Some(plain) = escaped(body) {
            self.literal.push(plain);
            return Ok(start + 4);
        }
        let Some(name_end) = body.find(['}', ',']) else {
            return Err(OPEN.at(start..text.len()));
        };
        let (key, tail) = (&body[..name_end], &body[name_end..]);
        let (default, length) = if tail.starts_with('}') {
            (None, name_end + 1)
        } else {
            let (default, length) = default_of(tail).map_err(|mistake| {
                let end = tail.find('}').map_or(text.len(), |at| start + 2 + name_end + at + 1);
                mistake.at(start..end)
            })?;
            (Some(default.into()), name_end + length)
        };
        let end = start + 2 + length;
        if let Some(mistake) = name_mistake(key) {
            return Err(mistake.at(start..end));
        }
        self.push(TemplatePart::Variable { key: key.into(), default });
        Ok(end)
    }
}

// AWS: V-5
fn escaped(body: &str) -> Option<char> {
    let mut characters = body.chars();
    let plain = characters.next().filter(|character| "*?$".contains(*character))?;
    (characters.next() == Some('}')).then_some(plain)
}

/// Reads `, 'default'}`; gives the default and the length of the whole.
// AWS: V-4
fn default_of(tail: &str) -> Result<(&str, usize), Mistake> {
    if !tail.contains('}') {
        return Err(OPEN);
    }
    let Some(quoted) = tail.strip_prefix(", '") else {
        let is_quoted = tail.trim_start_matches([',', ' ', '\t']).starts_with('\'');
        return Err(if is_quoted { SPACED } else { UNQUOTED });
    };
    let end = quoted.find("'}").ok_or(OPEN_DEFAULT)?;
    Ok((&quoted[..end], end + 5))
}

// AWS: V-9
fn name_mistake(key: &str) -> Option<Mistake> {
    if key.is_empty() {
        Some(Mistake("empty-variable", "the variable has no name"))
    } else if key.contains(char::is_whitespace) {
        Some(Mistake("unsupported-space-in-variable", "a variable's name holds no spaces"))
    } else if key.contains("${") {
        Some(NESTED)
    } else {
        None
    }
}

/// A code and what it says.
struct Mistake(&'static str, &'static str);

const OPEN: Mistake = Mistake("missing-brace-in-variable", "the variable has no closing `}`");
const NESTED: Mistake = Mistake(
    "missing-brace-in-variable",
    "a variable cannot stand inside another, or the first has no closing `}`",
);
const UNQUOTED: Mistake =
    Mistake("missing-quote-in-variable", "a default stands in single quotes: `${key, 'default'}`");
const OPEN_DEFAULT: Mistake =
    Mistake("missing-quote-in-variable", "the default has no closing `'}`");
const SPACED: Mistake = Mistake(
    "invalid-variable-default",
    "one space stands between the comma and the default: `${key, 'default'}`",
);

impl Mistake {
    fn at(self, range: std::ops::Range<usize>) -> TemplateError {
        TemplateError { code: self.0, range, message: self.1.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, version: Version, wildcards: bool) -> String {
        let draw = |part: &TemplatePart| match part {
            TemplatePart::Literal(text) => format!("{text:?}"),
            TemplatePart::AnyRun => "*".to_owned(),
            TemplatePart::AnyCharacter => "?".to_owned(),
            TemplatePart::Variable { key, default: None } => format!("<{key}>"),
            TemplatePart::Variable { key, default: Some(default) } => format!("<{key}={default}>"),
        };
        match Template::parse(text, version, wildcards) {
            Ok(template) => template.parts.iter().map(draw).collect::<Vec<_>>().join(" "),
            Err(error) => format!("error {:?}", &text[error.range]),
        }
    }

    #[test]
    fn texts_are_taken_apart() {
        let table = [
            ("a*b?c", r#""a" * "b" ? "c""#),
            ("${aws:username}/*", r#"<aws:username> "/" *"#),
            ("${aws:username, 'guest'}x", r#"<aws:username=guest> "x""#),
            ("${aws:username, ''}", "<aws:username=>"),
            ("${aws:username, 'a}b'}", "<aws:username=a}b>"),
            ("x${*}${?}${$}y", r#""x*?$y""#),
            ("$x$", r#""$x$""#),
            ("", ""),
            ("é${a:b}é", r#""é" <a:b> "é""#),
            ("a${b", r#"error "${b""#),
            ("a${}b", r#"error "${}""#),
            ("${a b}c", r#"error "${a b}""#),
            ("${a, b}c", r#"error "${a, b}""#),
            ("${a,'b'}c", r#"error "${a,'b'}""#),
            ("${a, 'b}c", r#"error "${a, 'b}""#),
            ("${a${b}}", r#"error "${a${b}""#),
        ];
        for (text, expected) in table {
            assert_eq!(drawn(text, Version::V2012, true), expected, "{text}");
        }
    }

    #[test]
    fn the_older_language_has_wildcards_but_no_variables() {
        assert_eq!(drawn("${a:b}/*", Version::V2008, true), r#""${a:b}/" *"#);
        assert_eq!(drawn("${*}", Version::V2008, true), r#""${" * "}""#);
        assert_eq!(drawn("${", Version::V2008, true), r#""${""#);
    }

    #[test]
    fn without_wildcards_stars_are_plain() {
        assert_eq!(drawn("a*${b:c}?", Version::V2012, false), r#""a*" <b:c> "?""#);
    }
}
