//! iamsim decides AWS IAM requests the way AWS decides them, and says why.

pub mod aws;
pub mod bundle;
pub mod cli;
pub mod compile;
pub mod evaluate;
pub mod explain;
pub mod load;
pub mod policy;
pub mod request;
pub mod scenario;
pub mod text;
pub mod value_set;
