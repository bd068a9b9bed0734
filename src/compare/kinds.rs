//! In which ways the names of a service's actions can match the patterns that policies write.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::value_set::{Found, Language, Part, Pattern, Signature, Sought};

/// Which patterns names match, and one name for each way.
type Kinds = BTreeMap<Signature, String>;

/// States of all searches for names of actions.
const BUDGET: usize = 100_000;

/// How many ways there may be.
const MOST_WAYS: usize = 4096;

/// What stands between texts that a name must have.
const FILLER: &str = "x";

/// The characters of names in lower case, in the order in which they are tried.
const OF_NAMES: &str = "xabcdefghijklmnopqrstuvwyz0123456789-_.";

/// Of the names that match `whole`, which of the patterns they match, and one name for each way;
/// `None` if that takes too long. All patterns are different, match some name that `whole` does, and
/// leave out another.
pub(super) fn kinds(whole: &Pattern, patterns: &[Pattern]) -> Option<Kinds> {
    let all: Vec<&Pattern> = patterns.iter().collect();
    let Some(found) = kinds_by_starts(whole, &all) else { return combined(whole, patterns) };
    let signature = |inside: Vec<usize>| {
        let mut signature = vec![false; patterns.len()];
        for number in inside {
            signature[number] = true;
        }
        signature.into_boxed_slice()
    };
    Some(found.into_iter().map(|(inside, name)| (signature(inside), name)).collect())
}

