//! Answers as JSON: the contract with machines.

use std::fmt::Write;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use super::place::{DecidedByAnswer, PositionAnswer, StatementAnswer};
use super::pointer::pointer_to;
use super::{Decided, Trouble, Verdict};
use crate::explain::StatementPlace;
use crate::request::Note;
use crate::text::{Diagnostic, Node, Value, is_unprintable};

const VERSION: u8 = 1;

/// What a bundle is answered with; as JSON it is one line.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    v: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Box<RawValue>>,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum Outcome {
    Decided(Box<DecidedAnswer>),
    Refused { error: ErrorAnswer },
}

/// What was decided, and why.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Decided"))]
pub(crate) struct DecidedAnswer {
    #[serde(flatten)]
    reasons: Reasons,
    /// Where a call needs several: each of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authorizations: Vec<AuthorizationAnswer>,
    /// What it rests on.
    notes: Vec<NoteAnswer>,
}

/// One of the authorizations that a call needs.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Authorization"))]
pub(crate) struct AuthorizationAnswer {
    /// The action.
    action: Box<str>,
    /// The resource.
    resource: Box<str>,
    #[serde(flatten)]
    reasons: Reasons,
    /// What it rests on.
    notes: Vec<NoteAnswer>,
}

/// A decision and what it rests on.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reasons {
    /// What came out.
    #[cfg_attr(test, schemars(extend("enum" = ["allowed", "explicitDeny", "implicitDeny", "undecided"])))]
    decision: &'static str,
    /// The layer that made it; `null` if a rule of the service settled it.
    decided_by: Option<DecidedByAnswer>,
    /// The statements that made it, those of the deciding layer first.
    matched_statements: Vec<StatementAnswer>,
    /// What it hangs on.
    missing_context: Vec<MissingContextAnswer>,
    /// Policies that AWS always has and that were not supplied.
    missing_policies: Vec<&'static str>,
    /// When an undecided answer is an allowed one: each of these suffices. There may be more of them;
    /// none are said if none were found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    allowed_when: Vec<Box<str>>,
}

/// Something that nobody said and that the answer hangs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "MissingContext"))]
pub(crate) struct MissingContextAnswer {
    /// A condition key, or what else is missing.
    key: Box<str>,
    /// Why it matters.
    reason: Box<str>,
}

/// What the answer rests on, or what is suspect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Note"))]
pub(crate) struct NoteAnswer {
    /// The id of a rule, or the code of a warning.
    rule: &'static str,
    /// In words.
    message: Box<str>,
}

/// A mistake and its place.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Error"))]
pub(crate) struct ErrorAnswer {
    /// A stable kebab-case name.
    code: &'static str,
    /// In words, with the hint if there is one.
    message: Box<str>,
    /// The file, or a JSON pointer into the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Box<str>"))]
    path: Option<Box<str>>,
    #[serde(flatten)]
    position: Option<PositionAnswer>,
}

impl Answer {
    /// The answer to a question. `warnings` are those found in its policies.
    pub fn new(verdict: &Verdict, warnings: &[Trouble]) -> Self {
        let outcome = Outcome::Decided(Box::new(DecidedAnswer::new(verdict, warnings)));
        Self { v: VERSION, id: None, outcome }
    }

    /// The answer where there is none.
    pub fn error(trouble: &Trouble) -> Self {
        let outcome = Outcome::Refused { error: ErrorAnswer::new(trouble) };
        Self { v: VERSION, id: None, outcome }
    }

    /// Repeats the `id` of the bundle, a text or a number, exactly.
    #[must_use]
    pub fn with_id(mut self, id: Option<&Node>) -> Self {
        self.id = id.and_then(scalar_as_json);
        self
    }

    /// Tells where in a tree the mistake is, if this answers one that stands in a bundle.
    #[must_use]
    pub(super) fn with_pointer(mut self, trouble: &Trouble, root: &Node) -> Self {
        if let Outcome::Refused { error } = &mut self.outcome {
            let pointer = pointer_to(root, trouble.diagnostic.span);
            if !pointer.is_empty() {
                error.path = Some(pointer.into());
            }
        }
        self
    }

    /// Whether this tells of a mistake in place of a decision.
    pub fn is_error(&self) -> bool {
        matches!(self.outcome, Outcome::Refused { .. })
    }

    /// As JSON on one line, without a line break.
    pub fn to_json(&self) -> String {
        // INVARIANT: no map has keys other than texts, and no serializer here fails.
        harmless(serde_json::to_string(self).unwrap_or_default())
    }
}

/// The same JSON with every character that could steer a terminal or hide something escaped.
// INVARIANT: outside of its texts JSON is printable ASCII.
pub(crate) fn harmless(json: String) -> String {
    if json.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len());
    for char in json.chars() {
        if is_unprintable(char) {
            for unit in char.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(char);
        }
    }
    escaped
}

