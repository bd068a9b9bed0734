//! What a request is about.

use crate::aws::{ActionName, Arn};
use crate::value_set::{ArnPattern, ArnView, Pattern, TextEnds};

/// The resource of a request.
#[derive(Clone, Debug)]
pub enum ResourceTarget {
    /// `*`: the action has no resource types.
    // AWS: R-8
    Wildcard,
    /// One resource.
    One {
        /// Its ARN.
        arn: Arn,
        /// The ARN's first five segments in lower case.
        lower_head: Box<str>,
    },
    /// All resources that a pattern covers.
    // AWS: R-15
    Several {
        /// As given.
        arn: Arn,
        /// What it covers.
        pattern: ArnPattern,
    },
}

impl ResourceTarget {
    /// Reads a resource; `None` if it is neither `*` nor an ARN. `wildcards` says whether `*` and
    /// `?` in an ARN stand for other characters.
    pub fn parse(text: &str, action: &ActionName, wildcards: bool) -> Option<Self> {
        // AWS: R-9
        if action.lower() == "s3:listallmybuckets" && (text == "*" || text == "arn:aws:s3:::*") {
            return Arn::parse("arn:aws:s3:::*").map(Self::one);
        }
        if text == "*" {
            return Some(Self::Wildcard);
        }
        let arn = Arn::parse(text)?;
        if wildcards && text.contains(['*', '?']) {
            return Some(Self::several(arn));
        }
        Some(Self::one(arn))
    }

    /// One resource by its ARN.
    pub fn one(arn: Arn) -> Self {
        // AWS: R-5
        let lower_head = arn.head().to_ascii_lowercase().into();
        Self::One { arn, lower_head }
    }

    fn several(arn: Arn) -> Self {
        let lower_head = arn.head().to_ascii_lowercase();
        let segment = |index| Pattern::glob(&lower_head[arn.segment_range(index)]);
        let segments = std::array::from_fn(segment);
        let pattern = ArnPattern::new(segments, Pattern::glob(arn.resource()));
        Self::Several { arn, pattern }
    }

    /// The ARN, if there is one.
    pub fn arn(&self) -> Option<&Arn> {
        match self {
            Self::Wildcard => None,
            Self::One { arn, .. } | Self::Several { arn, .. } => Some(arn),
        }
    }

    /// As given.
    pub fn text(&self) -> &str {
        self.arn().map_or("*", Arn::as_str)
    }

    /// The ends of the resource part, as far as there is one. Nothing has `*` for its resource but
    /// what matches any text.
    pub(crate) fn ends(&self) -> TextEnds {
        match self {
            Self::Wildcard => TextEnds::of(""),
            Self::One { arn, .. } => TextEnds::of(arn.resource()),
            Self::Several { .. } => TextEnds::UNKNOWN,
        }
    }

    /// The ARN as policies' resources are compared with it: the first five segments without letter
    /// case.
    pub(crate) fn view(&self) -> Option<ArnView<'_>> {
        match self {
            Self::One { arn, lower_head, .. } => Some(ArnView { head: lower_head, arn }),
            Self::Wildcard | Self::Several { .. } => None,
        }
    }
}
