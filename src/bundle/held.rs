//! Policies that an environment has, compiled.

use std::sync::Arc;

use super::policies::PolicyReader;
use super::{Placed, Text, Trouble};
use crate::aws::{Arn, PolicyKind};
use crate::compile::{CompiledPolicy, Layer};
use crate::environment::{
    Environment, Held, Origin, StoredPolicy, key_of_unknown, unknown_document,
    with_unknown_elements,
};
use crate::request::UnknownKeys;
use crate::text::{Node, Source, Syntax, quote};

impl PolicyReader<'_> {
    /// Compiles a policy that an environment has, each document once. One that it names and does not
    /// have is a policy of which nobody knows what it says.
    ///
    /// # Errors
    /// Every mistake that leaves the policy without a clear meaning.
    pub fn held(
        &mut self,
        held: Held<'_>,
        kind: PolicyKind,
    ) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
        match held {
            Held::Stored(policy) => self.stored_in_environment(policy, kind),
            Held::OfAws(name, origin) => self.of_aws(name, origin, kind),
            Held::Missing(name, origin) => {
                let what = if Arn::parse(name).is_some() { "policy" } else { "group" };
                let why = || {
                    format!(
                        "the environment does not have the {what} {}, named at {origin}",
                        quote(name)
                    )
                };
                self.unknown(name, why, kind)
            }
            Held::Unknown(name, origin) => {
                self.unknown(name, || format!("what the policy at {origin} says"), kind)
            }
            Held::Rest { kind: what, name, origin } => {
                let why = || {
                    format!(
                        "which other policies the {what} {} has: {origin} has only a part of it",
                        quote(name)
                    )
                };
                self.unknown(&format!("{what}/{name}"), why, kind)
            }
        }
    }

    /// The same of all policies of a layer, or of one of its levels.
    ///
    /// # Errors
    /// As [`PolicyReader::held`].
    pub fn all_held<'e>(
        &mut self,
        all: impl IntoIterator<Item = Held<'e>>,
        kind: PolicyKind,
    ) -> Result<Layer, Vec<Trouble>> {
        all.into_iter().map(|held| self.held(held, kind)).collect()
    }

    fn stored_in_environment(
        &mut self,
        policy: &StoredPolicy,
        kind: PolicyKind,
    ) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
        let value = Placed { node: &policy.node, source: &policy.source };
        if let Some(known) = self.known(value, kind) {
            return Ok(known);
        }
        let decidable = with_unknown_elements(&policy.node, kind);
        let node = decidable.as_ref().unwrap_or(&policy.node);
        self.stored(&policy.name, value.at(node), kind)
    }

    /// A policy of AWS's. Accounts may have some that are newer than what is known here.
    fn of_aws(
        &mut self,
        name: &str,
        origin: &Origin,
        kind: PolicyKind,
    ) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
        let node = Node { span: origin.span, ..Node::of_text(name) };
        let value = Placed { node: &node, source: &origin.source };
        self.policy(value, kind, &|| name.to_owned()).or_else(|troubles| {
            match troubles.as_slice() {
                [only] if only.diagnostic.code == "unknown-policy" => {
                    let message = only.diagnostic.message.clone();
                    self.unknown(name, || format!("{message}, named at {origin}"), kind)
                }
                _ => Err(troubles),
            }
        })
    }

    /// A policy of which nobody knows what it says, and `why`: it may allow the request, deny it, or
    /// neither.
    ///
    /// # Errors
    /// None that anybody has seen.
    pub fn unknown(
        &mut self,
        name: &str,
        why: impl FnOnce() -> String,
        kind: PolicyKind,
    ) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
        let key = key_of_unknown(name);
        if let Some(known) = self.stand_ins.get(&(key.clone(), kind)) {
            return Ok(known.clone());
        }
        let unknowns = Arc::make_mut(&mut self.unknowns);
        unknowns.entry(key.as_str().into()).or_insert_with(|| why().into());
        let text =
            Text::read(Source::new(key.as_str(), unknown_document(name, kind)), Syntax::Json)
                .map_err(|why| vec![why])?;
        let value = Placed { node: &text.node, source: &text.source };
        let compiled = self.stored(name, value, kind)?;
        self.stand_ins.insert((key, kind), compiled.clone());
        Ok(compiled)
    }

    /// Why values are not known that the policies read so far hold.
    pub(super) fn unknowns(&mut self, environment: &Environment) -> Arc<UnknownKeys> {
        let keys = self.keys();
        let new: Vec<Box<str>> =
            keys.ids().skip(self.keys_seen).map(|id| keys.name(id).into()).collect();
        self.keys_seen += new.len();
        for key in new {
            if let Some(unknown) = environment.why_unknown(&key) {
                let why = format!("{}, at {}", unknown.why, unknown.origin);
                Arc::make_mut(&mut self.unknowns).insert(key, why.into());
            }
        }
        self.unknowns.clone()
    }
}
