//! Random bundles from the second witness's generator: nothing brings the search down, and what it offers turns.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use iamsim::text::Syntax;

use crate::asking::{STYLES, advice, carried_out, decision, with_settings};
use crate::generate::{bundle, statement};
use crate::naive::unknown_keys;

#[test]
fn what_is_offered_turns_any_answer() {
    let mut runner = TestRunner::deterministic();
    let (mut asked, mut turned) = (0, 0);
    for number in 0..400 {
        let bundle = bundle().new_tree(&mut runner).unwrap().current();
        let style = STYLES[number % STYLES.len()];
        let (text, syntax) = (style.write(&bundle), style.syntax());
        let Ok(advice) = advice(&text, syntax) else { continue };
        asked += 1;
        let wanted: &[&str] = match decision(&text, syntax).as_str() {
            "allowed" => &["explicitDeny", "implicitDeny"],
            _ => &["allowed"],
        };
        for one in &advice.suggestions {
            let (after, syntax) = carried_out(&text, syntax, std::slice::from_ref(one));
            let decided = decision(&after, syntax);
            let about = || format!("{bundle:#}\n{one:#?}\n{after}");
            assert!(wanted.contains(&decided.as_str()), "{decided} {}", about());
            turned += 1;
        }
        for one in &advice.contexts {
            let turned = decision(&with_settings(&bundle, &one.settings).to_string(), Syntax::Json);
            assert_eq!(turned, "allowed", "{one:?}\n{bundle:#}");
        }
        if let Some(several) = &advice.together {
            let (after, syntax) = carried_out(&text, syntax, &several.edits);
            let decided = decision(&after, syntax);
            assert!(wanted.contains(&decided.as_str()), "{decided} {bundle:#}\n{several:#?}");
        }
        assert!(unknown_keys(&bundle).is_ok());
    }
    assert!(asked > 300 && turned > 250, "{asked} {turned}");
    assert!(statement().new_tree(&mut runner).is_ok());
}
