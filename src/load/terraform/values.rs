//! Attributes as texts, with a variable for what is known only after apply.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use super::arns::{derived, is_own};
use super::configuration::{Configuration, references};
use super::location::Location;
use super::references::{Meaning, Resolver};
use super::snapshot::{Instance, NOTHING, Snapshot, items};
use crate::bundle::Trouble;
use crate::environment::{Origin, Unknown, Unknowns, key_of_unknown};
use crate::load::ACCOUNT_NOT_SAID;
use crate::text::{Diagnostic, Node, Source, Value, quote};

const DEEPEST: u32 = 24;

/// Among how many of the last remarks one is looked for that was said already.
const RECENT: usize = 64;

/// The code of what is left out of the environment, and said.
pub(super) const NOT_UNDERSTOOD: &str = "not-understood";

/// What a document says of an attribute.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known<'s> {
    /// Nothing, or null.
    Absent,
    Is(&'s Node),
    /// It will be known after apply.
    Later,
    Sensitive,
}

/// The attributes of all instances.
#[derive(Debug)]
pub(super) struct Values<'s> {
    pub(super) source: &'s Arc<Source>,
    pub(super) resolver: Resolver<'s>,
    location: Location<'s>,
    pub(super) unknowns: RefCell<Unknowns>,
    pub(super) remarks: RefCell<Vec<Trouble>>,
    without_account: RefCell<BTreeSet<String>>,
    depth: Cell<u32>,
    pub(super) rendered_so_far: Cell<u32>,
}

impl<'s> Instance<'s> {
    /// What the document says of an attribute.
    pub(super) fn known(&self, attribute: &str) -> Known<'s> {
        let marked = |marks: &Node| {
            matches!(marks.get(attribute), Some(Node { value: Value::Bool(true), .. }))
        };
        if marked(self.sensitive) {
            return Known::Sensitive;
        }
        match self.values.get(attribute) {
            Some(Node { value: Value::Null, .. }) | None
                if self.unknown.get(attribute).is_some_and(has_mark) =>
            {
                Known::Later
            }
            Some(Node { value: Value::Null, .. }) | None => Known::Absent,
            Some(value) => Known::Is(value),
        }
    }

    /// Whether nothing of an attribute is unknown.
    pub(super) fn is_whole(&self, attribute: &str) -> bool {
        !self.unknown.get(attribute).is_some_and(has_mark)
            && !self.sensitive.get(attribute).is_some_and(has_mark)
    }
}

impl<'s> Values<'s> {
    pub(super) fn new(
        source: &'s Arc<Source>,
        resolver: Resolver<'s>,
        location: Location<'s>,
    ) -> Self {
        Self {
            source,
            resolver,
            location,
            unknowns: RefCell::default(),
            remarks: RefCell::default(),
            without_account: RefCell::default(),
            depth: Cell::new(0),
            rendered_so_far: Cell::new(0),
        }
    }

    pub(super) fn snapshot(&self) -> &'s Snapshot<'s> {
        self.resolver.snapshot
    }

    pub(super) fn configuration(&self) -> &'s Configuration<'s> {
        self.resolver.configuration
    }

    pub(super) fn origin(&self, instance: &Instance<'_>) -> Origin {
        Origin::new(self.source, instance.node.span).at_address(instance.address.as_str())
    }

    /// Says what was not understood of an instance.
    pub(super) fn remark(&self, instance: &Instance<'_>, message: &str) {
        let message = format!("{}: {message}", quote(&instance.address));
        let span = instance.values.span;
        let span = if span.end == 0 { instance.node.span } else { span };
        let diagnostic = Diagnostic::warning(NOT_UNDERSTOOD, span, message);
        let mut remarks = self.remarks.borrow_mut();
        // INVARIANT: one attribute is asked for again and again, but never long after the first time.
        if !remarks.iter().rev().take(RECENT).any(|known| known.diagnostic == diagnostic) {
            remarks.push(Trouble { diagnostic, source: self.source.clone() });
        }
    }

    /// Whether the configuration says something of an attribute, or nobody knows what it says.
    pub(super) fn is_configured(&self, instance: &Instance<'_>, attribute: &str) -> bool {
        let resource = self.configuration().resource(instance);
        resource.is_none() || self.configuration().expression(instance, attribute).is_some()
    }

    /// An attribute as a text; `None` if there is none.
    pub(super) fn text(&self, instance: &'s Instance<'s>, attribute: &str) -> Option<String> {
        match instance.known(attribute) {
            Known::Is(node) => Some(self.text_or_hole(instance, attribute, node)),
            Known::Absent => {
                derived(instance.kind, attribute).and_then(|template| self.fill(instance, template))
            }
            Known::Later => Some(self.later(instance, attribute)),
            Known::Sensitive => {
                Some(self.hole_at(instance, attribute, "it is marked as sensitive"))
            }
        }
    }

    /// A value that should be a text. What is none is said, and is not known.
    fn text_or_hole(&self, instance: &Instance<'_>, part: &str, node: &Node) -> String {
        text_of(node).unwrap_or_else(|| {
            let message = format!("{} is {}, and should be a string", quote(part), node.kind());
            self.remark(instance, &message);
            self.hole_at(instance, part, "it is no string")
        })
    }

