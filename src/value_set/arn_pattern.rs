//! ARNs with wildcards, compared segment by segment.

use super::{Part, Pattern};
use crate::aws::Arn;

/// A pattern for ARNs. In the first five segments no wildcard crosses a colon; the resource part is
/// one text in which wildcards match anything.
// AWS, C-22
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArnPattern {
    head: Head,
    resource: Pattern,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Head {
    /// `arn:aws:s3:::`, compared as it stands.
    Literal(Box<str>),
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
        let literals: Option<Vec<&str>> = segments.iter().map(Pattern::as_literal).collect();
        let head = match literals {
            Some(literals) => Head::Literal(format!("{}:", literals.join(":")).into()),
            None => Head::Segments(Box::new(segments)),
        };
        Self { head, resource }
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

    /// Whether an ARN matches, given the values of the resource part's variables.
    pub fn matches<'v>(&self, arn: ArnView<'_>, value_of: impl Fn(u32) -> &'v str) -> bool {
        self.head_matches(arn) && self.resource.matches_with(arn.arn.resource(), value_of)
    }

    /// Whether an ARN matches for some values of the variables.
    pub fn may_match(&self, arn: ArnView<'_>) -> bool {
        let open = self.resource.parts().iter().map(|part| match part {
            Part::Variable(_) => Part::AnyRun,
            other => other.clone(),
        });
        self.head_matches(arn) && Pattern::from_parts(open).matches(arn.arn.resource())
    }

    fn head_matches(&self, arn: ArnView<'_>) -> bool {
        match &self.head {
            Head::Literal(text) => **text == *arn.head,
            Head::Segments(segments) => segments
                .iter()
                .enumerate()
                .all(|(index, segment)| segment.matches(arn.segment(index))),
        }
    }

    /// Whether every ARN that `other` matches is matched by this pattern. Neither may hold
    /// variables.
    pub fn covers(&self, other: &Self) -> bool {
        self.pairs(other).iter().all(|(mine, theirs)| mine.covers(theirs))
    }

    /// Whether some ARN matches both patterns. Neither may hold variables.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.pairs(other).iter().all(|(mine, theirs)| mine.overlaps(theirs))
    }

    fn pairs(&self, other: &Self) -> Vec<(Pattern, Pattern)> {
        let heads = self.segments().into_iter().zip(other.segments());
        heads.chain([(self.resource.clone(), other.resource.clone())]).collect()
    }

    fn segments(&self) -> Vec<Pattern> {
        match &self.head {
            Head::Literal(text) => text.split(':').take(5).map(Pattern::literal).collect(),
            Head::Segments(segments) => segments.to_vec(),
        }
    }
}
