//! For programs: our own JSON, and its schema.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::words::{code, headline, message, why};
use crate::bundle::{PositionAnswer, StatementAnswer, harmless};
use crate::cli::compare::access::Access;
use crate::cli::compare::assumptions::Assumption;
use crate::cli::compare::outcome::{
    Conclusion, Grant, OpenStatement, Outcome, Question, Relation, ShownRegion,
};
use crate::evaluate::Decision;
use crate::text::{Source, Span};

/// What a comparison came to.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Comparison"))]
struct ComparisonAnswer<'o> {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// What was asked.
    #[cfg_attr(test, schemars(extend("enum" = ["noNewAccess", "equivalent", "accessNotGranted", "noPublicAccess"])))]
    question: &'static str,
    /// What the policies are.
    #[cfg_attr(test, schemars(extend("enum" = ["identity", "resource", "trust"])))]
    policy_type: &'static str,
    /// The existing policies; none where one side is asked about.
    existing: &'o [String],
    /// The new policies, or those that are asked about.
    new: &'o [String],
    /// What must not be granted, where that was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    access: Vec<AccessAnswer<'o>>,
    /// `proven` for all requests; `found` with a request for each reason; or `unknown`.
    #[cfg_attr(test, schemars(extend("enum" = ["proven", "found", "unknown"])))]
    result: &'static str,
    /// How the new policies relate to the existing ones, where both directions were asked;
    /// `different` if one direction could not be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(
        with = "String",
        extend("enum" = ["equivalent", "less", "more", "incomparable", "different", "unknown"])
    ))]
    relation: Option<&'static str>,
    /// The answer as a sentence.
    message: String,
    /// Why nothing was shown, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    why: Option<&'static str>,
    /// One for each statement that was found.
    reasons: Vec<ReasonAnswer<'o>>,
    /// Where something was found: the statements of which it is not known whether they belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    undecided: Vec<UndecidedAnswer>,
    /// What a proof rests on beside the policies.
    assumptions: Vec<AssumptionAnswer<'o>>,
}

/// Actions on resources; none of one is any.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Access"))]
struct AccessAnswer<'o> {
    actions: &'o [String],
    resources: &'o [String],
}

impl<'o> From<&'o Access> for AccessAnswer<'o> {
    fn from(access: &'o Access) -> Self {
        Self { actions: &access.actions, resources: &access.resources }
    }
}

/// Something that is taken to hold for all requests.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Assumption"))]
pub(crate) struct AssumptionAnswer<'o> {
    /// A stable name.
    code: &'static str,
    /// What it says.
    text: &'o str,
}

impl<'o> From<&'o Assumption> for AssumptionAnswer<'o> {
    fn from(one: &'o Assumption) -> Self {
        Self { code: one.code, text: &one.text }
    }
}

/// A statement that allows something on one side alone.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "ComparisonReason"))]
struct ReasonAnswer<'o> {
    /// What it does.
    #[cfg_attr(test, schemars(extend("enum" = ["new-access", "lost-access", "access-granted", "public-access"])))]
    code: &'static str,
    /// The same as a sentence.
    message: String,
    /// The statement.
    statement: StatementAnswer,
    /// What in it lets the request through.
    parts: Vec<PartAnswer<'o>>,
    /// All that it adds for the caller of the request; `null` where that could not be told.
    adds: Option<RegionAnswer<'o>>,
    /// A request that shows it, decided by both sides.
    witness: WitnessAnswer<'o>,
}

/// A statement of which it is not known whether it allows something on one side alone.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "UndecidedStatement"))]
struct UndecidedAnswer {
    /// The statement; `null` where it may be any.
    statement: Option<StatementAnswer>,
    /// Why it is not known.
    why: &'static str,
}

/// All that a statement adds.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Region"))]
pub(crate) struct RegionAnswer<'o> {
    /// Actions, resources and conditions.
    text: &'o str,
    /// How many actions of the catalogue there are among them.
    catalogued_actions: usize,
    /// Some of those that no pattern names.
    examples: &'o [String],
    /// Whether actions that AWS may yet add are among them.
    may_come: bool,
}

/// A part of a statement.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Part"))]
pub(crate) struct PartAnswer<'o> {
    /// Where it begins.
    start: PositionAnswer,
    /// Where it ends, exclusive.
    end: PositionAnswer,
    /// What it has to do with the request.
    text: &'o str,
}

/// A request that one side allows and the other does not.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Witness"))]
struct WitnessAnswer<'o> {
    /// Who asks; `null` where it is whoever has the policies.
    principal: Option<&'o str>,
    /// The action.
    action: &'o str,
    /// Whether the catalogue has it, and such resources for it.
    catalogued: bool,
    /// What it is about.
    resource: &'o str,
    /// Condition keys with their values; none where any value will do. Other keys are absent.
    context: serde_json::Map<String, serde_json::Value>,
    /// What the existing policies decide; `null` where one side is asked about.
    #[cfg_attr(test, schemars(extend("enum" = ["allowed", "explicitDeny", "implicitDeny", null])))]
    existing: Option<&'static str>,
    /// What the new policies decide.
    #[cfg_attr(test, schemars(extend("enum" = ["allowed", "explicitDeny", "implicitDeny"])))]
    new: &'static str,
    /// The statement that denies it on one side, if one does.
    denied_by: Option<StatementAnswer>,
    /// The command that decides it again, where one does.
    replay: Option<&'o str>,
}

