//! In: a policy that holds unknown values. Out: one of the same meaning that the engine can decide.
//!
//! Unknown values may stand where policies take no variables: in actions, in principals, in the
//! first five parts of ARNs, under operators that compare no text. The engine knows unknown condition keys, so
//! each such entry becomes a statement of its own that covers all that the entry may mean, and hangs
//! on a key whose value nobody knows. One entry is one key, wherever it stands.

mod draft;
mod nodes;

use std::collections::BTreeSet;

use draft::Draft;
use nodes::{
    all_texts, all_unknown, condition, entries, first_text, first_unknown, holds_unknown,
    is_hollow, list, member, take_unknown, text, with_value,
};

use crate::aws::{
    Arn, PolicyKind, UNKNOWN_PREFIX, is_account_id, key_of_unknown, map_unknown, unknown_in,
};
use crate::policy::ConditionOperator;
use crate::text::{Member, Node, Span, Value};

/// The document with statements that the engine can decide in place of those that hold unknown
/// values where it cannot; `None` if there are none.
pub fn with_unknown_elements(document: &Node, kind: PolicyKind) -> Option<Node> {
    if !holds_unknown(document) {
        return None;
    }
    let Value::Object(members) = &document.value else { return None };
    let expands = document.get("Version").and_then(Node::as_text) == Some("2012-10-17");
    let rewrite = Rewrite { kind, expands };
    let member = |member: &Member| match &*member.key.text {
        "Statement" => Member { key: member.key.clone(), value: rewrite.statements(&member.value) },
        "Version" if holds_unknown(&member.value) => with_value(member, "2012-10-17"),
        _ => member.clone(),
    };
    let members = members.iter().map(member).collect();
    Some(Node { span: document.span, value: Value::Object(members) })
}

/// The text of a policy of which nobody knows what it says: it may allow a request, deny it, or
/// neither. `name` is that of what is not known.
pub fn unknown_document(name: &str, kind: PolicyKind) -> String {
    let statements = unknown_statements(&key_of_unknown(name), kind, Span::default());
    let version = Node::of_text("2012-10-17");
    let members = [("Version", version), ("Statement", Node::of_items(statements))];
    Node::of_members(members).to_pretty_json(0)
}

/// Two statements of which nobody knows whether they apply: one allows everything, one denies it.
fn unknown_statements(key: &str, kind: PolicyKind, span: Span) -> [Node; 2] {
    [("Allow", "allows"), ("Deny", "denies")].map(|(effect, when)| {
        let mut members =
            vec![member("Effect", text(effect, span)), member("Action", text("*", span))];
        if kind.takes_principal() {
            members.push(member("Principal", text("*", span)));
        }
        if kind != PolicyKind::Trust {
            members.push(member("Resource", text("*", span)));
        }
        members.push(member("Condition", condition("StringEquals", key, when, span)));
        Node { span, value: Value::Object(members) }
    })
}

struct Rewrite {
    kind: PolicyKind,
    /// Whether the document's language has variables.
    expands: bool,
}

impl Rewrite {
    fn statements(&self, value: &Node) -> Node {
        let items = match &value.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let statements = items.iter().flat_map(|statement| self.statement(statement)).collect();
        Node { span: value.span, value: Value::List(statements) }
    }

    fn statement(&self, statement: &Node) -> Vec<Node> {
        if let Some(key) = statement.as_text().and_then(first_unknown) {
            return unknown_statements(key, self.kind, statement.span).to_vec();
        }
        let Value::Object(members) = &statement.value else { return vec![statement.clone()] };
        if !holds_unknown(statement) {
            return vec![statement.clone()];
        }
        let start = Draft::new(statement.span);
        let drafts = members.iter().fold(vec![start], |drafts, member| {
            drafts.into_iter().flat_map(|draft| self.element(draft, member)).collect()
        });
        drafts.into_iter().map(Draft::finish).collect()
    }

    /// The draft with one more element: several drafts where an entry has to stand alone.
    fn element(&self, draft: Draft, member: &Member) -> Vec<Draft> {
        if !holds_unknown(&member.value) && !member.key.text.contains("${") {
            return vec![draft.with(member.clone())];
        }
        match &*member.key.text {
            "Sid" => vec![draft],
            "Effect" => effects(&draft, member),
            "Action" | "Resource" => self.alternatives(&draft, member),
            "NotAction" | "NotResource" | "NotPrincipal" => vec![self.without(draft, member)],
            "Principal" => principals(&draft, member),
            "Condition" => vec![self.conditions(draft, member)],
            _ => vec![draft.with(member.clone())],
        }
    }

    /// Whether the engine can hold the entry: a variable in the last part of an ARN.
    fn holds(&self, element: &str, entry: &str) -> bool {
        let Some(start) = entry.find("${unknown:") else { return true };
        let colons = entry[..start].bytes().filter(|byte| *byte == b':').count();
        self.expands && element.ends_with("Resource") && entry.starts_with("arn:") && colons >= 5
    }

