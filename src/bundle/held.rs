//! Policies that an environment has, compiled.

use std::sync::Arc;

use super::policies::PolicyReader;
use super::{Placed, Text, Trouble};
use crate::aws::PolicyKind;
use crate::compile::{CompiledPolicy, Layer};
use crate::environment::{Held, key_of_unknown};
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
                let value = Placed { node: &policy.node, source: &policy.source };
                self.stored(&policy.name, value, kind)
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

fn unknown_document(name: &str, kind: PolicyKind) -> String {
    let statement = |effect: &str, when: &str| {
        let mut statement = serde_json::json!({
            "Effect": effect,
            "Action": "*",
            "Condition": {"StringEquals": {key_of_unknown(name): when}},
        });
        if kind.takes_principal() {
            statement["Principal"] = "*".into();
        }
        if kind != PolicyKind::Trust {
            statement["Resource"] = "*".into();
        }
        statement
    };
    let statements = [statement("Allow", "allows"), statement("Deny", "denies")];
    serde_json::json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}
