//! Policies and what they were, each as a pair.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::baseline::{Baseline, folder_of};
use super::broken::{Counterexample, Unproven};
use super::claim::Claim;
use super::pair::Pair;
use super::prove::Findings;
use crate::aws::PolicyKind;
use crate::bundle::{
    Documents, LAYERS, Placed, PolicyReader, Question, QuestionFields, REQUEST_FIELDS, Text,
    Trouble, Verdict,
};
use crate::catalog::Catalog;
use crate::compare::{Answer, Comparison, Place as StatementNumber, Reason, Side, Unknown};
use crate::evaluate::{Decision, layer_at};
use crate::explain::StatementPlace;
use crate::load::{find_every, fits_glob, is_document, path_beside, real_path, relative};
use crate::policy::Reading;
use crate::request::ActionFacts;
use crate::scenario::document::Document;
use crate::text::{Node, Value};

/// A policy that is compared with what it was.
#[derive(Clone, Debug)]
pub(super) struct Compared<'n> {
    /// As the scenario file names it.
    pub(super) name: String,
    path: PathBuf,
    pub(super) written: Placed<'n>,
    /// Whether it was there before, and is not any more.
    pub(super) is_gone: bool,
}

/// All pairs of a claim.
#[derive(Debug)]
pub(super) struct Comparisons<'n> {
    pub(super) baseline: Baseline,
    pub(super) policies: Vec<Compared<'n>>,
}

/// What it takes to compare.
pub(super) struct Comparing<'d> {
    pub(super) documents: &'d dyn Documents,
    pub(super) catalog: &'d Catalog,
}

impl<'n> Comparisons<'n> {
    /// Reads a `noNewAccess`.
    ///
    /// # Errors
    /// If there is nothing to compare, or nothing to compare with.
    pub(super) fn read(document: &Document<'n>, claim: &Claim<'n>) -> Result<Self, Trouble> {
        let baseline = claim.needed("baseline")?;
        let mut all = Self { baseline: Baseline::read(baseline)?, policies: Vec::new() };
        match claim.fields.some("policies") {
            Some(written) => {
                for one in written.one_or_more() {
                    all.add(one)?;
                }
            }
            None => named_in(document).into_iter().for_each(|(name, at)| all.push(name, at, false)),
        }
        if all.policies.is_empty() {
            let message = "there are no policies to compare";
            return Err(claim.place.trouble("empty-list", message));
        }
        if let (Baseline::File(_), true) = (&all.baseline, all.policies.len() > 1) {
            let message = "one file is compared with one policy; name a folder or a revision";
            return Err(baseline.trouble("invalid-baseline", message));
        }
        Ok(all)
    }

    /// The files and folders that say what a `noNewAccess` compares.
    pub(super) fn places(claim: &Claim<'_>) -> Vec<PathBuf> {
        let baseline = claim.fields.some("baseline").map(Baseline::places);
        let policies = claim.fields.some("policies").map_or_else(Vec::new, Placed::one_or_more);
        let policies = policies.into_iter().filter_map(|written| {
            let text = written.node.as_text()?;
            let literal =
                text.split_inclusive('/').take_while(|part| !part.contains(['*', '?', '[', '{']));
            Some(path_beside(written.source, &literal.collect::<String>()))
        });
        baseline.into_iter().flatten().chain(policies).collect()
    }

    fn add(&mut self, written: Placed<'n>) -> Result<(), Trouble> {
        let path = path_beside(written.source, written.text()?);
        let whole = real_path(&path).display().to_string();
        let fits = |gone: &Path| {
            let text = gone.display().to_string();
            let is_below = || gone.starts_with(&whole) || fits_glob(&whole, &text);
            text == whole || is_document(gone) && is_below()
        };
        let gone = self.baseline.gone(&fits, written);
        let search = find_every(&[path.display().to_string()]);
        if let (Some(why), true) = (search.errors.first(), gone.is_empty()) {
            return Err(written.trouble(Trouble::UNREADABLE, why.as_str()));
        }
        let folder = folder_of(written);
        for found in search.found {
            self.push(relative(&found.path, &folder), written, false);
        }
        for path in gone {
            self.push(relative(&path, &folder), written, true);
        }
        Ok(())
    }

    fn push(&mut self, name: String, written: Placed<'n>, is_gone: bool) {
        let path = path_beside(written.source, &name);
        if self.policies.iter().all(|known| known.path != path) {
            self.policies.push(Compared { name, path, written, is_gone });
        }
    }
}

/// The files that the scenario names as policies, each once.
fn named_in<'n>(document: &Document<'n>) -> Vec<(String, Placed<'n>)> {
    let mut lists: Vec<Placed<'n>> = Vec::new();
    let below =
        |holder: Placed<'n>, field: &str| holder.node.get(field).map(|node| holder.at(node));
    lists.extend(document.nearest("policies"));
    for (_, principal) in document.principals.all() {
        lists.extend(below(principal, "policies"));
    }
    lists.extend(document.cases.iter().filter_map(|case| below(case.place, "policies")));
    let layers = lists.into_iter().flat_map(|object| {
        LAYERS.iter().filter_map(move |layer| Some(object.at(object.node.get(layer)?)))
    });
    let of_resources = document.resources.all().into_iter();
    let of_resources = of_resources.filter_map(|(_, one)| below(one, "policy"));
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for layer in layers.chain(of_resources) {
        for placed in texts_in(layer) {
            let name = placed.node.as_text().unwrap_or_default();
            if path_beside(placed.source, name).is_file()
                && seen.insert(path_beside(placed.source, name))
            {
                found.push((name.to_owned(), placed));
            }
        }
    }
    found
}

