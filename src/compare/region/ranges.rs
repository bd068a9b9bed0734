//! The actions of a statement that are new, as patterns of the policies.

use std::collections::{BTreeMap, BTreeSet};

use super::actions::{Range, Space};
use crate::aws::ActionName;
use crate::compare::kinds::kinds;
use crate::compare::terms::Terms;
use crate::compile::{ActionEntryTest, ActionTest};
use crate::text::Arrange;
use crate::value_set::Pattern;

/// The actions of a statement, split where policies tell them apart.
pub(super) struct NewActions {
    splits: Vec<Split>,
    /// Of a statement about all actions.
    of_all: Option<OfAll>,
    /// Whether all actions are told.
    pub(super) is_whole: bool,
}

/// Services beside those that were split.
struct OfAll {
    /// The group of the actions of services that no policy names.
    rest: Option<usize>,
    /// Services whose actions are too many kinds.
    unsplit: Vec<Box<str>>,
}

/// Ranges of actions by group.
type Ranges = BTreeMap<usize, Vec<Range>>;

/// Actions that all patterns tell apart from others in the same way.
struct Kind {
    /// For each pattern, whether they match it.
    inside: Box<[bool]>,
    group: Option<usize>,
}

/// A pattern of the statement, the patterns of policies that tell its actions apart, and the kinds
/// of those.
struct Split {
    service: Box<str>,
    whole: Pattern,
    patterns: Vec<Pattern>,
    kinds: Vec<Kind>,
}

impl NewActions {
    pub(super) fn of(terms: &mut Terms<'_>, space: &mut Space, test: &ActionTest) -> Self {
        let is_every = test.negated || test.entries.contains(&ActionEntryTest::Every);
        let mut new = if is_every {
            Self::of_every_service(terms, space)
        } else {
            Self::of_entries(terms, space, &test.entries)
        };
        new.is_whole &= !space.has_gaps;
        new
    }

    fn of_entries(terms: &mut Terms<'_>, space: &mut Space, entries: &[ActionEntryTest]) -> Self {
        let mut new = Self { splits: Vec::new(), of_all: None, is_whole: true };
        let mut before: Vec<(&str, &Pattern)> = Vec::new();
        for entry in entries {
            let ActionEntryTest::Of { service, name } = entry else { continue };
            let covers = |(of, wide): &(&str, &Pattern)| **of == **service && wide.covers(name);
            if before.iter().any(covers) {
                continue;
            }
            before.push((&**service, name));
            match Split::of(terms, space, service, name) {
                Some(split) => new.splits.push(split),
                None => new.is_whole = false,
            }
        }
        new
    }

    /// Services that no policy names, and each that one names.
    fn of_every_service(terms: &mut Terms<'_>, space: &mut Space) -> Self {
        let services = space.services();
        let mut other = "other".to_owned();
        while services.iter().any(|service| **service == *other) {
            other.push('x');
        }
        let others = ActionName::parse(&format!("{other}:x"));
        let rest = others.and_then(|others| space.group(terms, &others));
        let (mut splits, mut unsplit) = (Vec::new(), Vec::new());
        for service in services {
            match Split::of(terms, space, &service, &Pattern::glob("*")) {
                Some(split) => splits.push(split),
                None => unsplit.push(service),
            }
        }
        let is_whole = unsplit.is_empty();
        Self { splits, of_all: Some(OfAll { rest, unsplit }), is_whole }
    }

    /// The groups of actions that are new.
    pub(super) fn groups(&self) -> BTreeSet<usize> {
        let kinds = self.splits.iter().flat_map(|split| &split.kinds);
        let rest = self.of_all.as_ref().and_then(|all| all.rest);
        kinds.filter_map(|kind| kind.group).chain(rest).collect()
    }

    /// Tells the actions of a group with those of another.
    pub(super) fn join(&mut self, group: usize, to: usize) {
        let kinds = self.splits.iter_mut().flat_map(|split| &mut split.kinds);
        let groups = kinds.map(|kind| &mut kind.group);
        let rest = self.of_all.as_mut().map(|all| &mut all.rest);
        for joined in groups.chain(rest).filter(|one| **one == Some(group)) {
            *joined = Some(to);
        }
    }

    pub(super) fn ranges(&self) -> Ranges {
        let mut found = Ranges::new();
        let Some(OfAll { rest, unsplit }) = &self.of_all else {
            self.splits.iter().for_each(|split| split.tell(&mut found));
            return found;
        };
        let mut except: Vec<String> = Vec::new();
        for split in &self.splits {
            if let Some(own) = rest.and_then(|rest| split.exceptions(rest)) {
                except.extend(own.iter().map(|name| split.full_name(name)));
                split.tell_but(*rest, &mut found);
            } else {
                except.push(format!("{}:*", split.service));
                split.tell(&mut found);
            }
        }
        except.extend(unsplit.iter().map(|service| format!("{service}:*")));
        if let Some(rest) = rest {
            let all = Range { within: vec!["*".to_owned()], except };
            found.entry(*rest).or_default().insert(0, all);
        }
        found
    }
}

