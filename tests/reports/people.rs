//! The text for people.

use iamsim::scenario::report::{Detail, InWorkflowLog, People};
use iamsim::text::RenderStyle;

use crate::hostile::hostile;
use crate::{FOLDER, Run, readable, run};

fn people(detail: Detail) -> People {
    People::new(detail, RenderStyle::Plain)
}

#[test]
fn failures_are_told_in_full() {
    insta::assert_snapshot!(readable().report(people(Detail::Normal)));
}

#[test]
fn what_a_call_needs_besides_is_told() {
    let run = Run::new(vec![run(&format!("{FOLDER}/several.json"))]);
    insta::assert_snapshot!(run.report(people(Detail::Normal)));
}

#[test]
fn denies_that_came_close_are_told_where_one_was_expected() {
    let run = Run::new(vec![run(&format!("{FOLDER}/denials.json"))]);
    insta::assert_snapshot!(run.report(people(Detail::Normal)));
}

#[test]
fn quiet_tells_names_alone() {
    insta::assert_snapshot!(readable().report(people(Detail::Quiet)));
}

#[test]
fn verbose_tells_what_passed_too() {
    let text = readable().report(people(Detail::Verbose));
    assert!(text.contains("passed tests/fixtures/reports/team.json#ann reads notes\n"), "{text}");
    assert!(text.contains("FAILED tests/fixtures/reports/team.json#ann reads drafts\n"), "{text}");
}

#[test]
fn colour_changes_nothing_but_colour() {
    let run = readable();
    let coloured = run.report(People::new(Detail::Normal, RenderStyle::Coloured));
    assert!(coloured.contains("\u{1b}["));
    let stripped = anstream::adapter::strip_str(&coloured).to_string();
    assert_eq!(stripped, run.report(people(Detail::Normal)));
}

#[test]
fn nothing_steers_the_terminal() {
    let text = hostile().report(people(Detail::Verbose));
    let harmful = |char: &char| *char != '\n' && char.is_control() || is_mark(*char);
    assert_eq!(text.chars().find(harmful), None);
}

fn is_mark(char: char) -> bool {
    matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn nothing_is_a_command_of_a_workflow() {
    let text = hostile().report(InWorkflowLog(people(Detail::Verbose)));
    assert!(text.contains(r"##\[add-mask]"));
    assert!(!text.contains("##["));
    assert_eq!(text.lines().find(|line| line.trim_start().starts_with("::")), None);
}
