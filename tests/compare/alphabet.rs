//! The words that random policies and requests are made of: few, so that they meet.

use proptest::prelude::*;
use proptest::sample::select;

/// A condition key: the operators that are asked of it, their values, and the values that requests
/// carry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) families: &'static [&'static [&'static str]],
    pub(crate) written: &'static [&'static str],
    pub(crate) carried: &'static [&'static str],
    /// Whether a request may carry several values.
    pub(crate) several: bool,
}

const TEXT: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringLike",
    "StringNotLike",
    "StringNotLike",
];
const NUMBER: &[&str] = &[
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
];
const DATE: &[&str] = &[
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
];
const ADDRESS: &[&str] = &["IpAddress", "NotIpAddress"];
const ARN: &[&str] = &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"];
const BOOL: &[&str] = &["Bool"];
const BINARY: &[&str] = &["BinaryEquals"];

const WRITTEN: &[&str] =
    &["", "a", "b", "ab", "A", "aB", "k", "a*", "*b", "?", "??", "*", "a*b", "*a*", "*b*", "a?*"];
const CARRIED: &[&str] = &[
    "", "a", "b", "c", "ab", "ba", "A", "B", "AB", "aB", "aab", "axb", "xax", "xbx", "bxa", "abab",
    "k", "K", "\u{212a}", "*", "?",
];
const DATES: &[&str] =
    &["2020-01-01T00:00:00Z", "2020-01-01T00:00:01Z", "2020-01-01", "1577836900", "3", "x"];
const CARRIED_DATES: &[&str] = &[
    "2020-01-01T00:00:00Z",
    "2019-12-31T23:59:59Z",
    "2020-01-01T00:00:02Z",
    "2020-01-01T00:00:01.5Z",
    "1577836900",
    "1577836950",
    "1577836801",
    "3",
    "0",
    "-1",
    "3.5",
    "4",
];
const ADDRESSES: &[&str] = &[
    "10.0.0.0/8",
    "10.0.0.0/9",
    "10.128.0.0/9",
    "10.0.0.1",
    "10.0.0.0/31",
    "0.0.0.0/0",
    "::/0",
    "2001:db8::/32",
    "2001:db8::1",
    "255.255.255.254/31",
];
const CARRIED_ADDRESSES: &[&str] = &[
    "10.0.0.0",
    "10.0.0.1",
    "10.0.0.2",
    "10.127.255.255",
    "10.128.0.0",
    "11.0.0.0",
    "9.255.255.255",
    "0.0.0.0",
    "255.255.255.255",
    "255.255.255.253",
    "::",
    "2001:db8::",
    "2001:db8::1",
    "2001:db8::2",
    "2001:db9::",
    "ffff::",
];
const NUMBERS: &[&str] = &["0", "1", "2", "1.5", "1e0", "-1", "x", "3"];
const CARRIED_NUMBERS: &[&str] =
    &["0", "1", "2", "1.5", "1.0", "1.25", "0.5", "-1", "-2", "10", "2.5", "3", "4", "1e1"];
const ARNS: &[&str] = &[
    "arn:aws:iam::1:user/a",
    "arn:aws:iam::1:user/*",
    "arn:aws:iam::1:*",
    "arn:aws:iam::*:role/a",
    "arn:aws:*::?:user/?",
    "*:aws:iam::1:user/a",
    "arn:*:*:*:*:*",
    "x",
];
const CARRIED_ARNS: &[&str] = &[
    "arn:aws:iam::1:user/a",
    "arn:aws:iam::1:user/b",
    "arn:aws:iam::1:user/ab",
    "arn:aws:iam::1:role/a",
    "arn:aws:iam::2:role/a",
    "arn:aws:sts::1:user/a",
    "arn:aws:iam::12:user/a",
    "arn:::::",
];

