//! Looks for a draft to which a statement applies, and which no other statement spoils.

use super::ask::{Answers, Subject};
use super::draft::Draft;
use super::near::{listed, unlisted};
use super::resources::at_large;
use super::scene::Scene;
use crate::aws::PolicyKind;
use crate::evaluate::{Element, Gate, StatementAt, Truth};
use crate::policy::Effect;

/// How often a draft is changed on its way.
const MOST_STEPS: usize = 12;

/// How many drafts are tried for one step.
const MOST_TRIES: usize = 200;

impl Scene<'_> {
    /// A draft without any hint at what it should be about.
    fn blank(&self, subject: &Subject<'_>) -> Draft {
        let mut draft = Draft {
            caller: self.cast.caller.clone(),
            action: "s3:ListAllMyBuckets".into(),
            resource: "*".into(),
            resource_account: None,
            context: std::collections::BTreeMap::new(),
            made_up: false,
            never_carried: Vec::new(),
        };
        if let Some((_, first)) = listed(subject, Element::Action, &draft).into_iter().next() {
            draft = first;
        }
        if subject.kind() == PolicyKind::Trust {
            let example = || format!("arn:aws:iam::{}:role/example", self.cast.account).into();
            draft.resource = self.cast.resource.clone().unwrap_or_else(example);
        } else if let Some(usual) = at_large(self, subject.kind(), &draft).into_iter().next() {
            draft.resource = self.cast.resource.clone().unwrap_or_else(|| usual.into());
        }
        draft
    }
}

