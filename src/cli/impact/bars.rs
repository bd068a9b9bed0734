//! A bar for each stage of the search.

use std::sync::OnceLock;

use crate::cli::progress::Progress;
use crate::query::impact::Stage;

/// Bars that begin when their stage does.
#[derive(Default)]
pub(super) struct Bars {
    policies: OnceLock<Progress>,
    requests: OnceLock<Progress>,
}

impl Bars {
    /// The bar of a stage; that of the one before ends.
    pub(super) fn of(&self, stage: Stage) -> &Progress {
        match stage {
            Stage::Policies => self.policies.get_or_init(|| Progress::of(0, "policies")),
            Stage::Requests => self.requests.get_or_init(|| {
                self.policies.get().into_iter().for_each(Progress::end);
                Progress::of(0, "requests")
            }),
        }
    }

    /// Nothing of the bars is left.
    pub(super) fn end(&self) {
        let all = [&self.policies, &self.requests];
        all.into_iter().filter_map(OnceLock::get).for_each(Progress::end);
    }
}
