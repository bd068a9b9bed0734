//! Policies of every kind; those that can be read are compiled.
#![no_main]

use std::sync::Arc;

use iamsim::aws::PolicyKind;
use iamsim::compile::{CompiledPolicy, PolicyName};
use iamsim::policy::{Reading, parse};
use iamsim::request::ContextKeys;
use iamsim::text::{Comments, RenderStyle, Source, read_json, render};
use libfuzzer_sys::fuzz_target;

const KINDS: [PolicyKind; 8] = [
    PolicyKind::Identity,
    PolicyKind::PermissionsBoundary,
    PolicyKind::Session,
    PolicyKind::Resource,
    PolicyKind::Trust,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
    PolicyKind::VpcEndpoint,
];

fuzz_target!(|text: &str| {
    let source = Arc::new(Source::new("fuzz.json", text));
    let Ok(node) = read_json(&source, Comments::Refused) else { return };
    for kind in KINDS {
        for reading in [Reading::Strict, Reading::AsStored] {
            let parsed = parse(&node, kind, reading);
            for diagnostic in &parsed.diagnostics {
                render(diagnostic, &source, RenderStyle::Plain);
            }
            if let Some(document) = parsed.document {
                let (name, keys) = (PolicyName("fuzz.json".into()), &mut ContextKeys::new());
                CompiledPolicy::compile(name, source.clone(), Arc::new(document), kind, keys);
            }
        }
    }
});
