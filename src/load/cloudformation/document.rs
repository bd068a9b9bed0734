//! Policy documents. A statement that hangs on values that nobody knows is there once for each way
//! in which the conditions may go, each under an IAM condition on those values.

use std::sync::Arc;

use super::condition::{Assumed, Truth};
use super::scope::{NOT_UNDERSTOOD, Scope, text_node, whole_hole};
use super::value::{branches, function_of};
use crate::aws::PolicyKind;
use crate::environment::{Fact, StoredPolicy};
use crate::text::{Comments, Key, Member, Node, Source, Span, Value, printable, quote, read_json};

/// What a document is for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'n> {
    /// How answers call it.
    pub(super) name: &'n str,
    /// Its grammar.
    pub(super) kind: PolicyKind,
}

/// Parts of a document, from one branch or from several.
#[derive(Default)]
struct Parts {
    head: Vec<Member>,
    statements: Vec<Node>,
    statement_key: Option<Key>,
    statement_span: Option<Span>,
    /// The document was a text of its own.
    text: Option<Arc<Source>>,
}

impl Scope<'_> {
    /// The document that stands here; none for `AWS::NoValue`.
    pub(super) fn document(&mut self, node: &Node, wanted: Wanted<'_>) -> Fact<StoredPolicy> {
        let mut parts = Parts::default();
        self.add_document(node, wanted, &mut parts);
        if parts.statement_key.is_none() && parts.head.is_empty() && parts.statements.is_empty() {
            return Fact::None;
        }
        let origin = self.origin(node.span);
        let source = parts.text.take();
        let document = parts.joined(node.span);
        let text = source.unwrap_or_else(|| Arc::clone(&self.template.text.source));
        Fact::Is(StoredPolicy::made(printable(wanted.name), text, document, origin))
    }

    fn add_document(&mut self, node: &Node, wanted: Wanted<'_>, parts: &mut Parts) {
        if let Some(("Fn::If", argument)) = function_of(node) {
            self.each_branch(argument, node.span, &mut |scope, branch| {
                scope.add_document(branch, wanted, parts);
            });
            return;
        }
        match (&node.value, function_of(node)) {
            (Value::Object(members), None) if !has_macro(members) && !members.is_empty() => {
                self.add_members(members, wanted, parts);
            }
            _ => self.add_made(node, wanted, parts),
        }
    }

    fn add_members(&mut self, members: &[Member], wanted: Wanted<'_>, parts: &mut Parts) {
        // INVARIANT: places of one document are places of one text.
        parts.text = None;
        for member in members {
            let key = || Key { text: member.key.text.clone(), span: member.key.span };
            if &*member.key.text == "Statement" {
                parts.statement_key.get_or_insert_with(key);
                parts.statement_span.get_or_insert(member.value.span);
                self.each_item(&member.value, &mut |scope, statement| {
                    scope.add_statement(statement, wanted, parts);
                });
            } else if let Some(value) = self.value(&member.value) {
                let known = parts.head.iter().any(|known| known.key.text == member.key.text);
                if !known {
                    parts.head.push(Member { key: key(), value });
                }
            }
        }
    }

    /// A document that a function gives: a text with JSON in it, a parameter, a macro's work.
    fn add_made(&mut self, node: &Node, wanted: Wanted<'_>, parts: &mut Parts) {
        let Some(value) = self.value(node) else { return };
        let text = match &value.value {
            Value::Text(text) => text,
            Value::Object(members) if !members.is_empty() => {
                return self.add_members(members, wanted, parts);
            }
            _ => {
                let message = format!("{} is no policy that can be read", quote(wanted.name));
                self.remark(NOT_UNDERSTOOD, node.span, message);
                return self.add_unknown(node, "document", wanted, parts);
            }
        };
        if whole_hole(text).is_some() {
            return self.add_unknown(node, text, wanted, parts);
        }
        let name = format!("{} {}", self.template.text.source.name(), wanted.name);
        let source = Arc::new(Source::new(name, &**text));
        match read_json(&source, Comments::Refused) {
            Ok(Node { value: Value::Object(members), .. }) if parts.statements.is_empty() => {
                self.add_read(members, parts);
                parts.text = Some(source);
            }
            _ => {
                let message = format!("{} is no policy that can be read", quote(wanted.name));
                self.remark(NOT_UNDERSTOOD, node.span, message);
                self.add_unknown(node, text, wanted, parts);
            }
        }
    }

    fn add_read(&mut self, members: Vec<Member>, parts: &mut Parts) {
        for Member { key, value } in members {
            if &*key.text != "Statement" {
                parts.head.push(Member { key, value });
                continue;
            }
            parts.statement_span = Some(value.span);
            parts.statement_key = Some(key);
            let mut statements = match value.value {
                Value::List(items) => items,
                _ => vec![value],
            };
            let assumed = self.assumed.clone();
            for statement in &mut statements {
                self.guard(statement, &assumed);
            }
            parts.statements = statements;
        }
    }

    /// What a branch holds, under what is assumed where it counts.
    fn each_branch(&mut self, argument: &Node, span: Span, take: &mut dyn FnMut(&mut Self, &Node)) {
        let Some((condition, then, otherwise)) = branches(argument) else {
            self.remark(NOT_UNDERSTOOD, span, "this use of `Fn::If` is not understood");
            take(self, &text_node("${unknown:Fn::If}", span));
            return;
        };
        for (assumed, holds) in self.ways(condition, span) {
            let branch = if holds { then } else { otherwise };
            self.under(assumed, |scope| take(scope, branch));
        }
    }

    /// The ways in which a condition may go.
    pub(super) fn ways(&mut self, condition: &str, span: Span) -> Vec<(Vec<Assumed>, bool)> {
        let ways = self.forked(&mut |scope| match scope.condition(condition, span) {
            Truth::Known(holds) => Some(holds),
            Truth::Unknown(leaf) => scope.may_fork(&leaf).then_some(true),
        });
        let known = |(assumed, holds): (Vec<Assumed>, Option<bool>)| Some((assumed, holds?));
        let some: Option<Vec<_>> = ways.into_iter().map(known).collect();
        some.unwrap_or_else(|| {
            let Truth::Unknown(leaf) = self.opaque(condition, span) else { return Vec::new() };
            let way = |equal| {
                let mut assumed = self.assumed.clone();
                assumed.push(Assumed { leaf: leaf.clone(), equal });
                (assumed, equal)
            };
            vec![way(true), way(false)]
        })
    }

    /// The items of a list, or the one thing that stands in its place, each under what is assumed
    /// where it counts.
    pub(super) fn each_item(&mut self, node: &Node, take: &mut dyn FnMut(&mut Self, &Node)) {
        match (&node.value, function_of(node)) {
            (Value::List(items), _) => {
                for item in items {
                    self.each_item(item, take);
                }
            }
            (_, Some(("Fn::If", argument))) => {
                self.each_branch(argument, node.span, &mut |scope, branch| {
                    scope.each_item(branch, take);
                });
            }
            (_, Some(_)) => match self.value(node) {
                Some(Node { value: Value::List(items), .. }) => {
                    for item in &items {
                        take(self, item);
                    }
                }
                Some(value) => take(self, &value),
                None => {}
            },
            _ => take(self, node),
        }
    }

    fn add_statement(&mut self, node: &Node, wanted: Wanted<'_>, parts: &mut Parts) {
        for (assumed, value) in self.forked(&mut |scope| scope.value(node)) {
            match value {
                Some(mut statement) if matches!(statement.value, Value::Object(_)) => {
                    self.guard(&mut statement, &assumed);
                    parts.push(statement);
                }
                Some(Node { value: Value::Text(text), .. }) => {
                    self.under(assumed, |scope| scope.add_unknown(node, &text, wanted, parts));
                }
                // A statement that is none is left for the policy's own reader to refuse.
                Some(other) => parts.push(other),
                None => {}
            }
        }
    }

    /// Statements of which nobody knows what they say.
    fn add_unknown(&mut self, node: &Node, text: &str, wanted: Wanted<'_>, parts: &mut Parts) {
        let hole: Box<str> = match whole_hole(text) {
            Some(_) => text.into(),
            None => self.hole(wanted.name, "what the policy says", node.span),
        };
        let unknown = whole_hole(&hole).unwrap_or_default();
        let span = node.span;
        let key = |text: &str| Key { text: text.into(), span };
        let member = |name: &str, value: Node| Member { key: key(name), value };
        parts.statement_key.get_or_insert_with(|| key("Statement"));
        for (effect, when) in [("Allow", "allows"), ("Deny", "denies")] {
            let text = |text: &str| text_node(text, span);
            let object = |members| Node { span, value: Value::Object(members) };
            let mut members = vec![member("Effect", text(effect)), member("Action", text("*"))];
            if wanted.kind.takes_principal() {
                members.push(member("Principal", text("*")));
            }
            if wanted.kind != PolicyKind::Trust {
                members.push(member("Resource", text("*")));
            }
            let asked = object(vec![member(unknown, text(when))]);
            members.push(member("Condition", object(vec![member("StringEquals", asked)])));
            let mut statement = object(members);
            let assumed = self.assumed.clone();
            self.guard(&mut statement, &assumed);
            parts.push(statement);
        }
    }
}

