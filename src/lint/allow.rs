//! Findings that somebody allowed, with a reason: by a comment, or in `iamsim.toml`.

use super::finding::Finding;
use super::rules::rule;
use crate::load::fits_glob;
use crate::text::{Diagnostic, Node, Source, Span, Syntax, Value, nearest, quote};

/// Codes of findings about allowances themselves, with what they mean.
pub const ALLOWANCE_CODES: [(&str, &str); 3] = [
    ("missing-reason", "a comment allows a finding without saying why"),
    ("unknown-code", "a comment allows a code that there is not"),
    ("unused-allow", "a finding is allowed that is not there"),
];

const MARK: &str = "iamsim: allow";

/// What `iamsim.toml` allows.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// Which finding.
    pub code: Box<str>,
    /// In which files: a glob.
    pub path: Box<str>,
    /// In which statement; in any if not given.
    pub sid: Option<Box<str>>,
    /// Why.
    pub reason: Box<str>,
    /// Where it stands in its file.
    pub span: Span,
}

impl Allowance {
    /// Whether it is about a file.
    pub fn is_about(&self, path: &str) -> bool {
        let plain = path.replace('\\', "/");
        fits_glob(&self.path, plain.strip_prefix("./").unwrap_or(&plain))
    }

    pub(super) fn allows(&self, finding: &Finding, path: &str, policy: &Node) -> bool {
        let has_sid = |sid: &str| sid_at(policy, finding.diagnostic.span) == Some(sid);
        *self.code == *finding.diagnostic.code
            && self.is_about(path)
            && self.sid.as_deref().is_none_or(has_sid)
    }
}

/// The `Sid` of the statement that holds a place.
fn sid_at(policy: &Node, place: Span) -> Option<&str> {
    let statements = match &policy.get("Statement")?.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(policy.get("Statement")?),
    };
    let holds = |one: &&Node| one.span.start <= place.start && place.end <= one.span.end;
    statements.iter().find(holds)?.get("Sid")?.as_text()
}

/// One code that a comment allows.
#[derive(Clone, Debug)]
pub(super) struct AllowComment {
    code: Box<str>,
    code_span: Span,
    pub(super) reason: Option<Box<str>>,
    /// Whatever begins on the line that the comment is about.
    covered: Vec<Span>,
}

impl AllowComment {
    pub(super) fn allows(&self, finding: &Finding) -> bool {
        let place = finding.diagnostic.span;
        let holds = |span: &Span| span.start <= place.start && place.start <= span.end;
        *self.code == *finding.diagnostic.code && self.covered.iter().any(holds)
    }

    pub(super) fn code(&self) -> &str {
        &self.code
    }

    /// What is wrong with the comment itself.
    pub(super) fn mistake(&self) -> Option<Diagnostic> {
        let quoted = quote(&self.code);
        if rule(&self.code).is_none() {
            let error = Diagnostic::error(
                "unknown-code",
                self.code_span,
                format!("there is no code {quoted}"),
            );
            let codes = super::rules::every_rule().map(|rule| rule.code);
            return Some(match nearest(&self.code, codes) {
                Some(near) => error.with_hint(format!("did you mean `{near}`?")),
                None => error.with_hint("`iamsim lint --list` lists all codes"),
            });
        }
        self.reason.is_none().then(|| {
            let message = format!("{quoted} is allowed without a reason");
            let hint = format!("write `{MARK} {}: why that is meant`", self.code);
            Diagnostic::error("missing-reason", self.code_span, message).with_hint(hint)
        })
    }

    pub(super) fn unused(&self) -> Diagnostic {
        let message = format!("{} is allowed here and not found", quote(&self.code));
        Diagnostic::warning("unused-allow", self.code_span, message).with_hint("remove the comment")
    }
}

/// What comments allow in a text, in its order.
pub(super) fn allow_comments(source: &Source, root: &Node, syntax: Syntax) -> Vec<AllowComment> {
    let text = source.text();
    if !text.contains(MARK) {
        return Vec::new();
    }
    let scalars = scalars(root);
    let marks = text.match_indices(MARK).filter_map(|(at, _)| {
        let start = comment_start(text, at, syntax)?;
        let is_quoted = scalars.iter().any(|span| span.range().contains(&start));
        (!is_quoted).then_some((start, at))
    });
    marks.flat_map(|(start, at)| comments_at(text, root, start, at)).collect()
}

