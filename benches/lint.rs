//! How long it takes to lint all managed policies of AWS, on one core.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::lint::{Linted, Selection, lint};
use iamsim::text::{Source, Syntax};

fn policies() -> Vec<Linted> {
    let all = Catalog::embedded().managed_policies().all().iter();
    let linted = all.map(|policy| Linted {
        source: Arc::new(Source::new(policy.name.as_ref(), policy.document())),
        syntax: Syntax::Json,
        kind: PolicyKind::Identity,
        attached_to: None,
        selection: Selection::default(),
    });
    linted.collect()
}

fn found_in(policies: &[Linted]) -> usize {
    policies.iter().map(|policy| lint(policy, Catalog::embedded()).len()).sum()
}

fn managed_policies(criterion: &mut Criterion) {
    let policies = policies();
    let start = Instant::now();
    let found = found_in(&policies);
    report(policies.len(), found, start.elapsed());
    let mut group = criterion.benchmark_group("lint");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    group.bench_function("managed-policies", |bench| bench.iter(|| found_in(black_box(&policies))));
    let admin = policies.iter().find(|policy| policy.source.name() == "ReadOnlyAccess");
    if let Some(admin) = admin {
        group.bench_function("ReadOnlyAccess", |bench| {
            bench.iter(|| lint(black_box(admin), Catalog::embedded()));
        });
    }
    group.finish();
}

#[expect(clippy::print_stderr, reason = "a benchmark tells its figures")]
fn report(policies: usize, found: usize, time: Duration) {
    eprintln!("{policies} managed policies, {found} findings, the first time in {time:?}");
}

criterion_group!(benches, managed_policies);
criterion_main!(benches);
