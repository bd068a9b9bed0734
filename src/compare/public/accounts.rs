//! Accounts that a policy does not name: one of every class that its patterns tell apart.

use std::collections::{BTreeSet, HashMap};

use crate::aws::Arn;
use crate::compare::own_keys::account_ids;
use crate::compare::side::Side;
use crate::compile::{ArnValue, Test, ValueSet};
use crate::request::ContextKeys;
use crate::value_set::{Part, Pattern};

/// An account that the policy should not name.
const OUTSIDE: u64 = 444_455_556_666;

/// The digits, those first that accounts outside should have.
const DIGITS: [char; 10] = ['4', '5', '6', '7', '8', '9', '0', '1', '2', '3'];

/// How many digits the number of an account has.
pub(super) const LENGTH: usize = 12;

/// How many classes are told apart, also of the beginnings of numbers.
const MOST: usize = 2000;

/// How many accounts are asked for.
const MOST_ASKED: usize = 40;

/// Accounts that a policy does not name.
pub(super) struct Unnamed {
    /// Any comes first.
    pub(super) accounts: Vec<String>,
    /// Whether there is one of every class.
    pub(super) is_all: bool,
}

/// A pattern that an account begins, behind what stands before it.
struct Probe {
    symbols: Vec<Symbol>,
    /// Where in it an account may begin.
    start: BTreeSet<usize>,
}

enum Symbol {
    Character(char),
    AnyCharacter,
    AnyRun,
}

/// How far each of the probes is, for those that can still match.
type Stage = Vec<(usize, usize)>;

/// One account of every class that the policy tells apart and does not name.
pub(super) fn unnamed(policy: &Side, keys: &ContextKeys) -> Unnamed {
    let named: BTreeSet<String> = texts(policy).flat_map(account_ids).collect();
    let mut probes = probes(policy, keys);
    probes.extend(named.iter().map(|number| Probe::behind("", &Pattern::literal(number))));
    let start: Stage = probes
        .iter()
        .enumerate()
        .flat_map(|(number, probe)| probe.start.iter().map(move |place| (number, *place)))
        .collect();
    let mut classes = HashMap::from([(start.clone(), String::new())]);
    let mut is_all = true;
    for _ in 0..LENGTH {
        let mut longer: HashMap<Stage, String> = HashMap::new();
        let mut all: Vec<(Stage, String)> = classes.into_iter().collect();
        all.sort_by_key(|(_, text)| in_order(text));
        for (stage, text) in all {
            for digit in DIGITS {
                if longer.len() < MOST {
                    let next = step(&probes, &stage, digit);
                    longer.entry(next).or_insert_with(|| format!("{text}{digit}"));
                }
            }
        }
        is_all &= longer.len() < MOST;
        classes = longer;
    }
    let mut near = (OUTSIDE..).take(named.len() + 1).map(|number| number.to_string());
    let usual = near.find(|one| !named.contains(one));
    let of = |text: &str| text.chars().fold(start.clone(), |at, digit| step(&probes, &at, digit));
    let usual: Vec<String> = usual.into_iter().collect();
    for one in &usual {
        classes.remove(&of(one));
    }
    let mut others: Vec<String> =
        classes.into_values().filter(|one| !named.contains(one)).collect();
    others.sort_by_key(|one| in_order(one));
    is_all &= others.len() < MOST_ASKED;
    others.truncate(MOST_ASKED);
    Unnamed { accounts: usual.into_iter().chain(others).collect(), is_all }
}

/// The places of a number's digits among all.
fn in_order(number: &str) -> Vec<usize> {
    number.chars().map(|one| DIGITS.iter().position(|digit| *digit == one).unwrap_or(0)).collect()
}

/// All texts of the policy that may name accounts.
pub(in crate::compare) fn texts(policy: &Side) -> impl Iterator<Item = &str> {
    let statements = policy.policies.all().flat_map(|policy| &policy.document.statements);
    statements.flat_map(|statement| {
        let principals = statement.principal.iter().flat_map(|one| &one.entries);
        let resources = statement.resource.iter().flat_map(|one| &one.entries);
        let values = statement.conditions.iter().flat_map(|one| &one.values);
        let principals = principals.map(|one| &*one.text);
        principals.chain(resources.map(|one| &*one.text)).chain(values.map(|one| &*one.text))
    })
}

