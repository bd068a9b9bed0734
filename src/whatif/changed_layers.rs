//! What a session changed of an environment, as the layers of a scenario that is saved: those of a
//! caller and of a resource stand once in the file, under a name.

use super::differing::{same_fact, same_levels, same_list, same_policy};
use super::state::State;
use crate::aws::Arn;
use crate::environment::{EndpointKind, Environment, Fact, Held, StoredPolicy};
use crate::request::Principal;
use crate::text::{Node, Value, quote};

/// The environment as it was loaded and as it is.
pub(super) struct Changed<'s> {
    before: &'s Environment,
    now: &'s Environment,
    state: &'s State,
    /// What could not be kept.
    pub(super) notes: Vec<String>,
}

/// Layers by their names in scenarios.
pub(super) type ByLayer = Vec<(&'static str, Node)>;

impl<'s> Changed<'s> {
    /// `None` where no environment is loaded.
    pub(super) fn of(state: &'s State, nothing: &'s Environment) -> Option<Self> {
        let now = state.environment.as_deref()?;
        let before = state.base.environment.as_deref().unwrap_or(nothing);
        Some(Self { before, now, state, notes: Vec::new() })
    }

    /// The layers of a caller that are other ones now.
    pub(super) fn of_caller(&mut self, arn: &str) -> ByLayer {
        let mut all = ByLayer::new();
        let Ok(principal) = Principal::parse(arn) else { return all };
        let (old, new) = (self.before.caller(&principal), self.now.caller(&principal));
        let named = &self.state.layers;
        if named.identity.is_none() && !same_list(&old.identity, &new.identity) {
            all.extend(self.list(&new.identity).map(|node| ("identity", node)));
        }
        if named.permissions_boundary.is_none()
            && !same_fact(&old.permissions_boundary, &new.permissions_boundary)
        {
            let node = match &new.permissions_boundary {
                Fact::Is(held) => self.held(held),
                Fact::None | Fact::Unsaid => Some(none()),
            };
            all.extend(node.map(|node| ("permissionsBoundary", node)));
        }
        if named.service_control.is_none()
            && !same_levels(&old.service_control, &new.service_control)
        {
            let levels = self.levels(&new.service_control);
            all.extend(levels.map(|node| ("serviceControl", node)));
        }
        all
    }

    /// The policy of a resource, if it is another one now.
    pub(super) fn policy_of(&self, arn: &str) -> Option<Node> {
        let arn = Arn::parse(arn).filter(|_| self.state.layers.resource.is_none())?;
        let (old, new) = (self.before.target(&arn), self.now.target(&arn));
        (!same_policy(&old.policy, &new.policy)).then(|| document(&new.policy))
    }

    /// The resource control policies above a resource, if they are others now.
    pub(super) fn control_of(&mut self, arn: &str) -> Option<Node> {
        let arn = Arn::parse(arn).filter(|_| self.state.layers.resource_control.is_none())?;
        let (old, new) = (self.before.target(&arn), self.now.target(&arn));
        let is_same = same_levels(&old.resource_control, &new.resource_control);
        if is_same { None } else { self.levels(&new.resource_control) }
    }

    /// The policy of the VPC endpoint that requests go through, if it is another one now.
    pub(super) fn endpoint(&mut self) -> Option<Node> {
        let through = self.through();
        for (id, endpoint) in self.now.endpoints.iter() {
            let is_through = through.as_deref() == Some(id);
            if !is_through && self.is_other(id, &endpoint.policy) {
                self.notes.push(format!(
                    "the changed policy of the endpoint {} is left out: no request goes through it \
                     (`with aws:SourceVpce={}`)",
                    quote(id),
                    crate::text::printable(id)
                ));
            }
        }
        let id = through.filter(|_| self.state.layers.vpc_endpoint.is_none())?;
        let endpoint = self.now.endpoints.get(&id)?;
        let kind = match endpoint.kind {
            EndpointKind::Gateway => "gateway",
            EndpointKind::Interface => "interface",
        };
        let policy = document(&borrowed(&endpoint.policy));
        self.is_other(&id, &endpoint.policy)
            .then(|| Node::of_members([("policy", policy), ("type", Node::of_text(kind))]))
    }

    fn is_other(&self, id: &str, policy: &Fact<StoredPolicy>) -> bool {
        let old = self.before.endpoints.get(id).map_or(Fact::Unsaid, |one| borrowed(&one.policy));
        !same_policy(&old, &borrowed(policy))
    }

    /// The endpoint that requests go through, as the condition keys say.
    fn through(&self) -> Option<String> {
        let keys = &self.state.context.0;
        let found = keys.iter().find(|(key, _)| key.eq_ignore_ascii_case("aws:SourceVpce"));
        found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
    }

    fn levels(&mut self, levels: &[Vec<Held<'_>>]) -> Option<Node> {
        let levels = levels.iter().map(|level| self.list(level));
        levels.collect::<Option<Vec<Node>>>().map(Node::of_items)
    }

    fn list(&mut self, all: &[Held<'_>]) -> Option<Node> {
        let all = all.iter().map(|one| self.held(one)).collect::<Option<Vec<Node>>>();
        all.map(Node::of_items)
    }

    /// A policy as a scenario holds it; one that nobody knows cannot be kept, which is told.
    fn held(&mut self, held: &Held<'_>) -> Option<Node> {
        match held {
            Held::Stored(policy) => Some(Node::clone(&policy.node)),
            Held::OfAws(name, _) => Some(Node::of_text(*name)),
            Held::Missing(name, _) | Held::Unknown(name, _) | Held::Rest { name, .. } => {
                let note = format!(
                    "what {} says is not known, so a change beside it is not kept",
                    quote(name)
                );
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
                None
            }
        }
    }
}

fn borrowed(policy: &Fact<StoredPolicy>) -> Fact<&StoredPolicy> {
    match policy {
        Fact::Is(policy) => Fact::Is(policy),
        Fact::None => Fact::None,
        Fact::Unsaid => Fact::Unsaid,
    }
}

fn none() -> Node {
    Node::made(Value::Null)
}

fn document(policy: &Fact<&StoredPolicy>) -> Node {
    match policy {
        Fact::Is(policy) => Node::clone(&policy.node),
        Fact::None | Fact::Unsaid => none(),
    }
}
