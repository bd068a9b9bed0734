//! `data.aws_iam_policy_document`, rendered as the provider renders it, with variables for what is
//! known only after apply.

use std::collections::BTreeMap;

use super::block::{Block, is_true, part};
use super::configuration::references;
use super::policy_merge::Merged;
use super::references::Meaning;
use super::snapshot::{Instance, items};
use super::values::{Known, Values, why_unknown};
use crate::text::{Arrange, Comments, Node, Source, Value, quote, read_json};

const DEEPEST: usize = 16;

/// Documents within documents multiply; no plan of people's comes near to this.
const MOST: u32 = 100_000;

/// A set of texts in a statement: where it stands, and what is known of it.
struct Texts<'s> {
    known: &'s Node,
    unknown: &'s Node,
    expression: &'s Node,
    place: String,
    is_principals: bool,
}

fn texts<'s>(block: &Block<'s>, name: &str, place: &str) -> Texts<'s> {
    Texts {
        known: part(block.known, name),
        unknown: part(block.unknown, name),
        expression: part(block.expression, name),
        place: format!("{place}.{name}"),
        is_principals: name == "identifiers",
    }
}

/// What an argument is.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Texts,
    Blocks,
}

const STATEMENT: &[(&str, Shape)] = &[
    ("sid", Shape::Text),
    ("effect", Shape::Text),
    ("actions", Shape::Texts),
    ("not_actions", Shape::Texts),
    ("resources", Shape::Texts),
    ("not_resources", Shape::Texts),
    ("principals", Shape::Blocks),
    ("not_principals", Shape::Blocks),
    ("condition", Shape::Blocks),
];

const PRINCIPALS: &[(&str, Shape)] = &[("type", Shape::Text), ("identifiers", Shape::Texts)];

const CONDITION: &[(&str, Shape)] =
    &[("test", Shape::Text), ("variable", Shape::Text), ("values", Shape::Texts)];

/// Refuses a block with arguments that are not what they should be: left out, they would turn what
/// the document says.
fn expect_shape(block: &Block<'_>, arguments: &[(&str, Shape)], place: &str) -> Result<(), String> {
    let is_of = |node: &Node, shape| match (&node.value, shape) {
        (Value::Null, _) | (Value::Text(_), Shape::Text) => true,
        (Value::List(items), Shape::Texts) => {
            items.iter().all(|item| matches!(item.value, Value::Text(_) | Value::Null))
        }
        (Value::List(items), Shape::Blocks) => {
            items.iter().all(|item| matches!(item.value, Value::Object(_)))
        }
        _ => false,
    };
    let wrong = arguments.iter().find(|(name, shape)| !is_of(part(block.known, name), *shape));
    wrong.map_or(Ok(()), |(name, _)| Err(format!("{place}.{name} is not of the type it should be")))
}

/// The provider writes `&{` for a policy variable, since `${` is its own.
fn with_variables(text: &str) -> String {
    text.replace("&{", "${")
}

/// One text, or several.
fn one_or_more(mut texts: Vec<String>) -> Node {
    match texts.len() {
        1 => Node::of_text(texts.remove(0)),
        _ => Node::of_items(texts.into_iter().map(Node::of_text)),
    }
}

impl<'s> Values<'s> {
    /// The document that a data source renders.
    ///
    /// # Errors
    /// Why it is not known.
    pub(super) fn rendered(&self, instance: &'s Instance<'s>) -> Result<Node, String> {
        self.rendered_within(instance, DEEPEST)
    }

    fn rendered_within(&self, instance: &'s Instance<'s>, depth: usize) -> Result<Node, String> {
        self.rendered_so_far.set(self.rendered_so_far.get() + 1);
        if depth == 0 || self.rendered_so_far.get() > MOST {
            return Err("its source documents nest too deep".to_owned());
        }
        let whole = self.whole(instance);
        if let Known::Sensitive = instance.known("json") {
            return Err("it is marked as sensitive".to_owned());
        }
        let mut merged = Merged::default();
        for source in ["source_json", "source_policy_documents"] {
            self.lay_sources(instance, source, depth, &mut merged)?;
        }
        merged.lay_over(&self.own_document(instance, whole)?);
        for source in ["override_policy_documents", "override_json"] {
            self.lay_sources(instance, source, depth, &mut merged)?;
        }
        Ok(merged.document())
    }

    fn own_document(&self, instance: &'s Instance<'s>, whole: Block<'s>) -> Result<Node, String> {
        expect_shape(&whole, &[("statement", Shape::Blocks)], &instance.address)?;
        if whole.is_unknown("statement") {
            let why = why_unknown(part(whole.expression, "statement"));
            return Err(format!("its statements are not known: {why}"));
        }
        let mut members = Vec::new();
        let version = whole.text("version").unwrap_or("2012-10-17");
        members.push(("Version", Node::of_text(version)));
        if let Some(id) = whole.text("policy_id") {
            members.push(("Id", Node::of_text(id)));
        }
        let mut statements = Vec::new();
        for (index, block) in whole.blocks("statement").into_iter().enumerate() {
            statements.push(self.statement(instance, block, &format!("statement[{index}]"))?);
        }
        members.push(("Statement", Node::of_items(statements)));
        Ok(Node::of_members(members))
    }

