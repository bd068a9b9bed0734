//! For code scanning: SARIF 2.1.0.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{LintReport, uri};
use crate::lint::allow::ALLOWANCE_CODES;
use crate::lint::check::{CheckedFile, CheckedPolicy, Judged};
use crate::lint::page::rule_help;
use crate::lint::rule::Rule;
use crate::lint::rules::every_rule;
use crate::text::{Severity, Source, Span, TextEdit};

/// The whole log.
pub fn sarif_log(report: &LintReport<'_>) -> String {
    let rules = Rules::of(report);
    let results: Vec<Value> = report.files.iter().flat_map(|file| results(file, &rules)).collect();
    log_of(&rules.described, &invocation(report), &results)
}

/// A log of one run.
pub(crate) fn log_of(rules: &[Value], invocation: &Value, results: &[Value]) -> String {
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "iamsim",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": results,
        }],
    });
    format!("{log}\n")
}

fn invocation(report: &LintReport<'_>) -> Value {
    let told = |message: &String| json!({ "level": "error", "message": { "text": message } });
    json!({
        "executionSuccessful": report.unread.is_empty(),
        "toolExecutionNotifications": report.unread.iter().map(told).collect::<Vec<_>>(),
    })
}

/// The rules with their numbers.
struct Rules {
    described: Vec<Value>,
    numbers: BTreeMap<&'static str, usize>,
}

impl Rules {
    /// Every rule, and the codes found that have none.
    fn of(report: &LintReport<'_>) -> Self {
        let mut rules = Self { described: Vec::new(), numbers: BTreeMap::new() };
        for rule in every_rule() {
            rules.add(rule.code, described(rule));
        }
        for (code, what) in ALLOWANCE_CODES {
            rules.add(code, json!({ "id": code, "shortDescription": { "text": what } }));
        }
        for judged in report.files.iter().flat_map(CheckedFile::findings) {
            let code = judged.finding.diagnostic.code;
            rules.add(code, json!({ "id": code }));
        }
        rules
    }

    fn add(&mut self, code: &'static str, described: Value) {
        if !self.numbers.contains_key(code) {
            self.numbers.insert(code, self.described.len());
            self.described.push(described);
        }
    }
}

fn described(rule: &Rule) -> Value {
    let mut properties = json!({ "severity": rule.severity.name(), "tags": ["iam", "aws"] });
    if rule.severity == Severity::SecurityWarning {
        properties["tags"] = json!(["iam", "aws", "security"]);
        properties["security-severity"] = json!("7.5");
    }
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.what },
        "fullDescription": { "text": rule.why },
        "helpUri": rule.page,
        "help": { "text": rule.why, "markdown": rule_help(rule) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": properties,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error | Severity::SecurityWarning => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "note",
    }
}

fn results(file: &CheckedFile, rules: &Rules) -> Vec<Value> {
    file.findings().into_iter().map(|judged| result(judged, file, rules)).collect()
}

fn result(judged: &Judged, file: &CheckedFile, rules: &Rules) -> Value {
    let (diagnostic, source) = (&judged.finding.diagnostic, &*file.file.source);
    let hint = diagnostic.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
    let mut location = located(source, diagnostic.span);
    if let Some(pointer) = pointer_of(file, diagnostic.span).filter(|pointer| !pointer.is_empty()) {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": pointer, "kind": "object" }]);
    }
    let mut result = json!({
        "ruleId": diagnostic.code,
        "ruleIndex": rules.numbers.get(diagnostic.code),
        "level": level(diagnostic.severity),
        "message": { "text": format!("{}{hint}", diagnostic.message) },
        "locations": [location],
        "partialFingerprints": { "iamsim/v1": fingerprint(judged, source) },
    });
    let labels = diagnostic.labels.iter().enumerate().map(|(number, label)| {
        let mut related = located(source, label.span);
        related["id"] = json!(number + 1);
        related["message"] = json!({ "text": label.text });
        related
    });
    let labels: Vec<Value> = labels.collect();
    if !labels.is_empty() {
        result["relatedLocations"] = json!(labels);
    }
    if let Some(fix) = &judged.finding.fix {
        let replacements: Vec<Value> =
            fix.edits.iter().map(|edit| replacement(source, edit)).collect();
        let changes =
            json!([{ "artifactLocation": artifact(source), "replacements": replacements }]);
        result["fixes"] =
            json!([{ "description": { "text": fix.what }, "artifactChanges": changes }]);
    }
    if let Some(permit) = &judged.permit {
        let kind = if permit.is_comment { "inSource" } else { "external" };
        result["suppressions"] =
            json!([{ "kind": kind, "status": "accepted", "justification": permit.reason }]);
    }
    result
}

/// The policy that holds a place.
fn pointer_of(file: &CheckedFile, place: Span) -> Option<&str> {
    let holds = |policy: &&CheckedPolicy| {
        let whole = policy.part.node.span;
        whole.start <= place.start && place.end <= whole.end
    };
    file.policies.iter().find(holds).map(|policy| &*policy.part.pointer)
}

fn artifact(source: &Source) -> Value {
    let name = source.name();
    let is_relative = !name.starts_with('/') && !name.starts_with("arn:");
    let mut artifact = json!({ "uri": uri(name) });
    if is_relative {
        artifact["uriBaseId"] = json!("%SRCROOT%");
    }
    artifact
}

fn region(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A place as a location.
pub(crate) fn located(source: &Source, span: Span) -> Value {
    json!({ "physicalLocation": { "artifactLocation": artifact(source), "region": region(source, span) } })
}

fn replacement(source: &Source, edit: &TextEdit) -> Value {
    let mut replacement = json!({ "deletedRegion": region(source, edit.span) });
    if !edit.replacement.is_empty() {
        replacement["insertedContent"] = json!({ "text": edit.replacement });
    }
    replacement
}

fn fingerprint(judged: &Judged, source: &Source) -> String {
    let diagnostic = &judged.finding.diagnostic;
    fingerprint_of(diagnostic.code, &diagnostic.message, source.slice(diagnostic.span))
}

/// The same for the same finding while other lines of the file change.
pub(crate) fn fingerprint_of(code: &str, message: &str, excerpt: &str) -> String {
    let text = format!("{code}\0{message}\0{excerpt}");
    // INVARIANT: FNV-1a; a text has the same fingerprint in every version and on every machine.
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}
