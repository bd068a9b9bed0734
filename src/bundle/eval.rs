//! One bundle in, one answer out.

use std::sync::Arc;

use super::{
    Answer, Documents, InlineOnly, Placed, PolicyReader, Question, QuestionFields, Trouble, Verdict,
};
use crate::catalog::Catalog;
use crate::environment::Environment;
use crate::policy::Reading;
use crate::text::{Node, Source, Syntax, Undecodable, read};

pub(super) const BUNDLE_FIELDS: &[&str] = &["id", "policies", "request"];

/// Answers one bundle, in which every policy is inline, with one line of JSON.
pub fn answer_text(text: &str) -> String {
    let evaluator = Evaluator::new(&InlineOnly, Reading::Strict, false);
    evaluator.answer(Source::from_bytes("", text.into()), Syntax::JsonWithComments).to_json()
}

/// Answers bundles.
#[derive(Clone, Copy)]
pub struct Evaluator<'d> {
    documents: &'d dyn Documents,
    reading: Reading,
    exact_context: bool,
    catalog: Option<&'d Catalog>,
    environment: Option<&'d Environment>,
}

impl<'d> Evaluator<'d> {
    /// Takes policies that are not inline from `documents`. `exact_context` says that all bundles
    /// tell everything: what one does not give is absent.
    pub fn new(documents: &'d dyn Documents, reading: Reading, exact_context: bool) -> Self {
        let catalog = documents.catalog();
        Self { documents, reading, exact_context, catalog, environment: None }
    }

    /// The same in an environment, which says what bundles do not.
    #[must_use]
    pub fn within(self, environment: Option<&'d Environment>) -> Self {
        Self { environment, ..self }
    }

    /// The same with another catalogue, or with none.
    #[must_use]
    pub fn with_catalog(self, catalog: Option<&'d Catalog>) -> Self {
        Self { catalog, ..self }
    }

    /// Answers the bundle that a text holds, as far as it is a text.
    pub fn answer(&self, source: Result<Source, Box<Undecodable>>, syntax: Syntax) -> Answer {
        match source {
            Ok(source) => self.answer_source(Arc::new(source), syntax),
            Err(why) => {
                let Undecodable { source, diagnostic } = *why;
                Answer::error(&Trouble { diagnostic, source: Arc::new(source) })
            }
        }
    }

    fn answer_source(&self, source: Arc<Source>, syntax: Syntax) -> Answer {
        let root = match read(&source, syntax) {
            Ok(root) => root,
            Err(diagnostic) => return Answer::error(&Trouble { diagnostic, source }),
        };
        let answer = self.decide(&root, &source).unwrap_or_else(|trouble| {
            let answer = Answer::error(&trouble);
            let is_inside = Arc::ptr_eq(&trouble.source, &source);
            if is_inside { answer.with_pointer(&trouble, &root) } else { answer }
        });
        answer.with_id(root.get("id"))
    }

    fn decide(&self, root: &Node, source: &Arc<Source>) -> Result<Answer, Trouble> {
        let bundle = Placed { node: root, source };
        let fields = self.fields(bundle)?;
        let mut reader = PolicyReader::new(self.documents, self.reading).with_catalog(self.catalog);
        let question =
            Question::read(&fields, &mut reader).map_err(|troubles| first(troubles, bundle))?;
        let verdict = Verdict::on::<false>(&question, reader.keys());
        Ok(Answer::new(&verdict, &reader.take_warnings()))
    }

    fn fields<'n>(&self, bundle: Placed<'n>) -> Result<QuestionFields<'n>, Trouble>
    where
        'd: 'n,
    {
        let fields = bundle.fields(BUNDLE_FIELDS)?;
        if let Some(id) = fields.some("id")
            && !id.is_text_or_number()
        {
            return Err(id.wrong_type("a string or a number"));
        }
        let request = fields
            .some("request")
            .ok_or_else(|| bundle.trouble("invalid-request", "the bundle has no `request`"))?;
        let mut question = QuestionFields::of_bundle(fields.get("policies"), request)?;
        question.exact_context |= self.exact_context;
        question.environment = self.environment;
        Ok(question)
    }
}

fn first(troubles: Vec<Trouble>, bundle: Placed<'_>) -> Trouble {
    let none = || bundle.trouble("invalid-request", "the bundle cannot be read");
    troubles.into_iter().next().unwrap_or_else(none)
}
