//! A value of a list that another one makes needless.

use crate::lint::finding::{Finding, Findings};
use crate::text::{Span, quote};

/// An entry or value as it stands in the text.
pub(super) type Written<'t> = (Span, &'t str);

/// Says that one value is covered by another. Both are one place where an alias of YAML repeats it.
pub(super) fn covered<'f>(
    findings: &'f mut Findings<'_>,
    (narrow, text): Written<'_>,
    (wide, wider): Written<'_>,
) -> &'f mut Finding {
    let message = if text == wider {
        format!("{} is given twice", quote(text))
    } else {
        format!("{} is covered by {}", quote(text), quote(wider))
    };
    let says = if text == wider { "first given here" } else { "this covers it" };
    because_of(findings.at(narrow, message), wide, says)
}

/// Points at the other place, if it is another.
pub(super) fn because_of<'f>(finding: &'f mut Finding, place: Span, says: &str) -> &'f mut Finding {
    if place == finding.diagnostic.span {
        return finding.hint("an alias repeats what stands here: leave out the alias");
    }
    finding.label(place, says)
}
