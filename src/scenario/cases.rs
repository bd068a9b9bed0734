//! The cells of a case: each combination of its lists is a question of its own.

use std::collections::BTreeMap;

use super::axis::{Axis, Choice};
use super::because::Because;
use super::demand::{Demand, demands};
use super::document::{CASE_FIELDS, Case, Document};
use super::expectation::{Expectation, Expected, Wanted};
use super::missing::Missing;
use crate::aws::PolicyKind;
use crate::bundle::{Fields, Layers, Placed, QuestionFields, Trouble};
use crate::policy::Reading;
use crate::text::nearest;

/// One question of a case, and what is expected of its answer.
#[derive(Clone, Debug)]
pub struct Cell<'n> {
    /// The case's name, and what tells this cell from the others: `name[action=s3:GetObject]`.
    pub id: String,
    /// What to do.
    pub asked: Asked<'n>,
    /// How to take what AWS would refuse to save.
    pub reading: Reading,
    /// What is expected.
    pub expectation: Expectation<'n>,
    /// Which statements may decide; empty if any may.
    pub because: Vec<Because<'n>>,
    /// What the answer must hang on; `None` if on whatever.
    pub missing: Option<Missing<'n>>,
}

/// What a cell asks.
#[derive(Clone, Debug)]
pub enum Asked<'n> {
    /// For a decision.
    Decision(Box<QuestionFields<'n>>),
    /// Whether these policies can be saved as policies of this kind.
    Save(PolicyKind, Vec<Placed<'n>>),
}

/// All answers of a file are kept until they are reported.
const MOST_CELLS: usize = 100_000;

pub(super) const EXCEPT_FIELDS: &[&str] =
    &["principal", "action", "resource", "context", "expect", "because", "missing"];

/// The fields of a case that asks whether policies can be saved.
const SAVE_FIELDS: &[&str] = &["name", "source", "kind", "policies", "asStored", "expect"];

pub(super) const KINDS: &[(&str, PolicyKind)] = &[
    ("identity", PolicyKind::Identity),
    ("permissionsBoundary", PolicyKind::PermissionsBoundary),
    ("session", PolicyKind::Session),
    ("resource", PolicyKind::Resource),
    ("trust", PolicyKind::Trust),
    ("serviceControl", PolicyKind::ServiceControl),
    ("resourceControl", PolicyKind::ResourceControl),
    ("vpcEndpoint", PolicyKind::VpcEndpoint),
];

impl<'n> Document<'n> {
    /// The cells of a case, made one after the other.
    ///
    /// # Errors
    /// The first mistake of the case as a whole.
    pub fn cells<'d>(&'d self, case: &'d Case<'n>) -> Result<Cells<'d, 'n>, Trouble> {
        let fields = &case.fields;
        let expect = fields
            .some("expect")
            .ok_or_else(|| case.place.trouble("missing-expectation", "the case has no `expect`"))?;
        let expected = Expected::read(expect)?;
        if let Some(kind) = fields.some("kind") {
            return save_cell(case, kind, &expected)
                .map(|cell| Cells(Made::One(Some(cell.into()))));
        }
        let axes = self.axes(fields, &expected)?;
        let demands = demands(fields, &expected, &axes[1])?;
        let mut product = Product { document: self, case, axes, demands, exceptions: Vec::new() };
        product.refuse_too_many()?;
        product.exceptions = product.read_exceptions()?;
        Ok(Cells(Made::Of(0, product.into())))
    }

    /// The cells of a case under their ids, `file#name[action=..]`. A case that is mistaken as a
    /// whole is one cell.
    pub fn cells_by_id<'d>(
        &'d self,
        case: &'d Case<'n>,
    ) -> impl Iterator<Item = (String, Result<Cell<'n>, Trouble>)> + 'd {
        let id = |name: &str| format!("{}#{name}", case.place.source.name());
        let (cells, mistake) = match self.cells(case) {
            Ok(cells) => (Some(cells), None),
            Err(trouble) => (None, Some((id(case.name), Err(trouble)))),
        };
        cells.into_iter().flatten().map(move |draft| (id(&draft.id), draft.cell)).chain(mistake)
    }

    fn axes(&self, fields: &Fields<'n>, expected: &Expected<'n>) -> Result<[Axis<'n>; 4], Trouble> {
        let action = match (expected, fields.some("action")) {
            (Expected::ByAction(list), None) => {
                list.refuse_default()?;
                Axis::of("action", list.actions().collect(), None, true)?
            }
            (Expected::Same(_) | Expected::ByAction(_), action) => {
                Axis::read("action", action, None)?
            }
        };
        Ok([
            Axis::read("principal", fields.some("principal"), Some(&self.principals))?,
            action,
            Axis::read("resource", fields.some("resource"), Some(&self.resources))?,
            Axis::read("context", fields.some("context"), Some(&self.contexts))?,
        ])
    }
}

