//! `--watch`, with a real process.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use super::program::timeless;
use super::{POLICY, Project, scenario};

/// Much longer than it takes.
const PATIENCE: Duration = Duration::from_secs(60);

struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Watch {
    fn new(project: &Project, arguments: &[&str]) -> Self {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("iamsim"));
        command.env_clear().current_dir(project.path()).args(["test", "--watch"]).args(arguments);
        command.env("XDG_CACHE_HOME", project.folder.path().join("cache"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let both: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for output in both {
            let sender = sender.clone();
            thread::spawn(move || {
                let lines = BufReader::new(output).lines();
                lines.map_while(Result::ok).try_for_each(|line| sender.send(line))
            });
        }
        let watch = Self { child, lines };
        let mut awaited = vec!["watching for changes; Ctrl-C ends it", " passed in "];
        while !awaited.is_empty() {
            let line = watch.lines.recv_timeout(PATIENCE).unwrap();
            awaited.retain(|part| !line.contains(part));
        }
        watch
    }

    /// All lines up to one that contains this text.
    fn until(&self, text: &str) -> String {
        let mut seen = String::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("no `{text}` came after:\n{seen}"));
            seen += &timeless(&line);
            seen.push('\n');
            if line.contains(text) {
                return seen;
            }
        }
    }
}

#[test]
fn a_changed_policy_turns_the_cases_that_it_counts_in() {
    let other = scenario("denied").replace("policies/read.json", "policies/other.json");
    let files = [
        ("s/a.json", &*scenario("denied")),
        ("s/b.json", &other),
        ("s/policies/other.json", POLICY),
    ];
    let project = Project::of(&files);
    let watch = Watch::new(&project, &["s"]);
    project.write("p/s/policies/read.json", &POLICY.replace("GetObject", "ListBucket"));
    let told = watch.until(" passed in ");
    assert!(told.contains("\nchanged: s/policies/read.json\n"), "{told}");
    assert!(
        told.contains("now fails: FAILED s/a.json#bob\n  expected allowed, came out"),
        "{told}"
    );
    assert!(!told.contains("b.json"), "{told}");
    assert!(told.ends_with("2 failed, 4 passed in 2 files (.. s)\n"), "{told}");
    project.write("p/s/policies/read.json", POLICY);
    let told = watch.until(" passed in ");
    assert!(told.contains("now passes: s/a.json#bob\n"), "{told}");
    assert!(told.ends_with("6 passed in 2 files (.. s)\n"), "{told}");
}

#[test]
fn files_come_break_heal_and_go() {
    let project = Project::of(&[("s/a.json", &scenario("denied"))]);
    let watch = Watch::new(&project, &["s"]);
    project
        .write("p/s/new/deep/b.json", &scenario("allowed").replace("policies/", "../../policies/"));
    let told = watch.until(" passed in ");
    assert!(told.contains("new, passes: s/new/deep/b.json#bob\n"), "{told}");
    assert!(told.contains("new: FAILED s/new/deep/b.json#ann[action=s3:PutObject]\n"), "{told}");
    assert!(told.ends_with("1 failed, 5 passed in 2 files (.. s)\n"), "{told}");
    project.write("p/s/a.json", "{ \"cases\": [");
    let told = watch.until(" passed in ");
    assert!(told.contains("UNREADABLE s/a.json"), "{told}");
    assert!(told.ends_with("1 file could not be read\n"), "{told}");
    project.write("p/s/a.json", &scenario("denied"));
    let told = watch.until(" passed in ");
    assert!(told.contains("can be read again: s/a.json\n"), "{told}");
    assert!(!told.contains("new"), "{told}");
    fs::remove_dir_all(project.path().join("s/new")).unwrap();
    let told = watch.until(" passed in ");
    assert!(told.contains("gone: s/new/deep/b.json#bob\n"), "{told}");
    assert!(told.ends_with("\n3 passed in 1 file (.. s)\n"), "{told}");
}

