//! Which rules a `source` names.

const FAMILIES: &[u8] = b"SARVPCKDTXMG";

/// The ids of rules in a text, such as `D-9` or `V-1a`, in the order written.
pub fn rule_ids(text: &str) -> Vec<&str> {
    text.split(|char: char| !(char.is_ascii_alphanumeric() || char == '-'))
        .filter(|word| is_rule_id(word))
        .collect()
}

fn is_rule_id(word: &str) -> bool {
    let [family, b'-', number @ ..] = word.as_bytes() else { return false };
    let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let letter = &number[digits..];
    let is_number = (1..=3).contains(&digits);
    let ends_well = letter.is_empty() || matches!(letter, [b'a'..=b'z']);
    FAMILIES.contains(family) && is_number && ends_well
}

#[cfg(test)]
mod tests {
    use super::rule_ids;

    #[test]
    fn ids_are_found_among_words() {
        assert_eq!(
            rule_ids("see D-9, V-1a (and C-31); not E-1, D-x, AD-9"),
            ["D-9", "V-1a", "C-31"]
        );
        assert!(rule_ids("a blog").is_empty());
    }
}
