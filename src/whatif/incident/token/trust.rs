//! Each condition of a trust policy against the claim that it is about.

use std::sync::Arc;

use super::claims::Claims;
use super::difference::{Texts, difference, provider_difference};
use crate::catalog::Catalog;
use crate::compile::{CompiledPolicy, PolicySet, ResourcePolicy};
use crate::evaluate::{Element, Gate, Truth};
use crate::explain::Record;
use crate::policy::{Condition, Effect, Statement};
use crate::text::{Arrange, Source, Span, printable, quote};

/// A trust policy held against a token.
#[derive(Debug)]
pub struct Trusted<'a> {
    /// The policies that were asked.
    pub policies: &'a PolicySet,
    /// What they answered.
    pub record: &'a Record,
    /// The provider that stands for the token's issuer.
    pub provider: &'a str,
    /// What is known of AWS.
    pub catalog: &'a Catalog,
}

/// A claim as a policy gets to see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its name in the token; empty if the token does not have it.
    pub name: Box<str>,
    /// Its values.
    pub values: Vec<Box<str>>,
}

/// Whether a claim is as a policy wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is.
    Fits,
    /// It is not.
    Differs,
    /// Nobody knows.
    Open,
}

/// One element of a trust policy against the token.
#[derive(Clone, Debug)]
pub struct ClaimTest {
    /// The text that holds the policy.
    pub source: Arc<Source>,
    /// The element's place.
    pub span: Span,
    /// The number of the statement, from 0.
    pub statement: usize,
    /// Whether the statement allows or denies.
    pub effect: Effect,
    /// `Principal`, or the operator.
    pub element: Box<str>,
    /// The condition key; of a principal `Federated`.
    pub key: Box<str>,
    /// What the policy wants.
    pub wanted: Vec<Box<str>>,
    /// What the token says.
    pub claim: Claim,
    /// Whether that is the same.
    pub fit: Fit,
    /// How they differ.
    pub why: Option<String>,
}

impl Trusted<'_> {
    /// Every principal and condition of the trust policy that is about a token.
    pub fn tests(&self, claims: &Claims) -> Vec<ClaimTest> {
        let ResourcePolicy::Policy(layer) = &self.policies.resource else { return Vec::new() };
        let traced = self.record.statements().iter();
        let mut tests: Vec<ClaimTest> = Vec::new();
        for trace in traced.filter(|trace| trace.at.gate == Gate::Resource) {
            let Some(policy) = layer.get(trace.at.policy) else { continue };
            let Some(statement) = policy.document.statements.get(trace.at.statement) else {
                continue;
            };
            let about = About { policy, statement, number: trace.at.statement };
            for (element, truth) in self.record.elements(trace) {
                tests.extend(self.test(claims, &about, *element, *truth));
            }
        }
        tests.arrange_by_key(|test| (test.statement, test.span.start));
        tests.dedup_by_key(|test| (test.statement, test.span, test.key.clone()));
        tests
    }

    fn test(
        &self,
        claims: &Claims,
        about: &About<'_>,
        element: Element,
        truth: Truth,
    ) -> Option<ClaimTest> {
        match element {
            Element::Principal => self.principal(claims, about, truth),
            Element::Condition(number) => {
                self.condition(claims, about, about.statement.conditions.get(number)?, truth)
            }
            Element::Action | Element::Resource => None,
        }
    }

    fn principal(&self, claims: &Claims, about: &About<'_>, truth: Truth) -> Option<ClaimTest> {
        let element = about.statement.principal.as_ref()?;
        let wanted: Vec<Box<str>> =
            element.entries.iter().map(|entry| entry.text.clone()).collect();
        let why = (truth == Truth::False)
            .then(|| provider_difference(&wanted, self.provider, claims.issuer()));
        let name = if element.negated { "NotPrincipal" } else { "Principal" };
        let claim = Claim { name: "iss".into(), values: vec![claims.issuer().into()] };
        Some(ClaimTest { wanted, claim, why, ..about.row(name, "Federated", element.span, truth) })
    }

    fn condition(
        &self,
        claims: &Claims,
        about: &About<'_>,
        condition: &Condition,
        truth: Truth,
    ) -> Option<ClaimTest> {
        let lower = condition.key.to_lowercase();
        let (issuer, claim) = lower.rsplit_once(':')?;
        if !issuer.contains('.') {
            return None;
        }
        let wanted: Vec<Box<str>> =
            condition.values.iter().map(|value| value.text.clone()).collect();
        let row = about.row(&condition.operator_text, &condition.key, condition.span, truth);
        let Some(own) = claims.claim_of(&lower) else {
            let why = format!(
                "the key is of the issuer `{issuer}`; the token's is `{}`",
                claims.issuer_name()
            );
            let claim = Claim { name: "".into(), values: Vec::new() };
            return Some(ClaimTest { wanted, claim, why: Some(why), ..row });
        };
        let (name, values) = claims.of_key(own);
        let claim_found = Claim { name: name.into(), values: values.to_vec() };
        let why = match truth {
            Truth::True => None,
            _ if !claims.makes_key(own, self.catalog) => Some(format!(
                "AWS documents no condition key for the claim `{claim}` of this issuer"
            )),
            _ if values.is_empty() => Some(format!("the token has no claim `{claim}`")),
            Truth::Unknown => None,
            Truth::False => difference(condition, Texts { wanted: &wanted, found: values }),
        };
        Some(ClaimTest { wanted, claim: claim_found, why, ..row })
    }
}

impl ClaimTest {
    /// In words, over some lines: what the policy wants, what the token has, and where.
    pub fn text(&self) -> String {
        let mark = match self.fit {
            Fit::Fits => "fits",
            Fit::Differs => "differs",
            Fit::Open => "open",
        };
        let place = self.source.position(self.span.start);
        let name = printable(self.source.name());
        let claim = match &*self.claim.name {
            "" => "no claim".to_owned(),
            name => quote(name),
        };
        let mut lines = format!(
            "  {mark:<8} {} {} {}, the policy wants {}\n           the token has {claim}: {}\n           at {name}:{}:{}\n",
            self.effect.name(),
            quote(&self.key),
            printable(&self.element),
            list(&self.wanted),
            list(&self.claim.values),
            place.line,
            place.column,
        );
        if let Some(why) = &self.why {
            lines += &["           ", &printable(why), "\n"].concat();
        }
        lines
    }
}

/// Texts that have to be seen to their ends.
fn list(texts: &[Box<str>]) -> String {
    let whole = texts.iter().map(|text| format!("`{}`", printable(text)));
    let whole: Vec<String> = whole.collect();
    if whole.is_empty() { "nothing".to_owned() } else { whole.join(", ") }
}

struct About<'a> {
    policy: &'a CompiledPolicy,
    statement: &'a Statement,
    number: usize,
}

impl About<'_> {
    fn row(&self, element: &str, key: &str, span: Span, truth: Truth) -> ClaimTest {
        ClaimTest {
            source: self.policy.source.clone(),
            span,
            statement: self.number,
            effect: self.statement.effect,
            element: element.into(),
            key: key.into(),
            wanted: Vec::new(),
            claim: Claim { name: "".into(), values: Vec::new() },
            fit: match truth {
                Truth::True => Fit::Fits,
                Truth::False => Fit::Differs,
                Truth::Unknown => Fit::Open,
            },
            why: None,
        }
    }
}
