//! Asks one caller everything.

use std::process::ExitCode;

use super::WhatCan;
use super::answer::{CellAnswer, WhatCanAnswer};
use crate::catalog::{AccessLevel, Catalog};
use crate::cli::console::{refuse, refuse_mistaken};
use crate::cli::progress::Progress;
use crate::cli::query::Known;
use crate::cli::who_can::policies_not_said;
use crate::environment::NameError;
use crate::query::{Answers, Caller, Pair, Population, Reach, Sort, resources_called};
use crate::text::{printable, quote};

impl WhatCan {
    /// What the caller can do or may be able to.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(super) fn find(&self) -> Result<(WhatCanAnswer, &'static Catalog), ExitCode> {
        let known = self.query.known()?;
        let mut reader = known.reader();
        let mut population = known.population(&mut reader)?;
        let number = self.caller(&known, &population)?;
        let (who, caller) = (population.who.remove(number), population.callers.remove(number));
        let only = self.only(&known)?;
        let reach = Reach::of(&caller, &only, &known.environment, &mut reader);
        let reach = reach.map_err(|troubles| refuse_mistaken(&troubles))?;
        let actions = Reach::actions(known.catalog, &self.service);
        let actions = actions.map_err(|message| refuse(&message))?;
        let mut pairs: Vec<Pair> = Vec::new();
        let mut levels: Vec<AccessLevel> = Vec::new();
        let mut making = known.pairs(&mut reader)?;
        let progress = Progress::of(actions.len(), "actions");
        for found in actions {
            progress.advance();
            let action = found.full_name();
            for resource in reach.resources_for(found, who.sort == Sort::Root) {
                let pair = making.pair(&action, &resource);
                pairs.push(pair.map_err(|troubles| refuse_mistaken(&troubles))?);
                levels.push(found.action.access_level);
            }
        }
        let keys = reader.keys().clone();
        let population = alone(population, who, caller);
        let answers = Answers::ask(population, pairs, keys, &|| ());
        let cells = cells(&answers, &levels);
        progress.end();
        let principal = answers.who.first().map(|who| who.name.clone()).unwrap_or_default();
        let notes = policies_not_said(&answers.pairs);
        Ok((WhatCanAnswer::new(principal, cells, notes), known.catalog))
    }

    fn caller(&self, known: &Known, population: &Population) -> Result<usize, ExitCode> {
        let name = &*self.principal;
        if let Some(number) = population.find(name) {
            return Ok(number);
        }
        let arn = known.environment.principal_arn(name).map_err(|why| {
            let near = match &why {
                NameError::Nobody { near, .. } => near.as_deref(),
                NameError::Ambiguous { .. } => None,
            };
            let near = near.map(|near| format!("; did you mean {}?", quote(near)));
            let why = printable(&why.to_string());
            refuse(&format!("{why}{}", near.unwrap_or_default()))
        })?;
        population.find(&arn).ok_or_else(|| refuse(&format!("nobody is called {}", quote(name))))
    }

    fn only(&self, known: &Known) -> Result<Vec<String>, ExitCode> {
        let mut only = Vec::new();
        for text in &self.resources {
            let found = resources_called(text, &known.environment);
            only.extend(found.map_err(|message| refuse(&message))?);
        }
        Ok(only)
    }
}

/// One caller by itself.
fn alone(population: Population, who: crate::query::Who, caller: Caller) -> Population {
    Population { who: vec![who], callers: vec![caller], unknown: population.unknown }
}

fn cells(answers: &Answers, levels: &[AccessLevel]) -> Vec<CellAnswer> {
    let numbered = answers.pairs.iter().zip(levels).enumerate();
    let may = numbered.filter(|(number, _)| !answers.decision(*number, 0).is_denied());
    let cell = |(number, (pair, level)): (usize, (&Pair, &AccessLevel))| {
        let hanging = answers.hanging(number, 0).unwrap_or_default();
        CellAnswer {
            action: pair.action.clone(),
            access_level: level.name(),
            resource: pair.resource.clone(),
            decision: answers.decision(number, 0).name(),
            when: hanging.when,
            hangs_on: hanging.on,
        }
    };
    may.map(cell).collect()
}
