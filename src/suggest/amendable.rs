//! A policy's own text, so that it can be changed where it stands.

use std::sync::Arc;

use crate::aws::PolicyKind;
use crate::bundle::{is_built_in, is_built_in_name};
use crate::compile::CompiledPolicy;
use crate::policy::{Parsed, PolicyDocument, Reading, parse};
use crate::request::ContextKeys;
use crate::text::{
    Amendment, Comments, Member, Node, Severity, Source, Span, Syntax, TextEdit, Value,
    apply_edits, json_text, read_json, read_yaml, yaml_text,
};

/// A policy whose text can be changed.
pub(super) struct Amendable {
    /// The lines of the policy, with what is not its own as blanks.
    source: Source,
    node: Node,
    syntax: Syntax,
    /// Where these lines begin in the file.
    offset: u32,
    /// What the policy says, and what that was taken to mean: a scenario's `{{name}}`.
    meanings: Vec<(Box<str>, Box<str>)>,
}

/// Lines longer than this are not indented by anybody.
const LONGEST_INDENT: usize = 1000;

/// Files longer than this are not read again as a whole.
const LONGEST_FILE: usize = 1 << 20;

impl Amendable {
    /// The text of a policy; `None` if nobody can change it, or if its text alone does not say what it
    /// means.
    pub(super) fn of(policy: &CompiledPolicy) -> Option<Self> {
        if is_built_in(&policy.source) || is_built_in_name(&policy.name.0) {
            return None;
        }
        let span = policy.document.span;
        let cut = Self::cut(policy, span);
        cut.or_else(|| Self::whole(policy, span)).filter(|text| text.says(policy))
    }

    /// The policy cut out of its file.
    fn cut(policy: &CompiledPolicy, span: Span) -> Option<Self> {
        let text = policy.source.text();
        let own = text.get(span.range())?;
        let start = span.start as usize;
        let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let before = Some(&text[line..start]).filter(|before| before.len() <= LONGEST_INDENT);
        let blank = |byte: u8| if byte.is_ascii_whitespace() { char::from(byte) } else { ' ' };
        let indent: String = before.unwrap_or("").bytes().map(blank).collect();
        let offset = span.start - u32::try_from(indent.len()).ok()?;
        let first_line = policy.source.position(span.start).line;
        let source = Source::new(policy.source.name(), indent + own).starting_at(first_line);
        Self::read(source, offset, span, policy)
    }

    /// The whole file, for policies of which parts stand elsewhere in it.
    fn whole(policy: &CompiledPolicy, span: Span) -> Option<Self> {
        let text = policy.source.text();
        let source = Source::new(policy.source.name(), text);
        (text.len() <= LONGEST_FILE).then(|| Self::read(source, 0, span, policy)).flatten()
    }

    fn read(source: Source, offset: u32, span: Span, policy: &CompiledPolicy) -> Option<Self> {
        let (root, syntax) = read_either(&source)?;
        let node = starting_at(&root, span.start - offset)?.clone();
        let meanings = meanings(&node, offset, &policy.document);
        Some(Self { source, node, syntax, offset, meanings })
    }

    /// Whether the text says just what the policy was compiled from.
    fn says(&self, policy: &CompiledPolicy) -> bool {
        let node = self.meant(&self.node, self.offset);
        let parsed = parse(&node, policy.kind, Reading::AsStored).document;
        parsed.is_some_and(|document| document == *policy.document)
    }

