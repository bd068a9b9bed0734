//! How long it takes to answer a bundle that carries its policies.
fn main() {}
