//! An ARN of no known form.

use super::arn::{Field, WrittenArn};
use super::formats;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;

use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "invalid-arn-resource",
    severity: Severity::Warning,
    what: "an ARN whose resource part fits no type of the service",
    why: "The last part of an ARN begins with the type of resource, such as `role/` or `function:`. \
          The service authorization reference knows no type of this service that the entry could \
          match, so most likely it matches nothing. AWS's check of policies calls this an error; it \
          is a warning here because the reference may be older than the service.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:rol/reports"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/reports"}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let catalog = statement.subject.catalog();
    for arn in WrittenArn::all(*statement).filter(|arn| !arn.is_void()) {
        if is_known_besides(&arn) || formats::fits_some(catalog, &arn) {
            continue;
        }
        let mut of_service = formats::every(catalog).filter(|format| format.is_of_service(&arn));
        let Some(first) = of_service.next() else { continue };
        let service = arn.field(Field::Service);
        let resource = arn.field(Field::Resource);
        let message = format!(
            "{} is no resource of {} (catalogue of {})",
            quote(resource),
            quote(service),
            catalog.date()
        );
        let nearest = nearest_type(resource, std::iter::once(first).chain(of_service));
        let finding = findings.at(arn.span(Field::Resource), message);
        if let Some(meant) = nearest {
            finding.hint(format!("such ARNs end in {}", quote(meant)));
        }
    }
}

/// The form whose beginning is most like that of a resource part.
fn nearest_type<'c>(
    resource: &str,
    formats: impl Iterator<Item = formats::Format<'c>>,
) -> Option<&'c str> {
    let known: Vec<&str> = formats.map(|format| format.field(Field::Resource)).collect();
    let meant = crate::text::nearest(start(resource), known.iter().map(|form| start(form)))?;
    known.into_iter().filter(|form| start(form) == meant).min_by_key(|form| form.len())
}

fn start(resource: &str) -> &str {
    resource.split(['/', ':']).next().unwrap_or(resource)
}

/// Resources that the reference does not list: services and starts of the resource parts. Source:
/// the services' own pages on permissions.
const KNOWN_BESIDES: &[(&str, &str)] = &[("cloudformation", "transform/")];

fn is_known_besides(arn: &WrittenArn<'_>) -> bool {
    let (service, resource) = (arn.field(Field::Service), arn.field(Field::Resource));
    KNOWN_BESIDES.iter().any(|(owner, start)| *owner == service && resource.starts_with(start))
}
