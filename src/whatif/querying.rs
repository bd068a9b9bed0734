//! `who can` and `what can`: questions to everybody, and about everything.

use serde_json::{Map, Value, json};

use super::commands::{Done, Line};
use super::refusal::{Refusal, note_lines};
use super::reply::Reply;
use super::session::Session;
use super::state::Clock;
use super::words::Word;
use crate::query::what_can::{WhatCan, overview_text, text as what_can_text};
use crate::query::who_can::{WhoCan, WhoCanAnswer, text as who_can_text};
use crate::query::{Around, Stop, Watcher};
use crate::text::{nearest, quote};
use crate::value_set::Instant;

/// Looks at what stops the session's queries.
struct Listening<'a>(&'a (dyn Fn() -> bool + Sync));

impl Watcher for Listening<'_> {
    fn begin(&self, _count: usize) {}

    fn goes_on(&self) -> bool {
        !self.0()
    }
}

fn never() -> bool {
    false
}

impl From<Stop> for Refusal {
    fn from(why: Stop) -> Self {
        match why {
            Stop::Refused(message) => message.into(),
            Stop::Mistaken(troubles) => troubles.into(),
            Stop::Cancelled => Self("stopped: there is no answer\n".to_owned()),
        }
    }
}

/// `who can ACTION.. [on RESOURCE..]`
pub(super) fn who_can(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (actions, on) = around_on(line.words);
    if actions.is_empty() {
        return Err(line.refusal("an action is missing"));
    }
    let resources = match (on, &session.state.resource) {
        ([], None) => vec!["*".to_owned()],
        ([], Some(default)) => vec![default.clone()],
        (words, _) => words.iter().map(|word| word.text.clone()).collect(),
    };
    let actions = actions.iter().map(|word| session.action_or_pattern(word));
    let question =
        WhoCan { actions: actions.collect::<Result<_, _>>()?, resources, ..WhoCan::default() };
    let (mut notes, context) = (Vec::new(), session.context_of_queries());
    let found = session.asked_around(&context, |around, reader, watcher| {
        question.find(around, reader, watcher, &mut notes)
    })?;
    let notes = note_lines(notes);
    let answer = WhoCanAnswer::new(&found, &question);
    Ok(Reply::told(notes + session.note_on_layers() + &who_can_text(&answer)).into())
}

/// The words before `on`, and those behind it.
fn around_on(words: &[Word]) -> (&[Word], &[Word]) {
    let is_on = |word: &Word| !word.is_quoted && word.text.eq_ignore_ascii_case("on");
    match words.iter().position(is_on) {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => (words, &[]),
    }
}

/// `what can [PRINCIPAL] [do] [SERVICE..] [on RESOURCE..]`
pub(super) fn what_can(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (before, on) = around_on(line.words);
    let before: Vec<&Word> =
        before.iter().filter(|word| !word.text.eq_ignore_ascii_case("do")).collect();
    let catalog = session.catalog();
    let is_service = |word: &Word| catalog.service(&word.text.to_ascii_lowercase()).is_some();
    let (principal, services) = match (before.as_slice(), &session.state.principal) {
        ([first, rest @ ..], None) => (session.principal_meant(&first.text)?, rest),
        ([first, rest @ ..], Some(_)) if !is_service(first) => {
            (session.principal_meant(&first.text)?, rest)
        }
        (all, Some(known)) => (known.clone(), all),
        ([], None) => return Err("who is not said: `as PRINCIPAL`, or name somebody".into()),
    };
    if let Some(wrong) = services.iter().find(|word| !is_service(word)) {
        let near = nearest(&wrong.text, catalog.prefixes());
        let near = near.map_or_else(String::new, |near| format!("; did you mean {}?", quote(near)));
        return Err(line.refusal(&format!("{} is no service{near}", quote(&wrong.text))));
    }
    let question = WhatCan {
        principal,
        services: services.iter().map(|word| word.text.to_ascii_lowercase()).collect(),
        resources: on.iter().map(|word| word.text.clone()).collect(),
    };
    let context = session.context_of_queries();
    let answer = session
        .asked_around(&context, |around, reader, watcher| question.find(around, reader, watcher))?;
    let text = if question.services.is_empty() {
        overview_text(&answer, catalog, "`what can PRINCIPAL SERVICE` lists them")
    } else {
        what_can_text(&answer, catalog)
    };
    Ok(Reply::told(session.note_on_layers().to_owned() + &text).into())
}

impl Session<'_> {
    /// From now on queries ask this, often and from several threads, whether to stop.
    pub fn stopped_by(&mut self, stopped: impl Fn() -> bool + Send + Sync + 'static) {
        self.stopped = Some(Box::new(stopped));
    }

    /// An action as the catalogue writes it, or a pattern of actions.
    fn action_or_pattern(&self, word: &Word) -> Result<String, Refusal> {
        if word.text.contains(['*', '?']) {
            return Ok(word.text.clone());
        }
        Ok(self.action_meant(word)?.text)
    }

    /// Condition keys of queries: those given, and the time.
    fn context_of_queries(&self) -> Map<String, Value> {
        let mut keys = self.state.context.clone();
        let now = match &self.state.clock {
            Clock::At(time) => Some(time.clone()),
            Clock::Machine => self.machine_time.clone(),
        };
        if let Some(now) = now
            && let Some(instant) = Instant::parse(&now)
        {
            let _ = keys.set_new("aws:CurrentTime", json!(now));
            let _ = keys.set_new("aws:EpochTime", json!(instant.epoch_seconds().to_string()));
        }
        keys.0
    }

    /// Asks in the session's environment.
    fn asked_around<T>(
        &mut self,
        context: &Map<String, Value>,
        ask: impl FnOnce(
            &Around<'_>,
            &mut crate::bundle::PolicyReader<'_>,
            &dyn Watcher,
        ) -> Result<T, Stop>,
    ) -> Result<T, Refusal> {
        let Some(environment) = self.state.environment.clone() else {
            return Err("everybody is known where an environment is loaded: `load FILE`".into());
        };
        let catalog = self.catalog();
        let around = Around { environment: &environment, catalog, context };
        let found = match &self.stopped {
            Some(stopped) => ask(&around, &mut self.reader, &Listening(&**stopped)),
            None => ask(&around, &mut self.reader, &Listening(&never)),
        };
        Ok(found?)
    }

    /// That policies of the session's layers are nobody's in particular.
    fn note_on_layers(&self) -> &'static str {
        if self.state.layers.all().is_empty() {
            ""
        } else {
            "note: policies that were loaded for a layer are nobody's, and are not asked here\n"
        }
    }
}
