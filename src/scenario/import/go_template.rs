//! `{{ .name }}` in the texts of politest's files.

use std::collections::BTreeMap;

use crate::text::quote;

/// The text with its variables filled in.
///
/// # Errors
/// What is between braces and is no variable that has a value.
pub(super) fn fill_in(text: &str, vars: &BTreeMap<String, String>) -> Result<String, String> {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find("{{") {
        filled.push_str(&rest[..start]);
        let inner = &rest[start + 2..];
        let end = inner.find("}}").ok_or("this `{{` has no `}}`")?;
        let name = inner[..end].trim().trim_matches('-').trim();
        let name = name.strip_prefix('.').filter(|name| is_name(name)).ok_or_else(|| {
            format!("only variables can stand between braces, not {}", quote(&inner[..end]))
        })?;
        let value =
            vars.get(name).ok_or_else(|| format!("there is no variable {}", quote(name)))?;
        filled.push_str(value);
        rest = &inner[end + 2..];
    }
    filled.push_str(rest);
    Ok(filled)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| char.is_alphanumeric() || char == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_and_nothing_else_is_guessed() {
        let vars = BTreeMap::from([("account".to_owned(), "111122223333".to_owned())]);
        let filled = fill_in("a {{ .account }}{{.account}} ${aws:username} }} {", &vars).unwrap();
        assert_eq!(filled, "a 111122223333111122223333 ${aws:username} }} {");
        assert_eq!(fill_in("{{ .x }}", &vars).unwrap_err(), "there is no variable `x`");
        assert!(fill_in("{{ if .x }}", &vars).unwrap_err().contains("only variables"));
        assert!(fill_in("{{ .x", &vars).is_err());
    }
}
