//! Whether new policies allow what existing ones do not.

use super::added::Added;
use super::caller::{Caller, known_of};
use super::callers::{callers, variants};
use super::engine::Engine;
use super::region::Region;
use super::side::{Place, Side};
use super::terms::Terms;
use super::theory::Theory;
use super::unknown::Unknown;
use super::witness::Witness;
use crate::aws::ActionName;
use crate::catalog::Catalog;
use crate::compile::{ResourcePattern, is_tested};
use crate::request::{
    ActionFacts, ContextKeys, KeyState, Principal, Request, RequestContext, ResourceTarget,
};
use crate::text::Arrange;
use crate::value_set::Language;

/// The answer to a question about all requests.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It holds for all of them.
    Proven,
    /// It does not.
    Found {
        /// One for each statement that adds access.
        reasons: Vec<Reason>,
        /// The statements of which it could not be shown whether they add access too.
        undecided: Vec<Undecided>,
    },
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

/// A statement of which it is not known whether it adds access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The statement, among the new policies; `None` where it may be none of them, or any.
    pub place: Option<Place>,
    /// Why it is not known.
    pub why: Unknown,
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
    /// What searches for requests: one after another, until one is not given up.
    pub(super) engines: &'static [Engine],
    /// Whether only requests that the catalogue has are compared.
    pub(super) is_catalogued: bool,
}

/// Who asks.
pub(super) enum Callers {
    /// Anybody: of this request nothing is known.
    Anyone(RequestContext),
    /// This caller.
    One(RequestContext),
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
    /// The keys have those that [rules look at](crate::evaluate::add_asked_keys).
    pub fn of_caller(keys: &'a ContextKeys, request: &Request) -> Self {
        Self::of_callers(keys, Callers::One(known_of(request, keys)))
    }

    pub(super) fn of_callers(keys: &'a ContextKeys, callers: Callers) -> Self {
        let (catalog, universe) = (Catalog::embedded(), Theory::every_resource());
        let except = Box::default();
        let engines = &Engine::ALL;
        Self {
            keys,
            catalog,
            describes: true,
            callers,
            universe,
            except,
            counts: None,
            engines,
            is_catalogued: false,
        }
    }

    /// Searches by these engines alone, one after another, until one is not given up.
    #[must_use]
    pub fn searched_by(self, engines: &'static [Engine]) -> Self {
        Self { engines, ..self }
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

    /// Whether a policy or the request speaks of credentials other than long-term ones.
    // AWS: T-6
    pub(super) fn tells_credentials(&self, sides: [&Side; 2], caller: &RequestContext) -> bool {
        let Some(token) = self.keys.find("aws:TokenIssueTime") else { return false };
        let is_given = caller.request.given("aws:tokenissuetime").is_some();
        is_given || sides.iter().any(|side| is_tested(token, &side.policies))
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
        match &self.callers {
            Callers::Anyone(anyone) => {
                callers(sides, anyone, self.keys, self.counts.unwrap_or(&|_| true))
            }
            Callers::One(caller) => {
                variants(sides, caller).into_iter().map(Caller::unlimited).collect()
            }
        }
    }

    /// The answer for these callers.
    pub(super) fn asked_by(&self, callers: &[Caller], sides: [&Side; 2]) -> Answer {
        let mut reasons: Vec<Reason> = Vec::new();
        let mut undecided: Vec<Undecided> = Vec::new();
        for caller in callers {
            let known: Vec<Option<Place>> = reasons.iter().map(|reason| reason.place).collect();
            for (place, added) in self.added_for(sides, caller, &known) {
                match added {
                    Added::Nothing => {}
                    Added::Unknown(why) => undecided.push(Undecided { place, why }),
                    Added::Reason(reason) => reasons.push(*reason),
                }
            }
        }
        reasons.arrange_by_key(|reason| reason.place);
        undecided.retain(|open| reasons.iter().all(|reason| reason.place != open.place));
        undecided.arrange_by_key(|open| open.place);
        undecided.dedup_by_key(|open| open.place);
        match (reasons.is_empty(), undecided.first()) {
            (false, _) => Answer::Found { reasons, undecided },
            (true, Some(open)) => Answer::Unknown(open.why),
            (true, None) => Answer::Proven,
        }
    }

    /// What each Allow statement of the new side adds for a caller, but for those known to add
    /// something.
    fn added_for(
        &self,
        sides: [&Side; 2],
        caller: &Caller,
        known: &[Option<Place>],
    ) -> Vec<(Option<Place>, Added)> {
        let Some(mut terms) = Terms::of(self, sides, caller) else {
            return vec![(None, Added::Unknown(Unknown::Budget))];
        };
        let places: Vec<Option<Place>> = terms.added.iter().map(|(place, _)| *place).collect();
        let open = places.iter().enumerate().filter(|(_, place)| !known.contains(place));
        open.map(|(number, place)| (*place, self.added_by(sides, &mut terms, number))).collect()
    }
}
