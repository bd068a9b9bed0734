//! The `iamsim check` that decides a request again, tried before it is shown.

use std::path::{Path, PathBuf};

use crate::bundle::PolicyReader;
use crate::cli::catalogue::CatalogueArguments;
use crate::cli::compare::outcome::ShownRequest;
use crate::cli::compare::replay::{context_words, decided, in_words, option, principal_text};
use crate::cli::environment::StatedArguments;
use crate::environment::Environment;
use crate::evaluate::Decision;
use crate::query::new_access::Addition;

/// The command, or why there is none.
pub(super) type Again = Result<String, &'static str>;

/// The layers of one side as `iamsim check` takes them.
pub(super) struct Setting<'e> {
    /// What is said beside the request; or why it cannot be said.
    pub(super) words: Result<Vec<String>, &'static str>,
    /// The environment that the words name, read before.
    pub(super) environment: Option<&'e Environment>,
}

/// The words for these sources of an environment.
pub(super) fn sources(
    files: &[PathBuf],
    stated: &StatedArguments,
    catalogue: &CatalogueArguments,
) -> Vec<String> {
    let named = |name: &str, path: &Path| option(name, &path.display().to_string());
    let mut words: Vec<String> = files.iter().flat_map(|path| named("--env", path)).collect();
    words.extend(stated.words());
    words.extend(catalogue.files().iter().flat_map(|path| named("--catalogue", path)));
    words
}

/// The command, if it is allowed by the layers that add it and was not by the others. `None` where an
/// environment does not have the caller counts as not allowed.
pub(super) fn again(
    addition: &Addition,
    shown: &ShownRequest,
    [adding, other]: [&Setting<'_>; 2],
    reader: &mut PolicyReader<'_>,
) -> Again {
    let setting = adding.words.as_ref().map_err(|why| *why)?;
    let request = request_words(addition, shown);
    let words = [&request[..], setting].concat();
    let is_allowed = decided(&words, adding.environment, reader).map(|verdict| verdict.decision);
    let was_denied = other.words.as_ref().map_or(true, |setting| {
        let words = [&request[..], setting].concat();
        let verdict = decided(&words, other.environment, reader);
        verdict.is_none_or(|verdict| verdict.decision.is_denied())
    });
    if is_allowed != Some(Decision::Allowed) || !was_denied {
        return Err("one request of `iamsim check` does not say all of this one");
    }
    in_words(&words).ok_or("something in it cannot be typed")
}

fn request_words(addition: &Addition, shown: &ShownRequest) -> Vec<String> {
    let caller = option("--as", &principal_text(&addition.witness.request.principal));
    let asked = vec![shown.action.clone(), shown.resource.clone()];
    [asked, caller, context_words(shown)].concat()
}
