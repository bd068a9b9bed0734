//! Where reports go.

use std::fs;
use std::process::Stdio;

use super::program::timeless;
use super::{Output, Project, scenario};

fn project() -> Project {
    Project::of(&[("s/a.json", &scenario("allowed"))])
}

#[test]
fn several_reports_are_written_at_once() {
    let project = project();
    let kinds =
        ["json=out/deep/r.json", "junit=r.xml", "tap=r.tap", "markdown=r.md", "human=r.txt"];
    let arguments: Vec<&str> = kinds.iter().flat_map(|kind| ["--report", kind]).collect();
    let output = project.run(&[&["s"], &arguments[..]].concat());
    assert_eq!(output.code, 1);
    assert!(output.out.ends_with("1 failed, 2 passed in 1 file (.. s)\n"), "{}", output.out);
    let json: serde_json::Value = serde_json::from_str(&project.read("out/deep/r.json")).unwrap();
    assert_eq!((&json["v"], &json["kind"]), (&1.into(), &"test".into()));
    assert!(project.read("r.xml").contains("<testsuites"));
    assert!(project.read("r.tap").ends_with("1..3\n"));
    assert!(project.read("r.md").contains("failed"));
    let human = project.read("r.txt");
    assert_eq!(timeless(&human), output.out);
}

#[test]
fn a_report_for_programs_has_the_standard_output_alone() {
    let project = project();
    let output = project.run(&["s", "--report", "json"]);
    let json: serde_json::Value = serde_json::from_str(&output.out).unwrap();
    assert_eq!(json["summary"]["failed"], 1);
    for both in [["--report=json", "--report=tap"], ["--report=human", "--report=tap"]] {
        let output = project.run(&[&["s"], &both[..]].concat());
        assert_eq!((output.code, &*output.out), (2, ""));
        assert!(output.err.contains("cannot both go to the standard output"), "{}", output.err);
    }
}

#[test]
fn github_gets_its_commands_and_its_page() {
    let project = project();
    let page = project.path().join("page.md");
    let run = |arguments: &[&str]| {
        let mut command = project.iamsim("");
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &page);
        Output::of(command.args(["test", "s"]).args(arguments))
    };
    fs::write(&page, "# from before\n").unwrap();
    let output = run(&[]);
    assert!(output.out.contains("\n::error file=s/a.json,line="), "{}", output.out);
    assert!(output.out.contains("1 failed, 2 passed in 1 file"), "{}", output.out);
    let written = fs::read_to_string(&page).unwrap();
    assert!(written.starts_with("# from before\n") && written.contains("iamsim test"), "{written}");
    let output = run(&["--report", "json"]);
    assert!(serde_json::from_str::<serde_json::Value>(&output.out).is_ok(), "{}", output.out);
    assert!(output.err.starts_with("::error file=s/a.json"), "{}", output.err);
}

#[test]
fn a_file_that_cannot_be_written_stops_everything() {
    let project = project();
    fs::write(project.path().join("file"), "").unwrap();
    for path in ["s", "file/r.json"] {
        let output = project.run(&["s", "--report", &format!("json={path}")]);
        assert_eq!((output.code, &*output.out), (2, ""));
        assert!(
            output.err.contains(&format!("cannot write the report `{path}`: ")),
            "{}",
            output.err
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let project = project();
    let output = project.run(&["s", "--report", "json=/dev/full"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("cannot write the report to `/dev/full`"), "{}", output.err);
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("iamsim"));
    command.env_clear().current_dir(project.path()).args(["test", "s"]).stdout(full());
    let output = command.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("cannot write the report to the standard output"), "{err}");
}

#[test]
fn a_reader_that_went_away_changes_nothing() {
    let project = project();
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("iamsim"));
    command.env_clear().current_dir(project.path()).args(["test", "s", "--report=json=r.json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
    assert!(serde_json::from_str::<serde_json::Value>(&project.read("r.json")).is_ok());
}

#[test]
fn what_people_wrote_is_not_written_over() {
    let broken = ("s/broken.yaml", "cases: [");
    let settings = ("iamsim.toml", "jobs = 2\n");
    let files = [("s/a.json", &*scenario("denied")), broken, settings];
    let project = Project::of(&files);
    let policy = ("s/policies/read.json", super::POLICY);
    for (name, text) in files.into_iter().chain([policy]) {
        for option in ["--report=json", "--report=human", "--coverage-report=lcov"] {
            let output = project.run(&["s/a.json", &format!("{option}={name}")]);
            let error = format!(
                "error: cannot write the report `{name}`: scenarios, policies or settings stand \
                 there\n"
            );
            output.is(2, "", &error);
            assert_eq!(project.read(name), text);
        }
    }
}

#[test]
fn reports_are_written_over_also_unfinished_ones() {
    let project = Project::of(&[("s/a.json", &scenario("denied")), ("cut.json", "{\"v\":1,\"ki")]);
    for name in ["cut.json", "again.json", "again.json"] {
        for kind in ["json", "junit", "tap", "markdown"] {
            let output = project.run(&["s", &format!("--report={kind}={name}")]);
            output.is(0, "3 passed in 1 file (.. s)\n", "");
        }
        project.run(&["s", &format!("--coverage-report=json={name}")]).is(
            0,
            "3 passed in 1 file (.. s)\n",
            "",
        );
    }
}

#[test]
fn no_two_reports_share_a_file() {
    let project = Project::of(&[("s/a.json", &scenario("denied"))]);
    let twice = [
        ["--report=json=o.json", "--report=tap=s/../o.json"],
        ["--report=json=o.json", "--coverage-report=json=o.json"],
    ];
    for [one, other] in twice {
        let output = project.run(&["s", one, other]);
        assert_eq!((output.code, &*output.out), (2, ""), "{other}");
        assert!(output.err.starts_with("error: two reports go to `"), "{}", output.err);
    }
    project.run(&["s", "--report=json=/dev/null", "--report=tap=/dev/null"]).is(
        0,
        "3 passed in 1 file (.. s)\n",
        "",
    );
}
