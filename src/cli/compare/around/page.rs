//! What came of a comparison, as reports tell it.

use super::replay::Again;
use crate::catalog::Catalog;
use crate::cli::compare::assumptions::Assumption;
use crate::cli::compare::inquiry::{key_name, parts, shown_region, spelt};
use crate::cli::compare::outcome::{Relation, ShownRegion, ShownRequest};
use crate::cli::compare::replay::principal_text;
use crate::cli::compare::report::{named, why as why_unknown};
use crate::compare::Realism;
use crate::explain::StatementPlace;
use crate::query::new_access::{Addition, Granting, NewAccess, Open, Told, Why};
use crate::request::{ContextKeys, Given, Request, RequestContext};
use crate::text::{Span, quote};

/// A question about two environments, or about all layers of a caller, with its answer.
pub(super) struct Page {
    /// What people call the sides.
    pub(super) existing: Vec<String>,
    pub(super) new: Vec<String>,
    /// The only caller that was asked about.
    pub(super) caller: Option<String>,
    /// What each side adds to the other: the new one, then the existing one if that was asked.
    pub(super) found: Vec<NewAccess>,
    /// The statements that add something.
    pub(super) shown: Vec<Shown>,
    pub(super) assumptions: Vec<Assumption>,
}

/// A statement that adds something, ready to be told.
pub(super) struct Shown {
    /// Whether it is the new side that adds.
    pub(super) is_new: bool,
    pub(super) statement: Option<StatementPlace>,
    /// The places in it that let the request through, and what they do.
    pub(super) parts: Vec<(Span, String)>,
    /// For whom it adds something, the caller of the request first.
    pub(super) callers: Vec<String>,
    pub(super) request: ShownRequest,
    /// All that it adds for the caller of the request, in words.
    pub(super) region: Option<ShownRegion>,
    /// The resource that the region is about, if it is about no other.
    pub(super) within: Option<String>,
    pub(super) existing: Told,
    pub(super) new: Told,
    /// The command that decides the request again.
    pub(super) replay: Again,
}

/// How the question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Proven,
    Found,
    Unknown,
}

impl Page {
    /// How the question ended: what was found counts more than what is not known.
    pub(super) fn ended(&self) -> Ended {
        if !self.shown.is_empty() {
            Ended::Found
        } else if self.open().next().is_some() {
            Ended::Unknown
        } else {
            Ended::Proven
        }
    }

    /// What was neither proven nor refuted.
    pub(super) fn open(&self) -> impl Iterator<Item = &Open> {
        self.found.iter().flat_map(|found| &found.open)
    }

    /// How the two sides relate, where both directions were asked.
    pub(super) fn relation(&self) -> Option<Relation> {
        let [by_new, by_existing] = &self.found[..] else { return None };
        let adds = |found: &NewAccess| {
            if found.is_proven() {
                Some(false)
            } else {
                (!found.additions.is_empty()).then_some(true)
            }
        };
        Some(match (adds(by_new), adds(by_existing)) {
            (Some(false), Some(false)) => Relation::Equivalent,
            (Some(false), Some(true)) => Relation::Less,
            (Some(true), Some(false)) => Relation::More,
            (Some(true), Some(true)) => Relation::Incomparable,
            (Some(true), None) | (None, Some(true)) => Relation::Different,
            (Some(false) | None, None) | (None, Some(false)) => Relation::Unknown,
        })
    }

