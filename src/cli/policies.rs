//! `iamsim policies`: AWS's managed policies.

mod answer;
mod granting;

use std::process::ExitCode;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::actions::Format;
use super::catalogue::CatalogueArguments;
use super::completions;
use super::console::{complain, print, refuse, refuse_mistaken};
use crate::aws::{ActionName, Arn};
use crate::catalog::{Catalog, ManagedPolicies, ManagedPolicy};
use crate::text::quote;
pub(super) use answer::PoliciesAnswer;
use granting::grants;

/// AWS's managed policies
///
/// Lists those whose name contains the text, each with its version, the day of its last change and
/// its ARN. A single one, or one named in full, is printed itself, as JSON that a file may hold.
/// Exits with 1 if there is none.
#[derive(Args, Clone, Debug)]
pub(super) struct Policies {
    /// A name, a part of one, or an ARN; all policies if there is none
    #[arg(add = ArgValueCompleter::new(completions::managed_policy))]
    text: Option<String>,
    /// Only policies with a statement that allows this action, on whatever resource and condition;
    /// may be given several times, for policies that grant all of them
    #[arg(long, value_name = "ACTION", add = ArgValueCompleter::new(completions::action))]
    granting: Vec<String>,
    /// List a single policy too, and print no document
    #[arg(long)]
    list: bool,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

impl Policies {
    /// Lists policies or prints one. 1: there is none, 2: no answer.
    pub(super) fn run(&self) -> ExitCode {
        let actions = match self.granted() {
            Ok(actions) => actions,
            Err(message) => return refuse(&message),
        };
        match self.catalogue.catalog() {
            Err(troubles) => refuse_mistaken(&troubles),
            Ok(catalog) => self.answer(&actions, catalog),
        }
    }

    fn granted(&self) -> Result<Vec<ActionName>, String> {
        let action = |text: &String| {
            ActionName::parse(text)
                .ok_or_else(|| format!("{} is not an action: expected `service:Name`", quote(text)))
        };
        self.granting.iter().map(action).collect()
    }

    fn answer(&self, actions: &[ActionName], catalog: &Catalog) -> ExitCode {
        for action in actions.iter().filter(|action| catalog.action(action).is_none()) {
            complain(&unknown_action(action, catalog));
        }
        let policies = catalog.managed_policies();
        let (mut found, is_named) = self.find(policies);
        if found.is_empty() {
            complain(&self.none(policies));
            return ExitCode::from(1);
        }
        found.retain(|policy| grants(policy, actions));
        if found.is_empty() {
            complain(&self.none_granting());
            return ExitCode::from(1);
        }
        let is_one = !self.list && (is_named || actions.is_empty()) && found.len() == 1;
        let text = match (self.format, &*found, is_one) {
            (Format::Json, ..) => PoliciesAnswer::new(&found, is_one).to_json(),
            (Format::Text, [policy], true) => policy.pretty_document() + "\n",
            (Format::Text, ..) => answer::lines(&found),
        };
        print(&text, ExitCode::SUCCESS)
    }

    /// The policies that the text names, and whether it names one in full.
    fn find<'p>(&self, policies: &'p ManagedPolicies) -> (Vec<&'p ManagedPolicy>, bool) {
        let Some(text) = &self.text else { return (policies.all().iter().collect(), false) };
        let named = match Arn::parse(text) {
            Some(arn) => policies.by_arn(&arn),
            None => policies.by_name(text),
        };
        if let Some(policy) = named {
            return (vec![policy], true);
        }
        let lower = text.to_lowercase();
        let contains = |policy: &&ManagedPolicy| {
            policy.name.to_lowercase().contains(&lower) || policy.arn("aws").to_lowercase() == lower
        };
        (policies.all().iter().filter(contains).collect(), false)
    }

    fn none(&self, policies: &ManagedPolicies) -> String {
        let text = self.text.as_deref().unwrap_or_default();
        let name = text.rsplit('/').next().unwrap_or(text);
        let near = policies.nearest(name);
        let near = near.map(|near| format!("\n  = help: did you mean `{}`?", near.name));
        format!("AWS has no managed policy {}{}", quote(text), near.unwrap_or_default())
    }

    fn none_granting(&self) -> String {
        let names: Vec<String> = self.granting.iter().map(|name| quote(name)).collect();
        format!("none of these managed policies allows {}", names.join(" and "))
    }
}

fn unknown_action(action: &ActionName, catalog: &Catalog) -> String {
    let near = catalog.nearest_actions(action.as_str());
    let names: Vec<String> = near.iter().map(|name| quote(name)).collect();
    let near = if names.is_empty() {
        String::new()
    } else {
        format!("\n  = help: did you mean {}?", names.join(" or "))
    };
    let date = catalog.date();
    format!("warning: the catalogue of {date} has no action {}{near}", quote(action.as_str()))
}
