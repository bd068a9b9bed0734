//! Lines that ask.

use std::fmt::Write;

use super::commands::{Done, Line};
use super::refusal::{Refusal, note_lines};
use super::reply::Reply;
use super::session::Session;
use super::watch::{Asked, decision_name, question_text};
use super::words::Word;
use crate::text::{printable, quote};

/// A question that a line asks, and what is to be said of how it was understood.
pub(super) struct Read {
    pub(super) question: Asked,
    pub(super) notes: String,
}

/// `can [PRINCIPAL] ACTION [[on] RESOURCE]`
pub(super) fn can(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let Read { question, notes } = session.question_of(line)?;
    let mut reply = session.answer(&question)?;
    reply.text.insert_str(0, &notes);
    Ok(reply.into())
}

impl Session<'_> {
    /// The question that the words of a line ask.
    pub(super) fn question_of(&self, line: &Line<'_>) -> Result<Read, Refusal> {
        let words: Vec<&Word> = line.words.iter().filter(|word| !is_filler(word)).collect();
        let is_action = |word: &&Word| Self::looks_like_action(&word.text);
        let (principal, rest) = match words.as_slice() {
            [] => return Err(line.refusal("an action is missing")),
            [first, rest @ ..] if rest.first().is_some_and(is_action) && !is_action(first) => {
                (Some(*first), rest)
            }
            all => (None, all),
        };
        let (action, resource) = match rest {
            [action] => (*action, None),
            [action, resource] => (*action, Some(*resource)),
            [_, _, more, ..] => {
                let more = quote(&more.text);
                return Err(line.refusal(&format!("expected nothing more, found {more}")));
            }
            [] => return Err(line.refusal("an action is missing")),
        };
        let action = self.action_meant(action)?;
        let principal = match (principal, &self.state.principal) {
            (Some(word), _) => self.principal_meant(&word.text)?,
            (None, Some(known)) => known.clone(),
            (None, None) => {
                return Err(
                    "who asks is not said: `as PRINCIPAL`, or name it in the question".into()
                );
            }
        };
        let resource = match (resource, &self.state.resource) {
            (Some(word), _) => self.resource_meant(&word.text, Some(&action.text))?,
            (None, Some(known)) => self.resource_meant(known, Some(&action.text))?,
            (None, None) if self.takes_no_resource(&action.text) => {
                self.resource_meant("*", None)?
            }
            (None, None) => {
                let message =
                    "what it is about is not said: `on RESOURCE`, or name it in the question";
                return Err(message.into());
            }
        };
        let notes = [action.note, resource.note].into_iter().flatten();
        let notes = note_lines(notes);
        let question = Asked { principal, action: action.text, resource: resource.text };
        Ok(Read { question, notes })
    }

    fn takes_no_resource(&self, action: &str) -> bool {
        let name = crate::aws::ActionName::parse(action);
        let found = name.as_ref().and_then(|name| self.catalog().action(name));
        found.is_some_and(|found| found.action.is_wildcard_only())
    }
}

/// Words that people say between those that count.
fn is_filler(word: &Word) -> bool {
    !word.is_quoted && ["on", "do", "call"].contains(&word.text.to_lowercase().as_str())
}

/// `why [N]`
pub(super) fn why(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let question = session.question_of_number(line)?;
    Ok(session.answer(&question)?.into())
}

impl Session<'_> {
    /// The question of the number that a line gives, or the last one.
    pub(super) fn question_of_number(&self, line: &Line<'_>) -> Result<Asked, Refusal> {
        if line.words.is_empty() {
            let none = || Refusal::from("nothing was asked yet: `can ACTION`");
            return self.last.clone().ok_or_else(none);
        }
        let (word, _) = line.only("the number of a question")?;
        Ok(self.watched[number(self, line, word)?].question.clone())
    }
}

/// The number, from 0, of a question on the watch list.
fn number(session: &Session<'_>, line: &Line<'_>, word: &Word) -> Result<usize, Refusal> {
    let count = session.watched.len();
    let number = word.text.parse::<usize>().ok().filter(|number| (1..=count).contains(number));
    let refused = || {
        let text = quote(&word.text);
        line.refusal(&format!("{text} is no number of a question: the watch list has {count}"))
    };
    number.map(|number| number - 1).ok_or_else(refused)
}

/// `watch [[PRINCIPAL] ACTION [[on] RESOURCE]]`
pub(super) fn watch(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    if line.words.is_empty() {
        return Ok(Reply::told(listed(session)).into());
    }
    let Read { question, notes } = session.question_of(line)?;
    let answer = session.answered(&question);
    let decision = decision_name(answer.decision);
    let number = session.watch(&question, answer);
    let text = format!("{notes}{number}  {decision}  {}\n", question_text(&question));
    Ok(Reply::told(text).into())
}

fn listed(session: &Session<'_>) -> String {
    if session.watched.is_empty() {
        return "nothing was asked yet\n".to_owned();
    }
    let mut text = String::new();
    for (number, one) in session.watched.iter().enumerate() {
        let decision = decision_name(one.answer.decision);
        let question = question_text(&one.question);
        let _ = writeln!(text, "{:>3}  {decision:<17}  {question}", number + 1);
        if one.answer.decision.is_none() {
            let _ = writeln!(text, "     because {}", printable(&one.answer.reason));
        }
    }
    text
}

/// `unwatch N ..|all`
pub(super) fn unwatch(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (first, _) = line.first("the number of a question, or `all`,")?;
    if line.words.len() == 1 && first.text.eq_ignore_ascii_case("all") {
        session.watched.clear();
        session.last = None;
        return Ok(Reply::told("nothing is watched\n").into());
    }
    let numbers = line.words.iter().map(|word| number(session, line, word));
    let mut numbers = numbers.collect::<Result<Vec<_>, _>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers.into_iter().rev() {
        let gone = session.watched.remove(number);
        if session.last.as_ref() == Some(&gone.question) {
            session.last = None;
        }
    }
    Ok(Reply::told(listed(session)).into())
}
