//! What a request is about.

use crate::aws::{ActionName, Arn, holds_unknown, map_unknown};
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
    /// All resources that a pattern covers, or one whose ARN holds unknown values.
    // AWS: R-15
    Several {
        /// As given.
        arn: Arn,
        /// What it covers.
        pattern: ArnPattern,
        /// Where the ARN holds unknown values, the same with their names as text: what covers this
        /// covers it whatever the values are.
        by_name: Option<Box<ArnPattern>>,
    },
}

/// The pattern of an ARN's parts.
fn pattern_of(arn: &Arn) -> ArnPattern {
    // AWS: R-5
    let lower_head = arn.head().to_ascii_lowercase();
    let segment = |index| Pattern::glob(&lower_head[arn.segment_range(index)]);
    ArnPattern::new(std::array::from_fn(segment), Pattern::glob(arn.resource()))
}

/// The resource of requests that list buckets.
// AWS: R-9
pub(crate) const ALL_BUCKETS: &str = "arn:aws:s3:::*";

/// The action whose requests name all buckets where others that name none have `*`.
// AWS: R-9
pub(crate) const LIST_BUCKETS: &str = "s3:listallmybuckets";

/// Whether requests for an action name all buckets.
// AWS: R-9
pub(crate) fn is_about_all_buckets(action: &ActionName) -> bool {
    action.lower() == LIST_BUCKETS
}

impl ResourceTarget {
    /// Reads a resource; `None` if it is neither `*` nor an ARN. `wildcards` says whether `*` and
    /// `?` in an ARN stand for other characters.
    pub fn parse(text: &str, action: &ActionName, wildcards: bool) -> Option<Self> {
        // AWS: R-9
        if is_about_all_buckets(action) && (text == "*" || text == ALL_BUCKETS) {
            return Arn::parse(ALL_BUCKETS).map(Self::one);
        }
        if text == "*" {
            return Some(Self::Wildcard);
        }
        let arn = Arn::parse(text)?;
        if holds_unknown(text) || wildcards && text.contains(['*', '?']) {
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
        let by_name = holds_unknown(arn.as_str()).then(|| {
            let named = map_unknown(arn.as_str(), str::to_ascii_lowercase);
            Arn::parse(&named).map(|arn| Box::new(pattern_of(&arn)))
        });
        let open = map_unknown(arn.as_str(), |_| "*".to_owned());
        let pattern = pattern_of(Arn::parse(&open).as_ref().unwrap_or(&arn));
        Self::Several { arn, pattern, by_name: by_name.flatten() }
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
