//! How long it takes to answer a bundle that carries its policies.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iamsim::bundle::answer_text;

const BUNDLES: usize = 1000;

/// A bundle of about a kilobyte with three statements, different for each number.
fn bundle(number: usize) -> String {
    let (team, account) = (number % 100, 111_122_223_333 + number);
    format!(
        r#"{{"id":"q-{number}","policies":{{"identity":[{{"Version":"2012-10-17","Statement":[
        {{"Sid":"Read{number}","Effect":"Allow",
          "Action":["s3:GetObject","s3:GetObjectVersion","s3:ListBucket"],
          "Resource":["arn:aws:s3:::bucket-{number}","arn:aws:s3:::bucket-{number}/*"],
          "Condition":{{"StringEquals":{{"aws:PrincipalTag/team":"team-{team}"}},
            "Bool":{{"aws:SecureTransport":"true"}}}}}},
        {{"Sid":"Own{number}","Effect":"Allow","Action":"s3:*",
          "Resource":"arn:aws:s3:::bucket-{number}/home/${{aws:username}}/*"}},
        {{"Sid":"Deny{number}","Effect":"Deny","Action":["s3:Delete*","s3:PutObject"],"Resource":"*",
          "Condition":{{"NotIpAddress":{{"aws:SourceIp":["203.0.113.{team}/32","198.51.100.0/24"]}}}}}}]}}]}},
        "request":{{"principal":{{"arn":"arn:aws:iam::{account}:user/alice","tags":{{"team":"team-7"}}}},
          "action":"s3:GetObject",
          "resource":{{"arn":"arn:aws:s3:::bucket-{number}/home/alice/a.txt","account":"{account}"}},
          "context":{{"aws:SourceIp":"198.51.100.{team}"}}}}}}"#
    )
}

fn bundles(criterion: &mut Criterion) {
    let bundles: Vec<String> = (0..BUNDLES).map(bundle).collect();
    assert!(bundles.iter().all(|bundle| answer_text(bundle).contains(r#""decision":"allowed""#)));
    let mut group = criterion.benchmark_group("eval");
    group.throughput(Throughput::Elements(BUNDLES as u64));
    group.bench_function("bundles", |bench| {
        bench.iter(|| bundles.iter().map(|text| answer_text(black_box(text)).len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, bundles);
criterion_main!(benches);
