//! Asks everybody.

use std::collections::BTreeSet;

use crate::aws::ActionName;
use crate::bundle::PolicyReader;
use crate::catalog::{ActionSearch, Catalog};
use crate::query::{
    Answers, Around, Assuming, Pair, Pairs, Population, Stop, Watcher, acted_on, acted_on_by,
    questions_of_roles, resources_called,
};
use crate::text::quote;
use crate::value_set::Pattern;

/// A question to everybody.
#[derive(Clone, Debug, Default)]
pub(crate) struct WhoCan {
    /// Names and patterns of actions.
    pub(crate) actions: Vec<String>,
    /// What resources are called.
    pub(crate) resources: Vec<String>,
    /// Patterns of those who are listed; everybody, if there are none.
    pub(crate) callers: Vec<String>,
    /// How many roles are assumed one after the other, if ways through roles count.
    pub(crate) hops: Option<usize>,
    /// Whether it is told why.
    pub(crate) explain: bool,
    /// Whether those are listed, too, who cannot.
    pub(crate) everybody: bool,
}

/// Everybody's answers.
pub(crate) struct Found {
    pub(crate) answers: Answers,
    pub(super) assuming: Option<Assuming>,
    /// The numbers of those who were asked for.
    pub(crate) listed: Vec<usize>,
}

impl Found {
    /// Whether somebody listed can or may, directly.
    pub(crate) fn has_anybody(&self) -> bool {
        let may = |pair: usize| {
            self.listed.iter().any(|who| !self.answers.decision(pair, *who).is_denied())
        };
        (0..self.answers.pairs.len()).any(may)
    }
}

impl WhoCan {
    /// Asks everybody. How the question was understood is told in `notes`.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(crate) fn find(
        &self,
        around: &Around<'_>,
        reader: &mut PolicyReader<'_>,
        watcher: &dyn Watcher,
        notes: &mut Vec<String>,
    ) -> Result<Found, Stop> {
        let population = Population::of(around.environment, reader)?;
        let listed = self.listed(&population)?;
        let wanted = self.wanted(around, notes)?;
        let mut pairs = Pairs::new(around.environment, reader, around.context.clone())?;
        let mut asked = Vec::with_capacity(wanted.len());
        for (action, resource) in &wanted {
            asked.push(pairs.pair(action, resource)?);
        }
        let of_roles = self.hops.map(|_| roles(around, &mut pairs, &population)).transpose()?;
        let keys = reader.keys().clone();
        let all = asked.iter().chain(of_roles.iter().flatten());
        watcher.begin(all.map(|pair| pair.authorizations.len()).sum());
        let goes_on = || watcher.goes_on();
        let assuming = match of_roles {
            Some(of_roles) => {
                let answers =
                    Answers::ask_until(population.clone(), of_roles, keys.clone(), &goes_on);
                Some(Assuming::new(answers.ok_or(Stop::Cancelled)?))
            }
            None => None,
        };
        let answers = Answers::ask_until(population, asked, keys, &goes_on);
        Ok(Found { answers: answers.ok_or(Stop::Cancelled)?, assuming, listed })
    }

    fn listed(&self, population: &Population) -> Result<Vec<usize>, Stop> {
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
            let nobody = "the environment has no users, roles or other principals";
            return Err(Stop::Refused(match names.as_slice() {
                [] => nobody.to_owned(),
                names => format!("nobody is called {}", names.join(" or ")),
            }));
        }
        Ok(listed)
    }

    /// The actions and resources to ask about, each pair once.
    fn wanted(
        &self,
        around: &Around<'_>,
        notes: &mut Vec<String>,
    ) -> Result<Vec<(String, String)>, Stop> {
        let mut resources: Vec<String> = Vec::new();
        for text in &self.resources {
            resources.extend(resources_called(text, around.environment).map_err(Stop::Refused)?);
        }
        let (mut wanted, mut seen) = (Vec::new(), BTreeSet::new());
        for action in &self.actions {
            notes.extend(unknown_action(action, around.catalog));
            for resource in &resources {
                let pairs = pairs_of(action, resource, around.catalog, notes)?;
                wanted.extend(pairs.into_iter().filter(|pair| seen.insert(pair.clone())));
            }
        }
        if wanted.is_empty() {
            let actions: Vec<String> = self.actions.iter().map(|one| quote(one)).collect();
            let message = format!("none of these actions acts on them: {}", actions.join(", "));
            return Err(Stop::Refused(message));
        }
        Ok(wanted)
    }
}

/// An action that is not there is asked about all the same, since the catalogue may be older.
fn unknown_action(action: &str, catalog: &Catalog) -> Option<String> {
    let is_unknown = |name: ActionName| catalog.action(&name).is_none();
    let is_one = !action.contains(['*', '?']) && ActionName::parse(action).is_some_and(is_unknown);
    is_one.then(|| format!("the catalogue does not know the action {}", quote(action)))
}

fn pairs_of(
    action: &str,
    resource: &str,
    catalog: &Catalog,
    notes: &mut Vec<String>,
) -> Result<Vec<(String, String)>, Stop> {
    if !action.contains(['*', '?']) {
        if ActionName::parse(action).is_none() {
            let message = format!("{} is not an action: expected `service:Name`", quote(action));
            return Err(Stop::Refused(message));
        }
        let on = acted_on_by(action, resource, catalog);
        if on != resource {
            notes.push(format!("{action} is asked about {}", quote(&on)));
        }
        return Ok(vec![(action.to_owned(), on)]);
    }
    let search = ActionSearch::parse(action, catalog).ok_or_else(|| {
        Stop::Refused(format!("{} is no pattern of actions such as `s3:Get*`", quote(action)))
    })?;
    let fitting = catalog.search(&search).into_iter();
    Ok(fitting.filter_map(|one| Some((one.full_name(), acted_on(one, resource)?))).collect())
}

fn roles(
    around: &Around<'_>,
    pairs: &mut Pairs<'_, '_>,
    population: &Population,
) -> Result<Vec<Pair>, Stop> {
    Ok(questions_of_roles(around.environment, pairs, population)?)
}