    fn later(&self, instance: &'s Instance<'s>, attribute: &str) -> String {
        if self.depth.get() >= DEEPEST {
            return self.hole_at(instance, attribute, "known after apply");
        }
        self.depth.set(self.depth.get() + 1);
        let text = derived(instance.kind, attribute)
            .and_then(|template| self.fill(instance, template))
            .or_else(|| self.by_reference(instance, attribute));
        self.depth.set(self.depth.get() - 1);
        text.unwrap_or_else(|| self.hole_at(instance, attribute, &self.why(instance, attribute)))
    }

    fn why(&self, instance: &Instance<'_>, attribute: &str) -> String {
        let expression = self.configuration().expression(instance, attribute);
        why_unknown(expression.unwrap_or(&NOTHING))
    }

    /// What an attribute that names another thing as a whole refers to.
    fn by_reference(&self, instance: &'s Instance<'s>, attribute: &str) -> Option<String> {
        if is_own(instance.kind, attribute) {
            return None;
        }
        let expression = self.configuration().expression(instance, attribute)?;
        let meaning = self.resolver.meaning(self.resolver.scope_of(instance), expression);
        self.text_of_meaning(&meaning, attribute)
    }

    pub(super) fn text_of_meaning(&self, meaning: &Meaning<'s>, used_as: &str) -> Option<String> {
        match meaning {
            Meaning::Constant(node) => text_of(node),
            Meaning::Attribute { of, attribute } => match of.as_slice() {
                [one] => self.referred(one, attribute, used_as),
                _ => None,
            },
            Meaning::Open => None,
        }
    }

    /// An attribute of an instance that another one refers to.
    pub(super) fn referred(
        &self,
        instance: &'s Instance<'s>,
        attribute: &str,
        used_as: &str,
    ) -> Option<String> {
        let wants_arn = used_as.ends_with("arn") || used_as == "permissions_boundary";
        let usual = if wants_arn { "arn" } else { "id" };
        let attribute = if attribute.is_empty() { usual } else { attribute };
        let is_nested = attribute.contains(['.', '[']);
        let found = if is_nested { None } else { self.text(instance, attribute) };
        let text = found.unwrap_or_else(|| self.hole_at(instance, attribute, "known after apply"));
        let may_be_arn =
            attribute.ends_with("arn") || attribute == "id" || text.starts_with("arn:");
        // INVARIANT: what is made of a name by a template is not taken for the name itself.
        (may_be_arn || !wants_arn).then_some(text)
    }

    /// The text of a list's items. Of those that are not known, what each reference means.
    pub(super) fn texts(&self, instance: &'s Instance<'s>, attribute: &str) -> Vec<String> {
        let listed = match instance.known(attribute) {
            Known::Is(node) => self.listed(instance, attribute, node),
            _ => Vec::new(),
        };
        if instance.is_whole(attribute) {
            return listed;
        }
        let Some(expression) = self.configuration().expression(instance, attribute) else {
            self.remark(instance, &format!("{} is not known as a whole", quote(attribute)));
            return listed;
        };
        let mut all: Vec<String> = listed;
        let used_as = attribute.trim_end_matches('s');
        for meaning in self.resolver.meanings(self.resolver.scope_of(instance), expression) {
            let found: Vec<String> = match &meaning {
                Meaning::Attribute { of, attribute: of_it } => {
                    let name = quote(attribute);
                    let unclear =
                        || self.remark(instance, &format!("{name} is not known as a whole"));
                    let text = |one: &&'s Instance<'s>| {
                        let text = self.referred(one, of_it, used_as);
                        text.is_none().then(unclear);
                        text
                    };
                    of.iter().filter_map(text).collect()
                }
                Meaning::Constant(node) => match &node.value {
                    Value::List(items) => items.iter().filter_map(text_of).collect(),
                    _ => text_of(node).into_iter().collect(),
                },
                Meaning::Open => {
                    self.remark(instance, &format!("{} is not known as a whole", quote(attribute)));
                    Vec::new()
                }
            };
            all.extend(found);
        }
        let mut seen = BTreeSet::new();
        all.retain(|text| seen.insert(text.clone()));
        all
    }

    /// The texts of a list that is there. An item that is not known yet is `null` in it.
    fn listed(&self, instance: &Instance<'_>, attribute: &str, node: &Node) -> Vec<String> {
        if !matches!(node.value, Value::List(_)) {
            let kind = node.kind();
            let message = format!("{} is {kind}, and should be a list", quote(attribute));
            self.remark(instance, &message);
        }
        let all = items(Some(node)).iter().enumerate();
        let there = all.filter(|(_, item)| item.value != Value::Null);
        let text =
            |(index, item)| self.text_or_hole(instance, &format!("{attribute}[{index}]"), item);
        there.map(text).collect()
    }

    /// A variable for something of an instance that is not known.
    pub(super) fn hole_at(&self, instance: &Instance<'_>, part: &str, why: &str) -> String {
        self.hole(&format!("{}.{part}", instance.address), why, self.origin(instance))
    }

