//! IP addresses and ranges of them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// All addresses that share their first bits; a single address is the range of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressRange(IpNet);

impl AddressRange {
    /// Reads an IPv4 or IPv6 address, or a range in CIDR notation, whose host bits are ignored.
    /// An address alone is a `/32` or `/128`.
    // AWS: C-19
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let net = match length {
            Some(length) => IpNet::new(address, parse_length(length)?).ok()?,
            None => IpNet::from(address),
        };
        Some(Self(net.trunc()))
    }

    /// The range as a network, its host bits zero.
    pub fn network(&self) -> IpNet {
        self.0
    }

    /// Whether every address of `other` is in this range. IPv4 and IPv6 never contain each other,
    /// and an IPv4 address mapped into IPv6 is IPv6.
    // AWS: C-20
    pub fn contains(&self, other: &Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Whether the whole range is of a kind that no public caller has: private, shared by
    /// carriers, link-local, unique local or loopback.
    // AWS: C-21
    pub fn is_private(&self) -> bool {
        match &self.0 {
            IpNet::V4(net) => PRIVATE_V4.iter().any(|private| private.contains(net)),
            IpNet::V6(net) => PRIVATE_V6.iter().any(|private| private.contains(net)),
        }
    }
}

/// All ranges of which no public caller has an address.
// AWS: C-21
pub fn private_ranges() -> impl Iterator<Item = AddressRange> {
    let of_v4 = PRIVATE_V4.iter().map(|range| AddressRange(IpNet::V4(*range)));
    of_v4.chain(PRIVATE_V6.iter().map(|range| AddressRange(IpNet::V6(*range))))
}

const PRIVATE_V4: [Ipv4Net; 6] = [
    Ipv4Net::new_assert(Ipv4Addr::new(10, 0, 0, 0), 8),
    Ipv4Net::new_assert(Ipv4Addr::new(172, 16, 0, 0), 12),
    Ipv4Net::new_assert(Ipv4Addr::new(192, 168, 0, 0), 16),
    Ipv4Net::new_assert(Ipv4Addr::new(100, 64, 0, 0), 10),
    Ipv4Net::new_assert(Ipv4Addr::new(169, 254, 0, 0), 16),
    Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8),
];

const PRIVATE_V6: [Ipv6Net; 3] = [
    Ipv6Net::new_assert(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7),
    Ipv6Net::new_assert(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10),
    Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128),
];

fn parse_length(text: &str) -> Option<u8> {
    let is_canonical = text == "0" || text.starts_with(|first: char| ('1'..='9').contains(&first));
    is_canonical.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::AddressRange;

    fn range(text: &str) -> AddressRange {
        AddressRange::parse(text).unwrap()
    }

    #[test]
    fn host_bits_are_ignored() {
        assert_eq!(range("203.0.113.9/24"), range("203.0.113.0/24"));
        assert_eq!(range("203.0.113.9"), range("203.0.113.9/32"));
        assert_eq!(range("2001:DB8::1/128"), range("2001:db8:0:0::1"));
    }

    #[test]
    fn a_range_contains_what_lies_in_it_whole() {
        assert!(range("203.0.113.0/24").contains(&range("203.0.113.255")));
        assert!(range("203.0.113.0/24").contains(&range("203.0.113.128/25")));
        assert!(!range("203.0.113.0/24").contains(&range("203.0.112.0/23")));
        assert!(range("0.0.0.0/0").contains(&range("8.8.8.8")));
    }

    #[test]
    fn families_never_meet() {
        assert!(!range("0.0.0.0/0").contains(&range("::1")));
        assert!(!range("::/0").contains(&range("1.2.3.4")));
        assert!(!range("1.2.3.4").contains(&range("::ffff:1.2.3.4")));
        assert!(range("::ffff:0:0/96").contains(&range("::ffff:1.2.3.4")));
    }

    #[test]
    fn private_ranges_are_known() {
        for text in ["10.0.0.0/8", "172.31.0.0/16", "192.168.1.1", "fd00::1", "::1", "127.0.0.1"] {
            assert!(range(text).is_private(), "{text}");
        }
        for text in ["8.0.0.0/6", "203.0.113.9", "2001:db8::/32", "0.0.0.0/0", "172.0.0.0/8"] {
            assert!(!range(text).is_private(), "{text}");
        }
    }

    #[test]
    fn other_text_is_no_address() {
        for text in [
            "",
            "/",
            "1.2.3",
            "1.2.3.4/",
            "1.2.3.4/33",
            "1.2.3.4/+8",
            "1.2.3.4/08",
            "::/129",
            "1.2.3.4/8/8",
            "01.2.3.4",
            " 1.2.3.4",
            "fe80::1%eth0",
            "localhost",
            "1.2.3.*",
        ] {
            assert_eq!(AddressRange::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn containment_compares_the_first_bits(
            address: u32, length in 0_u32..=32, flips in prop::collection::vec(0_u32..32, 0..2),
        ) {
            let other = flips.iter().fold(address, |bits, flip| bits ^ (1 << flip));
            let text = |bits: u32| std::net::Ipv4Addr::from_bits(bits).to_string();
            let shift = |bits: u32| bits.checked_shr(32 - length).unwrap_or(0);
            let range = range(&format!("{}/{length}", text(address)));
            let other_range = AddressRange::parse(&text(other)).unwrap();
            prop_assert_eq!(range.contains(&other_range), shift(address) == shift(other));
        }
    }
}
