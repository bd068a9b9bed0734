//! Whether new policies allow what existing ones do not.

use std::rc::Rc;

use super::actions::{ActionClass, action_classes};
use super::atoms::{AtomId, Dimension};
use super::caller::{Caller, known_of};
use super::callers::callers;
use super::encode::Encoder;
use super::formula::Formula;
use super::join::{concrete, joined_keys, why_open};
use super::region::Region;
use super::side::{Place, Side};
use super::solve::{Model, Solved, Solver};
use super::split::cases;
use super::theory::Theory;
use super::unknown::Unknown;
use super::witness::{Witness, request_of};
use crate::aws::ActionName;
use crate::catalog::Catalog;
use crate::compile::{ResourcePattern, Shapes};
use crate::request::{
    ActionFacts, ContextKeys, KeyState, Principal, Request, RequestContext, ResourceTarget,
};
use crate::value_set::Language;

/// The answer to a question about all requests.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It holds for all of them.
    Proven,
    /// It does not: one reason for each statement that adds access.
    Found(Vec<Reason>),
    /// Neither could be shown.
    Unknown(Unknown),
}

/// A statement that adds access.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The statement, among the new policies; `None` where no statement grants it: to a root user,
    /// or what a service allows to all.
    pub place: Option<Place>,
    /// A request that it allows and that was not allowed.
    pub witness: Witness,
    /// What it allows to the caller of that request and was not allowed.
    pub region: Region,
}

/// Compares policies whose condition keys are these.
pub struct Comparison<'a> {
    pub(super) keys: &'a ContextKeys,
    /// What names actions and resources in reasons.
    pub(super) catalog: &'a Catalog,
    /// Whether reasons are made ready to be told.
    pub(super) describes: bool,
    pub(super) callers: Callers,
    pub(super) universe: Language,
    /// Resources that do not count.
    pub(super) except: Box<[ResourcePattern]>,
    /// Which of all callers count, where not all do.
    pub(super) counts: Option<&'a dyn Fn(&Principal) -> bool>,
}

/// Who asks.
pub(super) enum Callers {
    /// Anybody: of this request nothing is known.
    Anyone(RequestContext),
    /// This caller.
    One(RequestContext),
}

/// What one statement adds for one caller.
enum Added {
    Nothing,
    Reason(Box<Reason>),
    Unknown(Unknown),
}

impl<'a> Comparison<'a> {
    /// Compares for all requests that there can be. `facts` say what is known of all of them: the
    /// types of keys.
    pub fn new(keys: &'a ContextKeys, facts: ActionFacts) -> Option<Self> {
        let principal = Principal::parse("arn:aws:iam::111122223333:user/anyone").ok()?;
        let action = ActionName::parse("other:x")?;
        let mut request = Request::new(principal, action, ResourceTarget::Wildcard);
        request.exact_context = true;
        request.facts = facts;
        let mut anyone = RequestContext::new(request, keys);
        for key in keys.ids() {
            anyone.set_state(key, KeyState::Unknown);
        }
        Some(Self::of_callers(keys, Callers::Anyone(anyone)))
    }

    /// Compares for all requests of the caller of this request: whatever else it says of its action
    /// and resource does not count, and of its keys only those that the caller has or that are given.
    pub fn of_caller(keys: &'a ContextKeys, request: &Request) -> Self {
        Self::of_callers(keys, Callers::One(known_of(request, keys)))
    }

    pub(super) fn of_callers(keys: &'a ContextKeys, callers: Callers) -> Self {
        let (catalog, universe) = (Catalog::embedded(), Theory::every_resource());
        let except = Box::default();
        Self { keys, catalog, describes: true, callers, universe, except, counts: None }
    }

    /// Finds reasons as quickly as may be: their witnesses are the first that the search met, and
    /// their regions are empty.
    #[must_use]
    pub fn undescribed(self) -> Self {
        Self { describes: false, ..self }
    }

    /// Names actions and resources as this catalogue does.
    #[must_use]
    pub fn with_catalog(self, catalog: &'a Catalog) -> Self {
        Self { catalog, ..self }
    }

