//! Cases of scenarios, decided before and after.

use super::outcome::{Finding, Impact, Reach, Reply, Turn};
use super::side::NOBODY;
use crate::aws::ActionName;
use crate::bundle::{Documents, Question, QuestionFields, Trouble, Verdict};
use crate::catalog::Catalog;
use crate::edges::{Caller, Draft};
use crate::environment::Environment;
use crate::policy::Reading;
use crate::request::Request;
use crate::scenario::{Asked, Readers, ScenarioFile};

impl Impact {
    /// Adds what becomes of the cases of a scenario file. The environment that it names itself does
    /// not count.
    ///
    /// # Errors
    /// Every mistake outside of the cases.
    pub fn add_cases(
        &mut self,
        file: &ScenarioFile,
        sides: [&Environment; 2],
        documents: &dyn Documents,
    ) -> Result<(), Vec<Trouble>> {
        let document = file.document()?;
        let mut readers = sides.map(|_| Readers::new(documents));
        let cells = document.cases.iter().flat_map(|case| document.cells_by_id(case));
        for (id, cell) in cells {
            let cell = match cell {
                Ok(cell) => cell,
                Err(trouble) => {
                    self.unasked.push(format!("{id}: {}", trouble.diagnostic.message));
                    continue;
                }
            };
            let Asked::Decision(fields) = &cell.asked else { continue };
            let mut ask = |side: usize| {
                let own = QuestionFields { environment: Some(sides[side]), ..(**fields).clone() };
                answer(&own, cell.reading, &mut readers[side])
            };
            match (ask(0), ask(1)) {
                (Ok(before), Ok(after)) => {
                    self.asked += 1;
                    self.findings.extend(finding(id, before, after, documents.catalog()));
                }
                (before, after) => {
                    let why = before.err().into_iter().chain(after.err()).flatten();
                    let why = why.map(|one| format!("{id}: {}", one.diagnostic.message));
                    self.unasked.extend(why.take(1));
                }
            }
        }
        self.sort();
        Ok(())
    }
}

/// An answer, and the request if there is one.
type Answered = (Reply, Option<Request>);

fn answer(
    fields: &QuestionFields<'_>,
    reading: Reading,
    readers: &mut Readers<'_>,
) -> Result<Answered, Vec<Trouble>> {
    let reader = readers.reader(reading);
    match Question::read(fields, reader) {
        Ok(question) => {
            let verdict = Verdict::on::<false>(&question, reader.keys());
            let request = verdict.authorizations.first().map(|one| one.context.request.clone());
            Ok((Reply::of(&verdict), request))
        }
        Err(troubles) if troubles.iter().all(|one| one.diagnostic.code == NOBODY) => {
            let why = troubles.into_iter().map(|one| one.diagnostic.message).next();
            Ok((Reply::not_there(why.unwrap_or_default()), None))
        }
        Err(troubles) => Err(troubles),
    }
}

fn finding(
    id: String,
    (before, asked_before): Answered,
    (after, asked_after): Answered,
    catalog: Option<&Catalog>,
) -> Option<Finding> {
    let turn = Turn::of(before.decision, after.decision)?;
    let request = asked_after.or(asked_before)?;
    let resource = request.resource_arn().map_or("*", |arn| arn.as_str());
    let draft = Draft {
        caller: Caller::named(request.principal.text.clone()),
        action: request.action.as_str().into(),
        resource: resource.into(),
        ..Draft::blank()
    };
    let (nearer, other) = if turn.is_gain() { (&after, &before) } else { (&before, &after) };
    let level = catalog.and_then(|catalog| catalog.action(&request.action));
    Some(Finding {
        turn,
        reach: nearer.reach.or(other.reach).unwrap_or(Reach::Own),
        service: ActionName::service(&request.action).into(),
        access_level: level.map(|found| found.action.access_level.name()),
        case: Some(id.into()),
        before,
        after,
        draft,
    })
}
