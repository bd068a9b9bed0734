//! Asks one caller everything.

use super::answer::{CellAnswer, WhatCanAnswer};
use crate::bundle::PolicyReader;
use crate::catalog::AccessLevel;
use crate::environment::NameError;
use crate::evaluate::Decision;
use crate::query::who_can::policies_not_said;
use crate::query::{
    Answers, Around, Caller, Hangings, Pair, Pairs, Population, Reach, Sort, Stop, Watcher,
    resources_called,
};
use crate::text::{printable, quote};

/// A question of one caller about everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct WhatCan {
    /// Who: a name, an ARN, a service ..
    pub(crate) principal: String,
    /// Prefixes of services; all, if there are none.
    pub(crate) services: Vec<String>,
    /// What resources are called; all, if there are none.
    pub(crate) resources: Vec<String>,
}

impl WhatCan {
    /// What the caller can do or may be able to.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(crate) fn find(
        &self,
        around: &Around<'_>,
        reader: &mut PolicyReader<'_>,
        watcher: &dyn Watcher,
    ) -> Result<WhatCanAnswer, Stop> {
        let mut population = Population::of(around.environment, reader)?;
        let number = self.caller(around, &population)?;
        let (who, caller) = (population.who.remove(number), population.callers.remove(number));
        let only = self.only(around)?;
        let reach = Reach::of(&caller, &only, around.environment, reader)?;
        let actions = Reach::actions(around.catalog, &self.services).map_err(Stop::Refused)?;
        let partition = partition_of(&who.name);
        let mut pairs: Vec<Pair> = Vec::new();
        let mut groups: Vec<Group> = Vec::new();
        let mut making = Pairs::new(around.environment, reader, around.context.clone())?;
        watcher.begin(actions.len());
        for found in actions {
            if !watcher.goes_on() {
                return Err(Stop::Cancelled);
            }
            let action = found.full_name();
            for resource in reach.resources_for(found, who.sort == Sort::Root) {
                let is_any = resource == "*" && !found.action.is_wildcard_only();
                let all =
                    if is_any { Reach::any_resource(found, partition) } else { vec![resource] };
                for resource in &all {
                    pairs.push(making.pair(&action, resource)?);
                }
                groups.push(Group { level: found.action.access_level, count: all.len(), is_any });
            }
        }
        let keys = reader.keys().clone();
        let population = alone(population, who, caller);
        let answers = Answers::ask(population, pairs, keys, &|| ());
        let shown = shown(&answers, &groups);
        let hangings = answers.hangings(shown.iter().map(|one| (one.number, 0)));
        let cells = shown.iter().map(|one| one.cell(&answers, &hangings)).collect();
        let principal = answers.who.first().map(|who| who.name.clone()).unwrap_or_default();
        let not_said = answers.pairs.iter().flat_map(Pair::not_said);
        let mut notes = policies_not_said(not_said.filter(|arn| !arn.contains('*')));
        notes.extend(hangings.note());
        Ok(WhatCanAnswer::new(principal, cells, notes))
    }

    fn caller(&self, around: &Around<'_>, population: &Population) -> Result<usize, Stop> {
        let name = &*self.principal;
        if let Some(number) = population.find(name) {
            return Ok(number);
        }
        let arn = around.environment.principal_arn(name).map_err(|why| {
            let near = match &why {
                NameError::Nobody { near, .. } => near.as_deref(),
                NameError::Ambiguous { .. } => None,
            };
            let near = near.map(|near| format!("; did you mean {}?", quote(near)));
            let why = printable(&why.to_string());
            Stop::Refused(format!("{why}{}", near.unwrap_or_default()))
        })?;
        let nobody = || Stop::Refused(format!("nobody is called {}", quote(name)));
        population.find(&arn).ok_or_else(nobody)
    }

    fn only(&self, around: &Around<'_>) -> Result<Vec<String>, Stop> {
        let mut only = Vec::new();
        for text in &self.resources {
            only.extend(resources_called(text, around.environment).map_err(Stop::Refused)?);
        }
        Ok(only)
    }
}

/// One caller by itself.
fn alone(population: Population, who: crate::query::Who, caller: Caller) -> Population {
    Population { who: vec![who], callers: vec![caller], unknown: population.unknown }
}

/// Questions about an action that follow each other.
struct Group {
    level: AccessLevel,
    count: usize,
    /// Whether together they are about any resource.
    is_any: bool,
}

/// A question whose answer is shown.
struct Shown {
    number: usize,
    level: AccessLevel,
    /// Whether it stands for any resource.
    is_any: bool,
}

fn shown(answers: &Answers, groups: &[Group]) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut start = 0;
    for group in groups {
        let numbers = start..start + group.count;
        start += group.count;
        let is_sure = |number: usize| answers.decision(number, 0) == Decision::Allowed;
        if group.is_any && numbers.clone().all(is_sure) {
            shown.push(Shown { number: numbers.start, level: group.level, is_any: true });
            continue;
        }
        let may = numbers.filter(|number| !answers.decision(*number, 0).is_denied());
        shown.extend(may.map(|number| Shown { number, level: group.level, is_any: false }));
    }
    shown
}

impl Shown {
    fn cell(&self, answers: &Answers, hangings: &Hangings) -> CellAnswer {
        let hanging = hangings.of(self.number, 0);
        let pair = &answers.pairs[self.number];
        CellAnswer {
            action: pair.action.clone(),
            access_level: self.level.name(),
            resource: if self.is_any { "*".into() } else { pair.resource.clone() },
            decision: answers.decision(self.number, 0).name(),
            when: hanging.when,
            allowed_when: hanging.ways,
            others: hanging.others,
            hangs_on: hanging.on,
        }
    }
}

/// `aws` of a caller's ARN.
fn partition_of(principal: &str) -> &str {
    let partition = principal.strip_prefix("arn:").and_then(|rest| rest.split(':').next());
    partition.unwrap_or("aws")
}
