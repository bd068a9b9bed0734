//! The policies that attributes hold.

use std::sync::Arc;

use super::block::Block;
use super::references::Meaning;
use super::snapshot::Instance;
use super::values::{Known, Values, why_unknown};
use crate::aws::PolicyKind;
use crate::environment::{Fact, Origin, PolicyEntry, StoredPolicy};
use crate::text::{Comments, Node, Source, Value, printable, quote, read_json};

const DEEPEST: usize = 16;

/// What an attribute that holds a policy says.
#[derive(Clone, Debug)]
pub(super) enum Policy {
    /// Nothing.
    Absent,
    /// The configuration says nothing: AWS or somebody else decides.
    Unsaid,
    Document(StoredPolicy),
    /// There is one, or will be; what it says is the value of that name.
    Unknown(Box<str>, Origin),
}

/// Where a policy stands.
#[derive(Clone, Copy)]
struct Held<'s, 'p> {
    instance: &'s Instance<'s>,
    place: &'p str,
    expression: Option<&'s Node>,
}

impl Policy {
    /// The policy as one that an identity holds.
    pub(super) fn entry(self, name: &str) -> Option<PolicyEntry> {
        match self {
            Self::Absent | Self::Unsaid => None,
            Self::Document(policy) => Some(PolicyEntry::Inline { name: name.into(), policy }),
            Self::Unknown(unknown, origin) => Some(PolicyEntry::Unknown { unknown, origin }),
        }
    }

    /// The policy as a document of its own. One that is not known may allow, deny, or neither.
    pub(super) fn fact(self, name: &str, kind: PolicyKind) -> Fact<StoredPolicy> {
        match self {
            Self::Absent => Fact::None,
            Self::Unsaid => Fact::Unsaid,
            Self::Document(policy) => Fact::Is(policy),
            Self::Unknown(unknown, origin) => {
                let policy = StoredPolicy::unknown(name, &unknown, kind, origin);
                policy.map_or(Fact::Unsaid, Fact::Is)
            }
        }
    }
}

impl<'s> Values<'s> {
    /// The policy in an attribute.
    pub(super) fn policy(&self, instance: &'s Instance<'s>, attribute: &str, name: &str) -> Policy {
        self.policy_within(instance, attribute, name, DEEPEST)
    }

    /// The policy in an argument of a block, which stands at `place` of the instance.
    pub(super) fn policy_of_block(
        &self,
        instance: &'s Instance<'s>,
        block: Block<'s>,
        (place, argument): (&str, &str),
        name: &str,
    ) -> Policy {
        let place = format!("{place}.{argument}");
        let held = Held { instance, place: &place, expression: block.expression.get(argument) };
        self.policy_held(held, block.known(argument), name, DEEPEST)
    }

    fn policy_within(
        &self,
        instance: &'s Instance<'s>,
        attribute: &str,
        name: &str,
        depth: usize,
    ) -> Policy {
        let expression = self.configuration().expression(instance, attribute);
        let held = Held { instance, place: attribute, expression };
        self.policy_held(held, instance.known(attribute), name, depth)
    }

    fn policy_held(
        &self,
        held: Held<'s, '_>,
        known: Known<'s>,
        name: &str,
        depth: usize,
    ) -> Policy {
        let Held { instance, place, expression } = held;
        match known {
            Known::Absent => Policy::Absent,
            Known::Is(node) => self.known_policy(instance, place, node, name),
            Known::Sensitive => self.unknown_policy(instance, place, "it is marked as sensitive"),
            Known::Later
                if expression.is_none() && self.configuration().resource(instance).is_some() =>
            {
                Policy::Unsaid
            }
            Known::Later => self.later_policy(held, name, depth),
        }
    }

    fn later_policy(&self, held: Held<'s, '_>, name: &str, depth: usize) -> Policy {
        let Held { instance, place, expression } = held;
        let scope = self.resolver.scope_of(instance);
        let meaning = expression.map(|found| self.resolver.meaning(scope, found));
        if let Some(Meaning::Attribute { of, attribute }) = &meaning
            && let ([one], 1..) = (of.as_slice(), depth)
        {
            let is_document = one.kind == "aws_iam_policy_document";
            if is_document && matches!(attribute.as_str(), "" | "json" | "minified_json") {
                return self.rendered_policy(one, name);
            }
            if matches!(attribute.as_str(), "policy" | "assume_role_policy" | "content") {
                return self.policy_within(one, attribute, name, depth - 1);
            }
        }
        let why = expression.map_or_else(|| "known after apply".to_owned(), why_unknown);
        self.unknown_policy(instance, place, &why)
    }

    fn rendered_policy(&self, document: &'s Instance<'s>, name: &str) -> Policy {
        match self.rendered(document) {
            Ok(node) => {
                let text = node.to_pretty_json(0);
                self.stored(document, "json", name, &text).map_or(Policy::Absent, Policy::Document)
            }
            Err(why) => self.unknown_policy(document, "json", &why),
        }
    }

    fn known_policy(
        &self,
        instance: &'s Instance<'s>,
        attribute: &str,
        node: &Node,
        name: &str,
    ) -> Policy {
        let text = match &node.value {
            Value::Text(text) => text.to_string(),
            _ => node.to_pretty_json(0),
        };
        if text.trim().is_empty() {
            return Policy::Absent;
        }
        match self.stored(instance, attribute, name, &text) {
            Some(policy) => Policy::Document(policy),
            None => self.unknown_policy(instance, attribute, "it is no JSON"),
        }
    }

    /// The document in a text; `None` with a remark if it is none.
    pub(super) fn stored(
        &self,
        instance: &Instance<'_>,
        attribute: &str,
        name: &str,
        text: &str,
    ) -> Option<StoredPolicy> {
        let place = format!("{} ({}.{attribute})", self.source.name(), instance.address);
        let source = Arc::new(Source::new(printable(&place), text));
        match read_json(&source, Comments::Refused) {
            Ok(node) => Some(StoredPolicy::made(name, source, node, self.origin(instance))),
            Err(why) => {
                let message = format!("{} is no JSON: {}", quote(attribute), why.message);
                self.remark(instance, &message);
                None
            }
        }
    }

    pub(super) fn unknown_policy(
        &self,
        instance: &Instance<'_>,
        attribute: &str,
        why: &str,
    ) -> Policy {
        let name = format!("{}.{attribute}", instance.address);
        self.note_unknown(&name, why, self.origin(instance));
        Policy::Unknown(name.into(), self.origin(instance))
    }

    /// A document that is put together here.
    pub(super) fn made(
        &self,
        instance: &Instance<'_>,
        attribute: &str,
        name: &str,
        document: &Node,
    ) -> Option<StoredPolicy> {
        self.stored(instance, attribute, name, &document.to_pretty_json(0))
    }
}
