//! `{{name}}` in the texts of a scenario file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::environments::{Around, Environments, named_sources};
use super::file::asks;
use super::fixtures::unused_fixture;
use crate::bundle::{Placed, Text, Trouble};
use crate::load::{LoadedEnvironment, Stated};
use crate::text::{Member, Node, Source, Span, Value, nearest, quote};

/// How much text variables may add to a file, in bytes.
const MOST_ADDED: usize = 16 << 20;

const UNKNOWN_VARIABLE: &str = "unknown-variable";

/// What a program gives to every scenario file.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    vars: BTreeMap<Box<str>, Arc<str>>,
    overrides: BTreeMap<Box<str>, Arc<str>>,
    environments: Arc<Environments>,
    /// Where files are that name no environment.
    around: Option<(Vec<PathBuf>, Stated)>,
    clock: Option<i64>,
}

impl Defaults {
    /// These variables and what they stand for; whatever a file says is nearer.
    pub fn of_vars<'v>(vars: impl IntoIterator<Item = (&'v str, &'v str)>) -> Self {
        Self { vars: owned(vars), ..Self::default() }
    }

    /// The same, and these variables, which are nearer than what any file says.
    #[must_use]
    pub fn with_overrides<'v>(self, vars: impl IntoIterator<Item = (&'v str, &'v str)>) -> Self {
        Self { overrides: owned(vars), ..self }
    }

    /// The same, and what these sources say, for files that name no environment.
    #[must_use]
    pub fn with_environment(
        self,
        sources: &[PathBuf],
        stated: Stated,
        loaded: LoadedEnvironment,
    ) -> Self {
        self.environments.keep(sources, loaded);
        Self { around: Some((sources.to_vec(), stated)), ..self }
    }

    /// The same at this time, in seconds since 1970: whether waivers have ended hangs on it, in files
    /// that say no `now`.
    #[must_use]
    pub fn at(self, clock: i64) -> Self {
        Self { clock: Some(clock), ..self }
    }

    pub(super) fn clock(&self) -> Option<i64> {
        self.clock
    }

    /// Reads environments anew from here on.
    pub fn forget_environments(&self) {
        self.environments.forget();
    }

    /// The environment of a file, given its own text and those of the files that it extends.
    pub(super) fn environment_of(&self, texts: &[Text]) -> Result<Option<Around>, Vec<Trouble>> {
        let named = named_sources(texts).map_err(|trouble| vec![trouble])?;
        let nothing_said = Stated::default();
        let (sources, stated) = match (named, &self.around) {
            (Some(named), _) => (named, &nothing_said),
            (None, Some((sources, stated))) => (sources.clone(), stated),
            (None, None) => return Ok(None),
        };
        if sources.is_empty() {
            return Ok(None);
        }
        self.environments.of(sources, stated).map(Some)
    }
}

fn owned<'v>(vars: impl IntoIterator<Item = (&'v str, &'v str)>) -> BTreeMap<Box<str>, Arc<str>> {
    vars.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}

/// Replaces every `{{name}}` in the texts by what the nearest `vars` says, but in `vars` itself. The
/// first text is the nearest. Gives a warning for each variable of its own that no text uses.
///
/// # Errors
/// If `vars` is malformed, a name is in none, or they add more text than anybody needs.
pub(super) fn fill_in(
    texts: &mut [Text],
    defaults: &Defaults,
) -> Result<Vec<Trouble>, Vec<Trouble>> {
    let mut vars = Vars { values: defaults.vars.clone(), ..Vars::default() };
    for text in texts.iter().rev() {
        let root = Placed { node: &text.node, source: &text.source };
        vars.values.extend(read_vars(root).map_err(|trouble| vec![trouble])?);
    }
    vars.values.extend(defaults.overrides.clone());
    let mut troubles = Vec::new();
    for (number, Text { source, node }) in texts.iter_mut().enumerate() {
        let of_bases = &["vars", "cases", "never", "always", "noNewAccess"];
        let skipped = if number == 0 { &["vars"][..] } else { of_bases };
        let mut work = Substitution { vars: &mut vars, source, troubles: &mut troubles };
        work.root(Arc::make_mut(node), skipped);
    }
    let Some(own) = texts.first() else { return Ok(Vec::new()) };
    let is_to_be_extended = !asks(&own.node);
    if is_to_be_extended {
        troubles.retain(|trouble| trouble.diagnostic.code != UNKNOWN_VARIABLE);
    }
    if !troubles.is_empty() {
        return Err(troubles);
    }
    Ok(if is_to_be_extended { Vec::new() } else { vars.unused_of(own) })
}

