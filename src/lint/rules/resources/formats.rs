//! The forms of ARNs that the catalogue knows, held against what a policy writes.

use super::arn::{Field, WrittenArn};
use crate::catalog::{Catalog, ResourceType, Service, with_stars};
use crate::value_set::{Part, Pattern};

/// A form of ARN, in which each `${..}` may be any text: `arn:${Partition}:s3:::${BucketName}`.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Format<'c> {
    text: &'c str,
    /// The resource part, each `${..}` a `*`.
    resource: Option<&'c Pattern>,
}

impl<'c> Format<'c> {
    /// Those of a resource type.
    pub(in crate::lint) fn of_type(
        resource_type: &'c ResourceType,
    ) -> impl Iterator<Item = Format<'c>> {
        let is_read = resource_type.arn_patterns().count() == resource_type.arn_formats.len();
        let patterns = resource_type.arn_patterns().map(move |one| Some(one.resource()));
        let patterns = patterns.filter(move |_| is_read).chain(std::iter::repeat(None));
        let texts = resource_type.arn_formats.iter();
        texts.zip(patterns).map(|(text, resource)| Format { text, resource })
    }

    /// A part as the catalogue writes it.
    pub(in crate::lint) fn field(&self, field: Field) -> &'c str {
        self.text.splitn(6, ':').nth(field as usize).unwrap_or("")
    }

    /// The service part, which nearly every form has at the same place.
    fn service(&self) -> &'c str {
        let usual = self.text.strip_prefix("arn:${Partition}:").and_then(|it| it.split_once(':'));
        usual.map_or_else(|| self.field(Field::Service), |(service, _)| service)
    }

    /// A part as a pattern.
    pub(in crate::lint) fn pattern(&self, field: Field) -> Pattern {
        Pattern::glob(&with_stars(self.field(field)))
    }

    /// Whether some ARN of this form has the service and the resource part that a policy writes,
    /// whatever stands in the other parts.
    pub(in crate::lint) fn fits(&self, arn: &WrittenArn<'_>) -> bool {
        let may_be_of_service = !self.names_service() || self.is_of_service(arn);
        may_be_of_service && self.begins_like(arn) && self.has_resource(arn.resource())
    }

    /// Whether what is fixed at the beginning of the two resource parts can go together.
    fn begins_like(&self, arn: &WrittenArn<'_>) -> bool {
        let form = self.field(Field::Resource).split(['$', '*']).next().unwrap_or("");
        let written = arn.field(Field::Resource).split(['$', '*', '?']).next().unwrap_or("");
        form.starts_with(written) || written.starts_with(form)
    }

    /// Whether ARNs of this form always have something in a part.
    pub(in crate::lint) fn always_has(&self, field: Field) -> bool {
        !matches!(self.field(field), "" | "*")
    }

    /// Whether the service part is a name: that of recovery points is open, since AWS Backup keeps them
    /// as resources of the services that it saves.
    fn names_service(&self) -> bool {
        !self.service().contains('$')
    }

    /// Whether the service part can be the one that a policy writes.
    pub(in crate::lint) fn is_of_service(&self, arn: &WrittenArn<'_>) -> bool {
        let (service, written) = (self.service(), arn.field(Field::Service));
        if !self.names_service() {
            return written.eq_ignore_ascii_case("backup");
        }
        if written.contains(['*', '?']) {
            return self.pattern(Field::Service).overlaps(&arn.lower_pattern(Field::Service));
        }
        service.eq_ignore_ascii_case(written)
    }

    /// Whether the resource part of some ARN of this form fits a pattern.
    // AWS: R-13
    fn has_resource(&self, pattern: &Pattern) -> bool {
        let resource = self.field(Field::Resource);
        if NAMES_WITHOUT_SLASH.contains(&resource) {
            return !literals(pattern).any(|text| text.contains('/'));
        }
        match self.resource {
            Some(own) => own.overlaps(pattern),
            None => self.pattern(Field::Resource).overlaps(pattern),
        }
    }

    /// Whether every ARN of this form, in any region and account that it takes, fits what a policy
    /// writes.
    pub(in crate::lint) fn is_within(&self, arn: &WrittenArn<'_>) -> bool {
        let covers = |field| arn.pattern(field).covers(&self.pattern(field));
        self.names_service()
            && self.begins_like(arn)
            && self.is_of_service(arn)
            && covers(Field::Region)
            && covers(Field::Account)
            && covers(Field::Resource)
    }
}

/// Resource parts that are one name, in which no `/` can stand. Buckets: the rules on bucket names.
const NAMES_WITHOUT_SLASH: &[&str] = &["${BucketName}"];

fn literals(pattern: &Pattern) -> impl Iterator<Item = &str> {
    pattern.parts().iter().filter_map(|part| match part {
        Part::Literal(text) => Some(&**text),
        Part::AnyRun | Part::AnyCharacter | Part::Variable(_) => None,
    })
}

/// Every form of a service's resource types.
pub(in crate::lint) fn of_service(service: &Service) -> impl Iterator<Item = Format<'_>> {
    service.resource_types.iter().flat_map(Format::of_type)
}

/// The forms that an ARN's service and resource part fit: those of the service that has its name,
/// or, if none of them does, those of all services.
pub(in crate::lint) fn fitting<'c>(catalog: &'c Catalog, arn: &WrittenArn<'_>) -> Vec<Format<'c>> {
    let service = arn.field(Field::Service).to_ascii_lowercase();
    let found: Vec<_> = fitting_own(catalog, &service, arn).collect();
    if found.is_empty() { fitting_others(catalog, &service, arn).collect() } else { found }
}

/// Whether there are such forms.
pub(in crate::lint) fn fits_some(catalog: &Catalog, arn: &WrittenArn<'_>) -> bool {
    let service = arn.field(Field::Service).to_ascii_lowercase();
    fitting_own(catalog, &service, arn).next().is_some()
        || fitting_others(catalog, &service, arn).next().is_some()
}

fn fitting_own<'c>(
    catalog: &'c Catalog,
    service: &str,
    arn: &WrittenArn<'_>,
) -> impl Iterator<Item = Format<'c>> {
    let own = catalog.service(service).into_iter().flat_map(of_service);
    own.filter(|format| format.fits(arn))
}

fn fitting_others<'c>(
    catalog: &'c Catalog,
    service: &str,
    arn: &WrittenArn<'_>,
) -> impl Iterator<Item = Format<'c>> {
    let is_open = service.contains(['*', '?']);
    let of_any = is_open.then(|| every(catalog)).into_iter().flatten();
    let of_name = (!is_open).then(|| catalog.services_with_arns(service));
    let of_name = of_name.into_iter().flatten().flat_map(of_service);
    of_any.chain(of_name).filter(|format| format.names_service() && format.fits(arn))
}

/// Every form of every service.
pub(in crate::lint) fn every(catalog: &Catalog) -> impl Iterator<Item = Format<'_>> {
    catalog.prefixes().filter_map(|prefix| catalog.service(prefix)).flat_map(of_service)
}
