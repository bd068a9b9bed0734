//! In: what people hold in their hands when AWS said no. Out: the question that it was, and what
//! the loaded policies answer.

pub mod incident;
