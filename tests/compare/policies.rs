//! Random policies.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::alphabet::{ACTIONS, Key, RESOURCES, operator};

/// What policies may say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    pub(crate) keys: &'static [Key],
    pub(crate) resources: &'static [&'static str],
    /// Of ten statements, how many say more of actions and resources than `*`.
    pub(crate) narrow: u32,
    /// How many conditions a statement has at most.
    pub(crate) conditions: usize,
}

impl Words {
    pub(crate) fn about(keys: &'static [Key]) -> Self {
        Self { keys, resources: RESOURCES, narrow: 5, conditions: 3 }
    }
}

/// A pair of policies that are about the same: often one is the other with a change.
pub(crate) fn pair(words: Words) -> BoxedStrategy<(Value, Value)> {
    let unrelated = (policy(words), policy(words));
    let extended = (policy(words), statement(words)).prop_map(|(policy, statement)| {
        let mut longer = policy.clone();
        push(&mut longer, statement);
        (longer, policy)
    });
    let shortened = (policy(words), any::<prop::sample::Index>()).prop_map(|(policy, index)| {
        let mut shorter = policy.clone();
        let statements = shorter["Statement"].as_array_mut().unwrap();
        if statements.len() > 1 {
            statements.remove(index.index(statements.len()));
        }
        (policy, shorter)
    });
    let changed = (policy(words), statement(words), any::<prop::sample::Index>()).prop_map(
        |(policy, statement, index)| {
            let mut changed = policy.clone();
            let statements = changed["Statement"].as_array_mut().unwrap();
            let place = index.index(statements.len());
            statements[place] = statement;
            (policy, changed)
        },
    );
    let one_way = prop_oneof![3 => unrelated, 1 => extended, 1 => shortened, 3 => changed];
    (one_way, any::<bool>())
        .prop_map(|((one, other), turned)| if turned { (other, one) } else { (one, other) })
        .boxed()
}

pub(crate) fn push(policy: &mut Value, statement: Value) {
    policy["Statement"].as_array_mut().unwrap().push(statement);
}

pub(crate) fn policy(words: Words) -> BoxedStrategy<Value> {
    vec(statement(words), 1..4)
        .prop_map(|statements| json!({"Version": "2012-10-17", "Statement": statements}))
        .boxed()
}

pub(crate) fn statement(words: Words) -> BoxedStrategy<Value> {
    let effect = prop_oneof![3 => Just("Allow"), 2 => Just("Deny")];
    let about = prop_oneof![
        10 - words.narrow => Just(json!({"Action": "*", "Resource": "*"})),
        words.narrow => (element("Action", ACTIONS), element("Resource", words.resources))
            .prop_map(|(action, resource)| merged(action, resource)),
    ];
    let conditions = vec(condition(words.keys), 0..=words.conditions);
    (effect, about, conditions)
        .prop_map(|(effect, about, conditions)| {
            let mut statement = merged(json!({"Effect": effect}), about);
            for (operator, key, values) in conditions {
                statement["Condition"][operator][key] = values;
            }
            statement
        })
        .boxed()
}

pub(crate) fn merged(mut one: Value, other: Value) -> Value {
    let Value::Object(members) = other else { panic!("{other}") };
    one.as_object_mut().unwrap().extend(members);
    one
}

/// An element or its opposite, with one to three entries.
fn element(name: &'static str, words: &'static [&'static str]) -> BoxedStrategy<Value> {
    let name = prop_oneof![4 => Just(name.to_owned()), 1 => Just(format!("Not{name}"))];
    (name, vec(select(words), 1..4)).prop_map(|(name, words)| json!({name: words})).boxed()
}

fn condition(keys: &'static [Key]) -> BoxedStrategy<(String, &'static str, Value)> {
    let compared = select(keys).prop_flat_map(|key| {
        (operator(key), vec(select(key.written), 1..4))
            .prop_map(move |(operator, values)| (operator, key.name, json!(values)))
    });
    let null = (select(keys), any::<bool>())
        .prop_map(|(key, absent)| ("Null".to_owned(), key.name, json!(absent.to_string())));
    prop_oneof![7 => compared, 1 => null].boxed()
}
