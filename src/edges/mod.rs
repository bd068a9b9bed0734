//! In: compiled policies with the layer that each stands in, and what is known of AWS's actions.
//! Out: requests at their edges: for each statement one that it applies to, and on every axis the
//! requests just inside and just outside.

mod acting;
mod ask;
mod callers;
mod carried;
mod catalogued;
mod covering;
mod draft;
mod known;
mod lifted;
mod near;
mod resources;
mod rest;
mod sample;
mod scene;
mod search;
mod senders;
mod statement_edges;
mod unknown;
mod values;

pub use covering::{Target, covering};
pub use draft::{Caller, Draft};
pub use lifted::{Part, with_policy};
pub use scene::{Cast, Scene};
pub use statement_edges::{Edge, Edges, Side, Unreachable};
