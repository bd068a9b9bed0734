//! Which cases run.

use std::collections::BTreeSet;

use super::{Project, scenario};

const IDS: [&str; 3] =
    ["s/a.json#ann[action=s3:GetObject]", "s/a.json#ann[action=s3:PutObject]", "s/a.json#bob"];

fn lines(ids: &[&str]) -> String {
    ids.iter().flat_map(|id| [*id, "\n"]).collect()
}

#[test]
fn ids_are_listed_in_order_and_nothing_runs() {
    let project =
        Project::of(&[("s/a.json", &scenario("denied")), ("s/b.json", &scenario("allowed"))]);
    let all = lines(&IDS);
    project.run(&["s", "--list"]).is(0, &(all.clone() + &all.replace("a.json", "b.json")), "");
    project.run(&["s/a.json", "--list", "--filter", "bob"]).is(0, &lines(&IDS[2..]), "");
    let none = "error: no case fits the filter `zed`\n";
    project.run(&["s", "--list", "--filter", "zed"]).is(2, "", none);
}

#[test]
fn a_glob_finds_files_in_folders_that_begin_like_them() {
    let project = Project::of(&[("s/ab/ac.json", &scenario("denied"))]);
    let ids = lines(&IDS).replace("a.json", "ab/ac.json");
    project.run(&["s/**/a*.json", "--list"]).is(0, &ids, "");
}

#[test]
fn an_unreadable_file_lets_the_rest_be_listed() {
    let project =
        Project::of(&[("s/a.json", &scenario("denied")), ("s/b.json", "{ \"cases\": [ }")]);
    let listed = project.run(&["s", "--list"]);
    assert_eq!((listed.code, listed.out), (2, lines(&IDS)));
    assert!(listed.err.contains("s/b.json:1:14"), "{}", listed.err);
}

#[test]
fn every_case_falls_into_one_part() {
    let project =
        Project::of(&[("s/a.json", &scenario("denied")), ("s/b.json", &scenario("denied"))]);
    let all: Vec<String> = project.run(&["s", "--list"]).out.lines().map(str::to_owned).collect();
    let mut seen = Vec::new();
    for part in 1..=3 {
        let shard = format!("{part}/3");
        let listed = project.run(&["s", "--list", "--shard", &shard]).out;
        let ran = project.run(&["s", "-v", "--shard", &shard]);
        assert_eq!(ran.code, 0);
        for id in listed.lines() {
            assert!(ran.out.contains(&format!("passed {id}\n")), "{}", ran.out);
            seen.push(id.to_owned());
        }
    }
    assert_eq!(seen.len(), all.len());
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), all.into_iter().collect());
}

#[test]
fn a_part_may_be_empty_but_must_be_one() {
    let project = Project::of(&[("s/a.json", &scenario("denied"))]);
    let parts: Vec<_> =
        (1..=40).map(|part| project.run(&["s/a.json", "--shard", &format!("{part}/40")])).collect();
    let empty: Vec<_> = parts.iter().filter(|output| output.out.is_empty()).collect();
    assert!(empty.len() >= 37);
    for output in &empty {
        assert_eq!(output.code, 0);
        assert!(output.err.starts_with("no case falls into part "), "{}", output.err);
    }
    for wrong in ["0/5", "6/5", "x/y", "3", "1/0"] {
        let output = project.run(&["s", "--shard", wrong]);
        assert_eq!((output.code, &*output.out), (2, ""));
        assert!(output.err.contains(wrong), "{}", output.err);
    }
    let none = project.run(&["s", "--shard", "1/2", "--filter", "zed"]);
    none.is(2, "", "error: no case fits the filter `zed`\n");
}

#[test]
fn what_failed_last_time_runs_again() {
    let project =
        Project::of(&[("s/a.json", &scenario("allowed")), ("s/b.json", &scenario("denied"))]);
    let ids = |arguments: &[&str]| project.run(&[&["s", "--list"], arguments].concat()).out;
    let unknown = project.run(&["s", "--failed"]);
    assert_eq!(unknown.err, "no run is remembered here, so all cases are chosen\n");
    assert!(unknown.out.ends_with("1 failed, 5 passed in 2 files (.. s)\n"), "{}", unknown.out);
    assert_eq!(ids(&["--failed"]), lines(&IDS[1..2]));
    let again = project.run(&["s", "--failed"]);
    assert!(again.out.ends_with("1 failed, 0 passed in 1 file (.. s)\n"), "{}", again.out);
    assert_eq!(again.code, 1);
    project.run(&["s", "--filter", "bob"]).is(0, "2 passed in 2 files (.. s)\n", "");
    assert_eq!(ids(&["--failed"]), lines(&IDS[1..2]), "a run of others forgets nothing");
    project.write("p/s/a.json", &scenario("denied"));
    project.run(&["s", "--failed"]).is(0, "1 passed in 1 file (.. s)\n", "");
    let said = "no case failed last time, so there is none to run again\n";
    project.run(&["s", "--failed"]).is(0, "", said);
    project.run(&["s", "--failed", "--list"]).is(0, "", said);
}

