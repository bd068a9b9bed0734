//! In: what `terraform show -json` or `tofu show -json` prints of a plan or a state. Out: the
//! environment as it is before the plan is applied, and as it will be; what is known only after
//! apply stays a variable in the text.

mod address;
mod arns;
mod block;
mod builder;
mod change;
mod configuration;
mod iam;
mod location;
mod organization;
mod policies;
mod policy_document;
mod policy_merge;
mod policy_table;
mod references;
mod resources;
mod settings;
mod shape;
mod snapshot;
mod statements;
mod values;

use std::collections::BTreeSet;

use self::builder::{Builder, Given};
use self::change::tell_removals;
use self::configuration::Configuration;
use self::location::Location;
use self::references::Resolver;
use self::snapshot::{Side, Snapshot};
use self::values::Values;
use super::{Loaded, Stated};
use crate::bundle::{Placed, Text, Trouble};
use crate::text::{Diagnostic, Node, Value, quote};

/// Both sides of a plan.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What there is, as far as the plan says.
    pub before: Loaded,
    /// What there will be. Laid over what an account has, it changes what the plan changes.
    pub after: Loaded,
}

/// Whether a document is a plan or a state as `terraform show -json` prints it.
pub fn is_terraform(document: &Node) -> bool {
    let has = |field| document.get(field).is_some();
    let is_plan = has("planned_values") || has("resource_changes");
    let is_state = has("values") || has("terraform_version");
    has("format_version") && (is_plan || is_state)
}

/// The environment that a state has, or that there will be when a plan is applied.
///
/// # Errors
/// If the document is no plan and no state, or of a format that is not known.
pub fn read(text: &Text, stated: &Stated) -> Result<Loaded, Vec<Trouble>> {
    expect_known_format(text)?;
    if is_plan(&text.node) {
        return read_plan(text, stated).map(|planned| planned.after);
    }
    let snapshot = Snapshot::of_state(&text.node);
    let configuration = Configuration::default();
    let resolver = Resolver { snapshot: &snapshot, configuration: &configuration };
    let values = Values::new(&text.source, resolver, Location::of(resolver, &[&snapshot], stated));
    let environment = Builder::of(&values).finish(&Given::default());
    Ok(Loaded { environment, remarks: values.remarks.take() })
}

/// Both sides of a plan. A state has one side, which is both.
///
/// # Errors
/// As [`read`].
pub fn read_plan(text: &Text, stated: &Stated) -> Result<Planned, Vec<Trouble>> {
    expect_known_format(text)?;
    if !is_plan(&text.node) {
        let only = read(text, stated)?;
        return Ok(Planned { before: only.clone(), after: only });
    }
    let configuration = Configuration::of(&text.node);
    let before = Snapshot::of_plan(&text.node, Side::Before);
    let after = Snapshot::of_plan(&text.node, Side::After);
    let resolver = |snapshot| Resolver { snapshot, configuration: &configuration };
    let values = |snapshot| {
        let location = Location::of(resolver(snapshot), &[&after, &before], stated);
        Values::new(&text.source, resolver(snapshot), location)
    };
    let (earlier, later) = (values(&before), values(&after));
    let (old, new) = (Builder::of(&earlier), Builder::of(&later));
    let gone = old.given().less(&new.given());
    let defined: BTreeSet<String> = old.defined.clone();
    let (old, mut new) = (old.finish(&Given::default()), new.finish(&gone));
    tell_removals(&old, &defined, &mut new);
    let mut remarks = plan_remarks(text);
    remarks.extend(later.remarks.take());
    Ok(Planned {
        before: Loaded { environment: old, remarks: earlier.remarks.take() },
        after: Loaded { environment: new, remarks },
    })
}

/// Whether a document says both what there is and what there will be.
pub fn is_plan(document: &Node) -> bool {
    document.get("planned_values").is_some() || document.get("resource_changes").is_some()
}

fn expect_known_format(text: &Text) -> Result<(), Vec<Trouble>> {
    let placed = Placed { node: &text.node, source: &text.source };
    let refuse = |placed: Placed<'_>, message: String| {
        Err(vec![placed.trouble("unknown-format-version", message)])
    };
    if !matches!(text.node.value, Value::Object(_)) || !is_terraform(&text.node) {
        return refuse(placed, "this is no plan and no state of Terraform".to_owned());
    }
    let Some(version) = text.node.get("format_version") else { return Ok(()) };
    let known = version.as_text().filter(|version| {
        matches!(version.split_once('.'), Some(("0" | "1", minor)) if minor.parse::<u32>().is_ok())
    });
    if known.is_some() {
        let misshapen = shape::misshapen(text);
        return if misshapen.is_empty() { Ok(()) } else { Err(misshapen) };
    }
    let found = version.as_text().map_or_else(|| version.kind().to_owned(), quote);
    refuse(placed.at(version), format!("format versions 0.1 to 1.x are understood, found {found}"))
}

/// What a plan says of itself that leaves a part of the change out.
fn plan_remarks(text: &Text) -> Vec<Trouble> {
    let flag = |field: &str, wanted: bool, message: &str| {
        let node = text.node.get(field)?;
        (node.value == Value::Bool(wanted)).then(|| (node.span, message.to_owned()))
    };
    let deferred = text.node.get("deferred_changes").filter(|node| !node.is_empty());
    let found = [
        flag("errored", true, "planning failed: the plan has only a part of the change"),
        flag("complete", false, "the plan does not have the whole change: others follow it"),
        deferred.map(|node| {
            (node.span, "changes that are put off to a later plan are left out".to_owned())
        }),
    ];
    let remark = |(span, message)| Trouble {
        diagnostic: Diagnostic::warning(values::NOT_UNDERSTOOD, span, message),
        source: text.source.clone(),
    };
    found.into_iter().flatten().map(remark).collect()
}