#[test]
fn a_missing_policy_and_a_base_are_waited_for() {
    let text = scenario("denied").replace("policies/read.json", "more/read.json");
    let based = scenario("denied").replacen('{', r#"{ "extends": "bases/b.json", "#, 1);
    let based = based.replace("user/ann", "user/{{user}}");
    let project = Project::of(&[("s/a.json", &text), ("s/c.json", &based)]);
    let watch = Watch::new(&project, &["s"]);
    project.write("p/s/more/read.json", POLICY);
    let told = watch.until(" passed in ");
    assert!(told.contains("now passes: s/a.json#bob\n"), "{told}");
    project.write("p/s/bases/b.json", r#"{ "vars": { "user": "ann" } }"#);
    let told = watch.until("6 passed in 2 files");
    assert!(told.contains("can be read again: s/c.json\n"), "{told}");
    fs::remove_file(project.path().join("s/more/read.json")).unwrap();
    let told = watch.until(" passed in ");
    assert!(told.contains("now fails: NO ANSWER s/a.json#bob\n"), "{told}");
}

#[test]
fn a_save_by_rename_is_a_change() {
    let project = Project::of(&[("s/a.json", &scenario("denied"))]);
    let watch = Watch::new(&project, &["s", "-q"]);
    for (expect, told) in
        [("allowed", "1 failed, 2 passed"), ("denied", "3 passed"), ("allowed", "1 failed")]
    {
        project.write("p/s/.a.json.swp", &scenario(expect));
        fs::rename(project.path().join("s/.a.json.swp"), project.path().join("s/a.json")).unwrap();
        watch.until(told);
    }
    let listed = project.run(&["s", "--failed", "--list"]).out;
    assert!(listed.contains("PutObject"), "what failed is remembered: {listed}");
}

#[test]
fn new_settings_count_at_once() {
    let text = scenario("denied").replace("user/ann", "user/{{user}}");
    let project = Project::of(&[
        ("s/a.json", &text),
        ("iamsim.toml", "paths = 's'\nvars = { user = 'ann' }\n"),
    ]);
    let watch = Watch::new(&project, &[]);
    project.write("p/iamsim.toml", "paths = 's'\nvar = 1\n");
    watch.until("did you mean `vars`?");
    project.write("p/iamsim.toml", "paths = 's'\n");
    let told = watch.until(" passed in ");
    assert!(told.contains("unknown-variable"), "{told}");
}

#[test]
fn watching_goes_with_nothing_that_ends() {
    let project = Project::of(&[("s/a.json", &scenario("denied"))]);
    for flag in ["--list", "--fail-fast", "--report=json"] {
        assert_eq!(project.run(&["s", "--watch", flag]).code, 2, "{flag}");
    }
}

fn allowing(actions: &str) -> String {
    let statement = format!(r#"{{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}"#);
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#)
}

const READ: &str = r#""s3:GetObject""#;
const BOTH: &str = r#"["s3:GetObject", "s3:PutObject"]"#;

fn claim(baseline: &str) -> String {
    format!(
        r#"{{"title": "t", "noNewAccess": {{"baseline": "{baseline}", "policies": "../now"}}}}"#
    )
}

#[test]
fn what_claims_compare_with_is_watched() {
    let (file, folder) = (claim("../old/a.json"), claim("../old"));
    for baseline in [file, folder.replace("../now", "now").replace("../old", "old")] {
        let is_folder = baseline.contains(r#""old""#);
        let at = if is_folder { "s/" } else { "" };
        let old = if is_folder { "s/old/now/a.json" } else { "old/a.json" };
        let now = format!("{at}now/a.json");
        let project = Project::of(&[
            ("s/s.json", &baseline),
            (old, &allowing(READ)),
            (&now, &allowing(READ)),
        ]);
        let watch = Watch::new(&project, &["s"]);
        fs::write(project.path().join(&now), allowing(BOTH)).unwrap();
        watch.until("now fails");
        watch.until(" failed");
        fs::write(project.path().join(old), allowing(BOTH)).unwrap();
        watch.until("now passes");
        watch.until(" passed in ");
        if is_folder {
            fs::write(project.path().join("s/now/b.json"), allowing(READ)).unwrap();
            watch.until("s/s.json#no new access since old[policy=now/b.json]");
        }
    }
}

#[test]
fn the_revision_that_claims_compare_with_is_watched() {
    let project = Project::of(&[("s/s.json", &claim("git:main")), ("now/a.json", &allowing(READ))]);
    fs::remove_dir_all(project.path().join(".git")).unwrap();
    let git = |line: &str| {
        let mut command = std::process::Command::new("git");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.args(["-c", "user.name=x", "-c", "user.email=x@example.com"]);
        command.current_dir(project.path()).args(line.split(' '));
        assert!(command.output().unwrap().status.success(), "git {line}");
    };
    git("init -q -b main");
    git("add now");
    git("commit -qm one");
    let watch = Watch::new(&project, &["s"]);
    fs::write(project.path().join("now/a.json"), allowing(BOTH)).unwrap();
    watch.until("now fails");
    watch.until(" failed");
    git("add now");
    git("commit -qm two");
    watch.until("now passes");
}
