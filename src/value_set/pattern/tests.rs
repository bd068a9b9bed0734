use proptest::prelude::*;

use super::{Part, Pattern};

fn naive_matches(pattern: &[char], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => (0..=text.len()).any(|from| naive_matches(rest, &text[from..])),
        Some(('?', rest)) => !text.is_empty() && naive_matches(rest, &text[1..]),
        Some((letter, rest)) => text.first() == Some(letter) && naive_matches(rest, &text[1..]),
    }
}

fn naive(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    naive_matches(&pattern, &text)
}

fn texts_up_to(length: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut longest = all.clone();
    for _ in 0..length {
        longest = longest
            .iter()
            .flat_map(|text| ["a", "b", "é"].map(|letter| text.clone() + letter))
            .collect();
        all.extend(longest.iter().cloned());
    }
    all
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        "[abé]{0,2}".prop_map(|text| Part::Literal(text.into())),
        Just(Part::AnyRun),
        Just(Part::AnyCharacter),
        (0_u32..3).prop_map(Part::Variable),
    ]
}

#[test]
fn a_star_crosses_slashes_and_colons() {
    assert!(Pattern::glob("arn:*/x").matches("arn:aws:s3:::b/c/x"));
    assert!(!Pattern::glob("arn:*/x").matches("arn:aws:s3:::b/c/xy"));
}

#[test]
fn a_question_mark_is_one_character_of_any_width() {
    assert!(Pattern::glob("a?c").matches("aéc"));
    assert!(Pattern::glob("*?c").matches("𝄞c"));
    assert!(!Pattern::glob("a??c").matches("aéc"));
}

#[test]
fn prefix_and_suffix_may_not_overlap() {
    assert!(!Pattern::glob("ab*ba").matches("aba"));
    assert!(Pattern::glob("ab*ba").matches("abba"));
}

#[test]
fn a_variable_as_literal_text() {
    let pattern = Pattern::from_parts([
        Part::Literal("home/".into()),
        Part::Variable(7),
        Part::Literal("/".into()),
        Part::AnyRun,
    ]);
    assert!(pattern.matches_with("home/*/x", |_| "*"));
    assert!(!pattern.matches_with("home/ann/x", |_| "*"));
    assert_eq!(pattern.variables().collect::<Vec<_>>(), [7]);
}

#[test]
fn wildcards_are_normalised() {
    assert_eq!(Pattern::glob("a*?**?b"), Pattern::glob("a??*b"));
    assert!(Pattern::glob("***").is_everything());
    assert_eq!(Pattern::glob("ab").as_literal(), Some("ab"));
    assert_eq!(Pattern::literal("").as_literal(), Some(""));
    assert_eq!(Pattern::literal("*").as_literal(), Some("*"));
    assert_eq!(Pattern::glob("a*").as_literal(), None);
}

#[test]
fn a_question_mark_may_stand_for_a_character_after_a_run() {
    assert!(Pattern::glob("a?*c").covers(&Pattern::glob("a*b*c")));
    assert!(!Pattern::glob("a?*c").covers(&Pattern::glob("a*c")));
}

#[test]
fn hostile_patterns_end_soon() {
    let text = "a".repeat(1_000_000);
    assert!(!Pattern::glob(&("*a".repeat(50) + "*b")).matches(&text));
    assert!(!Pattern::glob(&("*a?".repeat(50) + "b*")).matches(&text));
    let many = Pattern::glob(&"*a?????????b".repeat(20));
    assert!(many.covers(&many));
    assert!(!many.covers(&Pattern::glob(&"*a?????????".repeat(20))));
}

#[test]
fn patterns_of_very_many_stars_match_as_those_of_few() {
    let text = "ab".repeat(200) + "c";
    assert!(Pattern::glob(&("*b".repeat(200) + "*c")).matches(&text));
    assert!(!Pattern::glob(&("*b".repeat(201) + "*c")).matches(&text));
    let million = Pattern::glob(&("*a".repeat(1_000_000) + "*b"));
    assert!(!million.matches(&text));
    assert!(million.matches(&("a".repeat(1_000_000) + "b")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn globs_match_as_the_naive_matcher_says(pattern in "[abé*?]{0,8}", text in "[abé*?]{0,10}") {
        prop_assert_eq!(Pattern::glob(&pattern).matches(&text), naive(&pattern, &text));
    }

    #[test]
    fn many_stars_match_as_the_naive_matcher_says(
        pieces in prop::collection::vec("[ab?]{0,3}", 0..5),
        text in "[ab]{0,40}",
    ) {
        let pattern = pieces.join("*");
        prop_assert_eq!(Pattern::glob(&pattern).matches(&text), naive(&pattern, &text));
    }

    #[test]
    fn variables_match_as_their_values_do(
        parts in prop::collection::vec(part(), 0..6),
        values in prop::collection::vec("[abé*?]{0,2}", 3),
        text in "[abé*?]{0,8}",
    ) {
        let written = parts.iter().cloned().map(|part| match part {
            Part::Variable(id) => Part::Literal(values[id as usize].as_str().into()),
            other => other,
        });
        let expected = Pattern::from_parts(written).matches(&text);
        let pattern = Pattern::from_parts(parts);
        prop_assert_eq!(pattern.matches_with(&text, |id| &values[id as usize]), expected);
    }

    #[test]
    fn an_example_matches(pattern in "[abé*?]{0,8}") {
        let pattern = Pattern::glob(&pattern);
        prop_assert!(pattern.matches(&pattern.example()));
    }
}

proptest! {
    #[test]
    fn covers_and_overlaps_agree_with_all_texts(left in "[ab*?]{0,5}", right in "[ab*?]{0,5}") {
        let (left, right) = (Pattern::glob(&left), Pattern::glob(&right));
        let texts = texts_up_to(8);
        let of_right: Vec<&String> = texts.iter().filter(|text| right.matches(text)).collect();
        prop_assert_eq!(left.covers(&right), of_right.iter().all(|text| left.matches(text)));
        prop_assert_eq!(left.overlaps(&right), of_right.iter().any(|text| left.matches(text)));
    }
}
