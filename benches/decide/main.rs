//! Decisions a second: compiled policies, prepared requests, one thread.

#![allow(missing_docs, clippy::expect_used, reason = "a benchmark")]

mod workload;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iamsim::evaluate::{Silent, evaluate};
use iamsim::explain::Trace;

fn decide(criterion: &mut Criterion) {
    for name in ["W1", "W2", "W3", "W3s"] {
        let workload = workload::load(name);
        for ((policies, context), expected) in workload.questions.iter().zip(&workload.expected) {
            let decision = evaluate(policies, context, &mut Silent);
            assert_eq!(decision.name(), expected, "{:?}", context.request);
        }
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(workload.questions.len() as u64));
        group.bench_function("silent", |bencher| {
            bencher.iter(|| {
                for (policies, context) in &workload.questions {
                    std::hint::black_box(evaluate(policies, context, &mut Silent));
                }
            });
        });
        let mut trace = Trace::<false>::default();
        group.bench_function("traced", |bencher| {
            bencher.iter(|| {
                for (policies, context) in &workload.questions {
                    trace.clear();
                    std::hint::black_box(evaluate(policies, context, &mut trace));
                }
            });
        });
    }
}

/// A million decisions of two thousand principals, each request made anew.
fn crowd(criterion: &mut Criterion) {
    let crowd = workload::load_crowd();
    let mut group = criterion.benchmark_group("W4");
    group.sample_size(10);
    group.throughput(Throughput::Elements(crowd.expected.len() as u64));
    group.bench_function("requests and decisions", |bencher| {
        bencher.iter(|| {
            crowd.decide(|decision| {
                std::hint::black_box(decision);
            });
        });
    });
}

criterion_group!(benches, decide, crowd);
criterion_main!(benches);
