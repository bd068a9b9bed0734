//! What AWS answers, with its keys alone.

use serde_json::{Value, json};

use super::words::headline;
use crate::bundle::harmless;
use crate::cli::compare::access::Access;
use crate::cli::compare::outcome::{Conclusion, Outcome, Question};
use crate::explain::StatementPlace;

/// The answer of `check-no-new-access` or `check-access-not-granted`; what is not known fails, since
/// it might be, and so a statement of which it is not known is a reason.
pub(crate) fn aws_answer(outcome: &Outcome) -> String {
    let conclusion = outcome.conclusion();
    let granting = outcome.grants().map(|(_, grant)| &grant.statement);
    let open = outcome.open().filter_map(|open| open.statement.as_ref());
    let statements = granting.chain(open);
    let reasons: Vec<Value> =
        statements.map(|statement| reason(&outcome.question, statement)).collect();
    let result = if conclusion == Conclusion::Proven { "PASS" } else { "FAIL" };
    let answer = json!({
        "result": result,
        "message": message(outcome, conclusion),
        "reasons": reasons,
    });
    // INVARIANT: texts in JSON hold no line breaks.
    format!("{answer:#}").lines().map(|line| harmless(line.to_owned()) + "\n").collect()
}

fn message(outcome: &Outcome, conclusion: Conclusion) -> String {
    let verb = match conclusion {
        Conclusion::Proven => Verb::DoesNot,
        Conclusion::Found => Verb::Does,
        Conclusion::Unknown(_) => Verb::Might,
    };
    match &outcome.question {
        Question::NoNewAccess => {
            let grant = verb.of("do not grant", "grant", "might grant");
            format!("The modified permissions {grant} new access compared to your existing policy.")
        }
        Question::AccessNotGranted(accesses) => {
            let grant = verb.of("does not grant", "grants", "might grant");
            format!("The policy document {grant} access to {}.", listed(accesses))
        }
        Question::NoPublicAccess(_) => {
            let grant = verb.of("does not grant", "grants", "might grant");
            format!("The resource policy {grant} public access for the given resource type.")
        }
        Question::Equivalent => headline(outcome).1,
    }
}

enum Verb {
    DoesNot,
    Does,
    Might,
}

impl Verb {
    fn of(&self, not: &'static str, does: &'static str, might: &'static str) -> &'static str {
        match self {
            Self::DoesNot => not,
            Self::Does => does,
            Self::Might => might,
        }
    }
}

fn listed(accesses: &[Access]) -> &'static str {
    let names_actions = accesses.iter().any(|access| !access.actions.is_empty());
    let names_resources = accesses.iter().any(|access| !access.resources.is_empty());
    match (names_actions, names_resources) {
        (true, true) => {
            "perform one or more of the listed actions on one or more of the listed resources"
        }
        (false, true) => "one or more of the listed resources",
        (_, false) => "perform one or more of the listed actions",
    }
}

fn reason(question: &Question, statement: &StatementPlace) -> Value {
    let what = match question {
        Question::AccessNotGranted(accesses)
            if accesses.iter().all(|one| one.actions.is_empty()) =>
        {
            "One or more of the listed resources"
        }
        Question::AccessNotGranted(_) => "One or more of the listed actions",
        Question::NoPublicAccess(_) => "Public access granted",
        Question::NoNewAccess | Question::Equivalent => "New access",
    };
    match &statement.sid {
        Some(sid) => json!({
            "description": format!("{what} in the statement with sid: {sid}."),
            "statementIndex": statement.index,
            "statementId": sid,
        }),
        None => json!({
            "description": format!("{what} in the statement with index: {}.", statement.index),
            "statementIndex": statement.index,
        }),
    }
}