fn scalar_as_json(node: &Node) -> Option<Box<RawValue>> {
    let json = match &node.value {
        Value::Text(text) => serde_json::to_string(text).ok()?,
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Object(_) => return None,
    };
    RawValue::from_string(json).ok()
}

impl DecidedAnswer {
    pub(crate) fn new(verdict: &Verdict, warnings: &[Trouble]) -> Self {
        let several = verdict.authorizations.len() > 1;
        let each = verdict.authorizations.iter().filter(|_| several);
        let mut notes: Vec<NoteAnswer> = Vec::new();
        let said = verdict.authorizations.iter().flat_map(|one| &one.explanation.notes);
        let warned = warnings.iter().map(|warning| NoteAnswer::of_warning(&warning.diagnostic));
        extend_with_new(&mut notes, said.map(NoteAnswer::of_note).chain(warned));
        Self {
            reasons: Reasons::of_call(verdict),
            authorizations: each.map(AuthorizationAnswer::new).collect(),
            notes,
        }
    }
}

impl DecidedAnswer {
    /// Says of each statement in which file it stands, as far as `path_of` knows one.
    #[must_use]
    pub(crate) fn with_paths(
        mut self,
        verdict: &Verdict,
        path_of: impl Fn(&StatementPlace) -> Option<&str>,
    ) -> Self {
        let deciding = verdict.deciding().into_iter();
        let told = [&mut self.reasons].into_iter().zip(deciding);
        let each = self.authorizations.iter_mut().map(|one| &mut one.reasons);
        for (reasons, decided) in told.chain(each.zip(&verdict.authorizations)) {
            let places = decided.explanation.matched.iter();
            for (statement, place) in reasons.matched_statements.iter_mut().zip(places) {
                statement.path = path_of(place).map(Box::from).or(statement.path.take());
            }
        }
        self
    }
}

impl AuthorizationAnswer {
    fn new(decided: &Decided) -> Self {
        let request = &decided.context.request;
        Self {
            action: request.action.as_str().into(),
            resource: request.resource.text().into(),
            reasons: Reasons::of_one(decided),
            notes: decided.explanation.notes.iter().map(NoteAnswer::of_note).collect(),
        }
    }
}

impl Reasons {
    fn of_one(decided: &Decided) -> Self {
        let explanation = &decided.explanation;
        let missing = explanation.missing_context.iter();
        Self {
            decision: explanation.decision.name(),
            decided_by: explanation.decided_by.map(DecidedByAnswer::from),
            matched_statements: explanation.matched.iter().map(StatementAnswer::from).collect(),
            missing_context: missing
                .map(|missing| MissingContextAnswer {
                    key: missing.key.as_str().into(),
                    reason: missing.reason.as_str().into(),
                })
                .collect(),
            missing_policies: explanation.missing_policies.iter().map(|one| one.field()).collect(),
            allowed_when: explanation
                .allowed_when
                .ways
                .iter()
                .map(|way| way.as_str().into())
                .collect(),
        }
    }

    /// The reasons of the first authorization that came to the call's decision, and what is missing
    /// in any that came to it.
    fn of_call(verdict: &Verdict) -> Self {
        let came_to_it = |one: &&Decided| one.explanation.decision == verdict.decision;
        let mut deciding = verdict.authorizations.iter().filter(came_to_it).map(Self::of_one);
        let Some(mut reasons) = deciding.next() else { return Self::none(verdict) };
        for other in deciding {
            // INVARIANT: what suffices for one of several does not suffice for the call.
            reasons.allowed_when.clear();
            extend_with_new(&mut reasons.missing_context, other.missing_context);
            extend_with_new(&mut reasons.missing_policies, other.missing_policies);
        }
        reasons
    }

    fn none(verdict: &Verdict) -> Self {
        Self {
            decision: verdict.decision.name(),
            decided_by: None,
            matched_statements: Vec::new(),
            missing_context: Vec::new(),
            missing_policies: Vec::new(),
            allowed_when: Vec::new(),
        }
    }
}

fn extend_with_new<T: PartialEq>(list: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

impl NoteAnswer {
    fn of_note(note: &Note) -> Self {
        Self { rule: note.rule.0, message: note.message.as_str().into() }
    }

    fn of_warning(warning: &Diagnostic) -> Self {
        Self { rule: warning.code, message: message_of(warning) }
    }
}

impl ErrorAnswer {
    pub(crate) fn new(trouble: &Trouble) -> Self {
        let Trouble { diagnostic, source } = trouble;
        let has_place = !source.text().is_empty();
        let position = || source.position(diagnostic.span.start).into();
        Self {
            code: diagnostic.code,
            message: message_of(diagnostic),
            path: Some(source.name()).filter(|name| !name.is_empty()).map(Box::from),
            position: has_place.then(position),
        }
    }
}

fn message_of(diagnostic: &Diagnostic) -> Box<str> {
    match &diagnostic.hint {
        Some(hint) => format!("{}; {hint}", diagnostic.message).into(),
        None => diagnostic.message.as_str().into(),
    }
}