fn has_macro(members: &[Member]) -> bool {
    members.iter().any(|member| &*member.key.text == "Fn::Transform")
}

impl Parts {
    /// Adds a statement; where one stands several times, each has a `Sid` of its own.
    fn push(&mut self, mut statement: Node) {
        let number = self.statements.iter().filter(|known| known.span == statement.span).count();
        if number > 0
            && let Value::Object(members) = &mut statement.value
            && let Some(sid) = members.iter_mut().find(|member| &*member.key.text == "Sid")
            && let Value::Text(text) = &mut sid.value.value
        {
            *text = format!("{text}{}", number + 1).into();
        }
        self.statements.push(statement);
    }

    fn joined(self, span: Span) -> Node {
        let Self { mut head, statements, statement_key, statement_span, .. } = self;
        if let Some(key) = statement_key {
            let value = Value::List(statements);
            head.push(Member { key, value: Node { span: statement_span.unwrap_or(span), value } });
        }
        Node { span, value: Value::Object(head) }
    }
}

impl Scope<'_> {
    /// Lets a statement count only where the unknown values are as assumed.
    pub(super) fn guard(&mut self, statement: &mut Node, assumed: &[Assumed]) {
        let span = statement.span;
        let Value::Object(members) = &mut statement.value else { return };
        for Assumed { leaf, equal } in assumed {
            let operator = if *equal { "StringEquals" } else { "StringNotEquals" };
            let block = child(members, "Condition", span);
            let Some(tests) = object_of(block).map(|block| child(block, operator, span)) else {
                continue;
            };
            let Some(tests) = object_of(tests) else { continue };
            let is_free = |key: &&str| !equal || !tests.iter().any(|test| *test.key.text == **key);
            if let Some(key) = whole_hole(&leaf.left).filter(is_free) {
                add_value(child(tests, key, span), leaf.right.clone(), span);
                continue;
            }
            let name = format!("Fn::Equals({} {})", leaf.left, leaf.right);
            let hole = self.hole(&name, "whether two texts are equal", span);
            let key = whole_hole(&hole).unwrap_or_default();
            add_value(child(tests, key, span), "true".into(), span);
        }
    }
}

fn object_of(node: &mut Node) -> Option<&mut Vec<Member>> {
    match &mut node.value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// The member of that name; made as an empty object if it is not there.
fn child<'m>(members: &'m mut Vec<Member>, name: &str, span: Span) -> &'m mut Node {
    let at = members.iter().position(|member| &*member.key.text == name).unwrap_or_else(|| {
        let value = Node { span, value: Value::Object(Vec::new()) };
        members.push(Member { key: Key { text: name.into(), span }, value });
        members.len() - 1
    });
    &mut members[at].value
}

// INVARIANT: several values stand only under `StringNotEquals`, where all of them must differ: an equal
// text has one test of that kind.
fn add_value(test: &mut Node, value: Box<str>, span: Span) {
    let value = text_node(value, span);
    match &mut test.value {
        Value::List(values) => values.push(value),
        Value::Object(_) => *test = value,
        _ => {
            let known = std::mem::replace(test, text_node("", span));
            test.value = Value::List(vec![known, value]);
        }
    }
}
