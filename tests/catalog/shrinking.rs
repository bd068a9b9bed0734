//! Lists of actions shrink to patterns that say the same.

use std::collections::BTreeSet;

use iamsim::aws::ActionName;
use iamsim::catalog::{ActionOfService, Catalog};
use iamsim::policy::ActionPattern;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Everything that the patterns match, asked of every action.
fn matched(patterns: &[String]) -> BTreeSet<String> {
    let catalog = Catalog::embedded();
    let entries: Vec<_> = patterns.iter().map(|one| ActionPattern::parse(one).unwrap()).collect();
    entries.iter().flat_map(|entry| catalog.matching(entry)).map(|one| one.full_name()).collect()
}

fn names(actions: &[ActionOfService<'_>]) -> BTreeSet<String> {
    actions.iter().map(ActionOfService::full_name).collect()
}

fn shrunk(actions: &[&str]) -> Vec<String> {
    let catalog = Catalog::embedded();
    let named = |name: &&str| catalog.action(&ActionName::parse(name).unwrap()).unwrap();
    catalog.shrink(&actions.iter().map(named).collect::<Vec<_>>())
}

#[test]
fn the_fewest_patterns_are_found() {
    let catalog = Catalog::embedded();
    assert_eq!(shrunk(&[]), [""; 0]);
    assert_eq!(shrunk(&["s3:GetObject"]), ["s3:GetObject"]);
    assert_eq!(shrunk(&["s3:PutObject", "s3:GetObject"]), ["s3:GetObject", "s3:PutObject"]);
    let whole = |search: &str| -> Vec<ActionOfService<'_>> {
        catalog.matching(&ActionPattern::parse(search).unwrap())
    };
    for pattern in ["s3:Get*", "s3:*Tagging", "ec2:*Vpc*", "iam:List*", "sqs:*", "s3:Get*Acl"] {
        assert_eq!(catalog.shrink(&whole(pattern)), [pattern]);
    }
    assert_eq!(catalog.shrink(&catalog.every_action().collect::<Vec<_>>()), ["*"]);
    let mut two = whole("s3:Get*");
    two.extend(whole("s3:*Tagging"));
    assert_eq!(catalog.shrink(&two), ["s3:*Tagging", "s3:Get*"]);
}

/// Some actions of some services: in runs, as people choose them, and single ones.
fn some_actions() -> impl Strategy<Value = Vec<ActionOfService<'static>>> {
    let services = ["s3", "iam", "sqs", "kms", "sts", "dynamodb", "lambda", "logs", "route53"];
    let of_service = |prefix: &'static str| {
        let catalog = Catalog::embedded();
        let service = catalog.service(prefix).unwrap();
        let words: Vec<&str> = vec!["Get", "List", "Put", "Delete", "Tag", "Policy", "Object", ""];
        let chosen = (select(words), prop::collection::vec(any::<Index>(), 0..12), any::<bool>());
        chosen.prop_map(move |(word, single, keep)| {
            let mut chosen: BTreeSet<&str> = BTreeSet::new();
            let with_word = service.actions.iter().filter(|one| one.name.contains(word));
            chosen.extend(with_word.filter(|_| keep).map(|one| &*one.lower_name));
            for index in single {
                let name = &*service.actions[index.index(service.actions.len())].lower_name;
                if !chosen.remove(name) {
                    chosen.insert(name);
                }
            }
            let action = |name: &str| service.action(name).unwrap();
            let found = chosen.into_iter().map(action);
            found.map(|action| ActionOfService { service, action }).collect::<Vec<_>>()
        })
    };
    let one = select(services.to_vec()).prop_flat_map(of_service);
    prop::collection::vec(one, 1..3).prop_map(|lists| lists.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn patterns_match_the_same_and_none_is_needless(actions in some_actions()) {
        let catalog = Catalog::embedded();
        let (wanted, patterns) = (names(&actions), catalog.shrink(&actions));
        prop_assert_eq!(&matched(&patterns), &wanted);
        prop_assert!(patterns.len() <= wanted.len());
        for left_out in 0..patterns.len() {
            let mut rest = patterns.clone();
            rest.remove(left_out);
            prop_assert_ne!(&matched(&rest), &wanted, "{} is needless", patterns[left_out]);
        }
        let mut turned = actions.clone();
        turned.reverse();
        turned.extend(&actions);
        prop_assert_eq!(catalog.shrink(&turned), patterns);
    }
}
