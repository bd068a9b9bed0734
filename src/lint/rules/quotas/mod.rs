//! In: a policy and what it is attached to. Out: what is more than AWS stores there.

mod of_resource;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&of_resource::RULE];
