//! All that a case or an exception expects.

use super::axis::Axis;
use super::because::Because;
use super::expectation::{Expectation, Expected, Wanted};
use super::missing::Missing;
use crate::bundle::{Fields, Trouble};
use crate::evaluate::Decision;

/// What is expected of an answer, and of its reasons.
#[derive(Clone, Debug)]
pub(super) struct Demand<'n> {
    pub(super) expectation: Expectation<'n>,
    pub(super) because: Vec<Because<'n>>,
    pub(super) missing: Option<Missing<'n>>,
}

/// What a case expects of each of its actions.
pub(super) fn demands<'n>(
    fields: &Fields<'n>,
    expected: &Expected<'n>,
    actions: &Axis<'n>,
) -> Result<Vec<Demand<'n>>, Trouble> {
    match expected {
        Expected::Same(expectation) => {
            let demand = Demand::read(fields, expectation)?;
            Ok(vec![demand; actions.choices.len()])
        }
        Expected::ByAction(list) => {
            let each = list.for_actions(actions)?.into_iter();
            each.map(|expectation| Demand::read(fields, &expectation)).collect()
        }
    }
}

impl<'n> Demand<'n> {
    /// Reads the reasons beside an expectation.
    pub(super) fn read(
        fields: &Fields<'n>,
        expectation: &Expectation<'n>,
    ) -> Result<Self, Trouble> {
        let because = fields.some("because");
        if let (Some(because), Wanted::Error(_)) = (because, &expectation.wanted) {
            let message = "no statement decides where an error is expected";
            return Err(because.trouble("conflicting-expectation", message));
        }
        Ok(Self {
            expectation: expectation.clone(),
            because: because.map_or(Ok(Vec::new()), Because::read)?,
            missing: read_missing(fields, &expectation.wanted)?,
        })
    }
}

fn read_missing<'n>(fields: &Fields<'n>, wanted: &Wanted) -> Result<Option<Missing<'n>>, Trouble> {
    let Some(field) = fields.some("missing") else { return Ok(None) };
    if !wanted.may_hang() {
        let message = format!("where {wanted} is expected, the answer hangs on nothing");
        let trouble = field.trouble("conflicting-expectation", message);
        let hint = "`missing` goes with `undecided`, `denied` or `implicitDeny`";
        return Err(trouble.with_hint(hint));
    }
    let missing = Missing::read(field)?;
    if *wanted == Wanted::Decision(Decision::Undecided) && missing.names().next().is_none() {
        let message = "an undecided answer hangs on something";
        return Err(field.trouble("conflicting-expectation", message));
    }
    Ok(Some(missing))
}
