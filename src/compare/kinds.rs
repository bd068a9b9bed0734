//! In which ways the names of a service's actions can match the patterns that policies write.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::value_set::{Found, Language, Part, Pattern, Signature, Sought, signatures};

/// Which patterns names match, and one name for each way.
type Kinds = BTreeMap<Signature, String>;

/// States of the search for names of actions.
const BUDGET: usize = 20_000;

/// The characters of names in lower case, in the order in which they are tried.
const OF_NAMES: &str = "xabcdefghijklmnopqrstuvwyz0123456789-_.";

/// Of the names that match `whole`, which of the patterns they match, and one name for each way;
/// `None` if that takes too long. All patterns are different, match some name that `whole` does, and
/// leave out another.
pub(super) fn kinds(whole: &Pattern, patterns: &[Pattern]) -> Option<Kinds> {
    let all: Vec<&Pattern> = patterns.iter().collect();
    kinds_by_starts(whole, &all).or_else(|| searched(whole, patterns))
}

/// The same where wildcards stand nowhere but at the ends; else `None`.
pub(super) fn kinds_by_starts(whole: &Pattern, patterns: &[&Pattern]) -> Option<Kinds> {
    let starts: Option<Vec<Start<'_>>> = patterns.iter().map(|one| Start::of(one)).collect();
    match Start::of(whole)? {
        Start { text, is_exact: false } => Some(by_starts(text, &starts?)),
        Start { is_exact: true, .. } => None,
    }
}

/// A pattern that asks of a name how it starts: `get*`, or that it is this one.
#[derive(Clone, Copy)]
struct Start<'p> {
    text: &'p str,
    is_exact: bool,
}

impl<'p> Start<'p> {
    fn of(pattern: &'p Pattern) -> Option<Self> {
        match pattern.parts() {
            [Part::AnyRun] => Some(Self { text: "", is_exact: false }),
            [Part::Literal(text), Part::AnyRun] => Some(Self { text, is_exact: false }),
            [Part::Literal(text)] => Some(Self { text, is_exact: true }),
            _ => None,
        }
    }
}

/// A place in the tree of all beginnings.
#[derive(Default)]
struct Place {
    behind: BTreeMap<char, usize>,
    /// The pattern of all names that begin so.
    start: Option<usize>,
    /// The pattern of this name alone.
    exact: Option<usize>,
}

