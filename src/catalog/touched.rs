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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ActionName;
    use crate::catalog::Catalog;

    const CALL: Touched<'_> =
        Touched { partition: "aws", region: "eu-west-1", account: "111122223333", named: None };

    fn found(action: &str) -> ActionOfService<'static> {
        Catalog::embedded().action(&ActionName::parse(action).unwrap()).unwrap()
    }

    fn types_of(action: &str, resource: &str) -> Vec<&'static str> {
        let name = ActionName::parse(action).unwrap();
        let target = ResourceTarget::parse(resource, &name, true).unwrap();
        let found = found(action);
        found.types_of(&target).into_iter().map(|index| &*found.resource_type(index).name).collect()
    }

    #[test]
    fn variables_are_bound_as_far_as_the_text_follows_the_format() {
        assert_eq!(bindings("a/${X}/b/${Y}", "a/1/b/2/3"), [("X", "1"), ("Y", "2/3")]);
        assert_eq!(bindings("${X}:${Y}", "1:2"), [("X", "1"), ("Y", "2")]);
        assert!(bindings("a/${X}/b", "a/1").is_empty());
        assert!(bindings("b/${X}", "a/1").is_empty());
        assert!(bindings("a/${X", "a/1").is_empty());
    }

    #[test]
    fn a_resource_has_the_type_that_describes_it_most_exactly() {
        assert_eq!(types_of("s3:GetObject", "arn:aws:s3:::b/k"), ["object"]);
        assert_eq!(types_of("s3:GetObject", "arn:aws:s3:::b"), [""; 0]);
        assert_eq!(types_of("s3:GetObject", "*"), [""; 0]);
        assert_eq!(types_of("s3:GetObject", "arn:aws:s3:*:*:*"), ["accesspointobject", "object"]);
        let environment = "arn:aws:appconfig:eu-west-1:1:application/a/environment/e";
        assert_eq!(types_of("appconfig:GetEnvironment", environment), ["environment"]);
    }

    #[test]
    fn what_the_named_resource_tells_is_taken_over() {
        let text = "arn:aws:appconfig:eu-west-1:111122223333:application/a/environment/e";
        let arn = Arn::parse(text).unwrap();
        let found = found("appconfig:GetEnvironment");
        let [application, environment] = [0, 1].map(|index| found.resource_type(index));
        let named = environment.format_of(&arn).map(|format| (&arn, format));
        let wildcard = |call| application.wildcard_arn(call).unwrap().as_str().to_owned();
        let prefix = "arn:aws:appconfig:eu-west-1:111122223333:application";
        assert_eq!(wildcard(Touched { named, ..CALL }), format!("{prefix}/a"));
        assert_eq!(wildcard(CALL), format!("{prefix}/*"));
    }

    /// Every type of every service gives an ARN that its own formats describe.
    #[test]
    fn every_wildcard_arn_has_the_form_of_its_type() {
        let catalog = Catalog::embedded();
        for service in catalog.prefixes().filter_map(|prefix| catalog.service(prefix)) {
            for one in &service.resource_types {
                let arn = one.wildcard_arn(CALL);
                let has_format = one.arn_formats.iter().any(|format| format.starts_with("arn:"));
                let fits = arn.as_ref().is_some_and(|arn| one.fit(arn).is_some());
                assert_eq!(fits, has_format, "{} {} {arn:?}", service.prefix, one.name);
            }
        }
    }

    /// What a call touches besides is never what it names, nor the same thing twice.
    #[test]
    fn nothing_is_touched_twice() {
        for found in Catalog::embedded().every_action() {
            for named in 0..found.action.resources.len() {
                let besides = found.required_besides(&[named]);
                let name = |index: usize| &found.resource_type(index).name;
                assert!(besides.iter().all(|index| name(*index) != name(named)));
                let again: Vec<usize> = besides.iter().copied().chain([named]).collect();
                assert!(found.required_besides(&again).is_empty(), "{}", found.full_name());
            }
        }
    }
}
