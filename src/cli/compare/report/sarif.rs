//! For code scanning: SARIF 2.1.0.

use serde_json::{Value, json};

use super::words::{code, doubt, headline, message, request_line, why};
use crate::bundle::harmless;
use crate::cli::compare::outcome::{Conclusion, Grant, Outcome};
use crate::explain::StatementPlace;
use crate::lint::report::{fingerprint_of, located, log_of};
use crate::text::Span;

/// What results can be about: a code, and what it says.
const RULES: [(&str, &str); 5] = [
    ("new-access", "a statement allows what the existing policies do not"),
    ("lost-access", "a statement of the existing policies allows what the new ones do not"),
    ("access-granted", "a statement allows what must not be granted"),
    ("public-access", "a statement grants access to the public"),
    ("not-shown", "neither a proof nor a request was found"),
];

/// The whole log.
pub(crate) fn sarif_log(outcome: &Outcome) -> String {
    let mut results: Vec<Value> =
        outcome.grants().map(|(is_new, grant)| result(outcome, is_new, grant)).collect();
    results.extend(outcome.open().map(|open| {
        let mut result = not_shown(&doubt(open));
        if let Some(place) = &open.statement {
            result["locations"] = json!([located(&place.source, place.span)]);
        }
        result
    }));
    if let Conclusion::Unknown(unknown) = outcome.conclusion() {
        results.push(not_shown(&format!("{}: {}", headline(outcome).1, why(unknown))));
    }
    log(&results)
}

/// A log of these results.
pub(crate) fn log(results: &[Value]) -> String {
    let rules = RULES.map(|(code, what)| {
        let tags = json!(["iam", "aws", "security"]);
        json!({
            "id": code,
            "shortDescription": { "text": what },
            "defaultConfiguration": { "level": level(code) },
            "properties": { "security-severity": "7.5", "tags": tags },
        })
    });
    let log = log_of(&rules, &json!({ "executionSuccessful": true }), results);
    harmless(log.trim_end().to_owned()) + "\n"
}

fn level(code: &str) -> &'static str {
    match code {
        "not-shown" => "warning",
        "lost-access" => "note",
        _ => "error",
    }
}

fn described(code: &str, text: &str) -> Value {
    let number = RULES.iter().position(|(known, _)| *known == code);
    json!({
        "ruleId": code,
        "ruleIndex": number,
        "level": level(code),
        "message": { "text": text },
    })
}

/// That something was neither proven nor refuted.
pub(crate) fn not_shown(text: &str) -> Value {
    described("not-shown", text)
}

/// What a statement does, if one does it.
pub(crate) fn result_of(
    code: &str,
    text: &str,
    statement: Option<&StatementPlace>,
    parts: &[(Span, String)],
) -> Value {
    let mut result = described(code, text);
    let Some(place) = statement else { return result };
    result["locations"] = json!([located(&place.source, place.span)]);
    let related = parts.iter().enumerate().map(|(number, (span, what))| {
        let mut related = located(&place.source, *span);
        related["id"] = json!(number + 1);
        related["message"] = json!({ "text": what });
        related
    });
    result["relatedLocations"] = related.collect();
    let excerpt = place.source.slice(place.span);
    result["partialFingerprints"] =
        json!({ "iamsim/v1": fingerprint_of(code, place.source.name(), excerpt) });
    result
}

fn result(outcome: &Outcome, is_new: bool, grant: &Grant) -> Value {
    let code = code(&outcome.question, is_new);
    let text = format!("{}: {}", message(outcome, is_new, grant), request_line(&grant.request));
    result_of(code, &text, Some(&grant.statement), &grant.parts)
}
