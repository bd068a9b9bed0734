//! TAP, read by a strict parser.

use iamsim::scenario::report::{AsSuites, Tap};
use iamsim::text::{Node, Source, read_yaml};

use crate::hostile::hostile;
use crate::readable;

struct Point {
    ok: bool,
    description: String,
    directive: Option<String>,
    diagnostic: Option<Node>,
}

/// Takes version, points with diagnostics, comments and a plan at the end, and nothing else.
fn parse(text: &str) -> Vec<Point> {
    let mut lines = text.strip_suffix('\n').unwrap().split('\n').peekable();
    assert_eq!(lines.next(), Some("TAP version 14"));
    let mut points = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(count) = line.strip_prefix("1..") {
            assert_eq!(count.parse(), Ok(points.len()));
            assert_eq!(lines.next(), None);
            return points;
        }
        if line.starts_with('#') {
            continue;
        }
        let mut point = parse_point(line, points.len() + 1);
        if lines.next_if_eq(&"  ---").is_some() {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "  ...").collect();
            point.diagnostic = Some(parse_block(&block));
        }
        points.push(point);
    }
    panic!("there is no plan");
}

fn parse_point(line: &str, number: usize) -> Point {
    let (ok, rest) = match line.strip_prefix("not ok ") {
        Some(rest) => (false, rest),
        None => (true, line.strip_prefix("ok ").unwrap_or_else(|| panic!("{line:?}"))),
    };
    let rest = rest.strip_prefix(&format!("{number} - ")).unwrap_or_else(|| panic!("{line:?}"));
    let (mut description, mut directive, mut chars) = (String::new(), None, rest.chars());
    while let Some(char) = chars.next() {
        match char {
            '\\' => {
                let escaped = chars.next().unwrap();
                assert!(matches!(escaped, '\\' | '#'), "{line:?}");
                description.push(escaped);
            }
            '#' => {
                directive = Some(chars.by_ref().collect());
                description.truncate(description.trim_end().len());
            }
            _ => description.push(char),
        }
    }
    Point { ok, description, directive, diagnostic: None }
}

fn parse_block(lines: &[&str]) -> Node {
    let is_inside = |line: &&str| line.is_empty() || line.starts_with("  ");
    assert!(lines.iter().all(is_inside), "{lines:#?}");
    let text: Vec<&str> = lines.iter().map(|line| line.strip_prefix("  ").unwrap_or("")).collect();
    let source = Source::new("tap", text.join("\n") + "\n");
    read_yaml(&source).unwrap_or_else(|why| panic!("{why:?}\n{}", source.text()))
}

fn text_of<'n>(point: &'n Point, name: &str) -> &'n str {
    point.diagnostic.as_ref().unwrap().get(name).unwrap().as_text().unwrap()
}

#[test]
fn a_readable_run() {
    let text = readable().report(AsSuites(Tap::default()));
    parse(&text);
    insta::assert_snapshot!(text);
}

#[test]
fn nothing_ran() {
    let text = crate::Run::new(Vec::new()).report(AsSuites(Tap::default()));
    assert_eq!(text, "TAP version 14\n1..0\n");
}

#[test]
fn every_case_is_a_point_and_says_its_name() {
    let run = hostile();
    let points = parse(&run.report(AsSuites(Tap::default())));
    let summary = &run.ending.summary;
    assert_eq!(points.len(), summary.cases() + summary.unreadable);
    assert_eq!(points.iter().filter(|point| point.ok).count(), summary.passed);
    assert!(points.iter().all(|point| point.directive.is_none()));
    assert!(points.iter().all(|point| point.ok == point.diagnostic.is_none()));
    let name = r"::error file=x,line=1::y ]]> <![CDATA[ </failure> <script>alert(1)</script>";
    assert!(points[0].description.contains(name), "{}", points[0].description);
    assert!(points[0].description.contains(r"\u{fffe}"), "{}", points[0].description);
    assert_eq!(
        text_of(&points[1], "message"),
        "expected denied, came out allowed because an identity-based policy allows it"
    );
    assert_eq!(text_of(&points[1], "kind"), "wrong-decision");
    assert_eq!(text_of(&points[1], "severity"), "fail");
    let details = text_of(&points[1], "details");
    assert!(details.starts_with("expected denied, came out allowed (a\\nb\\r\\n"), "{details}");
}
