//! `--fix` from the outside.

use std::fs;

use crate::{TWICE, folder, lint};

fn after(name: &str, text: &str) -> String {
    let desk = folder(&[(name, text)]);
    lint(desk.path(), &[name, "--fix"]);
    let left = lint(desk.path(), &[name, "--select", "redundant-action", "--deny", "suggestion"]);
    assert_eq!(left.code, 0, "{}", left.out);
    fs::read_to_string(desk.path().join(name)).unwrap()
}

#[test]
fn a_file_is_changed_where_it_is_safe_and_nowhere_else() {
    let desk = folder(&[("a.json", TWICE)]);
    let shown = lint(desk.path(), &["a.json", "--fix", "--diff", "--select", "redundant-action"]);
    assert_eq!(fs::read_to_string(desk.path().join("a.json")).unwrap(), TWICE);
    assert!(shown.out.contains("--- a/a.json\n+++ b/a.json\n"), "{}", shown.out);
    assert!(shown.out.contains("\n-        \"s3:GetObject\"\n"), "{}", shown.out);
    let fixed = lint(desk.path(), &["a.json", "--fix", "--select", "redundant-action"]);
    assert!(fixed.out.starts_with("fixed a.json: redundant-action: "), "{}", fixed.out);
    let expected = TWICE.replace("\"s3:Get*\",\n        \"s3:GetObject\"", "\"s3:Get*\"");
    assert_eq!(fs::read_to_string(desk.path().join("a.json")).unwrap(), expected);
}

#[test]
fn a_diff_shows_line_ends_and_byte_order_marks_as_they_are() {
    let one_line = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "arn:aws:s3:::reports/*"}]}"#;
    for mark in ["", "\u{feff}"] {
        for end in ["\n", "\r\n"] {
            let texts = [TWICE.replace('\n', end), format!("{one_line}{end}")];
            for text in texts.map(|text| format!("{mark}{text}")) {
                let desk = folder(&[("a.json", &text)]);
                let select = ["--select", "redundant-action"];
                let shown =
                    lint(desk.path(), &[&["a.json", "--fix", "--diff"], &select[..]].concat());
                lint(desk.path(), &[&["a.json", "--fix"], &select[..]].concat());
                let fixed = fs::read_to_string(desk.path().join("a.json")).unwrap();
                assert_eq!(applied(&shown.out, &text), fixed, "{:?}", shown.out);
            }
        }
    }
}

/// A text after a diff of one hunk: what the hunk takes out must stand there.
fn applied(diff: &str, text: &str) -> String {
    let lines = diff.split_inclusive('\n').skip_while(|line| !line.starts_with('@')).skip(1);
    let hunk: Vec<&str> = lines.take_while(|line| line.starts_with([' ', '+', '-'])).collect();
    let side = |out: char| -> String {
        hunk.iter().filter(|line| !line.starts_with(out)).map(|line| &line[1..]).collect()
    };
    let (before, after) = (side('+'), side('-'));
    assert!(!before.is_empty() && text.contains(&before), "{before:?} is not in {text:?}");
    text.replacen(&before, &after, 1)
}

#[test]
fn comments_and_layout_stay_in_yaml_and_inside_scenario_files() {
    let yaml = "# top\nVersion: \"2012-10-17\"\nStatement:\n  - Sid: A # a\n    Effect: Allow\n    Action:\n      - s3:Get* # reads\n      - s3:GetObject\n      # lists\n      - s3:List*\n    Resource: [ \"arn:aws:s3:::reports/*\" ]\n";
    assert_eq!(after("a.yaml", yaml), yaml.replace("      - s3:GetObject\n", ""));
    let scenario = "{ \"title\": \"t\", // the title\n  \"vars\": { \"b\": \"reports\" },\n  \"policies\": { \"identity\": [{ \"Version\": \"2012-10-17\", \"Statement\": [\n    { \"Effect\": \"Allow\", \"Action\": [\"s3:Get*\", \"s3:GetObject\"], \"Resource\": \"arn:aws:s3:::{{b}}/*\" } ] }] },\n  \"cases\": [{ \"name\": \"a\", \"principal\": \"arn:aws:iam::111122223333:user/a\", \"action\": \"s3:GetObject\",\n    \"resource\": \"arn:aws:s3:::reports/x\", \"expect\": \"allowed\" }] }\n";
    assert_eq!(after("s.json", scenario), scenario.replace(", \"s3:GetObject\"]", "]"));
}

#[test]
fn entries_side_by_side_and_fixes_that_make_room_for_others() {
    let many = TWICE.replace(
        "\"s3:GetObject\"",
        "\"s3:GetObject\", \"s3:GetObjectAcl\", \"s3:getobject\", \"s3:Get*\"",
    );
    assert!(after("a.json", &many).contains("[\n        \"s3:Get*\"\n      ]"));
}

#[test]
fn what_is_allowed_or_not_selected_stays() {
    let allowed = TWICE.replace(
        "\"s3:GetObject\"",
        "\"s3:GetObject\" // iamsim: allow redundant-action: for readers",
    );
    for (name, text, arguments) in
        [("a.jsonc", &*allowed, &[][..]), ("a.json", TWICE, &["--ignore", "redundant-action"])]
    {
        let desk = folder(&[(name, text)]);
        lint(desk.path(), &[&[name, "--fix"], arguments].concat());
        let now = fs::read_to_string(desk.path().join(name)).unwrap();
        assert!(now.contains("s3:GetObject\""), "{now}");
    }
}

#[test]
fn what_cannot_be_written_is_said() {
    let desk = folder(&[]);
    let stdin = lint(desk.path(), &["-", "--fix"]);
    assert_eq!(stdin.code, 2);
    assert!(stdin.err.contains("--fix --diff shows the changes"), "{}", stdin.err);
    assert_eq!(lint(desk.path(), &["x.json", "--diff"]).code, 2);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_ends_with_2() {
    use std::os::unix::fs::PermissionsExt;
    let desk = folder(&[("a.json", TWICE)]);
    let path = desk.path().join("a.json");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let output = lint(desk.path(), &["a.json", "--fix", "--select", "redundant-action"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("it is read-only"), "{}", output.err);
}

#[test]
fn values_with_variables_are_removed_where_others_take_them_in() {
    let with = |operator: &str, key: &str, values: [&str; 2]| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "s3:ListBucket",
 "Resource": "arn:aws:s3:::reports", "Condition": {{"{operator}": {{"{key}": ["{}", "{}"]}}}}}}]}}"#,
            values[0], values[1]
        )
    };
    let fixed = |text: &str| {
        let desk = folder(&[("a.json", text)]);
        lint(desk.path(), &["a.json", "--kind", "identity", "--fix"]);
        fs::read_to_string(desk.path().join("a.json")).unwrap()
    };
    let narrow = "home/${aws:PrincipalTag/unit}/${aws:PrincipalTag/team}/*";
    for wide in ["home/*", "*/${aws:PrincipalTag/team}/*"] {
        let text = fixed(&with("StringLike", "s3:prefix", [wide, narrow]));
        assert!(!text.contains(narrow) && text.contains(wide), "{text}");
    }
    let [whole, parts] = ["${aws:PrincipalTag/x}*", "${aws:PrincipalTag/x}:${aws:PrincipalTag/y}"];
    let text = with("ArnLike", "aws:SourceArn", [whole, parts]);
    assert_eq!(fixed(&text), text);
}