    pub(super) fn hole(&self, name: &str, why: &str, origin: Origin) -> String {
        self.note_unknown(name, why, origin);
        format!("${{{}}}", key_of_unknown(name))
    }

    pub(super) fn note_unknown(&self, name: &str, why: &str, origin: Origin) {
        let key = key_of_unknown(name);
        let short = key.trim_start_matches(crate::environment::UNKNOWN_PREFIX);
        let made = || Unknown { why: why.into(), origin };
        self.unknowns.borrow_mut().entry(short.into()).or_insert_with(made);
    }

    /// Puts attributes into a template of `arns` or of `policy_table`; `None` if one is missing.
    pub(super) fn fill(&self, instance: &'s Instance<'s>, template: &str) -> Option<String> {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (field, after) = after.split_once('}')?;
            text.push_str(before);
            let value = self.field(instance, field)?;
            if value.starts_with("arn:") && !text.is_empty() {
                return Some(value);
            }
            text.push_str(&value);
            rest = after;
        }
        text.push_str(rest);
        Some(text)
    }

    fn field(&self, instance: &'s Instance<'s>, field: &str) -> Option<String> {
        if let Some(made_up) = field.strip_prefix('?') {
            return Some(self.hole_at(instance, made_up, "AWS makes it up"));
        }
        let field = field.trim_start_matches('&');
        let (attribute, change) = field.split_once('|').unwrap_or((field, ""));
        let text = match attribute {
            "account" => self.account(instance),
            "region" => self.region(instance),
            "partition" => self.partition(instance),
            "dns" if self.partition(instance) == "aws-cn" => "amazonaws.com.cn".to_owned(),
            "dns" => "amazonaws.com".to_owned(),
            "path" => self.text(instance, "path").unwrap_or_else(|| "/".to_owned()),
            _ => self.text(instance, attribute)?,
        };
        Some(match change {
            "host" => text.trim_start_matches("https://").to_owned(),
            "queue" => queue_arn(&text, &self.partition(instance)).unwrap_or(text),
            "bare" => text.trim_start_matches('/').to_owned(),
            _ => text,
        })
    }

    /// The account of an instance; where nobody says it, the only one of other sources or
    /// [`ACCOUNT_NOT_SAID`], with a remark.
    pub(super) fn account(&self, instance: &Instance<'_>) -> String {
        let key = self.configuration().provider_key(instance);
        self.location.account(self.configuration(), key).unwrap_or_else(|| {
            let only = self.location.only_account(self.configuration(), key);
            let taken = only.unwrap_or(ACCOUNT_NOT_SAID);
            if self.without_account.borrow_mut().insert(key.to_owned()) {
                let why = only.map_or("", |_| ", the only one of the sources before");
                let message = format!(
                    "nothing says which account provider {} works in; taken as {taken}{why}",
                    quote(key)
                );
                let span = instance.node.span;
                let diagnostic = Diagnostic::warning("account-not-said", span, message)
                    .with_hint("name it with `--account`");
                self.remarks.borrow_mut().push(Trouble { diagnostic, source: self.source.clone() });
            }
            taken.to_owned()
        })
    }

    pub(super) fn region(&self, instance: &'s Instance<'s>) -> String {
        let own = match instance.known("region") {
            Known::Is(node) => node.as_text().map(str::to_owned),
            _ => None,
        };
        let key = self.configuration().provider_key(instance);
        own.or_else(|| self.location.region(key)).unwrap_or_else(|| {
            let why = "nothing says the provider's region; name it with `--region`";
            self.hole(&format!("provider.{key}.region"), why, self.origin(instance))
        })
    }

    pub(super) fn partition(&self, instance: &Instance<'_>) -> String {
        self.location.partition(self.configuration().provider_key(instance))
    }
}

/// The ARN of a queue by its URL.
fn queue_arn(url: &str, partition: &str) -> Option<String> {
    let (region, rest) = url.strip_prefix("https://sqs.")?.split_once(".amazonaws.com")?;
    let path = rest.strip_prefix(".cn").unwrap_or(rest).strip_prefix('/')?;
    let (account, name) = path.split_once('/')?;
    Some(format!("arn:{partition}:sqs:{region}:{account}:{name}"))
}

/// Why an expression's value is not known.
pub(super) fn why_unknown(expression: &Node) -> String {
    let parts: Vec<String> = references(expression).into_iter().map(quote).collect();
    if parts.is_empty() {
        "known after apply".to_owned()
    } else {
        format!("known after apply, made of {}", parts.join(", "))
    }
}

fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::List(_) | Value::Object(_) => None,
    }
}

/// Whether a mark stands anywhere within.
pub(super) fn has_mark(marks: &Node) -> bool {
    match &marks.value {
        Value::Bool(marked) => *marked,
        Value::List(items) => items.iter().any(has_mark),
        Value::Object(members) => members.iter().any(|member| has_mark(&member.value)),
        Value::Null | Value::Number(_) | Value::Text(_) => false,
    }
}
