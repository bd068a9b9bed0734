//! AWS's managed policies: each against itself, against others, and against itself with a change.
//!
//! `IAMSIM_CASES` says how many: with 200,000 each policy against itself and 2,000 pairs.

use iamsim::catalog::Catalog;
use iamsim::compare::Answer;
use iamsim::request::Request;
use serde_json::{Value, json};

use crate::check::{short, wrong};
use crate::requests::{Dice, give, request};
use crate::support::{FACTS, Pair, cases};

pub(crate) fn documents() -> Vec<(String, Value)> {
    let all = Catalog::embedded().managed_policies().all();
    all.iter()
        .map(|policy| {
            let mut document: Value = serde_json::from_str(&policy.document()).unwrap();
            let statements = list(&document["Statement"]);
            document["Statement"] = Value::from(statements);
            (policy.name.to_string(), document)
        })
        .collect()
}

/// The members of a list; what is no list is a list of one.
fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(members) => members.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    }
}

fn texts(value: &Value) -> Vec<String> {
    list(value).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn compared(existing: &Value, new: &Value) -> (Pair, Answer) {
    let pair = Pair::identity(&existing.to_string(), &new.to_string());
    let answer = pair.answer();
    (pair, answer)
}

#[test]
fn each_adds_nothing_to_itself() {
    let all = documents();
    let mut dice = Dice::new(3);
    let count = usize::try_from(cases(10)).unwrap();
    let some = (0..count).map(|_| &all[dice.below(all.len())]);
    let chosen: Vec<&(String, Value)> =
        if count >= all.len() { all.iter().collect() } else { some.collect() };
    for (name, document) in chosen {
        let (_, answer) = compared(document, document);
        assert!(matches!(answer, Answer::Proven), "{name}: {}", short(&answer));
    }
}

#[test]
fn pairs_are_answered_rightly() {
    let all = documents();
    let mut dice = Dice::new(4);
    for _ in 0..cases(10) {
        let (one, other) = (&all[dice.below(all.len())], &all[dice.below(all.len())]);
        judge(one, other, &mut dice);
    }
}

#[test]
fn a_changed_policy_is_compared_rightly() {
    let all = documents();
    let mut dice = Dice::new(5);
    let mut proven = 0;
    for _ in 0..cases(20) {
        let (name, document) = &all[dice.below(all.len())];
        let changed = (format!("{name} changed"), mutant(document, &mut dice));
        let original = (name.clone(), document.clone());
        proven += u32::from(judge(&original, &changed, &mut dice));
        proven += u32::from(judge(&changed, &original, &mut dice));
    }
    assert!(proven * 4 > cases(20), "{proven}");
}

/// Whether nothing is added; the answer is tried on requests that the policies are about.
fn judge(existing: &(String, Value), new: &(String, Value), dice: &mut Dice) -> bool {
    let (pair, answer) = compared(&existing.1, &new.1);
    let names = format!("existing {} new {}", existing.0, new.0);
    assert!(!matches!(answer, Answer::Unknown(_)), "{names}: {}", short(&answer));
    let words = Words::of([&existing.1, &new.1]);
    let requests: Vec<Request> = (0..200).map(|_| words.request(dice)).collect();
    let wrong = wrong(&pair, &answer, requests, false);
    assert!(wrong.is_none(), "{names}: {} but {wrong:?}", short(&answer));
    matches!(answer, Answer::Proven)
}

/// The policy with one change.
pub(crate) fn mutant(document: &Value, dice: &mut Dice) -> Value {
    let mut changed = document.clone();
    let statements = changed["Statement"].as_array_mut().unwrap();
    let place = dice.below(statements.len());
    match dice.below(6) {
        0 => {
            statements[place].as_object_mut().unwrap().remove("Condition");
        }
        1 if statements.len() > 1 => {
            statements.remove(place);
        }
        2 => shorten(&mut statements[place], dice),
        3 => widen(&mut statements[place], dice),
        4 if statements.len() > 1 => {
            let other = statements[dice.below(statements.len())].clone();
            merge(&mut statements[place], &other);
        }
        _ => {
            let conditions = &mut statements[place]["Condition"];
            *conditions = json!({"StringEquals": {"aws:PrincipalTag/team": "a"}});
        }
    }
    changed
}

fn element(statement: &Value, dice: &mut Dice) -> Option<String> {
    let names = ["Action", "NotAction", "Resource", "NotResource"];
    let there: Vec<&str> = names.into_iter().filter(|name| !statement[name].is_null()).collect();
    (!there.is_empty()).then(|| dice.one_of(&there).to_owned())
}

/// Takes one entry from a list.
fn shorten(statement: &mut Value, dice: &mut Dice) {
    let Some(name) = element(statement, dice) else { return };
    let mut entries = list(&statement[&name]);
    if entries.len() > 1 {
        entries.remove(dice.below(entries.len()));
        statement[&name] = Value::from(entries);
    }
}

/// Puts `*` in place of the end of an entry.
fn widen(statement: &mut Value, dice: &mut Dice) {
    let Some(name) = element(statement, dice) else { return };
    let mut entries = texts(&statement[&name]);
    let place = dice.below(entries.len());
    let entry = &entries[place];
    let start = entry.rfind(['/', ':']).map_or(0, |separator| separator + 1);
    let end = start + dice.below(entry.len() - start + 1);
    if entry.is_char_boundary(end) && !entry[..end].ends_with('$') {
        entries[place] = format!("{}*", &entry[..end]);
        statement[&name] = json!(entries);
    }
}

/// One statement for what two were about.
fn merge(statement: &mut Value, other: &Value) {
    for name in ["Action", "Resource"] {
        let mut entries = list(&statement[name]);
        entries.extend(list(&other[name]));
        if !statement[name].is_null() && !other[name].is_null() {
            statement[name] = Value::from(entries);
        }
    }
}

/// What policies are about.
#[derive(Default)]
struct Words {
    actions: Vec<String>,
    resources: Vec<String>,
    values: Vec<(String, String)>,
}

impl Words {
    fn of(documents: [&Value; 2]) -> Self {
        let mut words = Self::default();
        for statement in documents.iter().flat_map(|document| list(&document["Statement"])) {
            for name in ["Action", "NotAction"] {
                words.actions.extend(texts(&statement[name]));
            }
            for name in ["Resource", "NotResource"] {
                words.resources.extend(texts(&statement[name]));
            }
            for (_, keys) in statement["Condition"].as_object().into_iter().flatten() {
                for (key, values) in keys.as_object().into_iter().flatten() {
                    let values = texts(values).into_iter();
                    words.values.extend(values.map(|value| (key.clone(), value)));
                }
            }
        }
        words
    }

    fn request(&self, dice: &mut Dice) -> Request {
        let action = loop {
            let action = concrete(pick(&self.actions, dice), dice).replace('/', "");
            if let Some((service, name)) = action.split_once(':')
                && !service.is_empty()
                && !name.is_empty()
            {
                break action;
            }
            if dice.below(8) == 0 {
                break "other:Action".to_owned();
            }
        };
        let resource = concrete(pick(&self.resources, dice), dice);
        let mut request = request(&action, &resource);
        for (key, value) in &self.values {
            if dice.below(2) == 0 && request.given(&key.to_lowercase()).is_none() {
                give(&mut request, key, &[&concrete(value, dice)]);
            }
        }
        request
    }
}

fn pick<'t>(texts: &'t [String], dice: &mut Dice) -> &'t str {
    if texts.is_empty() { "*" } else { &texts[dice.below(texts.len())] }
}

