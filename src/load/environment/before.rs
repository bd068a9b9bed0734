//! What there is before a plan is applied, by the plan itself.

use std::path::Path;

use super::LoadedEnvironment;
use super::source::read_text;
use crate::bundle::{Placed, Trouble};
use crate::load::{Stated, terraform};

/// What plans say that there is. Sources of other kinds only say what there will be.
///
/// # Errors
/// If a source is no plan, or every mistake in it.
pub fn environment_before<P: AsRef<Path>>(
    paths: &[P],
    stated: &Stated,
) -> Result<LoadedEnvironment, Vec<Trouble>> {
    let mut whole = LoadedEnvironment::default();
    let mut troubles = Vec::new();
    for path in paths {
        match before(path.as_ref(), stated) {
            Ok(loaded) => whole.lay(loaded),
            Err(mistakes) => troubles.extend(mistakes),
        }
    }
    if troubles.is_empty() { Ok(whole) } else { Err(troubles) }
}

fn before(path: &Path, stated: &Stated) -> Result<crate::load::Loaded, Vec<Trouble>> {
    let text = read_text(path).map_err(|why| vec![why])?;
    if terraform::is_plan(&text.node) {
        return terraform::read_plan(&text, stated).map(|planned| planned.before);
    }
    let node = Placed { node: &text.node, source: &text.source };
    let message = "this only says what there will be, not what there is";
    let mut trouble = node.trouble("nothing-before", message);
    trouble.diagnostic.span.end =
        trouble.diagnostic.span.end.min(trouble.diagnostic.span.start + 1);
    Err(vec![trouble.with_hint("name what there is with --env; a plan of Terraform says both")])
}
