//! Texts that fit what a policy writes, and texts just beside them.

use crate::policy::{Template, TemplatePart, Version};

/// Stands for `*` until all is put together.
const RUN: char = '\u{1}';
/// Stands for `?`.
const ONE: char = '\u{2}';

/// What fills wildcards, in the order tried.
pub(super) const FILLERS: &[&str] = &["example", "another", ""];

/// What is known where a text is filled in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    pub(super) account: &'p str,
    pub(super) service: &'p str,
    pub(super) filler: &'p str,
}

/// The text with marks for wildcards and with its variables filled in; `None` if one has no value.
pub(super) fn marked(
    text: &str,
    version: Version,
    wildcards: bool,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let template = Template::parse(text, version, wildcards).ok()?;
    let mut marked = String::new();
    for part in &template.parts {
        match part {
            TemplatePart::Literal(literal) => marked.push_str(literal),
            TemplatePart::AnyRun => marked.push(RUN),
            TemplatePart::AnyCharacter => marked.push(ONE),
            TemplatePart::Variable { key, default } => {
                let value = variable(key);
                marked.push_str(&value.or_else(|| default.as_deref().map(str::to_owned))?);
            }
        }
    }
    Some(marked)
}

/// The variables of a text.
pub(super) fn variables(text: &str, version: Version) -> Vec<String> {
    let parts = Template::parse(text, version, true).map_or(Vec::new(), |found| found.parts);
    let key = |part: &TemplatePart| match part {
        TemplatePart::Variable { key, .. } => Some(key.to_string()),
        TemplatePart::Literal(_) | TemplatePart::AnyRun | TemplatePart::AnyCharacter => None,
    };
    parts.iter().filter_map(key).collect()
}

/// The marks as wildcards again.
pub(super) fn as_glob(marked: &str) -> String {
    marked.replace(RUN, "*").replace(ONE, "?")
}

/// The marks replaced by fillers.
pub(super) fn plain(marked: &str, filler: &str) -> String {
    let mut text = String::new();
    for char in marked.chars() {
        match char {
            RUN => text.push_str(filler),
            ONE => text.push(filler.chars().next().unwrap_or('x')),
            other => text.push(other),
        }
    }
    text
}

/// The marks of an ARN replaced segment by segment by what such a segment holds.
pub(super) fn arn(marked: &str, place: Place<'_>) -> String {
    let mut segments: Vec<&str> = marked.splitn(6, ':').collect();
    let open = RUN.to_string();
    segments.resize(6, &open);
    let usual = ["arn", "aws", place.service, "us-east-1", place.account, place.filler];
    let fill = |(index, segment): (usize, &&str)| {
        if *segment == open {
            return usual[index].to_owned();
        }
        let within = if index == 3 { "west-1" } else { place.filler };
        plain(segment, within)
    };
    segments.iter().enumerate().map(fill).collect::<Vec<_>>().join(":")
}

/// Texts beside a literal one: another service beside a service; its last word is another, then earlier words, then it goes on.
pub(super) fn beside(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if text.ends_with(".amazonaws.com") {
        let services = ["lambda.amazonaws.com", "ec2.amazonaws.com"];
        found.extend(services.into_iter().find(|service| *service != text).map(str::to_owned));
    }
    let words = words(text);
    for range in words.iter().rev() {
        let (before, after) = (&text[..range.start], &text[range.end..]);
        found.push(format!("{before}{}{after}", another(&text[range.clone()])));
    }
    if !text.is_empty() {
        found.push(format!("{text}-other"));
    }
    found.push("other".to_owned());
    found
}

/// Where the words of a text stand: runs of letters and digits.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, char) in text.char_indices().filter(|(_, char)| char.is_alphanumeric()) {
        let end = at + char.len_utf8();
        match ranges.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => ranges.push(at..end),
        }
    }
    ranges
}

fn another(word: &str) -> String {
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    match (word, word.parse::<u32>()) {
        ("111122223333", _) => "444455556666".to_owned(),
        (_, Ok(number)) if is_number && word.len() < 4 => (u64::from(number) + 1).to_string(),
        _ if is_number && word.len() == 12 => "111122223333".to_owned(),
        ("alice", _) => "bob".to_owned(),
        ("bob", _) => "alice".to_owned(),
        ("other", _) => "another".to_owned(),
        _ => "other".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'static> =
        Place { account: "111122223333", service: "s3", filler: "example" };

    fn arn_of(text: &str) -> String {
        let value = |_: &str| Some("alice".to_owned());
        arn(&marked(text, Version::V2012, true, &value).unwrap(), PLACE)
    }

    #[test]
    fn wildcards_become_what_such_a_segment_holds() {
        for (pattern, expected) in [
            ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/alice/example"),
            ("arn:aws:sqs:*:*:jobs-??", "arn:aws:sqs:us-east-1:111122223333:jobs-ee"),
            ("arn:aws:s3:*", "arn:aws:s3:us-east-1:111122223333:example"),
            ("arn:*:ec2:eu-*:*:instance/*", "arn:aws:ec2:eu-west-1:111122223333:instance/example"),
        ] {
            assert_eq!(arn_of(pattern), expected);
        }
    }

    #[test]
    fn a_text_beside_differs_in_its_last_word() {
        let first = |text: &str| beside(text).remove(0);
        assert_eq!(first("arn:aws:s3:::team/home/alice"), "arn:aws:s3:::team/home/bob");
        assert_eq!(first("eu-west-1"), "eu-west-2");
        assert_eq!(first("444455556666"), "111122223333");
        assert_eq!(first("home/"), "other/");
        assert_eq!(first("ecs-tasks.amazonaws.com"), "lambda.amazonaws.com");
        assert_eq!(first(""), "other");
    }
}
