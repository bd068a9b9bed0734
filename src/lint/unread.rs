//! Why a file or a policy is not linted at all.

/// A code of something that cannot be linted.
#[derive(Clone, Copy, Debug)]
pub struct UnreadCode {
    /// As it stands before the message.
    pub code: &'static str,
    /// What is the case, as a phrase for lists.
    pub what: &'static str,
    /// Why that matters and what to do about it.
    pub why: &'static str,
}

/// All of them, by code. The program ends with 2 where one is told: nobody looked at the file.
pub const UNREAD_CODES: [UnreadCode; 4] = [
    UnreadCode {
        code: "file-too-large",
        what: "a file of 4 GiB or more",
        why: "Places in a text are counted up to that size. No policy comes near it: AWS takes some \
              twenty thousand characters at most. The file is probably something else; leave it out \
              of what is linted.",
    },
    UnreadCode {
        code: "invalid-utf8",
        what: "a file that is not text in UTF-8",
        why: "AWS takes policies as UTF-8, with or without a byte order mark. What is underlined is the \
              first byte that has no meaning in it. An editor that saves in UTF-16 or in a code page \
              of Windows is the usual cause: save the file again as UTF-8.",
    },
    UnreadCode {
        code: "no-policy",
        what: "a file that is named and holds no policy",
        why: "A policy is an object with `Statement`. Files without it are passed over where a folder is \
              linted; one that is named by its path is expected to hold a policy, so it is an error. \
              Name the policy's own file, or a scenario file that holds some.",
    },
    UnreadCode {
        code: "policy-too-long",
        what: "a policy that is much longer than AWS takes",
        why: "Entries of a policy are compared with each other, which takes hours in one of this length. \
              The longest of AWS's own policies is linted, and what an account can save is shorter by \
              far. Split it into policies that AWS would take.",
    },
];
