//! Values of conditions on ARNs.

use super::bounds::Shapes;
use super::filled_in::FilledIn;
use super::resource::{TextPart, split_at_colons};
use super::values::{Membership, TextPattern};
use super::variable::{Variables, pattern_of};
use crate::policy::{Template, TemplatePart, Version};
use crate::request::{ContextKeys, KeyId, RequestContext};
use crate::value_set::{ArnPattern, ArnView, Part, Pattern};

/// An ARN pattern and the variables of each part; where a variable brings colons, of the whole.
// AWS: V-1
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArnValue {
    /// Six, or the whole as one.
    parts: Box<[TextPattern]>,
    /// The whole pattern, if no part has variables.
    plain: Option<ArnPattern>,
}

/// How many parts an ARN has.
const SEGMENTS: usize = 6;

/// The ARN pattern of six parts, or of a whole that has them; `None` if it has not.
// AWS: C-23
fn arn_of_parts(mut parts: Vec<Pattern>) -> Option<ArnPattern> {
    if let [whole] = parts.as_slice() {
        let segments = split_at_colons(whole.parts()).into_iter();
        parts = segments.map(Pattern::from_parts).collect();
    }
    let [head @ .., resource] = <[Pattern; SEGMENTS]>::try_from(parts).ok()?;
    Some(ArnPattern::new(head, resource))
}

/// Whether a part of an ARN has a colon, which none has but the last.
fn has_colon(part: &Pattern) -> bool {
    part.parts().iter().any(|part| part.plain().is_some_and(|text| text.contains(':')))
}

impl ArnValue {
    /// `None` if the text is no ARN, whatever its variables stand for.
    // AWS: C-23
    pub(super) fn compile(text: &str, version: Version, keys: &mut ContextKeys) -> Option<Self> {
        let template = Template::parse(text, version, true).ok()?;
        let text_pattern = |segment: Vec<TemplatePart>| {
            let (pattern, variables) = pattern_of(&segment, keys);
            TextPattern { pattern, variables }
        };
        let segments = split_at_colons(&template.parts);
        let is_whole = segments.len() == SEGMENTS;
        let segments = if is_whole { segments } else { vec![template.parts] };
        let parts: Box<[TextPattern]> = segments.into_iter().map(text_pattern).collect();
        let has_variables = parts.iter().any(|part| !part.variables.is_empty());
        let plain = || arn_of_parts(parts.iter().map(|part| part.pattern.clone()).collect());
        let plain = if has_variables { None } else { Some(plain()?) };
        Some(Self { parts, plain })
    }

    /// The value of a pattern without variables.
    pub(crate) fn of(pattern: ArnPattern) -> Self {
        let [head @ .., resource] = pattern.clone().into_parts();
        let plain = |pattern| TextPattern { pattern, variables: Variables::default() };
        let [first, partition, service, region, account] = head.map(plain);
        let parts = Box::new([first, partition, service, region, account, plain(resource)]);
        Self { parts, plain: Some(pattern) }
    }

    /// The keys without which it stands for nothing; `None` if it has no variables.
    pub(super) fn needed_keys(&self) -> Option<Vec<KeyId>> {
        let needed = self.parts.iter().flat_map(|part| part.variables.needed());
        self.plain.is_none().then(|| needed.collect())
    }

    /// The whole pattern with what is known of each variable, if only `*`; any ARN where a variable
    /// brings colons, as those are not in it.
    pub(super) fn open(&self, shapes: &Shapes) -> ArnPattern {
        let [head @ .., resource] = match <&[TextPattern; SEGMENTS]>::try_from(&*self.parts) {
            Ok(parts) => parts.each_ref().map(|part| part.variables.open(&part.pattern, shapes)),
            Err(_) => std::array::from_fn(|_| Pattern::glob("*")),
        };
        ArnPattern::new(head, resource)
    }

    /// What a key may stand for so that the whole is an ARN, if it has a variable of that key.
    pub(crate) fn completed_by(&self, key: KeyId) -> Option<String> {
        let [whole] = &*self.parts else { return None };
        let is_named = |part: &Part| matches!(part, Part::Variable(_));
        let first = whole.pattern.parts().iter().position(is_named)?;
        let usual = ["arn", "aws", "s3", "", "", "example"];
        let missing = SEGMENTS.checked_sub(split_at_colons(whole.pattern.parts()).len())?;
        let brought =
            if first == 0 { &usual[..=missing] } else { &usual[SEGMENTS - 1 - missing..] };
        whole.variables.keys().any(|named| named == key).then(|| brought.join(":"))
    }

    /// Its six parts, or the whole.
    pub(crate) fn parts(&self) -> &[TextPattern] {
        &self.parts
    }

    /// The whole pattern, if no part has variables.
    pub(crate) fn without_variables(&self) -> Option<&ArnPattern> {
        self.plain.as_ref()
    }

    /// The whole pattern with its variables replaced by what they stand for.
    pub(super) fn filled_in(&self, context: &RequestContext) -> FilledIn<ArnPattern> {
        let mut parts = Vec::new();
        for part in &*self.parts {
            match part.filled_in(context) {
                FilledIn::Pattern(pattern) => parts.push(pattern),
                FilledIn::Nothing => return FilledIn::Nothing,
                FilledIn::Unknown => return FilledIn::Unknown,
            }
        }
        if parts.len() == SEGMENTS && parts[..SEGMENTS - 1].iter().any(has_colon) {
            return FilledIn::Nothing;
        }
        arn_of_parts(parts).map_or(FilledIn::Nothing, FilledIn::Pattern)
    }

    pub(super) fn matches(&self, arn: ArnView<'_>, context: &RequestContext) -> Membership {
        if let Some(plain) = &self.plain {
            return if plain.matches(arn, |_| "") {
                Membership::Inside
            } else {
                Membership::Outside
            };
        }
        if self.parts.len() != SEGMENTS {
            return match self.filled_in(context) {
                FilledIn::Pattern(pattern) if pattern.matches(arn, |_| "") => Membership::Inside,
                FilledIn::Pattern(_) | FilledIn::Nothing => Membership::Outside,
                FilledIn::Unknown => Membership::Unknown,
            };
        }
        let mut all = Membership::Inside;
        for (part, text) in self.parts.iter().zip(arn.arn.parts()) {
            match part.matches(text, context) {
                Membership::Inside => {}
                Membership::Unknown => all = Membership::Unknown,
                outside => return outside,
            }
        }
        all
    }
}