    /// The tree as it was meant, with its places in the file.
    fn meant(&self, node: &Node, offset: u32) -> Node {
        let moved = |span: Span| Span { start: span.start + offset, end: span.end + offset };
        let value = match &node.value {
            Value::Text(text) => Value::Text(self.meaning(text)),
            Value::List(items) => {
                Value::List(items.iter().map(|item| self.meant(item, offset)).collect())
            }
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|Member { key, value }| {
                        let mut key = key.clone();
                        key.text = self.meaning(&key.text);
                        key.span = moved(key.span);
                        Member { key, value: self.meant(value, offset) }
                    })
                    .collect(),
            ),
            other => other.clone(),
        };
        Node { span: moved(node.span), value }
    }

    fn meaning(&self, text: &str) -> Box<str> {
        let mut meanings = self.meanings.iter();
        let found = meanings.find(|(written, _)| **written == *text);
        found.map_or_else(|| text.into(), |(_, meant)| meant.clone())
    }

    /// The policy after edits of this text; `None` if AWS would refuse it and did not before.
    pub(super) fn edited(
        &self,
        edits: &[TextEdit],
        (policy, kind): (&CompiledPolicy, PolicyKind),
        keys: &mut ContextKeys,
    ) -> Option<CompiledPolicy> {
        let text = apply_edits(&self.source, edits);
        let first_line = self.source.position(0).line;
        let source = Source::new(self.source.name(), text).starting_at(first_line);
        let (root, _) = read_either(&source)?;
        let node = self.meant(starting_at(&root, self.node.span.start)?, 0);
        let document = self.accepted(&node, kind)?;
        let name = policy.name.clone();
        let (source, document) = (Arc::new(source), Arc::new(document));
        Some(CompiledPolicy::compile(name, source, document, kind, keys))
    }

    /// What AWS takes, or for a policy that it would refuse today already what it would not refuse
    /// for another reason.
    fn accepted(&self, node: &Node, kind: PolicyKind) -> Option<PolicyDocument> {
        let before = parse(&self.meant(&self.node, 0), kind, Reading::Strict);
        let after = parse(node, kind, Reading::Strict);
        let counts = |severity: Severity, code: &str| {
            severity == Severity::Error || code.ends_with("-quota")
        };
        let objections = |parsed: &Parsed| {
            let found = parsed.diagnostics.iter();
            found.filter(|one| counts(one.severity, one.code)).count()
        };
        if objections(&after) > objections(&before) {
            return None;
        }
        after.document.or_else(|| parse(node, kind, Reading::AsStored).document)
    }

    /// The same edits where they stand in the file.
    pub(super) fn in_file(&self, edits: &[TextEdit]) -> Vec<TextEdit> {
        let moved = |edit: &TextEdit| {
            let Span { start, end } = edit.span;
            let span = Span { start: start + self.offset, end: end + self.offset };
            TextEdit { span, replacement: edit.replacement.clone() }
        };
        edits.iter().map(moved).collect()
    }

    /// What the policy's text is, from its first to its last character.
    pub(super) fn text(&self) -> &str {
        self.source.slice(self.node.span)
    }

    /// The value at a place of the file.
    pub(super) fn at(&self, span: Span) -> Option<&Node> {
        let start = span.start.checked_sub(self.offset)?;
        let local = Span { start, end: span.end.checked_sub(self.offset)? };
        find(&self.node, &|node| node.span == local)
    }

    /// The object that has a member with its key there, and the member's number.
    pub(super) fn holder_of(&self, key: Span) -> Option<(&Node, usize)> {
        let start = key.start.checked_sub(self.offset)?;
        let has = |member: &Member| member.key.span.start == start;
        let holder = find(&self.node, &|node| members(node).iter().any(has))?;
        Some((holder, members(holder).iter().position(has)?))
    }

    /// The key under which a value stands.
    pub(super) fn key_of(&self, value: Span) -> Option<Span> {
        let node = self.at(value)?;
        let is_it = |member: &Member| std::ptr::eq(&raw const member.value, node);
        let holder = find(&self.node, &|other| members(other).iter().any(is_it))?;
        members(holder).iter().find(|member| is_it(member)).map(|member| member.key.span)
    }

    pub(super) fn amendment<'a>(&'a self, node: &'a Node) -> Amendment<'a> {
        Amendment::of(&self.source, node, self.syntax)
    }

    /// The list of statements, or the one that stands alone.
    pub(super) fn statements(&self) -> Option<&Node> {
        self.node.get("Statement")
    }

    /// A value as it is written in this language on one line.
    pub(super) fn written(&self, node: &Node) -> String {
        match self.syntax {
            Syntax::Yaml => node.to_yaml_line(),
            Syntax::Json | Syntax::JsonWithComments => node.to_json_line(),
        }
    }

    /// A text as it is written in this language.
    pub(super) fn written_text(&self, text: &str) -> String {
        match self.syntax {
            Syntax::Yaml => yaml_text(text),
            Syntax::Json | Syntax::JsonWithComments => json_text(text),
        }
    }

    /// Adds an item to a list; a value alone becomes a list.
    pub(super) fn with_item(&self, node: &Node, item: Node) -> Option<Vec<TextEdit>> {
        if let Value::List(items) = &node.value
            && let Some(last) = items.last()
        {
            let is_flow = self.source.slice(node.span).starts_with('[');
            if is_flow && !self.source.slice(node.span).contains('\n') {
                let end = Span { start: last.span.end, end: last.span.end };
                let replacement = format!(", {}", self.written(&item));
                return Some(vec![TextEdit { span: end, replacement }]);
            }
            let mut amendment = self.amendment(node);
            amendment.add(item);
            return amendment.edits();
        }
        let mut items = match &node.value {
            Value::List(_) => Vec::new(),
            _ => vec![node.clone()],
        };
        items.push(item);
        let replacement = self.written(&Node::of_items(items));
        Some(vec![TextEdit { span: node.span, replacement }])
    }

    /// Takes items out of a list; `None` if nothing would be left.
    pub(super) fn without_items(&self, node: &Node, numbers: &[usize]) -> Option<Vec<TextEdit>> {
        let Value::List(items) = &node.value else { return None };
        let mut amendment = self.amendment(node);
        for number in numbers {
            amendment.remove(*number);
        }
        (numbers.len() < items.len()).then(|| amendment.edits())?
    }

    /// Adds a statement behind the others.
    pub(super) fn with_statement(&self, statement: Node) -> Option<Vec<TextEdit>> {
        let statements = self.statements()?;
        match &statements.value {
            Value::List(items) if !items.is_empty() => self.with_item(statements, statement),
            Value::Object(_) => Some(self.listed_with(statements, &statement)),
            _ => None,
        }
    }

    /// A statement that stands alone as the first of a list.
    fn listed_with(&self, alone: &Node, statement: &Node) -> Vec<TextEdit> {
        let Span { start, end } = alone.span;
        let insert = |at: u32, replacement: String| TextEdit {
            span: Span { start: at, end: at },
            replacement,
        };
        let text = self.source.slice(alone.span);
        if text.starts_with('{') {
            let rest = format!(", {}]", self.written(statement));
            return vec![insert(start, "[".to_owned()), insert(end, rest)];
        }
        let column = self.source.position(start).column - 1;
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let breaks = text.match_indices('\n').map(|(at, _)| start + offset_of(at + 1));
        let mut edits = vec![insert(start, "- ".to_owned())];
        edits.extend(breaks.map(|at| insert(at, "  ".to_owned())));
        let added = statement.to_yaml_block(column + 2).replace('\n', line_end);
        edits.push(insert(end, format!("{line_end}{}- {added}", " ".repeat(column))));
        edits
    }

    /// Takes a statement out; `None` if it is the only one.
    pub(super) fn without_statement(&self, number: usize) -> Option<Vec<TextEdit>> {
        self.without_items(self.statements()?, &[number])
    }
}