fn read_vars(root: Placed<'_>) -> Result<BTreeMap<Box<str>, Arc<str>>, Trouble> {
    let Some(vars) = root.node.get("vars") else { return Ok(BTreeMap::new()) };
    let vars = root.at(vars);
    let read = |member: &Member| match &member.value.value {
        Value::Text(text) | Value::Number(text) => {
            Ok((member.key.text.clone(), Arc::from(&**text)))
        }
        _ => {
            let message = format!("expected a string, found {}", member.value.kind());
            Err(vars.trouble_at(member.value.span, "wrong-type", message))
        }
    };
    vars.members()?.iter().map(read).collect()
}

/// What names stand for, in all texts of a file.
#[derive(Default)]
struct Vars {
    values: BTreeMap<Box<str>, Arc<str>>,
    used: BTreeSet<Box<str>>,
    added: usize,
}

impl Vars {
    fn get(&mut self, name: &str) -> Option<Arc<str>> {
        let value = self.values.get(name)?;
        if !self.used.contains(name) {
            self.used.insert(name.into());
        }
        Some(value.clone())
    }

    fn unused_of(&self, text: &Text) -> Vec<Trouble> {
        let Some(Value::Object(members)) = text.node.get("vars").map(|vars| &vars.value) else {
            return Vec::new();
        };
        let keys = members.iter().map(|member| &member.key);
        let unused = keys.filter(|key| !self.used.contains(&key.text));
        unused.map(|key| unused_fixture("variable", key, &text.source)).collect()
    }
}

/// One text under way.
struct Substitution<'s> {
    vars: &'s mut Vars,
    source: &'s Arc<Source>,
    troubles: &'s mut Vec<Trouble>,
}

