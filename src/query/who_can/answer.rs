//! The answer as data.

use std::collections::BTreeSet;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use super::find::{Found, WhoCan};
use crate::bundle::{StatementAnswer, harmless};
use crate::evaluate::Decision;
use crate::explain::StatementPlace;
use crate::query::{Answers, Assuming, Hangings, Hop, Pair, Way, Ways};
use crate::text::{csv_line, in_parallel, printable, quote};

/// Who can do what.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "WhoCan"))]
pub(crate) struct WhoCanAnswer {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// One for each action and resource.
    pub(super) questions: Vec<QuestionAnswer>,
    /// What is to be said besides.
    pub(super) notes: Vec<String>,
}

/// Who can do one thing to one resource.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "WhoCanQuestion"))]
pub(crate) struct QuestionAnswer {
    /// The action.
    pub(super) action: Box<str>,
    /// The resource.
    pub(super) resource: Box<str>,
    /// Whether everybody can, without credentials.
    pub(super) is_public: bool,
    /// Those who can or may; of a matrix all.
    pub(super) who: Vec<CallerAnswer>,
}

/// What one caller was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "WhoCanCaller"))]
pub(crate) struct CallerAnswer {
    /// An ARN, a service, an identity provider, or `anonymous`.
    pub(super) principal: Box<str>,
    /// What sort of caller it is.
    #[cfg_attr(test, schemars(extend("enum" = [
        "user", "role", "session", "root", "service", "provider", "external", "anonymous"
    ])))]
    pub(super) sort: &'static str,
    /// What came out.
    #[cfg_attr(test, schemars(extend("enum" = ["allowed", "explicitDeny", "implicitDeny", "undecided"])))]
    pub(super) decision: &'static str,
    /// Conditions that together make an undecided answer an allowed one; empty if none were found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(super) when: Vec<String>,
    /// All ways in which an undecided answer is an allowed one, if they were found: each suffices. At
    /// most four are listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(super) allowed_when: Vec<String>,
    /// What there is to say of ways that are not listed.
    #[serde(skip)]
    pub(super) others: Option<String>,
    /// What an undecided answer hangs on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(super) hangs_on: Vec<String>,
    /// The roles that are assumed on the way, if the caller cannot do it directly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(super) through: Vec<HopAnswer>,
    /// Why, in words; with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String", default))]
    pub(super) because: Option<String>,
    /// The statements that decided; with `--explain`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(super) statements: Vec<StatementAnswer>,
    /// Where they stand: `path:line:column`.
    #[serde(skip)]
    pub(super) places: Vec<String>,
}

/// A role that is assumed on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "WhoCanHop"))]
pub(crate) struct HopAnswer {
    /// The role.
    pub(super) role: Box<str>,
    /// Whether it can be assumed by the one before.
    #[cfg_attr(test, schemars(extend("enum" = ["allowed", "undecided"])))]
    pub(super) decision: &'static str,
    /// Conditions that make an undecided hop an allowed one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(super) when: Vec<String>,
    /// All ways in which an undecided hop is an allowed one, if they were found: each suffices. At
    /// most four are listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(super) allowed_when: Vec<String>,
    /// What there is to say of ways that are not listed.
    #[serde(skip)]
    pub(super) others: Option<String>,
    /// What an undecided hop hangs on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(super) hangs_on: Vec<String>,
    /// Why, in words.
    pub(super) because: String,
}

impl QuestionAnswer {
    /// Whether another question about the same resource has the same answer.
    pub(super) fn has_the_answer_of(&self, other: &Self) -> bool {
        self.resource == other.resource && self.who == other.who
    }
}

impl WhoCanAnswer {
    /// What was found, as far as was asked for.
    pub(crate) fn new(found: &Found, asked: &WhoCan) -> Self {
        let choosing = Choosing { found, asked };
        let ways = choosing.ways();
        let listed = choosing.listed(&ways);
        let telling = Telling::new(found, asked, &listed);
        let questions = telling.questions(&listed);
        let mut notes = Vec::new();
        if ways.iter().any(|ways| ways.is_cut) {
            let most = asked.hops.unwrap_or_default();
            notes.push(format!("ways over more than {most} roles were not followed: --max-hops"));
        }
        notes.extend(telling.hangings.note());
        notes.extend(telling.of_hops.note());
        notes.extend(partial_note(found));
        notes.extend(policies_not_said(found.answers.pairs.iter().flat_map(Pair::not_said)));
        Self { v: 1, questions, notes }
    }

