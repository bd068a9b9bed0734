//! In: an `AccessDenied` message, a CloudTrail record, a decoded authorization message or a web
//! identity token. Out: [`Incident`]s: what was asked, what AWS said, and what nobody told.

mod action;
mod action_table;
mod compared;
mod decoded;
mod flat;
mod json;
mod message;
mod model;
mod question;
mod read;
mod record;
mod token;

pub use compared::{Comparison, Word};
pub use model::{Denied, Incident, IncidentKind, Known, Untold};
pub use read::{Findings, masked, read};
pub use token::{Claim, ClaimTest, Claims, Fit, Trusted};
