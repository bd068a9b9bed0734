//! Resource types and the forms of their ARNs.

use std::sync::OnceLock;

use super::service::KeySet;
use crate::aws::Arn;
use crate::value_set::{ArnPattern, ArnView, Part, Pattern};

/// A type of resource: `bucket`.
#[derive(Clone, Debug)]
pub struct ResourceType {
    /// AWS's name for it.
    pub name: Box<str>,
    /// `arn:${Partition}:s3:::${BucketName}`; mostly one.
    pub arn_formats: Box<[Box<str>]>,
    /// Condition keys that come with such a resource.
    pub condition_keys: KeySet,
    patterns: OnceLock<Box<[ArnPattern]>>,
    /// The numbers of the keys that some use of the type lists.
    pub(super) listed_with_uses: OnceLock<Box<[u16]>>,
}

impl ResourceType {
    pub(super) fn new(name: &str, formats: &[&str], condition_keys: KeySet) -> Self {
        let arn_formats = formats.iter().map(|format| Box::from(*format)).collect();
        let (patterns, listed_with_uses) = (OnceLock::new(), OnceLock::new());
        Self { name: name.into(), arn_formats, condition_keys, patterns, listed_with_uses }
    }

    /// The formats as patterns, in which each `${..}` is a `*`.
    pub fn arn_patterns(&self) -> impl Iterator<Item = &ArnPattern> {
        let read = || self.arn_formats.iter().filter_map(|format| arn_pattern(format)).collect();
        self.patterns.get_or_init(read).iter()
    }

    /// How exactly one of the formats describes the ARN: the number of characters that the format
    /// itself gives of the resource part. `None` if no format fits.
    pub fn fit(&self, arn: &Arn) -> Option<usize> {
        let fitting =
            self.arn_patterns().filter(|format| format.matches(ArnView::exact(arn), |_| ""));
        fitting.map(|format| literal_length(format.resource())).max()
    }
}

fn arn_pattern(format: &str) -> Option<ArnPattern> {
    let open = with_stars(format);
    let mut parts = open.splitn(6, ':').map(Pattern::glob);
    let mut next = || parts.next();
    let head = [next()?, next()?, next()?, next()?, next()?];
    Some(ArnPattern::new(head, next()?))
}

/// A text with `*` for each `${..}`.
pub(crate) fn with_stars(template: &str) -> String {
    let mut pieces = template.split("${");
    let mut text = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        text.push('*');
        text.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
    }
    text
}

fn literal_length(pattern: &Pattern) -> usize {
    let length = |part: &Part| match part {
        Part::Literal(text) => text.len(),
        Part::AnyRun | Part::AnyCharacter | Part::Variable(_) => 0,
    };
    pattern.parts().iter().map(length).sum()
}