/// A text that the pattern matches, mostly.
fn concrete(pattern: &str, dice: &mut Dice) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(start) = rest.find("${") {
        text.push_str(&rest[..start]);
        text.push_str(dice.one_of(&["a", "111122223333", "v"]));
        rest = rest[start..].split_once('}').map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    if text == "*" {
        return text;
    }
    let filler = dice.one_of(&["", "x", "Get", "a/b", "111122223333"]);
    text.replace('*', filler).replace('?', "q")
}

/// Prints the pairs with their answers as lines of JSON: `z3_check.py` reads them.
#[test]
fn pairs_for_z3_are_decided() {
    let all = documents();
    let has_variables = |document: &Value| document.to_string().contains("${");
    let mut dice = Dice::new(6);
    let mut told = 0;
    while told < 300 {
        let (name, document) = dice_one(&all, &mut dice);
        let (other, changed) = if told % 2 == 0 {
            (format!("{name} changed"), mutant(document, &mut dice))
        } else {
            dice_one(&all, &mut dice).clone()
        };
        if has_variables(document) || has_variables(&changed) {
            continue;
        }
        let (pair, answer) = compared(document, &changed);
        let answer = match answer {
            Answer::Proven => "proven",
            Answer::Found { .. } => "found",
            Answer::Unknown(why) => panic!("{name} and {other}: {why:?}"),
        };
        let line = json!({
            "names": format!("existing {name}, new {other}"),
            "existing": document,
            "new": changed,
            "answer": answer,
            "types": types(&pair),
        });
        println!("\n{line}");
        told += 1;
    }
}

fn dice_one<'t>(all: &'t [(String, Value)], dice: &mut Dice) -> &'t (String, Value) {
    &all[dice.below(all.len())]
}

/// The type of each key, and whether it may have several values.
fn types(pair: &Pair) -> Value {
    let keys = &pair.keys;
    keys.ids()
        .map(|key| {
            let name = keys.lower_name(key);
            let found = keys.key_type(key).or_else(|| FACTS.key_type(name));
            let told = found.map(|one| json!([format!("{:?}", one.value), one.multivalued]));
            (name.to_owned(), told.unwrap_or_default())
        })
        .collect()
}