/// Keys of which every condition reads the values as one type.
pub(crate) const KEYS: &[Key] = &[
    Key { name: "app:x", families: &[TEXT], written: WRITTEN, carried: CARRIED, several: true },
    Key { name: "app:y", families: &[TEXT], written: WRITTEN, carried: CARRIED, several: true },
    Key {
        name: "aws:TagKeys",
        families: &[TEXT],
        written: WRITTEN,
        carried: CARRIED,
        several: true,
    },
    Key {
        name: "aws:RequestTag/t",
        families: &[TEXT],
        written: WRITTEN,
        carried: CARRIED,
        several: false,
    },
    Key {
        name: "aws:SourceIp",
        families: &[ADDRESS],
        written: ADDRESSES,
        carried: CARRIED_ADDRESSES,
        several: false,
    },
    Key {
        name: "aws:CurrentTime",
        families: &[DATE],
        written: DATES,
        carried: CARRIED_DATES,
        several: false,
    },
    Key {
        name: "aws:MultiFactorAuthAge",
        families: &[NUMBER],
        written: NUMBERS,
        carried: CARRIED_NUMBERS,
        several: false,
    },
    Key {
        name: "aws:SecureTransport",
        families: &[BOOL],
        written: &["true", "false", "TRUE", "x"],
        carried: &["true", "false"],
        several: false,
    },
    Key {
        name: "aws:PrincipalArn",
        families: &[ARN, ARN, TEXT],
        written: ARNS,
        carried: CARRIED_ARNS,
        several: false,
    },
    Key {
        name: "app:arn",
        families: &[ARN, ARN, TEXT],
        written: ARNS,
        carried: &[
            "",
            "x",
            "arn:aws:iam::1:user/a",
            "arn:aws:iam::1:user/b",
            "arn:aws:iam::1:role/a",
            "arn:aws:iam::2:role/a",
            "ARN:aws:iam::1:user/a",
            "ARN:aws:iam::2:role/a",
            "arn:aws:iam::1:",
            "arn:aws",
        ],
        several: true,
    },
    Key {
        name: "app:number",
        families: &[NUMBER],
        written: NUMBERS,
        carried: &["", "x", "0", "1", "1.0", "1.25", "2", "-2", "4"],
        several: true,
    },
    Key {
        name: "app:date",
        families: &[DATE],
        written: DATES,
        carried: &["", "x", "3", "4", "2020-01-01", "2020-01-01T00:00:01Z", "1577836950"],
        several: true,
    },
    Key {
        name: "app:address",
        families: &[ADDRESS],
        written: ADDRESSES,
        carried: &["", "x", "10.0.0.0", "10.0.0.2", "10.128.0.0", "11.0.0.0", "::", "2001:db8::2"],
        several: true,
    },
    Key {
        name: "app:bool",
        families: &[BOOL],
        written: &["true", "false", "x"],
        carried: &["", "x", "true", "false", "TRUE"],
        several: true,
    },
    Key {
        name: "app:bytes",
        families: &[BINARY],
        written: &["AAAA", "AA==", "QQ==", "x"],
        carried: &["", "x", "AAAA", "AA==", "QQ==", "Qg=="],
        several: true,
    },
];

/// Keys that follow from who asks; the callers say what they are.
pub(crate) const OF_CALLERS: &[Key] = &[
    of_callers("aws:PrincipalAccount", &[TEXT], &["111111111111", "333333333333", "1*", "*2"]),
    of_callers(
        "aws:PrincipalArn",
        &[ARN, TEXT],
        &[
            "arn:aws:iam::111111111111:user/a",
            "arn:aws:iam::111111111111:user/*",
            "arn:aws:iam::*:role/r",
            "arn:aws:iam::333333333333:role/path/*",
            "arn:aws:iam::222222222222:root",
            "arn:aws:sts::*:federated-user/f",
        ],
    ),
    of_callers("aws:PrincipalType", &[TEXT], &["User", "AssumedRole", "Account", "A*"]),
    of_callers("aws:username", &[TEXT], &["a", "b", "*"]),
    of_callers(
        "aws:userid",
        &[TEXT],
        &["AIDAEXAMPLEUSER000001", "AROA*:s", "*000002", "111111111111:f", "111111111111"],
    ),
    of_callers("aws:PrincipalIsAWSService", &[BOOL], &["true", "false"]),
    of_callers("aws:PrincipalServiceName", &[TEXT], &["lambda.amazonaws.com", "s3*"]),
];

const fn of_callers(
    name: &'static str,
    families: &'static [&'static [&'static str]],
    written: &'static [&'static str],
) -> Key {
    Key { name, families, written, carried: &[], several: false }
}

