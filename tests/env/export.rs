//! What is exported means the same when it is read again.

use std::sync::Arc;

use iamsim::environment::{
    Account, EndpointKind, Environment, Fact, Group, ManagedPolicy, Member, Organization, Origin,
    PolicyEntry, PublicAccess, Removals, Resource, Role, StoredPolicy, Unit, Unknown, User,
    VpcEndpoint,
};
use iamsim::load::{Origins, exported};
use iamsim::text::{Comments, Source, Span, read_json};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use crate::format::{folder, load};

type Name = Box<str>;

fn source() -> Arc<Source> {
    Arc::new(Source::new("account.json", "{\n \"a\": 1\n}"))
}

fn origin() -> impl Strategy<Value = Origin> {
    option::of("[a-z_.]{1,9}").prop_map(|address| {
        let origin = Origin::new(&source(), Span { start: 3, end: 6 });
        match address {
            Some(address) => origin.at_address(address),
            None => origin,
        }
    })
}

fn text() -> impl Strategy<Value = Name> {
    prop_oneof![
        "[a-zA-Z][a-zA-Z0-9+=,.@_-]{0,8}",
        Just("${unknown:aws_iam_role.app[\"x\"].name}".to_owned()),
        Just("\u{202e}a\n\"\\ b".to_owned()),
        Just("null".to_owned()),
        Just("0123".to_owned()),
    ]
    .prop_map(String::into_boxed_str)
}

fn names() -> impl Strategy<Value = Vec<Name>> {
    vec(text(), 0..3)
}

fn fact<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Fact<T>> {
    option::of(option::of(value)).prop_map(|fact| match fact {
        None => Fact::Unsaid,
        Some(None) => Fact::None,
        Some(Some(value)) => Fact::Is(value),
    })
}

fn tags() -> impl Strategy<Value = Vec<(Name, Name)>> {
    btree_map(text(), text(), 0..3).prop_map(|tags| tags.into_iter().collect())
}

fn path() -> impl Strategy<Value = Name> {
    "(/[a-z]{1,3}){0,2}/".prop_map(String::into_boxed_str)
}

