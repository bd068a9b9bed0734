//! What of a policy can be left out, where no rule sees it in the text but a proof over all requests
//! does.

use super::finding::{Finding, Findings};
use super::run::Linted;
use super::statement::StatementView;
use super::subject::Subject;
use crate::compare::{Because, Comparison, Needless, Piece};
use crate::policy::Effect;
use crate::request::ActionFacts;
use crate::text::{Span, quote};

const ACTION: &str = "redundant-action";
const CONDITION: &str = "redundant-condition";
const CONTRADICTION: &str = "contradicting-conditions";
const DENIED: &str = "allow-always-denied";
const PRINCIPAL: &str = "redundant-principal";
const RESOURCE: &str = "redundant-resource";
const STATEMENT: &str = "redundant-statement";
const VALUE: &str = "redundant-condition-value";

/// The codes under which proofs are told.
const CODES: [&str; 8] =
    [ACTION, CONDITION, CONTRADICTION, DENIED, PRINCIPAL, RESOURCE, STATEMENT, VALUE];

/// Codes of findings at a place that can be left out.
const LEFT_OUT: [&str; 8] = [
    ACTION,
    CONDITION,
    DENIED,
    RESOURCE,
    STATEMENT,
    VALUE,
    "redundant-key-due-to-wildcard-in-condition",
    "redundant-principal-in-role-trust-policy",
];

/// Codes of findings at a place for which the statement never applies.
const NEVER: [&str; 4] = [
    CONTRADICTION,
    "ineffective-not-action",
    "ineffective-not-resource",
    "redundant-statement-due-to-wildcard-in-condition",
];

/// The code of findings at a condition of which all values but the one that is labelled can be left
/// out.
const BOUNDS: &str = "redundant-condition-value-num";

/// How many places are pointed at as the cause of one finding.
const MOST_LABELS: usize = 4;

/// Adds to what the rules found what can be proven besides.
pub(super) fn add_proven(linted: &Linted, subject: &Subject<'_>, found: &mut Vec<Finding>) {
    if !CODES.iter().any(|code| linted.selection.wants_code(code)) {
        return;
    }
    let gone = left_out(subject, found);
    let (policy, keys) = subject.compiled();
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(subject.catalog().known_keys().clone());
    let Some(comparison) = Comparison::new(keys, facts) else { return };
    for needless in comparison.needless(policy, &gone) {
        tell(&needless, subject, found);
    }
}

/// The pieces at which something was found that lets them be left out.
fn left_out(subject: &Subject<'_>, found: &[Finding]) -> Vec<(usize, Piece)> {
    let mut gone = Vec::new();
    for finding in found {
        let (code, span) = (finding.diagnostic.code, finding.diagnostic.span);
        if code == BOUNDS {
            gone.extend(subject.statements().flat_map(|one| bounds_left_out(&one, finding)));
        }
        let is_never = NEVER.contains(&code);
        if !is_never && !LEFT_OUT.contains(&code) {
            continue;
        }
        let at = subject.statements().find_map(|one| Some((one.number, piece_at(&one, span)?)));
        gone.extend(
            at.map(|(number, piece)| (number, if is_never { Piece::Statement } else { piece })),
        );
    }
    gone
}

/// The values beside the one that counts, if the finding is about a condition of the statement.
fn bounds_left_out(statement: &StatementView<'_>, finding: &Finding) -> Vec<(usize, Piece)> {
    let counts = |span: Span| finding.diagnostic.labels.iter().any(|label| label.span == span);
    let conditions = statement.written.conditions.iter().enumerate();
    let mut found = conditions.filter(|(_, one)| one.key_span == finding.diagnostic.span);
    let values = found.next().into_iter().flat_map(|(condition, one)| {
        let values = one.values.iter().enumerate().filter(|(_, value)| !counts(value.span));
        values.map(move |(value, _)| Piece::Value { condition, value })
    });
    values.map(|piece| (statement.number, piece)).collect()
}

/// The piece of a statement that stands there.
fn piece_at(statement: &StatementView<'_>, span: Span) -> Option<Piece> {
    let written = statement.written;
    let within = written.span.start <= span.start && span.end <= written.span.end;
    if !within || statement.span() == span {
        return within.then_some(Piece::Statement);
    }
    let action = written.action.entries.iter().position(|entry| entry.span == span);
    let resources = written.resource.as_ref().map_or(&[][..], |element| &element.entries);
    let resource = || resources.iter().position(|entry| entry.span == span);
    let principals = written.principal.as_ref().map_or(&[][..], |element| &element.entries);
    let principal = || principals.iter().position(|entry| entry.span == span);
    let on_condition = || {
        written.conditions.iter().enumerate().find_map(|(condition, one)| {
            if one.key_span == span || one.operator_span == span {
                return Some(Piece::Condition(condition));
            }
            let value = one.values.iter().position(|value| value.span == span)?;
            Some(Piece::Value { condition, value })
        })
    };
    action
        .map(Piece::Action)
        .or_else(|| resource().map(Piece::Resource))
        .or_else(|| principal().map(Piece::Principal))
        .or_else(on_condition)
}

/// A piece as it stands in the text.
struct Written<'s> {
    code: &'static str,
    span: Span,
    /// In backticks; nothing for a whole statement.
    text: String,
    what: &'static str,
    statement: StatementView<'s>,
}

