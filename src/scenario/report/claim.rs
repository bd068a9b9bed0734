//! A claim that was not proven, in words.

use std::fmt::Write;

use super::Annotation;
use super::mismatch::message as message_of;
use super::of_file::is_in_file;
use crate::explain::{StatementPlace, Supply, describe};
use crate::request::Given;
use crate::scenario::{Broken, ClaimKind, Counterexample, Mismatch, Place, Waiver};
use crate::text::{RenderStyle, printable, quote};

/// Claims of which more is found are told in short.
const MOST_IN_FULL: usize = 3;

/// The kind of the failure, as reports call it.
pub(super) fn kind(broken: &Broken) -> &'static str {
    match broken.kind {
        _ if broken.found.is_empty() => "not-proven",
        ClaimKind::Never => "broken-never",
        ClaimKind::Always => "broken-always",
        ClaimKind::NoNewAccess => "new-access",
    }
}

/// The failure in one line.
pub(super) fn message(broken: &Broken) -> String {
    let mut message = match (broken.found.as_slice(), &broken.unproven) {
        ([first, others @ ..], _) => {
            let more = match others.len() {
                0 => String::new(),
                count => format!(", and {count} more"),
            };
            format!("{}{more}", sentence(broken.kind, first))
        }
        ([], Some(why)) => format!("not proven: {}", printable(&why.why())),
        ([], None) => "not proven".to_owned(),
    };
    if let Some(waiver) = &broken.ended {
        let (until, reason) = (printable(&waiver.until), printable(&waiver.reason));
        let _ = write!(message, "; the waiver ended on {until}: {reason}");
    }
    message
}

/// That a claim is waived, and what for.
pub(super) fn waived(waiver: &Waiver, mismatch: &Mismatch) -> String {
    let (until, reason) = (printable(&waiver.until), printable(&waiver.reason));
    format!("until {until}: {reason} ({})", message_of(mismatch))
}

/// `` `alice` may s3:GetObject on arn:aws:s3:::b/x ``
fn sentence(kind: ClaimKind, found: &Counterexample) -> String {
    let request = &found.request;
    let what = format!("{} on {}", request.action, request.resource.text());
    let what = printable(&what);
    match (kind, &found.caller) {
        (ClaimKind::Never, Some(caller)) => format!("{} is allowed {what}", quote(caller)),
        (ClaimKind::Always, Some(caller)) => format!("{} is denied {what}", quote(caller)),
        (_, Some(caller)) => format!("{what} is newly allowed to {}", quote(caller)),
        (_, None) => format!("{what} is newly allowed"),
    }
}

/// All that is to be said below the message.
pub(super) fn details(broken: &Broken, style: RenderStyle) -> String {
    let mut text = String::new();
    for (number, one) in broken.found.iter().enumerate() {
        if number >= MOST_IN_FULL {
            let _ = writeln!(text, "also: {}{}", sentence(broken.kind, one), by(one));
            continue;
        }
        if number > 0 {
            let _ = writeln!(text, "\n{}", sentence(broken.kind, one));
        }
        text += &in_full(one, style);
    }
    text
}

fn in_full(found: &Counterexample, style: RenderStyle) -> String {
    let mut text = String::new();
    match &found.verdict {
        Some(verdict) => {
            let all: Vec<_> =
                verdict.authorizations.iter().map(|one| (&one.context, &one.explanation)).collect();
            text += &describe(verdict.decision, &all, style, Supply::Scenario);
        }
        None => {
            let _ = writeln!(text, "{}", by(found).trim_start_matches(": "));
        }
    }
    if !found.region.is_empty() {
        let _ = writeln!(text, "in all: {}", printable(&found.region));
    }
    match &found.case {
        Some(case) => {
            let _ = writeln!(text, "as a case:\n  {}", case.to_pretty_json(2));
        }
        None => text += &context(found),
    }
    text
}

/// The keys of the request, a line for each.
fn context(found: &Counterexample) -> String {
    let mut text = String::new();
    for (name, given) in &found.request.context {
        let value = match given {
            Given::Values(values) => values.join(", "),
            Given::PresentUnknown => "some value".to_owned(),
            Given::Absent | Given::Unknown => continue,
        };
        let _ = writeln!(text, "with {}", printable(&format!("{name}={value}")));
    }
    text
}

/// `` : `Read` at policies/a.json:3:5 allows it ``
fn by(found: &Counterexample) -> String {
    match &found.statement {
        Some(statement) => format!(": {} allows it", statement_text(statement)),
        None if found.verdict.is_none() => ": nothing denies it any more".to_owned(),
        None => String::new(),
    }
}

fn statement_text(statement: &StatementPlace) -> String {
    let at = statement.source.position(statement.span.start);
    let name = match &statement.sid {
        Some(sid) => quote(sid),
        None => format!("statement {}", statement.index + 1),
    };
    let file = printable(statement.source.name());
    format!("{name} at {file}:{}:{}", at.line, at.column)
}

/// The statements that refute a claim.
pub(super) fn marks(broken: &Broken) -> Vec<Annotation> {
    let marks = broken.found.iter().filter_map(|one| {
        let statement = one.statement.as_ref()?;
        let place = Place { source: statement.source.clone(), span: statement.span };
        let effect = match broken.kind {
            ClaimKind::Always => "decides it",
            ClaimKind::Never | ClaimKind::NoNewAccess => "allows it",
        };
        let message = format!("{}: this statement {effect}", sentence(broken.kind, one));
        is_in_file(&place.source).then_some(Annotation { place, message })
    });
    marks.collect()
}
