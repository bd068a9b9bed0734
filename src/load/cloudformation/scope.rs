//! What resolving a template carries along: what is known, what is assumed, and what was found.

use std::collections::HashMap;
use std::sync::Arc;

use super::condition::{Assumed, Met, Truth};
use super::pseudo::Deployment;
use super::template::Template;
use crate::aws::{UNKNOWN_PREFIX, key_of_unknown};
use crate::bundle::Trouble;
use crate::environment::{Origin, Unknown};
use crate::load::{Loaded, Stated};
use crate::text::{Diagnostic, Node, Span, Value};

/// The code of what was not understood.
pub(super) const NOT_UNDERSTOOD: &str = "not-understood";

/// A template and all that is known beside it.
pub(super) struct Scope<'t> {
    pub(super) template: &'t Template<'t>,
    pub(super) deployment: Deployment,
    pub(super) stated: &'t Stated,
    /// What is assumed of unknown values at this point.
    pub(super) assumed: Vec<Assumed>,
    /// What [`Scope::forked`] waits for.
    pub(super) met: Met,
    /// Names and ARNs that were worked out. They are so under no assumption, since one resource has
    /// one name.
    pub(super) worked_out: HashMap<String, Box<str>>,
    /// Conditions that were worked out, under what is assumed now.
    pub(super) truths: HashMap<Box<str>, Truth>,
    /// What is assumed where managed policies of the template are made.
    pub(super) guards: HashMap<Box<str>, Vec<Assumed>>,
    /// The names of unknown values by their keys in lower case.
    keys: HashMap<String, Box<str>>,
    /// What is being worked out.
    pub(super) pending: Vec<String>,
    pub(super) depth: usize,
    /// How many bytes of text functions have put together.
    pub(super) made: usize,
    pub(super) loaded: Loaded,
}

impl<'t> Scope<'t> {
    pub(super) fn new(template: &'t Template<'t>, stated: &'t Stated) -> Self {
        Self {
            template,
            deployment: Deployment::of(stated),
            stated,
            assumed: Vec::new(),
            met: Met::Unasked,
            worked_out: HashMap::new(),
            truths: HashMap::new(),
            guards: HashMap::new(),
            keys: HashMap::new(),
            pending: Vec::new(),
            depth: 0,
            made: 0,
            loaded: Loaded::default(),
        }
    }

    /// Says something about a place; once.
    pub(super) fn remark(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        let message = message.into();
        let said =
            |known: &Trouble| known.diagnostic.span == span && known.diagnostic.message == message;
        // INVARIANT: one place is resolved again and again, but never long after the first time.
        if !self.loaded.remarks.iter().rev().take(RECENT).any(said) {
            let diagnostic = Diagnostic::warning(code, span, message);
            let source = Arc::clone(&self.template.text.source);
            self.loaded.remarks.push(Trouble { diagnostic, source });
        }
    }

    /// Adds a hint to what was said last.
    pub(super) fn hint(&mut self, hint: &str) {
        if let Some(last) = self.loaded.remarks.last_mut() {
            last.diagnostic.hint = Some(hint.to_owned());
        }
    }

    /// A place of the template.
    pub(super) fn origin(&self, span: Span) -> Origin {
        Origin::new(&self.template.text.source, span)
    }

    /// The text that stands for a value that nobody knows: `${unknown:Bucket}`.
    pub(super) fn hole(&mut self, name: &str, why: &str, span: Span) -> Box<str> {
        let key = self.key_of(name);
        let name = key.strip_prefix(UNKNOWN_PREFIX).unwrap_or(&key);
        if !self.loaded.environment.unknowns.contains_key(name) {
            let unknown = Unknown { why: why.into(), origin: self.origin(span) };
            self.loaded.environment.unknowns.insert(name.into(), unknown);
        }
        format!("${{{key}}}").into()
    }

    /// The key of an unknown value. Two that differ only in what a key does not tell apart get
    /// different ones.
    fn key_of(&mut self, name: &str) -> String {
        let key = key_of_unknown(&shortened(name));
        let taken = self.keys.entry(key.to_ascii_lowercase()).or_insert_with(|| name.into());
        if **taken == *name { key } else { format!("{key}-{:016x}", hash(name)) }
    }

    /// The same as a node.
    pub(super) fn hole_node(&mut self, name: &str, why: &str, span: Span) -> Node {
        Node { span, value: Value::Text(self.hole(name, why, span)) }
    }
}

const RECENT: usize = 64;

/// What the names of unknown values hold at most; a longer one ends in a number that tells it apart.
const LONGEST_NAME: usize = 200;

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST_NAME).collect();
    format!("{start}-{:016x}", hash(name))
}

/// FNV-1a: the same in every run and on every machine.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The key of the unknown value, if the text is that alone.
pub(super) fn whole_hole(text: &str) -> Option<&str> {
    let key = text.strip_prefix("${")?.strip_suffix('}')?;
    (key.starts_with(UNKNOWN_PREFIX) && !key.contains('}')).then_some(key)
}

/// What a value is as a text.
pub(super) fn text_of(node: &Node) -> Option<Box<str>> {
    match &node.value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string().into()),
        Value::Null | Value::List(_) | Value::Object(_) => None,
    }
}

/// A text at a place.
pub(super) fn text_node(text: impl Into<Box<str>>, span: Span) -> Node {
    Node { span, value: Value::Text(text.into()) }
}
