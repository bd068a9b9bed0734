//! scratch
use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::lint::{Linted, lint};
use iamsim::text::{RenderStyle, Source, Syntax, render};
use std::collections::BTreeMap;
use std::sync::Arc;

fn run(items: Vec<(String, String, Vec<PolicyKind>)>, label: &str) {
    let mut counts: BTreeMap<(String, &str), (usize, Vec<String>)> = BTreeMap::new();
    let total = items.len();
    let t = std::time::Instant::now();
    for (name, text, kinds) in items {
        let mut best: Option<(usize, Vec<(String, &'static str, String)>)> = None;
        for kind in kinds {
            let source = Arc::new(Source::new(name.clone(), text.clone()));
            let found = lint(
                &Linted { source: source.clone(), syntax: Syntax::Json, kind, attached_to: None },
                Catalog::embedded(),
            );
            let errs = found.iter().filter(|f| f.diagnostic.severity.name() == "error").count();
            let drawn: Vec<_> = found
                .iter()
                .map(|f| {
                    (
                        f.diagnostic.severity.name().to_owned(),
                        f.diagnostic.code,
                        render(&f.diagnostic, &source, RenderStyle::Plain),
                    )
                })
                .collect();
            if best.as_ref().is_none_or(|b| errs < b.0) {
                best = Some((errs, drawn));
            }
        }
        for (sev, code, drawn) in best.unwrap().1 {
            let e = counts.entry((sev, code)).or_default();
            e.0 += 1;
            if e.1.len() < 12 {
                e.1.push(drawn);
            }
        }
    }
    println!("=== {label}: {total} policies in {:?}", t.elapsed());
    for ((s, c), (n, _)) in &counts {
        println!("{s:18} {c:60} {n}");
    }
    for ((s, c), (n, d)) in &counts {
        if *c == "redundant-action" || *c == "full-access" {
            continue;
        }
        println!("---- {s} {c} {n}");
        for d in d {
            println!("{}", d.chars().take(900).collect::<String>());
        }
    }
}

#[test]
fn managed() {
    let items = Catalog::embedded()
        .managed_policies().all().iter()
        .map(|p| (p.name.to_string(), document(p), vec![PolicyKind::Identity]))
        .collect();
    run(items, "managed");
}

fn document(p: &iamsim::catalog::ManagedPolicy) -> String {
    p.document().to_string()
}

fn files(dir: &std::path::Path, out: &mut Vec<std::path::PathBuf>) {
    for e in std::fs::read_dir(dir).unwrap() {
        let p = e.unwrap().path();
        if p.is_dir() {
            files(&p, out)
        } else if p.extension().is_some_and(|x| x == "json") {
            out.push(p)
        }
    }
}

#[test]
fn fixtures() {
    for dir in ["/work/shared/fixtures/policies", "/work/shared/fixtures/org"] {
        let mut out = vec![];
        files(std::path::Path::new(dir), &mut out);
        out.sort();
        let mut items = vec![];
        for p in out {
            let Ok(text) = std::fs::read_to_string(&p) else { continue };
            if !text.contains("\"Statement\"") || text.len() > 60_000 {
                continue;
            }
            let name = p.display().to_string();
            let l = name.to_lowercase();
            let kinds = if l.contains("scp") {
                vec![PolicyKind::ServiceControl]
            } else if l.contains("rcp") {
                vec![PolicyKind::ResourceControl]
            } else if text.contains("\"Principal\"") || text.contains("\"NotPrincipal\"") {
                vec![
                    PolicyKind::Resource,
                    PolicyKind::Trust,
                    PolicyKind::ResourceControl,
                    PolicyKind::VpcEndpoint,
                ]
            } else {
                vec![PolicyKind::Identity, PolicyKind::ServiceControl]
            };
            items.push((name, text, kinds));
        }
        run(items, dir);
    }
}
