//! The naive evaluator against hand-made bundles: every gotcha of the rules, and what they leave out.

#[path = "mod.rs"]
mod naive;
