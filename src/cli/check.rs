//! `iamsim check`: one question, answered and explained.

mod arguments;
mod question;

use std::process::ExitCode;
use std::sync::Arc;

use super::console::{COULD_NOT_ANSWER, print, refuse_mistaken, report};
use crate::aws::PolicyKind;
use crate::bundle::{
    Answer, Layers, Placed, PolicyReader, Question, QuestionFields, Text, Trouble, Verdict,
};
use crate::environment::Environment;
use crate::evaluate::Decision;
use crate::explain::{Supply, describe};
use crate::load::{Files, syntax_of};
use crate::policy::Reading;
use crate::request::Note;
use crate::suggest::{Advice, AdvisedAnswer, Known};
use crate::text::{Diagnostic, RenderStyle, Source, Span, Syntax, Value};
use arguments::Format;
pub(super) use arguments::Policies;
pub(super) use arguments::{Check, Context};
pub(super) use question::levels;

/// The name of the text that stands for the arguments.
pub(super) const ARGUMENTS: &str = "<arguments>";

impl Check {
    /// Answers and explains the question. 0: allowed, 1: denied, 2: undecided, or no answer.
    pub(super) fn run(&self) -> ExitCode {
        let catalog = match self.catalogue.catalog() {
            Ok(catalog) => catalog,
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let files = Files::with_catalog(catalog);
        let reading = if self.as_stored { Reading::AsStored } else { Reading::Strict };
        let mut reader = PolicyReader::new(&files, reading);
        let environment = match self.environment.load() {
            Ok(environment) => environment,
            Err(troubles) => return self.refuse(&troubles),
        };
        let environment = environment.as_ref().map(|loaded| &loaded.environment);
        let question = self.question(environment, &mut reader);
        let warnings = reader.take_warnings();
        report(&warnings);
        match question {
            Ok(question) => {
                let known = Known { keys: reader.keys(), catalog: reader.catalog(), environment };
                self.answer(&question, known, &warnings)
            }
            Err(troubles) => self.refuse(&troubles),
        }
    }

    fn refuse(&self, troubles: &[Trouble]) -> ExitCode {
        report(troubles);
        if self.told.format == Format::Json {
            let answers = troubles.first().map(|first| Answer::error(first).to_json());
            print(&format!("{}\n", answers.unwrap_or_default()), ExitCode::from(COULD_NOT_ANSWER));
        }
        ExitCode::from(COULD_NOT_ANSWER)
    }

    /// The question that the arguments stand for, with what the environment says beside them.
    ///
    /// # Errors
    /// Every mistake in the arguments and the policies.
    pub(super) fn question(
        &self,
        environment: Option<&Environment>,
        reader: &mut PolicyReader<'_>,
    ) -> Result<Question, Vec<Trouble>> {
        let one = |trouble: Trouble| vec![trouble];
        let now = self.clock();
        let assembled = self.assemble(now.as_deref()).map_err(|message| one(whole(&message)))?;
        let source = Source::new(ARGUMENTS, assembled.to_string());
        let text = Text::read(source, Syntax::Json).map_err(one)?;
        let mut fields = QuestionFields::of_text(&text).map_err(one)?;
        fields.environment = environment;
        let organization = self.organization_file().map_err(one)?;
        if let Some(text) = &organization {
            fields.organization = Some(Placed { node: &text.node, source: &text.source });
        }
        let mut question = Question::read(&fields, reader)
            .map_err(|troubles| every_mistake(troubles, fields.layers, reader))?;
        if self.now.is_none()
            && let Some(now) = now
        {
            let message = format!("the time is this machine's, {now}; --now sets another");
            question.remark(&Note::new("C-16", message));
        }
        Ok(question)
    }

    /// The time of the request; an exact context has none that nobody gave.
    fn clock(&self) -> Option<String> {
        let machine = || chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        self.now.clone().or_else(|| (!self.exact_context).then(machine))
    }

    fn organization_file(&self) -> Result<Option<Text>, Trouble> {
        let Some(path) = &self.org else { return Ok(None) };
        let opened = Files::read(path, syntax_of(path).with_comments());
        opened
            .map(Some)
            .map_err(|why| why.unwrap_or_else(|message| Files::trouble(ARGUMENTS, message)))
    }

    fn answer(&self, question: &Question, known: Known<'_>, warnings: &[Trouble]) -> ExitCode {
        let verdict = Verdict::on::<true>(question, known.keys);
        let verdict = verdict.with_conditions(question, known.keys);
        let code = match verdict.decision {
            Decision::Allowed => ExitCode::SUCCESS,
            Decision::ImplicitDeny | Decision::ExplicitDeny => ExitCode::from(1),
            Decision::Undecided => ExitCode::from(COULD_NOT_ANSWER),
        };
        let advice = self.told.suggest.then(|| Advice::on(question, known));
        let answer = match (self.told.format, &advice) {
            (Format::Text, None) => text(&verdict),
            (Format::Text, Some(advice)) => {
                format!("{}\n{}", text(&verdict), advice.text(RenderStyle::Coloured))
            }
            (Format::Json, None) => format!("{}\n", Answer::new(&verdict, warnings).to_json()),
            (Format::Json, Some(advice)) => {
                format!("{}\n", AdvisedAnswer::new(&verdict, warnings, advice).to_json())
            }
        };
        print(&answer, code)
    }
}

/// The mistakes that ended the reading, and those of the policies behind them.
fn every_mistake(
    mut troubles: Vec<Trouble>,
    layers: Layers<'_>,
    reader: &mut PolicyReader<'_>,
) -> Vec<Trouble> {
    let further = [
        (layers.identity, PolicyKind::Identity),
        (layers.permissions_boundary, PolicyKind::PermissionsBoundary),
        (layers.session, PolicyKind::Session),
        (layers.service_control, PolicyKind::ServiceControl),
        (layers.resource_control, PolicyKind::ResourceControl),
    ];
    for (layer, kind) in further {
        for policy in layer.into_iter().flat_map(paths) {
            let read = reader.policy(policy, kind, &String::new);
            for trouble in read.err().into_iter().flatten() {
                if !troubles.iter().any(|known| is_same(known, &trouble)) {
                    troubles.push(trouble);
                }
            }
        }
    }
    troubles
}

fn paths(layer: Placed<'_>) -> Vec<Placed<'_>> {
    match layer.node.value {
        Value::List(_) => layer.one_or_more().into_iter().flat_map(paths).collect(),
        _ => vec![layer],
    }
}

fn is_same(left: &Trouble, right: &Trouble) -> bool {
    left.source.name() == right.source.name() && left.diagnostic == right.diagnostic
}

fn text(verdict: &Verdict) -> String {
    let parts: Vec<_> =
        verdict.authorizations.iter().map(|one| (&one.context, &one.explanation)).collect();
    describe(verdict.decision, &parts, RenderStyle::Coloured, Supply::CommandLine)
}

/// A mistake in the arguments as a whole.
fn whole(message: &str) -> Trouble {
    Trouble {
        diagnostic: Diagnostic::error("invalid-request", Span::default(), message),
        source: Arc::new(Source::new(ARGUMENTS, "")),
    }
}
