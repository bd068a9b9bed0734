//! Each kind of edit by an example.
