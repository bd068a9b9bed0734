use std::path::PathBuf;

use super::ReportKind::{Github, Human, Json, Junit, Markdown};
use super::plan::Target::{Appended, File, Stderr, Stdout};
use super::plan::{Surroundings, Target, plan};
use super::*;

fn asked(texts: &[&str]) -> Vec<ReportTo> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn planned(texts: &[&str], surroundings: &Surroundings) -> Vec<(ReportKind, Target)> {
    plan(&asked(texts), surroundings).unwrap()
}

fn on_github(step_summary: Option<&str>) -> Surroundings {
    Surroundings { on_github: true, step_summary: step_summary.map(PathBuf::from) }
}

#[test]
fn people_have_the_standard_output_unless_a_program_takes_it() {
    let nowhere = Surroundings::default();
    assert_eq!(planned(&[], &nowhere), [(Human, Stdout)]);
    assert_eq!(planned(&["human"], &nowhere), [(Human, Stdout)]);
    assert_eq!(planned(&["json"], &nowhere), [(Json, Stdout)]);
    assert_eq!(planned(&["json=-"], &nowhere), [(Json, Stdout)]);
    let beside = [(Human, Stdout), (Junit, File("o.xml".into())), (Human, File("o.txt".into()))];
    assert_eq!(planned(&["junit=o.xml", "human=o.txt"], &nowhere), beside);
}

#[test]
fn github_is_chosen_where_the_program_runs_there() {
    let page = || Appended("page.md".into());
    let all = [(Human, Stdout), (Github, Stdout), (Markdown, page())];
    assert_eq!(planned(&[], &on_github(Some("page.md"))), all);
    assert_eq!(planned(&["github"], &on_github(Some("page.md"))), all);
    assert_eq!(planned(&["json"], &on_github(None)), [(Json, Stdout), (Github, Stderr)]);
    let elsewhere = Surroundings { on_github: false, ..on_github(Some("page.md")) };
    assert_eq!(planned(&["github"], &elsewhere), all);
    assert_eq!(planned(&[], &elsewhere), [(Human, Stdout)]);
    let to_a_file = [(Human, Stdout), (Github, File("g".into())), (Markdown, page())];
    assert_eq!(planned(&["github=g"], &on_github(Some("page.md"))), to_a_file);
}

#[test]
fn two_reports_do_not_share_a_place() {
    let refused = |texts: &[&str]| plan(&asked(texts), &Surroundings::default()).unwrap_err();
    assert!(refused(&["json", "tap"]).contains("json and tap cannot both"));
    assert!(refused(&["human", "tap"]).contains("tap and human cannot both"));
    assert_eq!(refused(&["json", "json"]), "the report json is asked for twice");
    assert_eq!(refused(&["json=a", "tap=./a"]), "two reports go to `./a`");
    assert!(plan(&asked(&["json=/dev/null", "tap=/dev/null"]), &Surroundings::default()).is_ok());
}

#[test]
fn kinds_are_known_by_name() {
    let refused = |text: &str| text.parse::<ReportTo>().unwrap_err();
    assert_eq!(refused("jnuit=a"), "there is no report `jnuit`; did you mean `junit`?");
    assert!(refused("\u{1b}").starts_with("there is no report `\\u{1b}`; there are human, "));
    assert_eq!(refused("json="), "`json=` needs a file");
    let file = |path: &str| ReportTo { kind: Json, file: Some(path.into()) };
    assert_eq!("json=a=b".parse(), Ok(file("a=b")));
}

#[test]
fn a_page_at_github_ends_where_github_would_refuse_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.md");
    std::fs::write(&path, "from before\n").unwrap();
    let mut outlet = Outlet::open(Appended(path.clone()), Markdown).unwrap();
    for _ in 0..40_000 {
        outlet.write("a line that says what came of the cases\n");
    }
    assert_eq!(outlet.close(), None);
    let page = std::fs::read_to_string(&path).unwrap();
    assert!(page.len() <= 1 << 20 && page.len() > (1 << 20) - 200, "{}", page.len());
    assert!(page.starts_with("from before\na line"));
    assert!(page.ends_with(
        "cases\n\n\nThe rest is left out, since a summary may not be longer than 1 MiB.\n"
    ));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_once() {
    let mut outlet = Outlet::open(File("/dev/full".into()), Json).unwrap();
    for _ in 0..10_000 {
        outlet.write("{}\n{}\n");
    }
    let told = outlet.close().unwrap();
    assert!(told.starts_with("cannot write the report to `/dev/full`: "), "{told}");
}
