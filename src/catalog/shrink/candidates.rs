//! Patterns that match nothing but wanted names.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::catalog::Action;

/// Patterns by the wanted names that they match, which are numbered among the wanted.
pub(super) type Candidates = BTreeMap<Vec<usize>, String>;

/// Every whole name, and of the patterns with one or two stars that match the same several wanted
/// names and no other the shortest.
pub(super) fn candidates(actions: &[Action], is_wanted: &dyn Fn(&str) -> bool) -> Candidates {
    let (wanted, others): (Vec<&Action>, Vec<&Action>) =
        actions.iter().partition(|action| is_wanted(&action.lower_name));
    let wanted: Vec<Name<'_>> = wanted.into_iter().map(Name::of).collect();
    let others: Vec<&str> = others.into_iter().map(|action| &*action.lower_name).collect();
    let whole =
        wanted.iter().enumerate().map(|(number, name)| (vec![number], name.text.to_owned()));
    let found = whole.collect();
    let mut search = Search { wanted: &wanted, others, seen: BTreeMap::new(), found };
    for name in &wanted {
        search.patterns(name);
    }
    search.found
}

/// A name and where its words begin and end.
struct Name<'a> {
    text: &'a str,
    lower: &'a str,
    cuts: Vec<usize>,
}

impl<'a> Name<'a> {
    fn of(action: &'a Action) -> Self {
        Self { text: &action.name, lower: &action.lower_name, cuts: cuts(&action.name) }
    }
}

/// Where words begin, and the end: `0 3 6` in `GetACL`.
fn cuts(name: &str) -> Vec<usize> {
    let bytes = name.as_bytes();
    let starts_word = |at: usize| {
        let (before, here) = (bytes[at - 1], bytes[at]);
        let ends_capitals = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        here.is_ascii_uppercase() && (!before.is_ascii_uppercase() || ends_capitals)
    };
    let inner = (1..name.len()).filter(|at| starts_word(*at));
    std::iter::once(0).chain(inner).chain([name.len()]).collect()
}

/// `prefix*infix*suffix`, in lower case; the infix may be empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shape<'a> {
    prefix: &'a str,
    infix: &'a str,
    suffix: &'a str,
}

impl Shape<'_> {
    fn matches(&self, name: &str) -> bool {
        let inner = name.strip_prefix(self.prefix).and_then(|rest| rest.strip_suffix(self.suffix));
        inner.is_some_and(|inner| inner.contains(self.infix))
    }
}

struct Search<'a> {
    wanted: &'a [Name<'a>],
    others: Vec<&'a str>,
    /// Whether a pattern matches nothing that is not wanted.
    seen: BTreeMap<Shape<'a>, bool>,
    found: Candidates,
}

const NONE: Range<usize> = 0..0;

impl<'a> Search<'a> {
    /// Offers `infix*`, `prefix*`, `*suffix`, and with a second part those that match others too.
    fn patterns(&mut self, name: &Name<'a>) {
        let whole = name.lower.len();
        for run in runs(&name.cuts, 0) {
            let end = run.end;
            if !self.offer(name, &[NONE, run.clone(), NONE]) {
                for start in name.cuts.iter().filter(|start| (end..whole).contains(*start)) {
                    self.offer(name, &[NONE, run.clone(), *start..whole]);
                }
            }
        }
        for cut in name.cuts.iter().copied().filter(|cut| (1..whole).contains(cut)) {
            self.offer(name, &[NONE, NONE, cut..whole]);
            if !self.offer(name, &[0..cut, NONE, NONE]) {
                for run in runs(&name.cuts, cut) {
                    if run.end == whole {
                        self.offer(name, &[0..cut, NONE, run.clone()]);
                    }
                    self.offer(name, &[0..cut, run, NONE]);
                }
            }
        }
    }

    /// Takes the pattern if it matches several wanted names and no other. Whether it matches no
    /// other.
    fn offer(&mut self, name: &Name<'a>, parts: &[Range<usize>; 3]) -> bool {
        let [prefix, infix, suffix] = parts.clone().map(|range| &name.lower[range]);
        let shape = Shape { prefix, infix, suffix };
        if let Some(is_pure) = self.seen.get(&shape) {
            return *is_pure;
        }
        let is_pure = !self.others.iter().any(|other| shape.matches(other));
        self.seen.insert(shape, is_pure);
        if is_pure {
            let numbered = self.wanted.iter().enumerate();
            let matched = numbered.filter(|(_, one)| shape.matches(one.lower));
            self.keep(matched.map(|(number, _)| number).collect(), name, parts);
        }
        is_pure
    }

    fn keep(&mut self, matched: Vec<usize>, name: &Name<'a>, parts: &[Range<usize>; 3]) {
        if matched.len() < 2 {
            return;
        }
        let [prefix, infix, suffix] = parts.clone().map(|range| &name.text[range]);
        let middle = if infix.is_empty() { "*".to_owned() } else { format!("*{infix}*") };
        let text = format!("{prefix}{middle}{suffix}");
        let known = self.found.entry(matched).or_insert_with(|| text.clone());
        if (text.len(), &text) < (known.len(), known) {
            *known = text;
        }
    }
}

/// Runs of whole words that begin here or behind.
fn runs(cuts: &[usize], from: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = cuts.iter().copied().filter(move |start| *start >= from);
    starts.flat_map(move |start| {
        cuts.iter().filter(move |end| **end > start).map(move |end| start..*end)
    })
}