impl Split {
    fn of(
        terms: &mut Terms<'_>,
        space: &mut Space,
        service: &str,
        whole: &Pattern,
    ) -> Option<Self> {
        let (service, whole) = (Box::from(service), whole.clone());
        if let Some(name) = whole.as_literal() {
            let group = space.group(terms, &ActionName::parse(&format!("{service}:{name}"))?);
            let kinds = vec![Kind { inside: Box::default(), group }];
            return Some(Self { service, whole, patterns: Vec::new(), kinds });
        }
        let patterns = space.patterns_within(&service, &whole);
        let mut found = Vec::new();
        for (inside, example) in kinds(&whole, &patterns)? {
            let action = ActionName::parse(&format!("{service}:{example}"))?;
            found.push(Kind { inside, group: space.group(terms, &action) });
        }
        Some(Self { service, whole, patterns, kinds: found })
    }

    fn full_name(&self, name: &Pattern) -> String {
        format!("{}:{}", self.service, glob_text(name))
    }

    /// All new actions.
    fn tell(&self, found: &mut Ranges) {
        self.tell_but(None, found);
    }

    /// The new actions of all groups but one.
    fn tell_but(&self, told: Option<usize>, found: &mut Ranges) {
        let mut groups: Vec<usize> = self.kinds.iter().filter_map(|kind| kind.group).collect();
        groups.sort_unstable();
        groups.dedup();
        for group in groups.into_iter().filter(|group| Some(*group) != told) {
            found.entry(group).or_default().extend(self.ranges(group));
        }
    }

    /// Patterns that hold all actions of the service but those of the group, and none of it; `None`
    /// if there are no such.
    fn exceptions(&self, group: usize) -> Option<Vec<Pattern>> {
        let all: Vec<usize> = (0..self.kinds.len()).collect();
        if self.kinds.iter().all(|kind| kind.group != Some(group)) {
            return Some(vec![self.whole.clone()]);
        }
        let numbers = self.outside(&all, group)?;
        Some(numbers.into_iter().map(|number| self.patterns[number].clone()).collect())
    }

    /// Few patterns that hold, among these kinds, all that are not of the group and none that is.
    fn outside(&self, kinds: &[usize], group: usize) -> Option<Vec<usize>> {
        let is_new = |kind: usize| self.kinds[kind].group == Some(group);
        let holds = |number: usize, kind: usize| self.kinds[kind].inside[number];
        let mut open: Vec<usize> = kinds.iter().copied().filter(|kind| !is_new(*kind)).collect();
        let pure: Vec<usize> = (0..self.patterns.len())
            .filter(|number| !kinds.iter().any(|kind| holds(*number, *kind) && is_new(*kind)))
            .collect();
        let mut taken = Vec::new();
        while !open.is_empty() {
            let covered =
                |number: &&usize| open.iter().filter(|kind| holds(**number, **kind)).count();
            let best = *pure.iter().rev().max_by_key(covered)?;
            let before = open.len();
            open.retain(|kind| !holds(best, *kind));
            if open.len() == before {
                return None;
            }
            taken.push(best);
        }
        Some(taken)
    }

    /// The actions of a group: all but some if that can be said, else within one pattern after the
    /// other, and at last kind by kind.
    fn ranges(&self, group: usize) -> Vec<Range> {
        let mut open: Vec<usize> =
            (0..self.kinds.len()).filter(|kind| self.kinds[*kind].group == Some(group)).collect();
        let mut ranges = Vec::new();
        let bases = std::iter::once(None).chain((0..self.patterns.len()).map(Some));
        let mut bases: Vec<(Option<usize>, Vec<usize>)> =
            bases.map(|base| (base, self.held_by(base))).collect();
        bases.arrange_by_key(|(base, kinds)| (base.is_some(), std::cmp::Reverse(kinds.len())));
        for (base, kinds) in bases {
            if !open.iter().any(|kind| kinds.contains(kind)) {
                continue;
            }
            let Some(except) = self.outside(&kinds, group) else { continue };
            ranges.push(self.range(base.as_slice(), &except));
            open.retain(|kind| !kinds.contains(kind));
        }
        for kind in open {
            let numbers = 0..self.patterns.len();
            let (within, except): (Vec<usize>, Vec<usize>) =
                numbers.partition(|number| self.kinds[kind].inside[*number]);
            ranges.push(self.range(&within, &except));
        }
        ranges
    }

    fn held_by(&self, base: Option<usize>) -> Vec<usize> {
        let is_held = |kind: &usize| base.is_none_or(|base| self.kinds[*kind].inside[base]);
        (0..self.kinds.len()).filter(is_held).collect()
    }

    fn range(&self, within: &[usize], except: &[usize]) -> Range {
        let is_narrower = |number: &&usize| self.whole.covers(&self.patterns[**number]);
        let whole = (!within.iter().any(|number| is_narrower(&number))).then_some(&self.whole);
        let patterns = within.iter().map(|number| &self.patterns[*number]);
        Range {
            within: whole.into_iter().chain(patterns).map(|name| self.full_name(name)).collect(),
            except: except.iter().map(|number| self.full_name(&self.patterns[*number])).collect(),
        }
    }
}

/// The pattern of an action's name as text: no other character than `*` and `?` stands for others.
fn glob_text(pattern: &Pattern) -> String {
    use crate::value_set::Part;
    let text = |part: &Part| match part {
        Part::Literal(text) => text.to_string(),
        Part::AnyRun => "*".to_owned(),
        Part::AnyCharacter => "?".to_owned(),
        Part::Variable(_) => String::new(),
    };
    pattern.parts().iter().map(text).collect()
}
