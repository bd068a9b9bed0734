//! An action on a resource of an environment, as a question to everybody.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::asked::{Asked, Owner};
use crate::aws::PolicyKind;
use crate::bundle::{
    Authorization, Placed, PolicyReader, Question, QuestionFields, Text, Trouble, policy_not_said,
};
use crate::compile::Layer;
use crate::environment::{Environment, Held};
use crate::text::{Source, Syntax};

/// An action on a resource.
#[derive(Clone, Debug)]
pub struct Pair {
    /// As given.
    pub action: Box<str>,
    /// As given; an alias stands for its key.
    pub resource: Box<str>,
    /// The authorizations that such a call needs, its own first.
    // AWS: R-10
    pub authorizations: Vec<Asked>,
    not_said: Vec<Box<str>>,
}

impl Pair {
    /// The resources of which the environment does not say whether they have a policy.
    pub fn not_said(&self) -> impl Iterator<Item = &str> {
        self.not_said.iter().map(|arn| &**arn)
    }
}

/// Makes questions of actions and resources.
pub struct Pairs<'a, 'd> {
    environment: &'a Environment,
    reader: &'a mut PolicyReader<'d>,
    context: Map<String, Value>,
    controls: Arc<BTreeMap<Box<str>, Vec<Layer>>>,
}

impl<'a, 'd> Pairs<'a, 'd> {
    /// Questions under these condition keys: text, a list of texts, or `null` for a key that requests
    /// do not carry.
    ///
    /// # Errors
    /// Every mistake that leaves a resource control policy without a meaning.
    pub fn new(
        environment: &'a Environment,
        reader: &'a mut PolicyReader<'d>,
        context: Map<String, Value>,
    ) -> Result<Self, Vec<Trouble>> {
        let mut controls = BTreeMap::new();
        for (id, _) in environment.accounts.iter() {
            controls.insert(id.into(), levels(&environment.resource_control(id), reader)?);
        }
        Ok(Self { environment, reader, context, controls: Arc::new(controls) })
    }

    /// The question of an action on a resource, an ARN or `*`.
    ///
    /// # Errors
    /// What is wrong with the action, the resource, the keys or a policy of the resource.
    pub fn pair(&mut self, action: &str, resource: &str) -> Result<Pair, Vec<Trouble>> {
        let question = self.question(action, resource)?;
        let mut authorizations = Vec::with_capacity(question.authorizations.len());
        let mut not_said = Vec::new();
        for one in question.authorizations {
            not_said.extend(policy_not_said(self.environment, &one.request).map(Box::from));
            authorizations.push(self.asked(one));
        }
        let (action, resource) = (action.into(), resource.into());
        Ok(Pair { action, resource, authorizations, not_said })
    }

    /// The question as somebody asks it who brings no policies.
    fn question(&mut self, action: &str, resource: &str) -> Result<Question, Vec<Trouble>> {
        let request = json!({
            "principal": "anonymous", "action": action, "resource": resource, "context": self.context,
        });
        let one = |trouble: Trouble| vec![trouble];
        let source = Source::new("", request.to_string());
        let text = Text::read(source, Syntax::Json).map_err(one)?;
        let whole = Placed { node: &text.node, source: &text.source };
        let mut fields = QuestionFields::of_bundle(None, whole).map_err(one)?;
        fields.environment = Some(self.environment);
        Question::read(&fields, self.reader)
    }

    /// The same, whoever asks.
    fn asked(&self, authorization: Authorization) -> Asked {
        let Authorization { mut request, mut policies } = authorization;
        if request.resource_account.is_none() && request.resource_arn().is_some() {
            request.resource_account = self.environment.only_account().map(Box::from);
            let owner = request.resource_account.as_deref().and_then(|id| self.controls.get(id));
            policies.resource_control = owner.cloned().unwrap_or_default();
        }
        let owner = match (&request.resource_account, request.resource_arn()) {
            (Some(_), Some(_)) => Owner::Known,
            (None, Some(_)) => Owner::OfCaller(self.controls.clone()),
            (_, None) => Owner::OfCaller(Arc::default()),
        };
        Asked { request, policies, owner }
    }
}

fn levels(
    all: &[Vec<Held<'_>>],
    reader: &mut PolicyReader<'_>,
) -> Result<Vec<Layer>, Vec<Trouble>> {
    let level =
        |level: &Vec<Held<'_>>| reader.all_held(level.iter().copied(), PolicyKind::ResourceControl);
    all.iter().map(level).collect()
}
