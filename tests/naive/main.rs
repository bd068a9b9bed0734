//! The naive evaluator against hand-made bundles: every gotcha of the rules, and what they leave out.

#[path = "mod.rs"]
mod naive;

mod gotchas_of_conditions;
mod gotchas_of_elements;
mod gotchas_of_layers;
mod hand_made;
