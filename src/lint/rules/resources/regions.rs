//! Partitions and regions.

use crate::value_set::Pattern;

/// The day of the two lists.
pub(in crate::lint::rules) const DATE: &str = "2026-09-26";

/// AWS's partitions and the starts of their regions' names. Source: the reference on ARNs and
/// namespaces, and the partitions that AWS's SDKs ship.
pub(super) const PARTITIONS: &[(&str, &[&str])] = &[
    ("aws", &["af-", "ap-", "ca-", "eu-", "il-", "me-", "mx-", "sa-", "us-"]),
    ("aws-cn", &["cn-"]),
    ("aws-eusc", &["eusc-"]),
    ("aws-iso", &["us-iso-"]),
    ("aws-iso-b", &["us-isob-"]),
    ("aws-iso-e", &["eu-isoe-"]),
    ("aws-iso-f", &["us-isof-"]),
    ("aws-us-gov", &["us-gov-"]),
];

/// AWS's regions. Source: the list of regions in AWS's general reference.
pub(in crate::lint::rules) const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
];

/// Whether a pattern in lower case fits a region of the list.
pub(in crate::lint::rules) fn is_some_region(pattern: &Pattern) -> bool {
    REGIONS.iter().any(|region| pattern.matches(region))
}

/// The partition of a region, told by the start of its name.
pub(super) fn partition_of(region: &str) -> Option<&'static str> {
    let starts = PARTITIONS
        .iter()
        .flat_map(|(partition, starts)| starts.iter().map(move |start| (*partition, *start)));
    let fitting = starts.filter(|(_, start)| region.starts_with(start));
    fitting.max_by_key(|(_, start)| start.len()).map(|(partition, _)| partition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_each_region_has_a_partition() {
        assert!(REGIONS.is_sorted() && PARTITIONS.is_sorted());
        for region in REGIONS {
            assert!(partition_of(region).is_some(), "{region}");
        }
        assert_eq!(partition_of("us-gov-west-1"), Some("aws-us-gov"));
        assert_eq!(partition_of("us-west-2"), Some("aws"));
    }
}
