//! What is no policy, or none of the type that was said.

use crate::{ask, desk};

#[test]
fn mistakes_of_both_sides_are_shown_where_they_are() {
    let output = ask(desk().path(), "no-new-access --existing broken.json --new partner.json");
    assert_eq!((output.code, &*output.out), (2, ""));
    assert!(output.err.contains("--> broken.json:1:"), "{}", output.err);
    assert!(output.err.contains("error[unsupported-principal]"), "{}", output.err);
    assert!(output.err.contains("--> partner.json:4:"), "{}", output.err);
    assert!(
        output.err.contains("`--policy-type resource` compares resource-based policies"),
        "{}",
        output.err
    );
}

#[test]
fn a_resource_policy_without_a_principal_is_refused() {
    let line = "no-new-access --existing partner.json --new read.json --policy-type resource";
    let output = ask(desk().path(), line);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("error[missing-principal]"), "{}", output.err);
    assert!(output.err.contains("`--policy-type identity`"), "{}", output.err);
}

#[test]
fn an_operator_that_aws_does_not_have_is_refused_unless_stored() {
    let line = "no-new-access --existing read.json --new operator.json";
    let output = ask(desk().path(), line);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("did you mean `StringEquals`?"), "{}", output.err);
}

#[test]
fn a_name_that_is_neither_file_nor_policy_gets_a_hint() {
    let output = ask(desk().path(), "no-new-access --existing ReadOnlyAcces --new none.json");
    assert_eq!(output.code, 2);
    assert!(output.err.contains("AWS has `ReadOnlyAccess`"), "{}", output.err);
    assert!(output.err.contains("cannot read none.json: there is no such file"), "{}", output.err);
}

#[test]
fn the_command_line_is_held_to_its_form() {
    let desk = desk();
    for line in [
        "no-new-access --existing read.json",
        "no-new-access --new read.json",
        "access-not-granted --policy read.json",
        "equivalent --existing read.json --new read.json --format aws",
        "no-new-access --existing read.json --new all.json --format yaml",
        "no-new-access --existing read.json --new all.json --format json=",
        "no-new-access --existing read.json --new all.json --format json --format sarif",
        "no-new-access --existing read.json --new all.json --policy-type scp",
    ] {
        let output = ask(desk.path(), line);
        assert_eq!((output.code, &*output.out), (2, ""), "{line}");
        assert!(!output.err.is_empty(), "{line}");
    }
}
