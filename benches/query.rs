//! Who can: a million decisions of a crowd, all its cores.

#![allow(missing_docs, clippy::expect_used, reason = "a benchmark")]

#[path = "decide/workload.rs"]
#[allow(dead_code, reason = "other benchmarks load more")]
mod workload;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iamsim::bundle::Authorization;
use iamsim::evaluate::Decision;
use iamsim::query::{Asked, Caller, Crowd, Owner};

fn caller(one: Authorization) -> Caller {
    let Authorization { request, policies } = one;
    Caller { principal: request.principal, tags: request.principal_tags, policies }
}

fn asked(one: Authorization) -> Asked {
    Asked { request: one.request, policies: one.policies, owner: Owner::Known }
}

fn letter(decision: Decision) -> u8 {
    match decision {
        Decision::Allowed => b'A',
        Decision::ImplicitDeny => b'I',
        Decision::ExplicitDeny => b'X',
        Decision::Undecided => b'?',
    }
}

fn who_can(criterion: &mut Criterion) {
    let workload::Crowd { callers, asked: pairs, keys, expected } = workload::load_crowd();
    let callers: Vec<Caller> = callers.into_iter().map(caller).collect();
    let pairs: Vec<Asked> = pairs.into_iter().map(asked).collect();
    let crowd = Crowd::new(callers.clone(), keys.clone());
    let table = crowd.decide_all(&pairs, &|| ());
    for (number, caller) in expected.chunks(pairs.len()).enumerate() {
        let own: Vec<u8> = table.iter().map(|row| letter(row[number])).collect();
        assert!(own == caller, "caller {number}");
    }
    let mut group = criterion.benchmark_group("who can");
    group.sample_size(20);
    group.throughput(Throughput::Elements(expected.len() as u64));
    group.bench_function("W4", |bencher| {
        bencher.iter(|| std::hint::black_box(crowd.decide_all(&pairs, &|| ())));
    });
    group.bench_function("gathering W4", |bencher| {
        bencher.iter(|| std::hint::black_box(Crowd::new(callers.clone(), keys.clone())));
    });
}

criterion_group!(benches, who_can);
criterion_main!(benches);
