//! Resources that a statement lists, and resources just outside.

use super::ask::Subject;
use super::draft::Draft;
use super::known::resources_of_service;
use super::near::with_variables;
use super::sample::{FILLERS, Place, arn, as_glob, beside, marked, variables};
use super::scene::Scene;
use crate::aws::{ActionName, Arn, PolicyKind};
use crate::catalog::Touched;
use crate::request::{KeyState, RequestContext};
use crate::text::Arrange;
use crate::value_set::Pattern;

/// A resource that an action may be asked on where no policy says on which.
pub(super) fn at_large(scene: &Scene<'_>, kind: PolicyKind, draft: &Draft) -> Vec<String> {
    let service = ActionName::parse(&draft.action).map(|action| action.service().to_owned());
    let of_service =
        service.and_then(|service| resources_of_service(&service, scene.home()).next());
    let usual = scene.resources_for(&draft.action, scene.home());
    let everything = "*".to_owned();
    match kind {
        PolicyKind::Resource | PolicyKind::Trust | PolicyKind::ResourceControl => {
            usual.into_iter().chain(of_service).chain([everything]).collect()
        }
        _ => usual.into_iter().chain([everything]).collect(),
    }
}

/// The draft on each resource that the statement lists; those that suit the action first.
pub(super) fn listed(subject: &Subject<'_>, draft: &Draft) -> Vec<(usize, Draft)> {
    let entries = subject.written.resource.iter().flat_map(|element| &element.entries);
    let draft = &with_variables(subject, entries.map(|entry| &*entry.text), draft);
    let mut found = samples(subject, draft, FILLERS);
    found.arrange_by_cached_key(|(_, text)| !subject.scene.suits(&draft.action, text));
    found.into_iter().map(|(number, text)| (number, with_resource(draft, text))).collect()
}

fn samples(subject: &Subject<'_>, draft: &Draft, fillers: &[&str]) -> Vec<(usize, String)> {
    let entries = subject.written.resource.iter().flat_map(|element| &element.entries);
    let Some(context) = subject.scene.context(draft) else { return Vec::new() };
    let mut found = Vec::new();
    for (number, entry) in entries.enumerate() {
        if entry.text.chars().all(|char| char == '*') {
            let own = subject.scene.cast.resource.iter().map(ToString::to_string);
            let mut at_large = at_large(subject.scene, subject.kind(), draft);
            let next = at_large.first().and_then(|text| next_to(text));
            if let Some(next) = next {
                at_large.insert(1, next);
            }
            found.extend(own.chain(at_large).map(|text| (number, text)));
            continue;
        }
        let value = value_in(subject, &context);
        let fill = |filler: &&str| filled(subject, &entry.text, &value, draft, filler);
        let mut texts: Vec<String> = fillers.iter().filter_map(fill).collect();
        texts.extend(of_types_within(subject, &entry.text, &value, draft, &texts));
        found.extend(texts.into_iter().map(|text| (number, text)));
    }
    found
}

/// Resources of the types that the action takes, where an entry covers them and none of those put
/// together from its text is one.
fn of_types_within(
    subject: &Subject<'_>,
    entry: &str,
    variable: &dyn Fn(&str) -> Option<String>,
    draft: &Draft,
    texts: &[String],
) -> Vec<String> {
    let scene = subject.scene;
    let arn = texts.first().and_then(|text| Arn::parse(text));
    let Some(arn) = arn.filter(|_| !texts.iter().any(|text| scene.suits(&draft.action, text)))
    else {
        return Vec::new();
    };
    let Some(marked) = marked(entry, subject.policy.document.version, true, variable) else {
        return Vec::new();
    };
    let (home, pattern) = (scene.home(), as_glob(&marked));
    let region = Some(arn.region()).filter(|own| !own.is_empty()).unwrap_or(home.region);
    let account = Some(arn.account()).filter(|own| !own.is_empty()).unwrap_or(home.account);
    let place = Touched { partition: arn.partition(), region, account, named: None };
    let mut resources = scene.resources_for(&draft.action, place);
    if let Some(next) = resources.first().and_then(|first| next_to(first)) {
        resources.insert(1, next);
    }
    resources.retain(|text| Pattern::glob(&pattern).matches(text));
    resources
}

/// A resource for each of the first entries, of whatever type; none where the statement covers
/// resources of all types.
pub(super) fn near_entries(subject: &Subject<'_>, draft: &Draft) -> Vec<String> {
    const MOST_ENTRIES: usize = 8;
    let Some(element) = subject.written.resource.as_ref().filter(|element| !element.negated) else {
        return Vec::new();
    };
    let is_all = |text: &str| text.chars().all(|char| char == '*');
    if element.entries.iter().any(|entry| is_all(&entry.text)) {
        return Vec::new();
    }
    let Some(context) = subject.scene.context(draft) else { return Vec::new() };
    let value = value_in(subject, &context);
    let text = |text: &str| filled(subject, text, &value, draft, FILLERS[0]);
    element.entries.iter().take(MOST_ENTRIES).filter_map(|entry| text(&entry.text)).collect()
}

