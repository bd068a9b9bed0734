//! How long it takes to load an export of some 100 MB: 20,000 roles, each with a trust policy and two
//! inline policies.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use iamsim::bundle::Text;
use iamsim::load::authorization_details::read;
use iamsim::load::{Loaded, Stated};
use iamsim::text::{Source, Syntax};
use serde_json::{Value, json};

const ROLES: usize = 20_000;

/// How the documents of an export are written.
#[derive(Clone, Copy)]
enum Documents {
    Objects { statements: usize },
    PercentEncoded { statements: usize },
}

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len() * 2), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

impl Documents {
    fn write(self, document: Value) -> Value {
        match self {
            Self::Objects { .. } => document,
            Self::PercentEncoded { .. } => Value::from(percent_encoded(&document.to_string())),
        }
    }

    fn trust(self) -> Value {
        self.write(json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }],
        }))
    }

    fn inline(self, role: usize) -> Value {
        let (Self::Objects { statements } | Self::PercentEncoded { statements }) = self;
        let statement = |number: usize| {
            json!({
                "Sid": format!("Statement{number}"),
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:DeleteObject"],
                "Resource": [
                    format!("arn:aws:s3:::files-{role}-{number}"),
                    format!("arn:aws:s3:::files-{role}-{number}/*"),
                ],
                "Condition": {"StringEquals": {"aws:ResourceAccount": "111122223333"}},
            })
        };
        let statements: Vec<Value> = (0..statements).map(statement).collect();
        self.write(json!({"Version": "2012-10-17", "Statement": statements}))
    }

    fn role(self, number: usize) -> Value {
        json!({
            "Path": "/",
            "RoleName": format!("role-{number}"),
            "RoleId": format!("AROA{number:016}"),
            "Arn": format!("arn:aws:iam::111122223333:role/role-{number}"),
            "CreateDate": "2026-01-01T00:00:00+00:00",
            "AssumeRolePolicyDocument": self.trust(),
            "InstanceProfileList": [],
            "RolePolicyList": [
                {"PolicyName": "first", "PolicyDocument": self.inline(number)},
                {"PolicyName": "second", "PolicyDocument": self.inline(number)},
            ],
            "AttachedManagedPolicies": [
                {"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
            ],
            "Tags": [{"Key": "team", "Value": format!("team-{}", number % 50)}],
            "RoleLastUsed": {"LastUsedDate": "2026-01-01T00:00:00+00:00", "Region": "eu-west-1"},
        })
    }

    fn export(self) -> String {
        let roles: Vec<Value> = (0..ROLES).map(|number| self.role(number)).collect();
        let export = json!({
            "UserDetailList": [], "GroupDetailList": [], "RoleDetailList": roles, "Policies": [],
        });
        serde_json::to_string_pretty(&export).unwrap_or_default()
    }
}

fn load(export: &str) -> Option<Loaded> {
    let text = Text::read(Source::new("account.json", export), Syntax::Json).ok()?;
    read(&text, &Stated::default()).ok()
}

/// One run in words, before criterion's many.
#[expect(clippy::print_stderr, reason = "a bench reports on stderr")]
fn report(name: &str, export: &str) {
    let start = Instant::now();
    let loaded = load(export);
    let took = start.elapsed();
    let roles = loaded.as_ref().and_then(|loaded| loaded.environment.accounts.get("111122223333"));
    let roles = roles.map_or(0, |account| account.roles.len());
    eprintln!("{name}: {} MB, {roles} roles in {took:?}", export.len() / 1_000_000);
}

fn exports(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    for (name, documents) in [
        ("objects", Documents::Objects { statements: 3 }),
        ("percent-encoded", Documents::PercentEncoded { statements: 5 }),
    ] {
        let export = documents.export();
        report(name, &export);
        group.bench_function(name, |bench| bench.iter(|| load(black_box(&export))));
    }
    group.finish();
}

criterion_group!(benches, exports);
criterion_main!(benches);