fn tree_of(whole: &str, starts: &[Start<'_>]) -> Vec<Place> {
    let mut tree = vec![Place::default()];
    for (number, start) in starts.iter().enumerate() {
        let Some(rest) = start.text.strip_prefix(whole) else { continue };
        let mut at = 0;
        for character in rest.chars() {
            let fresh = tree.len();
            at = *tree[at].behind.entry(character).or_insert(fresh);
            if at == fresh {
                tree.push(Place::default());
            }
        }
        let place = &mut tree[at];
        if start.is_exact { place.exact = Some(number) } else { place.start = Some(number) }
    }
    tree
}

// INVARIANT: a name that leaves the tree of beginnings is of the same kind as all others that leave
// it at the same place.
fn by_starts(whole: &str, starts: &[Start<'_>]) -> Kinds {
    let mut found = BTreeMap::new();
    let is_name = |text: &str| text.chars().all(|one| OF_NAMES.contains(one));
    if !is_name(whole) {
        return found;
    }
    let named: Vec<Start<'_>> = starts.iter().copied().filter(|one| is_name(one.text)).collect();
    let numbers: Vec<usize> = (0..starts.len()).filter(|at| is_name(starts[*at].text)).collect();
    let tree = tree_of(whole, &named);
    let mut told: HashSet<Vec<usize>> = HashSet::new();
    let mut open: Vec<(usize, String, Vec<usize>)> = vec![(0, whole.to_owned(), Vec::new())];
    let mut tell = |inside: &[usize], name: String| {
        let mut signature = vec![false; starts.len()];
        inside.iter().for_each(|number| signature[numbers[*number]] = true);
        found.insert(signature.into_boxed_slice(), name);
    };
    while let Some((at, text, mut inside)) = open.pop() {
        let place = &tree[at];
        inside.extend(place.start);
        if let Some(exact) = place.exact {
            let own: Vec<usize> = inside.iter().copied().chain([exact]).collect();
            tell(&own, text.clone());
        }
        if !told.contains(&inside)
            && let Some(name) = other_name(place, &text)
        {
            tell(&inside, name);
            told.insert(inside.clone());
        }
        for (character, behind) in &place.behind {
            open.push((*behind, format!("{text}{character}"), inside.clone()));
        }
    }
    found
}

/// A name that begins with the text of a place, and is on no way further into the tree.
fn other_name(place: &Place, text: &str) -> Option<String> {
    if place.exact.is_none() && !text.is_empty() {
        return Some(text.to_owned());
    }
    let fresh = OF_NAMES.chars().find(|one| !place.behind.contains_key(one))?;
    Some(format!("{text}{fresh}"))
}

/// The same for patterns of any form.
fn searched(whole: &Pattern, patterns: &[Pattern]) -> Option<Kinds> {
    let universe = Language::every_action_name();
    let exact: HashMap<&str, usize> = patterns
        .iter()
        .enumerate()
        .filter_map(|(number, pattern)| Some((pattern.as_literal()?, number)))
        .collect();
    let mut found = BTreeMap::new();
    for name in exact.keys().filter(|name| whole.matches(name) && universe.contains(name)) {
        let inside = patterns.iter().map(|pattern| pattern.matches(name)).collect();
        found.insert(inside, (*name).to_owned());
    }
    let wild: Vec<usize> =
        (0..patterns.len()).filter(|number| patterns[*number].as_literal().is_none()).collect();
    let whole = Language::of_patterns([whole]);
    let mut languages = vec![universe];
    languages.extend(wild.iter().map(|number| Language::of_patterns([&patterns[*number]])));
    let all: Vec<&Language> = languages.iter().collect();
    let literals: Vec<Pattern> = exact.keys().map(|name| Pattern::literal(name)).collect();
    let named = Language::of_patterns(&literals);
    for (signature, example) in signatures(&whole, &all, BUDGET)? {
        let Some((true, rest)) = signature.split_first() else { continue };
        let mut inside = vec![false; patterns.len()];
        wild.iter().zip(rest).for_each(|(number, is_inside)| inside[*number] = *is_inside);
        let example = if exact.contains_key(&*example) {
            let mut sought = Sought::default();
            sought.ask(&whole, true);
            sought.ask(&named, false);
            all.iter().zip(&signature).for_each(|(one, inside)| sought.ask(one, *inside));
            match sought.find(BUDGET) {
                Found::Text(other) => other,
                Found::Nothing => continue,
                Found::GivenUp => return None,
            }
        } else {
            example
        };
        found.insert(inside.into(), example);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds as the search over all patterns at once finds them.
    fn all_at_once(whole: &Pattern, patterns: &[Pattern]) -> Vec<Signature> {
        let mut languages = vec![Language::every_action_name()];
        languages.extend(patterns.iter().map(|pattern| Language::of_patterns([pattern])));
        let all: Vec<&Language> = languages.iter().collect();
        let found = signatures(&Language::of_patterns([whole]), &all, 100_000).unwrap();
        let names = found.into_keys().filter(|signature| signature[0]);
        names.map(|signature| signature[1..].into()).collect()
    }

    fn agree(whole: &str, patterns: &[&str]) {
        let whole = Pattern::glob(whole);
        let patterns: Vec<Pattern> = patterns.iter().map(|text| Pattern::glob(text)).collect();
        let found = kinds(&whole, &patterns).unwrap();
        let signatures: Vec<Signature> = found.keys().cloned().collect();
        assert_eq!(signatures, all_at_once(&whole, &patterns), "{whole:?} {patterns:?}");
        for (signature, name) in found {
            assert!(whole.matches(&name), "{name}");
            let inside: Vec<bool> = patterns.iter().map(|pattern| pattern.matches(&name)).collect();
            assert_eq!(*signature, *inside, "{name}");
        }
    }

    #[test]
    fn kinds_of_names_are_those_of_the_search() {
        agree("*", &[]);
        agree("*", &["get*", "getobject", "getobject*", "put*", "list"]);
        agree("get*", &["get", "getobject*", "getobjects", "getobjectx"]);
        agree("get*", &["getx", "geta*", "get*bucket", "get*object"]);
        agree("*", &["x*", "*x", "x", "xx"]);
        agree("g?t*", &["get*", "got", "gets*", "gut?"]);
        agree("*bucket", &["get*", "put*", "getbucket"]);
        agree("*", &["a:b*", "a b", "get/*"]);
    }

    #[test]
    fn a_place_may_have_a_way_on_for_every_character() {
        let ways: Vec<String> = OF_NAMES.chars().map(|one| format!("a{one}*")).collect();
        let mut ways: Vec<&str> = ways.iter().map(String::as_str).collect();
        agree("a*", &ways);
        ways.push("a");
        agree("a*", &ways);
    }
}
