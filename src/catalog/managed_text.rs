//! The documents of managed policies as people write them.

use super::managed::ManagedPolicy;
use crate::text::{Comments, Key, Node, Source, Value, read_json};

/// Elements in the order in which AWS's guide writes them.
const ORDER: [&str; 12] = [
    "Version",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

impl ManagedPolicy {
    /// The document on several lines of JSON, its elements in the usual order.
    pub fn pretty_document(&self) -> String {
        self.document_in("aws").0
    }

    /// The document with every ARN of partition `aws` in it as one of this partition, and whether
    /// there is any.
    pub fn document_in(&self, partition: &str) -> (String, bool) {
        let document = self.document();
        let source = Source::new(self.name.as_ref(), document.as_ref());
        let Ok(mut tree) = read_json(&source, Comments::Refused) else {
            return (document.into_owned(), false);
        };
        put_in_order(&mut tree, 0);
        let is_changed = partition != "aws" && translate(&mut tree, partition);
        (tree.to_pretty_json(0), is_changed)
    }
}

/// Puts the members of the document and of its statements in order; conditions stay as they are.
fn put_in_order(node: &mut Node, depth: usize) {
    match &mut node.value {
        Value::Object(members) => {
            let place = |key: &Key| ORDER.iter().position(|known| **known == *key.text);
            members.sort_by_key(|member| place(&member.key).unwrap_or(ORDER.len()));
            let statements = members.iter_mut().filter(|member| &*member.key.text == "Statement");
            statements.filter(|_| depth == 0).for_each(|one| put_in_order(&mut one.value, 1));
        }
        Value::List(items) => items.iter_mut().for_each(|item| put_in_order(item, depth)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

/// Changes the partition of every ARN among the values. Whether there is any.
fn translate(node: &mut Node, partition: &str) -> bool {
    match &mut node.value {
        Value::Text(text) => {
            let translated = text.strip_prefix("arn:aws:");
            let translated = translated.map(|rest| format!("arn:{partition}:{rest}"));
            let is_changed = translated.is_some();
            *text = translated.map_or_else(|| std::mem::take(text), Box::from);
            is_changed
        }
        Value::List(items) => translate_each(items.iter_mut(), partition),
        Value::Object(members) => {
            translate_each(members.iter_mut().map(|member| &mut member.value), partition)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn translate_each<'n>(nodes: impl Iterator<Item = &'n mut Node>, partition: &str) -> bool {
    nodes.map(|node| translate(node, partition)).filter(|is_changed| *is_changed).count() > 0
}
