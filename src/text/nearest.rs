//! "did you mean"

/// The candidate that somebody who wrote `word` most likely meant: the same but for letter case,
/// else the nearest of those that few slips of the finger away. The first of equals.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 100;
    if word.len() > LONGEST {
        return None;
    }
    let lower = word.to_lowercase();
    let slips_allowed = (lower.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= slips_allowed * 4)
        .map(|candidate| (slips(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(slips, _)| *slips <= slips_allowed && *slips < word.len())
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

fn slips(word: &str, candidate: &str) -> usize {
    strsim::osa_distance(word, candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATORS: [&str; 4] = ["StringLike", "StringEquals", "NumericEquals", "Bool"];

    #[test]
    fn letter_case_then_slips_then_nothing() {
        assert_eq!(nearest("stringequals", OPERATORS), Some("StringEquals"));
        assert_eq!(nearest("StringEqual", OPERATORS), Some("StringEquals"));
        assert_eq!(nearest("Strnig Like", OPERATORS), Some("StringLike"));
        assert_eq!(nearest("Boll", OPERATORS), Some("Bool"));
        assert_eq!(nearest("IpAddress", OPERATORS), None);
        assert_eq!(nearest("", OPERATORS), None);
        assert_eq!(nearest("ab", ["xy"]), None);
    }

    #[test]
    fn megabytes_cost_nothing() {
        let long = "x".repeat(1 << 20);
        assert_eq!(nearest(&long, OPERATORS), None);
        assert_eq!(nearest("Bool", [long.as_str(), "Boll"]), Some("Boll"));
    }
}
