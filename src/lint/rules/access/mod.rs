//! In: a policy. Out: what it grants that it had better not.

mod full_access;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&full_access::RULE];
