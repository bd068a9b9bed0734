//! The sentences that reports have in common.

use crate::cli::compare::access::Access;
use crate::cli::compare::outcome::{
    Conclusion, Grant, OpenStatement, Outcome, Question, Relation, ShownRequest,
};
use crate::compare::Unknown;
use crate::evaluate::Decision;
use crate::explain::StatementPlace;
use crate::text::quote;

/// How many policies of a side are named.
const MOST_NAMES: usize = 3;

/// The answer in a word or two, and as a sentence that follows a colon.
pub(super) fn headline(outcome: &Outcome) -> (&'static str, String) {
    let conclusion = outcome.conclusion();
    match &outcome.question {
        Question::NoNewAccess => no_new_access(outcome, conclusion),
        Question::Equivalent => equivalent(outcome),
        Question::AccessNotGranted(accesses) => {
            access_not_granted(accesses, &named(&outcome.new), conclusion)
        }
        Question::NoPublicAccess(resource_type) => {
            let policy = format!("{} on `{resource_type}`", named(&outcome.new));
            no_public_access(&policy, conclusion)
        }
    }
}

fn no_new_access(outcome: &Outcome, conclusion: Conclusion) -> (&'static str, String) {
    let (new, existing) = (named(&outcome.new), named(&outcome.existing));
    match conclusion {
        Conclusion::Proven => {
            ("No new access", format!("{new} allows nothing that {existing} does not"))
        }
        Conclusion::Found => ("New access", format!("{new} allows what {existing} does not")),
        Conclusion::Unknown(_) => {
            let doubt = "it is neither proven nor refuted that";
            ("Unknown", format!("{doubt} {new} allows nothing that {existing} does not"))
        }
    }
}

fn equivalent(outcome: &Outcome) -> (&'static str, String) {
    let (new, existing) = (named(&outcome.new), named(&outcome.existing));
    match outcome.relation().unwrap_or(Relation::Unknown) {
        Relation::Equivalent => ("Equivalent", format!("{new} allows just what {existing} does")),
        Relation::Less => (
            "Less access",
            format!("{new} allows nothing that {existing} does not, and lacks some of it"),
        ),
        Relation::More => {
            ("More access", format!("{new} allows all that {existing} does, and more"))
        }
        Relation::Incomparable => {
            ("Incomparable", format!("{new} and {existing} each allow what the other does not"))
        }
        Relation::Different => (
            "Not equivalent",
            format!("{new} and {existing} differ; whether in both directions is not known"),
        ),
        Relation::Unknown => (
            "Unknown",
            format!("it is neither proven nor refuted that {new} allows just what {existing} does"),
        ),
    }
}

fn access_not_granted(
    accesses: &[Access],
    policies: &str,
    conclusion: Conclusion,
) -> (&'static str, String) {
    let access: Vec<String> = accesses.iter().map(Access::words).collect();
    let access = access.join(", or ");
    match conclusion {
        Conclusion::Proven => ("Not granted", format!("{policies} does not allow {access}")),
        Conclusion::Found => ("Granted", format!("{policies} allows {access}")),
        Conclusion::Unknown(_) => (
            "Unknown",
            format!("it is neither proven nor refuted that {policies} does not allow {access}"),
        ),
    }
}

fn no_public_access(policy: &str, conclusion: Conclusion) -> (&'static str, String) {
    match conclusion {
        Conclusion::Proven => ("Not public", format!("{policy} grants nothing to the public")),
        Conclusion::Found => ("Public", format!("{policy} grants access to the public")),
        Conclusion::Unknown(_) => (
            "Unknown",
            format!("it is neither proven nor refuted that {policy} grants nothing to the public"),
        ),
    }
}

/// Policies by their names, without all of many.
pub(crate) fn named(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().take(MOST_NAMES).map(|name| quote(name)).collect();
    match names.len().saturating_sub(MOST_NAMES) {
        0 => quoted.join(" with "),
        count => format!("{} and {count} more", quoted.join(" with ")),
    }
}

/// The code of what a statement does.
pub(super) fn code(question: &Question, is_new: bool) -> &'static str {
    match (question, is_new) {
        (Question::AccessNotGranted(_), _) => "access-granted",
        (Question::NoPublicAccess(_), _) => "public-access",
        (_, true) => "new-access",
        (_, false) => "lost-access",
    }
}

/// What a statement does.
pub(super) fn message(outcome: &Outcome, is_new: bool, grant: &Grant) -> String {
    let statement = match &grant.statement.sid {
        Some(sid) => quote(sid),
        None => format!("statement {}", grant.statement.index + 1),
    };
    match (&outcome.question, is_new) {
        (Question::AccessNotGranted(_), _) => {
            format!("{statement} allows what must not be granted")
        }
        (Question::NoPublicAccess(_), _) => format!("{statement} grants access to the public"),
        (_, true) => format!("{statement} allows what {} does not", named(&outcome.existing)),
        (_, false) => format!("{statement} allows what {} does not", named(&outcome.new)),
    }
}

/// The request on one line.
pub(crate) fn request_line(request: &ShownRequest) -> String {
    let caller = request.principal.as_ref().map(|one| format!(" as {one}")).unwrap_or_default();
    let context: Vec<String> = request.context.iter().map(key_words).collect();
    let with =
        if context.is_empty() { String::new() } else { format!(", with {}", context.join(", ")) };
    format!("{} on {}{caller}{with}", request.action, request.resource)
}

/// `aws:SourceIp=10.0.0.1`
pub(crate) fn key_words((key, values): &(String, Vec<String>)) -> String {
    match &values[..] {
        [] => format!("some {key}"),
        [only] => format!("{key}={only}"),
        several => format!("{key}=[{}]", several.join(", ")),
    }
}

/// Why nothing was shown.
pub(crate) fn why(unknown: Unknown) -> &'static str {
    unknown.why()
}

/// What one side decides, and by which statement if it denies.
pub(super) fn decided(decision: Decision, denied_by: Option<&StatementPlace>) -> String {
    match (decision, denied_by) {
        (Decision::Allowed, _) => "allowed".to_owned(),
        (Decision::ImplicitDeny, _) => "denied: no statement allows it".to_owned(),
        (Decision::ExplicitDeny, Some(place)) => format!("denied by {}", statement_at(place)),
        (Decision::ExplicitDeny, None) => "denied by a statement".to_owned(),
        (Decision::Undecided, _) => "undecided".to_owned(),
    }
}

/// That it is not known whether a statement belongs to what was found.
pub(super) fn doubt(open: &OpenStatement) -> String {
    let which = open.statement.as_ref().map(statement_at);
    let which = which.unwrap_or_else(|| "any other statement".to_owned());
    format!("whether {which} does so too is not known: {}", why(open.why))
}

/// `` `Sid` at path:line:column ``
fn statement_at(place: &StatementPlace) -> String {
    let at = place.source.position(place.span.start);
    let name = place.sid.as_ref().map_or_else(|| "the statement".to_owned(), |sid| quote(sid));
    format!("{name} at {}:{}:{}", place.source.name(), at.line, at.column)
}
