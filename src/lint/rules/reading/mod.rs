//! In: a policy. Out: what reading it tells.

mod missing_effect;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&missing_effect::RULE];
