//! `--catalogue`, and `catalogue` in iamsim.toml.

use super::{Output, program, run_in};

const NEWER: &str = r#"{"v":1,"date":"2030-01-02",
"types":["String"],"levels":["Write"],
"keys":[["new:Colour",0]],"sets":[[],[0]],"deps":[[]],"global":[["aws:NewKey",0,"request"]],
"svc":{"new":{"n":"New","k":1,"r":[["thing",["arn:${Partition}:new:::${Name}"],1]],
"a":[["Make",0,1,[[0,1]]],["Rest",0]]}}}"#;

const MINE: &str = r#"{"policies":{
"Mine":["/","v7","2030-01-02",{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}]
}}"#;

const SCENARIO: &str = r#"{ "policies": { "identity": ["arn:aws:iam::aws:policy/Mine"] }, "cases": [{ "name": "ann reads",
  "principal": "arn:aws:iam::111122223333:user/ann", "action": "s3:GetObject",
  "resource": "arn:aws:s3:::b/x", "expect": "allowed" }] }"#;

fn desk() -> tempfile::TempDir {
    let own = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"new:Make","Resource":"*"}]}"#;
    program::folder(&[
        ("newer.json", NEWER),
        ("mine.json", MINE),
        ("broken.json", "{\"v\":1,\n\"date\":7}"),
        ("scenarios/a.json", SCENARIO),
        ("policies/own.json", own),
    ])
}

#[test]
fn a_newer_catalogue_is_looked_up() {
    let desk = desk();
    let run = |arguments: &[&str]| run_in(desk.path(), arguments);
    let told = run(&["actions", "new", "--catalogue", "newer.json"]);
    assert_eq!(told.out, "new:Make  Write  thing*\nnew:Rest  Write  *\n");
    assert_eq!(run(&["describe", "new:colour", "--catalogue", "newer.json"]).code, 0);
    let both = ["--catalogue", "newer.json", "--catalogue", "mine.json"];
    let listed = run(&[&["policies", "--list"][..], &both].concat());
    assert_eq!(listed.out, "Mine  v7  2030-01-02  arn:aws:iam::aws:policy/Mine\n");
    assert_eq!(run(&[&["actions", "new:Make"][..], &both].concat()).code, 0);
}

#[test]
fn every_command_that_decides_takes_it() {
    let desk = desk();
    let run = |arguments: &[&str]| run_in(desk.path(), arguments);
    let with = ["--catalogue", "mine.json"];
    let ann = "arn:aws:iam::111122223333:user/ann";
    let question = ["check", "s3:GetObject", "arn:aws:s3:::b/x", "--as", ann, "--identity"];
    let question = [&question[..], &["arn:aws:iam::aws:policy/Mine"]].concat();
    assert_eq!(run(&question).code, 2);
    assert_eq!(run(&[&question[..], &with].concat()).code, 0);
    assert_eq!(run(&["test"]).code, 2);
    assert_eq!(run(&[&["test"][..], &with].concat()).code, 0);
    let bundle = format!(
        r#"{{"policies":{{"identity":["arn:aws:iam::aws:policy/Mine"]}},"request":{{"principal":"{ann}","action":"s3:GetObject","resource":"arn:aws:s3:::b/x"}}}}"#
    );
    std::fs::write(desk.path().join("b.jsonl"), bundle).unwrap();
    assert_eq!(run(&["eval", "b.jsonl"]).code, 2);
    assert_eq!(run(&[&["eval", "b.jsonl"][..], &with].concat()).code, 0);
    let mutants = run(&[&["mutants"][..], &with].concat()).err;
    assert!(mutants.contains("no policy that stands in a file of its own"), "{mutants}");
    let boundary = ["--permissions-boundary", "arn:aws:iam::aws:policy/Mine"];
    let init = [
        &["init", "policies/own.json", "--yes", "--out", "scenarios/own.json"][..],
        &boundary,
        &with,
    ]
    .concat();
    let told = run(&init);
    assert_eq!(told.code, 0, "{}", told.err);
}

#[test]
fn a_team_agrees_on_one() {
    let desk = desk();
    let settings = "catalogue = [\"../newer.json\", \"../mine.json\"]\npaths = \"../scenarios\"\n";
    std::fs::create_dir(desk.path().join("work")).unwrap();
    std::fs::write(desk.path().join("work/iamsim.toml"), settings).unwrap();
    let run = |arguments: &[&str]| run_in(&desk.path().join("work"), arguments);
    assert_eq!(run(&["actions", "new:Rest", "--names"]).out, "new:Rest\n");
    assert_eq!(run(&["test"]).code, 0, "{}", run(&["test"]).out);
    let given = run(&["policies", "Mine", "--list", "--catalogue", "../newer.json"]);
    assert_eq!(given.code, 1, "flags override");
}

#[test]
fn what_is_wrong_is_drawn_in_place() {
    let desk = desk();
    let run = |file: &str| run_in(desk.path(), &["actions", "new", "--catalogue", file]);
    let Output { code, out, err } = run("broken.json");
    let expected = "error[invalid-catalogue]: this is no catalogue: `date`: expected a string, found a number\n --> broken.json:2:8\n";
    assert_eq!((code, &*out), (2, ""));
    assert!(err.starts_with(expected), "{err}");
    let Output { code, err, .. } = run("gone.json");
    assert_eq!(code, 2);
    assert!(err.contains("cannot read gone.json: there is no such file"), "{err}");
}
