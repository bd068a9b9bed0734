//! What is wrong or doubtful in an export.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bundle::{Placed, Trouble};
use crate::environment::{Environment, Origin, UNKNOWN_PREFIX, Unknown, Unknowns, key_of_unknown};
use crate::load::Loaded;
use crate::text::{Arrange, Diagnostic, Key, Source, Span, quote};

/// Mistakes, remarks, and what is not known, gathered while an export is read.
#[derive(Debug, Default)]
pub(in crate::load) struct Findings {
    pub(in crate::load) errors: Vec<Trouble>,
    remarks: Vec<Trouble>,
    unknown_fields: BTreeMap<(&'static str, Box<str>), Trouble>,
    unknowns: Unknowns,
}

impl Findings {
    /// The value; a mistake is kept.
    pub(in crate::load) fn keep<T>(&mut self, result: Result<T, Trouble>) -> Option<T> {
        result.map_err(|trouble| self.errors.push(trouble)).ok()
    }

    /// What leaves the export without a clear meaning.
    pub(in crate::load) fn error(
        &mut self,
        at: Placed<'_>,
        code: &'static str,
        message: impl Into<String>,
    ) {
        self.errors.push(at.trouble(code, message));
    }

    /// What was not understood, or is doubtful.
    pub(in crate::load) fn remark(
        &mut self,
        (source, span): (&Arc<Source>, Span),
        code: &'static str,
        message: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::warning(code, span, message);
        self.remarks.push(Trouble { diagnostic, source: source.clone() });
    }

    /// Adds a hint to the last remark.
    pub(in crate::load) fn hint(&mut self, hint: impl Into<String>) {
        if let Some(last) = self.remarks.pop() {
            self.remarks.push(last.with_hint(hint));
        }
    }

    /// A field that this program does not know; each name is told once.
    pub(super) fn unknown_field(&mut self, what: &'static str, key: &Key, source: &Arc<Source>) {
        let told = (what, key.text.clone());
        self.unknown_fields.entry(told).or_insert_with(|| {
            let message = format!("the field {} of {what} was not understood", quote(&key.text));
            let diagnostic = Diagnostic::warning("not-understood", key.span, message);
            let diagnostic = diagnostic.with_hint("what it says is left out");
            Trouble { diagnostic, source: source.clone() }
        });
    }

    /// Something of which the export does not say what it is. Gives the name that stands for it.
    pub(in crate::load) fn unknown(&mut self, name: &str, why: &str, origin: Origin) -> Box<str> {
        let key = key_of_unknown(name);
        let name: Box<str> = key.strip_prefix(UNKNOWN_PREFIX).unwrap_or(&key).into();
        self.unknowns.entry(name.clone()).or_insert_with(|| Unknown { why: why.into(), origin });
        name
    }

    /// Takes in what was found in a part that comes later in the text.
    pub(in crate::load) fn absorb(&mut self, later: Self) {
        self.errors.extend(later.errors);
        self.remarks.extend(later.remarks);
        self.unknowns.extend(later.unknowns);
        for (field, trouble) in later.unknown_fields {
            self.unknown_fields.entry(field).or_insert(trouble);
        }
    }

    /// What was loaded, unless there are mistakes; remarks in the order of the text.
    pub(in crate::load) fn finish(
        self,
        mut environment: Environment,
    ) -> Result<Loaded, Vec<Trouble>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        environment.unknowns.extend(self.unknowns);
        let mut remarks = self.remarks;
        remarks.extend(self.unknown_fields.into_values());
        remarks.arrange_by(|one, other| {
            let names = one.source.name().cmp(other.source.name());
            names.then(one.diagnostic.span.cmp(&other.diagnostic.span))
        });
        Ok(Loaded { environment, remarks })
    }
}