/// Keys that conditions read as text and as something else, or as two things.
pub(crate) const MIXED: &[Key] = &[
    Key {
        name: "aws:EpochTime",
        families: &[DATE, NUMBER, TEXT],
        written: &["3", "5", "2020-01-01", "1577836800", "1577836800.5", "4*", "*5*"],
        carried: &[
            "3",
            "4",
            "5",
            "2",
            "6",
            "4.5",
            "3.0",
            "5.0",
            "1577836800",
            "1577836800.5",
            "1577836801",
            "1577836799",
            "2020-01-01",
            "2020-01-02",
            "45",
        ],
        several: false,
    },
    Key {
        name: "aws:MultiFactorAuthAge",
        families: &[NUMBER, TEXT],
        written: &["0", "1", "2", "1.5", "1*", "?", "*2"],
        carried: &["0", "1", "2", "1.5", "0.5", "3", "12", "1.0", "1.25", "-1", "2.0", "0.0"],
        several: false,
    },
    Key {
        name: "aws:SourceIp",
        families: &[ADDRESS, TEXT],
        written: &["10.0.0.0/8", "10.0.0.1", "10.0.0.0/31", "10.0.0.0", "10.*", "*.1", "11.0.0.0"],
        carried: &["10.0.0.0", "10.0.0.1", "10.0.0.2", "11.0.0.0", "11.0.0.1", "::1", "9.0.0.1"],
        several: false,
    },
    Key {
        name: "aws:SecureTransport",
        families: &[BOOL, TEXT],
        written: &["true", "false", "t*", "*e", "x"],
        carried: &["true", "false"],
        several: false,
    },
    Key {
        name: "app:mixed",
        families: &[NUMBER, DATE, BOOL, TEXT, ADDRESS, BINARY],
        written: &["3", "true", "2020-01-01", "3*", "10.0.0.1", "AAAA", "1577836800", "2020"],
        carried: &[
            "",
            "x",
            "3",
            "3.0",
            "3e0",
            "4",
            "2",
            "true",
            "True",
            "false",
            "2020-01-01",
            "2020-01-02",
            "1577836800",
            "1577836801",
            "10.0.0.1",
            "10.0.0.2",
            "AAAA",
            "AAAB",
            "2020",
            "2021",
            "31",
        ],
        several: true,
    },
    Key {
        name: "app:number",
        families: &[NUMBER, TEXT],
        written: &["0", "1", "1.0", "2", "1*", "x"],
        carried: &["", "x", "0", "1", "1.0", "1.00", "0.5", "2", "3", "+1", "10"],
        several: true,
    },
];

pub(crate) const ACTIONS: &[&str] =
    &["aa:Get", "aa:Put", "aa:G*", "aa:*t", "aa:*", "bb:Get", "bb:?e?", "*", "aa:?et", "aa:*u*"];
pub(crate) const ASKED_ACTIONS: &[&str] = &[
    "aa:Get", "aa:Put", "aa:Go", "aa:x", "aa:Set", "aa:Gut", "bb:Get", "bb:Put", "bb:x", "cc:Get",
];

pub(crate) const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:aa:::a",
    "arn:aws:aa:::b",
    "arn:aws:aa:::a/*",
    "arn:aws:aa:::*/b",
    "arn:aws:aa:::a/?",
    "arn:aws:aa:*:*:*",
    "arn:aws:a*:::a*",
    "arn:aws:?a:r::*b*",
    "arn:aws:aa:*::a/b",
    "arn:*:aa:::a/*/b",
    "arn:aws:*:*:1:*a*",
    "arn:AWS:aa:r:1:a:b",
    "arn:aws:aa:r*",
];
pub(crate) const ASKED_RESOURCES: &[&str] = &[
    "*",
    "arn:aws:aa:::a",
    "arn:aws:aa:::b",
    "arn:aws:aa:::c",
    "arn:aws:aa:::a/",
    "arn:aws:aa:::a/b",
    "arn:aws:aa:::a/c",
    "arn:aws:aa:::a/c/b",
    "arn:aws:aa:::b/b",
    "arn:aws:aa:::c/b",
    "arn:aws:aa:::ab",
    "arn:aws:aa:r::a/b",
    "arn:aws:aa:r:1:a:b",
    "arn:AWS:AA:r:1:a:b",
    "arn:aws:aa:r:1:b",
    "arn:aws:aa:s:2:a",
    "arn:aws:ab:::a",
    "arn:aws:ab:::ab",
    "arn:aws:ba:r::b",
    "arn:aws:ba:r::xbx",
    "arn:aws:ca:::a",
    "arn:aws:c:::a",
    "arn:aws:c:x:1:xax",
    "arn:::::",
];

pub(crate) fn operator(key: Key) -> BoxedStrategy<String> {
    let base = select(key.families).prop_flat_map(select);
    let set = select(&["", "", "", "ForAnyValue:", "ForAllValues:"][..]);
    let if_exists = select(&["", "", "", "IfExists"][..]);
    (set, base, if_exists)
        .prop_map(|(set, base, if_exists)| format!("{set}{base}{if_exists}"))
        .boxed()
}

/// Resources with variables.
pub(crate) const VARIABLE_RESOURCES: &[&str] = &[
    "*",
    "arn:aws:aa:::a",
    "arn:aws:aa:::a/*",
    "arn:aws:aa:::*",
    "arn:aws:aa:::${app:x}",
    "arn:aws:aa:::${app:x}/*",
    "arn:aws:aa:::a/${app:x}",
    "arn:aws:aa:::a/${app:y, 'b'}",
    "arn:aws:aa:::${aws:RequestTag/t}/${app:x}",
    "arn:aws:aa:::*/${app:x}",
    "arn:aws:aa:::a/${aws:TagKeys}",
    "arn:aws:aa:::a/${aws:RequestTag/t, 'c'}",
];

