//! In: lines that somebody types who thinks about access: load, ask, change. Out: replies, and after
//! each change which answers turned. Nothing here prints or reads a clock; only `load` and `save`
//! touch files, through [`crate::load`].

mod ask;
mod asking;
mod attaching;
mod commands;
mod documents;
mod editing;
mod gates;
mod given;
mod holders;
mod known;
mod layers;
mod loading;
mod names;
mod organization;
mod refusal;
mod reply;
mod session;
mod setting;
mod state;
mod tested_keys;
mod trials;
mod watch;
mod words;

pub use commands::{COMMANDS, Command};
pub use documents::syntax_of_text;
pub use gates::{Gate, GatePolicy, GateState};
pub use given::{Given, Shown};
pub use reply::{Outcome, Reply, Told, Turned};
pub use session::{Powers, Session};
pub use tested_keys::{Carried, TestedKey};
pub use watch::Asked;
pub use words::{as_word, needs_more};
