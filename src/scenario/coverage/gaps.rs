//! What no case has shown yet, in words.

use super::model::{
    ElementCoverage, Half, Measured, PolicyCoverage, StatementCoverage, StatementState,
    ValueCoverage,
};
use crate::catalog::Catalog;
use crate::edges::{Draft, Target, covering};
use crate::policy::Effect;
use crate::scenario::Place;
use crate::text::{Span, quote};

/// Something that no case has shown yet.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Where.
    pub place: Place,
    /// The number of the statement in its policy, from 0.
    pub statement: usize,
    /// What a request must show of the statement by itself; nothing if other policies are to blame.
    pub target: Option<Target>,
    /// What no case has shown.
    pub message: String,
    /// The case that would show it.
    pub needed: String,
}

impl Measured {
    /// Everything that no case has shown yet, by policy and place.
    pub fn gaps(&self) -> impl Iterator<Item = Gap> {
        self.policies.iter().flat_map(PolicyCoverage::gaps)
    }
}

impl PolicyCoverage {
    /// Everything that no case has shown yet, by place.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for statement in &self.statements {
            Statement { policy: self, statement }.gaps(&mut gaps);
        }
        gaps
    }

    /// A request that would show it.
    pub fn request_for(&self, gap: &Gap, catalog: Option<&Catalog>) -> Option<Draft> {
        covering(&self.policy, gap.statement, gap.target?, catalog)
    }
}

/// The requests of one report. Making one up takes the longer the more values a statement has, so
/// there is an end to it.
pub(super) struct Requests {
    made: usize,
    work: usize,
    left_out: usize,
    catalog: Option<&'static Catalog>,
}

impl Requests {
    const MOST: usize = 200;
    /// As much as a second may take.
    const MOST_WORK: usize = 400_000;

    pub(super) fn new(measured: &Measured) -> Self {
        Self { made: 0, work: 0, left_out: 0, catalog: measured.catalog }
    }

    pub(super) fn of(&mut self, policy: &PolicyCoverage, gap: &Gap) -> Option<Draft> {
        gap.target?;
        let statement = policy.statements.get(gap.statement)?;
        let work = statement.values().total.saturating_mul(policy.values().total);
        if self.made == Self::MOST || self.work.saturating_add(work) > Self::MOST_WORK {
            self.left_out += 1;
            return None;
        }
        self.made += 1;
        self.work += work;
        policy.request_for(gap, self.catalog)
    }

    /// How many gaps no request was looked for.
    pub(super) fn left_out(&self) -> usize {
        self.left_out
    }
}

struct Statement<'a> {
    policy: &'a PolicyCoverage,
    statement: &'a StatementCoverage,
}

impl Statement<'_> {
    /// Of a statement that never applied, the values are not listed: a case to which it applies shows
    /// most of them.
    fn gaps(&self, gaps: &mut Vec<Gap>) {
        let statement = self.statement;
        gaps.extend(self.of_statement());
        if statement.state() == StatementState::NeverMet {
            return;
        }
        for element in &statement.elements {
            for (number, value) in element.values.iter().enumerate() {
                if value.hits == 0 {
                    gaps.push(self.of_value(element, number, value));
                }
            }
            gaps.extend(self.of_element(element));
        }
    }

    fn gap(&self, span: Span, target: Option<Target>, message: String, needed: String) -> Gap {
        let place = Place { source: self.policy.source.clone(), span };
        Gap { place, statement: self.statement.index, target, message, needed }
    }

    fn of_statement(&self) -> Option<Gap> {
        let statement = self.statement;
        let name = statement.name();
        let (message, target) = match statement.state() {
            StatementState::Reason => return None,
            StatementState::Matched => (format!("{name} applied, but was never the reason"), None),
            StatementState::NeverMet => (format!("{name} never applied"), Some(Target::Applies)),
        };
        let needed = match statement.effect {
            Effect::Allow => "a case to which it applies and that comes out allowed",
            Effect::Deny => "a case to which it applies",
        };
        Some(self.gap(statement.span, target, message, needed.to_owned()))
    }

    fn of_value(&self, element: &ElementCoverage, number: usize, value: &ValueCoverage) -> Gap {
        let what = match (self.statement.effect, element.negated) {
            (Effect::Allow, false) => "never let anything in by itself",
            (Effect::Allow, true) => "never kept anything out by itself",
            (Effect::Deny, false) => "never denied anything by itself",
            (Effect::Deny, true) => "never spared anything by itself",
        };
        let text = quote(&value.text);
        let target = Target::ValueHit(element.element, number);
        let needed = format!(
            "a case that all other elements fit, and of {} {text} alone",
            described(element)
        );
        self.gap(value.span, Some(target), format!("{text} {what}"), needed)
    }

    fn of_element(&self, element: &ElementCoverage) -> Option<Gap> {
        let first = element.values.first()?;
        if !element.missing(first).contains(&Half::Otherwise) {
            return None;
        }
        let what = match (self.statement.effect, element.negated) {
            (Effect::Allow, false) => "never shown to keep anything out",
            (Effect::Allow, true) => "never shown to let anything in",
            (Effect::Deny, false) => "never shown to spare anything",
            (Effect::Deny, true) => "never shown to deny anything",
        };
        let name = described(element);
        let target =
            if element.negated { Target::Applies } else { Target::ElementMissed(element.element) };
        let needed = if element.values.len() == 1 {
            format!("a case that all other elements fit, but not {}", quote(&first.text))
        } else {
            format!("a case that all other elements fit, but no value of {name}")
        };
        Some(self.gap(first.span, Some(target), format!("{name} was {what}"), needed))
    }
}

/// `` `StringEquals` of `aws:PrincipalTag/team` ``
fn described(element: &ElementCoverage) -> String {
    let name = quote(&element.name);
    match &element.key {
        Some(key) => format!("{name} of {}", quote(key)),
        None => name,
    }
}
