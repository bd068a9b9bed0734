//! What scenario files come to together: which policies count in which cells and claims.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use super::baseline::{Baseline, BaselineCell, MutantFilter, RunFile};
use super::listener::Heard;
use super::under_test::{Hit, UnderTest, Use, Variant};
use crate::bundle::Text;
use crate::compile::{CompiledPolicy, PolicySet};
use crate::evaluate::{gates, layer_at};
use crate::load::syntax_of;
use crate::request::ContextKeys;
use crate::scenario::claims::Standing;
use crate::scenario::run::FileReport;

/// What the files come to together.
#[derive(Default)]
pub(super) struct Gathered<'n> {
    cells: Vec<BaselineCell<'n>>,
    claims: Vec<Standing<'n>>,
    keys: Vec<ContextKeys>,
    policies: BTreeMap<String, UnderTest>,
    troubled: Vec<FileReport>,
    cases: usize,
}

/// The number of a cell, and that of one of its authorizations.
type Number = (usize, usize);

/// Which policy, and which of its variants, a compiled policy is; by its address.
type Known = HashMap<usize, (String, usize)>;

impl<'n> Gathered<'n> {
    /// Takes a file in.
    pub(super) fn add(&mut self, run: RunFile<'n>, filter: MutantFilter<'_>) {
        let texts: HashMap<usize, Text> =
            run.opened.into_iter().map(|text| (address(&text.source), text)).collect();
        let first_reader = self.keys.len();
        self.keys.extend(run.keys);
        self.troubled.extend(run.trouble);
        self.cases += run.cases;
        let mut known = Known::new();
        for mut cell in run.cells {
            cell.reader += first_reader;
            let number = self.cells.len();
            for (authorization, heard) in std::mem::take(&mut cell.heard).into_iter().enumerate() {
                let place = (number, authorization);
                self.uses(&cell, place, &texts, (filter, &mut known));
                self.hits(&cell, place, &heard, &known);
                self.by_text(&cell, place, &known);
            }
            self.cells.push(cell);
        }
        for claim in run.claims {
            for policies in claim.policies() {
                self.claimed(policies, first_reader, &texts, (filter, &mut known));
            }
            self.compared(&claim, filter);
            self.claims.push(claim);
        }
    }

    /// Notes which policies decide the requests of the claim that comes next.
    fn claimed(
        &mut self,
        policies: &PolicySet,
        reader: usize,
        texts: &HashMap<usize, Text>,
        (filter, known): (MutantFilter<'_>, &mut Known),
    ) {
        let number = self.claims.len();
        for compiled in policies.all() {
            let Some(text) = texts.get(&address(&compiled.source)) else { continue };
            if (filter.policy)(text.source.name()) {
                let (policy, _) = self.meet(text, (compiled, reader), known);
                if policy.claims.last() != Some(&number) {
                    policy.claims.push(number);
                }
            }
        }
    }

    /// The policy of that text, which has this compiled form among its variants.
    fn meet(
        &mut self,
        text: &Text,
        (compiled, reader): (&Arc<CompiledPolicy>, usize),
        known: &mut Known,
    ) -> (&mut UnderTest, usize) {
        let name = text.source.name().to_owned();
        let policy = self.policies.entry(name.clone()).or_insert_with(|| UnderTest {
            text: text.clone(),
            syntax: syntax_of(Path::new(text.source.name())),
            variants: Vec::new(),
            uses: Vec::new(),
            hits: compiled.statements.iter().map(|_| Vec::new()).collect(),
            cells_by_text: Vec::new(),
            claims: Vec::new(),
        });
        let (_, variant) = known.entry(address(compiled)).or_insert_with(|| {
            policy.variants.push(Variant { reader, compiled: compiled.clone() });
            (name, policy.variants.len() - 1)
        });
        (policy, *variant)
    }

    /// Finds out where the policies of an authorization count.
    fn uses(
        &mut self,
        cell: &BaselineCell<'n>,
        (number, authorization): Number,
        texts: &HashMap<usize, Text>,
        (filter, known): (MutantFilter<'_>, &mut Known),
    ) {
        let policies = &cell.question.authorizations[authorization].policies;
        for gate in gates(policies) {
            for compiled in layer_at(policies, gate).into_iter().flat_map(|layer| layer.iter()) {
                let Some(text) = texts.get(&address(&compiled.source)) else { continue };
                if !(filter.policy)(text.source.name()) {
                    continue;
                }
                let (policy, variant) = self.meet(text, (compiled, cell.reader), known);
                policy.uses.push(Use { cell: number, authorization, gate, variant });
            }
        }
    }

    fn hits(
        &mut self,
        cell: &BaselineCell<'n>,
        (number, authorization): Number,
        heard: &[Heard],
        known: &Known,
    ) {
        let policies = &cell.question.authorizations[authorization].policies;
        for heard in heard {
            let policy = layer_at(policies, heard.gate).and_then(|all| all.get(heard.policy));
            let found = policy.and_then(|policy| known.get(&address(policy)));
            let Some((name, variant)) = found else { continue };
            let policy = self.policies.get_mut(name);
            if let Some(hits) = policy.and_then(|policy| policy.hits.get_mut(heard.statement)) {
                let (gate, variant) = (heard.gate, *variant);
                let at = Use { cell: number, authorization, gate, variant };
                hits.push(Hit { at, failing: heard.failing, grants: heard.grants });
            }
        }
    }

    // AWS: X-4
    fn by_text(&mut self, cell: &BaselineCell<'n>, (number, one): Number, known: &Known) {
        let authorization = &cell.question.authorizations[one];
        let resource = authorization.policies.resource.policy();
        if let Some(policy) = resource
            && authorization.request.public_access_block.restrict_public_buckets
            && let Some((name, _)) = known.get(&address(policy))
            && let Some(policy) = self.policies.get_mut(name)
        {
            policy.cells_by_text.push(number);
        }
    }

    /// Makes mutants of a policy that a claim compares, even if no case asks it.
    fn compared(&mut self, claim: &Standing<'_>, filter: MutantFilter<'_>) {
        let is_new = |file: &&str| (filter.policy)(file) && !self.policies.contains_key(*file);
        if claim.file().as_ref().is_some_and(is_new)
            && let Some((text, compiled, keys)) = claim.policy()
        {
            self.meet(&text, (&compiled, self.keys.len()), &mut Known::new());
            self.keys.push(keys);
        }
    }

    /// All of it.
    pub(super) fn finish(self) -> Baseline<'n> {
        let Self { cells, claims, keys, mut policies, troubled, cases } = self;
        for (number, file) in
            claims.iter().enumerate().filter_map(|(n, one)| Some((n, one.file()?)))
        {
            if let Some(policy) = policies.get_mut(file) {
                policy.claims.push(number);
            }
        }
        let policies = policies.into_values().collect();
        Baseline { cells, claims, keys, policies, troubled, cases }
    }
}

fn address<T>(shared: &Arc<T>) -> usize {
    Arc::as_ptr(shared).addr()
}
