//! Which values of `Principal` or `NotPrincipal` alone decide whom a statement is about.

use crate::compile::PrincipalTest;
use crate::evaluate::applies::Asked;
use crate::evaluate::grants::Grants;
use crate::evaluate::principal::{NotPrincipal, listed_by, spared_by};
use crate::evaluate::recorder::Silent;
use crate::evaluate::truth::Truth;
use crate::policy::{Effect, PrincipalValue};
use crate::request::PrincipalKind;

/// The values without which a statement would surely answer otherwise: not name the caller, name
/// it less directly, or not spare it.
pub(in crate::evaluate) fn decisive_principals(
    test: &PrincipalTest,
    effect: Effect,
    asked: Asked<'_>,
) -> Vec<usize> {
    let answer = |named: Listed| match (test, effect) {
        (PrincipalTest::AllBut(_), Effect::Deny) => spares(named, asked),
        (PrincipalTest::Named(_), Effect::Allow) => directness(named.grants),
        _ => known(named.grants.most()),
    };
    let each = test.values().iter().map(|value| Listed::by(value, asked)).collect::<Vec<_>>();
    let whole = answer(each.iter().copied().fold(Listed::NOBODY, Listed::or));
    let others = others(&each).into_iter().enumerate();
    let differs = |(_, others): &(usize, Listed)| matches!((whole, answer(*others)), (Some(whole), Some(without)) if whole != without);
    others.filter(differs).map(|(number, _)| number).collect()
}

/// What some values of the element come to.
#[derive(Clone, Copy)]
struct Listed {
    grants: Grants<Truth>,
    everyone: bool,
}

impl Listed {
    const NOBODY: Self = Self { grants: Grants::NONE, everyone: false };

    fn by(value: &PrincipalValue, asked: Asked<'_>) -> Self {
        let grants = listed_by(value, asked, &mut Silent);
        Self { grants, everyone: *value == PrincipalValue::Everyone }
    }

    fn or(self, other: Self) -> Self {
        Self { grants: self.grants.or(other.grants), everyone: self.everyone || other.everyone }
    }
}

/// For each value what all others come to.
fn others(each: &[Listed]) -> Vec<Listed> {
    let mut before = Listed::NOBODY;
    let mut others: Vec<Listed> = Vec::with_capacity(each.len());
    for one in each {
        others.push(before);
        before = before.or(*one);
    }
    let mut after = Listed::NOBODY;
    for (others, one) in others.iter_mut().zip(each).rev() {
        *others = others.or(after);
        after = after.or(*one);
    }
    others
}

// AWS: P-15, P-16, P-17
fn spares(named: Listed, asked: Asked<'_>) -> Option<u8> {
    let never = asked.not_principal == NotPrincipal::NeverSpares
        || asked.context.request.principal.kind == PrincipalKind::Anonymous;
    if never { Some(0) } else { known(spared_by(named.grants, named.everyone, asked)) }
}

/// How directly an Allow names the caller.
// AWS: D-9, P-19
fn directness(grants: Grants<Truth>) -> Option<u8> {
    match (grants.direct, grants.entity, grants.delegated) {
        (Truth::True, _, _) => Some(3),
        (Truth::False, Truth::True, _) => Some(2),
        (Truth::False, Truth::False, Truth::True) => Some(1),
        (Truth::False, Truth::False, Truth::False) => Some(0),
        _ => None,
    }
}

fn known(truth: Truth) -> Option<u8> {
    match truth {
        Truth::True => Some(1),
        Truth::False => Some(0),
        Truth::Unknown => None,
    }
}
