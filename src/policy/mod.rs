//! In: a tree of nodes and the kind of policy that it should be. Out: a [`PolicyDocument`] in which
//! every element knows its place, and every mistake found on the way.

mod action;
mod condition;
mod document;
mod only_service;
mod operator;
mod parse;
mod principal;
mod template;

pub use action::ActionMistake;
pub use condition::{Condition, ConditionOperator, ConditionTest, ConditionValue, SetOperator};
pub use document::{
    ActionElement, ActionEntry, ActionPattern, Effect, PolicyDocument, ResourceElement,
    ResourceEntry, Spanned, Statement, Version,
};
pub use operator::ConditionFamily;
pub use parse::{Parsed, Reading, parse};
pub use principal::{PrincipalElement, PrincipalEntry, PrincipalValue};
pub use template::{Template, TemplateError, TemplatePart};
