//! In: a policy. Out: findings. One file for each rule, or for each family of rules that differ in a
//! word.

mod access;
mod actions;
mod conditions;
mod dead;
mod escalation;
mod grammar;
mod keys;
mod organization;
mod principals;
mod reading;
mod redundant;
mod resources;
mod trust;

use super::rule::Rule;

/// Every rule, group by group.
pub fn every_rule() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|group| group.rules.iter().copied())
}

/// The rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    every_rule().find(|rule| rule.code == code)
}

/// Rules that belong together.
#[derive(Debug)]
pub struct Group {
    /// As a headline.
    pub title: &'static str,
    /// In the order of their codes.
    pub rules: &'static [&'static Rule],
}

/// All groups in the order of the documentation.
pub const GROUPS: &[Group] = &[
    Group { title: "Reading a policy", rules: reading::RULES },
    Group { title: "How a policy is written", rules: grammar::RULES },
    Group { title: "Names of actions", rules: actions::RULES },
    Group { title: "Names of resources", rules: resources::RULES },
    Group { title: "Condition keys", rules: keys::RULES },
    Group { title: "What is said twice", rules: redundant::RULES },
    Group { title: "What never applies", rules: dead::RULES },
    Group { title: "Conditions that say something else", rules: conditions::RULES },
    Group { title: "What a policy grants", rules: access::RULES },
    Group { title: "Ways to gain more permissions", rules: escalation::RULES },
    Group { title: "Principals of resource-based policies", rules: principals::RULES },
    Group { title: "Trust policies of roles", rules: trust::RULES },
    Group { title: "Policies of an organization", rules: organization::RULES },
];

/// The page on the findings of AWS IAM Access Analyzer.
pub(crate) const ACCESS_ANALYZER: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";