/// The numbers of the patterns that names match, and one name for each way, where wildcards stand
/// nowhere but at the ends; else `None`.
pub(super) fn kinds_by_starts(
    whole: &Pattern,
    patterns: &[&Pattern],
) -> Option<Vec<(Vec<usize>, String)>> {
    let starts: Option<Vec<Start<'_>>> = patterns.iter().map(|one| Start::of(one)).collect();
    match Start::of(whole)? {
        Start { text, is_exact: false } => Some(Starts::new(text, &starts?).kinds(text)),
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

fn is_name(text: &str) -> bool {
    text.chars().all(|one| OF_NAMES.contains(one))
}

/// How names start that patterns tell apart, with the numbers of these.
#[derive(Default)]
struct Starts<'p> {
    open: HashMap<&'p str, usize>,
    exact: HashMap<&'p str, usize>,
}

impl<'p> Starts<'p> {
    /// Those of names that start with `whole`.
    fn new(whole: &str, all: &[Start<'p>]) -> Self {
        let mut starts = Self::default();
        for (number, Start { text, is_exact }) in all.iter().enumerate() {
            if is_name(text) && text.starts_with(whole) {
                let of_form = if *is_exact { &mut starts.exact } else { &mut starts.open };
                of_form.insert(text, number);
            }
        }
        starts
    }

    // INVARIANT: the longest of the open starts of a name tells which the others are.
    fn kinds(&self, whole: &str) -> Vec<(Vec<usize>, String)> {
        let mut kinds = Vec::new();
        if !is_name(whole) {
            return kinds;
        }
        for (name, number) in &self.exact {
            if !name.is_empty() {
                let mut inside = self.open_starts_of(name);
                inside.push(*number);
                kinds.push((inside, (*name).to_owned()));
            }
        }
        let is_other = (!self.open.contains_key(whole)).then_some(whole);
        for start in self.open.keys().copied().chain(is_other) {
            if let Some(name) = self.other_name(start) {
                kinds.push((self.open_starts_of(start), name));
            }
        }
        kinds
    }

    fn open_starts_of(&self, text: &str) -> Vec<usize> {
        let starts = (0..=text.len()).filter_map(|end| self.open.get(text.get(..end)?));
        starts.copied().collect()
    }

    /// A name that starts so, that no longer open start begins, and that is none of the exact ones.
    fn other_name(&self, start: &str) -> Option<String> {
        if !start.is_empty() && !self.exact.contains_key(start) {
            return Some(start.to_owned());
        }
        let mut taken = VecDeque::from([start.to_owned()]);
        while let Some(text) = taken.pop_front() {
            for character in OF_NAMES.chars() {
                let longer = format!("{text}{character}");
                if self.open.contains_key(&*longer) {
                    continue;
                }
                if !self.exact.contains_key(&*longer) {
                    return Some(longer);
                }
                taken.push_back(longer);
            }
        }
        None
    }
}

/// The same for patterns of any form: the kinds of names that stand there in full, and of all ways
/// of matching the other patterns those in which some name does.
fn combined(whole: &Pattern, patterns: &[Pattern]) -> Option<Kinds> {
    let universe = Language::every_action_name();
    let (exact, wild): (Vec<&Pattern>, Vec<&Pattern>) =
        patterns.iter().partition(|pattern| pattern.as_literal().is_some());
    let signature = |name: &str| patterns.iter().map(|pattern| pattern.matches(name)).collect();
    let mut found = BTreeMap::new();
    let named = exact.iter().filter_map(|pattern| pattern.as_literal());
    for name in named.filter(|name| whole.matches(name) && universe.contains(name)) {
        found.insert(signature(name), name.to_owned());
    }
    let languages: Vec<Language> =
        wild.iter().map(|pattern| Language::of_patterns([*pattern])).collect();
    let (whole_names, exact) = (Language::of_patterns([whole]), Language::of_patterns(exact));
    let mut left = BUDGET;
    for inside in ways(&wild)? {
        let members = wild.iter().zip(&inside).filter(|(_, inside)| **inside);
        let mut name = joined(whole, members.map(|(pattern, _)| *pattern));
        let is_other = is_name(&name) && whole.matches(&name) && !exact.contains(&name);
        let mut wished = wild.iter().zip(&inside);
        if !is_other || !wished.all(|(one, inside)| one.matches(&name) == *inside) {
            let mut sought = Sought::default();
            sought.ask(&universe, true);
            sought.ask(&whole_names, true);
            sought.ask(&exact, false);
            languages.iter().zip(&inside).for_each(|(one, inside)| sought.ask(one, *inside));
            name = match sought.find_within(&mut left) {
                Found::Text(other) => other,
                Found::Nothing => continue,
                Found::GivenUp => return None,
            };
        }
        found.insert(signature(&name), name);
    }
    Some(found)
}

/// The ways of matching these patterns that no two of them rule out; `None` if they are too many.
fn ways(patterns: &[&Pattern]) -> Option<Vec<Vec<bool>>> {
    let mut ways: Vec<Vec<bool>> = vec![Vec::new()];
    for (number, pattern) in patterns.iter().enumerate() {
        let others = patterns[..number].iter();
        let others: Vec<Relation> = others.map(|other| Relation::of(pattern, other)).collect();
        let mut longer = Vec::new();
        for way in ways {
            for is_inside in [false, true] {
                let mut pairs = way.iter().zip(&others);
                if pairs.all(|(other, relation)| relation.allows(is_inside, *other)) {
                    longer.push([&way[..], &[is_inside]].concat());
                }
            }
        }
        ways = longer;
        if ways.len() > MOST_WAYS {
            return None;
        }
    }
    Some(ways)
}

/// What a pattern says of another one.
struct Relation {
    overlaps: bool,
    covers: bool,
    is_covered: bool,
}

impl Relation {
    fn of(pattern: &Pattern, other: &Pattern) -> Self {
        let (covers, is_covered) = (pattern.covers(other), other.covers(pattern));
        Self { overlaps: pattern.overlaps(other), covers, is_covered }
    }

    /// Whether a text may match each of the two or not, as is said.
    fn allows(&self, one: bool, other: bool) -> bool {
        match (one, other) {
            (true, true) => self.overlaps,
            (true, false) => !self.is_covered,
            (false, true) => !self.covers,
            (false, false) => true,
        }
    }
}

/// A name that matches all of these patterns, if their texts hinder each other nowhere.
fn joined<'p>(whole: &'p Pattern, patterns: impl Iterator<Item = &'p Pattern>) -> String {
    let (mut begins, mut within, mut ends) = ("", vec![String::new()], "");
    for pattern in std::iter::once(whole).chain(patterns) {
        let mut rest = pattern.parts();
        if let [Part::Literal(text), others @ ..] = rest {
            begins = if text.len() > begins.len() { text } else { begins };
            rest = others;
        }
        if let [others @ .., Part::Literal(text)] = rest {
            ends = if text.len() > ends.len() { text } else { ends };
            rest = others;
        }
        let text = |part: &Part| match part {
            Part::Literal(text) => text.to_string(),
            Part::AnyCharacter => FILLER.to_owned(),
            Part::AnyRun | Part::Variable(_) => String::new(),
        };
        within.extend(rest.iter().map(text).filter(|text| !text.is_empty()));
    }
    within.push(String::new());
    format!("{begins}{}{ends}", within.join(FILLER))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value_set::signatures;

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
        agree("get*", &["*contact", "*contacts*", "*contact*", "get*xx", "getcontact", "*a?b*"]);
        agree("*x?", &["*xx*", "x*", "*xxx", "xx?"]);
        agree("*", &["??", "???", "?*?", "a*", "*a"]);
    }

    proptest! {
        #[test]
        fn kinds_of_any_patterns_are_those_of_the_search(
            whole in "[ab*?]{1,4}",
            patterns in prop::collection::btree_set("[ab*?]{1,4}", 0..6),
        ) {
            let all = Pattern::glob(&whole);
            let mut known = Vec::new();
            let tells_apart = |text: &&str| {
                let pattern = Pattern::glob(text);
                let is_new = !known.contains(&pattern);
                known.push(pattern.clone());
                is_new && pattern.overlaps(&all) && !pattern.covers(&all)
            };
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).filter(tells_apart).collect();
            agree(&whole, &patterns);
        }
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
