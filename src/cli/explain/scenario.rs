//! The scenario that keeps what AWS said.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;

use super::ask::Asked;
use super::{Explain, Explained, Explanations, Outcome};
use crate::bundle::{Text, is_built_in_name};
use crate::catalog::Catalog;
use crate::evaluate::{Decision, Silent};
use crate::load::relative;
use crate::load::{Files, create};
use crate::scenario::{Outcome as Came, ScenarioFile, Written, WrittenCase, run_file};
use crate::text::{Comments, Node, Source, read_json};
use crate::whatif::incident::Incident;

impl Explain {
    /// Writes the scenario, if one is wanted; what is to be said about it.
    ///
    /// # Errors
    /// If there is nothing to write, or it cannot be written.
    pub(super) fn write_scenario(
        &self,
        explanations: &Explanations,
        catalog: &'static Catalog,
    ) -> Result<Option<String>, String> {
        let Some(path) = &self.write_scenario else { return Ok(None) };
        let asked = explanations.all.iter().filter_map(|one| match &one.outcome {
            Outcome::Asked(asked) => Some((one, &**asked)),
            _ => None,
        });
        let cases: Vec<WrittenCase> =
            asked.enumerate().map(|(number, (one, asked))| self.case(number, one, asked)).collect();
        if cases.is_empty() {
            return Err("no scenario is written: no request could be asked".to_owned());
        }
        let text = self.scenario_text(path, cases);
        let failing = failing(path, &text, &Files::with_catalog(catalog))?;
        create(path, &text)?;
        let name = path.display();
        Ok(Some(match failing {
            0 => format!("wrote {name}"),
            1 => format!("wrote {name}; 1 case fails with the policies as they are"),
            count => format!("wrote {name}; {count} cases fail with the policies as they are"),
        }))
    }

    fn scenario_text(&self, path: &Path, cases: Vec<WrittenCase>) -> String {
        let folder = path.parent().unwrap_or(Path::new(""));
        let sources = self.environment.sources().iter().map(|one| relative(one, folder));
        let sources: Vec<Node> = sources.map(Node::of_text).collect();
        let layers = self.policies.assemble();
        let layers = layers.as_object().into_iter().flatten();
        let policies = layers.filter_map(|(name, layer)| {
            let name = crate::bundle::LAYERS.iter().find(|known| **known == name.as_str())?;
            Some((*name, node_of(&beside(layer, folder))?))
        });
        let mut written = Written {
            title: "What AWS refused".to_owned(),
            policies: policies.collect(),
            cases,
            ..Written::default()
        };
        if !sources.is_empty() {
            written.fields.push(("environment", Node::of_items(sources)));
        }
        written.escape();
        written.to_json()
    }

    fn case(&self, number: usize, explained: &Explained, asked: &Asked) -> WrittenCase {
        const FIELDS: [&str; 7] = [
            "principal",
            "action",
            "resource",
            "resourceAccount",
            "context",
            "organization",
            "now",
        ];
        let incident = &explained.incident;
        let mut fields: Vec<(&'static str, Node)> = Vec::new();
        for field in FIELDS {
            let value = asked.request.get(field).filter(|value| !is_empty(value));
            fields.extend(value.and_then(node_of).map(|node| (field, node)));
        }
        fields.extend(self.expectation(incident, asked));
        let part = |found: &Option<crate::policy::Spanned<Box<str>>>| {
            found.as_ref().map(|one| one.value.to_string()).unwrap_or_default()
        };
        let caller = part(&incident.principal);
        let caller = caller.rsplit(['/', ':']).next().unwrap_or_default();
        let name = format!("{}: {} asks for {}", number + 1, caller, part(&incident.action));
        WrittenCase { name, fields }
    }

    /// What AWS said, what is wished, or what comes out where nobody said anything.
    fn expectation(&self, incident: &Incident, asked: &Asked) -> Vec<(&'static str, Node)> {
        let said = incident.denied.as_ref();
        let name = match (self.expect, said.map(|denied| denied.explicit)) {
            (Some(expect), _) => expect.name(),
            (None, Some(Some(true))) => Decision::ExplicitDeny.name(),
            (None, Some(Some(false))) => Decision::ImplicitDeny.name(),
            (None, Some(None)) => "denied",
            (None, None) => asked.verdict.decision.name(),
        };
        let layer = said.filter(|_| self.expect.is_none()).and_then(|denied| denied.layer);
        let expect = ("expect", Node::of_text(name));
        let because =
            layer.map(|layer| Node::of_members([("policyType", Node::of_text(layer.field()))]));
        std::iter::once(expect).chain(because.map(|because| ("because", because))).collect()
    }
}

fn is_empty(value: &Json) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
}

fn node_of(value: &Json) -> Option<Node> {
    read_json(&Source::new("", value.to_string()), Comments::Refused).ok()
}

/// Policies as a file in this folder names them.
fn beside(layer: &Json, folder: &Path) -> Json {
    match layer {
        Json::String(name) => {
            let is_name = is_built_in_name(name)
                || name.starts_with("arn:")
                || matches!(&**name, "gateway" | "interface");
            if is_name { layer.clone() } else { relative(Path::new(name), folder).into() }
        }
        Json::Array(items) => items.iter().map(|item| beside(item, folder)).collect(),
        Json::Object(members) => {
            let members = members.iter().map(|(name, item)| (name.clone(), beside(item, folder)));
            Json::Object(members.collect())
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => layer.clone(),
    }
}

/// How many cases do not come out as they expect; the text is read as if it stood there already.
fn failing(path: &Path, text: &str, files: &Files) -> Result<usize, String> {
    let cannot = |why: String| format!("the scenario cannot be read back: {why}");
    let source = Arc::new(Source::new(path.display().to_string(), text));
    let node = read_json(&source, Comments::Allowed).map_err(|why| cannot(why.message))?;
    let first = |troubles: Vec<crate::bundle::Trouble>| {
        cannot(troubles.first().map(|one| one.diagnostic.message.clone()).unwrap_or_default())
    };
    let file = ScenarioFile::of(Text { source, node: Arc::new(node) }).map_err(first)?;
    let cases = run_file(&file, files, &|_| true, &mut Silent).cases.map_err(first)?;
    Ok(cases.iter().filter(|case| !matches!(case.outcome, Came::Passed)).count())
}
