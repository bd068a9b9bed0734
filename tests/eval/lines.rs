//! Streams with a bundle in each line.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use serde_json::Value;

use super::{BUNDLE, answers, one_answer, with_id};

fn ids(answers: &[Value]) -> Vec<String> {
    answers.iter().map(|answer| answer["id"].to_string()).collect()
}

#[test]
fn answers_keep_the_order_of_the_lines() {
    let input = (0..20_000).fold(String::new(), |mut input, id| {
        let padding = if id % 1000 == 0 { 300_000 } else { id % 7 };
        writeln!(input, "{}{}", with_id(&id.to_string()), " ".repeat(padding)).unwrap();
        input
    });
    let (answers, has_error) = answers(&[], input);
    assert!(!has_error);
    assert_eq!(ids(&answers), (0..20_000).map(|id| id.to_string()).collect::<Vec<_>>());
}

#[test]
fn blank_lines_and_line_ends_of_windows_are_skipped() {
    let input = format!("\r\n\n{}\r\n  \t\n\n{}", with_id("1"), with_id("2"));
    let (answers, has_error) = answers(&[], input);
    assert!(!has_error);
    assert_eq!(ids(&answers), ["1", "2"]);
    assert_eq!(answers[0]["matchedStatements"][0]["start"]["line"], 3);
    assert_eq!(answers[1]["matchedStatements"][0]["start"]["line"], 6);
}

#[test]
fn a_bad_line_is_answered_in_its_place() {
    let invalid = b"{\"id\":\"\xff\"}\n".to_vec();
    let lines = [
        with_id("1").into_bytes(),
        b"\n{\"id\":2,}\n".to_vec(),
        invalid,
        with_id("3").into_bytes(),
        b"\nnonsense\n{\"id\":4,\"request\":{}}\n{\"id\":5,\n\"x\":[\n".to_vec(),
        with_id("6").into_bytes(),
    ];
    let (answers, _) = answers(&[], lines.concat());
    let told: Vec<String> = answers
        .iter()
        .map(|answer| match answer.get("error") {
            None => format!("{} {}", answer["id"], answer["decision"]),
            Some(error) => {
                format!("{} {}:{} {}", answer["id"], error["line"], error["column"], error["code"])
            }
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    1 "allowed"
    null 2:8 "json-syntax-error"
    null 3:8 "invalid-utf8"
    3 "allowed"
    null 5:1 "json-syntax-error"
    4 6:19 "invalid-request"
    null 7:9 "json-syntax-error"
    null 8:4 "json-syntax-error"
    6 "allowed"
    "#);
}

#[test]
fn a_bad_first_line_spoils_no_other() {
    for bad in [&b"nonsense"[..], b"{\"a\":}", b"\xff\xfe", b"{\"id\":\"\xff\"}", b"]", b"7"] {
        let (answers, _) = answers(&[], [bad, b"\n", with_id("2").as_bytes()].concat());
        assert_eq!(answers.len(), 2, "{answers:?}");
        assert!(answers[0]["error"]["code"].is_string());
        assert_eq!(answers[0]["error"]["line"], 1);
        assert_eq!(answers[1]["decision"], "allowed");
    }
}

#[test]
fn a_line_without_end_is_answered_and_passed_over() {
    let huge = vec![b'x'; (64 << 20) + (1 << 18)];
    let (first, third) = (with_id("1"), with_id("3"));
    let lines = [first.as_bytes(), b"\n", &huge, b"\n", third.as_bytes(), b"\n", &huge];
    let (answers, _) = answers(&[], lines.concat());
    let told: Vec<String> = answers
        .iter()
        .map(|answer| {
            format!("{} {} {}", answer["id"], answer["error"]["line"], answer["error"]["code"])
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    1 null null
    null 2 "line-too-long"
    3 null null
    null 4 "line-too-long"
    "#);
    assert_eq!(one_answer(&[], huge)["error"]["code"], "line-too-long");
}

#[test]
fn whoever_writes_a_line_gets_its_answer_at_once() {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("iamsim"))
        .arg("eval")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (sender, receiver) = channel();
    std::thread::spawn(move || output.lines().for_each(|line| sender.send(line.unwrap()).unwrap()));
    for id in 0..3 {
        let line = with_id(&id.to_string());
        let (start, end) = line.split_at(100);
        input.write_all(start.as_bytes()).unwrap();
        input.flush().unwrap();
        writeln!(input, "{end}").unwrap();
        let answer = receiver.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(answer.starts_with(&format!("{{\"v\":1,\"id\":{id},")), "{answer}");
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("iamsim"))
        .arg("eval")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    writeln!(input, "{BUNDLE}").unwrap();
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    assert!(first.contains("allowed"));
    drop(output);
    while writeln!(input, "{BUNDLE}").is_ok() {}
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!((child.wait().unwrap().code(), told.as_str()), (Some(0), ""));
}
