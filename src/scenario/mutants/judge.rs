//! Whether a case or a claim notices a mutant.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::altered::{Altered, Answer};
use super::baseline::{Baseline, BaselineCell, hangs_on_reasons, strictest};
use super::mutant::{Meaning, Mutant};
use super::outcome::{Judged, MutantRun, Outcome};
use super::under_test::{Hit, UnderTest, Use};
use crate::aws::PolicyKind;
use crate::bundle::{Decided, FULL_ACCESS, FULL_AWS_ACCESS, Text, Verdict};
use crate::compile::{CompiledPolicy, Layer, PolicyName};
use crate::evaluate::{Decision, Grants, Truth};
use crate::explain::StatementPlace;
use crate::policy::{Reading, parse};
use crate::request::ContextKeys;
use crate::scenario::place::Place;
use crate::text::{Arrange, Source, Syntax, quote};

/// Makes all mutants of all policies and judges each.
pub fn judge(baseline: &Baseline<'_>) -> MutantRun {
    let unlimited = unlimited();
    let mutants = baseline.policies.par_iter().flat_map(|policy| {
        let mutants = policy.mutants(&baseline.cells).into_par_iter();
        mutants.map(move |mutant| (policy, mutant))
    });
    let judged = mutants.map(|(policy, mutant)| {
        let outcome = Trial { baseline, unlimited: &unlimited }.outcome(policy, &mutant);
        judged(policy, mutant, outcome)
    });
    let mut judged: Vec<Judged> = judged.collect();
    make_unique(judged.iter_mut().map(|one| &mut one.id));
    judged.arrange_by_key(|one| {
        let survived = one.outcome.survived();
        (!survived, survived.then_some(one.mutant.direction))
    });
    let policies = baseline.policies.iter().map(|policy| policy.name().into()).collect();
    MutantRun { judged, policies, cases: baseline.cases }
}

/// A mutant that nobody judged.
#[derive(Clone, Debug)]
pub struct MutantName {
    /// `policies/home.json#drop-value:3:14`
    pub id: String,
    /// What the step does, in one line.
    pub description: String,
}

/// All mutants of all policies, by policy and place.
pub fn names(baseline: &Baseline<'_>) -> Vec<MutantName> {
    let of_policy = |policy: &UnderTest| {
        let mutants = policy.mutants(&baseline.cells);
        let name = |mutant: Mutant| MutantName {
            id: id(policy, &mutant),
            description: mutant.description,
        };
        mutants.into_iter().map(name).collect::<Vec<_>>()
    };
    let mut names: Vec<_> = baseline.policies.par_iter().flat_map(of_policy).collect();
    make_unique(names.iter_mut().map(|one| &mut one.id));
    names
}

fn id(policy: &UnderTest, mutant: &Mutant) -> String {
    let at = policy.text.source.position(mutant.span.start);
    format!("{}#{}:{}:{}", policy.name(), mutant.operator.name(), at.line, at.column)
}

fn judged(policy: &UnderTest, mutant: Mutant, outcome: Outcome) -> Judged {
    let place = Place { source: policy.text.source.clone(), span: mutant.span };
    Judged {
        id: id(policy, &mutant),
        policy: policy.name().into(),
        edits: policy.edits(&mutant),
        mutant,
        place,
        outcome,
    }
}

fn make_unique<'i>(ids: impl Iterator<Item = &'i mut String>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for id in ids {
        let count = seen.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            *id = format!("{id}:{count}");
        }
    }
}

/// The layer of a level that lets everything through.
fn unlimited() -> Layer {
    let kind = PolicyKind::ServiceControl;
    let text = Text::read(Source::new(FULL_ACCESS, FULL_AWS_ACCESS), Syntax::Json).ok();
    let policy = text.and_then(|Text { source, node }| {
        let document = parse(&node, kind, Reading::AsStored).document?.into();
        let (name, mut keys) = (PolicyName(FULL_ACCESS.into()), ContextKeys::new());
        Some(Arc::new(CompiledPolicy::compile(name, source, document, kind, &mut keys)))
    });
    policy.into_iter().collect()
}

struct Trial<'b> {
    baseline: &'b Baseline<'b>,
    unlimited: &'b Layer,
}

/// Where a mutant may make a difference.
#[derive(Clone, Copy)]
enum Candidate {
    /// Where its statement is asked, and what the original answers, if known.
    Asked(Use, Option<Grants<Truth>>),
    /// In this cell, whatever a statement of it answers.
    Cell(usize, Answer),
}

impl Candidate {
    fn cell(&self) -> usize {
        match self {
            Self::Asked(at, _) => at.cell,
            Self::Cell(cell, _) => *cell,
        }
    }
}

/// What was found without a case that noticed.
#[derive(Default)]
struct Unnoticed {
    masked: Option<usize>,
    loose: Option<(usize, Decision)>,
}

