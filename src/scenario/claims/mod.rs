//! In: `never`, `always` and `noNewAccess` of a scenario file. Out: claims about all requests that
//! there can be, each proven, refuted by a request, or neither.

mod again;
mod assumptions;
mod baseline;
mod broken;
mod callers;
mod cells;
mod claim;
mod compared;
mod pair;
mod paste;
mod pieces;
mod prove;
mod run;
mod scope;
mod waiver;

pub(super) use again::Standing;
pub use assumptions::{ASSUMPTIONS, Assumption};
pub use broken::{Broken, Counterexample, Unproven};
pub(super) use callers::uses_of;
#[cfg(test)]
pub(super) use claim::{ALWAYS_FIELDS, NEVER_FIELDS, NO_NEW_ACCESS_FIELDS};
pub(super) use claim::{CLAIMS, read_claims};
pub use claim::{Claim, ClaimKind};
pub(super) use run::Proofs;
#[cfg(test)]
pub(super) use waiver::WAIVER_FIELDS;
pub use waiver::Waiver;
