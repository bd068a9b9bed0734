//! In: what people have of other tools: requests to AWS's policy simulator with their saved results,
//! and politest's files. Out: a scenario file.

mod go_template;
mod layered;
mod politest;
mod politest_file;
mod results;
mod shelf;
mod simulation;

use std::path::Path;

pub use self::shelf::{PolicyFile, Shelf};
use super::write::{Written, WrittenCase};
use crate::bundle::{Placed, Text, Trouble};
use crate::load::{Files, syntax_of};
use crate::text::{Node, quote};

/// What was made of a file.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The scenario file.
    pub file: Written,
    /// The policies that it names, to be written beside it.
    pub policies: Vec<PolicyFile>,
    /// What people should know: what does not carry over, and what was assumed.
    pub notes: Vec<String>,
    /// Whether nothing says what the cases should expect.
    pub expects_nothing: bool,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Request,
    Results,
    Politest,
}

/// Reads files of other tools and makes a scenario file of them: one politest file, or one request
/// with its results or without.
///
/// # Errors
/// Every mistake with its place.
pub fn import(paths: &[&Path], shelf: Shelf) -> Result<Imported, Vec<Trouble>> {
    let (mut texts, mut troubles) = (Vec::new(), Vec::new());
    for path in paths {
        match read_text(path).and_then(|text| Ok((kind(&text)?, text))) {
            Ok(known) => texts.push(known),
            Err(trouble) => troubles.push(trouble),
        }
    }
    if !troubles.is_empty() {
        return Err(troubles);
    }
    let of =
        |wanted: Kind| texts.iter().filter(move |(kind, _)| *kind == wanted).map(|(_, text)| text);
    let mut requests = of(Kind::Request);
    let (request, results, politest) =
        (requests.next(), of(Kind::Results).next(), of(Kind::Politest).next());
    let made = match (request, results, politest) {
        (Some(request), results, None) if texts.len() <= 2 && requests.next().is_none() => {
            simulation::import(placed(request), results.map(placed), shelf)
        }
        (None, None, Some(file)) if texts.len() == 1 => politest::import(file, shelf),
        (None, Some(results), None) => {
            let message = "these are results without the request that they answer";
            Err(placed(results).trouble("missing-request", message))
        }
        _ => {
            let (_, last) = texts.last().ok_or_else(Vec::new)?;
            let message = "these files do not make one scenario file";
            let hint = "import one politest file, or one request and its results, at a time";
            Err(placed(last).trouble("too-many-files", message).with_hint(hint))
        }
    };
    made.map_err(|trouble| vec![trouble])
}

fn placed(text: &Text) -> Placed<'_> {
    Placed { node: &text.node, source: &text.source }
}

fn read_text(path: &Path) -> Result<Text, Trouble> {
    let whole_file = |message| Files::trouble(&path.display().to_string(), message);
    Files::read(path, syntax_of(path).with_comments()).map_err(|why| why.unwrap_or_else(whole_file))
}

fn kind(text: &Text) -> Result<Kind, Trouble> {
    let has = |names: &[&str]| names.iter().any(|name| text.node.get(name).is_some());
    if has(&["EvaluationResults"]) {
        Ok(Kind::Results)
    } else if has(&["ActionNames", "PolicyInputList", "PolicySourceArn"]) {
        Ok(Kind::Request)
    } else if has(politest_file::TELLING) {
        Ok(Kind::Politest)
    } else {
        let message = "this is no file that can be imported";
        let hint = "a request to simulate-custom-policy, its results, and politest's files can be";
        Err(placed(text).trouble("unknown-kind", message).with_hint(hint))
    }
}

/// Names for cases, each once.
#[derive(Debug, Default)]
struct CaseNames(Vec<String>);

impl CaseNames {
    fn unique(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        let mut number = 2;
        while self.0.contains(&unique) {
            unique = format!("{name} ({number})");
            number += 1;
        }
        self.0.push(unique.clone());
        unique
    }
}

/// Where nobody is named who asks.
fn caller_of(account: &str) -> String {
    format!("arn:aws:iam::{account}:user/caller")
}

const SOME_ACCOUNT: &str = "111122223333";

/// The account of a root's ARN, or the account itself.
fn owner(value: Placed<'_>) -> Result<String, Trouble> {
    let text = value.text()?;
    let account = text.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root"));
    let account = account.unwrap_or(text);
    if crate::aws::is_account_id(account) {
        return Ok(account.to_owned());
    }
    let message = format!("{} is neither an account nor the ARN of its root", quote(text));
    Err(value.trouble("invalid-request", message))
}

/// The keys of a list of context entries, which both tools write alike.
fn context(entries: Placed<'_>) -> Result<Vec<(String, Node)>, Trouble> {
    let mut keys = Vec::new();
    for entry in entries.list()? {
        let fields = entry.fields(&["ContextKeyName", "ContextKeyValues", "ContextKeyType"])?;
        let name = fields.text("ContextKeyName")?;
        let name = name.ok_or_else(|| entry.trouble("invalid-request", "the key has no name"))?;
        let values = fields.some("ContextKeyValues").map_or_else(Vec::new, Placed::one_or_more);
        let is_list = fields.text("ContextKeyType")?.is_some_and(|kind| kind.ends_with("List"));
        let mut nodes: Vec<Node> = values.iter().map(|value| value.node.clone()).collect();
        let one = if nodes.len() == 1 && !is_list { nodes.pop() } else { None };
        keys.push((name.to_owned(), one.unwrap_or_else(|| Node::of_items(nodes))));
    }
    Ok(keys)
}

/// Who asks, in which circumstances: the simulator fills in nothing.
fn exact() -> (&'static str, Node) {
    ("exactContext", Node::made(crate::text::Value::Bool(true)))
}

/// What is expected until the case has run.
const TO_BE_SEEN: &str = "undecided";

fn case(name: String, fields: Vec<(&'static str, Node)>) -> WrittenCase {
    WrittenCase { name, fields }
}
