//! iamsim decides AWS IAM requests the way AWS decides them, and says why.
//!
//! Policies are read, compiled once, and asked as often as one likes:
//!
//! ```
//! # use std::sync::Arc;
//! # use iamsim::aws::{ActionName, PolicyKind};
//! # use iamsim::compile::{CompiledPolicy, PolicyName, PolicySet};
//! # use iamsim::evaluate::{Decision, Silent, evaluate};
//! # use iamsim::policy::{Reading, parse};
//! # use iamsim::request::{ContextKeys, Principal, Request, RequestContext, ResourceTarget};
//! # use iamsim::text::{Comments, Source, read_json};
//! # fn example() -> Option<Decision> {
//! let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::team/*"}}"#;
//! let source = Arc::new(Source::new("team.json", text));
//! let tree = read_json(&source, Comments::Refused).ok()?;
//! let document = Arc::new(parse(&tree, PolicyKind::Identity, Reading::Strict).document?);
//!
//! let (name, mut keys) = (PolicyName("team.json".into()), ContextKeys::new());
//! let policy = CompiledPolicy::compile(name, source, document, PolicyKind::Identity, &mut keys);
//! let policies = PolicySet { identity: [Arc::new(policy)].into_iter().collect(), ..PolicySet::default() };
//!
//! let alice = Principal::parse("arn:aws:iam::111122223333:user/alice").ok()?;
//! let action = ActionName::parse("s3:GetObject")?;
//! let notes = ResourceTarget::parse("arn:aws:s3:::team/notes.txt", &action, false)?;
//! let context = RequestContext::new(Request::new(alice, action, notes), &keys);
//! let decision = evaluate(&policies, &context, &mut Silent);
//! # Some(decision)
//! # }
//! # assert_eq!(example(), Some(Decision::Allowed));
//! ```
//!
//! [`explain`] says why, with a [`explain::Trace`] in place of [`evaluate::Silent`].
//! [`bundle::answer_text`] takes a whole question as JSON and answers with JSON.

pub mod aws;
pub mod bundle;
pub mod catalog;
pub mod cli;
pub mod compare;
pub mod compile;
pub mod edges;
pub mod environment;
pub mod evaluate;
pub mod explain;
pub mod lint;
pub mod load;
pub mod policy;
pub mod query;
pub mod repl;
pub mod request;
pub mod scenario;
pub mod serve;
pub mod suggest;
pub mod text;
pub mod value_set;
pub mod whatif;
