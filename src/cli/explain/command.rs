//! The `iamsim check` that asks the same.

use serde_json::Value;

use crate::text::printable;
use crate::whatif::incident::Incident;

/// The command, one option on a line; what is not told stands in capitals.
pub(super) fn check_command(incident: &Incident) -> String {
    let text = |told: Option<&str>, name: &str| told.map_or_else(|| name.to_owned(), quoted);
    let action = text(incident.action.as_ref().map(|one| &*one.value), "ACTION");
    let resource = text(incident.resource.as_ref().map(|one| &*one.value), "RESOURCE");
    let caller = text(incident.principal.as_ref().map(|one| &*one.value), "PRINCIPAL");
    let mut lines = vec![format!("iamsim check {action} {resource}"), format!("--as {caller}")];
    let request = incident.request();
    let principal = request.get("principal");
    let options = [
        ("--principal-id", principal.and_then(|one| one.get("id"))),
        ("--role", principal.and_then(|one| one.get("role"))),
        ("--federated-by", principal.and_then(|one| one.get("federatedBy"))),
        ("--resource-account", request.get("resourceAccount")),
        ("--now", request.get("now")),
    ];
    for (option, value) in options {
        lines.extend(
            value.and_then(Value::as_str).map(|value| format!("{option} {}", quoted(value))),
        );
    }
    for (key, value) in incident.context_fields() {
        lines.extend(key_options(&key, &value));
    }
    lines.join(" \\\n    ")
}

fn key_options(key: &str, value: &Value) -> Vec<String> {
    let with = |value: &Value| {
        let value = value.as_str().unwrap_or_default();
        format!("--with {}", quoted(&format!("{key}={value}")))
    };
    match value {
        Value::Null => vec![format!("--without {}", quoted(key))],
        Value::Array(values) => values.iter().map(with).collect(),
        value => vec![with(value)],
    }
}

/// A word as a shell takes it; what a terminal would act on is spelt out.
fn quoted(word: &str) -> String {
    let word = printable(word);
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_./:=@,+%".contains(char);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word;
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        assert_eq!(quoted("arn:aws:s3:::b/k"), "arn:aws:s3:::b/k");
        assert_eq!(quoted("a b'$(c)"), r"'a b'\''$(c)'");
        assert_eq!(quoted("*"), "'*'");
        assert_eq!(quoted("\u{1b}[2J"), r"'\u{1b}[2J'");
        assert_eq!(quoted(""), "''");
    }
}
