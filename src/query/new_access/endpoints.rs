//! VPC endpoints whose policies differ, and callers who differ: what is new for requests that go
//! through endpoints.

use std::collections::HashMap;
use std::sync::Arc;

use super::askers::{Asker, Person};
use super::outcome::NewAccess;
use super::parts::Part;
use super::said::Sayings;
use super::search::Search;
use crate::aws::PolicyKind;
use crate::bundle::{Placed, PolicyReader, Text, Trouble};
use crate::compare::{Answer, Comparison, Side};
use crate::compile::{CompiledPolicy, Layer};
use crate::environment::{EndpointKind, Environment, Held, VpcEndpoint};
use crate::request::{Endpoint, Given, Request};
use crate::text::{Source, Syntax, in_parallel};

/// A resource-based policy that allows everybody everything.
const FOR_EVERYBODY: &str = r#"{"Version": "2012-10-17", "Statement":
    {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#;

/// An endpoint with a policy.
pub(super) struct Door {
    kind: Endpoint,
    /// Whether its policy says the same on both sides.
    is_same: bool,
    /// The keys that all requests through it carry, in the order of their names.
    carried: Vec<(Box<str>, Given)>,
    /// Its policy on each side; `None` where everything is let through.
    policies: [Option<Layer>; 2],
}

/// All endpoints with policies.
pub(super) struct Doors {
    all: Vec<Door>,
    for_everybody: Layer,
}

impl Doors {
    /// Those that there are after the change. One that was not there before is taken to have let
    /// everything through, as it does where nobody knows its policy.
    ///
    /// # Errors
    /// Every mistake that leaves a policy without a meaning.
    // AWS: S-19
    pub(super) fn of(
        [before, after]: [&Environment; 2],
        reader: &mut PolicyReader<'_>,
        sayings: &mut Sayings,
    ) -> Result<Self, Vec<Trouble>> {
        let text = Text::read(Source::new("everything", FOR_EVERYBODY), Syntax::Json);
        let text = text.map_err(|why| vec![why])?;
        let value = Placed { node: &text.node, source: &text.source };
        let for_everybody = reader.stored("everything", value, PolicyKind::Resource)?;
        let mut doors =
            Self { all: Vec::new(), for_everybody: [for_everybody].into_iter().collect() };
        for (id, endpoint) in after.endpoints.iter() {
            let policies =
                [policy(before.endpoints.get(id), reader)?, policy(Some(endpoint), reader)?];
            let [was, is] = policies
                .each_ref()
                .map(|policy| policy.as_ref().map(|policy| sayings.of_layer(policy)));
            if was.is_some() || is.is_some() {
                doors.all.push(Door::of(id, endpoint, was == is, policies));
            }
        }
        Ok(doors)
    }
}

fn policy(
    endpoint: Option<&VpcEndpoint>,
    reader: &mut PolicyReader<'_>,
) -> Result<Option<Layer>, Vec<Trouble>> {
    let Some(policy) = endpoint.and_then(|endpoint| endpoint.policy.known()) else {
        return Ok(None);
    };
    let policy = reader.held(Held::Stored(policy), PolicyKind::VpcEndpoint)?;
    Ok(Some(std::iter::once(policy).collect()))
}

impl Doors {
    /// The policies of all endpoints, on both sides.
    pub(super) fn policies(&self) -> impl Iterator<Item = &Arc<CompiledPolicy>> {
        self.all.iter().flat_map(|door| &door.policies).flatten().flat_map(|layer| layer.iter())
    }

    /// Whether any endpoint's policy differs.
    pub(super) fn differ(&self) -> bool {
        self.all.iter().any(|door| !door.is_same)
    }
}

impl Door {
    fn of(id: &str, endpoint: &VpcEndpoint, is_same: bool, policies: [Option<Layer>; 2]) -> Self {
        let kind = match endpoint.kind {
            EndpointKind::Gateway => Endpoint::Gateway,
            EndpointKind::Interface => Endpoint::Interface,
        };
        let vpc = endpoint.vpc.iter().map(|vpc| ("aws:sourcevpc", vpc.clone()));
        let all = vpc.chain([("aws:sourcevpce", id.into())]);
        let carried = all.map(|(key, value)| (key.into(), Given::Values(vec![value]))).collect();
        Self { kind, is_same, carried, policies }
    }

    /// The request with the keys that it carries.
    fn carry(&self, request: &mut Request) {
        request.endpoint = Some(self.kind);
        for (key, given) in &self.carried {
            match request.context.binary_search_by(|(known, _)| known.cmp(key)) {
                Ok(place) => request.context[place].1 = given.clone(),
                Err(place) => request.context.insert(place, (key.clone(), given.clone())),
            }
        }
    }

    /// Somebody who asks through it.
    fn asker(&self, asker: &Asker) -> Asker {
        let person = |side: usize| {
            let Person { mut request, mut policies } = asker.sides[side].clone()?;
            self.carry(&mut request);
            policies.vpc_endpoint.clone_from(&self.policies[side]);
            Some(Person { request, policies })
        };
        Asker {
            name: asker.name.clone(),
            sides: [person(0), person(1)],
            has_same_policies: self.is_same && asker.has_same_policies,
            has_same_facts: asker.has_same_facts,
        }
    }

    /// Requests through it alone.
    pub(super) fn comparison<'c>(&self, comparison: Comparison<'c>) -> Comparison<'c> {
        comparison.through(self.kind, &self.carried)
    }

    /// The side with its policy.
    pub(super) fn side(&self, side: Side, number: usize) -> Side {
        side.through_endpoint(self.policies[number].clone())
    }
}