    /// Compares only requests for resources that one of these ARN patterns matches.
    #[must_use]
    pub fn on_resources<'t>(mut self, patterns: impl IntoIterator<Item = &'t str>) -> Self {
        let entries: Vec<ResourcePattern> =
            patterns.into_iter().map(ResourcePattern::of_text).collect();
        self.universe = Theory::language_of(&entries);
        self
    }

    /// Compares only requests for resources of this account, where their ARNs name none.
    #[must_use]
    pub fn owned_by(mut self, account: &str) -> Self {
        let (Callers::Anyone(known) | Callers::One(known)) = &mut self.callers;
        known.request.resource_account = Some(account.into());
        self
    }

    /// The request of which no more is known than holds for all.
    pub(super) fn asked(&self) -> &RequestContext {
        match &self.callers {
            Callers::Anyone(context) | Callers::One(context) => context,
        }
    }

    /// Whether `new` allows nothing that `existing` does not.
    pub fn no_new_access(&self, existing: &Side, new: &Side) -> Answer {
        let sides = [existing, new];
        self.asked_by(&self.callers_of(sides), sides)
    }

    pub(super) fn callers_of(&self, sides: [&Side; 2]) -> Vec<Caller> {
        let callers = match &self.callers {
            Callers::Anyone(anyone) => callers(sides, anyone, self.counts.unwrap_or(&|_| true)),
            Callers::One(caller) => vec![caller.clone()],
        };
        callers.into_iter().map(Caller::unlimited).collect()
    }

    /// The answer for these callers.
    pub(super) fn asked_by(&self, callers: &[Caller], sides: [&Side; 2]) -> Answer {
        let mut reasons: Vec<Reason> = Vec::new();
        let mut unknown = None;
        for caller in callers {
            let known: Vec<Option<Place>> = reasons.iter().map(|reason| reason.place).collect();
            for added in self.added_for(sides, caller, &known) {
                match added {
                    Added::Nothing => {}
                    Added::Unknown(why) => unknown = Some(why),
                    Added::Reason(reason) => reasons.push(*reason),
                }
            }
        }
        reasons.sort_by_key(|reason| reason.place);
        match (reasons.is_empty(), unknown) {
            (false, _) => Answer::Found(reasons),
            (true, Some(why)) => Answer::Unknown(why),
            (true, None) => Answer::Proven,
        }
    }

    /// What each Allow statement of the new side adds for a caller, but for those known to add
    /// something.
    fn added_for(&self, sides: [&Side; 2], caller: &Caller, known: &[Option<Place>]) -> Vec<Added> {
        let Some(mut terms) = Terms::of(self, sides, caller) else {
            return vec![Added::Unknown(Unknown::Budget)];
        };
        let places: Vec<Option<Place>> = terms.terms.iter().map(|(place, _)| *place).collect();
        let open = places.iter().enumerate().filter(|(_, place)| !known.contains(place));
        open.map(|(number, _)| self.added_by(sides, &mut terms, number)).collect()
    }

    fn added_by(&self, sides: [&Side; 2], terms: &mut Terms<'a>, number: usize) -> Added {
        let term = terms.term(number);
        if term == Formula::FALSE {
            return Added::Nothing;
        }
        let Some(classes) = terms.classes() else { return Added::Unknown(Unknown::Budget) };
        let mut unknown = None;
        for (class, formula) in terms.by_action(term, &classes) {
            match terms.solve(formula) {
                Solved::None => {}
                Solved::GivenUp => unknown = Some(Unknown::Budget),
                Solved::Model(model) => {
                    match self.shown(sides, terms, number, &class, formula, &model) {
                        Err(Unknown::Variables)
                            if self.is_refuted(sides, terms, number, &class, formula) => {}
                        Err(why) => unknown = Some(why),
                        Ok(witness) => {
                            let reason = self.described(sides, terms, number, *witness);
                            return Added::Reason(Box::new(reason));
                        }
                    }
                }
            }
        }
        unknown.map_or(Added::Nothing, Added::Unknown)
    }

    /// The request of a model, decided by both sides. Where variables stand in the way, values are
    /// tried for them.
    fn shown(
        &self,
        sides: [&Side; 2],
        terms: &Terms<'a>,
        number: usize,
        class: &ActionClass,
        formula: Formula,
        model: &Model,
    ) -> Result<Box<Witness>, Unknown> {
        let known = &terms.encoder.known;
        let statement = sides[1].statement(terms.place(number));
        let replay = |model: &Model, known: &RequestContext| {
            let request = request_of(model, &class.action, known, self.keys)?;
            let witness = Witness::replayed(sides, request, self.keys)?;
            self.is_granted(sides[1], statement, &witness).then(|| Box::new(witness))
        };
        if let Some(witness) = replay(model, known) {
            return Ok(witness);
        }
        let asked = terms.encoder.formulas.atoms(formula);
        let keys = joined_keys(&terms.encoder.atoms, &asked);
        let caller = Caller { known: known.clone(), limits: terms.theory.limits.clone() };
        for caller in concrete(&keys, &terms.encoder.atoms, &asked, model, &caller) {
            let Some(mut concrete) = Terms::of(self, sides, &caller) else { continue };
            let term = concrete.term(number);
            let formula = concrete.for_action(term, &class.action);
            if let Solved::Model(model) = concrete.solve(formula)
                && let Some(witness) = replay(&model, &caller.known)
            {
                return Ok(witness);
            }
        }
        Err(why_open(&terms.encoder.atoms, &asked))
    }

    /// Whether a statement adds nothing for a class of actions, whatever the keys are that variables
    /// name.
    fn is_refuted(
        &self,
        sides: [&Side; 2],
        terms: &Terms<'a>,
        number: usize,
        class: &ActionClass,
        formula: Formula,
    ) -> bool {
        let asked = terms.encoder.formulas.atoms(formula);
        let (atoms, known) = (&terms.encoder.atoms, &terms.encoder.known);
        let cases = cases(&joined_keys(atoms, &asked), atoms, &asked, known, self.keys);
        cases.is_some_and(|cases| {
            cases.iter().all(|case| {
                let limits = terms.theory.limits.clone();
                let caller = Caller { known: case.known.clone(), limits };
                let terms = Terms::of_case(self, sides, &caller, &case.shapes);
                let Some(mut terms) = terms else { return false };
                let term = terms.term(number);
                let formula = terms.for_action(term, &class.action);
                let formula = case.formula(&mut terms.encoder, formula);
                matches!(terms.solve(formula), Solved::None)
            })
        })
    }
}