/// Every text in a layer that may be a path: not those inside of documents.
fn texts_in(layer: Placed<'_>) -> Vec<Placed<'_>> {
    match &layer.node.value {
        Value::Text(_) => vec![layer],
        Value::List(items) => items.iter().flat_map(|item| texts_in(layer.at(item))).collect(),
        Value::Object(_) => {
            layer.node.get("policy").map_or_else(Vec::new, |node| texts_in(layer.at(node)))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

impl Comparing<'_> {
    /// What a policy newly allows.
    ///
    /// # Errors
    /// If one of the two cannot be read, or is no policy.
    pub(super) fn run(
        &self,
        compared: &Compared<'_>,
        baseline: &Baseline,
    ) -> Result<Findings, Vec<Trouble>> {
        let (new, before) = self.sides(compared, baseline).map_err(|trouble| vec![trouble])?;
        let text = |side: &Option<Text>| side.as_ref().map(|text| text.source.text().to_owned());
        if text(&new) == text(&before) {
            return Ok(Findings::default());
        }
        let pair = Pair::of(before.as_ref(), new.as_ref())?;
        Ok(self.found(&pair, compared))
    }

    /// The policy now and before, where there is one.
    ///
    /// # Errors
    /// If one of the two cannot be read.
    pub(super) fn sides(
        &self,
        compared: &Compared<'_>,
        baseline: &Baseline,
    ) -> Result<(Option<Text>, Option<Text>), Trouble> {
        Ok((self.now(compared)?, baseline.before(&compared.path, compared.written)?))
    }

    /// What is known of all requests.
    pub(super) fn facts(&self) -> ActionFacts {
        let mut facts = ActionFacts::default();
        facts.reference.known = Some(self.catalog.known_keys().clone());
        facts
    }

    fn now(&self, compared: &Compared<'_>) -> Result<Option<Text>, Trouble> {
        if compared.is_gone {
            return Ok(None);
        }
        let at = compared.written;
        let alone = |message| at.trouble(Trouble::UNREADABLE, message);
        let opened = self.documents.open(at.source, &compared.name);
        opened.map(Some).map_err(|why| why.unwrap_or_else(alone))
    }

    fn found(&self, pair: &Pair, compared: &Compared<'_>) -> Findings {
        let comparison = Comparison::new(&pair.keys, self.facts());
        let comparison = comparison.map(|comparison| comparison.with_catalog(self.catalog));
        let answer =
            comparison.map(|comparison| comparison.no_new_access(&pair.existing, &pair.new));
        let mut findings = Findings::default();
        match answer.unwrap_or(Answer::Unknown(Unknown::Budget)) {
            Answer::Proven => {}
            Answer::Unknown(why) => findings.unproven = Some(Unproven::Unknown(why)),
            Answer::Found { reasons, .. } => {
                let example = |reason| self.counterexample(reason, pair, compared);
                findings.found = reasons.into_iter().map(example).collect();
            }
        }
        findings
    }

    fn counterexample(
        &self,
        reason: Reason,
        pair: &Pair,
        compared: &Compared<'_>,
    ) -> Counterexample {
        let Reason { place, witness, region } = reason;
        let case = Some(pair).filter(|_| !compared.is_gone);
        let case = case.and_then(|pair| pair.case(&witness.request, &compared.name));
        let is_attached = pair.kind == PolicyKind::Identity;
        Counterexample {
            caller: (!is_attached).then(|| witness.request.principal.text.to_string()),
            statement: place.and_then(|place| statement_at(&pair.new, place)),
            request: witness.request,
            verdict: None,
            region: region.to_string(),
            case: case.filter(|case| self.is_allowed(case, compared)),
        }
    }

    /// Whether the case comes out allowed.
    fn is_allowed(&self, case: &Node, compared: &Compared<'_>) -> bool {
        let Value::Object(members) = &case.value else { return false };
        let is_asked = |name: &str| REQUEST_FIELDS.contains(&name);
        let request = members.iter().filter(|member| is_asked(&member.key.text));
        let request =
            Node::of_members(request.map(|member| (member.key.text.clone(), member.value.clone())));
        let policies = case.get("policies").map(|node| compared.written.at(node));
        let fields = QuestionFields::of_bundle(policies, compared.written.at(&request));
        let mut reader = PolicyReader::new(self.documents, Reading::AsStored);
        let question = fields
            .map_err(|_| ())
            .and_then(|fields| Question::read(&fields, &mut reader).map_err(|_| ()));
        question.is_ok_and(|question| {
            Verdict::on::<false>(&question, reader.keys()).decision == Decision::Allowed
        })
    }
}

/// The statement, if it is one of the policy itself.
fn statement_at(side: &Side, at: StatementNumber) -> Option<StatementPlace> {
    let policy = layer_at(&side.policies, at.gate)?.get(at.policy)?;
    let is_own = !policy.source.text().is_empty();
    StatementPlace::of(policy, at.gate, at.statement).filter(|_| is_own)
}