fn offset_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn read_either(source: &Source) -> Option<(Node, Syntax)> {
    let is_flow = source.text().trim_start().starts_with(['{', '[', '/']);
    let json = is_flow.then(|| read_json(source, Comments::Allowed).ok()).flatten();
    json.map(|node| (node, Syntax::JsonWithComments))
        .or_else(|| read_yaml(source).ok().map(|node| (node, Syntax::Yaml)))
}

pub(super) fn members(node: &Node) -> &[Member] {
    if let Value::Object(members) = &node.value { members } else { &[] }
}

fn children(node: &Node) -> Box<dyn Iterator<Item = &Node> + '_> {
    match &node.value {
        Value::List(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.iter().map(|member| &member.value)),
        _ => Box::new(std::iter::empty()),
    }
}

// INVARIANT: the readers nest at most `MAX_DEPTH` deep.
fn find<'n>(node: &'n Node, is_it: &dyn Fn(&Node) -> bool) -> Option<&'n Node> {
    if is_it(node) {
        return Some(node);
    }
    children(node).find_map(|child| find(child, is_it))
}

/// The object that begins there.
fn starting_at(root: &Node, start: u32) -> Option<&Node> {
    let begins = |node: &Node| node.span.start == start && matches!(node.value, Value::Object(_));
    find(root, &begins)
}

/// What the texts of a policy were taken to mean, where that is not what stands there.
fn meanings(node: &Node, offset: u32, document: &PolicyDocument) -> Vec<(Box<str>, Box<str>)> {
    let mut found = Vec::new();
    for (span, meant) in texts(document) {
        let Some(start) = span.start.checked_sub(offset) else { continue };
        let written = text_at(node, start);
        if let Some(written) = written.filter(|written| **written != *meant) {
            found.push((written.into(), meant.into()));
        }
    }
    found
}

fn text_at(node: &Node, start: u32) -> Option<&str> {
    if node.span.start == start
        && let Some(text) = node.as_text()
    {
        return Some(text);
    }
    let key = members(node).iter().find(|member| member.key.span.start == start);
    let holds = |child: &&Node| child.span.start <= start && start <= child.span.end;
    key.map(|member| &*member.key.text)
        .or_else(|| children(node).filter(holds).find_map(|child| text_at(child, start)))
}

/// Every text of a document that may mean something else than it says, with its place.
fn texts(document: &PolicyDocument) -> Vec<(Span, &str)> {
    let mut texts: Vec<(Span, &str)> = Vec::new();
    texts.extend(document.id.iter().map(|id| (id.span, &*id.value)));
    for statement in &document.statements {
        texts.extend(statement.sid.iter().map(|sid| (sid.span, &*sid.value)));
        texts.extend(statement.action.entries.iter().map(|one| (one.span, &*one.text)));
        let resources = statement.resource.iter().flat_map(|element| &element.entries);
        texts.extend(resources.map(|one| (one.span, &*one.text)));
        let principals = statement.principal.iter().flat_map(|element| &element.entries);
        texts.extend(principals.map(|one| (one.span, &*one.text)));
        for condition in &statement.conditions {
            texts.push((condition.key_span, &condition.key));
            texts.extend(condition.values.iter().map(|one| (one.span, &*one.text)));
        }
    }
    texts
}
