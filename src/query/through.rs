//! Who gets where through roles: each hop is a decision of its own.

use std::collections::{HashMap, VecDeque};

use super::answers::Answers;
use super::pair::Pairs;
use super::who::{Population, Sort};
use crate::bundle::Trouble;
use crate::environment::Environment;
use crate::evaluate::Decision;

/// Which role somebody may assume, as far as anybody was asked.
#[derive(Clone, Debug)]
pub struct Assuming {
    /// The decisions on assuming each role.
    pub answers: Answers,
    /// For each caller the hops that may be taken.
    hops: Vec<Vec<Hop>>,
}

/// One role assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The number of the question in [`Assuming::answers`].
    pub pair: usize,
    /// Who assumes.
    pub from: usize,
    /// The role, as a caller.
    pub to: usize,
    /// Allowed or undecided.
    pub decision: Decision,
}

/// A way to a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The roles assumed one after the other; there is at least one.
    pub hops: Vec<Hop>,
}

impl Way {
    /// The role at its end, as a caller.
    pub fn end(&self) -> usize {
        self.hops.last().map_or(0, |hop| hop.to)
    }

    /// Whether every hop is surely allowed.
    pub fn is_sure(&self) -> bool {
        self.hops.iter().all(|hop| hop.decision == Decision::Allowed)
    }
}

/// Ways found, and whether there may be longer ones.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// The shortest way to each role that can be reached; sure ones before others.
    pub found: Vec<Way>,
    /// Whether roles were left out because they are farther away than the limit.
    pub is_cut: bool,
}

/// The questions whether each role of an environment can be assumed, in each of the three ways.
///
/// # Errors
/// What is wrong with the keys or with a trust policy.
pub fn questions_of_roles(
    environment: &Environment,
    pairs: &mut Pairs<'_, '_>,
    population: &Population,
) -> Result<Vec<super::Pair>, Vec<Trouble>> {
    const ASSUME: &str = "sts:AssumeRole";
    let mut actions = vec![ASSUME];
    if population.who.iter().any(|one| one.sort == Sort::Provider) {
        actions.extend(["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]);
    }
    let roles: Vec<String> = environment
        .principals()
        .filter(|known| known.kind == "role")
        .map(|known| known.arn())
        .collect();
    let mut all = Vec::with_capacity(roles.len() * actions.len());
    for role in &roles {
        for action in &actions {
            all.push(pairs.pair(action, role)?);
        }
    }
    Ok(all)
}

impl Assuming {
    /// What the answers to [`questions_of_roles`] tell.
    pub fn new(answers: Answers) -> Self {
        let mut hops: Vec<Vec<Hop>> = vec![Vec::new(); answers.who.len()];
        let numbered = answers.who.iter().enumerate();
        let numbers: HashMap<&str, usize> =
            numbered.map(|(number, who)| (&*who.name, number)).collect();
        for (pair, asked) in answers.pairs.iter().enumerate() {
            let Some(&to) = numbers.get(&*asked.resource) else { continue };
            let is_federated = &*asked.action != "sts:AssumeRole";
            for from in answers.may(pair).filter(|from| *from != to) {
                let is_provider = answers.who[from].sort == Sort::Provider;
                if is_provider == is_federated {
                    let decision = answers.decision(pair, from);
                    hops[from].push(Hop { pair, from, to, decision });
                }
            }
        }
        Self { answers, hops }
    }

    /// The shortest ways of somebody to every role within so many hops.
    pub fn ways(&self, from: usize, most_hops: usize) -> Ways {
        let mut sure = self.search(from, most_hops, true);
        let maybe = self.search(from, most_hops, false);
        let ends: Vec<usize> = sure.found.iter().map(Way::end).collect();
        sure.found.extend(maybe.found.into_iter().filter(|way| !ends.contains(&way.end())));
        sure.is_cut |= maybe.is_cut;
        sure
    }

    /// Breadth first, each role once, so that circles end.
    fn search(&self, from: usize, most_hops: usize, only_sure: bool) -> Ways {
        let mut ways = Ways::default();
        let mut seen = vec![false; self.hops.len()];
        let mut next = VecDeque::from([Vec::new()]);
        if let Some(slot) = seen.get_mut(from) {
            *slot = true;
        }
        while let Some(way) = next.pop_front() {
            let at = way.last().map_or(from, |hop: &Hop| hop.to);
            for hop in self.hops.get(at).into_iter().flatten() {
                let is_taken = !only_sure || hop.decision == Decision::Allowed;
                if !is_taken || seen[hop.to] {
                    continue;
                }
                if way.len() >= most_hops {
                    ways.is_cut = true;
                    continue;
                }
                seen[hop.to] = true;
                let longer: Vec<Hop> = way.iter().copied().chain([*hop]).collect();
                ways.found.push(Way { hops: longer.clone() });
                next.push_back(longer);
            }
        }
        ways
    }
}
