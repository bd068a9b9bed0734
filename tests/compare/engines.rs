//! Every engine by itself: each answer is right, and two that give one give the same.

use std::cell::Cell;

use iamsim::compare::{Answer, Engine};
use iamsim::request::Request;

use crate::alphabet::{ASKED_ACTIONS, ASKED_RESOURCES, KEYS};
use crate::check::{fuzz, short};
use crate::managed::{documents, mutant};
use crate::policies::{Words, pair};
use crate::requests::{Dice, request};
use crate::support::{Pair, cases};

/// The answers of each engine by itself, where it gives one.
fn answers(pair: &Pair) -> Vec<(Engine, String)> {
    let engines: [&'static [Engine]; 3] =
        [&[Engine::ActionClasses], &[Engine::AllAtOnce], &[Engine::Minterms]];
    let answered = engines.iter().filter_map(|engine| {
        let answer = pair.answer_of(engine);
        let is_given = match &answer {
            Answer::Proven => true,
            Answer::Found { undecided, .. } => undecided.is_empty(),
            Answer::Unknown(_) => false,
        };
        is_given.then(|| (engine[0], short(&answer)))
    });
    answered.collect()
}

fn assert_agreement(pair: &Pair, what: &str) -> usize {
    let answers = answers(pair);
    let differs = answers.iter().find(|(_, answer)| *answer != answers[0].1);
    assert!(differs.is_none(), "{what}: {answers:?}");
    answers.len()
}

#[test]
fn engines_agree_on_random_policies() {
    let words = Words { narrow: 10, ..Words::about(KEYS) };
    let all: Vec<Request> = ASKED_ACTIONS
        .iter()
        .flat_map(|action| ASKED_RESOURCES.iter().map(|resource| request(action, resource)))
        .collect();
    let given = Cell::new(0);
    let counts = fuzz(
        cases(10),
        &pair(words),
        |existing, new| {
            let pair = Pair::identity(existing, new);
            given.set(given.get() + assert_agreement(&pair, &format!("{existing}\n{new}")));
            pair
        },
        |_, _| all.clone(),
        true,
    );
    assert_eq!(given.get(), 3 * usize::try_from(counts.all()).unwrap());
}

#[test]
fn engines_agree_on_managed_policies() {
    let all = documents();
    let mut dice = Dice::new(9);
    let (mut given, mut asked) = (0, 0);
    for number in 0..cases(10) {
        let (name, document) = &all[dice.below(all.len())];
        let (other, changed) = if number % 2 == 0 {
            (format!("{name} changed"), mutant(document, &mut dice))
        } else {
            all[dice.below(all.len())].clone()
        };
        let pair = Pair::identity(&document.to_string(), &changed.to_string());
        given += assert_agreement(&pair, &format!("existing {name}, new {other}"));
        asked += 3;
    }
    assert!(given * 100 >= asked * 99, "{given} of {asked}");
}
