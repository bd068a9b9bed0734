//! What there is to know of a rule, as Markdown.

use std::fmt::Write;
use std::sync::Arc;

use super::check::Selection;
use super::kind::kind_name;
use super::rule::{Example, Rule};
use super::rules::{GROUPS, Group};
use super::run::{Linted, lint};
use super::subject::ResourceKind;
use crate::catalog::Catalog;
use crate::text::{Diagnostic, RenderStyle, Source, Syntax, read, render};

/// A rule in short: why, and where AWS writes about it.
pub fn rule_help(rule: &Rule) -> String {
    format!("{}\n\n[More]({})", rule.why, rule.page)
}

/// An example as a file, and the first thing of a code that is found in it.
pub fn shown_example(
    example: &Example,
    code: &str,
    catalog: &Catalog,
) -> (Arc<Source>, Option<Diagnostic>) {
    let name = if example.syntax == Syntax::Yaml { "policy.yaml" } else { "policy.json" };
    let text = match read(&Source::new(name, example.policy), example.syntax) {
        Ok(node) if example.syntax != Syntax::Yaml => node.to_pretty_json(0),
        _ => example.policy.to_owned(),
    };
    let source = Arc::new(Source::new(name, text));
    let linted = Linted {
        source: source.clone(),
        syntax: example.syntax,
        kind: example.kind,
        attached_to: example.attached_to.map(|owner| ResourceKind(owner.into())),
        selection: Selection::default(),
    };
    let found = lint(&linted, catalog).into_iter().map(|finding| finding.diagnostic);
    (source, found.into_iter().find(|diagnostic| diagnostic.code == code))
}

/// The kinds of policy in which a rule looks: `identity, scp`, or `all`.
pub fn kinds_of(rule: &Rule) -> String {
    if rule.kinds.is_empty() {
        return "all".to_owned();
    }
    let names: Vec<&str> = rule.kinds.iter().map(|kind| kind_name(*kind)).collect();
    names.join(", ")
}

/// The page of a rule.
pub fn rule_page(rule: &Rule, catalog: &Catalog) -> String {
    let Rule { code, what, why, page, .. } = rule;
    let (bad, found) = shown_example(&rule.fires, code, catalog);
    let (good, _) = shown_example(&rule.quiet, code, catalog);
    let mut text =
        format!("# {code}\n\n{}: {what}.\n\n{}\n\n", capital(rule.severity.name()), wrapped(why));
    let _ = write!(text, "Looked for in: {}. More: <{page}>\n\n", kinds_of(rule));
    let _ = write!(text, "## Example\n\n{}\n", fenced(&bad));
    if let Some(found) = found {
        let drawn = render(&found, &bad, RenderStyle::Plain);
        let _ = write!(text, "```text\n{}\n```\n\n", drawn.trim_end());
    }
    let _ = write!(text, "## Repaired\n\n{}", fenced(&good));
    text
}

fn fenced(source: &Source) -> String {
    let language = source.name().rsplit('.').next().unwrap_or_default();
    format!("```{language}\n{}\n```\n", source.text().trim_end())
}

/// The table of a group of rules.
fn group_table(group: &Group) -> String {
    let mut text = format!("### {}\n\n| code | severity | what |\n|---|---|---|\n", group.title);
    for rule in group.rules {
        let Rule { code, what, .. } = rule;
        let _ = writeln!(
            text,
            "| [`{code}`](lint/{code}.md) | {} | {} |",
            rule.severity.name(),
            cell(what)
        );
    }
    text
}

/// The tables of all groups.
pub fn all_tables() -> String {
    let tables: Vec<String> = GROUPS.iter().map(group_table).collect();
    tables.join("\n")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

const WIDTH: usize = 118;

fn wrapped(text: &str) -> String {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(if line.is_empty() { "" } else { " " });
        line.push_str(word);
    }
    lines.push(line);
    lines.join("\n")
}
