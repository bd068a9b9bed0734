//! Resources with names that read like names.

use crate::catalog::ActionOfService;
use crate::compile::{ResourcePattern, Variables};
use crate::request::{ALL_BUCKETS, RequestContext, is_about_all_buckets};
use crate::text::Arrange;
use crate::value_set::{Part, Pattern};

const REGION: &str = "us-east-1";
const ACCOUNT: &str = "111122223333";

/// What stands for `*` in a resource, in the order tried.
const FILLERS: &[&str] = &["example", "/example", "example/example", "-other/example", "other", ""];

/// How many resources are tried.
const MOST: usize = 48;

/// Resources to try, the best first: what the statement names with its wildcards filled in, and the
/// forms that the action takes.
pub(super) fn candidates(
    entries: &[ResourcePattern],
    found: Option<ActionOfService<'_>>,
    context: &RequestContext,
) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    // AWS: R-9
    if is_about_all_buckets(&context.request.action) {
        texts.push(ALL_BUCKETS.to_owned());
    } else if found.is_none_or(|found| found.action.is_wildcard_only()) {
        texts.push("*".to_owned());
    }
    for filler in FILLERS {
        for region_and_account in [true, false] {
            let fill = |entry: &ResourcePattern| filled(entry, filler, region_and_account, context);
            texts.extend(entries.iter().filter_map(fill));
        }
    }
    let forms = found.map_or_else(Vec::new, |found| forms(found, account(context)));
    let own = texts.len().min(MOST - MOST / 4);
    texts.truncate(own);
    texts.extend(forms);
    let mut once: Vec<String> = Vec::new();
    for text in texts {
        if !once.contains(&text) {
            once.push(text);
        }
    }
    once.truncate(MOST);
    once
}

/// The same with longer names where the search left them empty.
pub(super) fn longer(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [first, partition, service, region, account, resource] = parts.as_slice() else {
        return Vec::new();
    };
    let or = |text: &str, usual: &str| {
        if text.is_empty() { usual.to_owned() } else { text.to_owned() }
    };
    let head = |region: &str, account: &str| {
        format!("{first}:{}:{}:{region}:{account}", or(partition, "aws"), or(service, "s3"))
    };
    let heads = [head(&or(region, REGION), &or(account, ACCOUNT)), head(region, account)];
    let mut longer = Vec::new();
    for head in heads {
        for (before, after) in [("example", "example"), ("", "example"), ("example", ""), ("", "")]
        {
            longer.push(format!("{head}:{before}{resource}{after}"));
        }
    }
    longer.retain(|longer| longer != text);
    longer
}

fn account(context: &RequestContext) -> &str {
    context.request.principal.account.as_deref().unwrap_or(ACCOUNT)
}

/// A resource that an entry is about.
fn filled(
    entry: &ResourcePattern,
    filler: &str,
    region_and_account: bool,
    context: &RequestContext,
) -> Option<String> {
    let ResourcePattern::Arn(pattern, variables) = entry else { return None };
    let [first, partition, service, region, account_part, resource] = pattern.clone().into_parts();
    let none = Variables::default();
    let or_usual = |segment: &Pattern, usual: &str, within: &str| {
        if segment.is_everything() {
            usual.to_owned()
        } else {
            fill(segment, &none, within, context)
        }
    };
    let usual = if region_and_account { [REGION, account(context)] } else { ["", ""] };
    let head = [
        or_usual(&first, "arn", ""),
        or_usual(&partition, "aws", ""),
        or_usual(&service, context.request.action.service(), "x"),
        or_usual(&region, usual[0], "west-1"),
        or_usual(&account_part, usual[1], "0"),
    ];
    Some(format!("{}:{}", head.join(":"), fill(&resource, variables, filler, context)))
}

fn fill(
    pattern: &Pattern,
    variables: &Variables,
    filler: &str,
    context: &RequestContext,
) -> String {
    let mut text = String::new();
    for part in pattern.parts() {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::AnyCharacter => text.push('x'),
            Part::Variable(number) => text.push_str(variables.text(*number, context)),
            Part::AnyRun => {
                let is_word = |char: char| char.is_ascii_alphanumeric();
                if text.ends_with(is_word) && filler.starts_with(is_word) {
                    text.push('-');
                }
                text.push_str(filler);
            }
        }
    }
    text
}

/// Names for what varies in the forms of ARNs, by what their names hold.
const NAMES: &[(&str, &str)] = &[
    ("partition", "aws"),
    ("region", REGION),
    ("bucketname", "amzn-s3-demo-bucket"),
    ("objectname", "example.txt"),
    ("instanceid", "i-0123456789abcdef0"),
    ("keyid", "1234abcd-12ab-34cd-56ef-1234567890ab"),
    ("volumeid", "vol-0123456789abcdef0"),
    ("vpcid", "vpc-0123456789abcdef0"),
    ("subnetid", "subnet-0123456789abcdef0"),
    ("securitygroupid", "sg-0123456789abcdef0"),
    ("imageid", "ami-0123456789abcdef0"),
    ("username", "alice"),
];

/// A resource of each form that an action takes: those that each call touches first, and of these
/// the plainest.
fn forms(found: ActionOfService<'_>, account: &str) -> Vec<String> {
    let uses: Vec<_> = found.service.resource_types_of(found.action).collect();
    let formats = uses.iter().flat_map(|(used, one)| {
        one.arn_formats.iter().map(|format| (!used.required, format.matches("${").count(), format))
    });
    let mut formats: Vec<_> = formats.collect();
    formats.arrange_by_key(|(optional, variables, _)| (*optional, *variables));
    formats.iter().filter_map(|(_, _, format)| named(format, account)).collect()
}

fn named(format: &str, account: &str) -> Option<String> {
    let mut pieces = format.split("${");
    let mut text = pieces.next()?.to_owned();
    for piece in pieces {
        let (variable, rest) = piece.split_once('}')?;
        let variable = variable.to_ascii_lowercase();
        let name = NAMES.iter().find(|(part, _)| variable.contains(part));
        let is_account = matches!(&*variable, "account" | "accountid");
        text.push_str(if is_account { account } else { name.map_or("example", |(_, name)| name) });
        text.push_str(rest);
    }
    Some(text)
}
