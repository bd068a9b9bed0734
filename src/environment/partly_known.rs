//! Things that a change adds to, and of which nothing else is known.

use super::{Account, Entities, Environment, Group, Origin, Removals, Role, User};

impl Environment {
    /// Whom a later environment knows only in part was there before: what a change adds to is not
    /// made by it. Each is known in part here too, unless it is known, or known to be gone.
    pub fn expect_partly_known(&mut self, later: &Self) {
        for (id, account) in later.accounts.iter() {
            let has_none = account.users.iter().all(|(_, one)| one.partial.is_none())
                && account.groups.iter().all(|(_, one)| one.partial.is_none())
                && account.roles.iter().all(|(_, one)| one.partial.is_none());
            if !has_none {
                let before = self.accounts.entry(id, Account::default);
                before.expect_partly_known(account);
            }
        }
    }
}

impl Environment {
    /// Takes what is known of principals for all that they hold, and names those of whom only a part
    /// is known.
    pub fn take_as_whole(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        for (id, account) in self.accounts.iter_mut() {
            let mut note = |kind: &str, name: &str, partial: &mut Option<Removals>| {
                if partial.take().is_some() {
                    names.push(format!("{kind} {name} of {id}"));
                }
            };
            account.users.iter_mut().for_each(|(name, one)| note("user", name, &mut one.partial));
            account.groups.iter_mut().for_each(|(name, one)| note("group", name, &mut one.partial));
            account.roles.iter_mut().for_each(|(name, one)| note("role", name, &mut one.partial));
        }
        names
    }
}

impl Account {
    fn expect_partly_known(&mut self, later: &Self) {
        let nothing = Some(Removals::default());
        let user = |origin| User { partial: nothing.clone(), ..User::new(origin) };
        let group = |origin| Group { partial: nothing.clone(), ..Group::new(origin) };
        let role = |origin| Role { partial: nothing.clone(), ..Role::new(origin) };
        let users = later.users.iter().filter(|(_, one)| one.partial.is_some());
        expect(&mut self.users, users.map(|(name, one)| (name, &one.origin)), user);
        let groups = later.groups.iter().filter(|(_, one)| one.partial.is_some());
        expect(&mut self.groups, groups.map(|(name, one)| (name, &one.origin)), group);
        let roles = later.roles.iter().filter(|(_, one)| one.partial.is_some());
        expect(&mut self.roles, roles.map(|(name, one)| (name, &one.origin)), role);
    }
}

fn expect<'l, T>(
    known: &mut Entities<T>,
    later: impl Iterator<Item = (&'l str, &'l Origin)>,
    make: impl Fn(Origin) -> T,
) {
    for (name, origin) in later {
        let is_gone = known.removed().any(|(gone, _)| gone == name);
        if !is_gone && known.get(name).is_none() {
            known.insert(name, make(origin.clone()));
        }
    }
}