/// Patterns for accounts, and for texts in which an account stands, that the policy's conditions
/// have.
fn probes(policy: &Side, keys: &ContextKeys) -> Vec<Probe> {
    let statements = policy.policies.all().flat_map(|policy| &policy.statements);
    let mut found = Vec::new();
    for condition in statements.flat_map(|statement| &statement.conditions) {
        let name = keys.lower_name(condition.key);
        match &condition.test {
            Test::Values(ValueSet::Text(set)) => {
                for text in &set.patterns {
                    found.extend(of_text(name, &text.pattern));
                }
            }
            Test::Values(ValueSet::Arn(values)) => {
                let arns = values.iter().filter_map(ArnValue::without_variables);
                let accounts = arns.filter_map(|arn| account_in(&arn.sample("*")));
                found.extend(accounts.map(|account| Probe::behind("", &account)));
            }
            _ => {}
        }
    }
    found
}

/// The beginnings of a caller's ARN, up to the account.
const OF_CALLERS: [&str; 6] = [
    "arn:aws:iam::",
    "arn:aws:sts::",
    "arn:aws-cn:iam::",
    "arn:aws-cn:sts::",
    "arn:aws-us-gov:iam::",
    "arn:aws-us-gov:sts::",
];

fn of_text(key: &str, pattern: &Pattern) -> Vec<Probe> {
    if key == "aws:principalarn" {
        return OF_CALLERS.iter().map(|start| Probe::behind(start, pattern)).collect();
    }
    let is_account = key.ends_with("account") || key.ends_with("owner") || key == "aws:userid";
    match account_in(&pattern.sample("*")) {
        Some(account) => vec![Probe::behind("", &account)],
        None if is_account => vec![Probe::behind("", pattern)],
        None => Vec::new(),
    }
}

fn account_in(arn: &str) -> Option<Pattern> {
    Some(Pattern::glob(Arn::parse(arn)?.account()))
}

impl Probe {
    /// The pattern behind this beginning of a text.
    fn behind(start: &str, pattern: &Pattern) -> Self {
        let mut symbols = Vec::new();
        for part in pattern.parts() {
            match part {
                Part::Literal(text) => symbols.extend(text.chars().map(Symbol::Character)),
                Part::AnyCharacter => symbols.push(Symbol::AnyCharacter),
                Part::AnyRun | Part::Variable(_) => symbols.push(Symbol::AnyRun),
            }
        }
        let mut probe = Self { symbols, start: BTreeSet::new() };
        let mut at = probe.closed(0);
        for one in start.chars() {
            at = at.into_iter().flat_map(|place| probe.step(place, one)).collect();
        }
        probe.start = at;
        probe
    }

    /// The place, and those that a `*` there leads to.
    fn closed(&self, mut place: usize) -> BTreeSet<usize> {
        let mut all = BTreeSet::from([place]);
        while matches!(self.symbols.get(place), Some(Symbol::AnyRun)) {
            place += 1;
            all.insert(place);
        }
        all
    }

    /// Where a character leads to.
    fn step(&self, place: usize, one: char) -> BTreeSet<usize> {
        match self.symbols.get(place) {
            Some(Symbol::AnyRun) => self.closed(place),
            Some(Symbol::AnyCharacter) => self.closed(place + 1),
            Some(Symbol::Character(own)) if *own == one => self.closed(place + 1),
            Some(Symbol::Character(_)) | None => BTreeSet::new(),
        }
    }
}

fn step(probes: &[Probe], stage: &Stage, digit: char) -> Stage {
    let mut next: Stage = Vec::new();
    for (number, place) in stage {
        next.extend(probes[*number].step(*place, digit).into_iter().map(|to| (*number, to)));
    }
    next.sort_unstable();
    next.dedup();
    next
}
