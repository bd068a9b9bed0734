//! ARNs with wildcards, compared segment by segment.

use super::{Part, Pattern};
use crate::aws::Arn;

/// A pattern for ARNs. In the first five segments no wildcard crosses a colon; the resource part is
/// one text in which wildcards match anything.
// AWS, C-22
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArnPattern {
    head: Head,
    resource: Pattern,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Head {
    /// `arn:aws:s3:::`, compared as it stands.
    Literal(Box<str>),
    /// One segment is `*`: what stands before and after it, colons included.
    Affixes(Box<str>, Box<str>),
    Segments(Box<[Pattern; 5]>),
}

/// An ARN to match: its parts before the resource as the comparison wants them, and the ARN itself.
#[derive(Clone, Copy, Debug)]
pub struct ArnView<'a> {
    /// Everything up to the fifth colon; as long as the ARN's own head.
    pub head: &'a str,
    /// The ARN.
    pub arn: &'a Arn,
}

impl<'a> ArnView<'a> {
    /// An ARN in its own letter case.
    pub fn exact(arn: &'a Arn) -> Self {
        Self { head: arn.head(), arn }
    }

    fn segment(&self, index: usize) -> &'a str {
        &self.head[self.arn.segment_range(index)]
    }
}

impl ArnPattern {
    /// A pattern from those of its six parts.
    pub fn new(segments: [Pattern; 5], resource: Pattern) -> Self {
        Self { head: Head::new(segments), resource }
    }

    /// The same pattern with another resource part.
    #[must_use]
    pub fn with_resource(&self, resource: Pattern) -> Self {
        Self { head: self.head.clone(), resource }
    }

    /// The pattern of the resource part.
    pub fn resource(&self) -> &Pattern {
        &self.resource
    }

    /// The patterns of the six parts.
    pub(crate) fn into_parts(self) -> [Pattern; 6] {
        let mut segments = self.segments().into_iter();
        let [first, second, third, fourth, fifth] =
            std::array::from_fn(|_| segments.next().unwrap_or_else(|| Pattern::literal("")));
        [first, second, third, fourth, fifth, self.resource]
    }

    /// Whether an ARN matches, given the values of the resource part's variables.
    pub fn matches<'v>(&self, arn: ArnView<'_>, value_of: impl Fn(u32) -> &'v str) -> bool {
        self.head_matches(arn) && self.resource.matches_with(arn.arn.resource(), value_of)
    }

    /// Whether an ARN matches for some values of the variables.
    pub fn may_match(&self, arn: ArnView<'_>) -> bool {
        self.head_matches(arn) && self.open_resource().matches(arn.arn.resource())
    }

    /// The same pattern with `*` for each variable.
    #[must_use]
    pub fn open(&self) -> Self {
        self.with_resource(self.open_resource())
    }

    fn open_resource(&self) -> Pattern {
        Pattern::from_parts(self.resource.parts().iter().map(|part| match part {
            Part::Variable(_) => Part::AnyRun,
            other => other.clone(),
        }))
    }

    fn head_matches(&self, arn: ArnView<'_>) -> bool {
        match &self.head {
            Head::Literal(text) => **text == *arn.head,
            // INVARIANT: the affixes hold all five colons, so that none is left between them.
            Head::Affixes(before, after) => {
                arn.head.len() >= before.len() + after.len()
                    && arn.head.starts_with(&**before)
                    && arn.head.ends_with(&**after)
            }
            Head::Segments(segments) => segments
                .iter()
                .enumerate()
                .all(|(index, segment)| segment.matches(arn.segment(index))),
        }
    }

    /// Whether every ARN that `other` matches is matched by this pattern. Neither may hold
    /// variables.
    pub fn covers(&self, other: &Self) -> bool {
        self.resource.covers(&other.resource) && self.heads_agree(other, Pattern::covers)
    }

    /// Whether some ARN matches both patterns. Neither may hold variables.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.heads_agree(other, Pattern::overlaps) && self.resource.overlaps(&other.resource)
    }

    /// An ARN that matches, with `filler` for each wildcard. Variables are left out.
    pub fn sample(&self, filler: &str) -> String {
        let segments = self.segments();
        let parts = segments.iter().chain([&self.resource]).map(|part| part.sample(filler));
        parts.collect::<Vec<_>>().join(":")
    }

    fn heads_agree(&self, other: &Self, agree: fn(&Pattern, &Pattern) -> bool) -> bool {
        if let (Head::Literal(mine), Head::Literal(theirs)) = (&self.head, &other.head) {
            return mine == theirs;
        }
        let (mine, theirs) = (self.segments(), other.segments());
        mine.iter().zip(&theirs).all(|(mine, theirs)| agree(mine, theirs))
    }

    /// The patterns of the five segments before the resource part.
    pub(super) fn segments(&self) -> Vec<Pattern> {
        match &self.head {
            Head::Literal(text) => text.split(':').take(5).map(Pattern::literal).collect(),
            Head::Affixes(before, after) => {
                let before = before.strip_suffix(':').into_iter().flat_map(|rest| rest.split(':'));
                let after = after.strip_prefix(':').and_then(|rest| rest.strip_suffix(':'));
                let after = after.into_iter().flat_map(|rest| rest.split(':'));
                let star = std::iter::once(Pattern::glob("*"));
                before
                    .map(Pattern::literal)
                    .chain(star)
                    .chain(after.map(Pattern::literal))
                    .collect()
            }
            Head::Segments(segments) => segments.to_vec(),
        }
    }
}

impl Head {
    fn new(segments: [Pattern; 5]) -> Self {
        let is_star = |segment: &Pattern| segment.is_everything();
        let stars = segments.iter().filter(|segment| is_star(segment)).count();
        let texts: Option<Vec<&str>> = segments
            .iter()
            .map(|segment| if is_star(segment) { Some("*") } else { segment.as_literal() })
            .collect();
        let Some(texts) = texts else { return Self::Segments(Box::new(segments)) };
        let text = format!("{}:", texts.join(":"));
        match (stars, text.split_once('*')) {
            (0, _) => Self::Literal(text.into()),
            (1, Some((before, after))) if !after.contains('*') && !before.contains('*') => {
                Self::Affixes(before.into(), after.into())
            }
            _ => Self::Segments(Box::new(segments)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ArnPattern, ArnView};
    use crate::aws::Arn;
    use crate::value_set::Pattern;

    fn pattern(texts: &[String]) -> ArnPattern {
        let segment = |index: usize| Pattern::glob(&texts[index]);
        ArnPattern::new(std::array::from_fn(segment), segment(5))
    }

    proptest! {
        /// However a head is kept, it matches as its segments do one by one.
        #[test]
        fn heads_match_segment_by_segment(
            texts in prop::collection::vec("[ab*?]{0,2}", 6),
            parts in prop::collection::vec("[ab]{0,2}", 4),
            resource in "[ab:]{0,3}",
        ) {
            let text = format!("arn:{}:{resource}", parts.join(":"));
            let arn = Arn::parse(&text).expect("an ARN");
            let expected = texts
                .iter()
                .zip(arn.parts())
                .all(|(segment, part)| Pattern::glob(segment).matches(part));
            let pattern = pattern(&texts);
            prop_assert_eq!(pattern.matches(ArnView::exact(&arn), |_| ""), expected);
            prop_assert!(pattern.covers(&pattern));
            prop_assert_eq!(pattern.segments().len(), 5);
        }
    }
}
