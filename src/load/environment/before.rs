//! What there is before a plan is applied, by the plan itself.

use std::path::Path;

use super::source::read_text;
use super::{LoadedEnvironment, environment};
use crate::bundle::{Placed, Trouble};
use crate::load::{Stated, is_stdin, terraform};

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

/// What sources say that there is, laid over what plans say of it.
///
/// # Errors
/// Every mistake of every source that cannot be understood.
pub fn environment_over_plans<P: AsRef<Path>>(
    paths: &[P],
    over: &[P],
    stated: &Stated,
) -> Result<LoadedEnvironment, Vec<Trouble>> {
    let given = environment(paths, stated)?;
    let stated = stated.beside(&given.environment);
    let mut whole = LoadedEnvironment::default();
    for path in over {
        let path = path.as_ref();
        let is_file = is_stdin(path) || path.is_file();
        if is_file && terraform::is_plan(&read_text(path).map_err(|why| vec![why])?.node) {
            whole.lay(before(path, &stated)?);
        }
    }
    // INVARIANT: whoever reads the same plans for what there will be tells the same remarks.
    whole.remarks.clear();
    whole.lay_all(given);
    Ok(whole)
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