impl Subject<'_> {
    /// A draft to which the statement applies and which other statements spoil as little as can be.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn base(&self) -> Result<Draft, String> {
        let draft = self.satisfied(self.scene.blank(self))?;
        Ok(self.suited(self.unspoilt(draft)))
    }

    /// The draft with another action or resource that the statement lists, where AWS never asks
    /// about its own.
    fn suited(&self, draft: Draft) -> Draft {
        let scene = self.scene;
        if scene.is_real(&draft) {
            return draft;
        }
        let axes = [Element::Resource, Element::Action].into_iter();
        let others = axes.flat_map(|axis| self.tries(axis, &draft));
        let cost = self.cost(&draft);
        let mut suited = others.filter(|other| {
            scene.is_real(other)
                && self.answers(other).is_some_and(|answers| answers.all_fit())
                && self.cost(other) <= cost
        });
        suited.next().unwrap_or(draft)
    }

    /// The draft changed, one element at a time, until the statement applies.
    pub(super) fn satisfied(&self, start: Draft) -> Result<Draft, String> {
        let mut draft = start;
        for _ in 0..MOST_STEPS {
            let Some(answers) = self.answers(&draft) else { break };
            if answers.all_fit() {
                return Ok(draft);
            }
            let better = answers.unfit().find_map(|element| self.step(element, &draft, &answers));
            match better {
                Some(better) => draft = better,
                None => return Err(self.why_unfit(&answers)),
            }
        }
        Err("no request could be put together".to_owned())
    }

    /// A draft near this one in which an element fits and fewer do not.
    fn step(&self, element: Element, draft: &Draft, answers: &Answers) -> Option<Draft> {
        let count = answers.unfit().count();
        self.tries(element, draft).into_iter().find(|draft| {
            let answers = self.answers(draft);
            answers.is_some_and(|answers| {
                answers.of(element) == Truth::True && answers.unfit().count() < count
            })
        })
    }

    /// Drafts in which an element may fit, the likeliest first.
    fn tries(&self, element: Element, draft: &Draft) -> Vec<Draft> {
        let (inside, outside) = (listed(self, element, draft), unlisted(self, element, draft));
        let (first, then) =
            if self.is_negated(element) { (outside, inside) } else { (inside, outside) };
        first.into_iter().chain(then).map(|(_, draft)| draft).take(MOST_TRIES).collect()
    }

    fn why_unfit(&self, answers: &Answers) -> String {
        let Some(element) = answers.unfit().next() else { return String::new() };
        match element {
            Element::Principal => "it names no caller that could be made up".to_owned(),
            Element::Action => "no action fits it".to_owned(),
            Element::Resource => "no resource that could be made up fits it".to_owned(),
            Element::Condition(number) => {
                let condition = self.written.conditions.get(number);
                let name = condition.map_or("", |condition| &condition.operator_text);
                let key = condition.map_or("", |condition| &condition.key);
                format!("no value of `{key}` was found that fits `{name}` and the rest")
            }
        }
    }

    /// The draft changed so that other statements change nothing about what this one does: no Deny
    /// beside it applies, and every other layer allows.
    fn unspoilt(&self, start: Draft) -> Draft {
        let mut draft = start;
        let mut cost = self.cost(&draft);
        for _ in 0..MOST_STEPS {
            if cost == 0 {
                break;
            }
            let costs = self
                .ways_out(&draft)
                .into_iter()
                .take(MOST_TRIES)
                .filter(|other| self.answers(other).is_some_and(|answers| answers.all_fit()));
            let least = costs.map(|other| (self.cost(&other), other)).min_by_key(|(cost, _)| *cost);
            match least {
                Some((less, better)) if less < cost => (cost, draft) = (less, better),
                _ => break,
            }
        }
        draft
    }

    /// Drafts in which what spoils this one may be gone.
    fn ways_out(&self, draft: &Draft) -> Vec<Draft> {
        let mut ways = Vec::new();
        for element in self.elements() {
            ways.extend(self.tries(element, draft));
        }
        for culprit in self.culprits(draft) {
            let conditions = (0..culprit.written.conditions.len()).map(Element::Condition);
            for element in conditions {
                ways.extend(culprit.tries(element, draft));
            }
        }
        for grant in self.nearest_grants(draft) {
            let Some(answers) = grant.answers(draft) else { continue };
            let unfit: Vec<Element> = answers.unfit().collect();
            for element in unfit {
                ways.extend(grant.tries(element, draft).into_iter().take(MOST_TRIES / 8));
            }
        }
        ways
    }

    /// How far other statements are from leaving the draft alone.
    fn cost(&self, draft: &Draft) -> usize {
        let unfit = |grant: &Subject<'_>| {
            grant.answers(draft).map_or(usize::from(u8::MAX), |answers| answers.unfit().count())
        };
        let grants: usize = self.nearest_grants(draft).iter().map(unfit).sum();
        10 * self.culprits(draft).len() + grants + usize::from(draft.made_up)
    }

    fn others(&self) -> impl Iterator<Item = Subject<'_>> {
        let all = self.scene.statements().into_iter().filter(|at| *at != self.at);
        all.filter_map(|at| self.scene.subject(at))
    }

    /// The other Deny statements that apply.
    fn culprits(&self, draft: &Draft) -> Vec<Subject<'_>> {
        let denies = self.others().filter(|other| other.at.effect == Effect::Deny);
        denies
            .filter(|other| other.answers(draft).is_some_and(|answers| answers.all_fit()))
            .collect()
    }

    /// For each layer whose Allow is needed besides this statement's: the Allow nearest to applying.
    fn nearest_grants(&self, draft: &Draft) -> Vec<Subject<'_>> {
        let mut nearest: Vec<(Option<Gate>, usize, Subject<'_>)> = Vec::new();
        let own = (self.at.effect == Effect::Allow).then(|| layer_of(self.at));
        for other in self.others().filter(|other| other.at.effect == Effect::Allow) {
            let layer = layer_of(other.at);
            if own == Some(layer) {
                continue;
            }
            let answers = other.answers(draft);
            let unfit = answers.map_or(usize::MAX, |answers| answers.unfit().count());
            match nearest.iter_mut().find(|(known, ..)| *known == layer) {
                Some(known) if known.1 <= unfit => {}
                Some(known) => *known = (layer, unfit, other),
                None => nearest.push((layer, unfit, other)),
            }
        }
        nearest.into_iter().map(|(_, _, subject)| subject).collect()
    }
}

/// The layer in which one Allow is enough; identity-based and resource-based policies are one.
fn layer_of(at: StatementAt) -> Option<Gate> {
    (!matches!(at.gate, Gate::Identity | Gate::Resource)).then_some(at.gate)
}
