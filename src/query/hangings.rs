//! What many undecided answers hang on: equal questions are worked out once, and all of them together
//! in bounds.

use std::collections::HashMap;

use rayon::prelude::*;

use super::answers::Answers;
use super::asked::{Asked, Caller};
use super::hanging::Hanging;
use crate::compare::{Conditions, Hinge, Sought};
use crate::evaluate::Decision;
use crate::request::{ContextKeys, RequestContext};
use crate::text::in_parallel;

const STEPS: usize = 1_000_000;

const CASES: usize = 400_000;

/// How many answers are looked at before their questions are held against each other.
const TOGETHER: usize = 4_096;

/// How much may be done for all answers together.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How many steps the searches for conditions may take.
    pub steps: usize,
    /// How many cases may be tried where conditions cannot be told.
    pub cases: usize,
}

/// When undecided answers are allowed ones.
#[derive(Clone, Debug, Default)]
pub struct Hangings {
    found: HashMap<(usize, usize), Hanging>,
    left_out: usize,
}

impl Hangings {
    /// When an answer is an allowed one, by the numbers of question and caller; of a decided answer
    /// there is nothing to say.
    pub fn of(&self, pair: usize, who: usize) -> Hanging {
        self.found.get(&(pair, who)).cloned().unwrap_or_default()
    }

    /// What is to be said of answers of which that was not worked out.
    pub fn note(&self) -> Option<String> {
        let of = match self.left_out {
            0 => return None,
            1 => "one undecided answer".to_owned(),
            count => format!("{count} undecided answers"),
        };
        Some(format!(
            "of {of} it was not worked out when they are allowed: that would take too long"
        ))
    }
}

/// An undecided authorization.
struct Open<'a> {
    /// The numbers of its question and caller.
    at: (usize, usize),
    caller: &'a Caller,
    asked: &'a Asked,
}

impl Open<'_> {
    fn hinge(&self, keys: &ContextKeys) -> Option<Hinge> {
        let authorization = self.asked.by(self.caller);
        let context = RequestContext::new(authorization.request, keys);
        Hinge::of(&authorization.policies, &context, keys)
    }

    fn sought(&self, keys: &ContextKeys, steps: usize) -> Sought {
        let authorization = self.asked.by(self.caller);
        let context = RequestContext::new(authorization.request, keys);
        Conditions::of(&authorization.policies, &context, keys, steps)
    }
}

/// The questions that answers hinge on, each once.
#[derive(Default)]
struct Questions {
    numbers: HashMap<Hinge, usize>,
    /// The number of an answer that hinges on each.
    first: Vec<usize>,
    /// On which each answer hinges, where conditions can be told.
    of: Vec<Option<usize>>,
}

impl Questions {
    fn add(&mut self, hinge: Option<Hinge>) {
        let answer = self.of.len();
        let number = hinge.map(|hinge| {
            let next = self.first.len();
            let number = *self.numbers.entry(hinge).or_insert(next);
            if number == next {
                self.first.push(answer);
            }
            number
        });
        self.of.push(number);
    }
}

impl Answers {
    /// When those of these answers that are undecided are allowed ones; each is told by the numbers of
    /// its question and caller.
    pub fn hangings(&self, of: impl IntoIterator<Item = (usize, usize)>) -> Hangings {
        self.hangings_within(of, Effort { steps: STEPS, cases: CASES })
    }

    /// The same with another effort.
    pub fn hangings_within(
        &self,
        of: impl IntoIterator<Item = (usize, usize)>,
        effort: Effort,
    ) -> Hangings {
        let is_open =
            |(pair, who): &(usize, usize)| self.decision(*pair, *who) == Decision::Undecided;
        let mut asked: Vec<(usize, usize)> = of.into_iter().filter(is_open).collect();
        asked.sort_unstable();
        asked.dedup();
        let open: Vec<Open<'_>> = asked.par_iter().flat_map_iter(|at| self.open(*at)).collect();
        let keys = self.crowd.keys();
        let mut questions = Questions::default();
        for some in open.chunks(TOGETHER) {
            let hinges = in_parallel(some, |one| one.hinge(keys));
            for hinge in hinges {
                questions.add(hinge);
            }
        }
        let steps = Conditions::STEPS.min(effort.steps / questions.first.len().max(1));
        let sought: Vec<Sought> =
            in_parallel(&questions.first, |one| open[*one].sought(keys, steps));
        let cases = Hanging::CASES.min(effort.cases / open.len().max(1));
        let told = open.par_iter().zip(&questions.of).map(|(one, number)| {
            let sought = number.and_then(|number| sought.get(number));
            let authorization = one.asked.by(one.caller);
            Hanging::of(&authorization, keys, &self.unknown, sought, cases)
        });
        let told: Vec<(Hanging, bool)> = told.collect();
        together(open.iter().map(|one| one.at).zip(told))
    }

    /// The undecided authorizations of an answer.
    fn open(&self, at: (usize, usize)) -> Vec<Open<'_>> {
        let (pair, who) = at;
        let (Some(caller), Some(pair)) = (self.crowd.callers().get(who), self.pairs.get(pair))
        else {
            return Vec::new();
        };
        let all = pair.authorizations.iter().map(|asked| Open { at, caller, asked });
        let is_open =
            |one: &Open<'_>| self.crowd.decide_alone(caller, one.asked) == Decision::Undecided;
        all.filter(is_open).collect()
    }
}

/// What the authorizations of each answer come to together, and how many answers are left out.
fn together(told: impl Iterator<Item = ((usize, usize), (Hanging, bool))>) -> Hangings {
    let mut all = Hangings::default();
    let mut parts: Vec<((usize, usize), Vec<Hanging>, bool)> = Vec::new();
    for (at, (hanging, is_left_out)) in told {
        match parts.last_mut().filter(|(last, ..)| *last == at) {
            Some((_, hangings, left_out)) => {
                hangings.push(hanging);
                *left_out |= is_left_out;
            }
            None => parts.push((at, vec![hanging], is_left_out)),
        }
    }
    for (at, hangings, is_left_out) in parts {
        all.left_out += usize::from(is_left_out);
        all.found.insert(at, of_all(hangings));
    }
    all
}

/// What several authorizations of one call hang on.
fn of_all(several: Vec<Hanging>) -> Hanging {
    let is_complete = several.iter().all(|one| !one.when.is_empty());
    let is_one = several.len() == 1;
    let mut all = Hanging::default();
    for one in several {
        // INVARIANT: what suffices for one of several does not suffice for the call.
        if is_one {
            (all.ways, all.others) = (one.ways, one.others);
        }
        extend_with_new(&mut all.when, one.when);
        extend_with_new(&mut all.on, one.on);
    }
    if !is_complete {
        all.when.clear();
    }
    all
}

fn extend_with_new(all: &mut Vec<String>, more: Vec<String>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}