#[test]
fn failed_files_are_known_however_they_are_named() {
    let project =
        Project::of(&[("s/a.json", &scenario("allowed")), ("s/b.json", "{ \"cases\": [ }")]);
    assert_eq!(project.run(&["./s/../s"]).code, 2);
    project.write("p/s/b.json", &scenario("denied"));
    let again = project.run(&["s", "--failed"]);
    assert!(again.out.ends_with("1 failed, 3 passed in 2 files (.. s)\n"), "{}", again.out);
    project.write("p/s/a.json", &scenario("allowed").replace("\"ann\"", "\"anne\""));
    project.run(&["s", "--failed"]).is(
        0,
        "",
        "no case failed last time, so there is none to run again\n",
    );
    assert_eq!(project.run(&["s"]).code, 1);
    std::fs::remove_file(project.path().join("s/a.json")).unwrap();
    project.run(&["s/b.json"]).is(0, "3 passed in 1 file (.. s)\n", "");
    assert_eq!(project.run(&["s", "--failed"]).code, 0);
}

#[test]
fn a_record_that_is_broken_or_cannot_be_written_is_none() {
    let project = Project::of(&[("s/a.json", &scenario("allowed"))]);
    assert_eq!(project.run(&["s"]).code, 1);
    let records = project.folder.path().join("cache/iamsim/failed");
    let record = std::fs::read_dir(&records).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&record, "{").unwrap();
    let output = project.run(&["s", "--failed"]);
    assert!(output.err.starts_with("no run is remembered here"), "{}", output.err);
    std::fs::remove_dir_all(&records).unwrap();
    std::fs::write(&records, "in the way").unwrap();
    let output = project.run(&["s"]);
    assert_eq!((output.code, &*output.err), (1, ""));
}

#[test]
fn a_failure_may_end_the_run() {
    let good = scenario("denied");
    let project = Project::of(&[
        ("s/a.json", &good),
        ("s/b.json", &scenario("allowed")),
        ("s/c.json", &good),
    ]);
    for jobs in ["1", "2", "7"] {
        let output = project.run(&["s", "-q", "--fail-fast", "--jobs", jobs]);
        let told = "FAILED s/b.json#ann[action=s3:PutObject]\n\
            1 failed, 5 passed in 2 files (.. s); 1 file left out\n";
        output.is(1, told, "");
    }
    for jobs in ["0", "-1", "two", "1.5", ""] {
        let output = project.run(&["s", &format!("--jobs={jobs}")]);
        assert_eq!((output.code, &*output.out), (2, ""), "{jobs}");
        assert!(output.err.contains("expected a whole number, 1 or more"), "{}", output.err);
    }
    assert_eq!(project.run(&["s", "--jobs", "99999999999999999999999"]).code, 1);
}

#[test]
fn results_come_in_the_order_of_files() {
    let names: Vec<String> = (0..40).map(|number| format!("s/{number:02}.json")).collect();
    let text = scenario("allowed");
    let files: Vec<(&str, &str)> = names.iter().map(|name| (&**name, &*text)).collect();
    let project = Project::of(&files);
    let told = project.run(&["s", "-q", "-j", "8"]).out;
    let expected: String =
        names.iter().flat_map(|name| ["FAILED ", name, "#ann[action=s3:PutObject]\n"]).collect();
    assert_eq!(told, expected + "40 failed, 80 passed in 40 files (.. s)\n");
}

#[test]
fn a_path_that_leads_nowhere_is_told_and_nothing_else() {
    let project = Project::of(&[("s/a.json", &scenario("denied"))]);
    project.run(&["gone.json"]).is(2, "", "error: there is no file or folder `gone.json`\n");
    project.run(&["gone/*.json"]).is(2, "", "error: no file fits `gone/*.json`\n");
    let how = "help: `iamsim init POLICY..` writes a first scenario file from policies\n";
    let why = format!("error: there is no file or folder `scenarios`\n{how}");
    project.run(&[]).is(2, "", &why);
    let policies = "error: there are no scenarios in `s/policies`\n";
    project.run(&["s/policies"]).is(2, "", policies);
    let rest = project.run(&["gone.json", "s"]);
    rest.is(2, "3 passed in 1 file (.. s)\n", "error: there is no file or folder `gone.json`\n");
}

#[test]
fn a_schema_beside_scenarios_is_none_of_them() {
    let case = scenario("denied");
    let project = Project::of(&[("s/a.json", &case)]);
    for kind in ["scenario", "bundle", "environment", "report"] {
        let mut schema = assert_cmd::Command::cargo_bin("iamsim").unwrap();
        let schema = schema.args(["schema", kind]).output().unwrap().stdout;
        let path = format!("p/s/{kind}.schema.json");
        project.write(&path, &String::from_utf8(schema).unwrap());
    }
    project.run(&["s"]).is(0, "3 passed in 1 file (.. s)\n", "");
}

#[test]
fn variables_on_the_command_line_win() {
    let text = scenario("denied").replacen('{', r#"{ "vars": { "user": "nobody" }, "#, 1);
    let text = text.replace("user/ann", "user/{{user}}").replace("\"ann\"", "\"{{user}} reads\"");
    let project = Project::of(&[("s/a.json", &text)]);
    let listed = project.run(&["s", "--list", "--filter", "GetObject", "--var", "user=a=b"]);
    listed.is(0, "s/a.json#a=b reads[action=s3:GetObject]\n", "");
    let wrong = project.run(&["s", "--var", "user"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("as in `account=111122223333`, not `user`"), "{}", wrong.err);
}
