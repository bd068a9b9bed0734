//! In: lines that somebody types who thinks about access: load, ask, change. Out: replies, and after
//! each change which answers turned. Nothing here prints or reads a clock; only `load` and `save`
//! touch files, through [`crate::load`]. [`incident`] reads what AWS said when it refused a call.

mod advising;
mod ask;
mod asking;
mod attaching;
mod commands;
mod completing;
mod documents;
mod editing;
mod gates;
mod given;
mod held;
mod help;
mod highlighting;
mod holders;
pub mod incident;
mod known;
mod layers;
mod loading;
mod names;
mod organization;
mod pasting;
mod querying;
mod refusal;
mod reply;
mod saving;
mod session;
mod setting;
mod showing;
mod state;
mod steps;
mod table;
mod tested_keys;
mod texts;
mod tokens;
mod trials;
mod watch;
mod words;

pub use commands::Command;
pub use completing::Completion;
pub use documents::syntax_of_text;
pub use gates::{Gate, GatePolicy, GateState};
pub use held::Held;
pub use highlighting::Class;
pub use reply::{Outcome, Reply, Told, Turned};
pub use session::{Powers, Session};
pub use steps::{AdvisedSteps, Step};
pub use table::COMMANDS;
pub use tested_keys::{Carried, TestedKey};
pub use texts::{Given, Shown};
pub use watch::Asked;
pub use words::{as_word, needs_more};