fn stored() -> impl Strategy<Value = StoredPolicy> {
    let document = prop_oneof![
        Just(r#"{"Version": "2012-10-17", "Statement": []}"#),
        Just(
            r#"{"Statement": {"Effect": "Allow", "Action": ["s3:*"], "Resource": "arn:aws:s3:::${unknown:a.b}/*", "Condition": {"NumericLessThan": {"a:b": 1.10}, "Bool": {"c:d": true}}}}"#
        ),
        Just(r#"{"Sid": 1, "Sid": null, "document": "x"}"#),
    ];
    (document, origin()).prop_map(|(document, origin)| {
        let source = Arc::new(Source::new("p.json", document));
        let node = read_json(&source, Comments::Refused).unwrap();
        StoredPolicy::made("some name", source, node, origin)
    })
}

fn entry() -> impl Strategy<Value = PolicyEntry> {
    prop_oneof![
        (
            prop_oneof![
                Just("arn:aws:iam::aws:policy/X".into()),
                Just("FullAWSAccess".into()),
                text()
            ],
            origin()
        )
            .prop_map(|(arn, origin)| PolicyEntry::Attached { arn, origin }),
        (text(), stored()).prop_map(|(name, policy)| PolicyEntry::Inline { name, policy }),
        (text(), origin()).prop_map(|(unknown, origin)| PolicyEntry::Unknown { unknown, origin }),
    ]
}

/// Policies of one holder, no two of one name.
fn entries() -> impl Strategy<Value = Vec<PolicyEntry>> {
    vec(entry(), 0..4).prop_map(|mut entries| {
        let mut seen: Vec<String> = Vec::new();
        entries.retain(|entry| {
            let name = entry.name().to_owned();
            let is_new = !seen.contains(&name);
            seen.push(name);
            is_new
        });
        entries
    })
}

prop_compose! {
    fn removals()(
        policies in names(), other_inline in any::<bool>(), other_attached in any::<bool>(),
    ) -> Removals {
        Removals { policies, groups: Vec::new(), other_inline, other_attached }
    }
}

prop_compose! {
    fn user()(
        path in fact(path()), id in option::of(text()), tags in fact(tags()), groups in names(),
        policies in entries(), permissions_boundary in fact(entry()),
        partial in option::of((removals(), names())), origin in origin(),
    ) -> User {
        let partial = partial.map(|(removals, groups)| Removals { groups, ..removals });
        User { path, id, tags, groups, policies, permissions_boundary, partial, origin }
    }
}

prop_compose! {
    fn role()(
        path in fact(path()), id in option::of(text()), tags in fact(tags()), policies in entries(),
        permissions_boundary in fact(entry()), trust in fact(stored()),
        partial in option::of(removals()), origin in origin(),
    ) -> Role {
        Role { path, id, tags, policies, permissions_boundary, trust, partial, origin }
    }
}

prop_compose! {
    fn group()(
        path in fact(path()), id in option::of(text()), policies in entries(), origin in origin(),
    ) -> Group {
        Group { path, id, policies, partial: None, origin }
    }
}

prop_compose! {
    fn managed()(
        document in stored(), other in option::of(stored()), default in any::<bool>(),
        origin in origin(),
    ) -> ManagedPolicy {
        let versions = other.into_iter().map(|other| ("v1".into(), other)).collect();
        let default_version = default.then(|| "v2".into());
        ManagedPolicy { document, default_version, versions, origin }
    }
}

prop_compose! {
    fn account()(
        name in option::of(text()), partition in option::of(Just("aws-cn".into())),
        users in btree_map(text(), option::of(user()), 0..3),
        groups in btree_map(text(), option::of(group()), 0..2),
        roles in btree_map(text(), option::of(role()), 0..3),
        policies in vec(managed(), 0..2), gone in origin(),
    ) -> Account {
        let mut account = Account { name, partition, ..Account::default() };
        for (name, user) in users {
            match user {
                Some(user) => drop(account.users.insert(name, user)),
                None => drop(account.users.remove(name, gone.clone())),
            }
        }
        for (name, group) in groups {
            match group {
                Some(group) => drop(account.groups.insert(name, group)),
                None => drop(account.groups.remove(name, gone.clone())),
            }
        }
        for (name, role) in roles {
            match role {
                Some(role) => drop(account.roles.insert(name, role)),
                None => drop(account.roles.remove(name, gone.clone())),
            }
        }
        for (index, policy) in policies.into_iter().enumerate() {
            account.policies.insert(format!("arn:aws-cn:iam::111122223333:policy/p{index}"), policy);
        }
        account
    }
}

prop_compose! {
    fn resource()(
        account in option::of(Just("111122223333".into())), policy in fact(stored()),
        tags in fact(tags()), block in fact(any::<[bool; 4]>()), aliases in names(),
        is_partial in any::<bool>(), removed in names(), origin in origin(),
    ) -> Resource {
        let of = |[a, b, c, d]: [bool; 4]| PublicAccess {
            block_public_acls: a,
            ignore_public_acls: b,
            block_public_policy: c,
            restrict_public_buckets: d,
        };
        let public_access_block = match block {
            Fact::Unsaid => Fact::Unsaid,
            Fact::None => Fact::None,
            Fact::Is(block) => Fact::Is(of(block)),
        };
        let removed_aliases = if is_partial { removed } else { Vec::new() };
        Resource {
            account, policy, tags, public_access_block, aliases, is_partial, removed_aliases, origin,
        }
    }
}

prop_compose! {
    fn organization()(
        id in option::of(text()), managed in any::<bool>(), levels in vec(option::of(entries()), 4),
        with_root in any::<bool>(), name in option::of(text()), origin in origin(),
    ) -> Organization {
        let [a, b, c, d] = <[_; 4]>::try_from(levels).unwrap();
        let member = Member {
            id: "111122223333".into(),
            name: name.clone(),
            service_control: a,
            resource_control: b,
        };
        let unit = Unit { name, accounts: vec![member], ..Unit::default() };
        let root = Unit {
            id: id.clone(),
            service_control: c,
            resource_control: d,
            units: vec![unit, Unit::default()],
            ..Unit::default()
        };
        Organization {
            id,
            management_account: managed.then(|| "999988887777".into()),
            root: with_root.then_some(root),
            origin,
        }
    }
}

prop_compose! {
    fn environment()(
        held in option::of(account()), buckets in vec(resource(), 0..3),
        gateway in option::of(fact(stored())), organization in fact(organization()),
        unknown in option::of(text()), origin in origin(),
    ) -> Environment {
        let mut environment = Environment { organization, ..Environment::default() };
        if let Some(held) = held {
            environment.accounts.insert("111122223333", held);
        } else {
            environment.accounts.remove("111122223333", origin.clone());
        }
        for (index, bucket) in buckets.into_iter().enumerate() {
            environment.resources.insert(format!("arn:aws:s3:::b{index}"), bucket);
        }
        if let Some(policy) = gateway {
            let endpoint = VpcEndpoint {
                kind: EndpointKind::Gateway,
                vpc: Some("vpc-1".into()),
                account: None,
                service: None,
                policy,
                origin: origin.clone(),
            };
            environment.endpoints.insert("vpce-1", endpoint);
        }
        if let Some(why) = unknown {
            environment.unknowns.insert("a.b".into(), Unknown { why, origin });
        }
        environment
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn an_export_of_an_export_is_the_same(environment in environment()) {
        for origins in [Origins::Written, Origins::LeftOut] {
            let first = exported(&environment, origins);
            let json = first.to_pretty_json(0);
            let yaml = first.to_yaml_block(0);
            let folder = folder(&[("a.json", &json), ("b.yaml", &yaml)]);
            for name in ["a.json", "b.yaml"] {
                let again = load(folder.path(), &[name]).unwrap();
                prop_assert!(again.remarks.is_empty());
                let again = exported(&again.environment, origins).to_pretty_json(0);
                prop_assert_eq!(&json, &again, "{} became\n{}", json, again);
            }
        }
    }

    #[test]
    fn an_export_contradicts_nothing(environment in environment()) {
        let json = exported(&environment, Origins::Written).to_pretty_json(0);
        let folder = folder(&[("a.json", &json)]);
        let again = load(folder.path(), &["a.json"]).unwrap().environment;
        let mut both = environment.clone();
        let differences = both.merge(again.clone());
        prop_assert!(differences.is_empty(), "{:?}", differences);
        prop_assert_eq!(removed(&environment), removed(&again));
    }
}

fn removed(environment: &Environment) -> usize {
    let within = environment
        .accounts
        .iter()
        .map(|(_, account)| account.users.removed().count() + account.roles.removed().count());
    environment.accounts.removed().count() + within.sum::<usize>()
}