    fn statement(
        &self,
        instance: &'s Instance<'s>,
        block: Block<'s>,
        place: &str,
    ) -> Result<Node, String> {
        expect_shape(&block, STATEMENT, place)?;
        if block.is_unknown("effect") {
            return Err(format!("the effect of {place} is known after apply"));
        }
        let mut members = Vec::new();
        if let Some(sid) = block.text("sid") {
            members.push(("Sid", Node::of_text(sid)));
        }
        members.push(("Effect", Node::of_text(block.text("effect").unwrap_or("Allow"))));
        let lists = [
            ("Action", "actions"),
            ("NotAction", "not_actions"),
            ("Resource", "resources"),
            ("NotResource", "not_resources"),
        ];
        for (element, name) in lists {
            let mut all = self.set(instance, &texts(&block, name, place));
            if !all.is_empty() {
                all.sort_unstable_by(|one, other| other.cmp(one));
                members.push((element, one_or_more(all)));
            }
        }
        for (element, name) in [("Principal", "principals"), ("NotPrincipal", "not_principals")] {
            if block.is_unknown(name) {
                return Err(format!("the principals of {place} are known after apply"));
            }
            for (index, principals) in block.blocks(name).into_iter().enumerate() {
                expect_shape(&principals, PRINCIPALS, &format!("{place}.{name}[{index}]"))?;
            }
            members
                .extend(self.principals(instance, &block, name, place).map(|node| (element, node)));
        }
        if block.is_unknown("condition") {
            return Err(format!("the conditions of {place} are known after apply"));
        }
        members.extend(self.conditions(instance, &block, place)?.map(|node| ("Condition", node)));
        Ok(Node::of_members(members))
    }

    /// The texts of a set; each that is not known is a variable of its own.
    fn set(&self, instance: &'s Instance<'s>, texts: &Texts<'s>) -> Vec<String> {
        let listed = items(Some(texts.known));
        let mut all: Vec<String> =
            listed.iter().filter_map(Node::as_text).map(with_variables).collect();
        let holes = Self::holes_of(texts);
        if holes.is_empty() {
            return all;
        }
        if let Some(arns) = self.whole_arns(instance, texts, holes.len()) {
            all.extend(arns);
            return all;
        }
        let why = why_unknown(texts.expression);
        all.extend(holes.iter().map(|part| self.hole_at(instance, part, &why)));
        all
    }