impl Substitution<'_> {
    fn root(&mut self, root: &mut Node, skipped: &[&str]) {
        if let Value::Object(members) = &mut root.value {
            let filled = members.iter_mut().filter(|member| !skipped.contains(&&*member.key.text));
            filled.for_each(|member| self.member(member));
        }
    }

    // INVARIANT: the readers nest at most `MAX_DEPTH` deep.
    fn node(&mut self, node: &mut Node) {
        match &mut node.value {
            Value::Text(text) => self.text(text, node.span),
            Value::List(items) => items.iter_mut().for_each(|item| self.node(item)),
            Value::Object(members) => members.iter_mut().for_each(|member| self.member(member)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn member(&mut self, member: &mut Member) {
        self.text(&mut member.key.text, member.key.span);
        self.node(&mut member.value);
    }

    fn text(&mut self, text: &mut Box<str>, span: Span) {
        if !text.contains("{{") {
            return;
        }
        let mut replaced = String::with_capacity(text.len());
        let mut rest: &str = text;
        while let Some(start) = rest.find(['$', '{']) {
            replaced.push_str(&rest[..start]);
            rest = self.reference(&rest[start..], span, &mut replaced);
        }
        replaced.push_str(rest);
        *text = replaced.into();
    }

    /// Takes what begins with `$` or `{`; hands back what follows.
    fn reference<'t>(&mut self, text: &'t str, span: Span, replaced: &mut String) -> &'t str {
        let closed = |open: &str, close: &str| {
            let inner = text.strip_prefix(open)?;
            inner.find(close).map(|end| (&inner[..end], open.len() + end + close.len()))
        };
        if let Some((_, length)) = closed("${", "}") {
            replaced.push_str(&text[..length]);
            return &text[length..];
        }
        if let Some((name, length)) = closed("{{", "}}") {
            match self.vars.get(name.trim()) {
                Some(value) if self.has_room(value.len(), span) => replaced.push_str(&value),
                Some(_) => {}
                None => self.unknown(name, span),
            }
            return &text[length..];
        }
        replaced.push_str(&text[..1]);
        &text[1..]
    }

    fn has_room(&mut self, length: usize, span: Span) -> bool {
        let added = &mut self.vars.added;
        let was_full = *added > MOST_ADDED;
        *added = added.saturating_add(length);
        let is_full = *added > MOST_ADDED;
        if is_full && !was_full {
            let node = Node { span, value: Value::Null };
            let message =
                format!("`vars` make this file more than {} MiB longer", MOST_ADDED >> 20);
            let place = Placed { node: &node, source: self.source };
            self.troubles.push(place.trouble("too-long", message));
        }
        !is_full
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let written = format!("{{{{{name}}}}}");
        let within = self.source.slice(span).find(&written).map(|at| {
            let start = span.range().start + at;
            Span::of(start..start + written.len())
        });
        let node = Node { span: within.unwrap_or(span), value: Value::Null };
        let place = Placed { node: &node, source: self.source };
        let message = format!("`vars` has no {}", quote(name.trim()));
        let mut trouble = place.trouble(UNKNOWN_VARIABLE, message);
        if let Some(near) = nearest(name.trim(), self.vars.values.keys().map(|known| &**known)) {
            trouble = trouble.with_hint(format!("did you mean `{near}`?"));
        }
        self.troubles.push(trouble);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Comments, read_json};

    fn text(name: &str, text: &str) -> Text {
        let source = Arc::new(Source::new(name, text));
        let node = Arc::new(read_json(&source, Comments::Allowed).unwrap());
        Text { source, node }
    }

    fn substituted(own: &str) -> Result<Arc<Node>, Vec<Trouble>> {
        let mut texts = [text("a.json", own)];
        fill_in(&mut texts, &Defaults::default()).map(|_| texts[0].node.clone())
    }

    #[test]
    fn names_are_replaced_in_values_and_keys_and_iam_keeps_its_own() {
        let node = substituted(
            r#"{"cases": [], "vars": {"a": "1", "b": 22}, "x": "{{a}}-{{ b }}{{a}} ${aws:username} ${{{a}}} {a} $",
                "{{b}}": ["{{a}}"]}"#,
        )
        .unwrap();
        let text = node.get("x").unwrap().as_text().unwrap();
        assert_eq!(text, "1-221 ${aws:username} ${{{a}}} {a} $");
        assert!(node.get("22").is_some());
    }

    #[test]
    fn variables_do_not_fill_the_memory() {
        let long = "x".repeat(1 << 20);
        let text = format!(
            r#"{{"cases": [], "vars": {{"a": "{long}"}}, "x": "{}"}}"#,
            "{{a}}".repeat(100_000)
        );
        let troubles = substituted(&text).unwrap_err();
        assert_eq!(troubles.len(), 1);
        assert_eq!(troubles[0].diagnostic.code, "too-long");
    }

    #[test]
    fn an_unknown_name_is_shown_at_its_place() {
        let troubles =
            substituted(r#"{"cases": [], "vars": {"account": "1"}, "x": "é{{acount}}"}"#)
                .unwrap_err();
        let trouble = &troubles[0];
        assert_eq!(trouble.source.slice(trouble.diagnostic.span), "{{acount}}");
        assert_eq!(trouble.diagnostic.hint.as_deref(), Some("did you mean `account`?"));
    }

    #[test]
    fn the_nearest_value_wins_in_every_text_and_one_that_nobody_uses_is_told() {
        let mut texts = [
            text("own.json", r#"{"cases": [], "vars": {"a": "near", "idle": "x"}}"#),
            text(
                "base.json",
                r#"{"vars": {"a": "far", "b": "far"}, "x": "{{a}} {{b}} {{c}} {{d}}"}"#,
            ),
        ];
        let defaults = Defaults::of_vars([("b", "default"), ("c", "default"), ("d", "{{a}}")]);
        let unused = fill_in(&mut texts, &defaults).unwrap();
        let filled = texts[1].node.get("x").unwrap().as_text().unwrap();
        assert_eq!(filled, "near far default {{a}}");
        let unused: Vec<String> = unused.iter().map(ToString::to_string).collect();
        assert_eq!(unused, ["own.json:1:37: no case uses the variable `idle`"]);
    }
}
