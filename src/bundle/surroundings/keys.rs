//! Condition keys that follow from a question and its environment.

use super::endpoint::given;
use super::target::AliasOfKey;
use crate::environment::Environment;
use crate::request::Given;

/// Adds the keys that the request carries because of its alias or its endpoint, where it does not
/// say otherwise.
// AWS: K-1, K-6
pub(in crate::bundle) fn add_keys(
    context: &mut Vec<(Box<str>, Given)>,
    alias: Option<&AliasOfKey>,
    environment: &Environment,
) {
    let endpoint = given(context, "aws:sourcevpce").and_then(|id| environment.endpoints.get(id));
    let keys = [
        ("kms:requestalias", alias.map(|alias| alias.alias.clone())),
        ("aws:sourcevpc", endpoint.and_then(|endpoint| endpoint.vpc.clone())),
    ];
    for (name, value) in keys {
        let Some(value) = value else { continue };
        if let Err(place) = context.binary_search_by(|(known, _)| (**known).cmp(name)) {
            context.insert(place, (name.into(), Given::Values(vec![value])));
        }
    }
}
