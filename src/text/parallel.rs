//! Many things at once, by one distribution of work for all types: one of its own for each type and
//! each work would be a tenth of a megabyte of the program.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

/// What `work` makes of each, in the order of the things.
pub(crate) fn in_parallel<'t, T: Sync, R: Send>(
    things: &'t [T],
    work: impl Fn(&'t T) -> R + Sync,
) -> Vec<R> {
    let made: Vec<Mutex<Option<R>>> = things.iter().map(|_| Mutex::default()).collect();
    for_each(things.len(), &|number| {
        let result = work(&things[number]);
        *made[number].lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    });
    let result = |one: Mutex<Option<R>>| one.into_inner().unwrap_or_else(PoisonError::into_inner);
    made.into_iter().filter_map(result).collect()
}

fn for_each(count: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).into_par_iter().for_each(work);
}
