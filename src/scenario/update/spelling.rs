//! Decisions in the spelling that a file uses.

use crate::evaluate::Decision;

/// The decision in the style of another word: `ImplicitlyDenied` beside `Allowed` and
/// `ExplicitlyDenied`, `explicit-deny` beside `implicit-deny`.
pub(super) fn respell(old: &str, decision: Decision) -> String {
    let is_upper = !old.is_empty() && !old.chars().any(char::is_lowercase);
    let lower = old.to_ascii_lowercase();
    let participle = lower.ends_with("ed");
    let is_short = lower == "allow" || lower == "deny";
    let is_wordy = lower.contains("plicitly") || lower == "allowed" && is_capital(old);
    let (first, second) = match decision {
        Decision::Allowed if is_short => ("allow", ""),
        Decision::Allowed => ("allowed", ""),
        Decision::Undecided => ("undecided", ""),
        Decision::ExplicitDeny if is_wordy => ("explicitly", "denied"),
        Decision::ImplicitDeny if is_wordy => ("implicitly", "denied"),
        Decision::ExplicitDeny => ("explicit", denial(participle, &lower)),
        Decision::ImplicitDeny => ("implicit", denial(participle, &lower)),
    };
    let separator = old.chars().find(|char| matches!(char, '-' | '_' | ' '));
    joined(first, second, separator, is_upper, is_capital(old))
}

fn is_capital(word: &str) -> bool {
    word.starts_with(|char: char| char.is_ascii_uppercase())
}

/// `denied` beside `explicitDenied`; `explicitDeny` is AWS's.
fn denial(participle: bool, lower: &str) -> &'static str {
    let is_denied = participle && lower.contains("plicit");
    if is_denied { "denied" } else { "deny" }
}

fn joined(
    first: &str,
    second: &str,
    separator: Option<char>,
    is_upper: bool,
    is_capital: bool,
) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars();
        let start: String =
            chars.next().map(|char| char.to_ascii_uppercase()).into_iter().collect();
        start + chars.as_str()
    };
    let separator = separator.or(if is_upper { Some('_') } else { None });
    let first = if is_capital { capital(first) } else { first.to_owned() };
    let text = match separator {
        _ if second.is_empty() => first,
        Some(separator) if is_capital => format!("{first}{separator}{}", capital(second)),
        Some(separator) => format!("{first}{separator}{second}"),
        None => first + &capital(second),
    };
    if is_upper { text.to_uppercase() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_keeps_its_style() {
        use Decision::{Allowed, ExplicitDeny, ImplicitDeny, Undecided};
        for (old, decision, new) in [
            ("allowed", ImplicitDeny, "implicitDeny"),
            ("denied", Allowed, "allowed"),
            ("undecided", ExplicitDeny, "explicitDeny"),
            ("implicitDeny", Undecided, "undecided"),
            ("allow", ExplicitDeny, "explicitDeny"),
            ("deny", Allowed, "allow"),
            ("Deny", Allowed, "Allow"),
            ("ALLOW", ImplicitDeny, "IMPLICIT_DENY"),
            ("Allowed", ImplicitDeny, "ImplicitlyDenied"),
            ("ImplicitlyDenied", ExplicitDeny, "ExplicitlyDenied"),
            ("explicit-deny", ImplicitDeny, "implicit-deny"),
            ("EXPLICIT_DENY", Allowed, "ALLOWED"),
            ("explicitDenied", ImplicitDeny, "implicitDenied"),
        ] {
            assert_eq!(respell(old, decision), new, "{old}");
        }
    }
}
