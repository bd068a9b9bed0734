//! `iamsim.toml`

use super::{Project, scenario};

#[test]
fn a_team_agrees_on_what_flags_override() {
    let toml = "paths = ['s']\njobs = 1\nreport = ['tap=out/t.tap']\n[vars]\nuser = 'ann'\n";
    let text = scenario("denied").replace("user/ann", "user/{{user}}");
    let project = Project::of(&[("iamsim.toml", toml), ("s/a.json", &text), ("deep/x/y.txt", "")]);
    project.run(&[]).is(0, "3 passed in 1 file (.. s)\n", "");
    assert!(project.read("out/t.tap").ends_with("1..3\n"));
    project.run_in("deep/x", &[]).is(0, "3 passed in 1 file (.. s)\n", "");
    let listed = project.run_in("deep", &["--list", "--filter", "bob"]);
    listed.is(0, "../s/a.json#bob\n", "");
    std::fs::remove_file(project.path().join("out/t.tap")).unwrap();
    let json = project.run(&["s", "--report", "json"]);
    assert!(json.out.starts_with('{'), "{}", json.out);
    assert!(!project.path().join("out/t.tap").exists());
    let own = text.replacen('{', r#"{ "vars": { "user": "own" }, "#, 1);
    project.write("p/s/a.json", &own.replace("\"ann\"", "\"{{user}}\""));
    let ids = |arguments: &[&str]| {
        project.run(&[&["--list", "--filter", "PutObject"], arguments].concat()).out
    };
    assert_eq!(ids(&[]), "s/a.json#own[action=s3:PutObject]\n");
    assert_eq!(ids(&["--var", "user=given"]), "s/a.json#given[action=s3:PutObject]\n");
}

#[test]
fn the_usual_folder_stands_beside_the_file() {
    let text = scenario("denied").replace("policies/", "../s/policies/");
    let files = [("iamsim.toml", "jobs = 1\n"), ("scenarios/a.json", &*text), ("deep/x", "")];
    let project = Project::of(&files);
    project.run_in("deep", &[]).is(0, "3 passed in 1 file (.. s)\n", "");
    let listed = project.run_in("deep", &["--list", "--filter", "bob"]);
    listed.is(0, "../scenarios/a.json#bob\n", "");
}

#[test]
fn a_case_has_one_id_however_its_path_is_written() {
    let project = Project::of(&[("s/a.json", &scenario("allowed")), ("deep/x", "")]);
    let ids = |path: &str| project.run(&["--list", "--filter", "bob", path]).out;
    for path in ["s", "./s", "s/", ".//s/.", "deep/../s", ".", "./s/a.json", "s/./*.json", "./s/*"]
    {
        assert_eq!(ids(path), "s/a.json#bob\n", "{path}");
    }
    assert_eq!(project.run(&["./s"]).code, 1);
    let listed = project.run(&["s", "--list", "--failed"]);
    listed.is(0, "s/a.json#ann[action=s3:PutObject]\n", "");
}

#[test]
fn what_failed_is_remembered_for_the_whole_project() {
    let files =
        [("iamsim.toml", "paths = 's'\n"), ("s/a.json", &*scenario("allowed")), ("deep/x", "")];
    let project = Project::of(&files);
    assert_eq!(project.run(&[]).code, 1);
    let listed = project.run_in("deep", &["--list", "--failed"]);
    listed.is(0, "../s/a.json#ann[action=s3:PutObject]\n", "");
}

#[test]
fn the_search_ends_at_the_repository() {
    let project = Project::of(&[(
        "scenarios/a.json",
        &scenario("denied").replace("policies/", "../s/policies/"),
    )]);
    project.write("iamsim.toml", "mistaken");
    project.run(&[]).is(0, "3 passed in 1 file (.. s)\n", "");
}

#[test]
fn mistakes_are_shown_in_place() {
    let project = Project::of(&[
        ("iamsim.toml", "jobs = 2\npath = ['s']\n"),
        ("s/a.json", &scenario("denied")),
    ]);
    let output = project.run(&["s"]);
    assert_eq!((output.code, &*output.out), (2, ""));
    insta::assert_snapshot!(output.err);
    project.write("p/iamsim.toml", "environment = 'a.json'\n");
    let output = project.run(&["s"]);
    assert!(output.err.contains("cannot read `a.json`: there is no such file"), "{}", output.err);
    std::fs::remove_file(project.path().join("iamsim.toml")).unwrap();
    std::fs::create_dir(project.path().join("iamsim.toml")).unwrap();
    let output = project.run(&["s"]);
    assert!(output.err.contains("cannot read iamsim.toml: it is a directory"), "{}", output.err);
}
