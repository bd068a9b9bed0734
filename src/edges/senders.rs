//! Requests that can carry a condition key: a service sends a key with some of its actions only, and
//! global services are asked in one region.

use super::ask::Subject;
use super::draft::Draft;
use super::known::SomeAction;
use super::near::{self, with_action};
use super::resources;
use super::scene::Scene;
use crate::aws::{ActionName, key};
use crate::catalog::ActionOfService;
use crate::evaluate::Element;
use crate::policy::ActionPattern;
use crate::request::{
    Given, KeyId, KeyState, Principal, Request, RequestContext, ResourceTarget, Standing,
};
use crate::text::Arrange;

/// How many other actions are tried.
const MOST: usize = 6;

/// A draft in which a key is to be said, and where that may be said instead.
#[derive(Debug)]
pub(super) struct Senders {
    own: Draft,
    carries: bool,
    /// Where the service is a global one: the region of its requests.
    region: Option<Box<str>>,
    others: Vec<Draft>,
}

impl Senders {
    pub(super) fn new(subject: &Subject<'_>, key: KeyId, draft: &Draft) -> Self {
        let scene = subject.scene;
        let carries = scene.carries(draft, key);
        let is_region = scene.keys.global(key) == Some(key::REQUESTED_REGION);
        let region = if is_region { scene.only_region(draft) } else { None };
        let others = if carries && region.is_none() {
            Vec::new()
        } else {
            subject.other_senders(key, draft)
        };
        Self { own: draft.clone(), carries, region, others }
    }

    /// The drafts in which the key may be so. A key that no action of the statement carries is said
    /// all the same, but for the region of a global service.
    // AWS: C-36
    pub(super) fn of(&self, given: &Given) -> &[Draft] {
        let values = match given {
            Given::Values(values) => values,
            Given::Absent if self.region.is_some() => return &[],
            _ => return std::slice::from_ref(&self.own),
        };
        let is_elsewhere = self.region.as_ref().is_some_and(|region| !values.contains(region));
        if is_elsewhere || (!self.carries && !self.others.is_empty()) {
            &self.others
        } else {
            std::slice::from_ref(&self.own)
        }
    }
}

impl Scene<'_> {
    /// Whether the draft's action comes with the key, as far as anybody knows.
    fn carries(&self, draft: &Draft, key: KeyId) -> bool {
        let name = self.keys.lower_name(key);
        self.request(draft).is_none_or(|request| !request.leaves_out(name))
    }

    /// Whether AWS sees such requests: on such a resource, with such keys.
    // AWS: R-11, C-36
    pub fn is_real(&self, draft: &Draft) -> bool {
        self.suits(&draft.action, &draft.resource) && self.never_sent(draft).is_none()
    }

    /// A key that the draft says although no request for its action carries it so.
    // AWS: C-36
    pub(super) fn never_sent<'d>(&self, draft: &'d Draft) -> Option<&'d str> {
        let said = draft.context.iter().filter_map(|(name, given)| match given {
            Given::Values(values) => Some((&**name, values)),
            Given::Absent | Given::Unknown | Given::PresentUnknown => None,
        });
        let is_wrong = |(name, values): &(&str, &Vec<Box<str>>)| {
            let Some(key) = self.key(name) else { return false };
            let is_region = self.keys.global(key) == Some(key::REQUESTED_REGION);
            let region = if is_region { self.only_region(draft) } else { None };
            region.is_some_and(|region| !values.contains(&region)) || !self.carries(draft, key)
        };
        let mut wrong = said.filter(is_wrong);
        wrong.next().map(|(name, _)| name)
    }

    /// The region of all requests of the draft's action, if it is one of a global service.
    fn only_region(&self, draft: &Draft) -> Option<Box<str>> {
        let principal = Principal::parse(&draft.caller.text).ok()?;
        let action = ActionName::parse(&draft.action)?;
        let request = Request::new(principal, action, ResourceTarget::Wildcard);
        let region =
            self.keys.ids().find(|id| self.keys.global(*id) == Some(key::REQUESTED_REGION))?;
        match RequestContext::new(request, &self.keys).state(region) {
            KeyState::Present(values) => values.first().map(|value| value.text.clone()),
            KeyState::Absent | KeyState::Unknown | KeyState::PresentUnknown => None,
        }
    }
}

impl Subject<'_> {
    /// The draft with other actions of the statement, whose requests carry the key and are not bound
    /// to one region; on a resource of theirs if the statement has one.
    fn other_senders(&self, key: KeyId, draft: &Draft) -> Vec<Draft> {
        let scene = self.scene;
        let is_region = scene.keys.global(key) == Some(key::REQUESTED_REGION);
        let may_carry = |draft: &Draft| {
            scene.carries(draft, key) && !(is_region && scene.only_region(draft).is_some())
        };
        let near = if self.is_negated(Element::Action) {
            near::unlisted(self, Element::Action, draft)
        } else {
            near::listed(self, Element::Action, draft)
        };
        let near = near.into_iter().map(|(_, draft)| draft).filter(|draft| !draft.made_up);
        let all = near.chain(self.catalogued_senders(key, draft));
        let mut found: Vec<Draft> =
            all.map(|draft| self.on_own_resource(draft)).filter(may_carry).collect();
        found.arrange_by_key(|draft| !scene.suits(&draft.action, &draft.resource));
        found.truncate(MOST);
        found
    }

    /// The draft with further actions of the catalogue that come with the key.
    fn catalogued_senders(&self, key: KeyId, draft: &Draft) -> Vec<Draft> {
        let scene = self.scene;
        let Some(catalog) = scene.catalog.filter(|_| !self.is_negated(Element::Action)) else {
            return Vec::new();
        };
        let name = scene.keys.lower_name(key);
        let entries = self.written.action.entries.iter();
        let actions = entries.flat_map(|entry| catalog.matching(&of_service(&entry.pattern, name)));
        let is_sent = |one: &ActionOfService<'_>| {
            ActionName::parse(&one.full_name()).is_some_and(|action| {
                let facts = catalog.facts(&action, &ResourceTarget::Wildcard);
                facts.reference.standing(name) == Standing::Sent
            })
        };
        let senders = actions.filter(is_sent).take(2 * MOST);
        let named =
            |one: ActionOfService<'_>| SomeAction { name: one.full_name().into(), made_up: false };
        senders.map(|one| with_action(self, draft, named(one))).collect()
    }

    /// The draft on a resource that the statement lists and its action takes, if there is one.
    fn on_own_resource(&self, draft: Draft) -> Draft {
        let scene = self.scene;
        if scene.suits(&draft.action, &draft.resource) {
            return draft;
        }
        let listed = resources::listed(self, &draft).into_iter().map(|(_, draft)| draft);
        let mut suited = listed.filter(|draft| scene.suits(&draft.action, &draft.resource));
        suited.next().unwrap_or(draft)
    }
}

/// A pattern of all actions as one of those of the key's service.
fn of_service(pattern: &ActionPattern, key: &str) -> ActionPattern {
    match (pattern, key.split_once(':')) {
        (ActionPattern::Every, Some((service, _))) => {
            ActionPattern::Of { service: service.into(), name: "*".into() }
        }
        (other, _) => other.clone(),
    }
}
