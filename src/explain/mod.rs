//! In: what a walk told. Out: an [`Explanation`] of the decision, as data and as text.

mod allowed_notes;
mod compared;
mod condition_miss;
mod denied_notes;
mod excerpt;
mod explanation;
mod key_notes;
mod miss;
mod missing;
mod near;
mod notes;
mod reason;
mod remarks;
mod supply;
mod text;
mod trace;

pub use explanation::{
    AllowedWhen, DecidedBy, Explanation, Miss, MissingContext, NearMiss, StatementPlace,
};
pub use supply::Supply;
pub use text::{closest_denies, describe, reason};
pub use trace::{Record, StatementTrace, Trace};
