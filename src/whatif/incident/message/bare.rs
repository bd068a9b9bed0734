//! Messages that name no more than the operation: S3's `Access Denied`, EC2's encoded ones.

use super::super::action::Resolved;
use super::super::flat::Flat;
use super::super::model::Incident;
use super::{ENCODED, bare, decoding};
use crate::catalog::Catalog;
use crate::policy::Spanned;
use crate::text::Span;

/// How a client names the operation: the words before it, and whether a service stands between.
const OPERATIONS: [(&str, bool); 2] = [("when calling the ", false), ("operation error ", true)];
/// What tells that access was refused.
const REFUSALS: [&str; 10] = [
    "AccessDenied",
    "Access Denied",
    "access denied",
    "UnauthorizedOperation",
    "not authorized",
    "AuthorizationError",
    "NotAuthorized",
    "AuthorizationFailure",
    "(403)",
    "Forbidden",
];
/// How far behind the operation the rest of its message may reach.
const REACH: usize = 1024;

/// The refusals that are told by their operation alone, and otherwise by the code of the error.
pub(super) fn bare_refusals(flat: &Flat, told: &[Span], catalog: &Catalog) -> Vec<Incident> {
    let mut found = Vec::new();
    for (words, names_service) in OPERATIONS {
        let (mut at, mut last) = (0, 0);
        while let Some((start, end)) = flat.find(words, at) {
            at = end;
            let next = flat.find(words, end).map_or(flat.text.len(), |(next, _)| next);
            let most = next.min(end + REACH);
            let from = start.saturating_sub(80).max(last);
            let from = (from..=start).find(|at| flat.text.is_char_boundary(*at)).unwrap_or(start);
            let span = flat.span(start, most);
            let behind = told.partition_point(|one| one.end <= span.start);
            let is_told = told.get(behind).is_some_and(|one| one.start < span.end);
            if !is_told && is_refusal(flat, from, most) {
                let operation = operation(flat, end, names_service);
                let (incident, end) = refusal(flat, (from, most), operation, catalog);
                last = end;
                found.push(incident);
            }
        }
    }
    if found.is_empty() && told.is_empty() && is_refusal(flat, 0, flat.text.len()) {
        found.extend(nameless(flat));
    }
    found
}

fn is_refusal(flat: &Flat, from: usize, most: usize) -> bool {
    REFUSALS.iter().any(|words| flat.find_within(words, from, most).is_some())
}

/// A service, if the client names it, an operation, and where it stands.
type Operation<'t> = (Option<&'t str>, &'t str, (usize, usize));

fn operation(flat: &Flat, at: usize, names_service: bool) -> Operation<'_> {
    let rest = flat.text[at..].get(..REACH).unwrap_or(&flat.text[at..]);
    let named = rest.split_once(':').filter(|_| names_service);
    let service = named.map(|(service, _)| service);
    let start = at + service.map_or(0, |service| service.len() + 1);
    let rest = flat.text.get(start..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start().len();
    let name = rest[blank..].split(|char: char| !char.is_ascii_alphanumeric()).next();
    let name = name.unwrap_or_default();
    (service, name, (start + blank, start + blank + name.len()))
}

fn refusal(
    flat: &Flat,
    (from, most): (usize, usize),
    (service, name, place): Operation<'_>,
    catalog: &Catalog,
) -> (Incident, usize) {
    let says_access_denied = flat.find_within(": Access Denied", from, most).is_some();
    let is_forbidden = flat.find_within("(403)", from, most).is_some();
    let of_s3 = (says_access_denied || is_forbidden).then_some("s3");
    let resolved = Resolved::of_operation(catalog, service.or(of_s3), name);
    let mut incident = bare(flat.span(from, place.1));
    let span = flat.span(place.0, place.1);
    incident.action = resolved.action.map(|action| Spanned { value: action.into(), span });
    incident.candidates = resolved.candidates;
    incident.remarks.extend(resolved.remark);
    incident.miss("action", resolved.why);
    incident.miss(
        "principal",
        "the message names no caller: see `aws sts get-caller-identity`, or the CloudTrail record",
    );
    incident.miss("resource", "the message names no resource: look which one the call was about");
    if flat.find_within(ENCODED, place.1, most).is_some() {
        incident.remarks.push(decoding());
    }
    (incident, place.1)
}

/// A refusal that tells nothing.
fn nameless(flat: &Flat) -> Option<Incident> {
    let first = REFUSALS.iter().filter(|words| **words != "(403)" && **words != "Forbidden");
    let (start, end) = first.filter_map(|words| flat.find(words, 0)).min()?;
    let mut incident = bare(flat.span(start, end));
    let encoded = flat.find(ENCODED, 0).is_some();
    incident.remarks.extend(encoded.then(decoding));
    for what in ["principal", "action", "resource"] {
        incident.miss(what, "the message does not name it: the CloudTrail record of the call does");
    }
    Some(incident)
}
