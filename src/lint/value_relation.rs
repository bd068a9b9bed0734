//! How the values of two conditions relate. A yes is proven; a no may be wrong.

use crate::compile::{TextPattern, TextSet, ValueSet};
use crate::value_set::{ArnPattern, Part, Pattern};

/// Whether every value of `narrow` is one of `wide`. Variables of `wide` cover nothing; a set
/// without members is covered by none.
pub(super) fn covers(wide: &ValueSet, narrow: &ValueSet) -> bool {
    use ValueSet as V;
    match (wide, narrow) {
        (V::Text(wide), V::Text(narrow)) => {
            let members = members(narrow);
            !members.is_empty() && members.iter().all(|one| holds(wide, one))
        }
        (V::IgnoreCase(wide), V::IgnoreCase(narrow)) => {
            !narrow.is_empty() && narrow.iter().all(|one| wide.iter().any(|two| is_same(one, two)))
        }
        (V::Number(wide), V::Number(narrow)) => {
            !narrow.is_empty() && narrow.intersect(&wide.complement()).is_empty()
        }
        (V::Instant(wide), V::Instant(narrow)) => {
            !narrow.is_empty() && narrow.intersect(&wide.complement()).is_empty()
        }
        (V::Boolean(wide), V::Boolean(narrow)) => {
            !narrow.is_empty() && narrow.iter().all(|one| wide.contains(one))
        }
        (V::Binary(wide), V::Binary(narrow)) => {
            !narrow.is_empty() && narrow.iter().all(|one| wide.contains(one))
        }
        (V::Address(wide), V::Address(narrow)) => {
            let is_inside = |one| wide.iter().any(|range| range.contains(one));
            !narrow.is_empty() && narrow.iter().all(is_inside)
        }
        (V::Arn(wide), V::Arn(narrow)) => {
            let wide: Vec<&ArnPattern> =
                wide.iter().filter_map(|one| one.without_variables()).collect();
            let is_inside = |one: &ArnPattern| wide.iter().any(|two| two.covers(one));
            let narrow = narrow.iter().map(|one| one.without_variables());
            narrow.len() > 0 && narrow.into_iter().all(|one| one.is_some_and(is_inside))
        }
        _ => false,
    }
}

/// Whether no value can be in both. Variables count as any text.
pub(super) fn are_disjoint(one: &ValueSet, other: &ValueSet) -> bool {
    use ValueSet as V;
    match (one, other) {
        (V::Text(one), V::Text(other)) => are_disjoint_texts(&members(one), &members(other)),
        (V::Text(text), V::IgnoreCase(folded)) | (V::IgnoreCase(folded), V::Text(text)) => {
            are_disjoint_texts(&lower(&members(text)), &lower(&patterns(folded)))
        }
        (V::IgnoreCase(one), V::IgnoreCase(other)) => {
            are_disjoint_texts(&lower(&patterns(one)), &lower(&patterns(other)))
        }
        (V::Number(one), V::Number(other)) => one.intersect(other).is_empty(),
        (V::Instant(one), V::Instant(other)) => one.intersect(other).is_empty(),
        (V::Boolean(one), V::Boolean(other)) => !one.iter().any(|value| other.contains(value)),
        (V::Binary(one), V::Binary(other)) => !one.iter().any(|value| other.contains(value)),
        (V::Address(one), V::Address(other)) => {
            let meets = |range| other.iter().any(|two| two.contains(range) || range.contains(two));
            !one.iter().any(meets)
        }
        (V::Arn(one), V::Arn(other)) => one.iter().all(|one| {
            other.iter().all(|other| match (one.without_variables(), other.without_variables()) {
                (Some(one), Some(other)) => !one.overlaps(other),
                _ => false,
            })
        }),
        _ => false,
    }
}

/// Whether the set lets every text in.
pub(super) fn is_every_text(set: &ValueSet) -> bool {
    matches!(set, ValueSet::Text(texts)
        if texts.patterns.iter().any(|text| text.pattern.is_everything()))
}

/// Whether the empty text is no member, for all that is known.
pub(super) fn lacks_empty_text(set: &ValueSet) -> bool {
    match set {
        ValueSet::Text(texts) => {
            let has_variables = texts.patterns.iter().any(|text| !text.variables.is_empty());
            !has_variables && !members(texts).iter().any(|pattern| pattern.matches(""))
        }
        ValueSet::IgnoreCase(texts) => !texts
            .iter()
            .any(|text| !text.variables.is_empty() || text.pattern.as_literal() == Some("")),
        ValueSet::Binary(values) => !values.iter().any(|bytes| bytes.is_empty()),
        ValueSet::Number(_)
        | ValueSet::Instant(_)
        | ValueSet::Boolean(_)
        | ValueSet::Address(_)
        | ValueSet::Arn(_) => true,
    }
}

fn holds(wide: &TextSet, narrow: &Pattern) -> bool {
    if let Some(text) = narrow.as_literal()
        && wide.literals.binary_search_by(|literal| (**literal).cmp(text)).is_ok()
    {
        return true;
    }
    wide.patterns.iter().any(|wide| wide.variables.is_empty() && wide.pattern.covers(narrow))
}

// AWS: C-8
fn is_same(one: &TextPattern, other: &TextPattern) -> bool {
    let literal = |text: &TextPattern| text.pattern.as_literal().map(str::to_lowercase);
    one.variables.is_empty() && other.variables.is_empty() && literal(one) == literal(other)
}

/// The texts of a set as patterns.
fn members(set: &TextSet) -> Vec<Pattern> {
    let literals = set.literals.iter().map(|text| Pattern::literal(text));
    literals.chain(patterns(&set.patterns)).collect()
}

fn patterns(texts: &[TextPattern]) -> Vec<Pattern> {
    texts.iter().map(|text| text.pattern.clone()).collect()
}

fn are_disjoint_texts(one: &[Pattern], other: &[Pattern]) -> bool {
    one.iter().all(|one| other.iter().all(|other| !one.overlaps(other)))
}

/// The patterns with their letters in lower case.
fn lower(patterns: &[Pattern]) -> Vec<Pattern> {
    let part = |part: &Part| match part {
        Part::Literal(text) => Part::Literal(text.to_lowercase().into()),
        other => other.clone(),
    };
    patterns.iter().map(|one| Pattern::from_parts(one.parts().iter().map(part))).collect()
}
