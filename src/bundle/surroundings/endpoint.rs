//! The VPC endpoint that a request goes through, by its id in the request.

use crate::environment::{EndpointKind, Environment, VpcEndpoint};
use crate::request::{Endpoint, Given, Note};

type Context = Vec<(Box<str>, Given)>;

pub(super) fn given<'c>(context: &'c Context, name: &str) -> Option<&'c str> {
    let (_, given) = context.iter().find(|(key, _)| &**key == name)?;
    match given {
        Given::Values(values) => values.first().map(|value| &**value),
        Given::Absent | Given::Unknown | Given::PresentUnknown => None,
    }
}

/// The endpoint whose id `aws:SourceVpce` gives; else a note if the environment does not have it.
// AWS: S-19
pub(in crate::bundle) fn endpoint_of<'e>(
    context: &Context,
    environment: &'e Environment,
    notes: &mut Vec<Note>,
) -> Option<(Endpoint, &'e VpcEndpoint)> {
    let id = given(context, "aws:sourcevpce")?;
    let Some(found) = environment.endpoints.get(id) else {
        let message = format!(
            "the environment does not have the endpoint {id}; its policy is taken to let \
             everything through"
        );
        notes.push(Note::new("S-19", message));
        return None;
    };
    let kind = match found.kind {
        EndpointKind::Gateway => Endpoint::Gateway,
        EndpointKind::Interface => Endpoint::Interface,
    };
    Some((kind, found))
}