    fn holes_of(texts: &Texts<'_>) -> Vec<String> {
        match &texts.unknown.value {
            Value::Bool(true) => vec![texts.place.clone()],
            Value::List(marks) => {
                let marked = marks.iter().enumerate().filter(|(_, mark)| is_true(mark));
                marked.map(|(index, _)| format!("{}[{index}]", texts.place)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Principals that are references to ARNs: an ARN stands there whole or not at all.
    fn whole_arns(
        &self,
        instance: &'s Instance<'s>,
        texts: &Texts<'s>,
        wanted: usize,
    ) -> Option<Vec<String>> {
        let is_arn = |one: &&str| matches!(one.rsplit('.').next(), Some("arn" | "iam_arn"));
        let named = references(texts.expression);
        if !texts.is_principals || !named.iter().all(is_arn) {
            return None;
        }
        let scope = self.resolver.scope_of(instance);
        let meanings = self.resolver.meanings(scope, texts.expression);
        let found: Option<Vec<String>> =
            meanings.iter().map(|meaning| self.text_of_meaning(meaning, "arn")).collect();
        found.filter(|arns| arns.len() == wanted)
    }

    fn principals(
        &self,
        instance: &'s Instance<'s>,
        block: &Block<'s>,
        name: &str,
        place: &str,
    ) -> Option<Node> {
        let mut by_kind: Vec<(String, Vec<String>)> = Vec::new();
        for (index, block) in block.blocks(name).into_iter().enumerate() {
            let place = format!("{place}.{name}[{index}]");
            let kind = match block.text("type") {
                Some(kind) => kind.to_owned(),
                None => self.hole_at(instance, &format!("{place}.type"), "known after apply"),
            };
            let mut all = self.set(instance, &texts(&block, "identifiers", &place));
            all.sort_unstable_by(|one, other| other.cmp(one));
            match by_kind.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, earlier)) => earlier.extend(all),
                None => by_kind.push((kind, all)),
            }
        }
        let is_everybody =
            matches!(by_kind.as_slice(), [(kind, all)] if kind == "*" && all == &["*"]);
        if is_everybody {
            return Some(Node::of_text("*"));
        }
        by_kind.arrange_by(|one, other| one.0.cmp(&other.0));
        let members = by_kind.into_iter().map(|(kind, all)| (kind, one_or_more(all)));
        let node = Node::of_members(members);
        (!node.is_empty()).then_some(node)
    }

    fn conditions(
        &self,
        instance: &'s Instance<'s>,
        block: &Block<'s>,
        place: &str,
    ) -> Result<Option<Node>, String> {
        let mut tests = BTreeMap::<&str, BTreeMap<&str, Vec<String>>>::new();
        for (index, block) in block.blocks("condition").into_iter().enumerate() {
            let place = format!("{place}.condition[{index}]");
            expect_shape(&block, CONDITION, &place)?;
            let (Some(test), Some(key)) = (block.text("test"), block.text("variable")) else {
                return Err(format!("the operator or the key of {place} is known after apply"));
            };
            let values = self.condition_values(instance, &texts(&block, "values", &place));
            tests.entry(test).or_default().entry(key).or_default().extend(values);
        }
        let members = tests.into_iter().map(|(test, keys)| {
            let keys = keys.into_iter().map(|(key, all)| (key, one_or_more(all)));
            (test, Node::of_members(keys))
        });
        let node = Node::of_members(members);
        Ok((!node.is_empty()).then_some(node))
    }

    /// The values of a condition are a list: what is unknown stands in its place.
    fn condition_values(&self, instance: &'s Instance<'s>, texts: &Texts<'s>) -> Vec<String> {
        let marks = items(Some(texts.unknown));
        let listed = items(Some(texts.known));
        let why = why_unknown(texts.expression);
        if is_true(texts.unknown) {
            return vec![self.hole_at(instance, &texts.place, &why)];
        }
        let value = |index: usize| {
            let known = listed.get(index).and_then(Node::as_text).map(with_variables);
            let is_marked = marks.get(index).is_some_and(is_true);
            let hole = || self.hole_at(instance, &format!("{}[{index}]", texts.place), &why);
            if is_marked { Some(hole()) } else { known }
        };
        (0..listed.len().max(marks.len())).filter_map(value).collect()
    }

    /// Lays the documents of an argument over what there is.
    fn lay_sources(
        &self,
        instance: &'s Instance<'s>,
        argument: &str,
        depth: usize,
        merged: &mut Merged,
    ) -> Result<(), String> {
        let known = match instance.known(argument) {
            Known::Is(node) => match &node.value {
                Value::List(items) => items.iter().collect(),
                _ => vec![node],
            },
            Known::Absent => return Ok(()),
            Known::Later => Vec::new(),
            Known::Sensitive => return Err(format!("{argument} is marked as sensitive")),
        };
        let marks = match &part(instance.unknown, argument).value {
            Value::List(marks) => marks.len(),
            _ => usize::from(known.is_empty()),
        };
        let holes = known.iter().filter(|node| node.value == Value::Null).count();
        let count = known.len().max(marks);
        let referred = self.referred_documents(instance, argument);
        let unknown = holes + count.saturating_sub(known.len());
        let mut later = referred.iter().rev().take(unknown).rev();
        let is_clear = unknown == 0 || referred.len() == unknown || referred.len() == count;
        if !is_clear {
            return Err(format!("the documents of {argument} are known after apply"));
        }
        for index in 0..count {
            let text = known.get(index).and_then(|node| node.as_text());
            let document = match text {
                Some(text) if text.trim().is_empty() => continue,
                Some(text) => read(text)?,
                None => {
                    let one =
                        if referred.len() == count { referred.get(index) } else { later.next() };
                    let one = one.ok_or_else(|| format!("{argument} is known after apply"))?;
                    self.rendered_within(one, depth - 1)?
                }
            };
            merged.lay_over(&document);
        }
        Ok(())
    }

    fn referred_documents(
        &self,
        instance: &'s Instance<'s>,
        argument: &str,
    ) -> Vec<&'s Instance<'s>> {
        let Some(expression) = self.configuration().expression(instance, argument) else {
            return Vec::new();
        };
        let scope = self.resolver.scope_of(instance);
        let meanings = self.resolver.meanings(scope, expression);
        let documents = meanings.into_iter().flat_map(|meaning| match meaning {
            Meaning::Attribute { of, .. } => of,
            Meaning::Constant(_) | Meaning::Open => Vec::new(),
        });
        documents.filter(|one| one.kind == "aws_iam_policy_document").collect()
    }
}

fn read(text: &str) -> Result<Node, String> {
    let document = read_json(&Source::new("", text), Comments::Refused)
        .map_err(|why| format!("a source document is no JSON: {}", quote(&why.message)))?;
    match document.value {
        Value::Object(_) => Ok(document),
        _ => Err(format!("a source document is {}, and should be an object", document.kind())),
    }
}
