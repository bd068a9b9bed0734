//! Amazon Resource Names.

use std::fmt;

/// How an unknown value within an ARN starts; its colon is none of the ARN's.
const UNKNOWN_START: &str = "${unknown";

/// A text of the form `arn:partition:service:region:account:resource`. Only the shape is
/// guaranteed: at least five colons and the first segment `arn`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Arn {
    text: Box<str>,
    colons: [u32; 5],
}

impl Arn {
    /// Reads an ARN; `None` if the text does not have its shape.
    pub fn parse(text: &str) -> Option<Self> {
        let mut colons = [0; 5];
        let mut positions = memchr::memchr_iter(b':', text.as_bytes())
            .filter(|colon| !text[..*colon].ends_with(UNKNOWN_START));
        for colon in &mut colons {
            *colon = u32::try_from(positions.next()?).ok()?;
        }
        let is_arn = text[..colons[0] as usize].eq_ignore_ascii_case("arn");
        is_arn.then(|| Self { text: text.into(), colons })
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Everything before the resource part, the fifth colon included: `arn:aws:iam::1:`.
    pub fn head(&self) -> &str {
        &self.text[..=self.colons[4] as usize]
    }

    /// `aws`, `aws-cn`, `aws-us-gov`, ..
    pub fn partition(&self) -> &str {
        self.segment(1)
    }

    /// The service: `s3`.
    pub fn service(&self) -> &str {
        self.segment(2)
    }

    /// The region; empty for global services.
    pub fn region(&self) -> &str {
        self.segment(3)
    }

    /// The account; empty where ARNs carry none, as for S3.
    pub fn account(&self) -> &str {
        self.segment(4)
    }

    /// Everything after the fifth colon, further colons included.
    // AWS: R-3
    pub fn resource(&self) -> &str {
        &self.text[self.colons[4] as usize + 1..]
    }

    /// The six parts, `arn` first.
    pub fn parts(&self) -> [&str; 6] {
        let resource = self.colons[4] as usize + 1..self.text.len();
        std::array::from_fn(|index| {
            let range = if index < 5 { self.segment_range(index) } else { resource.clone() };
            &self.text[range]
        })
    }

    /// Where one of the first five segments stands in the text; `arn` itself is number 0.
    pub(crate) fn segment_range(&self, index: usize) -> std::ops::Range<usize> {
        let start = if index == 0 { 0 } else { self.colons[index - 1] as usize + 1 };
        start..self.colons[index] as usize
    }

    fn segment(&self, index: usize) -> &str {
        &self.text[self.segment_range(index)]
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}
