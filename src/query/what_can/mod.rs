//! In: a caller and an environment. Out: what the caller can do, as data and as tables.

mod answer;
mod find;
mod overview;
mod table;

pub(crate) use answer::WhatCanAnswer;
pub(crate) use find::WhatCan;
pub(crate) use overview::text as overview_text;
pub(crate) use table::text;