/// The answer as JSON.
pub(crate) fn json_answer(outcome: &Outcome) -> String {
    let conclusion = outcome.conclusion();
    let answer = ComparisonAnswer {
        v: 1,
        question: question(&outcome.question),
        policy_type: outcome.policy_type.name(),
        existing: &outcome.existing,
        new: &outcome.new,
        access: accesses(&outcome.question),
        result: match conclusion {
            Conclusion::Proven => "proven",
            Conclusion::Found => "found",
            Conclusion::Unknown(_) => "unknown",
        },
        relation: outcome.relation().map(Relation::name),
        message: headline(outcome).1,
        why: match conclusion {
            Conclusion::Unknown(unknown) => Some(why(unknown)),
            Conclusion::Proven | Conclusion::Found => None,
        },
        reasons: outcome.grants().map(|(is_new, grant)| reason(outcome, is_new, grant)).collect(),
        undecided: outcome.open().map(UndecidedAnswer::from).collect(),
        assumptions: outcome.assumptions.iter().map(AssumptionAnswer::from).collect(),
    };
    // INVARIANT: no map has keys other than texts, and no serializer here fails.
    harmless(serde_json::to_string(&answer).unwrap_or_default()) + "\n"
}

impl From<&OpenStatement> for UndecidedAnswer {
    fn from(open: &OpenStatement) -> Self {
        let place = open.statement.as_ref();
        let statement =
            place.map(|place| StatementAnswer::in_file(place, Some(place.source.name())));
        Self { statement, why: why(open.why) }
    }
}

fn question(question: &Question) -> &'static str {
    match question {
        Question::NoNewAccess => "noNewAccess",
        Question::Equivalent => "equivalent",
        Question::AccessNotGranted(_) => "accessNotGranted",
        Question::NoPublicAccess(_) => "noPublicAccess",
    }
}

fn accesses(question: &Question) -> Vec<AccessAnswer<'_>> {
    let Question::AccessNotGranted(accesses) = question else { return Vec::new() };
    accesses.iter().map(AccessAnswer::from).collect()
}

fn reason<'o>(outcome: &Outcome, is_new: bool, grant: &'o Grant) -> ReasonAnswer<'o> {
    let source = &grant.statement.source;
    ReasonAnswer {
        code: code(&outcome.question, is_new),
        message: message(outcome, is_new, grant),
        statement: StatementAnswer::in_file(&grant.statement, Some(source.name())),
        parts: grant.parts.iter().map(|(span, text)| part(source, *span, text)).collect(),
        adds: grant.region.as_ref().map(RegionAnswer::from),
        witness: witness(grant),
    }
}

impl<'o> From<&'o ShownRegion> for RegionAnswer<'o> {
    fn from(region: &'o ShownRegion) -> Self {
        Self {
            text: &region.words,
            catalogued_actions: region.catalogued,
            examples: &region.examples,
            may_come: region.may_come,
        }
    }
}

/// A part of a statement, with its place.
pub(crate) fn part<'o>(source: &Source, span: Span, text: &'o str) -> PartAnswer<'o> {
    let (start, end) = (source.position(span.start).into(), source.position(span.end).into());
    PartAnswer { start, end, text }
}

fn witness(grant: &Grant) -> WitnessAnswer<'_> {
    let request = &grant.request;
    let context = request.context.iter().map(|(key, values)| (key.clone(), json!(values)));
    let denied_by = grant.denied_by.as_ref();
    WitnessAnswer {
        principal: request.principal.as_deref(),
        action: &request.action,
        catalogued: request.is_catalogued,
        resource: &request.resource,
        context: context.collect(),
        existing: grant.existing.map(Decision::name),
        new: grant.new.name(),
        denied_by: denied_by
            .map(|place| StatementAnswer::in_file(place, Some(place.source.name()))),
        replay: grant.replay.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::schema_tests::{assert_schema, generator};

    #[test]
    fn the_schema_is_what_the_types_say() {
        let mut generator = generator();
        let answer = generator.subschema_for::<ComparisonAnswer<'_>>();
        let layered = crate::cli::compare::around::schema(&mut generator);
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:iamsim:schema:compare:1",
            "title": "What a comparison came to",
            "description": "What `iamsim compare --format json` writes: of policies, or of environments and \
                            all layers of a caller.",
            "anyOf": [{ "$ref": answer.get("$ref") }, { "$ref": layered.get("$ref") }],
            "$defs": generator.take_definitions(true),
        });
        assert_schema("compare", &schema);
    }
}
