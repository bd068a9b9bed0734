//! Asks everybody.

use std::collections::BTreeSet;
use std::process::ExitCode;

use super::arguments::WhoCan;
use crate::aws::ActionName;
use crate::catalog::{ActionSearch, Catalog};
use crate::cli::console::{complain, refuse, refuse_mistaken};
use crate::cli::progress::Progress;
use crate::cli::query::Known;
use crate::query::{
    Answers, Assuming, Pairs, Population, acted_on, acted_on_by, questions_of_roles,
    resources_called,
};
use crate::text::quote;
use crate::value_set::Pattern;

/// Everybody's answers.
pub(super) struct Found {
    pub(super) answers: Answers,
    pub(super) assuming: Option<Assuming>,
    /// The numbers of those who were asked for.
    pub(super) listed: Vec<usize>,
}

impl Found {
    /// Whether somebody listed can or may, directly.
    pub(super) fn has_anybody(&self) -> bool {
        let may = |pair: usize| {
            self.listed.iter().any(|who| !self.answers.decision(pair, *who).is_denied())
        };
        (0..self.answers.pairs.len()).any(may)
    }
}

impl WhoCan {
    /// Asks everybody.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(super) fn find(&self) -> Result<Found, ExitCode> {
        let known = self.query.known()?;
        let mut reader = known.reader();
        let population = known.population(&mut reader)?;
        let listed = self.listed(&population)?;
        let wanted = self.wanted(&known)?;
        let mut pairs = known.pairs(&mut reader)?;
        let asked = wanted
            .iter()
            .map(|(action, resource)| pairs.pair(action, resource))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|troubles| refuse_mistaken(&troubles))?;
        let of_roles = self.through_roles.then(|| roles(&known, &mut pairs, &population));
        let of_roles = of_roles.transpose()?;
        let keys = reader.keys().clone();
        let all = asked.iter().chain(of_roles.iter().flatten());
        let count = all.map(|pair| pair.authorizations.len()).sum();
        let progress = Progress::of(count, "questions");
        let done = || progress.advance();
        let assuming = of_roles.map(|of_roles| {
            Assuming::new(Answers::ask(population.clone(), of_roles, keys.clone(), &done))
        });
        let answers = Answers::ask(population, asked, keys, &done);
        progress.end();
        Ok(Found { answers, assuming, listed })
    }

    fn listed(&self, population: &Population) -> Result<Vec<usize>, ExitCode> {
        let patterns: Vec<Pattern> = self.callers.iter().map(|one| Pattern::glob(one)).collect();
        let fits = |name: &str| {
            let part = name.splitn(6, ':').nth(5).unwrap_or(name);
            let last = part.rsplit('/').next().unwrap_or(part);
            patterns.is_empty()
                || patterns
                    .iter()
                    .any(|one| [name, part, last].iter().any(|text| one.matches(text)))
        };
        let who = population.who.iter().enumerate();
        let listed: Vec<usize> =
            who.filter(|(_, one)| fits(&one.name)).map(|(number, _)| number).collect();
        if listed.is_empty() {
            let names: Vec<String> = self.callers.iter().map(|one| quote(one)).collect();
            if names.is_empty() {
                return Err(refuse("the environment has no users, roles or other principals"));
            }
            return Err(refuse(&format!("nobody is called {}", names.join(" or "))));
        }
        Ok(listed)
    }

    /// The actions and resources to ask about, each pair once.
    fn wanted(&self, known: &Known) -> Result<Vec<(String, String)>, ExitCode> {
        let mut resources: Vec<String> = Vec::new();
        for text in self.all_resources() {
            let found = resources_called(text, &known.environment);
            resources.extend(found.map_err(|message| refuse(&message))?);
        }
        let (mut wanted, mut seen) = (Vec::new(), BTreeSet::new());
        for action in self.all_actions() {
            note_unknown_action(action, known.catalog);
            for resource in &resources {
                let pairs = pairs_of(action, resource, known.catalog)?;
                wanted.extend(pairs.into_iter().filter(|pair| seen.insert(pair.clone())));
            }
        }
        if wanted.is_empty() {
            let actions: Vec<String> = self.all_actions().map(|one| quote(one)).collect();
            let message = format!("none of these actions acts on them: {}", actions.join(", "));
            return Err(refuse(&message));
        }
        Ok(wanted)
    }
}

/// An action that is not there is asked about all the same, since the catalogue may be older.
fn note_unknown_action(action: &str, catalog: &Catalog) {
    let is_unknown = |name: ActionName| catalog.action(&name).is_none();
    if !action.contains(['*', '?']) && ActionName::parse(action).is_some_and(is_unknown) {
        complain(&format!("note: the catalogue does not know the action {}", quote(action)));
    }
}

fn pairs_of(
    action: &str,
    resource: &str,
    catalog: &Catalog,
) -> Result<Vec<(String, String)>, ExitCode> {
    if !action.contains(['*', '?']) {
        if ActionName::parse(action).is_none() {
            let message = format!("{} is not an action: expected `service:Name`", quote(action));
            return Err(refuse(&message));
        }
        let on = acted_on_by(action, resource, catalog);
        if on != resource {
            complain(&format!("note: {action} is asked about {}", quote(&on)));
        }
        return Ok(vec![(action.to_owned(), on)]);
    }
    let search = ActionSearch::parse(action, catalog).ok_or_else(|| {
        refuse(&format!("{} is no pattern of actions such as `s3:Get*`", quote(action)))
    })?;
    let fitting = catalog.search(&search).into_iter();
    Ok(fitting.filter_map(|one| Some((one.full_name(), acted_on(one, resource)?))).collect())
}

fn roles(
    known: &Known,
    pairs: &mut Pairs<'_, '_>,
    population: &Population,
) -> Result<Vec<crate::query::Pair>, ExitCode> {
    questions_of_roles(&known.environment, pairs, population)
        .map_err(|troubles| refuse_mistaken(&troubles))
}
