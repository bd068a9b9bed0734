//! Workflow commands, decoded again.

use iamsim::scenario::report::{Annotation, AsSuites, Github, Status, Suite};

use crate::hostile::{HARM, hostile};
use crate::{FOLDER, Run, readable, run};

struct Command {
    name: String,
    properties: Vec<(String, String)>,
    message: String,
}

impl Command {
    fn property(&self, name: &str) -> &str {
        let found = self.properties.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value)
    }
}

/// As a runner reads a line: up to the next `::` the command and its properties, then the message.
fn parse(line: &str) -> Command {
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    let properties = properties.split(',').map(|one| {
        let (name, value) = one.split_once('=').unwrap();
        (
            name.to_owned(),
            decoded(value).replace("%3A", ":").replace("%2C", ",").replace("%25", "%"),
        )
    });
    let message = decoded(message).replace("%25", "%");
    Command { name: name.to_owned(), properties: properties.collect(), message }
}

fn decoded(text: &str) -> String {
    text.replace("%0D", "\r").replace("%0A", "\n")
}

fn commands(text: &str) -> Vec<Command> {
    text.split_terminator(['\n', '\r']).map(parse).collect()
}

#[test]
fn a_readable_run() {
    insta::assert_snapshot!(readable().report(AsSuites(Github::default())));
}

#[test]
fn the_deny_that_came_closest_is_marked_where_one_was_expected() {
    let run = Run::new(vec![run(&format!("{FOLDER}/denials.json"))]);
    let text = run.report(AsSuites(Github::default()));
    let commands = commands(&text);
    let of_policy = |command: &&Command| command.property("file").ends_with("/secrets.json");
    let marks: Vec<&Command> = commands.iter().filter(of_policy).collect();
    let mark = marks.iter().find(|mark| mark.property("line") == "17").unwrap();
    let expected = "`the folder is called otherwise` came out allowed; this is closest to denying it: \
        Resource `arn:aws:s3:::team/secret/*` does not match `arn:aws:s3:::team/secrets/plan.txt`";
    assert_eq!(mark.message, expected);
}

#[test]
fn expectation_and_cause_are_marked_and_nothing_else_is_said() {
    let run = hostile();
    let text = run.report(AsSuites(Github::default()));
    let commands = commands(&text);
    let suites: Vec<Suite> = run.files.iter().map(Suite::of).collect();
    let errors = commands.iter().filter(|command| command.name == "error");
    let summary = &run.ending.summary;
    assert_eq!(errors.count(), summary.failed + summary.errored + summary.unreadable);
    assert!(commands.iter().all(|command| ["error", "warning"].contains(&&*command.name)));
    let known = ["file", "line", "endLine", "col", "endColumn", "title"];
    for (name, _) in commands.iter().flat_map(|command| &command.properties) {
        assert!(known.contains(&&**name), "{name}");
    }
    assert!(commands.iter().all(|command| command.property("title").chars().count() <= 202));
    let marks: Vec<&Annotation> = suites.iter().flat_map(annotations).collect();
    assert_eq!(commands.len(), marks.len());
    for (command, mark) in commands.iter().zip(marks) {
        assert_eq!(command.message, mark.message);
        assert_eq!(command.property("file"), mark.place.source.name());
        let (line, end) = (mark.place.position().line, mark.place.end().line);
        assert_eq!(command.property("line"), line.to_string());
        assert_eq!(command.property("endLine"), end.to_string());
    }
    assert!(commands[..10].iter().all(|command| command.property("file") == HARM));
}

fn annotations(suite: &Suite) -> impl Iterator<Item = &Annotation> {
    let failures = suite.entries.iter().filter_map(|entry| match &entry.status {
        Status::Failed(failure) | Status::Errored(failure) => Some(failure),
        Status::Passed | Status::Skipped { .. } => None,
    });
    suite.unreadable.iter().chain(failures).flat_map(|failure| &failure.annotations)
}

#[test]
fn marks_are_where_they_should_be() {
    let commands = commands(&readable().report(AsSuites(Github::default())));
    let at = |index: usize| {
        let command: &Command = &commands[index];
        let place = ["file", "line", "col"].map(|name| command.property(name)).join(":");
        (command.name.clone(), place, command.message.clone())
    };
    let team = "tests/fixtures/reports";
    let message =
        "expected allowed, came out explicitDeny because an identity-based policy denies it"
            .to_owned();
    assert_eq!(at(0), ("error".to_owned(), format!("{team}/team.json:15:17"), message));
    let message = "this statement makes `ann reads whatever is secret[action=s3:GetObject]` come out explicitDeny";
    let place = format!("{team}/policies/team.json:17:");
    assert_eq!(at(1), ("warning".to_owned(), place, message.to_owned()));
}
