//! The naive evaluator against hand-made bundles: every gotcha of the rules, and the laws on random bundles.

mod generate;
mod gotchas_of_conditions;
mod gotchas_of_elements;
mod gotchas_of_layers;
mod hand_made;
mod laws;
#[path = "mod.rs"]
mod naive;
mod random;
mod vocabulary;
