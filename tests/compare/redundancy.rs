//! What can be left out of one policy.

use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::compare::{Comparison, Needless};
use iamsim::request::{ActionFacts, ContextKeys};

use super::support::compiled;

fn needless(text: &str, kind: PolicyKind) -> Vec<Needless> {
    let mut keys = ContextKeys::new();
    let policy = compiled(text, kind, &mut keys);
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(Catalog::embedded().known_keys().clone());
    Comparison::new(&keys, facts).unwrap().needless(&policy, &[])
}

#[test]
fn managed_needless() {
    let mut times = Vec::new();
    for one in Catalog::embedded().managed_policies().all() {
        let text = one.document();
        let start = std::time::Instant::now();
        let found = needless(&text, PolicyKind::Identity);
        times.push((start.elapsed().as_micros(), one.name.to_string(), found.len()));
        for one_found in found {
            println!("{} {one_found:?}", one.name);
        }
    }
    let total: u128 = times.iter().map(|one| one.0).sum();
    times.sort();
    println!(
        "TOTAL {total} p50 {:?} p99 {:?}",
        times[times.len() / 2],
        times[times.len() * 99 / 100]
    );
    for one in times.iter().rev().take(15) {
        println!("TIME {one:?}");
    }
}