/// What the Allow statements of the new side add, as formulas.
pub(super) struct Terms<'a> {
    pub(super) encoder: Encoder<'a>,
    pub(super) theory: Theory<'a>,
    /// Each Allow statement, and where it allows what the existing side does not; last what no
    /// statement grants.
    pub(super) terms: Vec<(Option<Place>, Formula)>,
    /// The classes of actions, once they were asked for; nothing if there are too many to tell.
    classes: Option<Option<Rc<[ActionClass]>>>,
}

impl<'a> Terms<'a> {
    /// `None` if there are too many kinds of requests.
    pub(super) fn of(
        comparison: &Comparison<'a>,
        sides: [&Side; 2],
        caller: &Caller,
    ) -> Option<Self> {
        Self::of_case(comparison, sides, caller, &Shapes::new())
    }

    /// The same where more is known of keys.
    fn of_case(
        comparison: &Comparison<'a>,
        [existing, new]: [&Side; 2],
        caller: &Caller,
        shapes: &Shapes,
    ) -> Option<Self> {
        let keys = comparison.keys;
        let mut encoder = Encoder::new(keys, caller.known.clone());
        encoder.shapes.clone_from(shapes);
        let before = existing.access(&mut encoder, &comparison.universe)?;
        let after = new.access(&mut encoder, &comparison.universe)?;
        let not_before = encoder.formulas.negation(before);
        let counts = comparison.counting_resources(&mut encoder);
        let added = encoder.formulas.all([after, not_before, counts]);
        let granting = new.grants(&mut encoder);
        let mut terms: Vec<(Option<Place>, Formula)> = Vec::new();
        for (place, granted) in &granting {
            terms.push((Some(*place), encoder.formulas.all([*granted, added])));
        }
        if new.grants_without_policies() {
            let granted = encoder.formulas.any(granting.into_iter().map(|(_, granted)| granted));
            let not_granted = encoder.formulas.negation(granted);
            terms.push((None, encoder.formulas.all([not_granted, added])));
        }
        let theory = Theory::new(keys, caller, comparison.universe.clone());
        Some(Self { encoder, theory, terms, classes: None })
    }

    pub(super) fn place(&self, number: usize) -> Option<Place> {
        self.terms.get(number).and_then(|(place, _)| *place)
    }

    pub(super) fn term(&self, number: usize) -> Formula {
        self.terms.get(number).map_or(Formula::FALSE, |(_, term)| *term)
    }

    pub(super) fn classes(&mut self) -> Option<Rc<[ActionClass]>> {
        if let Some(known) = &self.classes {
            return known.clone();
        }
        let mut asked = Vec::new();
        for (_, formula) in &self.terms {
            asked.extend(self.action_atoms(*formula));
        }
        asked.sort_unstable();
        asked.dedup();
        let classes = action_classes(&self.encoder.atoms, &asked).map(Rc::from);
        self.classes = Some(classes.clone());
        classes
    }

    pub(super) fn action_atoms(&self, formula: Formula) -> Vec<AtomId> {
        let mut atoms = self.encoder.formulas.atoms(formula);
        atoms.retain(|atom| self.encoder.atoms.dimension(*atom) == Dimension::Action);
        atoms
    }

    /// The formula for each class of actions, each formula once.
    pub(super) fn by_action(
        &mut self,
        formula: Formula,
        classes: &[ActionClass],
    ) -> Vec<(ActionClass, Formula)> {
        let own = self.action_atoms(formula);
        let mut found: Vec<(ActionClass, Formula)> = Vec::new();
        let mut seen = std::collections::HashSet::from([Formula::FALSE]);
        for class in classes {
            let is_own = |atom: &AtomId| own.binary_search(atom).is_ok();
            let value = |atom: AtomId| is_own(&atom).then(|| class.inside.contains(&atom));
            let assigned = self.encoder.formulas.assign(formula, &value);
            if seen.insert(assigned) {
                found.push((class.clone(), assigned));
            }
        }
        found
    }

    /// The formula for one action.
    pub(super) fn for_action(&mut self, formula: Formula, action: &str) -> Formula {
        let Some(name) = ActionName::parse(action) else { return Formula::FALSE };
        let Encoder { formulas, atoms, .. } = &mut self.encoder;
        formulas.assign(formula, &|atom| match atoms.get(atom) {
            Some(super::atoms::Atom::Action(test)) => Some(test.matches(&name)),
            _ => None,
        })
    }

    pub(super) fn solve(&mut self, formula: Formula) -> Solved {
        let Encoder { formulas, atoms, .. } = &mut self.encoder;
        Solver { formulas, atoms, theory: &mut self.theory }.solve(formula)
    }
}