impl Trial<'_> {
    fn outcome(&self, policy: &UnderTest, mutant: &Mutant) -> Outcome {
        let altered = Altered::new(policy, mutant, &self.baseline.keys, self.unlimited);
        let mut candidates = candidates(policy, &mutant.meaning);
        candidates.arrange_by_key(Candidate::cell);
        let mut unnoticed = Unnoticed::default();
        for of_cell in candidates.chunk_by(|left, right| left.cell() == right.cell()) {
            let Some(first) = of_cell.first() else { continue };
            let Some(cell) = self.baseline.cells.get(first.cell()) else { continue };
            let answer = of_cell.iter().map(|one| answer(&altered, cell, *one)).max();
            let answer = answer.unwrap_or(Answer::Same);
            if answer != Answer::Same
                && notices(&altered, cell, (first.cell(), answer), &mut unnoticed)
            {
                return Outcome::Caught { case: cell.id.clone() };
            }
        }
        if policy.is_equivalent(mutant, &self.baseline.keys) {
            return Outcome::Equivalent;
        }
        let claims = policy.claims.iter().filter_map(|number| self.baseline.claims.get(*number));
        if let Some(claim) = { claims }.find(|claim| altered.breaks(claim)) {
            return Outcome::Caught { case: claim.id.clone() };
        }
        self.unnoticed(&altered, &unnoticed)
    }

    fn unnoticed(&self, altered: &Altered<'_>, unnoticed: &Unnoticed) -> Outcome {
        let cell = |number: usize| self.baseline.cells.get(number);
        if let Some((cell, after)) =
            unnoticed.loose.and_then(|(number, after)| Some((cell(number)?, after)))
        {
            return Outcome::Loose { case: cell.id.clone(), before: cell.decision(), after };
        }
        match unnoticed.masked.and_then(cell) {
            Some(cell) => Outcome::Masked { case: cell.id.clone(), by: masking(altered, cell) },
            None => Outcome::Unasked,
        }
    }
}

fn candidates(policy: &UnderTest, meaning: &Meaning) -> Vec<Candidate> {
    let hits = |number: usize, fits: &dyn Fn(&Hit) -> bool| -> Vec<Candidate> {
        let hits = policy.hits.get(number).into_iter().flatten().filter(|hit| fits(hit));
        hits.map(|hit| Candidate::Asked(hit.at, Some(hit.grants))).collect()
    };
    let mut found = match meaning {
        Meaning::Detached => wherever_used(policy),
        Meaning::Flipped(..) => policy.uses.iter().map(|at| Candidate::Asked(*at, None)).collect(),
        Meaning::Dropped(number) => hits(*number, &|hit| hit.failing.is_none()),
        Meaning::Changed(number, element, _) => {
            hits(*number, &|hit| hit.failing.is_none_or(|failing| failing == *element))
        }
    };
    let by_text = policy.cells_by_text.iter();
    found.extend(by_text.map(|cell| Candidate::Cell(*cell, Answer::Open)));
    found
}

fn wherever_used(policy: &UnderTest) -> Vec<Candidate> {
    let hits = policy.hits.iter().flatten().filter(|hit| hit.failing.is_none());
    let applies: HashSet<usize> = hits.map(|hit| hit.at.cell).collect();
    let answer = |cell| if applies.contains(&cell) { Answer::Other } else { Answer::Open };
    let cells = policy.uses.iter().map(|at| at.cell);
    cells.map(|cell| Candidate::Cell(cell, answer(cell))).collect()
}

fn answer(altered: &Altered<'_>, cell: &BaselineCell<'_>, candidate: Candidate) -> Answer {
    match candidate {
        Candidate::Asked(at, before) => altered.answer(cell, at, before),
        Candidate::Cell(_, answer) => answer,
    }
}

/// Whether a cell's expectation tells the mutant from the policy.
fn notices(
    altered: &Altered<'_>,
    cell: &BaselineCell<'_>,
    (number, answer): (usize, Answer),
    unnoticed: &mut Unnoticed,
) -> bool {
    let decision = strictest(&altered.decisions(cell));
    if !cell.cell.expectation.wanted.is_met_by(decision) {
        return true;
    }
    if hangs_on_reasons(&cell.cell)
        && let Some(verdict) = altered.verdict(cell)
        && !cell.cell.is_met_by(&verdict)
    {
        return true;
    }
    if decision != cell.decision() {
        unnoticed.loose.get_or_insert((number, decision));
    } else if answer == Answer::Other {
        unnoticed.masked.get_or_insert(number);
    }
    false
}

/// What decides in place of the mutated statement.
fn masking(altered: &Altered<'_>, cell: &BaselineCell<'_>) -> String {
    let verdict = altered.verdict(cell);
    let deciding = verdict.as_ref().and_then(Verdict::deciding);
    let Some(Decided { explanation, .. }) = deciding else {
        return "something else".to_owned();
    };
    let is_other = |place: &&StatementPlace| {
        *place.policy != *altered.policy.name() || Some(place.index) != altered.number()
    };
    if let Some(place) = explanation.matched.iter().find(is_other) {
        let number = place.index + 1;
        let sid = place.sid.as_deref().filter(|sid| !sid.is_empty());
        let name = sid.map_or_else(|| format!("statement {number}"), quote);
        return format!("{name} of {}", quote(&place.policy));
    }
    if !explanation.matched.is_empty() {
        return "the statement itself".to_owned();
    }
    match (explanation.decided_by, explanation.missing_context.first()) {
        (Some(layer), _) => format!("the {} that does not allow it", layer.policy_type),
        (None, Some(missing)) => format!("what is not known of {}", quote(&missing.key)),
        (None, None) => "a rule of the service".to_owned(),
    }
}
