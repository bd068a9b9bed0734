//! What many undecided answers hang on, worked out together: it is what each hangs on by itself, and
//! what is left out is said.

use std::cell::Cell;

use iamsim::evaluate::Decision;
use iamsim::query::{Answers, Effort};
use serde_json::json;

use super::{count, everybody, load, over_environments, pairs};

/// The numbers of all questions and callers.
fn all(answers: &Answers) -> Vec<(usize, usize)> {
    let questions = 0..answers.pairs.len();
    questions.flat_map(|pair| (0..answers.who.len()).map(move |who| (pair, who))).collect()
}

#[test]
fn answers_told_together_are_those_told_alone() {
    over_environments(true, 24, |written, context, seen| {
        let answers = everybody(&load(&written.to_string()), context);
        let together = answers.hangings(all(&answers));
        assert_eq!(together.note(), None);
        for (pair, who) in all(&answers) {
            count(seen, answers.decision(pair, who));
            let alone = answers.hangings([(pair, who)]).of(pair, who);
            let told = together.of(pair, who);
            assert_eq!(alone, told, "{:?} {:?}\n{written}", answers.who[who].name, pairs()[pair]);
        }
        Ok(())
    });
}

#[test]
fn what_is_not_worked_out_is_said() {
    let lost_at_all = Cell::new(0);
    over_environments(true, 24, |written, context, seen| {
        let answers = everybody(&load(&written.to_string()), context);
        let full = answers.hangings(all(&answers));
        let none = answers.hangings_within(all(&answers), Effort { steps: 0, cases: 0 });
        let mut lost = 0;
        for (pair, who) in all(&answers) {
            count(seen, answers.decision(pair, who));
            let (full, none) = (full.of(pair, who), none.of(pair, who));
            assert_eq!(full.on, none.on);
            lost += usize::from(!full.when.is_empty() && none.when.is_empty());
        }
        lost_at_all.set(lost_at_all.get() + lost);
        assert!(lost == 0 || none.note().is_some(), "{lost} of\n{written}");
        Ok(())
    });
    assert!(lost_at_all.get() > 20);
}

#[test]
fn many_callers_share_what_they_hang_on() {
    let users: serde_json::Map<_, _> = (0..300)
        .map(|number| {
            let block = format!("10.{}.0.0/16", number % 3);
            let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": block}}}]});
            (format!("user{number}"), json!({"policies": [{"name": "own", "document": policy}]}))
        })
        .collect();
    let written = json!({"accounts": {"111122223333": {"users": users}}});
    let answers = everybody(&load(&written.to_string()), &json!({}));
    // INVARIANT: each of the three questions takes a few steps, three hundred would take more.
    let effort = Effort { steps: 300, cases: 0 };
    let told = answers.hangings_within((0..answers.who.len()).map(|who| (0, who)), effort);
    assert_eq!(told.note(), None);
    for (number, who) in answers.who.iter().enumerate() {
        if answers.decision(0, number) == Decision::Undecided {
            let ways = told.of(0, number).ways;
            assert_eq!(ways.len(), 1, "{who:?}");
            assert!(ways[0].starts_with("aws:SourceIp is in 10."), "{ways:?}");
        }
    }
}
