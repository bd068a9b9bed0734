//! What a request shows of the part of a policy that it is made up for.

use serde_json::json;

use super::asked::Asked;
use super::reason::reason;
use crate::bundle::{
    FULL_ACCESS, Placed, PolicyReader, Question, QuestionFields, Text, Trouble, Verdict,
};
use crate::edges::{Draft, Edge, Part, with_policy};
use crate::evaluate::Decision;
use crate::request::ContextKeys;
use crate::text::{Source, Syntax};

/// What would be told apart by a request if the part of the statement were not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shown {
    /// Nothing: all comes out the same.
    Nothing,
    /// The reason alone.
    Reason,
    /// Whether it is allowed.
    Access,
}

/// A request in its surroundings, and what it comes to.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    pub(super) draft: Draft,
    /// Whether the caller's own policies allow everything, in place of those given.
    pub(super) with_full_access: bool,
    pub(super) verdict: Verdict,
    pub(super) shown: Shown,
}

impl Trial {
    /// Decides a request at an edge, with and without the part that the edge is about.
    pub(super) fn of(
        edge: &Edge,
        draft: Draft,
        with_full_access: bool,
        asked: &Asked<'_>,
        reader: &mut PolicyReader<'_>,
    ) -> Result<Self, Vec<Trouble>> {
        let question = question(&draft, with_full_access, asked, reader)?;
        let verdict = Verdict::on::<false>(&question, reader.keys());
        let shown = match without(edge, &draft, asked, &question, reader.keys()) {
            None => Shown::Nothing,
            Some(other) if is_allowed(&other) != is_allowed(&verdict) => Shown::Access,
            Some(other) => {
                let has_same_reason =
                    reason(&other, edge, asked).0 == reason(&verdict, edge, asked).0;
                let is_same = other.decision == verdict.decision && has_same_reason;
                if is_same { Shown::Nothing } else { Shown::Reason }
            }
        };
        Ok(Self { draft, with_full_access, verdict, shown })
    }
}

fn is_allowed(verdict: &Verdict) -> bool {
    verdict.decision == Decision::Allowed
}

/// What the request comes to if the statement that applies were not there, or if the element that
/// keeps it from applying were not.
fn without(
    edge: &Edge,
    draft: &Draft,
    asked: &Asked<'_>,
    question: &Question,
    keys: &ContextKeys,
) -> Option<Verdict> {
    let applies = asked.scene.applies(edge.at, draft);
    let part = if applies { Part::Statement } else { Part::Element(edge.element) };
    let policy = asked.scene.without(edge.at, part)?;
    let mut question = question.clone();
    for authorization in &mut question.authorizations {
        authorization.policies = with_policy(&authorization.policies, &policy);
    }
    Some(Verdict::on::<false>(&question, keys))
}

/// A request as everybody asks it.
fn question(
    draft: &Draft,
    with_full_access: bool,
    asked: &Asked<'_>,
    reader: &mut PolicyReader<'_>,
) -> Result<Question, Vec<Trouble>> {
    let one = |trouble| vec![trouble];
    let mut layers = asked.group.layers.clone();
    if with_full_access {
        layers["identity"] = json!([FULL_ACCESS]);
    }
    if let Some(policy) = asked.usual_policy(draft) {
        layers["resource"] = policy;
    }
    let request = draft.to_node().to_pretty_json(0);
    let text = format!("{{\"policies\":{layers},\"request\":{request}}}");
    let written = Source::new(asked.file, text);
    let Text { source, node } = Text::read(written, Syntax::Json).map_err(one)?;
    let at = |name: &str| node.get(name).map(|node| Placed { node, source: &source });
    let whole = Placed { node: &node, source: &source };
    let mut fields =
        QuestionFields::of_bundle(at("policies"), at("request").unwrap_or(whole)).map_err(one)?;
    fields.environment = asked.around.map(|around| &around.environment);
    Question::read(&fields, reader)
}
