//! The cases of a scenario file, by what holds for them.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::refusal::Refusal;
use super::scenario_files::Scenario;
use crate::bundle::{GivenKeys, Layers, Placed, QuestionFields};
use crate::policy::Reading;
use crate::scenario::{Asked, Cell, Document, Wanted};
use crate::text::{Node, quote};

/// A case of a file as a session asks it.
pub(super) struct Expected {
    pub(super) name: String,
    pub(super) principal: String,
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) wanted: Wanted,
    /// What else is said of the caller and the resource, by what they are called.
    pub(super) settings: Vec<(String, Map<String, Value>)>,
}

/// What holds for cases of a file: one session has one of each.
pub(super) struct Scene<'n> {
    pub(super) layers: Layers<'n>,
    /// Each layer as it is written, and the folder that its paths start from.
    written: [Option<(Option<&'n Path>, String)>; 7],
    pub(super) context: GivenKeys,
    pub(super) now: Option<String>,
    settings: BTreeMap<String, Map<String, Value>>,
    pub(super) cases: Vec<Expected>,
}

/// The cases of a file by what holds for them, and how many no session can ask.
pub(super) struct Scenes<'n> {
    all: Vec<Scene<'n>>,
    pub(super) left: usize,
}

impl<'n> Scenes<'n> {
    pub(super) fn of(document: &Document<'n>) -> Result<Self, Refusal> {
        let mut scenes = Self { all: Vec::new(), left: 0 };
        for case in &document.cases {
            for draft in document.cells(case)? {
                match of_cell(&draft.cell?)? {
                    Some(scene) => put(&mut scenes.all, scene),
                    None => scenes.left += 1,
                }
            }
        }
        Ok(scenes)
    }

    pub(super) fn count(&self) -> usize {
        self.all.iter().map(|scene| scene.cases.len()).sum()
    }

    /// The scene of the case that is wanted, else the one that most cases share; of several the first.
    pub(super) fn chosen(
        self,
        Scenario { name, case, .. }: &Scenario<'_>,
    ) -> Result<Scene<'n>, Refusal> {
        let called = |one: &Expected, case: &str| one.name.to_lowercase().contains(case);
        let most = self.all.iter().map(|scene| scene.cases.len()).max();
        let case = case.map(str::to_lowercase);
        let is_it = |scene: &Scene<'_>| match &case {
            Some(case) => scene.cases.iter().any(|one| called(one, case)),
            None => Some(scene.cases.len()) == most,
        };
        let name = quote(name);
        self.all.into_iter().find(is_it).ok_or_else(|| match &case {
            Some(case) => {
                format!("{name} has no case {} that a session can ask", quote(case)).into()
            }
            None => format!("no case of {name} is a question that a session can ask").into(),
        })
    }
}

/// Adds a case to the scene that it shares with others, or a scene of its own.
fn put<'n>(scenes: &mut Vec<Scene<'n>>, one: Scene<'n>) {
    let fits = |scene: &&mut Scene<'n>| {
        let agrees = |(called, said): (&String, &Map<String, Value>)| {
            scene.settings.get(called).is_none_or(|known| known == said)
        };
        scene.now == one.now
            && scene.context == one.context
            && scene.written == one.written
            && one.settings.iter().all(agrees)
    };
    match scenes.iter_mut().find(fits) {
        Some(scene) => {
            scene.settings.extend(one.settings);
            scene.cases.extend(one.cases);
        }
        None => scenes.push(one),
    }
}

/// Each layer as it is written, and the folder that its paths start from.
fn written<'n>(layers: &Layers<'n>) -> [Option<(Option<&'n Path>, String)>; 7] {
    let all = [
        layers.identity,
        layers.resource,
        layers.permissions_boundary,
        layers.session,
        layers.service_control,
        layers.resource_control,
        layers.vpc_endpoint,
    ];
    let written =
        |placed: Placed<'n>| (Path::new(placed.source.name()).parent(), placed.node.to_json_line());
    all.map(|layer| layer.map(written))
}

/// A cell with what holds for it; `None` if a session cannot ask it.
fn of_cell<'n>(cell: &Cell<'n>) -> Result<Option<Scene<'n>>, Refusal> {
    let (Asked::Decision(fields), Reading::Strict) = (&cell.asked, cell.reading) else {
        return Ok(None);
    };
    let is_plain = fields.organization.is_none()
        && fields.also_requires.is_none()
        && fields.action_facts.is_none()
        && !fields.exact_context
        && !fields.lenient_not_principal
        && !matches!(cell.expectation.wanted, Wanted::Error(_))
        && can_be_held(&fields.layers);
    let parts = (party(fields.principal), fields.action, party(fields.resource));
    let (true, (Some(caller), Some(action), Some(mut resource))) = (is_plain, parts) else {
        return Ok(None);
    };
    if let Some(account) = fields.resource_account {
        resource.1.insert("account".to_owned(), value_of(account.node));
    }
    let settings: Vec<_> =
        [&caller, &resource].into_iter().filter(|(_, said)| !said.is_empty()).cloned().collect();
    Ok(Some(Scene {
        layers: fields.layers,
        written: written(&fields.layers),
        context: context_of(fields)?,
        now: fields.now.and_then(|now| now.node.as_text()).map(str::to_owned),
        settings: settings.iter().cloned().collect(),
        cases: vec![Expected {
            name: cell.id.clone(),
            principal: caller.0,
            action: action.text()?.to_owned(),
            resource: resource.0,
            wanted: cell.expectation.wanted.clone(),
            settings,
        }],
    }))
}

/// Whether a session has a place for all policies: it knows no layer that is said to have none, and no
/// type of an endpoint.
fn can_be_held(layers: &Layers<'_>) -> bool {
    let is_null = layers.resource.is_some_and(Placed::is_null);
    let has_type = layers.vpc_endpoint.is_some_and(|one| one.node.get("policy").is_some());
    !is_null && !has_type
}

/// What a caller or a resource is called, and what else is said of it but for its policies.
fn party(placed: Option<Placed<'_>>) -> Option<(String, Map<String, Value>)> {
    let placed = placed?;
    if let Some(text) = placed.node.as_text() {
        return Some((text.to_owned(), Map::new()));
    }
    let Value::Object(mut said) = value_of(placed.node) else { return None };
    let Some(Value::String(arn)) = said.remove("arn") else { return None };
    said.remove("policy");
    said.remove("policies");
    Some((arn, said))
}

fn context_of(fields: &QuestionFields<'_>) -> Result<GivenKeys, Refusal> {
    let mut context = GivenKeys::default();
    for object in &fields.contexts {
        for member in object.members()? {
            context.forget(&member.key.text);
            context.0.insert(member.key.text.to_string(), value_of(&member.value));
        }
    }
    Ok(context)
}

fn value_of(node: &Node) -> Value {
    serde_json::from_str(&node.to_json_line()).unwrap_or_default()
}
