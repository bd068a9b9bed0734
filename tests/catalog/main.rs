//! What the catalogue says, and whether it holds together.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod newer;
mod shrinking;

use std::collections::BTreeSet;

use iamsim::aws::{
    ActionName, Arn, GLOBAL_KEYS, KeyType, PolicyKind, ValueType, supports_resource_control,
};
use iamsim::catalog::{AccessLevel, ActionOfService, Catalog};
use iamsim::policy::{ActionPattern, Reading, parse};
use iamsim::text::{Comments, Source, read_json};

fn action(name: &str) -> ActionName {
    ActionName::parse(name).unwrap()
}

fn key_names(catalog: &Catalog, name: &str) -> Vec<String> {
    let found = catalog.action(&action(name)).unwrap();
    let keys = catalog.condition_keys(found.action.condition_keys);
    keys.map(|key| key.name.to_owned()).collect()
}

#[test]
fn an_action_is_found_without_letter_case() {
    let catalog = Catalog::embedded();
    let found = catalog.action(&action("S3:getobject")).unwrap();
    assert_eq!(found.full_name(), "s3:GetObject");
    assert_eq!(found.action.access_level, AccessLevel::Read);
    let types = found.service.resource_types_of(found.action);
    let names: Vec<&str> = types.map(|(_, kind)| &*kind.name).collect();
    assert_eq!(names, ["accesspointobject", "object"]);
    assert!(key_names(catalog, "s3:GetObject").contains(&"s3:ExistingObjectTag/${TagKey}".into()));
    assert!(catalog.action(&action("s3:GetObjects")).is_none());
    assert!(catalog.action(&action("s33:GetObject")).is_none());
}

#[test]
fn an_action_without_resources_takes_only_the_wildcard() {
    let catalog = Catalog::embedded();
    for (name, expected) in
        [("ec2:DescribeInstances", true), ("s3:ListAllMyBuckets", true), ("s3:ListBucket", false)]
    {
        assert_eq!(catalog.action(&action(name)).unwrap().action.is_wildcard_only(), expected);
    }
}

#[test]
fn dependent_actions_are_named() {
    let catalog = Catalog::embedded();
    let found = catalog.action(&action("lambda:CreateFunction")).unwrap();
    let dependent: Vec<&str> = catalog.dependent_actions(found.action.dependent_actions).collect();
    assert_eq!(dependent, ["iam:PassRole", "lambda:PassCapacityProvider"]);
}

#[test]
fn patterns_find_their_actions() {
    let catalog = Catalog::embedded();
    let names = |entry: &str| -> Vec<String> {
        let entry = ActionPattern::parse(entry).unwrap();
        catalog.matching(&entry).iter().map(ActionOfService::full_name).collect()
    };
    let expected = ["sqs:SendMessage", "sqs:SetQueueAttributes", "sqs:StartMessageMoveTask"];
    assert_eq!(names("sqs:S*"), expected);
    assert_eq!(names("SQS:sendMessage"), ["sqs:SendMessage"]);
    assert_eq!(names("nosuch:*"), [""; 0]);
    assert_eq!(names("*").len(), catalog.every_action().count());
}

#[test]
fn condition_keys_are_found_by_their_family() {
    let catalog = Catalog::embedded();
    let text = KeyType::single(ValueType::String);
    let table = [
        ("s3:prefix", "s3:prefix", text),
        ("s3:existingobjecttag/owner", "s3:ExistingObjectTag/${TagKey}", text),
        ("aws:requesttag/owner", "aws:RequestTag/${TagKey}", text),
        ("aws:sourcearn", "aws:SourceArn", KeyType::single(ValueType::Arn)),
        ("kms:encryptioncontext:app", "kms:EncryptionContext:${EncryptionContextKey}", text),
        ("aws:tagkeys", "aws:TagKeys", KeyType::several(ValueType::String)),
    ];
    for (lower, name, key_type) in table {
        let found = catalog.condition_key(lower).unwrap();
        assert_eq!((found.name, found.key_type), (name, key_type), "{lower}");
    }
    assert_eq!(catalog.condition_key("s3:nosuchkey"), None);
    assert_eq!(catalog.condition_key("aws:nosuchkey"), None);
}

#[test]
fn every_service_can_be_read() {
    let catalog = Catalog::embedded();
    let mut names = BTreeSet::new();
    for prefix in catalog.prefixes() {
        let service = catalog.service(prefix).unwrap();
        assert_eq!(&*service.prefix, prefix);
        for action in &service.actions {
            let full_name = format!("{prefix}:{}", action.name);
            assert!(service.action(&action.lower_name).is_some(), "{full_name}");
            assert!(ActionName::parse(&full_name).is_some(), "{full_name}");
            assert!(names.insert(full_name.to_ascii_lowercase()), "{full_name} is there twice");
        }
        for kind in &service.resource_types {
            assert_eq!(kind.arn_patterns().count(), kind.arn_formats.len(), "{}", kind.name);
        }
    }
    assert!(names.len() > 22_000, "only {} actions", names.len());
}

#[test]
fn the_catalogue_agrees_with_the_tables_of_the_engine() {
    let catalog = Catalog::embedded();
    for prefix in catalog.prefixes() {
        let service = catalog.service(prefix).unwrap();
        let ours = supports_resource_control(prefix);
        assert_eq!(service.supports_resource_control, ours, "{prefix}");
    }
    for key in GLOBAL_KEYS {
        let name = key.name.to_ascii_lowercase() + if key.name.ends_with('/') { "x" } else { "" };
        let Some(theirs) = catalog.condition_key(&name) else { continue };
        assert_eq!(theirs.key_type.multivalued, key.key_type.multivalued, "{}", key.name);
    }
}

#[test]
fn a_managed_policy_is_found_by_its_arn() {
    let policies = Catalog::embedded().managed_policies();
    let table = [
        ("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", Some("AmazonS3ReadOnlyAccess")),
        ("arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess", Some("AmazonS3ReadOnlyAccess")),
        ("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", Some("ViewOnlyAccess")),
        ("arn:aws:iam::aws:policy/ViewOnlyAccess", None),
        ("arn:aws:iam::111122223333:policy/AmazonS3ReadOnlyAccess", None),
        ("arn:aws:iam::aws:role/AmazonS3ReadOnlyAccess", None),
        ("arn:aws:iam::aws:policy", None),
    ];
    for (arn, expected) in table {
        let found = policies.by_arn(&Arn::parse(arn).unwrap());
        assert_eq!(found.map(|policy| &*policy.name), expected, "{arn}");
    }
    let view_only = policies.by_name("ViewOnlyAccess").unwrap();
    assert_eq!(view_only.arn("aws"), "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess");
}

#[test]
fn every_managed_policy_is_a_policy() {
    let policies = Catalog::embedded().managed_policies().all();
    assert!(policies.len() > 1_500, "only {}", policies.len());
    for policy in policies {
        let source = Source::new(policy.arn("aws"), policy.document());
        let node = read_json(&source, Comments::Refused).unwrap();
        let parsed = parse(&node, PolicyKind::Identity, Reading::Strict);
        assert!(parsed.document.is_some(), "{}: {:?}", policy.name, parsed.diagnostics);
    }
}
