//! In: a policy. Out: what another part of it says already.

mod redundant_action;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&redundant_action::RULE];
