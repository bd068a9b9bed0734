//! Mistakes as people see them.

use iamsim::aws::PolicyKind::{self, Identity, Resource, ResourceControl, Trust};
use iamsim::policy::Reading;
use iamsim::text::{RenderStyle, Source, render};

use super::parsed;

const DRAWN: [(PolicyKind, &str); 6] = [
    (
        Identity,
        r#"{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Effect": "Deny",
    "Action": "s3:GetObject,s3:PutObject",
    "Ressource": "arn:aws:s3:::notes/*",
    "Condition": { "StringEqual": { "s3:prefix": "a" } }
  }]
}"#,
    ),
    (
        Identity,
        r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": "*:Get*", "Resource": "notes" },
    { "Sid": "Read", "Effect": "Deny", "Action": [], "NotAction": "s3:*", "Resource": "*" }
  ]
}"#,
    ),
    (
        Identity,
        r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::home/${aws:username}/${ aws:userid}",
    "Condition": {
      "StringEquals": { "aws:CalledVia": "athena.amazonaws.com", "AWS:CALLEDVIA": "x" },
      "DateLessThan": { "aws:CurrentTime": "20300101" },
      "IpAddress": { "aws:SourceIp": "203.0.113.0/240" }
    }
  }
}"#,
    ),
    (
        Resource,
        r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/*" },
      "Action": "s3:GetObject", "Resource": "arn:aws:s3:::notes/*" },
    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::notes/*" }
  ]
}"#,
    ),
    (
        Trust,
        r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/example.com" },
    "Action": "sts:AssumeRole",
    "Resource": "*"
  }
}"#,
    ),
    (
        ResourceControl,
        r#"{
  "Version": "2012-10-17",
  "Statement": { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "*", "Resource": "arn:aws:s3*" }
}"#,
    ),
];

#[test]
fn mistakes_as_people_see_them() {
    for (index, (kind, text)) in DRAWN.into_iter().enumerate() {
        let source = Source::new("policy.json", text);
        let found = parsed(text, kind, Reading::Strict).diagnostics;
        let drawn = found.iter().map(|one| render(one, &source, RenderStyle::Plain));
        insta::assert_snapshot!(format!("drawn-{index}"), drawn.collect::<Vec<_>>().join("\n"));
    }
}
