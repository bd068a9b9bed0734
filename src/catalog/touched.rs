//! Which resource types a call touches.

use super::reference::ActionOfService;
use super::resource_type::ResourceType;
use crate::aws::Arn;
use crate::request::ResourceTarget;

/// The place of a call: what ARNs of further resources take over from it.
#[derive(Clone, Copy, Debug)]
pub struct Touched<'a> {
    /// `aws`
    pub partition: &'a str,
    /// `us-east-1`, or `*` if nobody said.
    pub region: &'a str,
    /// The account that the resources belong to.
    pub account: &'a str,
    /// A resource that the call names, with the format of its ARN.
    pub named: Option<(&'a Arn, &'a str)>,
}

impl<'c> ActionOfService<'c> {
    /// The types of a resource, as indices into [`super::Action::resources`]: those whose ARN format
    /// describes it most exactly; of a pattern all that it may cover. None if no format fits.
    // AWS: R-11
    pub fn types_of(&self, resource: &ResourceTarget) -> Vec<usize> {
        let types = self.service.resource_types_of(self.action).map(|(_, found)| found).enumerate();
        match resource {
            ResourceTarget::Wildcard => Vec::new(),
            ResourceTarget::Several { pattern, .. } => {
                let may_be = |found: &ResourceType| {
                    found.arn_patterns().any(|format| format.overlaps(pattern))
                };
                types.filter(|(_, found)| may_be(found)).map(|(index, _)| index).collect()
            }
            ResourceTarget::One { arn, .. } => {
                let fits = types.filter_map(|(index, found)| Some((found.fit(arn)?, index)));
                let fits: Vec<_> = fits.collect();
                let best = fits.iter().map(|(fit, _)| *fit).max();
                let is_best = |(fit, _): &&(usize, usize)| Some(*fit) == best;
                fits.iter().filter(is_best).map(|(_, index)| *index).collect()
            }
        }
    }

    /// The resource type of an index into [`super::Action::resources`].
    pub fn resource_type(&self, index: usize) -> &'c ResourceType {
        &self.service.resource_types[self.action.resources[index].resource_type]
    }

    /// The required types, as indices into [`super::Action::resources`], that a call touches besides
    /// those that it names.
    // AWS: R-10
    pub fn required_besides(&self, named: &[usize]) -> Vec<usize> {
        let required = self.action.resources.iter().enumerate();
        let required = required.filter(|(_, used)| used.required).map(|(index, _)| index);
        let mut besides: Vec<usize> = Vec::new();
        if self.takes_any_one_type() {
            return besides;
        }
        for index in required {
            let stands_for = |other: &&usize| self.stand_for_each_other(index, **other);
            if !named.iter().chain(&besides).any(|other| stands_for(&other)) {
                besides.push(index);
            }
        }
        let alone = named.is_empty() && besides.len() < 2;
        if alone { Vec::new() } else { besides }
    }

    fn stand_for_each_other(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.resource_type(one), self.resource_type(other));
        one.name == other.name
            || one.arn_formats == other.arn_formats
            || self.are_alternatives(&one.name, &other.name)
    }
}

impl ResourceType {
    /// The format of an ARN.
    pub fn format_of(&self, arn: &Arn) -> Option<&str> {
        let fitting = self.arn_formats.iter().zip(self.arn_patterns());
        let mut fitting = fitting
            .filter(|(_, pattern)| pattern.matches(crate::value_set::ArnView::exact(arn), |_| ""));
        fitting.next().map(|(format, _)| &**format)
    }

    /// A wildcard ARN for any such resource that the call may touch: `*` stands for what the call
    /// does not tell.
    pub fn wildcard_arn(&self, call: Touched<'_>) -> Option<Arn> {
        let format = self.arn_formats.first()?;
        let bound =
            call.named.map_or_else(Vec::new, |(arn, format)| bindings(format, arn.as_str()));
        let value_of = |variable: &str| match variable.to_ascii_lowercase().as_str() {
            "partition" => call.partition,
            "region" => call.region,
            "account" | "accountid" => call.account,
            _ => bound.iter().find(|(name, _)| *name == variable).map_or("*", |(_, value)| *value),
        };
        let mut pieces = format.split("${");
        let mut text = pieces.next()?.to_owned();
        for piece in pieces {
            let (variable, rest) = piece.split_once('}')?;
            text.push_str(value_of(variable));
            text.push_str(rest);
        }
        Arn::parse(&text)
    }
}

/// What the variables of a format stand for in a text that it describes.
fn bindings<'t>(format: &'t str, text: &'t str) -> Vec<(&'t str, &'t str)> {
    let mut pieces = format.split("${");
    let Some(mut rest) = pieces.next().and_then(|start| text.strip_prefix(start)) else {
        return Vec::new();
    };
    let mut bound = Vec::new();
    for piece in pieces {
        let Some((variable, literal)) = piece.split_once('}') else { return Vec::new() };
        let end = if literal.is_empty() { Some(rest.len()) } else { rest.find(literal) };
        let Some(end) = end else { return Vec::new() };
        bound.push((variable, &rest[..end]));
        rest = &rest[end + literal.len()..];
    }
    bound
}
