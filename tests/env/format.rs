//! The environment format: what is written is what is read, and each mistake has its place.

use std::fs;
use std::path::{Path, PathBuf};

use iamsim::environment::{EndpointKind, Environment, Fact, PolicyEntry, Removals};
use iamsim::load::{LoadedEnvironment, Stated, environment};
use tempfile::TempDir;

/// A folder with files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

pub(crate) fn load(folder: &Path, names: &[&str]) -> Result<LoadedEnvironment, Vec<String>> {
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    environment(&paths, &Stated::default()).map_err(|troubles| {
        let root = format!("{}/", folder.display());
        troubles.iter().map(|trouble| trouble.to_string().replace(&root, "")).collect()
    })
}

fn one(text: &str) -> Environment {
    let folder = folder(&[("env.json", text)]);
    load(folder.path(), &["env.json"]).unwrap().environment
}

#[track_caller]
fn mistakes(name: &str, text: &str) -> Vec<String> {
    let folder = folder(&[(name, text)]);
    load(folder.path(), &[name]).unwrap_err()
}

const WHOLE: &str = r#"{
  // what a person writes
  "accounts": {
    "111122223333": {
      "name": "production", "partition": "aws",
      "users": {
        "alice": {
          "path": "/team/", "id": "AIDAEXAMPLEALICE00001", "tags": { "Team": "a" }, "groups": ["dev"],
          "policies": ["arn:aws:iam::aws:policy/ReadOnlyAccess", "limit", "read.json",
            { "Version": "2012-10-17", "Statement": [] },
            { "name": "own", "document": { "Statement": [] } },
            { "unknown": "aws_iam_policy.x.arn" }],
          "permissionsBoundary": "arn:aws:iam::111122223333:policy/limit" },
        "bob": null },
      "groups": { "dev": { "policies": [] } },
      "roles": { "app": { "trust": { "Statement": [] }, "permissionsBoundary": null,
        "partial": { "policies": ["old"] } } },
      "policies": {
        "limit": { "default": "v2", "versions": { "v1": { "Statement": [] }, "v2": { "Id": "two", "Statement": [] } } } }
    },
    "444455556666": null
  },
  "resources": {
    "arn:aws:s3:::team-files": { "account": "111122223333", "policy": null, "tags": {},
      "publicAccessBlock": { "RestrictPublicBuckets": true, "BlockPublicAcls": true }, "partial": true },
    "arn:aws:kms:eu-west-1:111122223333:key/1": { "aliases": ["arn:aws:kms:eu-west-1:111122223333:alias/a"] }
  },
  "endpoints": { "vpce-1": { "type": "gateway", "vpc": "vpc-1", "account": "111122223333",
    "service": "com.amazonaws.eu-west-1.s3", "policy": { "Statement": [] } } },
  "organization": { "id": "o-a", "managementAccount": "999988887777", "root": { "id": "r-ab12",
    "serviceControl": ["FullAWSAccess"], "accounts": ["999988887777"],
    "units": [{ "id": "ou-ab12-1", "name": "Workloads", "resourceControl": [],
      "accounts": [{ "id": "111122223333", "name": "production", "serviceControl": ["read.json"] }] }] } },
  "unknowns": { "aws_iam_policy.x.arn": "the ARN, known after apply" }
}"#;

#[test]
fn everything_that_can_be_said_is_read() {
    let policy = r#"{"Statement": []}"#;
    let folder = folder(&[("env.json", WHOLE), ("read.json", policy)]);
    let found = load(folder.path(), &["env.json"]).unwrap().environment;
    let account = found.accounts.get("111122223333").unwrap();
    assert_eq!(account.name.as_deref(), Some("production"));
    let alice = account.users.get("alice").unwrap();
    let names: Vec<&str> = alice.policies.iter().map(PolicyEntry::name).collect();
    let arn = "arn:aws:iam::111122223333:policy/limit";
    let read_only = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    assert_eq!(names, [read_only, arn, "read.json", "inline-4", "own", "aws_iam_policy.x.arn"]);
    assert!(matches!(&alice.policies[5], PolicyEntry::Unknown { .. }));
    assert_eq!(alice.permissions_boundary.known().unwrap().name(), arn);
    assert_eq!(account.users.removed().map(|(name, _)| name).collect::<Vec<_>>(), ["bob"]);
    let app = account.roles.get("app").unwrap();
    assert!(matches!(app.permissions_boundary, Fact::None));
    let removals = Removals { policies: vec!["old".into()], ..Removals::default() };
    assert_eq!(app.partial, Some(removals));
    assert_eq!(&*app.trust.known().unwrap().name, "role/app/trust");
    let limit = account.policies.get(arn).unwrap();
    assert_eq!(limit.document.node.get("Id").and_then(|id| id.as_text()), Some("two"));
    assert_eq!(limit.default_version.as_deref(), Some("v2"));
    assert_eq!(&*limit.versions[0].0, "v1");
    assert_eq!(found.accounts.removed().count(), 1);

    let bucket = found.resources.get("arn:aws:s3:::team-files").unwrap();
    assert!(matches!(bucket.policy, Fact::None));
    assert!(bucket.is_partial);
    let block = bucket.public_access_block.known().unwrap();
    assert!(block.restrict_public_buckets && block.block_public_acls && !block.block_public_policy);
    assert!(found.resource("arn:aws:kms:eu-west-1:111122223333:alias/a").is_some());
    let endpoint = found.endpoints.get("vpce-1").unwrap();
    assert_eq!(endpoint.kind, EndpointKind::Gateway);
    assert!(endpoint.policy.is_said());

    let organization = found.organization.known().unwrap();
    assert_eq!(organization.facts().accounts.unwrap()[1].1.as_ref(), "o-a/r-ab12/ou-ab12-1/");
    assert_eq!(found.service_control("111122223333").len(), 3);
    assert_eq!(&*found.unknowns["aws_iam_policy.x.arn"].why, "the ARN, known after apply");
}

