//! Advice as JSON.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use super::advice::Advice;
use super::breadth::Breadth;
use super::context_values::{ContextSuggestion, Setting};
use super::suggestion::{Change, Suggestion};
#[cfg(test)]
use crate::bundle::ErrorAnswer;
use crate::bundle::{DecidedAnswer, Trouble, Verdict, harmless};
use crate::text::RenderStyle;

const VERSION: u8 = 1;

/// The answer to one question, and what would turn it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Answer"))]
pub(crate) struct AdvisedAnswer {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    #[serde(flatten)]
    decided: DecidedAnswer,
    /// What would turn the answer, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "AdviceAnswer"))]
    advice: Option<AdviceAnswer>,
}

/// Why there is no answer.
#[cfg(test)]
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "NoAnswer")]
pub(crate) struct NoAnswer {
    /// The version of this format.
    #[schemars(extend("const" = 1))]
    v: u8,
    /// The first mistake.
    error: ErrorAnswer,
}

impl AdvisedAnswer {
    /// The answer with advice.
    pub(crate) fn new(verdict: &Verdict, warnings: &[Trouble], advice: &Advice) -> Self {
        let decided = DecidedAnswer::new(verdict, warnings);
        Self { v: VERSION, decided, advice: Some(AdviceAnswer::new(advice)) }
    }

    /// As JSON on one line, without a line break.
    pub(crate) fn to_json(&self) -> String {
        // INVARIANT: no map has keys other than texts, and no serializer here fails.
        harmless(serde_json::to_string(self).unwrap_or_default())
    }
}

/// What would turn an answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Advice"))]
pub(crate) struct AdviceAnswer {
    /// Single edits of one policy that turn the answer, the narrowest first.
    suggestions: Vec<SuggestionAnswer>,
    /// Values of condition keys under which it is allowed with the policies as they are.
    contexts: Vec<Vec<SettingAnswer>>,
    /// Why no single edit turns it, where none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    no_single_edit: Option<String>,
    /// Several edits that turn it together, where no single one does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    together: Vec<SuggestionAnswer>,
    /// Of an allowance: without what it would be denied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hangs_on: Vec<String>,
    /// Whether more could have been tried than was.
    is_bounded: bool,
}

/// A change of one policy.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Suggestion"))]
struct SuggestionAnswer {
    /// What is done, in words.
    what: String,
    /// The layer, as `policies` names it.
    policy_type: &'static str,
    /// The level of an organization layer, root 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "usize"))]
    level: Option<usize>,
    /// The policy's path, its name, or a JSON pointer to where it stands inline.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    policy: Option<String>,
    /// The file that is edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    path: Option<String>,
    /// The line of the statement, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "usize"))]
    line: Option<usize>,
    /// The edit as a unified diff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    diff: Option<String>,
    /// The document that comes into the layer, as JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    document: Option<String>,
    /// Whether the policy is detached.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    detached: bool,
    /// What else it changes.
    breadth: BreadthAnswer,
    /// What the call comes to afterwards.
    #[cfg_attr(test, schemars(extend("enum" = ["allowed", "undecided", "implicitDeny", "explicitDeny"])))]
    turned: &'static str,
}

/// What else a change allows, or takes away, of the requests near by that were tried.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Breadth"))]
struct BreadthAnswer {
    /// How many requests are turned.
    count: usize,
    /// In words.
    words: String,
    /// Other actions on the same resource.
    actions: Vec<String>,
}

/// What is said of a condition key.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Setting"))]
struct SettingAnswer {
    /// The key.
    key: String,
    /// Its value; `null` if the request does not carry it.
    value: Option<String>,
}

impl AdviceAnswer {
    pub(crate) fn new(advice: &Advice) -> Self {
        let settings =
            |one: &ContextSuggestion| one.settings.iter().map(SettingAnswer::new).collect();
        let together = advice.together.iter().flat_map(|together| &together.edits);
        Self {
            suggestions: advice.suggestions.iter().map(SuggestionAnswer::new).collect(),
            contexts: advice.contexts.iter().map(settings).collect(),
            no_single_edit: advice.no_single_edit.clone(),
            together: together.map(SuggestionAnswer::new).collect(),
            hangs_on: advice.hangs_on.clone(),
            is_bounded: advice.is_bounded,
        }
    }
}

impl SuggestionAnswer {
    fn new(one: &Suggestion) -> Self {
        let (document, stands) = match &one.change {
            Change::Document(json) => (Some(json.clone()), false),
            Change::Edits(_) | Change::Detached => (None, true),
        };
        let line = one.source.position(one.span.start).line;
        Self {
            what: one.what.clone(),
            policy_type: one.layer.policy_type.field(),
            level: one.layer.level,
            policy: stands.then(|| one.policy.to_string()),
            path: stands.then(|| one.source.name().to_owned()),
            line: stands.then_some(line),
            diff: one.diff(RenderStyle::Plain),
            document,
            detached: one.change == Change::Detached,
            breadth: BreadthAnswer::new(&one.breadth),
            turned: one.turned.name(),
        }
    }
}

impl BreadthAnswer {
    fn new(breadth: &Breadth) -> Self {
        Self { count: breadth.count(), words: breadth.words(), actions: breadth.actions.clone() }
    }
}

impl SettingAnswer {
    fn new(setting: &Setting) -> Self {
        match setting {
            Setting::With { key, value } => Self { key: key.clone(), value: Some(value.clone()) },
            Setting::Without { key } => Self { key: key.clone(), value: None },
        }
    }
}
