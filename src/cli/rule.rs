//! `iamsim rule`: the rules of evaluation under their ids.

use std::process::ExitCode;

use anstyle::Style;
use clap::Args;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use super::console::{print, refuse};
use crate::text::{Packed, nearest, packed, quote};

/// A rule that an answer names, explained.
#[derive(Args, Clone, Debug)]
pub(super) struct Rule {
    /// The rule's id: D-9. Without it: all ids with their titles.
    #[arg(add = ArgValueCandidates::new(ids))]
    id: Option<String>,
}

const PAGES: [Packed; 7] = [
    packed!("docs/evaluation/grammar.md"),
    packed!("docs/evaluation/actions-and-resources.md"),
    packed!("docs/evaluation/principals.md"),
    packed!("docs/evaluation/conditions.md"),
    packed!("docs/evaluation/keys.md"),
    packed!("docs/evaluation/decision.md"),
    packed!("docs/evaluation/services.md"),
];

struct Section<'p> {
    id: &'p str,
    title: &'p str,
    body: Vec<&'p str>,
}

impl Rule {
    /// Prints the rule. 2: there is no such rule.
    pub(super) fn run(&self) -> ExitCode {
        let pages = PAGES.map(Packed::text);
        let sections: Vec<Section<'_>> = pages.iter().flat_map(|page| sections(page)).collect();
        let Some(id) = &self.id else {
            let line = |one: &Section<'_>| format!("{:5} {}\n", one.id, plain(one.title));
            return print(&sections.iter().map(line).collect::<String>(), ExitCode::SUCCESS);
        };
        let Some(section) = sections.iter().find(|one| one.id.eq_ignore_ascii_case(id)) else {
            return refuse(&format!("there is no rule {}{}", quote(id), near(id, &sections)));
        };
        print(&section.text(), ExitCode::SUCCESS)
    }
}

/// For shells: every id with its title.
fn ids() -> Vec<CompletionCandidate> {
    let pages = PAGES.map(Packed::text);
    let all = pages.iter().flat_map(|page| sections(page));
    all.map(|one| CompletionCandidate::new(one.id).help(Some(plain(one.title).into()))).collect()
}

/// The nearest id, or those of the same letter.
fn near(id: &str, sections: &[Section<'_>]) -> String {
    let letter = |text: &str| text.chars().next().map(|char| char.to_ascii_uppercase());
    let same_letter: Vec<&str> =
        sections.iter().map(|one| one.id).filter(|other| letter(other) == letter(id)).collect();
    let all = || sections.iter().map(|one| one.id);
    match (nearest(id, same_letter.iter().copied()).or_else(|| nearest(id, all())), &*same_letter) {
        (Some(near), [first, .., last]) => {
            format!("\n  = help: did you mean `{near}`? {first} to {last} exist")
        }
        (Some(near), _) => format!("\n  = help: did you mean `{near}`?"),
        (None, [first, .., last]) => format!("\n  = help: {first} to {last} exist"),
        (None, _) => "\n  = help: `iamsim rule` lists all rules".to_owned(),
    }
}

fn sections(page: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if let Some((id, title)) = line.strip_prefix("### ").and_then(|rest| rest.split_once(": "))
        {
            sections.push(Section { id, title, body: Vec::new() });
            inside = true;
        } else if line.starts_with('#') {
            inside = false;
        } else if let Some(section) = sections.last_mut().filter(|_| inside) {
            section.body.push(line);
        }
    }
    sections
}

impl Section<'_> {
    fn text(&self) -> String {
        let bold = Style::new().bold();
        let body: Vec<String> = self.body.iter().map(|line| plain(line)).collect();
        let body = body.join("\n");
        let body = body.trim().trim_end_matches("Proved by:").trim_end();
        format!("{bold}{}: {}{bold:#}\n\n{body}\n", self.id, plain(self.title))
    }
}

/// A line without the marks of Markdown: links become their text and, if they lead out, their
/// address.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, label, address, after)) = first_link(rest) {
        text.push_str(before);
        text.push_str(label);
        if address.starts_with("http") {
            text.extend([" <", address, ">"]);
        }
        rest = after;
    }
    text.push_str(rest);
    text.replace("**", "")
}

fn first_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](")?;
    let start = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    Some((&text[..start], &text[start + 1..middle], &text[middle + 2..end], &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_section_with_a_title_and_a_text() {
        let pages = PAGES.map(Packed::text);
        let sections: Vec<Section<'_>> = pages.iter().flat_map(|page| sections(page)).collect();
        assert!(sections.len() > 150, "{}", sections.len());
        for section in sections {
            assert!(!section.title.is_empty(), "{}", section.id);
            assert!(section.text().lines().count() > 3, "{}", section.id);
        }
    }

    #[test]
    fn links_become_text() {
        assert_eq!(
            plain("see [A page](https://a.b/c), [D-9](#d-9) and **x**"),
            "see A page <https://a.b/c>, D-9 and x"
        );
        assert_eq!(plain("no [link"), "no [link");
    }
}
