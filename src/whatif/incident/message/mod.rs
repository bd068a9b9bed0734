//! In: any text. Out: the refusals that it tells of, in the words of AWS's error messages.

mod bare;
mod clause;
mod parts;

use super::flat::Flat;
use super::model::{Denied, Incident, IncidentKind};
use crate::catalog::Catalog;
use crate::policy::Spanned;
use crate::text::{Arrange, Span};
use bare::bare_refusals;
use clause::clause;
use parts::{action_at, caller_before, request_id, resource_at};

/// What every message of a refused call says.
const REFUSED: &str = "not authorized to perform";
/// What it says where it tells no action.
const NOTHING_TOLD: [&str; 2] = [" this operation", " this action"];
/// What comes before what only AWS can read.
const ENCODED: &str = "encoded authorization failure message:";
/// How far around its main words a message may reach.
const REACH: usize = 4096;

/// The refusals in a text, in the order in which they stand there.
pub(super) fn refusals(text: &str, catalog: &Catalog) -> Vec<Incident> {
    let flat = Flat::of(text);
    let (mut found, mut at): (Vec<Incident>, usize) = (Vec::new(), 0);
    while let Some((start, end)) = flat.find(REFUSED, at) {
        let tells_nothing = NOTHING_TOLD.iter().any(|phrase| flat.follows(phrase, end).is_some());
        if tells_nothing {
            at = end;
            continue;
        }
        let next = flat.find(REFUSED, end).map_or(flat.text.len(), |(start, _)| start);
        let (incident, behind) = refusal(&flat, at, (start, end), next);
        at = behind.max(end);
        found.extend(incident);
    }
    let told: Vec<Span> = found.iter().map(|one| one.span).collect();
    found.extend(bare_refusals(&flat, &told, catalog));
    found.arrange_by_key(|one| one.span.start);
    found
}

/// The message whose main words stand at `words`; behind `from`, and before the next one's.
fn refusal(
    flat: &Flat,
    from: usize,
    words: (usize, usize),
    next: usize,
) -> (Option<Incident>, usize) {
    let Some((action, action_end)) = action_at(flat, words.1) else { return (None, words.1) };
    let (caller, start) = caller_before(flat, from.max(words.0.saturating_sub(REACH)), words.0);
    let (resource, resource_end) = resource_at(flat, action_end, next.min(action_end + REACH));
    let (denied, end) = clause(flat, resource_end);
    let mut incident = Incident::new(IncidentKind::Message, flat.span(start, end));
    incident.principal = caller;
    incident.action = Some(action);
    match resource {
        Ok(resource) => incident.resource = resource,
        Err(why) => incident.miss("resource", why),
    }
    incident.denied = Some(denied.unwrap_or_default());
    incident.request_id =
        request_id(flat, from.max(start.saturating_sub(REACH)), (start, end), next);
    unmask(&mut incident);
    incident.miss("principal", "the message names no caller: look who made the call, for instance with `aws sts get-caller-identity`");
    incident.miss("resource", "the message names no resource");
    mention_encoded(flat, end, next, &mut incident);
    (Some(incident), end)
}

/// Says how to read what only AWS can.
fn mention_encoded(flat: &Flat, from: usize, next: usize, incident: &mut Incident) {
    if flat.find_within(ENCODED, from, next).is_some() {
        incident.remarks.push(decoding());
    }
}

/// How to decode an encoded message.
fn decoding() -> String {
    "the encoded part tells the whole request: `aws sts decode-authorization-message \
     --encoded-message MESSAGE --query DecodedMessage --output text | iamsim explain -`"
        .to_owned()
}

/// API Gateway writes stars for the first eight digits of the account of its resources: they are the
/// caller's where the rest is.
fn unmask(incident: &mut Incident) {
    let account = |text: &str| text.split(':').nth(4).map(str::to_owned);
    let caller = incident.principal.as_ref().and_then(|found| account(&found.value));
    let Some(resource) = &mut incident.resource else { return };
    let Some(masked) = account(&resource.value).filter(|one| one.starts_with('*')) else { return };
    let seen = masked.trim_start_matches('*');
    let is_masked = masked.len() == 12 && !seen.is_empty();
    let same = caller.filter(|one| is_masked && one.len() == 12 && one.ends_with(seen));
    if let Some(account) = same {
        resource.value = resource.value.replacen(&masked, &account, 1).into();
        let message =
            "the message hides the account of the resource; it is taken to be the caller's";
        incident.remarks.push(message.to_owned());
        return;
    }
    incident.resource = None;
    incident.miss("resource", "the message hides the account of the resource");
}

/// A message that tells nothing but that a call was refused.
fn bare(span: Span) -> Incident {
    let mut incident = Incident::new(IncidentKind::Message, span);
    incident.denied = Some(Denied::default());
    incident
}

fn placed(flat: &Flat, text: &str, range: (usize, usize)) -> Spanned<Box<str>> {
    Spanned { value: text.into(), span: flat.span(range.0, range.1) }
}
