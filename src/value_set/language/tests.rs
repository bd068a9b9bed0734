use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Found, Language, Sought, signatures};
use crate::value_set::{ArnPattern, Pattern};

const BUDGET: usize = 100_000;

fn texts() -> Vec<String> {
    let mut all = vec![String::new()];
    let mut longest = all.clone();
    for _ in 0..4 {
        longest = longest
            .iter()
            .flat_map(|text| ["a", "b", ":"].map(|character| format!("{text}{character}")))
            .collect();
        all.extend(longest.iter().cloned());
    }
    all
}

fn language() -> impl Strategy<Value = (Vec<Pattern>, Language)> {
    prop::collection::vec("[ab:*?]{0,4}", 0..3).prop_map(|texts| {
        let patterns: Vec<Pattern> = texts.iter().map(|text| Pattern::glob(text)).collect();
        let language = Language::of_patterns(&patterns);
        (patterns, language)
    })
}

proptest! {
    #[test]
    fn a_language_holds_what_its_patterns_match((patterns, language) in language()) {
        for text in texts() {
            let expected = patterns.iter().any(|pattern| pattern.matches(&text));
            prop_assert_eq!(language.contains(&text), expected, "{}", text);
        }
    }

    #[test]
    fn what_is_found_is_as_sought_and_nothing_is_missed(
        sought in prop::collection::vec((language(), any::<bool>()), 1..5),
    ) {
        let mut search = Sought::default();
        for ((_, language), inside) in &sought {
            search.ask(language, *inside);
        }
        let fits = |text: &str| {
            sought.iter().all(|((patterns, _), inside)| {
                patterns.iter().any(|pattern| pattern.matches(text)) == *inside
            })
        };
        match search.find(BUDGET) {
            Found::Text(text) => prop_assert!(fits(&text), "{}", text),
            Found::Nothing => {
                for text in texts() {
                    prop_assert!(!fits(&text), "{}", text);
                }
            }
            Found::GivenUp => prop_assert!(false, "given up"),
        }
    }

    #[test]
    fn signatures_are_those_of_texts(
        (_, universe) in language(),
        sets in prop::collection::vec(language(), 0..4),
    ) {
        let languages: Vec<&Language> = sets.iter().map(|(_, language)| language).collect();
        let found = signatures(&universe, &languages, BUDGET).unwrap();
        let of = |text: &str| languages.iter().map(|set| set.contains(text)).collect::<Box<[_]>>();
        for (signature, text) in &found {
            prop_assert!(universe.contains(text));
            prop_assert_eq!(&of(text), signature);
        }
        for text in texts().iter().filter(|text| universe.contains(text)) {
            prop_assert!(found.contains_key(&of(text)), "{}", text);
        }
    }

    #[test]
    fn arns_are_those_of_the_pattern(
        segments in prop::collection::vec("[ab*?]{0,2}", 5),
        parts in prop::collection::vec("[ab]{0,2}", 4),
        resource in "[ab:]{0,3}",
    ) {
        let glob = |index: usize| Pattern::glob(&segments[index]);
        let head = [Pattern::glob("arn"), glob(0), glob(1), glob(2), glob(3)];
        let pattern = ArnPattern::new(head, glob(4));
        let text = format!("arn:{}:{resource}", parts.join(":"));
        let arn = crate::aws::Arn::parse(&text).unwrap();
        let expected = pattern.matches(crate::value_set::ArnView::exact(&arn), |_| "");
        let language = Language::of_arns([&pattern]);
        prop_assert_eq!(language.contains(&text), expected);
        prop_assert!(Language::every_arn().contains(&text));
    }

    #[test]
    fn letter_case_is_ignored_character_by_character(own in "[aAİéÉ]{0,3}", text in "[aAİiéÉ]{0,3}") {
        let pattern = Pattern::literal(&own);
        let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
        let language = Language::ignoring_case([&pattern]);
        prop_assert_eq!(language.contains(&text), lower(&own) == lower(&text));
    }
}

#[test]
fn twenty_infix_patterns_are_met_at_once() {
    let patterns: Vec<Pattern> =
        (0..20).map(|number| Pattern::glob(&format!("*{}*", number + 100))).collect();
    let languages: Vec<Language> =
        patterns.iter().map(|pattern| Language::of_patterns([pattern])).collect();
    let mut search = Sought::default();
    for language in &languages {
        search.ask(language, true);
    }
    let Found::Text(text) = search.find(BUDGET) else { panic!("there is such a text") };
    assert!(patterns.iter().all(|pattern| pattern.matches(&text)));
}

#[test]
fn what_holds_every_text_hides_no_other_language() {
    let (everything, empty) =
        (Language::everything(), Language::of_patterns([&Pattern::literal("")]));
    let mut search = Sought::default();
    search.ask(&everything, true);
    search.ask(&empty, false);
    assert!(matches!(search.find(BUDGET), Found::Text(text) if !text.is_empty()));
}

#[test]
fn every_text_is_found_that_is_another_but_for_letter_case() {
    let mut equals: BTreeMap<String, Vec<Pattern>> = BTreeMap::new();
    for character in '\0'..=char::MAX {
        let same = equals.entry(character.to_lowercase().collect()).or_default();
        same.push(Pattern::literal(&character.to_string()));
    }
    for (lower, same) in equals.iter().filter(|(_, same)| same.len() > 1) {
        let folded = Language::ignoring_case([&Pattern::literal(lower)]);
        for (number, wanted) in same.iter().enumerate() {
            let (before, behind) = (&same[..number], &same[number + 1..]);
            let others = Language::of_patterns(before.iter().chain(behind));
            let mut search = Sought::default();
            search.ask(&folded, true);
            search.ask(&others, false);
            let Found::Text(text) = search.find(BUDGET) else { panic!("{wanted:?}") };
            assert!(wanted.matches(&text) || text == *lower, "{wanted:?}: {text}");
        }
    }
}

#[test]
fn a_search_stays_in_its_budget() {
    let languages: Vec<Language> = (0..12)
        .map(|number| {
            Language::of_patterns([&Pattern::glob(&format!("*a{}b", "?".repeat(number)))])
        })
        .collect();
    let mut search = Sought::default();
    for (number, language) in languages.iter().enumerate() {
        search.ask(language, number % 2 == 0);
    }
    assert_eq!(search.find(10), Found::GivenUp);
}

#[test]
fn a_language_that_holds_all_texts_hides_none_behind_it() {
    let everything = Language::of_patterns([&Pattern::glob("*")]);
    let some = Language::of_patterns([&Pattern::glob("get*")]);
    let names = Language::every_action_name();
    let found = signatures(&names, &[&everything, &some], BUDGET).unwrap();
    let kinds: Vec<&[bool]> = found.keys().map(|signature| &**signature).collect();
    assert_eq!(kinds, [[true, false], [true, true]]);
    for languages in [[&everything, &some], [&some, &everything]] {
        let mut sought = Sought::default();
        for language in languages {
            sought.ask(language, true);
        }
        assert_eq!(sought.find(BUDGET), Found::Text("get".to_owned()));
    }
}
