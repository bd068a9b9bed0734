//! Requests to try a comparison on.

use iamsim::aws::{ActionName, Arn};
use iamsim::request::{Given, Principal, Request, ResourceTarget};

use crate::alphabet::Key;
use crate::support::FACTS;

/// A quick source of numbers, the same in each run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// A question of which everything is known.
pub(crate) fn request(action: &str, resource: &str) -> Request {
    asked_by(Principal::parse("arn:aws:iam::111122223333:user/anyone").unwrap(), action, resource)
}

pub(crate) fn asked_by(principal: Principal, action: &str, resource: &str) -> Request {
    let target = Arn::parse(resource).map_or(ResourceTarget::Wildcard, ResourceTarget::one);
    let account = principal.account.clone();
    let mut request = Request::new(principal, ActionName::parse(action).unwrap(), target);
    request.resource_account = account;
    request.exact_context = true;
    request.facts = FACTS.clone();
    request
}

/// Gives a key these values.
pub(crate) fn give(request: &mut Request, key: &str, values: &[&str]) {
    let values = values.iter().map(|value| Box::from(*value)).collect();
    request.context.push((key.to_lowercase().into(), Given::Values(values)));
}

/// Every way to carry a key: not at all, with each value, and with two of them; with three, some.
pub(crate) fn ways(key: &Key) -> Vec<Vec<&'static str>> {
    let mut ways: Vec<Vec<&str>> = vec![Vec::new()];
    ways.extend(key.carried.iter().map(|value| vec![*value]));
    if key.several {
        for one in key.carried {
            let pairs = key.carried.iter().filter(|other| **one <= ***other);
            ways.extend(pairs.map(|other| vec![*one, *other]));
        }
        let mut dice = Dice::new(7);
        ways.extend((0..100).map(|_| (0..3).map(|_| dice.one_of(key.carried)).collect()));
    }
    ways
}
