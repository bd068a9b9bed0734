//! `docs/ci.md` and `.pre-commit-hooks.yaml` say what holds.

use std::fs;
use std::sync::Arc;

use iamsim::text::{Node, Source, Syntax, Value, read};

use super::{Output, POLICY, Project};

/// Two cases that cover both statements and all values of [`POLICY`].
const COVERING: &str = r#"{ "policies": { "identity": ["policies/read.json"] }, "cases": [
  { "name": "ann reads what is there", "principal": "arn:aws:iam::111122223333:user/ann",
    "action": ["s3:GetObject", "s3:PutObject"], "resource": ["arn:aws:s3:::b/x", "arn:aws:s3:::c/x"],
    "expect": "implicitDeny",
    "except": [{ "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x", "expect": "allowed" }] }
] }"#;

struct Block {
    language: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let page = fs::read_to_string("docs/ci.md").unwrap();
    let parts: Vec<&str> = page.split("```").collect();
    assert_eq!(parts.len() % 2, 1);
    let block = |part: &&str| {
        let (language, text) = part.split_once('\n').unwrap();
        Block { language: language.to_owned(), text: text.to_owned() }
    };
    parts.iter().skip(1).step_by(2).map(block).collect()
}

fn tree(text: &str) -> Node {
    let source = Arc::new(Source::new("block.yaml", text));
    read(&source, Syntax::Yaml).unwrap_or_else(|why| panic!("{why:?} in\n{text}"))
}

/// All texts of a tree.
fn texts(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Text(text) => vec![text.to_string()],
        Value::List(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.iter().flat_map(|member| texts(&member.value)).collect(),
        _ => Vec::new(),
    }
}

/// Every command line of the page that runs iamsim.
fn command_lines() -> Vec<String> {
    let of_block = |block: &Block| match &*block.language {
        "yaml" => texts(&tree(&block.text)),
        "sh" => block.text.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let all = blocks().iter().flat_map(of_block).collect::<Vec<_>>();
    all.into_iter().filter(|line| line.starts_with("iamsim ")).collect()
}

/// A command line as a shell would take it apart.
fn words(line: &str) -> Vec<String> {
    let line = line.replace("${{ matrix.part }}", "1");
    let line = line.replace("$CI_NODE_INDEX", "1").replace("$CI_NODE_TOTAL", "2");
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        let is_quoted = index % 2 == 1;
        if is_quoted {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn project() -> Project {
    let project = Project::of(&[
        ("scenarios/a.json", COVERING),
        (
            "scenarios/billing/alice.yaml",
            "cases: [{ name: alice, principal: anonymous, \
            action: s3:GetObject, resource: 'arn:aws:s3:::b/x', expect: denied }]",
        ),
    ]);
    project.write("p/scenarios/policies/read.json", POLICY);
    project.write("p/policies/read.json", POLICY);
    project
}

#[test]
fn every_block_can_be_read() {
    let languages: Vec<String> = blocks().iter().map(|block| block.language.clone()).collect();
    for language in &languages {
        assert!(["yaml", "sh", "toml"].contains(&&**language), "{language}");
    }
    blocks()
        .iter()
        .filter(|block| block.language == "yaml")
        .for_each(|block| drop(tree(&block.text)));
    assert!(languages.iter().filter(|language| *language == "yaml").count() >= 5);
}

#[test]
fn every_command_line_is_accepted() {
    let lines = command_lines();
    assert!(lines.len() >= 15, "{lines:?}");
    for line in lines {
        let project = project();
        let mut words = words(&line);
        if words.contains(&"--watch".to_owned()) {
            words.push("--help".to_owned());
        }
        let output = Output::of(project.iamsim("").args(&words[1..]));
        let is_judged = [0, 1].contains(&output.code);
        assert!(is_judged, "{line}: {}\n{}", output.out, output.err);
        assert!(!output.err.contains("Usage: "), "{line}: {}", output.err);
    }
}

#[test]
fn the_settings_hold_for_a_project() {
    let toml = blocks().into_iter().find(|block| block.language == "toml").unwrap();
    let project = project();
    project.write("p/iamsim.toml", &toml.text);
    let output = project.run(&[]);
    assert_eq!(
        (output.code, &*output.err),
        (0, "covered: 1 of 1 statements (100.0 %), 2 of 2 values (100.0 %) in 1 policy\n")
    );
    assert!(project.read("out/iamsim.xml").contains("<testsuites"));
}

#[test]
fn the_exit_code_of_every_hook_is_that_of_a_command() {
    let hooks = tree(&fs::read_to_string(".pre-commit-hooks.yaml").unwrap());
    let Value::List(hooks) = &hooks.value else { panic!("no list") };
    for hook in hooks {
        let entry = hook.get("entry").and_then(Node::as_text).unwrap();
        let output = Output::of(project().iamsim("").args(&words(entry)[1..]));
        assert!([0, 1].contains(&output.code), "{entry}: {}{}", output.out, output.err);
    }
    let page = fs::read_to_string("docs/ci.md").unwrap();
    assert!(page.contains("- id: iamsim-test\n"));
}