impl Search<'_> {
    /// What is new through endpoints whose policies let through what they did not, or for callers with
    /// other tags than they had.
    pub(super) fn through_doors(&mut self, doors: &Doors, outcome: &mut NewAccess) {
        for door in &doors.all {
            let is_wider = !door.is_same && !self.only_narrows(door, &doors.for_everybody);
            self.through(door, outcome, is_wider);
        }
    }

    /// Whether the endpoint lets nobody do what it did not.
    fn only_narrows(&self, door: &Door, for_everybody: &Layer) -> bool {
        let side = |number| door.side(Side::resource(for_everybody.clone()), number);
        let comparison = Comparison::new(self.keys, self.facts.clone());
        comparison.is_some_and(|comparison| {
            let comparison = door.comparison(comparison).over(self.universe).undescribed();
            matches!(comparison.no_new_access(&side(0), &side(1)), Answer::Proven)
        })
    }

    /// What is new through it: for everybody if it lets more through, else for callers who differ.
    fn through(&mut self, door: &Door, outcome: &mut NewAccess, is_wider: bool) {
        let is_there = |asker: &&Asker| {
            asker.sides.iter().all(Option::is_some) && (is_wider || !asker.has_same_facts)
        };
        let askers = self.askers.iter().filter(is_there).map(|asker| door.asker(asker)).collect();
        let usual = std::mem::replace(&mut self.askers, askers);
        let others = self.others();
        let alike = HashMap::new();
        let found: Vec<Vec<Part<'_>>> =
            in_parallel(&self.askers, |asker| self.of_asker(asker, &alike, &others));
        let mut through = NewAccess::default();
        self.add_all(&mut through, found);
        if is_wider {
            self.strangers(&mut through, Some(door));
        }
        for mut addition in through.additions {
            door.carry(&mut addition.witness.request);
            outcome.add(addition);
        }
        for open in through.open {
            let callers = open.callers.into_iter().map(Some);
            let callers: Vec<Option<Box<str>>> = callers.collect();
            let nobody = if callers.is_empty() { vec![None] } else { callers };
            for caller in nobody {
                outcome.leave_open(caller, open.why.clone());
            }
        }
        self.askers = usual;
    }
}
