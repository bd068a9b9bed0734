//! For programs: our own JSON, and its schema.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use super::LintReport;
use crate::bundle::PositionAnswer;
use crate::lint::check::{CheckedFile, CheckedPolicy, Judged};
use crate::lint::kind::kind_name;
use crate::lint::rules::rule;
use crate::text::{Severity, Source, Span, packed};

/// What a run found.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Lint"))]
struct Report<'r> {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// The files that hold policies, by name.
    files: Vec<File<'r>>,
    /// Files that hold no policy.
    skipped: &'r [String],
    /// Why files could not be read.
    unread: &'r [String],
    /// Policies that scenario files expect to be refused, and that are left alone.
    meant_wrong: usize,
    /// How many findings count, by severity.
    counts: Counts,
    /// How many findings are allowed.
    allowed: usize,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Counts {
    /// What AWS refuses, or what can never work.
    error: usize,
    /// What grants more than is wise.
    security_warning: usize,
    /// What hardly does what was meant.
    warning: usize,
    /// What could be written better.
    suggestion: usize,
}

/// A file with policies.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
struct File<'r> {
    /// The path, the ARN of a managed policy, or `<stdin>`.
    #[serde(rename = "file")]
    name: &'r str,
    /// Its policies, in the order of the text.
    policies: Vec<Policy<'r>>,
    /// What was found, in the order of the text.
    findings: Vec<Found<'r>>,
}

/// A policy of a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Policy<'r> {
    /// Where it stands in the file, as a JSON pointer; empty if it is the whole file.
    pointer: &'r str,
    /// What kind it was taken for.
    #[cfg_attr(test, schemars(extend("enum" = ["identity", "resource", "trust", "permissions-boundary", "session", "scp", "rcp", "vpc-endpoint"])))]
    kind: &'static str,
    /// How that was known.
    #[cfg_attr(test, schemars(extend("enum" = ["option", "settings", "scenario", "name", "content", "managed"])))]
    kind_from: &'static str,
    /// Another kind that it may as well be; findings would differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    maybe: Option<&'static str>,
    /// What it is attached to, as far as that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    attached_to: Option<&'r str>,
}

/// A finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Found<'r> {
    /// Its code.
    code: &'static str,
    /// How bad it is.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "security-warning", "warning", "suggestion"])))]
    severity: String,
    /// What is wrong, in a sentence.
    message: &'r str,
    /// Where it begins.
    start: PositionAnswer,
    /// Where it ends, exclusive.
    end: PositionAnswer,
    /// Other places that have to do with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<Label<'r>>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'r str>,
    /// A page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'static str>,
    /// A change after which it is gone and every request is decided as before.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Change<'r>>,
    /// Why it is allowed, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<&'r str>,
}

/// A second place.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Label<'r> {
    /// Where it begins.
    start: PositionAnswer,
    /// Where it ends, exclusive.
    end: PositionAnswer,
    /// What it has to do with the finding.
    text: &'r str,
}

/// A change to the text.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Change<'r> {
    /// What is done.
    what: &'r str,
    /// The texts to put in place of others.
    edits: Vec<Edit<'r>>,
}

/// One text put in place of another.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Edit<'r> {
    /// Where the old text begins.
    start: PositionAnswer,
    /// Where it ends, exclusive.
    end: PositionAnswer,
    /// The new text.
    text: &'r str,
}

/// The whole report on one line.
pub fn json_report(report: &LintReport<'_>) -> String {
    let counts = Counts {
        error: report.count(Severity::Error),
        security_warning: report.count(Severity::SecurityWarning),
        warning: report.count(Severity::Warning),
        suggestion: report.count(Severity::Suggestion),
    };
    let whole = Report {
        v: 1,
        files: report.files.iter().map(file).collect(),
        skipped: report.skipped,
        unread: report.unread,
        meant_wrong: report.meant_wrong,
        counts,
        allowed: report.allowed(),
    };
    // INVARIANT: the types above hold nothing that JSON cannot.
    let mut text = serde_json::to_string(&whole).unwrap_or_default();
    text.push('\n');
    text
}

fn file(checked: &CheckedFile) -> File<'_> {
    let source = &checked.file.source;
    File {
        name: source.name(),
        policies: checked.policies.iter().map(policy).collect(),
        findings: checked.findings().into_iter().map(|judged| found(judged, source)).collect(),
    }
}

fn policy(checked: &CheckedPolicy) -> Policy<'_> {
    let part = &checked.part;
    Policy {
        pointer: &part.pointer,
        kind: kind_name(part.kind),
        kind_from: part.origin.name(),
        maybe: checked.maybe.map(kind_name),
        attached_to: part.attached_to.as_ref().map(|owner| &*owner.0),
    }
}

fn found<'r>(judged: &'r Judged, source: &Source) -> Found<'r> {
    let diagnostic = &judged.finding.diagnostic;
    let (start, end) = places(source, diagnostic.span);
    let label = |label: &'r crate::text::Label| {
        let (start, end) = places(source, label.span);
        Label { start, end, text: &label.text }
    };
    let edit = |edit: &'r crate::text::TextEdit| {
        let (start, end) = places(source, edit.span);
        Edit { start, end, text: &edit.replacement }
    };
    let change = |fix: &'r crate::lint::Fix| Change {
        what: &fix.what,
        edits: fix.edits.iter().map(edit).collect(),
    };
    Found {
        code: diagnostic.code,
        severity: diagnostic.severity.name().replace(' ', "-"),
        message: &diagnostic.message,
        start,
        end,
        labels: diagnostic.labels.iter().map(label).collect(),
        hint: diagnostic.hint.as_deref(),
        page: rule(diagnostic.code).map(|rule| rule.page),
        fix: judged.finding.fix.as_ref().map(change),
        allowed: judged.permit.as_ref().map(|permit| &*permit.reason),
    }
}

fn places(source: &Source, span: Span) -> (PositionAnswer, PositionAnswer) {
    (source.position(span.start).into(), source.position(span.end).into())
}

/// The JSON Schema of the report.
pub fn lint_schema() -> String {
    packed!("docs/schemas/lint.schema.json").text()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::text::schema_tests::{assert_schema, generator};

    #[test]
    fn the_schema_is_what_the_types_say() {
        let mut generator = generator();
        let report = generator.subschema_for::<Report<'_>>();
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:iamsim:schema:lint:1",
            "title": "What iamsim lint found",
            "description": "What `iamsim lint --format json` writes.",
            "$ref": report.get("$ref"),
            "$defs": generator.take_definitions(true),
        });
        assert_schema("lint", &schema);
    }
}