const OF_X: &[&str] = &[
    "a",
    "b",
    "a*",
    "*",
    "${app:y}",
    "*${app:y}",
    "a${app:y}",
    "${app:y, 'b'}",
    "${aws:RequestTag/t}",
    "${aws:TagKeys}",
    "${aws:MultiFactorAuthAge}",
    "${aws:RequestTag/t}${app:y}",
];
const OF_Y: &[&str] = &[
    "a",
    "b",
    "b*",
    "${app:x}",
    "${app:x}*",
    "a${app:x}",
    "${app:x, 'b'}",
    "${aws:RequestTag/t}",
    "${aws:TagKeys}",
    "?${app:x}",
];
const OF_TAG: &[&str] = &[
    "a",
    "a*",
    "${app:x}",
    "${app:y}",
    "${app:x}*",
    "${app:x, 'a'}",
    "${app:x}${app:y}",
    "${aws:MultiFactorAuthAge}",
];
const OF_ITSELF: &[&str] =
    &["a", "b", "a*", "*", "${app:x}", "a${app:x}", "${app:x}*", "${app:x, 'b'}", "${app:y}"];

const fn joined(
    name: &'static str,
    written: &'static [&'static str],
    carried: &'static [&'static str],
    several: bool,
) -> Key {
    Key { name, families: &[TEXT], written, carried, several }
}

const AGE: Key = Key {
    name: "aws:MultiFactorAuthAge",
    families: &[NUMBER],
    written: &["5", "6"],
    carried: &["5", "6", "7"],
    several: false,
};

/// Keys whose conditions name other keys.
pub(crate) const WITH_VARIABLES: &[Key] = &[
    joined("app:x", OF_X, &["", "a", "b", "c", "ab", "aa", "A", "aab"], true),
    joined("app:y", OF_Y, &["", "a", "b", "c", "ab", "aa", "B", "ba"], true),
    joined("aws:RequestTag/t", OF_TAG, &["", "a", "b", "c", "ab", "aa", "5"], false),
    joined("aws:TagKeys", OF_TAG, &["a", "b", "c", "ab", "5"], true),
    AGE,
];

/// Keys whose conditions name themselves as well.
pub(crate) const OWN_VARIABLES: &[Key] = &[
    joined("app:x", OF_ITSELF, &["", "a", "b", "c", "ab", "aa", "A", "aab"], true),
    joined("app:y", OF_X, &["", "a", "b", "c", "ab", "aa", "B", "ba"], true),
    AGE,
];

const ARNS_OF_X: &[&str] = &[
    "${app:x}",
    "${app:x}:a",
    "${app:x}:a:b:c",
    "${app:x}:*",
    "${app:x}${app:y}",
    "arn:aws:iam::1:${app:y}",
    "arn:aws:${app:y}::1:a",
    "arn:aws:iam::1:*",
    "arn:aws:iam::1:a",
    "arn:aws:*:a:b:*",
    "arn:*:*:*:*:*",
];

/// Keys that are an ARN, parts of one, and variables in ARNs.
pub(crate) const VARIABLE_ARNS: &[Key] = &[
    Key {
        name: "app:arn",
        families: &[ARN, ARN, TEXT],
        written: ARNS_OF_X,
        carried: &[
            "arn:aws:iam::1:a",
            "arn:aws:iam::1:b",
            "arn:aws:a::1:a",
            "arn:aws:a:b:a:b",
            "arn:aws:a:a:b:a",
            "arn:aws:iam:a:b:a",
            "arn:aws:a:b:a:b:c",
            "x",
        ],
        several: true,
    },
    joined(
        "app:x",
        &[
            "arn:*",
            "arn:aws:*",
            "arn:aws:iam::1:a",
            "arn:aws:a",
            "*:a",
            "arn:aws:${app:y}",
            "*:*:?",
        ],
        &[
            "arn:aws:iam::1:a",
            "arn:aws:iam::1",
            "arn:aws:a:b",
            "arn:aws:a",
            "arn:aws:iam",
            "arn:",
            "",
        ],
        false,
    ),
    joined(
        "app:y",
        &["a", "iam", "a*", "*:*", "iam::1:a", "${aws:RequestTag/t}"],
        &["a", "b", "iam", "a:b", "iam::1:a", ""],
        false,
    ),
    joined(
        "aws:RequestTag/t",
        &["a", "b", "${app:y}", "${app:x}"],
        &["a", "b", "iam", "a:b"],
        false,
    ),
];
