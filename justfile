# Lists the recipes.
default:
    @just --list

# Everything that must hold before a change is merged.
ci:
    .ci/run

# The tests; `just test witness` runs those whose names contain that.
test *filter:
    cargo test {{filter}}

# Engine and second witness on other random bundles than those of every day.
witness seed cases="300000":
    IAMSIM_SEED={{seed}} IAMSIM_CASES={{cases}} cargo test --test second_witness

# Comparisons of managed policies against z3; needs `pip install z3-solver`.
z3 seconds="10":
    tests/compare/z3_check.py --seconds {{seconds}}

# The scenarios, as a user runs them.
scenarios *path:
    cargo run --release -- test {{path}}

# Layout and lints.
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

# The benchmarks: `decide` (decisions), `eval` (bundles), `pattern`.
bench *name:
    cargo bench {{ if name == "" { "" } else { "--bench " + name } }}

# The lists of scenarios under each rule, and the pages of the library.
docs:
    UPDATE_DOCS=1 cargo test --test docs
    cargo doc --no-deps

# Random bytes for a reader: json, yaml, policy, pattern or bundle. Needs nightly and `cargo install cargo-fuzz`.
fuzz target seconds="60":
    cargo +nightly fuzz run {{target}} -- -max_total_time={{seconds}}
