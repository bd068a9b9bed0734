//! What a finding says, in words.

use std::fmt::Write;

use super::outcome::{Change, ChangeKind, Finding, Impact, Reach, Reply, Turn};
use crate::aws::UNKNOWN_PREFIX;
use crate::evaluate::Decision;
use crate::explain::StatementPlace;
use crate::request::Given;
use crate::text::printable;

/// How many keys a reply names on which it hangs.
const MOST_KEYS: usize = 4;

impl Turn {
    /// What its holder does.
    pub(super) fn verb(self) -> &'static str {
        match self {
            Self::Gained => "gains",
            Self::MayBeGained => "may gain",
            Self::Lost => "loses",
            Self::MayBeLost => "may lose",
        }
    }
}

impl ChangeKind {
    /// The word for it; it is its name in machine formats as well.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Deleted => "deleted",
        }
    }
}

/// `user alice of 111122223333: policies, groups`
pub(super) fn subject(change: &Change) -> String {
    let facts = change.facts.join(", ");
    let subject = printable(&change.subject);
    if facts.is_empty() { subject } else { format!("{subject}: {facts}") }
}

/// `s3:GetObject on arn:.., with aws:SourceIp=203.0.113.9`
pub(super) fn request(finding: &Finding) -> String {
    let draft = &finding.draft;
    let mut text = format!("{} on {}", printable(&draft.action), printable(&draft.resource));
    for (key, given) in &draft.context {
        let key = printable(key);
        let _ = match given {
            Given::Absent => write!(text, ", without {key}"),
            Given::Unknown | Given::PresentUnknown => write!(text, ", with some {key}"),
            Given::Values(values) => write!(text, ", with {key}={}", printable(&values.join(","))),
        };
    }
    if let Some(case) = &finding.case {
        let _ = write!(text, " ({})", printable(case));
    }
    text
}

/// `allowed: the identity-based policy allows it: statement 1 of app, at plan.json:12:5`
pub(super) fn reply(reply: &Reply) -> String {
    let decision = match reply.decision {
        Decision::Allowed => "allowed",
        Decision::ExplicitDeny => "explicitly denied",
        Decision::ImplicitDeny => "denied",
        Decision::Undecided => "undecided",
    };
    let reason = hanging(reply).unwrap_or_else(|| printable(&reply.reason));
    let mut text = format!("{decision}: {reason}");
    if let Some(statement) = reply.matched.first()
        && reply.decision != Decision::ImplicitDeny
    {
        let separator = if reply.decision == Decision::Undecided { ";" } else { ":" };
        let _ = write!(text, "{separator} {}", place(statement));
    }
    text
}

/// What an undecided reply hangs on.
fn hanging(reply: &Reply) -> Option<String> {
    if reply.decision != Decision::Undecided || reply.missing.is_empty() {
        return None;
    }
    let keys = reply.missing.iter().take(MOST_KEYS).map(|missing| {
        let reason = printable(&missing.reason);
        if missing.key.starts_with(UNKNOWN_PREFIX) {
            reason
        } else {
            format!("{} ({reason})", printable(&missing.key))
        }
    });
    let more = match reply.missing.len().saturating_sub(MOST_KEYS) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    Some(format!("it hangs on {}{more}", keys.collect::<Vec<_>>().join(", ")))
}

/// `statement 1 (Read) of role/app/own, at plan.json:12:5`
fn place(statement: &StatementPlace) -> String {
    let start = statement.source.position(statement.span.start);
    let sid = statement.sid.iter().filter(|sid| !sid.is_empty());
    let sid = sid.map(|sid| format!(" ({})", printable(sid)));
    let sid: String = sid.collect();
    let (policy, source) = (printable(&statement.policy), printable(statement.source.name()));
    let number = statement.index + 1;
    format!("statement {number}{sid} of {policy}, at {source}:{}:{}", start.line, start.column)
}

/// `gains 2, may gain 0, loses 1, may lose 0`
pub(super) fn counts(impact: &Impact) -> String {
    let count = |turn: Turn| {
        let word = match turn {
            Turn::Gained => "gained",
            Turn::MayBeGained => "may be gained",
            Turn::Lost => "lost",
            Turn::MayBeLost => "may be lost",
        };
        format!("{} {word}", impact.count(turn))
    };
    Turn::ALL.map(count).join(", ")
}

/// What was looked at, and that it is not everything.
pub(super) fn extent(impact: &Impact) -> String {
    let requests = |count: usize| match count {
        1 => "1 request".to_owned(),
        count => format!("{count} requests"),
    };
    let mut text = format!(
        "looked at {}: this is a search, not a proof, and others may change too",
        requests(impact.asked)
    );
    if impact.left_out > 0 {
        let _ = write!(
            text,
            "; {} more were left out, --most-requests looks at more",
            requests(impact.left_out)
        );
    }
    text
}

/// What access that reaches so far is called, loudly where it matters.
pub(super) fn heading(reach: Reach, turns: &[Turn]) -> Option<&'static str> {
    let gains = turns.iter().any(|turn| turn.is_gain());
    match (reach, gains) {
        (Reach::Public, true) => Some("PUBLIC ACCESS"),
        (Reach::Public, false) => Some("no longer public"),
        (Reach::CrossAccount, true) => Some("ACCESS FROM ANOTHER ACCOUNT"),
        (Reach::CrossAccount, false) => Some("access from another account"),
        (Reach::Service, _) => Some("service of AWS"),
        (Reach::Own, _) => None,
    }
}