    /// The answer in a word or two, and as a sentence that follows a colon.
    pub(super) fn headline(&self) -> (&'static str, String) {
        let (existing, new) = (named(&self.existing), named(&self.new));
        let nothing = match &self.caller {
            None => format!("{new} allows nobody what {existing} does not"),
            Some(caller) => {
                format!("{new} allows {} nothing that {existing} does not", quote(caller))
            }
        };
        let (title, sentence) = match (self.relation(), self.ended()) {
            (Some(Relation::Equivalent), _) => {
                ("Equivalent", format!("{new} and {existing} allow the same"))
            }
            (Some(Relation::Less), _) => {
                ("Less access", format!("{nothing}, and lacks some of it"))
            }
            (Some(Relation::More), _) => {
                ("More access", format!("{new} allows all that {existing} does, and more"))
            }
            (Some(Relation::Incomparable), _) => {
                ("Incomparable", format!("{new} and {existing} each allow what the other does not"))
            }
            (Some(Relation::Different), _) => {
                let doubt = "whether in both directions is not known";
                ("Not equivalent", format!("{new} and {existing} differ; {doubt}"))
            }
            (None, Ended::Proven) => ("No new access", nothing),
            (None, Ended::Found) => {
                ("New access", format!("{new} allows what {existing} does not"))
            }
            (Some(Relation::Unknown), _) | (None, Ended::Unknown) => {
                ("Unknown", format!("it is neither proven nor refuted that {nothing}"))
            }
        };
        (title, sentence)
    }
}

impl Shown {
    pub(super) fn new(
        addition: &Addition,
        is_new: bool,
        keys: &ContextKeys,
        catalog: &Catalog,
    ) -> Self {
        let request = &addition.witness.request;
        let shown = shown_request(addition, keys, catalog);
        let granting = addition.granting.as_ref();
        let written = granting.and_then(|granting| granting.statement());
        let context = RequestContext::new(request.clone(), keys);
        let [existing, new] = if is_new {
            [&addition.before, &addition.after]
        } else {
            [&addition.after, &addition.before]
        };
        Self {
            is_new,
            statement: granting.and_then(Granting::place),
            parts: written.map_or_else(Vec::new, |both| parts(both, &context, &shown)),
            callers: callers(addition, request),
            region: shown_region(&addition.region),
            within: addition.within.as_ref().map(ToString::to_string),
            request: shown,
            existing: existing.clone(),
            new: new.clone(),
            replay: Err("there is none"),
        }
    }

    /// The code of what the statement does.
    pub(super) fn code(&self) -> &'static str {
        if self.is_new { "new-access" } else { "lost-access" }
    }

    /// What the statement does.
    pub(super) fn message(&self, page: &Page) -> String {
        let other = named(if self.is_new { &page.existing } else { &page.new });
        let Some(place) = &self.statement else {
            return format!(
                "something is allowed without a statement, and {other} does not allow it"
            );
        };
        let statement = match &place.sid {
            Some(sid) => quote(sid),
            None => format!("statement {}", place.index + 1),
        };
        format!("{statement} allows what {other} does not")
    }
}

fn callers(addition: &Addition, request: &Request) -> Vec<String> {
    let own = principal_text(&request.principal);
    let others = addition.callers.iter().skip(1).map(ToString::to_string);
    std::iter::once(own).chain(others).collect()
}

fn shown_request(addition: &Addition, keys: &ContextKeys, catalog: &Catalog) -> ShownRequest {
    let request = &addition.witness.request;
    let context = request.context.iter().filter_map(|(key, given)| {
        let values = match given {
            Given::Absent | Given::Unknown => return None,
            Given::PresentUnknown => Vec::new(),
            Given::Values(values) => values.iter().map(ToString::to_string).collect(),
        };
        Some((key_name(key, keys), values))
    });
    ShownRequest {
        principal: Some(principal_text(&request.principal)),
        action: spelt(&request.action, catalog),
        is_catalogued: addition.witness.realism == Realism::Catalogued,
        resource: request.resource.text().to_owned(),
        context: context.collect(),
    }
}

/// Why something is open, in words.
pub(super) fn why(open: &Open) -> String {
    match &open.why {
        Why::Undecided(unknown) => why_unknown(*unknown).to_owned(),
        Why::UnknownValue { name, why: None } => format!("{} is not known", quote(name)),
        Why::UnknownValue { name, why: Some(why) } => {
            format!("{} is not known ({why})", quote(name))
        }
        Why::NotKnown(why) => format!("it is not known {why}"),
    }
}
