//! Requests at the edges of policies are what they say they are.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::sync::Arc;
use std::{env, fs};

use iamsim::aws::PolicyKind;
use iamsim::compile::{CompiledPolicy, PolicyName};
use iamsim::edges::{Scene, Side, Target, covering};
use iamsim::evaluate::Element;
use iamsim::policy::{Reading, parse};
use iamsim::request::ContextKeys;
use iamsim::text::{Comments, Source, read_json};

fn compiled(kind: PolicyKind, text: &str) -> CompiledPolicy {
    let source = Arc::new(Source::new("policy.json", text));
    let tree = read_json(&source, Comments::Refused).unwrap();
    let parsed = parse(&tree, kind, Reading::Strict);
    let document = Arc::new(parsed.document.unwrap_or_else(|| panic!("{:?}", parsed.diagnostics)));
    let name = PolicyName("policy.json".into());
    CompiledPolicy::compile(name, source, document, kind, &mut ContextKeys::new())
}

fn identity(statement: &str) -> CompiledPolicy {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
    compiled(PolicyKind::Identity, &text)
}

#[test]
fn look() {
    for path in env::var("LOOK").unwrap_or_default().split_whitespace() {
        let text = fs::read_to_string(path).unwrap();
        let kind = if !text.contains("rincipal\":") {
            PolicyKind::Identity
        } else if text.contains("esource\"") {
            PolicyKind::Resource
        } else {
            PolicyKind::Trust
        };
        let policy = compiled(kind, &text);
        let scene = Scene::of_policy(&policy);
        println!("== {path}");
        for at in scene.statements() {
            let edges = scene.edges(at);
            println!(
                "-- {} {:?}",
                at.statement,
                policy.document.statements[at.statement].sid.as_ref().map(|s| &s.value)
            );
            for edge in edges.found {
                println!(
                    "{:?} {:?}: {}{}",
                    edge.element,
                    edge.side,
                    edge.draft,
                    if edge.draft.made_up { " (!)" } else { "" }
                );
            }
            for edge in edges.unreachable {
                println!("UNREACHABLE {:?}: {}", edge.place, edge.why);
            }
        }
    }
}
