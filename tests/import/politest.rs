//! Files of politest.

use super::{folder, iamsim, read, refused};

const BASE: &str = "\
vars_file: vars.yaml
policy_template: policy.tpl.json
caller_arn: 'arn:aws:iam::{{ .account }}:user/ann'
context:
  - ContextKeyName: aws:SourceIp
    ContextKeyValues: [203.0.113.9]
    ContextKeyType: ip
";

const FILE: &str = "\
extends: base.yaml
vars:
  bucket: team
scp_paths: ['scp/*.json']
resource_handling_option: EC2-VPC-EBS
tests:
  - name: ann reads
    action: s3:GetObject
    resource: 'arn:aws:s3:::{{ .bucket }}/x'
    expect: allowed
  - actions: [s3:PutObject, s3:DeleteObject]
    resources: ['arn:aws:s3:::{{.bucket}}/x', 'arn:aws:s3:::other/x']
    expect: implicitDeny
  - name: nothing from elsewhere
    action: s3:GetObject
    resource: 'arn:aws:s3:::team/x'
    context:
      - { ContextKeyName: aws:SourceIp, ContextKeyValues: 198.51.100.7, ContextKeyType: ip }
    expect: implicitDeny
  - name: a bucket that forbids it
    action: s3:GetObject
    resource: 'arn:aws:s3:::team/x'
    resource_policy_json: bucket.json
    expect: explicitDeny
";

const POLICY: &str = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::{{ .bucket }}/*", "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } } } }"#;

const SCP: &str = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }"#;

const BUCKET: &str = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::team/*" } }"#;

const REST: &[(&str, &str)] = &[
    ("base.yaml", BASE),
    ("vars.yaml", "account: '111122223333'\nbucket: overridden\n"),
    ("policy.tpl.json", POLICY),
    ("scp/all.json", SCP),
    ("bucket.json", BUCKET),
];

fn with(file: &str) -> Vec<(&'static str, String)> {
    let rest = REST.iter().map(|(name, text)| (*name, (*text).to_owned()));
    [("a.yaml", file.to_owned())].into_iter().chain(rest).collect()
}

#[test]
fn a_file_with_its_policies_becomes_a_scenario_file() {
    let files = with(FILE);
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
    let folder = folder(&files);
    let output = iamsim(folder.path(), &["import", "a.yaml", "--out", "s/a.json"]);
    assert_eq!(output.code, 0, "{}", output.err);
    insta::assert_snapshot!("politest", read(&folder, "s/a.json"));
    insta::assert_snapshot!("politest_said", output.err);
    assert!(read(&folder, "s/policies/a-identity.json").contains("arn:aws:s3:::team/*"));
    assert_eq!(iamsim(folder.path(), &["test", "s"]).code, 0);
}

/// What is said if one text of the file is another.
fn told(from: &str, to: &str) -> String {
    let files = with(&FILE.replace(from, to));
    let folder = folder(&files.iter().map(|(name, text)| (*name, &**text)).collect::<Vec<_>>());
    let output = iamsim(folder.path(), &["import", "a.yaml"]);
    assert_eq!(output.code, 2, "{}", output.err);
    output.err
}

#[test]
fn mistakes_are_told_at_their_place() {
    assert!(told("scp_paths:", "scp_path:").contains("did you mean `scp_paths`?"));
    assert!(told("{{ .bucket }}", "{{ .bukket }}").contains("there is no variable `bukket`"));
    assert!(told("{{ .bucket }}", "{{ upper .bucket }}").contains("only variables"));
    assert!(told("scp/*.json", "nowhere/*.json").contains("a.yaml:4"));
    assert!(told("bucket.json", "gone.json").contains("there is no such file"));
    assert!(told("base.yaml", "a.yaml").contains("circular-extends"));
    assert!(told("    action: s3:GetObject\n", "").contains("missing-action"));
    assert!(told("    expect: allowed\n", "").contains("missing-expectation"));
    assert!(
        told("    action: s3:GetObject", "    action: a:B\n    actions: [a:B]")
            .contains("cannot both")
    );
    assert!(refused(&[("a.yaml", "policy_json: x.json\n")]).contains("missing-tests"));
}
