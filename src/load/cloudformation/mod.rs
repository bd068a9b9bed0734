//! In: a CloudFormation template and what people say of its deployment. Out: the environment that
//! the stack makes. What is known only when it is deployed stays an unknown value inside of texts,
//! and what hangs on a condition that nobody can decide counts only where that condition holds.

mod attachment;
mod carriers;
mod condition;
mod document;
mod function;
mod iam;
mod kinds;
mod permission;
mod pseudo;
mod reference;
mod resources;
mod scope;
mod substitute;
mod template;
mod value;

use std::sync::Arc;

use condition::Assumed;
use scope::{NOT_UNDERSTOOD, Scope};
use template::{LogicalResource, Template};

use super::{Loaded, Stated};
use crate::bundle::{Text, Trouble};
use crate::text::{Node, Source, Span, Syntax, quote, read_yaml_template};

/// Reads a file that may be a template: where YAML has tags, they are read as the functions of
/// templates if it is one. Other files with tags are refused as ever.
///
/// # Errors
/// The text's first mistake.
pub(super) fn read_text(source: Source, syntax: Syntax) -> Result<Text, Trouble> {
    let refused = match Text::read(source, syntax) {
        Err(refused) if syntax == Syntax::Yaml => refused,
        other => return other,
    };
    match read_yaml_template(&refused.source) {
        Ok(node) if is_template(&node) => Ok(Text { source: refused.source, node: Arc::new(node) }),
        Err(diagnostic) if diagnostic.span > refused.diagnostic.span => {
            Err(Trouble { diagnostic, source: refused.source })
        }
        Ok(_) | Err(_) => Err(refused),
    }
}

/// Whether a tree is a template: it has resources with types as CloudFormation names them.
pub(super) fn is_template(node: &Node) -> bool {
    template::is_template(node)
}

/// What a template makes.
///
/// # Errors
/// If it is broken.
pub(super) fn read(text: &Text, stated: &Stated) -> Result<Loaded, Vec<Trouble>> {
    let template = Template::read(text)?;
    let mut scope = Scope::new(&template, stated);
    scope.remark_deployment();
    scope.remark_makers();
    for phase in [Phase::Policies, Phase::Holders, Phase::Attachments, Phase::Rest] {
        for resource in &template.in_order {
            if phase_of(resource.kind) == phase {
                scope.each_way(*resource);
            }
        }
    }
    scope.attach_managed_policies();
    Ok(scope.loaded)
}

/// What must be known before what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Policies,
    Holders,
    Attachments,
    Rest,
}

fn phase_of(kind: &str) -> Phase {
    match kind {
        "AWS::IAM::ManagedPolicy" => Phase::Policies,
        "AWS::IAM::User" | "AWS::IAM::Group" | "AWS::IAM::Role" => Phase::Holders,
        "AWS::IAM::Policy"
        | "AWS::IAM::UserPolicy"
        | "AWS::IAM::GroupPolicy"
        | "AWS::IAM::RolePolicy"
        | "AWS::IAM::UserToGroupAddition" => Phase::Attachments,
        _ => Phase::Rest,
    }
}

impl<'t> Scope<'t> {
    /// Makes a resource if its condition holds, or as far as it may hold.
    fn each_way(&mut self, resource: LogicalResource<'t>) {
        if let Some(assumed) = self.made_under(resource) {
            self.under(assumed, |scope| scope.make(resource));
        }
    }

    /// What must be assumed for a resource to be made; `None` if it is not made.
    fn made_under(&mut self, resource: LogicalResource<'t>) -> Option<Vec<Assumed>> {
        let Some(condition) = resource.condition else { return Some(Vec::new()) };
        let Some(name) = condition.as_text() else {
            self.remark(NOT_UNDERSTOOD, condition.span, "a resource's condition is a name");
            return Some(self.only_if(resource.id, condition.span));
        };
        let mut ways = self.ways(name, condition.span);
        ways.retain(|(_, holds)| *holds);
        let assumed = match ways.len() {
            0 => return None,
            1 => ways.remove(0).0,
            _ => self.only_if(name, condition.span),
        };
        if !assumed.is_empty() {
            let message = format!(
                "{} is made only if {} holds, which is not known: what it says counts only there",
                quote(resource.id),
                quote(name)
            );
            self.remark("condition-not-known", condition.span, message);
        }
        Some(assumed)
    }

    /// That a condition holds of which only the name is known.
    fn only_if(&mut self, name: &str, span: Span) -> Vec<Assumed> {
        match self.opaque(name, span) {
            condition::Truth::Unknown(leaf) => vec![Assumed { leaf, equal: true }],
            condition::Truth::Known(_) => Vec::new(),
        }
    }

    fn make(&mut self, resource: LogicalResource<'t>) {
        match resource.kind {
            "AWS::IAM::ManagedPolicy" => self.managed_policy(resource),
            "AWS::IAM::User" => self.user(resource),
            "AWS::IAM::Group" => self.group(resource),
            "AWS::IAM::Role" => self.role(resource),
            "AWS::IAM::UserToGroupAddition" => self.group_members(resource),
            kind if phase_of(kind) == Phase::Attachments => self.inline_policy(resource),
            _ => self.resource(resource),
        }
    }

    /// Managed policies that name their holders, once all holders are there.
    fn attach_managed_policies(&mut self) {
        for resource in &self.template.in_order {
            if resource.kind == "AWS::IAM::ManagedPolicy"
                && let Some(assumed) = self.made_under(*resource)
            {
                self.under(assumed, |scope| scope.attach_managed(*resource));
            }
        }
    }

    fn remark_deployment(&mut self) {
        let is_said = self.stated.account.is_some() || self.stated("AWS::AccountId").is_some();
        if !is_said && !self.template.in_order.is_empty() {
            let taken = self
                .stated
                .only_account
                .as_ref()
                .map(|only| format!("; taken as {only}, the only one of the sources before"));
            let taken = taken.unwrap_or_default();
            let message = format!("a template does not say for which account it is{taken}");
            self.remark("account-not-said", Span::default(), message);
            self.hint("`--account` names it; `--region` its region");
        }
    }

    fn remark_makers(&mut self) {
        for key in &self.template.without_type {
            let message =
                format!("the resource {} has no `Type`, and is left out", quote(&key.text));
            self.remark(NOT_UNDERSTOOD, key.span, message);
        }
        for member in &self.template.makers {
            let is_extension = member.value.as_text() == Some("AWS::LanguageExtensions");
            if is_extension && &*member.key.text == "Transform" {
                continue;
            }
            let name = if &*member.key.text == "Transform" {
                member.value.to_json_line()
            } else {
                member.key.text.to_string()
            };
            let message = format!("what {} makes is not seen", quote(name.trim_matches('"')));
            self.remark(NOT_UNDERSTOOD, member.key.span, message);
        }
    }
}
