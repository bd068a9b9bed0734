//! Whether new policies allow what existing ones do not.

use super::actions::ActionClass;
use super::caller::{Caller, known_of};
use super::callers::callers;
use super::formula::Formula;
use super::join::{concrete, joined_keys, why_open};
use super::region::Region;
use super::side::{Place, Side};
use super::solve::{Model, Solved};
use super::split::cases;
use super::terms::Terms;
use super::theory::Theory;
use super::unknown::Unknown;
use super::witness::{Witness, request_of};
use crate::aws::ActionName;
use crate::catalog::Catalog;
use crate::compile::ResourcePattern;
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

/// Requests for one class of actions that a term may allow.
struct Kind {
    /// The number of the term.
    term: usize,
    class: ActionClass,
    /// What else is asked of them.
    formula: Formula,
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
            let kind = Kind { term: number, class, formula };
            match terms.solve(formula) {
                Solved::None => {}
                Solved::GivenUp => unknown = Some(Unknown::Budget),
                Solved::Model(model) => match self.shown(sides, terms, &kind, &model) {
                    Err(Unknown::Variables) if self.is_refuted(sides, terms, &kind) => {}
                    Err(why) => unknown = Some(why),
                    Ok(witness) => {
                        let reason = self.described(sides, terms, number, *witness);
                        return Added::Reason(Box::new(reason));
                    }
                },
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
        kind: &Kind,
        model: &Model,
    ) -> Result<Box<Witness>, Unknown> {
        let known = &terms.encoder.known;
        let statement = sides[1].statement(terms.place(kind.term));
        let replay = |model: &Model, known: &RequestContext| {
            let request = request_of(model, &kind.class.action, known, self.keys)?;
            let witness = Witness::replayed(sides, request, self.keys)?;
            self.is_granted(sides[1], statement, &witness).then(|| Box::new(witness))
        };
        if let Some(witness) = replay(model, known) {
            return Ok(witness);
        }
        let asked = terms.encoder.formulas.atoms(kind.formula);
        let keys = joined_keys(&terms.encoder.atoms, &asked);
        let caller = Caller { known: known.clone(), limits: terms.theory.limits.clone() };
        for caller in concrete(&keys, &terms.encoder.atoms, &asked, model, &caller) {
            let Some(mut concrete) = Terms::of(self, sides, &caller) else { continue };
            let term = concrete.term(kind.term);
            let formula = concrete.for_action(term, &kind.class.action);
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
    fn is_refuted(&self, sides: [&Side; 2], terms: &Terms<'a>, kind: &Kind) -> bool {
        let asked = terms.encoder.formulas.atoms(kind.formula);
        let (atoms, known) = (&terms.encoder.atoms, &terms.encoder.known);
        let cases = cases(&joined_keys(atoms, &asked), atoms, &asked, known, self.keys);
        cases.is_some_and(|cases| {
            cases.iter().all(|case| {
                let limits = terms.theory.limits.clone();
                let caller = Caller { known: case.known.clone(), limits };
                let terms = Terms::of_case(self, sides, &caller, &case.shapes);
                let Some(mut terms) = terms else { return false };
                let term = terms.term(kind.term);
                let formula = terms.for_action(term, &kind.class.action);
                let formula = case.formula(&mut terms.encoder, formula);
                matches!(terms.solve(formula), Solved::None)
            })
        })
    }
}
