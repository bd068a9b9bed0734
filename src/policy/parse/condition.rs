//! `Condition`

use std::collections::BTreeMap;

use super::reader::{Elements, Reader, inside, items};
use crate::policy::{
    Condition, ConditionOperator, ConditionTest, ConditionValue, SetOperator, Version,
};
use crate::text::{Diagnostic, Key, Member, Node, Span, Value, nearest, quote};

impl Reader {
    pub(super) fn conditions(&mut self, elements: &Elements<'_>) -> Vec<Condition> {
        let Some(member) = elements.get("Condition") else { return Vec::new() };
        let members = self.members(member, "an object of operators");
        self.no_restriction(member);
        members.iter().flat_map(|member| self.operator_block(member)).collect()
    }

    // AWS: S-12
    fn no_restriction(&mut self, member: &Member) {
        if matches!(&member.value.value, Value::Object(members) if members.is_empty()) {
            let message = format!("{} is empty: it restricts nothing", quote(&member.key.text));
            self.suggest("empty-object-condition", member.value.span, message);
        }
    }

    fn operator_block(&mut self, block: &Member) -> Vec<Condition> {
        let operator = self.operator(&block.key);
        let members = self.members(block, "an object of condition keys");
        self.no_restriction(block);
        self.keys_in_other_letter_case(members);
        members.iter().map(|member| self.condition(&block.key, operator, member)).collect()
    }

    // AWS: S-20, S-21
    fn operator(&mut self, key: &Key) -> Option<ConditionOperator> {
        let operator = ConditionOperator::parse(&key.text);
        match operator {
            None if is_null_if_exists(&key.text) => self.null_if_exists(key),
            None => self.unknown_operator(key),
            Some(operator) if !operator.is_spelt(&key.text) => {
                let message = format!("AWS spells this operator `{operator}`");
                self.warn("operator-letter-case", key.span, message);
            }
            Some(_) => {}
        }
        operator
    }

    fn null_if_exists(&mut self, key: &Key) {
        let message = "`Null` takes no `IfExists`: it asks whether the key exists";
        let refusal = self.refusal("null-with-if-exists", key.span, message);
        self.report(refusal.with_hint("write `Null`"));
    }

    fn unknown_operator(&mut self, key: &Key) {
        let message = format!("unknown condition operator {}", quote(&key.text));
        let mut refusal = self.refusal("invalid-condition-operator", key.span, message);
        refusal.hint = operator_meant(&key.text).map(|name| format!("did you mean `{name}`?"));
        self.report(refusal);
    }

    // AWS: S-6
    fn keys_in_other_letter_case(&mut self, members: &[Member]) {
        if members.len() < 2 {
            return;
        }
        let mut first_given = BTreeMap::new();
        for member in members {
            let key = &member.key;
            let first = *first_given.entry(key.text.to_lowercase()).or_insert(key);
            if first.text != key.text {
                let message =
                    format!("{} and {} are the same key", quote(&first.text), quote(&key.text));
                self.report(
                    Diagnostic::error("duplicate-keys-with-different-case", key.span, message)
                        .with_label(first.span, "first given here")
                        .with_hint("condition keys have no letter case; join the values"),
                );
            }
        }
    }

    fn condition(
        &mut self,
        operator_key: &Key,
        operator: Option<ConditionOperator>,
        member: &Member,
    ) -> Condition {
        let key = &member.key;
        self.condition_key(key);
        let values = self.condition_values(operator, member);
        if let Some(operator) = operator {
            self.key_fit(operator_key, operator, key);
            for value in &values {
                self.condition_value(operator.test, value);
            }
        }
        Condition {
            span: Span { start: key.span.start, end: member.value.span.end },
            operator_span: operator_key.span,
            operator,
            operator_text: operator_key.text.clone(),
            key_span: key.span,
            key: key.text.clone(),
            values,
        }
    }

    // AWS: S-21, V-1
    fn condition_key(&mut self, key: &Key) {
        if key.text.to_ascii_lowercase().ends_with("tag/") {
            let message = format!("{} names no tag", quote(&key.text));
            let refusal = self.refusal("missing-tag-key-in-condition", key.span, message);
            self.report(refusal.with_hint(format!("write the tag's key: `{}team`", key.text)));
        }
        if let Some(at) = key.text.find("${").filter(|_| self.version == Version::V2012) {
            let span = inside(key.span, &key.text, at..key.text.len());
            let message = "variables are not expanded in the names of condition keys";
            self.warn("variable-unsupported-in-element", span, message);
        }
    }

    // AWS: S-10
    fn condition_values(
        &mut self,
        operator: Option<ConditionOperator>,
        member: &Member,
    ) -> Vec<ConditionValue> {
        let node = &member.value;
        if matches!(node.value, Value::Null | Value::Object(_)) {
            self.wrong_type(node, &member.key.text, EXPECTED);
            return Vec::new();
        }
        if items(node).is_empty() {
            let (code, effect) = of_no_values(operator);
            let key = quote(&member.key.text);
            let message = format!("{key} is compared with no value at all: {effect}");
            self.suggest(code, node.span, message);
        }
        items(node).iter().filter_map(|item| self.value_text(item, member)).collect()
    }

    fn value_text(&mut self, node: &Node, member: &Member) -> Option<ConditionValue> {
        let text: Box<str> = match &node.value {
            Value::Text(text) | Value::Number(text) => text.clone(),
            Value::Bool(value) => value.to_string().into(),
            Value::Null | Value::List(_) | Value::Object(_) => {
                self.wrong_type(node, &member.key.text, EXPECTED);
                return None;
            }
        };
        Some(ConditionValue { span: node.span, text })
    }
}

const EXPECTED: &str = "a string, a number, a boolean or a list of them";

/// What it is called that a list of values is empty, and what comes of it.
// AWS: C-38
fn of_no_values(operator: Option<ConditionOperator>) -> (&'static str, &'static str) {
    let (absent, never) = ("it holds only where the key is missing", "it never holds");
    match operator {
        Some(operator) if operator.set == Some(SetOperator::ForAllValues) => {
            ("empty-array-condition-forallvalues", absent)
        }
        Some(operator) if operator.if_exists => ("empty-array-condition-ifexists", absent),
        Some(operator) if operator.set == Some(SetOperator::ForAnyValue) => {
            ("empty-array-condition-foranyvalue", never)
        }
        Some(operator) if operator.test.is_negated() => {
            ("empty-array-condition", "it always holds")
        }
        _ => ("empty-array-condition", never),
    }
}

fn is_null_if_exists(text: &str) -> bool {
    let name = text.rsplit(':').next().unwrap_or(text);
    name.eq_ignore_ascii_case("NullIfExists")
}

/// The operator that a misspelt one most likely stands for.
fn operator_meant(text: &str) -> Option<String> {
    let (prefix, name) = match text.split_once(':') {
        None => (String::new(), text),
        Some((prefix, name)) => {
            let sets = [SetOperator::ForAllValues, SetOperator::ForAnyValue].map(SetOperator::name);
            (format!("{}:", nearest(prefix, sets)?), name)
        }
    };
    let names: Vec<String> = ConditionTest::ALL
        .iter()
        .flat_map(|test| [test.name().to_owned(), format!("{}IfExists", test.name())])
        .filter(|name| name != "NullIfExists")
        .collect();
    let meant = nearest(name, names.iter().map(String::as_str))?;
    Some(format!("{prefix}{meant}"))
}
