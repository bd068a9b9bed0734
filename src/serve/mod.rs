//! In: a what-if session and an address. Out: a page on which the session is thought about in a
//! browser, and answers to its questions over HTTP.
//!
//! The server keeps nothing of a page: each question brings along the whole desk, so that a page that
//! is reloaded, or a link that somebody was sent, shows the same. `POST` with `application/json`, and
//! an `Origin` that is the page's own:
//!
//! - `/api/v1/start` `{}`: what was loaded; the desk to begin with.
//! - `/api/v1/ask` a desk: the answer, what each layer says, the condition keys that policies mention,
//!   the watch list, and how policies differ from what was loaded.
//! - `/api/v1/lint` `{kind, text}`: the findings in a policy.
//! - `/api/v1/complete` `{field, text, action}`: how a field may go on.
//! - `/api/v1/policy` `{desk, name}`: the text of a policy that the session holds.
//! - `/api/v1/advice` a desk: what would turn the answer, and the desk with it done.
//! - `/api/v1/explain` `{desk, text}`: what the session replies to a pasted text that must not stay on a
//!   desk, such as a token.
//! - `/api/v1/scenario` a desk: the questions of the watch list as a scenario file.
//!
//! A desk is [`policies`, `edits`, `changes`, `principal`, `action`, `resource`, `context`, `now`,
//! `watch`]. Places in texts are counted as browsers do, in UTF-16. What a later version adds, pages of
//! an earlier one leave aside; what it takes away has another number in the path.

mod advice;
mod answer;
mod api;
mod complete;
mod desk;
mod findings;
mod guard;
mod page;
mod reply;
mod server;

pub use server::{Address, Server};
