//! In: a question as JSON or YAML, in a bundle or in a scenario. Out: a [`Question`], ready to be
//! evaluated; and answers as JSON.

mod answer;
mod asking;
mod context;
mod eval;
mod fields;
mod further;
mod held;
mod known_action;
mod known_policies;
mod place;
mod pointer;
mod policies;
mod principal;
mod question;
mod request;
mod resource;
#[cfg(test)]
mod schema_tests;
mod surroundings;
mod trouble;
mod verdict;

pub use answer::Answer;
pub(crate) use answer::{DecidedAnswer, ErrorAnswer, harmless};
pub(crate) use asking::{Asking, GivenKeys, Party};
pub use eval::{Evaluator, answer_text};
pub use fields::{Fields, Placed};
pub(crate) use known_policies::{
    FULL_ACCESS, FULL_AWS_ACCESS, RCP_FULL_ACCESS, is_built_in, is_built_in_name,
};
pub(crate) use place::{PositionAnswer, StatementAnswer};
pub use policies::{Detail, Documents, InlineOnly, LAYERS, Layers, PolicyReader, Text};
pub use question::{Authorization, Question, QuestionFields, REQUEST_FIELDS};
pub(crate) use surroundings::{can_have_policy, complete, policy_not_said};
pub use trouble::Trouble;
pub use verdict::{Decided, Listener, Verdict};
