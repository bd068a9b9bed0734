//! `Resource` and `NotResource`, compiled.

use super::variable::{Resolved, Variables, pattern_of};
use crate::aws::PolicyKind;
use crate::policy::{ResourceElement, Template, TemplatePart, Version};
use crate::request::{ContextKeys, RequestContext};
use crate::value_set::{ArnPattern, Part, Pattern};

/// What a `Resource` or `NotResource` element asks of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResourceTest {
    /// Whether it is `NotResource`.
    pub negated: bool,
    /// The entries in the order written.
    pub entries: Box<[ResourcePattern]>,
}

/// One resource of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ResourcePattern {
    /// `*`
    Everything,
    /// An ARN with wildcards and variables.
    Arn(ArnPattern, Variables),
    /// Stored by AWS, but matching no resource.
    // AWS: V-1a, R-7
    Nothing,
}

impl ResourceTest {
    pub(super) fn compile(
        element: &ResourceElement,
        version: Version,
        kind: PolicyKind,
        keys: &mut ContextKeys,
    ) -> Self {
        let entry = |text| ResourcePattern::compile(text, version, kind, keys);
        let entries = element.entries.iter().map(|written| &*written.text).map(entry).collect();
        Self { negated: element.negated, entries }
    }
}

impl ResourcePattern {
    /// The resources of an ARN pattern without variables; its head counts without letter case.
    pub(crate) fn of_text(text: &str) -> Self {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let [head @ .., resource] = parts.as_slice() else { return Self::Nothing };
        let head: Vec<Pattern> =
            head.iter().map(|segment| Pattern::glob(&segment.to_ascii_lowercase())).collect();
        match <[Pattern; 5]>::try_from(head) {
            Ok(head) => {
                Self::Arn(ArnPattern::new(head, Pattern::glob(resource)), Variables::default())
            }
            Err(_) => Self::Nothing,
        }
    }

    fn compile(text: &str, version: Version, kind: PolicyKind, keys: &mut ContextKeys) -> Self {
        let Ok(template) = Template::parse(text, version, true) else { return Self::Nothing };
        let is_run = |part: &TemplatePart| *part == TemplatePart::AnyRun;
        if !template.parts.is_empty() && template.parts.iter().all(is_run) {
            return Self::Everything;
        }
        let mut segments = split_at_colons(&template.parts);
        if segments.len() < 6 && !may_be_short(&segments, kind) {
            return Self::Nothing;
        }
        segments.resize_with(6, || vec![TemplatePart::AnyRun]);
        let (Some(resource), Ok(head)) = (segments.pop(), <[_; 5]>::try_from(segments)) else {
            return Self::Nothing;
        };
        // AWS: V-1a
        if head.iter().flatten().any(|part| matches!(part, TemplatePart::Variable { .. })) {
            return Self::Nothing;
        }
        let (resource, variables) = pattern_of(&resource, keys);
        Self::Arn(ArnPattern::new(head.map(|parts| head_pattern(&parts)), resource), variables)
    }

    /// What the variables stand for; text if there are none.
    pub fn resolve(&self, context: &RequestContext) -> Resolved<'static> {
        match self {
            Self::Arn(_, variables) if !variables.is_empty() => variables.resolve(context),
            Self::Everything | Self::Nothing | Self::Arn(..) => Resolved::Text(""),
        }
    }

    /// The same pattern with its variables replaced by what they stand for.
    pub fn filled_in(&self, context: &RequestContext) -> Option<ArnPattern> {
        let Self::Arn(pattern, variables) = self else { return None };
        Some(pattern.with_resource(variables.fill(pattern.resource(), context)))
    }
}

impl ResourcePattern {
    /// Whether it covers what a request is about whatever the unknown values are that the two name:
    /// the same name is the same value.
    pub fn covers_by_name(&self, asked: &ArnPattern, context: &RequestContext) -> bool {
        let Self::Arn(pattern, variables) = self else { return false };
        let filled = variables.fill_by_name(pattern.resource(), context);
        filled.is_some_and(|resource| pattern.with_resource(resource).covers(asked))
    }
}

/// Whether an ARN of fewer than six segments is padded with `*`.
// AWS: R-7
fn may_be_short(segments: &[Vec<TemplatePart>], kind: PolicyKind) -> bool {
    let is_wildcard =
        |part: &TemplatePart| matches!(part, TemplatePart::AnyRun | TemplatePart::AnyCharacter);
    match kind {
        PolicyKind::Identity | PolicyKind::Session | PolicyKind::PermissionsBoundary => true,
        PolicyKind::Resource | PolicyKind::Trust | PolicyKind::VpcEndpoint => {
            segments.iter().flatten().any(is_wildcard)
        }
        PolicyKind::ServiceControl => {
            segments.last().and_then(|parts| parts.last()) == Some(&TemplatePart::AnyRun)
        }
        PolicyKind::ResourceControl => false,
    }
}

// AWS: R-5
fn head_pattern(parts: &[TemplatePart]) -> Pattern {
    Pattern::from_parts(parts.iter().filter_map(|part| match part {
        TemplatePart::Literal(text) => Some(Part::Literal(text.to_ascii_lowercase().into())),
        TemplatePart::AnyRun => Some(Part::AnyRun),
        TemplatePart::AnyCharacter => Some(Part::AnyCharacter),
        TemplatePart::Variable { .. } => None,
    }))
}

/// A part of a text, which may be plain.
pub(super) trait TextPart: Clone {
    fn plain(&self) -> Option<&str>;
    fn of_plain(text: &str) -> Self;
}

impl TextPart for TemplatePart {
    fn plain(&self) -> Option<&str> {
        if let Self::Literal(text) = self { Some(text) } else { None }
    }

    fn of_plain(text: &str) -> Self {
        Self::Literal(text.into())
    }
}

impl TextPart for Part {
    fn plain(&self) -> Option<&str> {
        if let Self::Literal(text) = self { Some(text) } else { None }
    }

    fn of_plain(text: &str) -> Self {
        Self::Literal(text.into())
    }
}

/// The parts of the first five segments and of the rest.
pub(super) fn split_at_colons<P: TextPart>(parts: &[P]) -> Vec<Vec<P>> {
    let mut segments = vec![Vec::new()];
    for part in parts {
        let Some(text) = part.plain() else {
            push(&mut segments, part.clone());
            continue;
        };
        let colons_left = 6 - segments.len();
        for (index, piece) in text.splitn(colons_left + 1, ':').enumerate() {
            if index > 0 {
                segments.push(Vec::new());
            }
            if !piece.is_empty() {
                push(&mut segments, P::of_plain(piece));
            }
        }
    }
    segments
}

fn push<P>(segments: &mut [Vec<P>], part: P) {
    if let Some(last) = segments.last_mut() {
        last.push(part);
    }
}
