//! In: files and folders that say what accounts hold. Out: one environment, what was not understood
//! of them, and in what they contradict each other.

mod before;
mod export;
mod folder;
mod format;
mod pages;
mod parameters;
mod recognise;
mod source;

use std::path::Path;

use crate::bundle::Trouble;
use crate::environment::{Difference, Environment};
use crate::load::{Files, Loaded, Stated};

use pages::Pages;
use recognise::Read;

pub use before::{environment_before, environment_over_plans};
pub use export::{Origins, exported};
pub use parameters::parameters;

/// What several sources say together.
#[derive(Clone, Debug, Default)]
pub struct LoadedEnvironment {
    /// What they say.
    pub environment: Environment,
    /// What was not understood or is doubtful, each with its place.
    pub remarks: Vec<Trouble>,
    /// What a later source says differently than an earlier one.
    pub differences: Vec<Difference>,
    /// The pages of exports among the sources.
    pub(crate) pages: Pages,
}

/// Reads sources and lays each over those before it. What a file is, its content says.
///
/// # Errors
/// Every mistake of every source that cannot be understood.
pub fn environment<P: AsRef<Path>>(
    paths: &[P],
    stated: &Stated,
) -> Result<LoadedEnvironment, Vec<Trouble>> {
    let files = Files::new();
    let mut whole = LoadedEnvironment::default();
    let mut troubles = Vec::new();
    for path in paths {
        match source::read(path.as_ref(), &files, &stated.beside(&whole.environment)) {
            Ok(loaded) => whole.lay_all(loaded),
            Err(mistakes) => troubles.extend(mistakes),
        }
    }
    if troubles.is_empty() { Ok(whole) } else { Err(troubles) }
}

impl LoadedEnvironment {
    /// Lays a later source over what there is.
    fn lay(&mut self, later: Loaded) {
        self.differences.extend(self.environment.merge(later.environment));
        self.remarks.extend(later.remarks);
    }

    /// Lays what a file says over what there is, which may be a page of an export.
    fn lay_read(&mut self, Read { loaded, is_page }: Read) {
        if is_page {
            self.pages.follow(Pages::of(&loaded), &mut self.remarks);
        }
        self.lay(loaded);
    }

    /// Lays what later sources say together over what there is.
    fn lay_all(&mut self, later: Self) {
        self.differences.extend(self.environment.merge(later.environment));
        self.differences.extend(later.differences);
        self.pages.follow(later.pages, &mut self.remarks);
        self.remarks.extend(later.remarks);
    }
}
