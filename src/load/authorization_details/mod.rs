//! In: what `aws iam get-account-authorization-details` prints, in one page or several. Out: users,
//! groups, roles and managed policies of the accounts that its ARNs name.

mod account;
mod document;
mod export;
mod findings;
mod group;
mod holder;
mod managed_policy;
mod object;
mod page;
mod percent;
mod role;
mod user;

pub(super) use document::{content, document};
pub(super) use export::{Extent, read_listed};
pub use export::{is_authorization_details, read};
pub(super) use findings::Findings;
pub(super) use object::{Object, Shape};
pub(super) use page::{Kind, TRUNCATED};
