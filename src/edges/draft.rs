//! A request that nobody made yet.

use std::collections::BTreeMap;
use std::fmt;

use crate::request::Given;
use crate::text::{Node, Span, Value, printable};

/// Who asks in a draft.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caller {
    /// As requests name callers.
    pub text: Box<str>,
    /// The unique id, where a policy names it.
    pub id: Option<Box<str>>,
}

impl Caller {
    /// A caller of whom only the name is known.
    pub fn named(text: impl Into<Box<str>>) -> Self {
        Self { text: text.into(), id: None }
    }

    /// The caller as requests write it.
    pub fn as_node(&self) -> Node {
        let text = Node::of_text(&*self.text);
        match &self.id {
            None => text,
            Some(id) => Node::of_members([("arn", text), ("id", Node::of_text(&**id))]),
        }
    }
}

/// A request in which every key that the policies at hand test is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Who asks.
    pub caller: Caller,
    /// What for.
    pub action: Box<str>,
    /// On what.
    pub resource: Box<str>,
    /// Who owns it, where its ARN does not say.
    pub resource_account: Option<Box<str>>,
    /// The keys that are not left to be filled in, under AWS's names.
    pub context: BTreeMap<Box<str>, Given>,
    /// Whether the action's name is made up, because no policy at hand has one that fits.
    pub made_up: bool,
    /// The keys that are said although requests of this caller never carry them. Only
    /// [`covering`](super::covering) looks for them.
    pub never_carried: Vec<Box<str>>,
}

impl Draft {
    /// Nothing asked by nobody.
    pub fn blank() -> Self {
        Self {
            caller: Caller::named("anonymous"),
            action: "".into(),
            resource: "".into(),
            resource_account: None,
            context: BTreeMap::new(),
            made_up: false,
            never_carried: Vec::new(),
        }
    }

    /// The request as a case of a scenario file has it, but for its name and expectation.
    pub fn to_node(&self) -> Node {
        let mut fields = vec![
            ("principal", self.caller.as_node()),
            ("action", Node::of_text(&*self.action)),
            ("resource", Node::of_text(&*self.resource)),
        ];
        if let Some(account) = &self.resource_account {
            fields.push(("resourceAccount", Node::of_text(&**account)));
        }
        if !self.context.is_empty() {
            fields.push(("context", self.context_node()));
        }
        Node::of_members(fields)
    }

    /// The keys as a context of a scenario file has them.
    pub fn context_node(&self) -> Node {
        Node::of_members(self.context.iter().map(|(key, given)| (key.clone(), as_node(given))))
    }
}

/// What is said of a key, as contexts write it.
fn as_node(given: &Given) -> Node {
    let mark = |name| Node::of_members([(name, made(Value::Bool(true)))]);
    match given {
        Given::Absent => made(Value::Null),
        Given::Unknown => mark("unknown"),
        Given::PresentUnknown => mark("present"),
        Given::Values(values) => match &**values {
            [one] => Node::of_text(&**one),
            several => Node::of_items(several.iter().map(|text| Node::of_text(&**text))),
        },
    }
}

fn made(value: Value) -> Node {
    Node { span: Span::default(), value }
}

/// `s3:GetObject on arn:.. as arn:.., with aws:SourceIp=203.0.113.9, without aws:SourceVpc`
impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [action, resource, caller] =
            [&self.action, &self.resource, &self.caller.text].map(|text| printable(text));
        write!(f, "{action} on {resource} as {caller}")?;
        if let Some(id) = &self.caller.id {
            write!(f, " ({})", printable(id))?;
        }
        if let Some(account) = &self.resource_account {
            write!(f, " of account {}", printable(account))?;
        }
        for (key, given) in &self.context {
            write!(f, ", {}", said(key, given))?;
        }
        if !self.never_carried.is_empty() {
            let keys = printable(&self.never_carried.join(" and "));
            write!(f, "; no request of a caller that the statement names carries {keys}")?;
        }
        Ok(())
    }
}

/// `with key=value` or `without key`.
fn said(key: &str, given: &Given) -> String {
    let key = printable(key);
    match given {
        Given::Absent => format!("without {key}"),
        Given::Unknown | Given::PresentUnknown => format!("with some {key}"),
        Given::Values(values) => format!("with {key}={}", printable(&values.join(","))),
    }
}
