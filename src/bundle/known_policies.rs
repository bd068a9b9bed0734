//! Policies that are known by name or ARN and stand in no file.

use super::{Placed, Text, Trouble};
use crate::aws::{Arn, is_account_id};
use crate::catalog::{Catalog, ManagedPolicies, ManagedPolicy};
use crate::text::{Diagnostic, Source, Syntax, quote};

/// The policy that lets everything through: every identity and level of an organization may have it.
pub(crate) const FULL_ACCESS: &str = "FullAWSAccess";

/// The same for levels of resource control policies.
pub(crate) const RCP_FULL_ACCESS: &str = "RCPFullAWSAccess";

/// Its text.
pub(crate) const FULL_AWS_ACCESS: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const RCP_FULL_AWS_ACCESS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;

/// How ARNs of an organization's policies end that AWS gives.
const IN_ORGANIZATIONS: [(&str, &str); 2] = [
    ("policy/service_control_policy/p-FullAWSAccess", FULL_AWS_ACCESS),
    ("policy/resource_control_policy/p-RCPFullAWSAccess", RCP_FULL_AWS_ACCESS),
];

/// A known policy, and what is to be said about it.
pub(super) struct Known {
    pub(super) text: Text,
    pub(super) warning: Option<Trouble>,
}

/// The policy of a name or an ARN; `None` if the text is neither.
pub(super) fn known(
    value: Placed<'_>,
    name: &str,
    catalog: &Catalog,
) -> Option<Result<Known, Trouble>> {
    match name {
        FULL_ACCESS => Some(built_in(value, name, FULL_AWS_ACCESS)),
        RCP_FULL_ACCESS => Some(built_in(value, name, RCP_FULL_AWS_ACCESS)),
        _ if name.starts_with("arn:") => Some(by_arn(value, name, catalog)),
        _ => None,
    }
}

fn built_in(value: Placed<'_>, name: &str, text: &str) -> Result<Known, Trouble> {
    let text = Text::read(Source::new(name, text), Syntax::Json)
        .map_err(|why| value.trouble("json-syntax-error", why.diagnostic.message))?;
    Ok(Known { text, warning: None })
}

fn by_arn(value: Placed<'_>, name: &str, catalog: &Catalog) -> Result<Known, Trouble> {
    let refused = |message: String, hint: &str| {
        let hint = Some(hint).filter(|hint| !hint.is_empty());
        let trouble = value.trouble("unknown-policy", message);
        Err(hint.map_or(trouble.clone(), |hint| trouble.with_hint(hint)))
    };
    let arn = Arn::parse(name).filter(|arn| arn.resource().starts_with("policy/"));
    let Some(arn) = arn else {
        let message = format!("{} is not the ARN of a policy", quote(name));
        return refused(message, "AWS's own are `arn:aws:iam::aws:policy/NAME`");
    };
    let policies = catalog.managed_policies();
    match (arn.service(), arn.account()) {
        ("organizations", "aws") => {
            let end = IN_ORGANIZATIONS.iter().find(|(end, _)| *end == arn.resource());
            match end {
                Some((_, text)) => built_in(value, name, text),
                None => refused(none_of_aws(name, policies), "give the document"),
            }
        }
        ("iam", "aws") => match policies.by_arn(&arn) {
            Some(policy) => managed(value, &arn, policy),
            None => refused(none_of_aws(name, policies), &near(&arn, policies)),
        },
        (_, account) if is_account_id(account) => {
            let message = format!("what {} says is known to its account alone", quote(name));
            refused(message, "give the document, inline or as a file")
        }
        _ => {
            let message = format!("{} is not the ARN of a policy", quote(name));
            refused(message, "AWS's own are `arn:aws:iam::aws:policy/NAME`")
        }
    }
}

fn none_of_aws(name: &str, policies: &ManagedPolicies) -> String {
    format!("AWS has no managed policy {}, as of {}", quote(name), policies.date())
}

fn near(arn: &Arn, policies: &ManagedPolicies) -> String {
    let name = arn.resource().rsplit('/').next().unwrap_or_default();
    policies
        .nearest(name)
        .map_or(String::new(), |near| format!("did you mean `{}`?", near.arn(arn.partition())))
}

/// The document with line breaks, so that places in it say something.
// AWS: the twins of its managed policies in other partitions name resources of that partition
fn managed(value: Placed<'_>, arn: &Arn, policy: &ManagedPolicy) -> Result<Known, Trouble> {
    let partition = arn.partition();
    let (document, is_changed) = policy.document_in(partition);
    let Known { text, .. } = built_in(value, arn.as_str(), &document)?;
    let warning = (partition != "aws").then(|| {
        let change = if is_changed { ", its ARNs changed to that partition" } else { "" };
        let name = quote(arn.as_str());
        let message = format!("{name} is taken as its twin in partition `aws`{change}");
        let warning = Diagnostic::warning("other-partition", value.node.span, message);
        let warning = warning.with_hint("if the two differ, give the document");
        Trouble { diagnostic: warning, source: value.source.clone() }
    });
    Ok(Known { text, warning })
}

/// Whether a text is that of a policy which is known by name.
pub(crate) fn is_built_in(source: &Source) -> bool {
    match (source.name(), source.text()) {
        (FULL_ACCESS, FULL_AWS_ACCESS) | (RCP_FULL_ACCESS, RCP_FULL_AWS_ACCESS) => true,
        (name, _) => is_managed(name),
    }
}

/// Whether a policy is known by this name, and stands in no file.
pub(crate) fn is_built_in_name(name: &str) -> bool {
    matches!(name, FULL_ACCESS | RCP_FULL_ACCESS) || is_managed(name)
}

fn is_managed(name: &str) -> bool {
    let arn = Arn::parse(name);
    arn.is_some_and(|arn| arn.account() == "aws" && arn.resource().starts_with("policy/"))
}
