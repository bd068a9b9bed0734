//! Policies that an environment has, compiled.

use std::sync::Arc;

use super::policies::PolicyReader;
use super::{Placed, Text, Trouble};
use crate::aws::PolicyKind;
use crate::compile::{CompiledPolicy, Layer};
use crate::environment::{Held, unknown_document, with_unknown_elements};
use crate::text::{Node, Source, Syntax};

impl PolicyReader<'_> {
    /// Compiles a policy that an environment has, each document once.
    ///
    /// # Errors
    /// Every mistake that leaves the policy without a clear meaning.
    pub fn held(
        &mut self,
        held: Held<'_>,
        kind: PolicyKind,
    ) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
        match held {
            Held::Stored(policy) => {
                let decidable = with_unknown_elements(&policy.node, kind);
                let node = decidable.as_ref().unwrap_or(&policy.node);
                self.stored(&policy.name, Placed { node, source: &policy.source }, kind)
            }
            Held::OfAws(name, origin) => {
                let node = Node { span: origin.span, ..Node::of_text(name) };
                let value = Placed { node: &node, source: &origin.source };
                self.policy(value, kind, &|| name.to_owned())
            }
            Held::Missing(name, _) | Held::Unknown(name, _) => self.unknown(name, kind),
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

    /// A policy of which nobody knows what it says: it may allow the request, deny it, or neither.
    fn unknown(
        &mut self,
        name: &str,
        kind: PolicyKind,
    ) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
        let text = unknown_document(name, kind);
        let text = Text::read(Source::new(name, text), Syntax::Json).map_err(|why| vec![why])?;
        self.stored(name, Placed { node: &text.node, source: &text.source }, kind)
    }
}