fn written<'s>(needless: &Needless, statement: StatementView<'s>) -> Option<Written<'s>> {
    let own = statement.written;
    let (code, span, text, what) = match needless.piece {
        Piece::Statement => (STATEMENT, statement.span(), String::new(), "remove the statement"),
        Piece::Action(number) => {
            let entry = own.action.entries.get(number)?;
            (ACTION, entry.span, quote(&entry.text), "remove the entry")
        }
        Piece::Resource(number) => {
            let entry = own.resource.as_ref()?.entries.get(number)?;
            (RESOURCE, entry.span, quote(&entry.text), "remove the entry")
        }
        Piece::Principal(number) => {
            let entry = own.principal.as_ref()?.entries.get(number)?;
            (PRINCIPAL, entry.span, quote(&entry.text), "remove the entry")
        }
        Piece::Condition(number) => {
            let condition = own.conditions.get(number)?;
            (CONDITION, condition.key_span, quote(&condition.key), "remove the condition")
        }
        Piece::Value { condition, value } => {
            let value = own.conditions.get(condition)?.values.get(value)?;
            (VALUE, value.span, quote(&value.text), "remove the value")
        }
    };
    Some(Written { code, span, text, what, statement })
}

fn tell(needless: &Needless, subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(statement) = subject.statements().nth(needless.statement) else { return };
    let Some(place) = written(needless, statement) else { return };
    match &needless.because {
        Because::Never(conditions) => tell_contradiction(&place, conditions, found),
        Because::Itself => tell_itself(needless.piece, &place, found),
        Because::Denied(denies) => {
            let refuse = all_of(denies, "denies", "deny");
            let message = if needless.piece == Piece::Statement {
                format!("this Allow never grants anything: {refuse} all of it")
            } else {
                format!("nothing is granted by {}: {refuse} all that it adds", place.text)
            };
            let place = Written { code: DENIED, ..place };
            report(&place, message, (denies, &[]), found);
        }
        Because::Others { same, denies } => {
            let message = told_of_others(needless.piece, &place, same, denies);
            report(&place, message, (denies, same), found);
        }
    }
}

fn told_of_others(piece: Piece, place: &Written<'_>, same: &[usize], denies: &[usize]) -> String {
    let is_allow = place.statement.written.effect == Effect::Allow;
    let (one, many) = if is_allow { ("allows", "allow") } else { ("denies", "deny") };
    let what = match piece {
        Piece::Statement => format!("all that this statement {one}"),
        _ => format!("all that {} adds", place.text),
    };
    let refused = all_of(denies, "denies", "deny");
    match (same.is_empty(), denies.is_empty()) {
        (false, true) => format!("{} {what}", all_of(same, one, many)),
        (false, false) => format!("{} {what}, but what {refused}", all_of(same, one, many)),
        (true, _) => format!("the rest of the statement allows {what}, but what {refused}"),
    }
}

fn tell_contradiction(place: &Written<'_>, conditions: &[usize], found: &mut Vec<Finding>) {
    let written = &place.statement.written.conditions;
    let mut spans = conditions.iter().rev().filter_map(|number| written.get(*number));
    let Some(last) = spans.next() else { return };
    let message = format!("no {} fulfils all conditions on it", quote(&last.key));
    let Some(mut findings) = findings(CONTRADICTION, place.statement.subject, found) else {
        return;
    };
    let finding = findings.at(last.key_span, message);
    for other in spans {
        finding.label(other.key_span, "this asks for something else");
    }
    finding.label(place.statement.span(), "so this statement never applies");
}

fn tell_itself(piece: Piece, place: &Written<'_>, found: &mut Vec<Finding>) {
    let message = match piece {
        Piece::Condition(number) => {
            let operator = place.statement.written.conditions.get(number);
            let operator = operator.map_or("", |condition| &condition.operator_text);
            format!("{} on {} follows from the other conditions on it", quote(operator), place.text)
        }
        _ => format!("without {} the statement applies to the same requests", place.text),
    };
    report(place, message, (&[], &[]), found);
}

fn report(
    place: &Written<'_>,
    message: String,
    (denies, same): (&[usize], &[usize]),
    found: &mut Vec<Finding>,
) {
    let subject = place.statement.subject;
    let Some(mut findings) = findings(place.code, subject, found) else { return };
    let finding = findings.at(place.span, message);
    let others = same.iter().map(|one| (*one, false)).chain(denies.iter().map(|one| (*one, true)));
    for (number, denies) in others.take(MOST_LABELS) {
        if let Some(other) = subject.statements().nth(number) {
            let says = if denies || other.is_deny() { "denied here" } else { "allowed here" };
            finding.label(other.span(), says);
        }
    }
    let written = place.statement.written;
    finding.fix(match place.code {
        CONDITION => {
            let is_it = |one: &&crate::policy::Condition| one.key_span == place.span;
            let condition = written.conditions.iter().find(is_it);
            condition.and_then(|condition| subject.condition_removal(place.what, condition))
        }
        _ if place.text.is_empty() => subject.removal(place.what, written.span),
        _ => subject.removal(place.what, place.span),
    });
}

fn findings<'f>(
    code: &str,
    subject: &Subject<'_>,
    found: &'f mut Vec<Finding>,
) -> Option<Findings<'f>> {
    let rule = super::rules::rule(code).filter(|rule| rule.is_about(subject.kind()))?;
    Some(Findings::of(rule, found))
}

/// `statement 2 denies`, `statements 2, 3 and 4 deny`
fn all_of(numbers: &[usize], one: &str, many: &str) -> String {
    let named: Vec<String> = numbers.iter().map(|number| (number + 1).to_string()).collect();
    match named.split_last() {
        Some((last, [])) => format!("statement {last} {one}"),
        Some((last, first)) => format!("statements {} and {last} {many}", first.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_that_of_a_rule() {
        for code in CODES.iter().chain(&LEFT_OUT).chain(&NEVER).chain([&BOUNDS]) {
            assert!(crate::lint::rules::rule(code).is_some(), "{code}");
        }
    }
}