fn save_cell<'n>(
    case: &Case<'n>,
    kind: Placed<'n>,
    expected: &Expected<'n>,
) -> Result<Cell<'n>, Trouble> {
    let Expected::Same(expectation @ Expectation { wanted: Wanted::Error(_), .. }) = expected
    else {
        let message = "`kind` asks whether a policy is refused: expect an error";
        return Err(kind.trouble("conflicting-expectation", message));
    };
    if let Some(stray) = CASE_FIELDS
        .iter()
        .filter(|name| !SAVE_FIELDS.contains(name))
        .find_map(|name| case.fields.get(name))
    {
        let message = "`kind` asks about policies alone: nothing is requested here";
        return Err(stray.trouble("conflicting-expectation", message));
    }
    let name = kind.text()?;
    let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == name) else {
        let mut trouble = kind.trouble("wrong-kind", "this is not a kind of policy");
        if let Some(near) = nearest(name, KINDS.iter().map(|(known, _)| *known)) {
            trouble = trouble.with_hint(format!("did you mean `{near}`?"));
        }
        return Err(trouble);
    };
    Ok(Cell {
        id: case.name.to_owned(),
        asked: Asked::Save(*kind, policies_in(case)),
        reading: reading(&case.fields)?,
        expectation: expectation.clone(),
        because: Vec::new(),
        missing: None,
    })
}

fn reading(fields: &Fields<'_>) -> Result<Reading, Trouble> {
    Ok(if fields.flag("asStored")? { Reading::AsStored } else { Reading::Strict })
}

fn policies_in<'n>(case: &Case<'n>) -> Vec<Placed<'n>> {
    let layers = &case.layers;
    let flat = [layers.identity, layers.resource, layers.permissions_boundary, layers.session];
    let levels = [layers.service_control, layers.resource_control];
    let levels = levels.into_iter().flatten().flat_map(Placed::one_or_more);
    let lists = flat.into_iter().chain([layers.vpc_endpoint]).flatten().chain(levels);
    lists.flat_map(Placed::one_or_more).filter(|policy| !policy.is_null()).collect()
}

/// The cells of a case, each made when it is asked for.
pub struct Cells<'d, 'n>(Made<'d, 'n>);

enum Made<'d, 'n> {
    /// Of a case that is no product of lists.
    One(Option<Box<Cell<'n>>>),
    /// The number of the next, and what it is made of.
    Of(usize, Box<Product<'d, 'n>>),
}

/// A cell that may be mistaken.
pub struct Draft<'n> {
    /// The id of the cell.
    pub id: String,
    /// The cell, or its first mistake.
    pub cell: Result<Cell<'n>, Trouble>,
    /// Which members of the case's axes make it.
    pub(super) choices: Choices,
}

impl<'n> Cells<'_, 'n> {
    /// The lists that multiply; none where the case is no product.
    pub(super) fn axes(&self) -> &[Axis<'n>] {
        match &self.0 {
            Made::One(_) => &[],
            Made::Of(_, product) => &product.axes,
        }
    }
}

impl<'n> Iterator for Cells<'_, 'n> {
    type Item = Draft<'n>;

    fn next(&mut self) -> Option<Draft<'n>> {
        match &mut self.0 {
            Made::One(cell) => {
                let choices = Choices::default();
                cell.take().map(|cell| Draft { id: cell.id.clone(), cell: Ok(*cell), choices })
            }
            Made::Of(number, product) => {
                let choices = product.choices(*number)?;
                *number += 1;
                Some(Draft { id: product.id(choices), cell: product.cell(choices), choices })
            }
        }
    }
}

/// A case whose lists are known.
struct Product<'d, 'n> {
    document: &'d Document<'n>,
    case: &'d Case<'n>,
    axes: [Axis<'n>; 4],
    /// One for each action.
    demands: Vec<Demand<'n>>,
    exceptions: Vec<Exception<'n>>,
}

/// Which members of the four axes make a cell.
pub(super) type Choices = [usize; 4];

/// An entry of `except`: the members that it is about, and what is expected there.
struct Exception<'n> {
    about: [Option<Vec<usize>>; 4],
    demand: Demand<'n>,
}

