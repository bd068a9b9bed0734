//! Accounts that a policy does not name.

use crate::aws::Arn;
use crate::compare::side::Side;
use crate::compile::{ArnValue, Test, ValueSet};
use crate::request::ContextKeys;
use crate::value_set::{Part, Pattern};

/// An account that the policy should not name.
const OUTSIDE: u64 = 444_455_556_666;

/// How many digits the number of an account has.
const DIGITS: usize = 12;

/// What stands in place of digits that a pattern leaves open.
const FILLING: &str = "4";

/// How many accounts are asked for.
const MOST: usize = 8;

/// Accounts that the policy does not name: any, and some that its patterns for accounts match.
pub(super) fn unnamed(policy: &Side, keys: &ContextKeys) -> Vec<String> {
    let mentions = |text: &str| policy.policies.all().any(|one| one.source.text().contains(text));
    let any = (OUTSIDE..OUTSIDE + 1000).map(|number| number.to_string());
    let mut accounts: Vec<String> =
        any.into_iter().find(|number| !mentions(number)).into_iter().collect();
    for account in patterns(policy, keys).iter().filter_map(fitting) {
        if !mentions(&account) && !accounts.contains(&account) && accounts.len() < MOST {
            accounts.push(account);
        }
    }
    accounts
}

/// Patterns for accounts, and for the accounts of ARNs, that the policy's conditions have.
fn patterns(policy: &Side, keys: &ContextKeys) -> Vec<Pattern> {
    let statements = policy.policies.all().flat_map(|policy| &policy.statements);
    let mut found = Vec::new();
    for condition in statements.flat_map(|statement| &statement.conditions) {
        let is_account = keys.lower_name(condition.key).ends_with("account");
        match &condition.test {
            Test::Values(ValueSet::Text(set)) => {
                let texts = set.patterns.iter().map(|text| &text.pattern);
                found.extend(texts.filter_map(|text| {
                    if is_account { Some(text.clone()) } else { of_arn(&text.sample("*")) }
                }));
            }
            Test::Values(ValueSet::Arn(values)) => {
                let arns = values.iter().filter_map(ArnValue::without_variables);
                found.extend(arns.filter_map(|arn| of_arn(&arn.sample("*"))));
            }
            _ => {}
        }
    }
    found
}

fn of_arn(text: &str) -> Option<Pattern> {
    Some(Pattern::glob(Arn::parse(text)?.account()))
}

/// An account that the pattern matches.
fn fitting(pattern: &Pattern) -> Option<String> {
    let length = |part: &Part| match part {
        Part::Literal(text) => text.len(),
        Part::AnyCharacter => 1,
        Part::AnyRun | Part::Variable(_) => 0,
    };
    let open = DIGITS.checked_sub(pattern.parts().iter().map(length).sum())?;
    let mut run = FILLING.repeat(open);
    let text: String = pattern
        .parts()
        .iter()
        .map(|part| match part {
            Part::Literal(text) => text.to_string(),
            Part::AnyCharacter => FILLING.to_owned(),
            Part::AnyRun => std::mem::take(&mut run),
            Part::Variable(_) => String::new(),
        })
        .collect();
    let is_number = text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && pattern.matches(&text)).then_some(text)
}
