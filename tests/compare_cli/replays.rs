//! The commands that are shown decide as was said.

use crate::{Output, ask, desk, json, program};

/// The words of a command as a shell takes them.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut is_quoted) = (Vec::new(), String::new(), false);
    for char in command.chars() {
        match char {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(std::mem::take(&mut word)),
            _ => word.push(char),
        }
    }
    words.push(word);
    words
}

#[test]
fn the_shown_command_allows_on_one_side_and_denies_on_the_other() {
    let desk = desk();
    for (existing, new, options, count) in [
        ("read.json", "all.json", "", 1),
        ("read.json", "pass.json", "", 1),
        ("office.json", "all.json", "", 1),
        ("pass.json", "office.json", "", 1),
        ("partner.json", "public.json", "--policy-type resource", 1),
        ("partner.json", "app.json", "--policy-type resource", 2),
        ("app.json", "partner.json", "--policy-type resource", 1),
    ] {
        let line = format!("no-new-access --existing {existing} --new {new} {options}");
        let answer = json(desk.path(), &line);
        let reasons = answer["reasons"].as_array().unwrap();
        assert_eq!(reasons.len(), count, "{line}");
        for reason in reasons {
            let command = reason["witness"]["replay"].as_str().unwrap();
            let words = words(command);
            assert_eq!(words[..2], ["iamsim", "check"], "{command}");
            let run = |words: &[String]| Output::of(program::iamsim(desk.path()).args(words)).code;
            assert_eq!(run(&words[1..]), 0, "{command}");
            let other: Vec<String> = words.iter().map(|word| word.replace(new, existing)).collect();
            assert_eq!(run(&other[1..]), 1, "{command}");
        }
    }
}

#[test]
fn several_resource_policies_have_no_command() {
    let desk = desk();
    let line = "no-new-access --existing partner.json --new partner.json app.json \
                --policy-type resource";
    let answer = json(desk.path(), line);
    assert!(answer["reasons"][0]["witness"]["replay"].is_null());
    assert!(!ask(desk.path(), line).out.contains("again"));
}

#[test]
fn a_request_that_cannot_be_typed_has_no_command() {
    let statement = crate::READ.replace("data/x", r"data/\u202ex");
    let desk = crate::folder(&[
        ("read.json", &crate::policy(&[crate::READ])),
        ("hidden.json", &crate::policy(&[&statement])),
    ]);
    let line = "no-new-access --existing read.json --new hidden.json --as-stored";
    let answer = json(desk.path(), line);
    assert!(answer["reasons"][0]["witness"]["replay"].is_null(), "{answer}");
    let output = ask(desk.path(), line);
    assert!(!output.out.contains('\u{202e}'), "{}", output.out);
    assert!(output.out.contains(r"data/\u{202e}x"), "{}", output.out);
}
