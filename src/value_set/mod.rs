//! In: the values of a policy. Out: sets that answer `contains`.
