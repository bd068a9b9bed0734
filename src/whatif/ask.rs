//! Asks what the session holds.

use super::gates::gates;
use super::refusal::SESSION;
use super::reply::{Outcome, Reply, Told};
use super::session::{Session, warned};
use super::state::{Clock, State};
use super::tested_keys::tested;
use super::watch::{Answered, Asked};
use crate::bundle::{
    Answer, Asking, GivenKeys, Party, Question, QuestionFields, Text, Trouble, Verdict,
};
use crate::explain::{Supply, describe, reason};
use crate::request::Note;
use crate::text::{RenderStyle, Source, Syntax};

impl Session<'_> {
    /// The question as a bundle.
    fn bundle(&self, asked: &Asked, context: GivenKeys, now: Option<&str>) -> String {
        let state: &State = &self.state;
        let party = |arn: &String| Party {
            arn: arn.clone(),
            settings: state.settings.get(arn).cloned().unwrap_or_default(),
        };
        let asking = Asking {
            principal: party(&asked.principal),
            action: asked.action.clone(),
            resource: party(&asked.resource),
            context,
            now: now.map(str::to_owned),
            policies: state.layers.to_value(),
            ..Asking::default()
        };
        asking.to_bundle().to_string()
    }

    /// Reads the question.
    pub(super) fn question(&mut self, asked: &Asked) -> Result<Question, Vec<Trouble>> {
        let context = self.state.context.clone();
        self.question_under(asked, context)
    }

    /// Reads the question under other condition keys than the session's.
    pub(super) fn question_under(
        &mut self,
        asked: &Asked,
        context: GivenKeys,
    ) -> Result<Question, Vec<Trouble>> {
        let one = |trouble: Trouble| vec![trouble];
        let now = self.time();
        let source = Source::new(SESSION, self.bundle(asked, context, now.as_deref()));
        let text = Text::read(source, Syntax::Json).map_err(one)?;
        let mut fields = QuestionFields::of_text(&text).map_err(one)?;
        let environment = self.state.environment.clone();
        fields.environment = environment.as_deref();
        let mut question = Question::read(&fields, &mut self.reader)?;
        if let (Clock::Machine, Some(now)) = (&self.state.clock, now) {
            let message = format!("the time is this machine's, {now}; `now TIME` sets another");
            question.remark(&Note::new("C-16", message));
        }
        Ok(question)
    }

    /// The time of requests, as far as anybody said.
    pub(super) fn time(&self) -> Option<String> {
        match &self.state.clock {
            Clock::At(time) => Some(time.clone()),
            Clock::Machine => self.machine_time.clone(),
        }
    }

    /// Decides the question. `EVERYTHING` asks every statement, so that near misses are found.
    pub(super) fn verdict<const EVERYTHING: bool>(
        &mut self,
        asked: &Asked,
    ) -> Result<Verdict, Vec<Trouble>> {
        let question = self.question(asked)?;
        Ok(Verdict::on::<EVERYTHING>(&question, self.reader.keys()))
    }

    /// Answers a question, and keeps it on the watch list.
    pub(super) fn answer(&mut self, asked: &Asked) -> Result<Reply, Vec<Trouble>> {
        let question = self.question(asked)?;
        let verdict = Verdict::on::<true>(&question, self.reader.keys());
        let warnings = self.reader.take_warnings();
        let deciding = verdict.deciding();
        let because = deciding.map(|one| reason(&one.context.request, &one.explanation));
        let because = because.unwrap_or_default();
        let number = verdict
            .authorizations
            .iter()
            .position(|one| one.explanation.decision == verdict.decision)
            .unwrap_or_default();
        let gates = match (question.authorizations.get(number), deciding) {
            (Some(one), Some(decided)) => gates(one, &decided.explanation, self.reader.keys()),
            _ => Vec::new(),
        };
        let told = Told {
            question: asked.clone(),
            decision: verdict.decision,
            json: Answer::new(&verdict, &warnings).to_json(),
            reason: because.clone(),
            gates,
            keys: deciding.map(|one| tested(&one.context, self.reader.keys())).unwrap_or_default(),
        };
        self.watch(asked, Answered { decision: Some(verdict.decision), reason: because });
        self.last = Some(asked.clone());
        let text = warned(&warnings) + &explained(&verdict);
        let outcome = Outcome::Answered(verdict.decision);
        Ok(Reply { text, outcome, turned: Vec::new(), answer: Some(Box::new(told)) })
    }
}

pub(super) fn explained(verdict: &Verdict) -> String {
    let parts: Vec<_> =
        verdict.authorizations.iter().map(|one| (&one.context, &one.explanation)).collect();
    describe(verdict.decision, &parts, RenderStyle::Coloured, Supply::Session)
}
