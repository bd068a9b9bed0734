//! The watch list: questions that were asked, asked again after each change.

use std::fmt::Write;

use super::refusal::in_a_line;
use super::reply::Turned;
use super::session::Session;
use super::words::as_word;
use crate::evaluate::Decision;
use crate::explain::reason;
use crate::text::printable;

/// A question of a session: everything else is the session's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Who: an ARN, a service, `anonymous`.
    pub principal: String,
    /// The action.
    pub action: String,
    /// An ARN or `*`.
    pub resource: String,
}

impl Asked {
    /// The question as words of a line.
    pub(super) fn words(&self) -> String {
        let Self { principal, action, resource } = self;
        format!("{} {} on {}", as_word(principal), as_word(action), as_word(resource))
    }
}

/// A question on the watch list and its answer.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub(super) question: Asked,
    pub(super) answer: Answered,
}

/// What a question came to, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answered {
    /// `None` if there is no answer.
    pub(super) decision: Option<Decision>,
    pub(super) reason: String,
}

impl Session<'_> {
    /// What a question comes to now.
    pub(super) fn answered(&mut self, question: &Asked) -> Answered {
        let verdict = self.verdict::<false>(question);
        match verdict {
            Ok(verdict) => {
                let because =
                    verdict.deciding().map(|one| reason(&one.context.request, &one.explanation));
                Answered { decision: Some(verdict.decision), reason: because.unwrap_or_default() }
            }
            Err(troubles) => Answered { decision: None, reason: in_a_line(&troubles) },
        }
    }

    /// Asks all questions of the watch list again; those are told whose answers turned.
    pub(super) fn ask_again(&mut self) -> Vec<Turned> {
        let mut watched = std::mem::take(&mut self.watched);
        let mut turned = Vec::new();
        for one in &mut watched {
            let now = self.answered(&one.question);
            if now.decision != one.answer.decision {
                turned.push(Turned {
                    question: one.question.clone(),
                    old: one.answer.decision,
                    new: now.decision,
                    reason: now.reason.clone(),
                });
            }
            one.answer = now;
        }
        self.watched = watched;
        turned
    }

    /// Puts a question on the watch list, once; gives its number from 1.
    pub(super) fn watch(&mut self, question: &Asked, answer: Answered) -> usize {
        let known = self.watched.iter().position(|one| one.question == *question);
        if let Some(known) = known {
            self.watched[known].answer = answer;
            return known + 1;
        }
        self.watched.push(Watched { question: question.clone(), answer });
        self.watched.len()
    }
}

/// `allowed`, `denied (implicit)`, ..
pub(super) fn decision_name(decision: Option<Decision>) -> &'static str {
    match decision {
        Some(Decision::Allowed) => "allowed",
        Some(Decision::ImplicitDeny) => "denied (implicit)",
        Some(Decision::ExplicitDeny) => "denied (explicit)",
        Some(Decision::Undecided) => "undecided",
        None => "no answer",
    }
}

/// The answers that turned, for people.
pub(super) fn turned_text(turned: &[Turned]) -> String {
    let mut text = String::new();
    for one in turned {
        let (old, new) = (decision_name(one.old), decision_name(one.new));
        let question = question_text(&one.question);
        let _ = writeln!(text, "{old} -> {new}: {question}");
        let _ = writeln!(text, "  because {}", printable(&one.reason));
    }
    text
}

/// The question for people: `s3:GetObject on arn:.. as arn:..`.
pub(super) fn question_text(question: &Asked) -> String {
    let Asked { principal, action, resource } = question;
    format!("{} on {} as {}", printable(action), printable(resource), printable(principal))
}