    /// Whether somebody can or may.
    pub(crate) fn has_anybody(&self) -> bool {
        let can = |one: &CallerAnswer| matches!(one.decision, "allowed" | "undecided");
        self.questions.iter().any(|question| question.who.iter().any(can))
    }

    /// A line of JSON.
    pub(crate) fn to_json(&self) -> String {
        // INVARIANT: no map has keys other than texts, and no serializer here fails.
        harmless(serde_json::to_string(self).unwrap_or_default()) + "\n"
    }

    /// A line for each caller of each question.
    pub(crate) fn to_csv(&self) -> String {
        let head =
            ["action", "resource", "principal", "sort", "decision", "when", "hangs on", "through"];
        let mut text = csv_line(head);
        for question in &self.questions {
            for one in &question.who {
                let through: Vec<&str> = one.through.iter().map(|hop| &*hop.role).collect();
                text += &csv_line([
                    &*question.action,
                    &*question.resource,
                    &*one.principal,
                    one.sort,
                    one.decision,
                    &one.when.join(" and "),
                    &one.hangs_on.join(", "),
                    &through.join(" -> "),
                ]);
            }
        }
        text
    }
}

/// That the environment knows some of those who are listed only in part.
fn partial_note(found: &Found) -> Option<String> {
    let listed = found.listed.iter().filter_map(|who| found.answers.who.get(*who));
    let names: Vec<&str> = listed.filter(|one| one.is_partial).map(|one| &*one.name).collect();
    let of = match names.as_slice() {
        [] => return None,
        [one] => printable(one),
        [first, ..] => format!("{} callers, {} among them,", names.len(), printable(first)),
    };
    Some(format!("of {of} the environment knows only a part of the policies"))
}

/// The resources of which the environment does not say whether they have a policy.
pub(crate) fn policies_not_said<'p>(arns: impl Iterator<Item = &'p str>) -> Vec<String> {
    let unsaid: BTreeSet<&str> = arns.collect();
    let note = |arn: &&str| {
        let arn = quote(arn);
        format!(
            "the environment does not say whether {arn} has a policy; it is taken to have none, \
             and whom one would let in or keep out is not told"
        )
    };
    let more = unsaid.len().saturating_sub(MOST_NOTES);
    let more = (more > 0).then(|| format!("nor does it of {more} more resources"));
    unsaid.iter().take(MOST_NOTES).map(note).chain(more).collect()
}

/// How many resources without a policy are named.
const MOST_NOTES: usize = 5;

/// A caller who is listed, and over which roles.
struct Listed<'w> {
    who: usize,
    way: Option<&'w Way>,
}

impl Listed<'_> {
    /// Whose answer counts.
    fn end(&self) -> usize {
        self.way.map_or(self.who, Way::end)
    }
}

/// Chooses who is listed.
struct Choosing<'a> {
    found: &'a Found,
    asked: &'a WhoCan,
}

impl Choosing<'_> {
    /// The ways of each caller who was asked for.
    fn ways(&self) -> Vec<Ways> {
        let ways = |who: &usize| {
            let assuming = self.found.assuming.as_ref();
            assuming
                .map(|assuming| assuming.ways(*who, self.asked.hops.unwrap_or_default()))
                .unwrap_or_default()
        };
        in_parallel(&self.found.listed, ways)
    }

    /// Those who are listed for each question.
    fn listed<'w>(&self, ways: &'w [Ways]) -> Vec<Vec<Listed<'w>>> {
        let of_pair = |pair: usize| {
            let callers = self.found.listed.iter().zip(ways);
            callers.filter_map(|(&one, ways)| self.caller(pair, one, ways)).collect()
        };
        (0..self.found.answers.pairs.len()).map(of_pair).collect()
    }

    /// Directly if that is sure, else by the shortest way, a sure one if there is one.
    fn caller<'w>(&self, pair: usize, who: usize, ways: &'w Ways) -> Option<Listed<'w>> {
        let at_end = |way: &Way| self.found.answers.decision(pair, way.end());
        let is_sure = |way: &&Way| way.is_sure() && at_end(way) == Decision::Allowed;
        let may = |way: &&Way| !at_end(way).is_denied();
        let decision = self.found.answers.decision(pair, who);
        let way = match decision {
            Decision::Allowed => None,
            Decision::Undecided => ways.found.iter().find(is_sure),
            Decision::ImplicitDeny | Decision::ExplicitDeny => {
                ways.found.iter().find(is_sure).or_else(|| ways.found.iter().find(may))
            }
        };
        let is_listed = way.is_some() || self.asked.everybody || !decision.is_denied();
        is_listed.then_some(Listed { who, way })
    }
}

