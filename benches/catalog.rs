//! How long it takes to look something up.

#![expect(clippy::unwrap_used, reason = "a bench that cannot look up must stop")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use iamsim::aws::{ActionName, Arn};
use iamsim::catalog::Catalog;

const POLICY: &str = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

/// Look-ups in a catalogue of which nothing has been read.
fn first(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("first");
    for name in ["sqs:SendMessage", "s3:GetObject", "ec2:RunInstances"] {
        let action = ActionName::parse(name).unwrap();
        group.bench_function(name, |bench| {
            let look = |catalog: Catalog| {
                assert!(catalog.action(black_box(&action)).is_some());
                catalog
            };
            bench.iter_batched(Catalog::default, look, BatchSize::SmallInput);
        });
    }
    let arn = Arn::parse(POLICY).unwrap();
    group.bench_function("managed-policy", |bench| {
        let look = |catalog: Catalog| {
            let policy = catalog.managed_policies().by_arn(black_box(&arn));
            assert!(!policy.unwrap().document().is_empty());
            catalog
        };
        bench.iter_batched(Catalog::default, look, BatchSize::SmallInput);
    });
    group.bench_function("nothing", |bench| bench.iter(Catalog::default));
}

/// Look-ups in what was read before.
fn again(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("again");
    let catalog = Catalog::embedded();
    let action = ActionName::parse("ec2:RunInstances").unwrap();
    group.bench_function("action", |bench| bench.iter(|| catalog.action(black_box(&action))));
    group.bench_function("condition-key", |bench| {
        bench.iter(|| catalog.condition_key(black_box("s3:prefix")));
    });
    let arn = Arn::parse(POLICY).unwrap();
    group.bench_function("managed-policy", |bench| {
        bench.iter(|| catalog.managed_policies().by_arn(black_box(&arn)).map(|one| one.document()));
    });
}

/// What takes longest: patterns for half of the largest service.
fn shrink(criterion: &mut Criterion) {
    let catalog = Catalog::embedded();
    let service = catalog.service("ec2").unwrap();
    let every = catalog.every_action().filter(|one| one.service.prefix == service.prefix);
    let half: Vec<_> = every.step_by(2).collect();
    let mut group = criterion.benchmark_group("shrink");
    group.sample_size(10);
    group.bench_function("ec2", |bench| bench.iter(|| catalog.shrink(black_box(&half))));
}

criterion_group!(benches, first, again, shrink);
criterion_main!(benches);
