//! Text with wildcards and variables: in goes a policy's text, out comes whether it fits.

use super::keys::Keys;

/// One step of a pattern, its variables already replaced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Piece {
    Literal(char),
    Run,
    One,
}

/// One step of a text as it is written in a policy.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    Text(char),
    Escape(char),
    Variable { key: String, default: Option<String> },
}

/// Whether the whole text fits the pattern.
pub(crate) fn glob(pattern: &[Piece], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((Piece::Run, rest)), None) => glob(rest, text),
        (Some((Piece::Run, rest)), Some((_, after))) => glob(rest, text) || glob(pattern, after),
        (Some((Piece::One, rest)), Some((_, after))) => glob(rest, after),
        (Some((Piece::Literal(a), rest)), Some((b, after))) => a == b && glob(rest, after),
        _ => false,
    }
}

/// A glob over text without variables.
pub(crate) fn plain_glob(pattern: &str, text: &str) -> bool {
    let pieces: Vec<Piece> = pattern.chars().map(wildcard).collect();
    glob(&pieces, &chars(text))
}

/// The characters of a text.
pub(crate) fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn wildcard(c: char) -> Piece {
    match c {
        '*' => Piece::Run,
        '?' => Piece::One,
        _ => Piece::Literal(c),
    }
}

/// Reads the variables of a text; a document of 2008 has none.
pub(crate) fn parts(text: &str, expands: bool) -> Result<Vec<Part>, String> {
    let mut read = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // AWS: S-8
        if expands && rest.starts_with("${") {
            let (part, after) = variable(&rest[2..])?;
            read.push(part);
            rest = after;
        } else {
            read.push(Part::Text(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    Ok(read)
}

fn variable(body: &str) -> Result<(Part, &str), String> {
    let close = body.find('}').ok_or("missing-brace-in-variable")?;
    let (key, default, after) = match body.find(',') {
        // AWS: V-4
        Some(comma) if comma < close => {
            let quoted = body[comma..].strip_prefix(", '").ok_or("missing-quote-in-variable")?;
            let end = quoted.find("'}").ok_or("missing-quote-in-variable")?;
            (&body[..comma], Some(quoted[..end].to_owned()), &quoted[end + 2..])
        }
        _ => (&body[..close], None, &body[close + 1..]),
    };
    // AWS: V-9
    if key.is_empty() || key.contains(char::is_whitespace) {
        return Err("empty-variable".to_owned());
    }
    // AWS: V-5
    if let ("*" | "?" | "$", Some(c)) = (key, key.chars().next()) {
        return Ok((Part::Escape(c), after));
    }
    Ok((Part::Variable { key: key.to_ascii_lowercase(), default }, after))
}

/// Replaces variables; `None` where one has no value.
pub(crate) fn expand(parts: &[Part], keys: &Keys, wild: bool) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for part in parts {
        match part {
            Part::Text(c) if wild => pieces.push(wildcard(*c)),
            Part::Text(c) | Part::Escape(c) => pieces.push(Piece::Literal(*c)),
            // AWS: V-8
            Part::Variable { key, default } => {
                let value = value_of(key, default.as_deref(), keys)?;
                pieces.extend(value.chars().map(Piece::Literal));
            }
        }
    }
    Some(pieces)
}

fn value_of(key: &str, default: Option<&str>, keys: &Keys) -> Option<String> {
    // AWS: V-3
    if keys.is_multivalued(key) {
        return None;
    }
    // AWS: V-4
    match keys.get(key).and_then(|values| values.first()) {
        Some(value) if !value.is_empty() || default.is_none() => Some(value.clone()),
        _ => default.map(str::to_owned),
    }
}

/// Splits at the first five colons that are not inside a variable.
pub(crate) fn six(parts: &[Part]) -> Vec<Vec<Part>> {
    let mut segments = vec![Vec::new()];
    for part in parts {
        // AWS: R-3
        if *part == Part::Text(':') && segments.len() < 6 {
            segments.push(Vec::new());
        } else if let Some(last) = segments.last_mut() {
            last.push(part.clone());
        }
    }
    segments
}

/// The same of pieces.
pub(crate) fn six_pieces(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let first: Vec<&[Piece]> = pieces.splitn(6, |piece| *piece == Piece::Literal(':')).collect();
    first.into_iter().map(<[Piece]>::to_vec).collect()
}

/// The six parts of an ARN, or `None` for any other text.
pub(crate) fn arn(text: &str) -> Option<Vec<String>> {
    let found: Vec<String> = text.splitn(6, ':').map(str::to_owned).collect();
    (found.len() == 6 && found[0] == "arn").then_some(found)
}