/// A resource of the same sort as one that is made up: another name, or the next id.
fn next_to(arn: &str) -> Option<String> {
    if arn.contains("example") {
        return Some(arn.replace("example", "another"));
    }
    let id = arn.rsplit(|char: char| !char.is_ascii_alphanumeric()).next()?;
    let is_id = id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digit = id.chars().last().and_then(|last| last.to_digit(16)).filter(|_| is_id);
    let next = digit.and_then(|digit| char::from_digit((digit + 1) % 16, 16));
    match next {
        Some(next) => Some(format!("{}{next}", &arn[..arn.len() - 1])),
        None => beside(arn).into_iter().next().filter(|_| arn != "*"),
    }
}

fn filled(
    subject: &Subject<'_>,
    text: &str,
    variable: &dyn Fn(&str) -> Option<String>,
    draft: &Draft,
    filler: &str,
) -> Option<String> {
    let marked = marked(text, subject.policy.document.version, true, variable)?;
    let action = ActionName::parse(&draft.action)?;
    let account = &*subject.scene.cast.account;
    Some(arn(&marked, Place { account, service: action.service(), filler }))
}

/// What variables stand for in a request.
pub(super) fn value_in<'c>(
    subject: &'c Subject<'_>,
    context: &'c RequestContext,
) -> impl Fn(&str) -> Option<String> + 'c {
    |name| match context.state(subject.scene.key(name)?) {
        KeyState::Present(values) => match &**values {
            [one] => Some(one.text.to_string()),
            _ => None,
        },
        KeyState::Absent | KeyState::Unknown | KeyState::PresentUnknown => None,
    }
}

/// The draft on resources just outside those that the statement lists: somebody else's where a
/// variable says whose, then those with another last word.
pub(super) fn unlisted(subject: &Subject<'_>, draft: &Draft) -> Vec<(usize, Draft)> {
    let mut found = Vec::new();
    let entries = subject.written.resource.iter().flat_map(|element| &element.entries);
    for (number, entry) in entries.enumerate() {
        let text = &entry.text;
        if !variables(text, subject.policy.document.version).is_empty() {
            let context = subject.scene.context(draft);
            let value = context.as_ref().map(|context| value_in(subject, context));
            let other = |name: &str| {
                let own = value.as_ref().and_then(|value| value(name));
                own.and_then(|own| beside(&own).into_iter().next())
            };
            found.extend(filled(subject, text, &other, draft, FILLERS[0]).map(|arn| (number, arn)));
        }
        for outside in beside_pattern(text) {
            let context = subject.scene.context(draft);
            let Some(context) = &context else { continue };
            let value = value_in(subject, context);
            let arn = filled(subject, &outside, &value, draft, FILLERS[0]);
            found.extend(arn.map(|arn| (number, arn)));
        }
    }
    found.retain(|(_, text)| Arn::parse(text).is_some());
    found.into_iter().map(|(number, text)| (number, with_resource(draft, text))).collect()
}

/// The pattern with another text in place of its last literal part, then of earlier ones.
fn beside_pattern(pattern: &str) -> Vec<String> {
    let is_plain = |char: char| !matches!(char, '*' | '?' | '$' | '{' | '}');
    let mut found = Vec::new();
    let mut pieces: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    for piece in pattern.split_inclusive(|char| !is_plain(char)) {
        pieces.push((start, piece.trim_end_matches(|char| !is_plain(char))));
        start += piece.len();
    }
    for (at, piece) in pieces.into_iter().rev() {
        let is_variable = pattern[..at].ends_with('{');
        if is_variable || !piece.contains(char::is_alphanumeric) {
            continue;
        }
        let (before, after) = (&pattern[..at], &pattern[at + piece.len()..]);
        let others = last_words(piece).into_iter();
        found.extend(others.map(|other| format!("{before}{other}{after}")));
    }
    found
}

/// The piece with its last word gone on, then with another in its place.
fn last_words(piece: &str) -> Vec<String> {
    let end = piece.rfind(char::is_alphanumeric);
    let length = |at: usize| piece[at..].chars().next().map_or(0, char::len_utf8);
    let gone_on = end.map(|at| {
        let behind = at + length(at);
        format!("{}-other{}", &piece[..behind], &piece[behind..])
    });
    gone_on.into_iter().chain(beside(piece)).collect()
}

/// The draft on another resource. Whose it is, its ARN says again.
pub(super) fn with_resource(draft: &Draft, resource: String) -> Draft {
    Draft { resource: resource.into(), ..draft.clone() }
}

#[cfg(test)]
mod tests {
    use super::beside_pattern;

    #[test]
    fn the_last_literal_part_goes_first() {
        let first = |pattern: &str| beside_pattern(pattern).remove(0);
        assert_eq!(first("arn:aws:s3:::team/*"), "arn:aws:s3:::team-other/*");
        assert_eq!(first("arn:aws:s3:::b"), "arn:aws:s3:::b-other");
        assert_eq!(
            first("arn:aws:s3:::b/${aws:username}/*"),
            "arn:aws:s3:::b-other/${aws:username}/*"
        );
        assert_eq!(first("arn:aws:s3:::*/logs"), "arn:aws:s3:::*/logs-other");
    }
}
