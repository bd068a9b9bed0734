//! Requests that are new for no other reason than a value that nobody knows yet.

use super::askers::{Asker, Person};
use super::outcome::Told;
use crate::aws::holds_unknown;
use crate::evaluate::Decision;
use crate::request::{Given, Request};
use crate::text::quote;

/// The keys that hold the id of an organization, in lower case.
const OF_ORGANIZATIONS: [&str; 4] =
    ["aws:principalorgid", "aws:principalorgpaths", "aws:resourceorgid", "aws:resourceorgpaths"];

impl Asker {
    /// What nobody knows yet, if a request is new for no other reason than a value that it could
    /// have.
    pub(super) fn hangs_on(
        &self,
        request: &Request,
        told: impl Fn(&Request) -> (Told, Told),
    ) -> Option<String> {
        let mut open = request.clone();
        let mut hanging = None;
        for (key, given) in &mut open.context {
            if matches!(given, Given::Values(_))
                && let Some(fact) = self.unknown_fact(key)
            {
                *given = Given::PresentUnknown;
                hanging = Some(fact);
            }
        }
        let hanging = hanging?;
        let (before, after) = told(&open);
        let stays = before.decision.is_denied() && after.decision == Decision::Allowed;
        (!stays).then_some(hanging)
    }

    /// What is not known of the caller, if it is what this key holds.
    fn unknown_fact(&self, key: &str) -> Option<String> {
        let name = quote(&self.name);
        if let Some(tag) = key.strip_prefix("aws:principaltag/") {
            return self
                .has_unknown_tag(tag)
                .then(|| format!("which value the tag {} of {name} has", quote(tag)));
        }
        if key == "aws:principalarn" {
            return holds_unknown(&self.name).then(|| format!("which ARN {name} has"));
        }
        let has_unknown_id =
            |person: &Person| person.request.organization.id.as_deref().is_some_and(holds_unknown);
        let is_open =
            OF_ORGANIZATIONS.contains(&key) && self.sides.iter().flatten().any(has_unknown_id);
        is_open.then(|| "what the id of the organization is".to_owned())
    }

    fn has_unknown_tag(&self, tag: &str) -> bool {
        let tags = self
            .sides
            .each_ref()
            .map(|side| side.as_ref().and_then(|person| person.request.principal_tags.as_deref()));
        let is_unsaid = self.sides.iter().all(Option::is_some)
            && tags.iter().filter(|tags| tags.is_none()).count() == 1;
        let mut all = tags.iter().flatten().copied().flatten();
        is_unsaid || all.any(|(name, value)| **name == *tag && holds_unknown(value))
    }
}
