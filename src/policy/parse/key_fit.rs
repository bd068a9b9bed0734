//! Operators that do not fit the key that they test, as far as the key's type is known.

use super::reader::Reader;
use crate::aws::{GlobalKey, global_key};
use crate::policy::{ConditionFamily, ConditionOperator};
use crate::text::{Diagnostic, Key, quote};

impl Reader {
    // AWS: C-6, C-31
    pub(super) fn key_fit(&mut self, operator_key: &Key, operator: ConditionOperator, key: &Key) {
        let family = operator.test.family();
        let Some(known) = global_key(&key.text.to_ascii_lowercase()) else { return };
        let GlobalKey { key_type, .. } = known.entry();
        if family == ConditionFamily::Null {
            return;
        }
        if !family.fits(key_type.value) {
            let of_key = key_type.value.clause();
            let message = format!("`{operator}` never matches {}: {of_key}", quote(&key.text));
            self.report(
                Diagnostic::warning("type-mismatch", operator_key.span, message)
                    .with_label(key.span, of_key),
            );
        }
        if key_type.multivalued && operator.set.is_none() {
            let code = "missing-qualifier";
            let message = format!(
                "`{operator}` without a set operator matches no request that carries {}",
                quote(&key.text)
            );
            let hint = format!("write `ForAnyValue:{operator}` or `ForAllValues:{operator}`");
            self.report(
                Diagnostic::warning(code, operator_key.span, message)
                    .with_label(key.span, "a request may carry several values of this key")
                    .with_hint(hint),
            );
        }
    }
}