/// Tells what those who are listed can do.
struct Telling<'a> {
    found: &'a Found,
    asked: &'a WhoCan,
    hangings: Hangings,
    of_hops: Hangings,
}

impl<'a> Telling<'a> {
    fn new(found: &'a Found, asked: &'a WhoCan, listed: &[Vec<Listed<'_>>]) -> Self {
        let numbered = listed.iter().enumerate();
        let ends = numbered.flat_map(|(pair, all)| all.iter().map(move |one| (pair, one.end())));
        let hangings = found.answers.hangings(ends);
        let ways = listed.iter().flatten().filter_map(|one| one.way);
        let hops = ways.flat_map(|way| &way.hops).map(|hop| (hop.pair, hop.from));
        let of_hops = found.assuming.as_ref().map(|assuming| assuming.answers.hangings(hops));
        Self { found, asked, hangings, of_hops: of_hops.unwrap_or_default() }
    }

    fn questions(&self, listed: &[Vec<Listed<'_>>]) -> Vec<QuestionAnswer> {
        let numbered = listed.iter().enumerate();
        numbered.map(|(pair, listed)| self.question(pair, listed)).collect()
    }

    fn question(&self, pair: usize, listed: &[Listed<'_>]) -> QuestionAnswer {
        let caller = |one: &Listed<'_>| match (one.way, &self.found.assuming) {
            (Some(way), Some(assuming)) => self.through(pair, one.who, assuming, way),
            _ => self.direct(pair, one.who),
        };
        let who: Vec<CallerAnswer> = in_parallel(listed, caller);
        let asked = &self.found.answers.pairs[pair];
        QuestionAnswer {
            action: asked.action.clone(),
            resource: asked.resource.clone(),
            is_public: who.iter().any(|one| one.sort == "anonymous" && one.decision == "allowed"),
            who,
        }
    }

    fn direct(&self, pair: usize, who: usize) -> CallerAnswer {
        let answers = &self.found.answers;
        let hanging = self.hangings.of(pair, who);
        let reasons = self.asked.explain.then(|| answers.reasons(pair, who)).flatten();
        let (because, places) = match reasons {
            Some(reasons) => (Some(reasons.because), reasons.statements),
            None => (None, Vec::new()),
        };
        CallerAnswer {
            principal: answers.who[who].name.clone(),
            sort: answers.who[who].sort.name(),
            decision: answers.decision(pair, who).name(),
            when: hanging.when,
            allowed_when: hanging.ways,
            others: hanging.others,
            hangs_on: hanging.on,
            through: Vec::new(),
            because,
            statements: places
                .iter()
                .map(|place| StatementAnswer::in_file(place, Some(place.source.name())))
                .collect(),
            places: places.iter().map(place_text).collect(),
        }
    }

    /// The answer of the role at the end, behind the hops that lead there.
    fn through(&self, pair: usize, who: usize, assuming: &Assuming, way: &Way) -> CallerAnswer {
        let at_end = self.direct(pair, way.end());
        let hops: Vec<HopAnswer> =
            way.hops.iter().map(|hop| self.hop_answer(&assuming.answers, hop)).collect();
        let is_sure = way.is_sure() && at_end.decision == Decision::Allowed.name();
        CallerAnswer {
            principal: self.found.answers.who[who].name.clone(),
            sort: self.found.answers.who[who].sort.name(),
            decision: if is_sure { Decision::Allowed } else { Decision::Undecided }.name(),
            through: hops,
            ..at_end
        }
    }

    fn hop_answer(&self, answers: &Answers, hop: &Hop) -> HopAnswer {
        let hanging = self.of_hops.of(hop.pair, hop.from);
        let reasons = answers.reasons(hop.pair, hop.from);
        HopAnswer {
            role: answers.who[hop.to].name.clone(),
            decision: hop.decision.name(),
            when: hanging.when,
            allowed_when: hanging.ways,
            others: hanging.others,
            hangs_on: hanging.on,
            because: reasons.map(|one| one.because).unwrap_or_default(),
        }
    }
}

/// `at path:line:column` of a statement, behind its `Sid` if it has one.
fn place_text(place: &StatementPlace) -> String {
    let position = place.source.position(place.span.start);
    let sid = place.sid.as_ref().map(|sid| format!("{} ", quote(sid))).unwrap_or_default();
    let name = printable(place.source.name());
    format!("{sid}at {name}:{}:{} ({})", position.line, position.column, printable(&place.policy))
}