impl<'n> Product<'_, 'n> {
    fn counts(&self) -> Choices {
        std::array::from_fn(|axis| self.axes[axis].choices.len())
    }

    fn refuse_too_many(&self) -> Result<(), Trouble> {
        if self.counts().into_iter().fold(1_usize, usize::saturating_mul) <= MOST_CELLS {
            return Ok(());
        }
        let message = format!("the lists multiply to more than {MOST_CELLS} questions");
        Err(self.case.place.trouble("too-many-questions", message))
    }

    /// The choices of the cell of that number, if there are as many.
    fn choices(&self, mut number: usize) -> Option<Choices> {
        let counts = self.counts();
        let mut choices = [0; 4];
        for axis in (0..4).rev() {
            choices[axis] = number % counts[axis];
            number /= counts[axis];
        }
        (number == 0).then_some(choices)
    }

    fn read_exceptions(&self) -> Result<Vec<Exception<'n>>, Trouble> {
        let Some(list) = self.case.fields.some("except") else { return Ok(Vec::new()) };
        list.list()?.map(|one| self.exception(one)).collect()
    }

    fn exception(&self, place: Placed<'n>) -> Result<Exception<'n>, Trouble> {
        let fields = place.fields(EXCEPT_FIELDS)?;
        let mut about = [const { None }; 4];
        for (about, axis) in about.iter_mut().zip(&self.axes) {
            let Some(values) = fields.some(axis.name) else { continue };
            let found = values.one_or_more().into_iter().map(|value| axis.find(value));
            *about = Some(found.collect::<Result<_, _>>()?);
        }
        if about.iter().all(Option::is_none) {
            let message = "this exception does not say which cells it is about";
            return Err(place.trouble("unfitting-except", message));
        }
        let expect = fields
            .some("expect")
            .ok_or_else(|| place.trouble("missing-expectation", "the exception has no `expect`"))?;
        let Expected::Same(expectation) = Expected::read(expect)? else {
            return Err(expect.trouble("invalid-expectation", "an exception expects one decision"));
        };
        Ok(Exception { about, demand: Demand::read(&fields, &expectation)? })
    }

    fn cell(&self, choices: Choices) -> Result<Cell<'n>, Trouble> {
        let covers = |exception: &&Exception<'n>| {
            let mut axes = exception.about.iter().zip(choices);
            axes.all(|(about, choice)| about.as_ref().is_none_or(|about| about.contains(&choice)))
        };
        let exception = self.exceptions.iter().rev().find(covers);
        let demand = exception.map_or(&self.demands[choices[1]], |exception| &exception.demand);
        Ok(Cell {
            id: self.id(choices),
            asked: Asked::Decision(Box::new(self.question(choices)?)),
            reading: reading(&self.case.fields)?,
            expectation: demand.expectation.clone(),
            because: demand.because.clone(),
            missing: demand.missing.clone(),
        })
    }

    fn id(&self, choices: Choices) -> String {
        let mut id = self.case.name.to_owned();
        let telling = self.axes.iter().zip(choices).filter(|(axis, _)| axis.tells_apart);
        let parts: Vec<String> = telling
            .map(|(axis, choice)| format!("{}={}", axis.name, axis.choices[choice].label))
            .collect();
        if !parts.is_empty() {
            id.push('[');
            id.push_str(&parts.join(","));
            id.push(']');
        }
        id
    }

    fn question(&self, choices: Choices) -> Result<QuestionFields<'n>, Trouble> {
        let chosen = |axis: usize| -> &Choice<'n> { &self.axes[axis].choices[choices[axis]] };
        let [principal, action, resource, context] =
            [0, 1, 2, 3].map(|axis| chosen(axis).meant.filter(|meant| !meant.is_null()));
        let (file, case) = (self.document, &self.case.fields);
        let nearest = |name: &str| {
            case.get(name).or_else(|| file.nearest(name)).filter(|field| !field.is_null())
        };
        Ok(QuestionFields {
            whole: self.case.place,
            principal,
            action,
            resource,
            resource_account: case.some("resourceAccount"),
            also_requires: case.some("alsoRequires"),
            named_resources: self.named_resources()?,
            contexts: file.shared_contexts().chain(context).collect(),
            organization: nearest("organization"),
            action_facts: case.some("actionFacts"),
            now: nearest("now"),
            exact_context: nearest("exactContext").map_or(Ok(false), Placed::boolean)?,
            lenient_not_principal: case.flag("lenientNotPrincipal")?,
            layers: self.layers(principal, resource)?,
            environment: file.environment,
        })
    }

    /// What the names of resources under `alsoRequires` stand for.
    fn named_resources(&self) -> Result<BTreeMap<&'n str, Placed<'n>>, Trouble> {
        let further =
            self.case.fields.some("alsoRequires").map_or_else(Vec::new, Placed::one_or_more);
        let written = further.iter().filter_map(|one| Some(one.at(one.node.get("resource")?)));
        let texts = written.filter_map(|written| Some((written.node.as_text()?, written)));
        texts.map(|(text, written)| Ok((text, self.document.resources.meaning(written)?))).collect()
    }

    /// The nearest wins, layer by layer: the case, the principal or the resource, the file.
    fn layers(
        &self,
        principal: Option<Placed<'n>>,
        resource: Option<Placed<'n>>,
    ) -> Result<Layers<'n>, Trouble> {
        let below = |value: Option<Placed<'n>>, name: &str| {
            let value = value?;
            value.node.get(name).map(|node| value.at(node))
        };
        let of_principal = match below(principal, "policies") {
            Some(policies) if !policies.is_null() => Layers::read(policies)?,
            _ => Layers::default(),
        };
        let of_resource = Layers { resource: below(resource, "policy"), ..Layers::default() };
        let layers = self.case.layers.over(of_principal).over(of_resource);
        Ok(layers.over(self.document.layers))
    }
}
