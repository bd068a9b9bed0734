//! The `iamsim check` that decides a request again in the new environment, tried before it is shown.

use std::path::PathBuf;
use std::sync::Arc;

use crate::bundle::{InlineOnly, Placed, PolicyReader, Question, QuestionFields, Verdict};
use crate::catalog::Catalog;
use crate::cli::compare::replay::in_words;
use crate::edges::{Caller, Draft};
use crate::environment::Environment;
use crate::evaluate::Decision;
use crate::policy::Reading;
use crate::query::new_access::Addition;
use crate::request::Given;
use crate::text::{Node, Source};

/// The command, if it is allowed by the environment of these sources and was not by the other.
pub(super) fn replay(
    addition: &Addition,
    [existing, new]: [&Environment; 2],
    sources: &[PathBuf],
    catalog: &Catalog,
) -> Option<String> {
    let request = &addition.witness.request;
    let draft = Draft {
        caller: Caller::named(crate::cli::compare::replay::principal_text(&request.principal)),
        action: request.action.as_str().into(),
        resource: request.resource.text().into(),
        context: request.context.iter().cloned().collect(),
        ..Draft::blank()
    };
    let is_allowed = decide(&draft, new, catalog) == Some(Decision::Allowed);
    let was_denied = decide(&draft, existing, catalog).is_none_or(Decision::is_denied);
    if !is_allowed || !was_denied {
        return None;
    }
    let caller = draft.caller.text.to_string();
    let mut words = vec![draft.action.to_string(), draft.resource.to_string()];
    words.extend(["--as".to_owned(), caller]);
    for (key, given) in &draft.context {
        let Given::Values(values) = given else { continue };
        for value in values {
            words.extend(["--with".to_owned(), format!("{key}={value}")]);
        }
    }
    words.push("--exact-context".to_owned());
    for source in sources {
        words.extend(["--env".to_owned(), source.display().to_string()]);
    }
    in_words(&words)
}

/// What an environment decides; `None` if it does not have the caller.
fn decide(draft: &Draft, environment: &Environment, catalog: &Catalog) -> Option<Decision> {
    let mut reader = PolicyReader::new(&InlineOnly, Reading::AsStored).with_catalog(Some(catalog));
    let source = Arc::new(Source::new("", ""));
    let node: Node = draft.to_node();
    let whole = Placed { node: &node, source: &source };
    let mut fields = QuestionFields::of_bundle(None, whole).ok()?;
    fields.environment = Some(environment);
    fields.exact_context = true;
    let question = Question::read(&fields, &mut reader).ok()?;
    Some(Verdict::on::<false>(&question, reader.keys()).decision)
}
