//! What was suggested, as steps that somebody takes who keeps the texts of policies.

use super::advising::{Advised, heading};
use super::session::Session;
use crate::suggest::{Setting, Suggestion};

/// A suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvisedSteps {
    /// What is done, in words.
    pub text: String,
    /// How; `None` if the session has no line for it.
    pub steps: Option<Vec<Step>>,
}

/// A step of a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A policy of the session has another text.
    Edit {
        /// The name by which `edit` knows it.
        name: String,
        /// All of it.
        text: String,
    },
    /// A condition key has a value, or is not sent.
    Key {
        /// Its name.
        name: String,
        /// `None` if it is not sent.
        value: Option<String>,
    },
    /// A line does it.
    Line(String),
}

impl Session<'_> {
    /// What `why not` suggested last.
    pub fn advised(&self) -> Vec<AdvisedSteps> {
        self.advised.iter().map(|one| self.steps_of(one)).collect()
    }

    fn steps_of(&self, one: &Advised) -> AdvisedSteps {
        match one {
            Advised::Policy(one) => {
                AdvisedSteps { text: heading(one), steps: self.step_of(one).map(|step| vec![step]) }
            }
            Advised::Together(all) => AdvisedSteps {
                text: all.iter().map(heading).collect::<Vec<_>>().join("\n"),
                steps: all.iter().map(|one| self.step_of(one)).collect(),
            },
            Advised::Context(one) => {
                let words: Vec<String> = one.settings.iter().map(Setting::words).collect();
                let steps = one.settings.iter().map(|setting| match setting {
                    Setting::With { key, value } => {
                        Step::Key { name: key.clone(), value: Some(value.clone()) }
                    }
                    Setting::Without { key } => Step::Key { name: key.clone(), value: None },
                });
                AdvisedSteps {
                    text: format!("if {}", words.join(" and ")),
                    steps: Some(steps.collect()),
                }
            }
        }
    }

    fn step_of(&self, one: &Suggestion) -> Option<Step> {
        match self.edited_policy(one) {
            Some((name, _, text)) => Some(Step::Edit { name, text }),
            None => self.line_for(one).map(Step::Line),
        }
    }
}
