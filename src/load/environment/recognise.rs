//! What a file is, by what it holds.

use super::format;
use crate::bundle::{Placed, Text, Trouble};
use crate::load::{
    Files, Loaded, Stated, authorization_details, aws_cli, cloudformation, terraform,
};
use crate::text::{Node, Value, nearest, quote};

/// A format that is understood.
struct Format {
    /// What people call it.
    name: &'static str,
    /// Whether a file is of it.
    fits: fn(&Node) -> bool,
    /// Reads such a file.
    read: fn(&Text, &Files, &Stated) -> Result<Loaded, Vec<Trouble>>,
}

/// The formats, in the order in which a file is compared with them.
const FORMATS: &[Format] = &[
    Format {
        name: "environments of iamsim",
        fits: is_environment,
        read: |text, files, _| format::read(text, files),
    },
    Format {
        name: "what `aws iam get-account-authorization-details` prints",
        fits: authorization_details::is_authorization_details,
        read: |text, _, stated| authorization_details::read(text, stated),
    },
    Format {
        name: "what other commands of the AWS CLI print about principals, resources and endpoints",
        fits: aws_cli::is_output,
        read: |text, _, stated| aws_cli::read(text, stated),
    },
    Format {
        name: "plans and states by `terraform show -json`",
        fits: terraform::is_terraform,
        read: |text, _, stated| terraform::read(text, stated),
    },
    Format {
        name: "CloudFormation templates",
        fits: cloudformation::is_template,
        read: |text, _, stated| cloudformation::read(text, stated),
    },
];

/// What a file says.
pub(super) struct Read {
    pub(super) loaded: Loaded,
    /// Whether it may be one of several pages of an export.
    pub(super) is_page: bool,
}

/// Reads a file as what it is.
///
/// # Errors
/// If it is nothing that is understood, or its own mistakes.
pub(super) fn read(text: &Text, files: &Files, stated: &Stated) -> Result<Read, Vec<Trouble>> {
    match FORMATS.iter().find(|format| (format.fits)(&text.node)) {
        Some(format) => {
            let is_page = authorization_details::is_authorization_details(&text.node);
            Ok(Read { loaded: (format.read)(text, files, stated)?, is_page })
        }
        None => Err(vec![not_understood(text)]),
    }
}

pub(super) fn is_environment(node: &Node) -> bool {
    has_any(node, format::ENVIRONMENT_FIELDS)
}

fn has_any(node: &Node, names: &[&str]) -> bool {
    names.iter().any(|name| node.get(name).is_some())
}

/// What others of our files, and policies, are recognised by.
const OTHERS: &[(&[&str], &str, &str)] = &[
    (
        &["Statement"],
        "a policy",
        "an environment holds it as a policy of a user, a role, a resource ..; `iamsim check` takes it by its layer, such as `--identity FILE`",
    ),
    (&["cases"], "a scenario file", "`iamsim test FILE` runs it"),
    (&["request"], "a question with its policies", "`iamsim eval FILE` answers it"),
];

fn not_understood(text: &Text) -> Trouble {
    let node = Placed { node: &text.node, source: &text.source };
    let refused = |what: String| {
        let message = format!("expected something that describes accounts, found {what}");
        let mut start = node.trouble("unknown-source", message);
        start.diagnostic.span.end = start.diagnostic.span.end.min(start.diagnostic.span.start + 1);
        start
    };
    if let Some((_, what, hint)) = OTHERS.iter().find(|(names, ..)| has_any(&text.node, names)) {
        return refused((*what).to_owned()).with_hint(*hint);
    }
    let Value::Object(members) = &text.node.value else {
        return refused(text.node.kind().to_owned()).with_hint(understood());
    };
    let known = format::ENVIRONMENT_FIELDS;
    let mut names = members.iter().map(|member| &*member.key.text);
    let meant = names.find_map(|name| nearest(name, known.iter().copied()));
    let trouble = refused(looks(members.iter().map(|member| &*member.key.text)));
    match meant {
        Some(near) => trouble.with_hint(format!("did you mean `{near}`?")),
        None => trouble.with_hint(understood()),
    }
}

/// How many names of a file's members are told.
const TOLD: usize = 5;

fn looks<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let count = names.len();
    let told: Vec<String> = names.take(TOLD).map(quote).collect();
    match (count, count.saturating_sub(TOLD)) {
        (0, _) => "an empty object".to_owned(),
        (_, 0) => format!("an object with {}", told.join(", ")),
        (_, more) => format!("an object with {} and {more} more", told.join(", ")),
    }
}

fn understood() -> String {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    format!("understood are {}", names.join(", "))
}