#[test]
fn what_is_not_said_stays_open() {
    let found = one(r#"{"accounts": {"111122223333": {"users": {"a": {}}, "roles": {"b": {}}}}}"#);
    let account = found.accounts.get("111122223333").unwrap();
    let user = account.users.get("a").unwrap();
    assert!(!user.tags.is_said() && !user.path.is_said() && !user.permissions_boundary.is_said());
    assert!(!account.roles.get("b").unwrap().trust.is_said());
    assert!(!found.organization.is_said());
    let none = one(r#"{"organization": null}"#);
    assert!(matches!(none.organization, Fact::None));
}

#[test]
fn places_are_those_of_names() {
    let text = "{\"accounts\": {\"111122223333\": {\n  \"users\": {\"alice\": {\"$origin\": \"plan.json:3:4 (aws_iam_user.a)\"}, \"bob\": {}}}}}";
    let found = one(text);
    let users = &found.accounts.get("111122223333").unwrap().users;
    let (alice, bob) = (&users.get("alice").unwrap().origin, &users.get("bob").unwrap().origin);
    assert_eq!(alice.first(), "plan.json:3:4 (aws_iam_user.a)");
    let alice = alice.to_string();
    assert!(alice.ends_with("env.json:2:13 (from plan.json:3:4 (aws_iam_user.a))"), "{alice}");
    assert!(bob.to_string().ends_with("env.json:2:69"), "{bob}");
    assert_eq!(bob.first(), bob.to_string());
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let text = r#"{ "acounts": {},
"accounts": { "1111": {},
 "111122223333": { "users": { "arn:aws:iam::1:user/a": {},
   "a": { "path": "team", "polices": [], "tags": { "t": 1 }, "groups": "dev" },
   "b": { "policies": [5, { "arn": "x", "document": {} }, "missing.json", "FullAWSAccess", "FullAWSAccess"] } },
  "policies": { "p": { "default": "v9", "versions": {} }, "q": { "versions": {} }, "r": 1 },
  "roles": { "c": { "trust": "arn:aws:iam::aws:policy/ReadOnlyAccess", "groups": [] } } } },
"resources": { "bucket": {}, "arn:aws:s3:::b": { "publicAccessBlock": { "Block": true }, "account": "1" } },
"endpoints": { "vpce-1": {}, "vpce-2": { "type": "door" } },
"organization": { "root": { "accounts": ["111122223333", { "name": "x" }], "units": [{ "accounts": ["111122223333"], "acounts": [] }] } },
"unknowns": { "x": { "whi": "" }, "y": 1 } }"#;
    let found = mistakes("env.json", text).join("\n");
    insta::assert_snapshot!(found);
}

#[test]
fn names_and_arns_that_nothing_has_are_told() {
    let text = r#"{
  "accounts": { "111122223333": {
    "users": { "": {}, "ARN:aws:iam::111122223333:user/a": {} },
    "policies": { "": { "Statement": [] }, "Arn:aws:iam::111122223333:policy/p": { "Statement": [] } } } },
  "resources": { "arn:aws:s3:::team/*": {}, "ARN:aws:s3:::team": {}, "": {},
    "arn:aws:logs:eu-west-1:111122223333:log-group:app:*": {} }
}"#;
    let expected = [
        "env.json:3:16: a name is empty",
        "env.json:3:24: expected a name, found the ARN `ARN:aws:iam::111122223333:user/a`",
        "env.json:4:19: a name is empty",
        "env.json:4:44: expected a name, found the ARN `Arn:aws:iam::111122223333:policy/p`",
        "env.json:5:18: `arn:aws:s3:::team/*` has a wildcard, and no resource has that ARN",
        "env.json:5:45: `ARN:aws:s3:::team` is not an ARN",
        "env.json:5:70: `` is not an ARN",
    ];
    assert_eq!(mistakes("env.json", text), expected);
}

#[test]
fn yaml_says_the_same() {
    let text = "accounts:\n  111122223333:\n    users:\n      alice: { tags: { cost: 0123 }, policies: [FullAWSAccess] }\n      bob: null\n";
    let folder = folder(&[("env.yaml", text)]);
    let found = load(folder.path(), &["env.yaml"]).unwrap().environment;
    let users = &found.accounts.get("111122223333").unwrap().users;
    let tags = users.get("alice").unwrap().tags.known().unwrap();
    assert_eq!(tags[..], [("cost".into(), "0123".into())]);
    assert_eq!(users.removed().count(), 1);
}
