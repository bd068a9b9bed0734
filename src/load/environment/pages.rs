//! Pages of one export in several files.

use std::collections::BTreeSet;

use crate::bundle::Trouble;
use crate::load::Loaded;
use crate::load::authorization_details::TRUNCATED;

/// The pages that were read, by what accounts they are about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pages {
    accounts: BTreeSet<Box<str>>,
    /// The files that say that a further page follows, and their accounts.
    open: Vec<(String, BTreeSet<Box<str>>)>,
}

impl Pages {
    /// What a file is that holds a page, or several.
    pub(super) fn of(page: &Loaded) -> Self {
        let accounts: BTreeSet<Box<str>> =
            page.environment.accounts.iter().map(|(id, _)| id.into()).collect();
        let open = page.remarks.iter().filter(|remark| is_open(remark));
        let open = open.map(|remark| (remark.source.name().to_owned(), accounts.clone())).collect();
        Self { accounts, open }
    }

    /// Adds what follows, and takes away the remarks that it does: the page that followed is there.
    pub(super) fn follow(&mut self, later: Self, remarks: &mut Vec<Trouble>) {
        let Self { accounts, open } = later;
        let followed = |(_, own): &(String, BTreeSet<Box<str>>)| !own.is_disjoint(&accounts);
        for (name, _) in self.open.extract_if(.., |one| followed(one)) {
            remarks.retain(|remark| !is_open(remark) || remark.source.name() != name);
        }
        self.open.extend(open);
        self.accounts.extend(accounts);
    }
}

fn is_open(remark: &Trouble) -> bool {
    remark.diagnostic.code == TRUNCATED
}
