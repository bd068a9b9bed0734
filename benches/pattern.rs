//! How long it takes to match one text against one pattern.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use iamsim::value_set::{Part, Pattern};

const OBJECT: &str = "arn:aws:s3:::team-bucket/home/alice/reports/2026/march.txt";

const SHORT: [(&str, &str); 8] = [
    ("everything", "*"),
    ("literal", OBJECT),
    ("prefix", "arn:aws:s3:::team-bucket/*"),
    ("suffix", "*/march.txt"),
    ("prefix-suffix", "arn:aws:s3:::team-bucket/*/march.txt"),
    ("middle", "arn:aws:s3:::*/home/*"),
    ("many-stars", "arn:*:s3:*:*/home/*/reports/*/*.txt"),
    ("question-marks", "arn:aws:s3:::team-bucket/*/????/march.txt"),
];

fn short_texts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("short");
    for (name, pattern) in SHORT {
        let pattern = Pattern::glob(pattern);
        assert!(pattern.matches(OBJECT));
        group.bench_function(name, |bench| bench.iter(|| pattern.matches(black_box(OBJECT))));
    }
    let home = home_of_variable();
    group.bench_function("variable", |bench| {
        bench.iter(|| home.matches_with(black_box(OBJECT), |_| black_box("alice")));
    });
    let other = Pattern::glob("arn:aws:s3:::*/other/*");
    group.bench_function("middle-miss", |bench| bench.iter(|| other.matches(black_box(OBJECT))));
}

fn home_of_variable() -> Pattern {
    let literal = |text: &str| Part::Literal(text.into());
    let home = literal("arn:aws:s3:::team-bucket/home/");
    Pattern::from_parts([home, Part::Variable(0), literal("/"), Part::AnyRun])
}

fn hostile_texts(criterion: &mut Criterion) {
    let text = "a".repeat(1_000_000);
    let mut group = criterion.benchmark_group("hostile-megabyte");
    for (name, pattern) in [
        ("stars", "*a*a*a*a*b".to_owned()),
        ("hundred-stars", "*a".repeat(100) + "*b*"),
        ("long-chunk", format!("*{}b*", "a".repeat(1000))),
        ("question-marks", "*a?a?a?b*".to_owned()),
    ] {
        let pattern = Pattern::glob(&pattern);
        assert!(!pattern.matches(&text));
        group.bench_function(name, |bench| bench.iter(|| pattern.matches(black_box(&text))));
    }
}

fn pairs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pairs");
    let wide = Pattern::glob("arn:aws:s3:::*/home/*");
    let narrow = Pattern::glob("arn:aws:s3:::team-bucket/home/alice/*");
    group.bench_function("covers", |bench| bench.iter(|| wide.covers(black_box(&narrow))));
    group.bench_function("covers-not", |bench| bench.iter(|| narrow.covers(black_box(&wide))));
    group.bench_function("overlaps", |bench| bench.iter(|| wide.overlaps(black_box(&narrow))));
}

criterion_group!(benches, short_texts, hostile_texts, pairs);
criterion_main!(benches);