/// Where the comment begins that consists of the mark and what follows it.
fn comment_start(text: &str, at: usize, syntax: Syntax) -> Option<usize> {
    let before = text[..at].trim_end_matches([' ', '\t']);
    let opening: &[&str] = match syntax {
        Syntax::Json | Syntax::JsonWithComments => &["//", "/*"],
        Syntax::Yaml => &["#"],
    };
    opening.iter().find(|opening| before.ends_with(**opening)).map(|one| before.len() - one.len())
}

fn comments_at(text: &str, root: &Node, start: usize, at: usize) -> Vec<AllowComment> {
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    let said = &text[at + MARK.len()..end];
    let said = said.split("*/").next().unwrap_or(said);
    let (codes, reason) =
        said.split_once(':').map_or((said, ""), |(codes, reason)| (codes, reason));
    let reason = Some(reason.trim()).filter(|reason| !reason.is_empty()).map(Box::from);
    let covered = covered(text, root, start);
    let mut begin = at + MARK.len();
    let mut comments = Vec::new();
    for code in codes.split(',') {
        let trimmed = code.trim();
        let first = begin + (code.len() - code.trim_start().len());
        comments.push(AllowComment {
            code: trimmed.into(),
            code_span: Span::of(first..first + trimmed.len()),
            reason: reason.clone(),
            covered: covered.clone(),
        });
        begin += code.len() + 1;
    }
    comments
}

/// What a comment is about: whatever begins on its line or, if it stands there alone, on the next
/// one; and an object if the comment is the first thing in it.
fn covered(text: &str, root: &Node, comment: usize) -> Vec<Span> {
    let line_start = text[..comment].rfind('\n').map_or(0, |at| at + 1);
    let stands_alone = text[line_start..comment].trim().is_empty();
    let line =
        if stands_alone { next_line_of_code(text, comment) } else { line_of(text, line_start) };
    let mut search = Search { line: Span::of(line), comment, stands_alone, found: Vec::new() };
    search.visit(root);
    search.found
}

fn line_of(text: &str, start: usize) -> std::ops::Range<usize> {
    start..text[start..].find('\n').map_or(text.len(), |length| start + length)
}

fn next_line_of_code(text: &str, comment: usize) -> std::ops::Range<usize> {
    let mut line = line_of(text, comment);
    while line.end < text.len() {
        line = line_of(text, line.end + 1);
        let words = text[line.clone()].trim_start();
        let is_comment = ["//", "/*", "#"].iter().any(|mark| words.starts_with(mark));
        if !words.is_empty() && !is_comment {
            break;
        }
    }
    line
}

struct Search {
    line: Span,
    comment: usize,
    stands_alone: bool,
    found: Vec<Span>,
}

impl Search {
    fn begins_here(&self, span: Span) -> bool {
        self.line.start <= span.start && span.start <= self.line.end
    }

    // INVARIANT: the readers nest at most `MAX_DEPTH` deep.
    fn visit(&mut self, node: &Node) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.visit(item)),
            Value::Object(members) => {
                let first = members.first().map(|member| member.key.span.range().start);
                let opens = self.stands_alone
                    && node.span.range().contains(&self.comment)
                    && first.is_some_and(|first| self.comment < first);
                if opens || self.begins_here(node.span) {
                    self.found.push(node.span);
                }
                for member in members {
                    let whole = Span { start: member.key.span.start, end: member.value.span.end };
                    if self.begins_here(member.key.span) && whole.start <= whole.end {
                        self.found.push(whole);
                    }
                    self.visit(&member.value);
                }
            }
            _ if self.begins_here(node.span) => self.found.push(node.span),
            _ => {}
        }
    }
}

/// The places of all texts and keys.
fn scalars(node: &Node) -> Vec<Span> {
    match &node.value {
        Value::List(items) => items.iter().flat_map(scalars).collect(),
        Value::Object(members) => {
            let inside = |member: &crate::text::Member| {
                let mut spans = scalars(&member.value);
                spans.push(member.key.span);
                spans
            };
            members.iter().flat_map(inside).collect()
        }
        _ => vec![node.span],
    }
}
