//! In: a policy. Out: findings. One file for each rule, or for each family of rules that differ in a
//! word.

mod access;
mod actions;
mod keys;
mod reading;
mod redundant;
mod resources;

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
    Group { title: "Names of actions", rules: actions::RULES },
    Group { title: "Names of resources", rules: resources::RULES },
    Group { title: "Condition keys", rules: keys::RULES },
    Group { title: "What is said twice", rules: redundant::RULES },
    Group { title: "What a policy grants", rules: access::RULES },
];

/// The page on the findings of AWS IAM Access Analyzer.
pub(crate) const ACCESS_ANALYZER: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";
