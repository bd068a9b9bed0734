//! Values that nobody knows yet. In a text such a value stands as the variable
//! `${unknown:aws_s3_bucket.logs.arn}`: to the engine it is a condition key that every request
//! carries with some value, and one name is one value wherever it stands.

/// How the names of such keys start.
pub const UNKNOWN_PREFIX: &str = "unknown:";

/// How such a value starts within a text.
const START: &str = "${unknown:";

/// The condition key that stands for an unknown value, and for `${..}`: `unknown:aws_iam_role.app.id`.
/// What would end the name early, or mean something else in a policy, becomes `_`.
pub fn key_of_unknown(name: &str) -> String {
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || ".-[]@+=".contains(character);
    let harmless = |character: char| if is_plain(character) { character } else { '_' };
    UNKNOWN_PREFIX.chars().chain(name.chars().map(harmless)).collect()
}

/// The keys of the unknown values that a text holds.
pub fn unknown_in(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| {
        let key = rest.split_once('}')?.0;
        key.starts_with(UNKNOWN_PREFIX).then_some(key)
    })
}

/// Whether a text holds an unknown value.
pub fn holds_unknown(text: &str) -> bool {
    text.contains(START)
}

/// The text with `change` of each unknown value, `${..}` included, in its place.
pub fn map_unknown(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(START) {
        let Some(length) = rest[start..].find('}') else { break };
        changed.push_str(&rest[..start]);
        changed.push_str(&change(&rest[start..=start + length]));
        rest = &rest[start + length + 1..];
    }
    changed + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_nothing_that_means_something_in_a_policy() {
        let table = [
            ("aws_s3_bucket.logs[0].arn", "unknown:aws_s3_bucket.logs[0].arn"),
            (r#"module.a["x/y"].role"#, "unknown:module.a[_x_y_].role"),
            ("a}b,c'd e*?:#", "unknown:a_b_c_d_e____"),
            ("", "unknown:"),
        ];
        for (name, key) in table {
            assert_eq!(key_of_unknown(name), key);
        }
    }

    #[test]
    fn unknown_values_are_found_in_texts() {
        let text = "arn:aws:s3:::${unknown:a}-${aws:username}/${unknown:b}/*";
        assert_eq!(unknown_in(text).collect::<Vec<_>>(), ["unknown:a", "unknown:b"]);
        assert_eq!(map_unknown(text, |_| "*".to_owned()), "arn:aws:s3:::*-${aws:username}/*/*");
        assert!(holds_unknown(text));
        for plain in ["", "${aws:username}", "unknown:a", "${unknown"] {
            assert!(!holds_unknown(plain), "{plain}");
        }
        assert_eq!(map_unknown("x${unknown:", |_| String::new()), "x${unknown:");
    }
}