    fn alternatives(&self, draft: &Draft, member: &Member) -> Vec<Draft> {
        let element = &*member.key.text;
        let (held, open): (Vec<&Node>, Vec<&Node>) = entries(&member.value)
            .into_iter()
            .partition(|entry| entry.as_text().is_none_or(|text| self.holds(element, text)));
        let mut drafts = Vec::new();
        if !held.is_empty() || open.is_empty() {
            drafts.push(draft.clone().with(list(member, held.into_iter().cloned().collect())));
        }
        drafts.extend(open.into_iter().map(|entry| {
            let written = entry.as_text().unwrap_or_default();
            let widened = list(member, vec![text(&widest(element, written), entry.span)]);
            draft.clone().with(widened).if_applies(key_of_entry(element, written))
        }));
        drafts
    }

    /// A negated element applies where neither its known nor its unknown entries do.
    fn without(&self, mut draft: Draft, member: &Member) -> Draft {
        let element = &*member.key.text;
        let mut known = member.clone();
        for written in take_unknown(&mut known.value, &|text| self.holds(element, text)) {
            draft = draft.unless_applies(key_of_entry(element, &written));
        }
        if is_hollow(&known.value) {
            let positive = element.trim_start_matches("Not");
            return draft.with(self::member(positive, text("*", member.value.span)));
        }
        draft.with(known)
    }

    fn conditions(&self, mut draft: Draft, member: &Member) -> Draft {
        let Value::Object(operators) = &member.value.value else {
            return draft.if_applies(key_of_entry("Condition", &first_text(&member.value)));
        };
        let mut kept = Vec::new();
        for operator in operators {
            let Value::Object(keys) = &operator.value.value else {
                let whole = first_text(&operator.value);
                draft = draft.if_applies(key_of_entry(&operator.key.text, &whole));
                continue;
            };
            let mut kept_keys = Vec::new();
            for key in keys {
                if self.holds_condition(&operator.key.text, key) {
                    kept_keys.push(key.clone());
                } else {
                    draft = draft.if_applies(key_of_condition(&operator.key.text, key));
                }
            }
            if !kept_keys.is_empty() || keys.is_empty() {
                let value = Node { span: operator.value.span, value: Value::Object(kept_keys) };
                kept.push(Member { key: operator.key.clone(), value });
            }
        }
        let value = Node { span: member.value.span, value: Value::Object(kept) };
        draft.with(Member { key: member.key.clone(), value })
    }

    fn holds_condition(&self, operator: &str, key: &Member) -> bool {
        if operator.contains("${") || key.key.text.contains("${") {
            return false;
        }
        !holds_unknown(&key.value) || (self.expands && takes_variables(operator))
    }
}

fn effects(draft: &Draft, written: &Member) -> Vec<Draft> {
    let text_of = written.value.as_text().unwrap_or_default();
    let effect = |effect: &str| {
        let key = format!("{}={effect}", key_of_entry("Effect", text_of));
        draft.clone().with(member("Effect", text(effect, written.value.span))).if_applies(key)
    };
    vec![effect("Allow"), effect("Deny")]
}

/// Who is named for sure, and for each unknown name a statement about everybody that it may name. A
/// name stays where it is as well: a caller of the same unknown name is that one.
fn principals(draft: &Draft, written: &Member) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut known = written.clone();
    let unknown = take_unknown(&mut known.value, &is_whole_arn);
    if !is_hollow(&known.value) {
        drafts.push(draft.clone().with(known));
    }
    for entry in all_unknown(&written.value).into_iter().chain(unknown).collect::<BTreeSet<_>>() {
        let everybody = member("Principal", text("*", written.value.span));
        let draft = draft.clone().with(everybody).if_applies(key_of_entry("Principal", &entry));
        drafts.push(match account_in(&entry) {
            Some(account) => draft.asking("StringEquals", "aws:PrincipalAccount", account),
            None => draft,
        });
    }
    drafts
}

/// Whether an entry names a principal, but for an unknown name.
fn is_whole_arn(entry: &str) -> bool {
    account_in(entry).is_some()
}

/// The account of an ARN whose first five parts are known.
fn account_in(entry: &str) -> Option<&str> {
    let account = Arn::parse(entry).filter(|arn| !arn.head().contains("${"))?;
    let range = entry.len() - account.resource().len();
    let account = entry[..range].trim_end_matches(':').rsplit(':').next()?;
    is_account_id(account).then_some(account)
}

fn takes_variables(operator: &str) -> bool {
    ConditionOperator::parse(operator).is_some_and(|operator| operator.test.takes_variables())
}

/// All that an entry with unknown values may mean.
fn widest(element: &str, entry: &str) -> String {
    let open = with_stars(entry);
    let is_arn = open.starts_with("arn:") && open.split(':').count() >= 6;
    let is_action = open.split_once(':').is_some_and(|(service, _)| !service.contains('*'));
    if (element == "Resource" && is_arn) || (element == "Action" && is_action) {
        open
    } else {
        "*".to_owned()
    }
}

/// The text with `*` for each unknown value.
fn with_stars(entry: &str) -> String {
    map_unknown(entry, |_| "*".to_owned())
}

/// The key that stands for whether an entry applies.
fn key_of_entry(element: &str, entry: &str) -> String {
    let key = unknown_in(entry).next().unwrap_or(UNKNOWN_PREFIX);
    format!("{key}#{element}={}", with_stars(entry))
}

fn key_of_condition(operator: &str, key: &Member) -> String {
    let texts: Vec<String> = all_texts(&key.value);
    let written = texts.join("|");
    let named = if unknown_in(&key.key.text).next().is_some() { &*key.key.text } else { &written };
    key_of_entry(&format!("{operator}.{}", with_stars(&key.key.text)), named)
}
