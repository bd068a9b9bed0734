//! In: an environment. Out: the same in our own format, as a tree to be written as JSON or YAML.

mod account;
mod organization;
mod policies;

use super::format::ORIGIN;
use crate::environment::{
    EndpointKind, Entities, Environment, Fact, Origin, PublicAccess, Resource, Unknown, VpcEndpoint,
};
use crate::text::Node;

/// Whether the place of each thing is written beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origins {
    /// As `$origin`.
    Written,
    /// Left out.
    LeftOut,
}

/// An environment as a file of our own format, which means the same when it is read.
pub fn exported(environment: &Environment, origins: Origins) -> Node {
    let writer = Exporter { origins };
    let mut fields = Fields::default();
    let accounts = &environment.accounts;
    fields.push("accounts", entities(accounts, |_, account| writer.account(account)));
    let resources = entities(&environment.resources, |_, one| writer.resource(one));
    fields.filled("resources", resources);
    let endpoints = entities(&environment.endpoints, |_, one| writer.endpoint(one));
    fields.filled("endpoints", endpoints);
    match &environment.organization {
        Fact::Unsaid => {}
        Fact::None => fields.push("organization", null()),
        Fact::Is(organization) => fields.push("organization", writer.organization(organization)),
    }
    let unknowns = environment.unknowns.iter();
    let unknowns = Node::of_members(unknowns.map(|(name, why)| (&**name, writer.unknown(why))));
    fields.filled("unknowns", unknowns);
    fields.node()
}

#[derive(Clone, Copy)]
struct Exporter {
    origins: Origins,
}

/// The fields of an object, in order.
#[derive(Default)]
struct Fields(Vec<(&'static str, Node)>);

impl Fields {
    fn push(&mut self, name: &'static str, value: Node) {
        self.0.push((name, value));
    }

    /// A field, unless there is nothing in it.
    fn filled(&mut self, name: &'static str, value: Node) {
        if !value.is_empty() {
            self.push(name, value);
        }
    }

    fn text(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(text) = value {
            self.push(name, Node::of_text(text));
        }
    }

    /// A fact: nothing where nothing is said, `null` where there is none.
    fn fact<T>(&mut self, name: &'static str, fact: &Fact<T>, write: impl FnOnce(&T) -> Node) {
        match fact {
            Fact::Unsaid => {}
            Fact::None => self.push(name, null()),
            Fact::Is(value) => self.push(name, write(value)),
        }
    }

    fn node(self) -> Node {
        Node::of_members(self.0)
    }
}

fn null() -> Node {
    Node::made(crate::text::Value::Null)
}

fn flag(value: bool) -> Node {
    Node::made(crate::text::Value::Bool(value))
}

fn tags(tags: &[(Box<str>, Box<str>)]) -> Node {
    Node::of_members(tags.iter().map(|(name, value)| (&**name, Node::of_text(&**value))))
}

fn texts(all: &[Box<str>]) -> Node {
    Node::of_items(all.iter().map(|text| Node::of_text(&**text)))
}

/// Things by name, and those that are gone.
fn entities<T>(all: &Entities<T>, write: impl Fn(&str, &T) -> Node) -> Node {
    let there = all.iter().map(|(name, thing)| (name, write(name, thing)));
    let gone = all.removed().map(|(name, _)| (name, null()));
    Node::of_members(there.chain(gone))
}

impl Exporter {
    /// `$origin`, if it is wanted.
    fn origin(self, fields: &mut Fields, origin: &Origin) {
        if self.origins == Origins::Written {
            fields.push(ORIGIN, Node::of_text(origin.first()));
        }
    }

    fn resource(self, resource: &Resource) -> Node {
        let mut fields = Fields::default();
        self.origin(&mut fields, &resource.origin);
        fields.text("account", resource.account.as_deref());
        fields.fact("policy", &resource.policy, |policy| {
            self.document(policy, Some(&resource.origin))
        });
        fields.fact("tags", &resource.tags, |all| tags(all));
        fields.fact("publicAccessBlock", &resource.public_access_block, |all| block(*all));
        fields.filled("aliases", texts(&resource.aliases));
        if resource.is_partial {
            let mut removed = Fields::default();
            removed.filled("aliases", texts(&resource.removed_aliases));
            let removed = removed.node();
            fields.push("partial", if removed.is_empty() { flag(true) } else { removed });
        }
        fields.node()
    }

    fn endpoint(self, endpoint: &VpcEndpoint) -> Node {
        let mut fields = Fields::default();
        self.origin(&mut fields, &endpoint.origin);
        let kind = match endpoint.kind {
            EndpointKind::Gateway => "gateway",
            EndpointKind::Interface => "interface",
        };
        fields.text("type", Some(kind));
        fields.text("vpc", endpoint.vpc.as_deref());
        fields.text("account", endpoint.account.as_deref());
        fields.text("service", endpoint.service.as_deref());
        fields.fact("policy", &endpoint.policy, |policy| {
            self.document(policy, Some(&endpoint.origin))
        });
        fields.node()
    }

    fn unknown(self, unknown: &Unknown) -> Node {
        if self.origins == Origins::LeftOut {
            return Node::of_text(&*unknown.why);
        }
        let mut fields = Fields::default();
        self.origin(&mut fields, &unknown.origin);
        fields.text("why", Some(&unknown.why));
        fields.node()
    }
}

fn block(block: PublicAccess) -> Node {
    Node::of_members([
        ("BlockPublicAcls", flag(block.block_public_acls)),
        ("IgnorePublicAcls", flag(block.ignore_public_acls)),
        ("BlockPublicPolicy", flag(block.block_public_policy)),
        ("RestrictPublicBuckets", flag(block.restrict_public_buckets)),
    ])
}
