//! For programs.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::page::{Ended, Page, Shown, why};
use crate::bundle::{StatementAnswer, harmless};
use crate::cli::compare::outcome::Relation;
use crate::cli::compare::report::{AssumptionAnswer, PartAnswer, RegionAnswer, part};
use crate::query::new_access::{NewAccess, Told};

/// What a comparison of two environments, or of all layers of one caller, came to.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "LayeredComparison"))]
pub(super) struct LayeredAnswer<'p> {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// What was asked.
    #[cfg_attr(test, schemars(extend("enum" = ["noNewAccess", "equivalent"])))]
    question: &'static str,
    /// The files that say what there is.
    existing: &'p [String],
    /// The files that say what is to be.
    new: &'p [String],
    /// The only caller that was asked about, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    caller: Option<&'p str>,
    /// `proven` for all requests; `found` with a request for each reason; or `unknown`.
    #[cfg_attr(test, schemars(extend("enum" = ["proven", "found", "unknown"])))]
    result: &'static str,
    /// How the new side relates to the existing one, where both directions were asked; `different` if
    /// one direction could not be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(
        with = "String",
        extend("enum" = ["equivalent", "less", "more", "incomparable", "different", "unknown"])
    ))]
    relation: Option<&'static str>,
    /// The answer as a sentence.
    message: String,
    /// One for each statement that was found.
    reasons: Vec<ReasonAnswer<'p>>,
    /// What was neither proven nor refuted.
    open: Vec<OpenAnswer<'p>>,
    /// How much was compared, where environments were.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "ExtentAnswer"))]
    compared: Option<ExtentAnswer>,
    /// What a proof rests on beside the policies.
    assumptions: Vec<AssumptionAnswer<'p>>,
}

/// A statement that allows something on one side alone, and for whom.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "LayeredReason"))]
struct ReasonAnswer<'p> {
    /// What it does.
    #[cfg_attr(test, schemars(extend("enum" = ["new-access", "lost-access"])))]
    code: &'static str,
    /// The same as a sentence.
    message: String,
    /// The statement; `null` where none grants it: to a root user, or what a service allows to all.
    statement: Option<StatementAnswer>,
    /// What in it lets the request through.
    parts: Vec<PartAnswer<'p>>,
    /// For whom it adds something, the caller of the request first.
    callers: &'p [String],
    /// All that it adds for the caller of the request; `null` where that could not be told.
    adds: Option<RegionAnswer<'p>>,
    /// The resource that this is about with all that it holds, if it is about no other.
    within: Option<&'p str>,
    /// A request that shows it, decided by both sides.
    witness: WitnessAnswer<'p>,
}

/// A request that one side allows and the other does not.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "LayeredWitness"))]
struct WitnessAnswer<'p> {
    /// Who asks.
    principal: Option<&'p str>,
    /// The action.
    action: &'p str,
    /// Whether the catalogue has it, and such resources for it.
    catalogued: bool,
    /// What it is about.
    resource: &'p str,
    /// Condition keys with their values; none where any value will do. Other keys are absent.
    context: Map<String, Value>,
    /// What the existing side decides.
    existing: DecisionAnswer<'p>,
    /// What the new side decides.
    new: DecisionAnswer<'p>,
    /// The command that decides it again, where one does.
    replay: Option<&'p str>,
}

/// A decision with its reason.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "LayeredDecision"))]
struct DecisionAnswer<'p> {
    /// What was decided.
    #[cfg_attr(test, schemars(extend("enum" = ["allowed", "explicitDeny", "implicitDeny"])))]
    decision: &'static str,
    /// Why, in one line.
    reason: &'p str,
    /// The statements that made it.
    statements: Vec<StatementAnswer>,
}

/// Something that was neither proven nor refuted.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Open"))]
struct OpenAnswer<'p> {
    /// For whom; nobody in particular if it is empty.
    callers: &'p [Box<str>],
    /// Why.
    why: String,
}

/// How much was compared.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Extent"))]
struct ExtentAnswer {
    /// Users, roles, sessions that policies name and root users.
    principals: usize,
    /// How many of them have other layers than before.
    differing_principals: usize,
    /// Resources with a policy of their own, roles included.
    resources: usize,
    /// How many of those policies differ.
    differing_resources: usize,
}

/// The answer as JSON.
pub(super) fn json_answer(page: &Page) -> String {
    let answer = LayeredAnswer {
        v: 1,
        question: if page.found.len() == 2 { "equivalent" } else { "noNewAccess" },
        existing: &page.existing,
        new: &page.new,
        caller: page.caller.as_deref(),
        result: match page.ended() {
            Ended::Proven => "proven",
            Ended::Found => "found",
            Ended::Unknown => "unknown",
        },
        relation: page.relation().map(Relation::name),
        message: page.headline().1,
        reasons: page.shown.iter().map(|shown| reason(page, shown)).collect(),
        open: page
            .open()
            .map(|open| OpenAnswer { callers: &open.callers, why: why(open) })
            .collect(),
        compared: page.found.first().filter(|found| found.principals > 0).map(extent),
        assumptions: page.assumptions.iter().map(AssumptionAnswer::from).collect(),
    };
    // INVARIANT: no map has keys other than texts, and no serializer here fails.
    harmless(serde_json::to_string(&answer).unwrap_or_default()) + "\n"
}

fn extent(found: &NewAccess) -> ExtentAnswer {
    ExtentAnswer {
        principals: found.principals,
        differing_principals: found.principals - found.same_principals,
        resources: found.resources,
        differing_resources: found.changed_resources,
    }
}

fn reason<'p>(page: &Page, shown: &'p Shown) -> ReasonAnswer<'p> {
    let statement = shown.statement.as_ref();
    let parts = statement
        .into_iter()
        .flat_map(|place| shown.parts.iter().map(|(span, text)| part(&place.source, *span, text)));
    ReasonAnswer {
        code: shown.code(),
        message: shown.message(page),
        statement: statement
            .map(|place| StatementAnswer::in_file(place, Some(place.source.name()))),
        parts: parts.collect(),
        callers: &shown.callers,
        adds: shown.region.as_ref().map(RegionAnswer::from),
        within: shown.within.as_deref(),
        witness: witness(shown),
    }
}

fn witness(shown: &Shown) -> WitnessAnswer<'_> {
    let request = &shown.request;
    let context = request.context.iter().map(|(key, values)| (key.clone(), json!(values)));
    WitnessAnswer {
        principal: request.principal.as_deref(),
        action: &request.action,
        catalogued: request.is_catalogued,
        resource: &request.resource,
        context: context.collect(),
        existing: told(&shown.existing),
        new: told(&shown.new),
        replay: shown.replay.as_deref().ok(),
    }
}

fn told(told: &Told) -> DecisionAnswer<'_> {
    let statements =
        told.matched.iter().map(|place| StatementAnswer::in_file(place, Some(place.source.name())));
    DecisionAnswer {
        decision: told.decision.name(),
        reason: &told.reason,
        statements: statements.collect(),
    }
}

/// What the types of the answer say.
#[cfg(test)]
pub(in crate::cli::compare) fn schema(
    generator: &mut schemars::SchemaGenerator,
) -> schemars::Schema {
    generator.subschema_for::<LayeredAnswer<'_>>()
}
