//! A mismatch in words.

use super::claim;
use super::of_file::decisive;
use crate::bundle::{Decided, Verdict};
use crate::evaluate::Decision;
use crate::explain::{NearMiss, reason};
use crate::scenario::{Mismatch, Place, Wanted, what_is_missing};
use crate::text::{Arrange, printable, quote};

/// More than this nobody reads in one line.
const MOST_LISTED: usize = 4;

/// The kind of a mismatch, as reports call it.
pub(super) fn kind(mismatch: &Mismatch) -> &'static str {
    match mismatch {
        Mismatch::Decision { .. } => "wrong-decision",
        Mismatch::Because { .. } => "wrong-reason",
        Mismatch::Missing { .. } => "wrong-missing",
        Mismatch::Error { .. } => "wrong-error",
        Mismatch::Claim(broken) => claim::kind(broken),
    }
}

/// A mismatch in one line, with its reason.
pub(super) fn message(mismatch: &Mismatch) -> String {
    mismatch_text(mismatch) + &because(mismatch)
}

/// A mismatch in one line.
pub(super) fn mismatch_text(mismatch: &Mismatch) -> String {
    match mismatch {
        Mismatch::Decision { wanted, verdict, .. } => {
            format!("expected {}, came out {}", printable(&wanted.to_string()), verdict.decision)
        }
        Mismatch::Because { expected_at, verdict, .. } => {
            let wanted = as_written(expected_at);
            format!("expected the reason {wanted}, came out {}{}", verdict.decision, by(verdict))
        }
        Mismatch::Missing { wanted, verdict, .. } => {
            let (wanted, found) = (listed(wanted), listed(&what_is_missing(verdict)));
            format!("expected to hang on {wanted}, hangs on {found}")
        }
        Mismatch::Error { wanted, found, .. } => {
            let wanted = printable(&wanted.to_string());
            let found = found.first().map_or("came out without a mistake".to_owned(), |one| {
                format!("came out with {}", one.diagnostic.code)
            });
            format!("expected {wanted}, {found}")
        }
        Mismatch::Claim(broken) => claim::message(broken),
    }
}

/// Why another decision came out, and for an undecided case what would decide it.
fn because(mismatch: &Mismatch) -> String {
    let (Mismatch::Decision { verdict, .. } | Mismatch::Because { verdict, .. }) = mismatch else {
        return String::new();
    };
    match (mismatch, verdict.decision, verdict.deciding()) {
        (_, Decision::Undecided, Some(_)) => format!("; it hangs on {}", all_missing(verdict)),
        (Mismatch::Decision { .. }, _, Some(Decided { context, explanation })) => {
            format!(" because {}", reason(&context.request, explanation))
        }
        _ => String::new(),
    }
}

fn all_missing(verdict: &Verdict) -> String {
    let decided = verdict.authorizations.iter().map(|one| &one.explanation);
    let undecided = || decided.clone().filter(|one| one.decision == Decision::Undecided);
    let keys = undecided().flat_map(|one| &one.missing_context).map(|one| quote(&one.key));
    let policies = undecided().flat_map(|one| &one.missing_policies);
    let policies = policies.map(|policy| format!("a {policy} that was not given"));
    let mut all: Vec<String> = Vec::new();
    for one in keys.chain(policies) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    first_few(all)
}

/// Where a Deny was expected and none applies: those that came closest in any authorization, the
/// closest first.
pub(super) fn near_denies(mismatch: &Mismatch) -> Vec<&NearMiss> {
    let (Mismatch::Decision { wanted, verdict, .. } | Mismatch::Because { wanted, verdict, .. }) =
        mismatch
    else {
        return Vec::new();
    };
    let wants_deny = matches!(wanted, Wanted::Denied | Wanted::Decision(Decision::ExplicitDeny));
    if !wants_deny || verdict.decision == Decision::ExplicitDeny {
        return Vec::new();
    }
    let all = verdict.authorizations.iter().flat_map(|one| &one.explanation.near_denies);
    let mut all: Vec<&NearMiss> = all.collect();
    all.arrange_by_key(|near| near.misses.iter().filter(|miss| !miss.open).count());
    all
}

fn as_written(place: &Place) -> String {
    let words: Vec<&str> = place.source.slice(place.span).split_whitespace().collect();
    quote(&words.join(" "))
}

/// `` `a`, `b` and 3 more ``
fn listed(names: &[String]) -> String {
    first_few(names.iter().map(|name| quote(name)).collect())
}

fn first_few(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(MOST_LISTED);
    names.truncate(MOST_LISTED);
    match more {
        _ if names.is_empty() => "nothing".to_owned(),
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

fn by(verdict: &Verdict) -> String {
    let deciding = verdict.deciding();
    let layer = deciding.and_then(|one| one.explanation.decided_by);
    let statement = deciding.and_then(decisive);
    match (layer, statement.and_then(|one| one.sid.as_deref())) {
        (Some(layer), Some(sid)) => format!(" by {} of the {}", quote(sid), layer.policy_type),
        (Some(layer), None) => format!(" by the {}", layer.policy_type),
        (None, _) => String::new(),
    }
}
