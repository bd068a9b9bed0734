//! In: two environments, or one caller with all layers on both sides. Out: who is newly allowed what,
//! by which statement, or that nobody is, proven.

mod arguments;
mod environments;
mod github;
mod json;
mod layers;
mod page;
mod replay;
mod sarif;
mod text;

pub(super) use arguments::AroundArguments;
pub(super) use environments::answered;
#[cfg(test)]
pub(super) use json::schema;
pub(super) use layers::of_layers;
