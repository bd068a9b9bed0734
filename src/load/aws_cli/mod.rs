//! In: what commands of the AWS CLI print about principals, resources, VPC endpoints and
//! organizations. Out: the part of an environment that each of them says.

mod documents;
mod endpoint;
mod inline_policy;
mod organization;
mod organization_files;
mod output;
mod policy_output;
mod principal;
mod resource;

pub use documents::read_documents;
pub use organization::read_organization;
pub use output::{is_output, read};
pub use policy_output::policy_of;
pub use resource::read_about;
