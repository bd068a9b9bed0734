//! Data that is newer than the program's.

use iamsim::aws::Arn;
use iamsim::catalog::Catalog;
use iamsim::text::Source;

const NEWER: &str = r#"{"v":1,"src":{},"date":"2030-01-02",
"types":["String","ArrayOfString"],"levels":["Write"],
"keys":[["new:Colour",0]],"sets":[[],[0]],"deps":[[]],"global":[["aws:NewKey",1,"request"]],
"svc":{"new":{"n":"New","k":1,"r":[["thing",["arn:${Partition}:new:::${Name}"],1]],
"a":[["Make",0,1,[[0,1]]],["Rest",0]]}}}"#;

fn renewed(text: &str) -> Result<Catalog, (String, String)> {
    let source = Source::new("newer.json", text);
    Catalog::default().renewed(&source).map_err(|why| {
        let at = source.position(why.span.start);
        (format!("{}:{}", at.line, at.column), why.message)
    })
}

#[test]
fn a_newer_catalogue_takes_the_place_of_the_older() {
    let catalog = renewed(NEWER).unwrap();
    assert_eq!(catalog.date(), "2030-01-02");
    assert_eq!(catalog.prefixes().collect::<Vec<_>>(), ["new"]);
    let service = catalog.service("new").unwrap();
    assert!(service.action("rest").unwrap().is_wildcard_only());
    assert!(service.action("make").unwrap().resources[0].required);
    assert!(catalog.condition_key("new:colour").is_some());
    assert!(catalog.condition_key("aws:newkey").unwrap().key_type.multivalued);
    assert!(catalog.managed_policies().by_name("AdministratorAccess").is_some());
}

#[test]
fn newer_managed_policies_leave_the_catalogue_as_it_is() {
    let text = r#"{"v":1,"policies":{"Mine":["/new/","v7","2030-01-02",{"Statement":[]}]}}"#;
    let catalog = renewed(text).unwrap();
    let arn = Arn::parse("arn:aws:iam::aws:policy/new/Mine").unwrap();
    let mine = catalog.managed_policies().by_arn(&arn).unwrap();
    assert_eq!((&*mine.version, &*mine.document()), ("v7", r#"{"Statement":[]}"#));
    assert!(catalog.managed_policies().by_name("AdministratorAccess").is_none());
    assert_eq!(catalog.date(), Catalog::embedded().date());
}

/// The text with one part in place of another.
fn changed(from: &str, to: &str) -> String {
    assert!(NEWER.contains(from), "{from}");
    NEWER.replacen(from, to, 1)
}

fn refused(table: &[(String, &str, &str)]) {
    let told = |text: &str| {
        let (place, message) = renewed(text).map(drop).unwrap_err();
        format!("{place} {message}")
    };
    let told: Vec<String> = table.iter().map(|(text, ..)| told(text)).collect();
    let expected = table.iter().map(|(_, place, message)| format!("{place} {message}"));
    assert_eq!(told, expected.collect::<Vec<_>>());
}

#[test]
fn what_has_not_the_form_of_a_catalogue_is_told_in_place() {
    let no = |what: &str| format!("this is no catalogue: {what}");
    let table = [
        (String::new(), "1:1", "the file is empty"),
        ("[]".into(), "1:1", "expected an object, found a list"),
        ("{}".into(), "1:1", "`v` is missing"),
        ("{\"v\":1,}".into(), "1:7", "trailing comma"),
        (
            changed("\"date\":\"2030-01-02\"", "\"date\":7"),
            "1:24",
            "`date`: expected a string, found a number",
        ),
        (
            changed("2030-01-02", "2030\\u0020"),
            "1:24",
            "`date`: a text without escapes is expected here",
        ),
        (changed("[\"new:Colour\",0]", "[\"new:Colour\"]"), "3:9", "the list ends before the type"),
        (
            changed("[\"new:Colour\",0]", "[\"new:Colour\",-1]"),
            "3:23",
            "type: expected a whole number from 0 to 255",
        ),
        (
            changed("[\"new:Colour\",0]", "[\"new:Colour\",0,9]"),
            "3:25",
            "the list has more than 2 members",
        ),
        (
            changed("[\"new:Colour\",0]", "\"new:Colour\""),
            "3:9",
            "expected a list of name, type, found a string",
        ),
        (changed("[[],[0]]", "[[],[0.5]]"), "3:39", "expected a whole number from 0 to 65535"),
        (changed("[[0,1]]", "\"all\""), "5:18", "resource types: expected a list, found a string"),
        (changed("\"n\":\"New\",", ""), "4:14", "`n` is missing"),
        (changed("\"n\":\"New\"", "\"n\":\"New\",\"n\":\"New\""), "4:25", "`n` is there twice"),
    ];
    let table = table.map(|(text, place, what)| (text, place, no(what)));
    let table: Vec<_> =
        table.iter().map(|(text, place, what)| (text.clone(), *place, &**what)).collect();
    refused(&table);
}

#[test]
fn what_does_not_hold_together_is_told_in_place() {
    let no = |what: &str| format!("this is no catalogue: {what}");
    let table = [
        (changed("\"v\":1", "\"v\":2"), "1:6", "format 2 is not known, only 1"),
        (
            changed("[\"new:Colour\",0]", "[\"new:Colour\",7]"),
            "3:11",
            "`new:Colour` has no known type",
        ),
        (
            changed("[\"new:Colour\",0]", "[\"new:Zoo\",0],[\"new:Ant\",0]"),
            "3:25",
            "`new:Ant` is not in alphabetical order",
        ),
        (changed("[[],[0]]", "[[],[3]]"), "3:34", "`sets` names key 3, which is none"),
        (
            changed("[\"Make\",0,1", "[\"Make\",9,1"),
            "5:8",
            "service `new`: `Make` has no known access level",
        ),
        (
            changed("[\"Make\",0,1", "[\"Make\",0,9"),
            "4:14",
            "service `new`: uses set 9 of condition keys, which is not there",
        ),
        (
            changed("[[0,1]]", "[[5,1]]"),
            "5:8",
            "service `new`: `Make` uses a resource type that is not there",
        ),
        (
            changed("[[0,1]]", "[[0,1]],4"),
            "5:8",
            "service `new`: `Make` depends on a list that is not there",
        ),
        (
            changed("\"Rest\"", "\"Boil\""),
            "5:29",
            "service `new`: `Boil` stands twice, or not in alphabetical order",
        ),
        (
            changed("\"Rest\"", "\"make\""),
            "5:29",
            "service `new`: `make` stands twice, or not in alphabetical order",
        ),
        (
            changed("\"Rest\"", "\"Re st\""),
            "5:29",
            "service `new`: `Re st` is no name of an action",
        ),
        (changed("\"new\":{", "\"New\":{"), "4:9", "the prefix `New` is not in lower case"),
        (changed("\"svc\":{", "\"svc\":{\"new\":{\"n\":\"x\"},"), "4:25", "`new` is there twice"),
    ];
    let table = table.map(|(text, place, what)| (text, place, no(what)));
    let table: Vec<_> =
        table.iter().map(|(text, place, what)| (text.clone(), *place, &**what)).collect();
    refused(&table);
}

#[test]
fn what_the_program_does_not_know_is_told_in_place() {
    let hidden = "the character `\\u{202e}` has no place in a catalogue";
    refused(&[
        (
            changed("\"Write\"", "\"Wreck\""),
            "2:47",
            "`Wreck` is no access level that is known here",
        ),
        (
            changed("\"ArrayOfString\"", "\"ArrayOf\""),
            "2:20",
            "`ArrayOf` is no type of condition keys that is known here",
        ),
        (changed("New\"", "N\u{202e}ew\""), "4:21", hidden),
    ]);
}

#[test]
fn what_is_wrong_with_managed_policies_is_told_in_place() {
    let no = |what: &str| format!("these are no managed policies: {what}");
    let table = [
        (
            r#"{"policies": {"Mine": 3}}"#,
            "1:23",
            "expected a list of path, version, date, document, found a number",
        ),
        (
            r#"{"policies": {"Mine": ["/","v1","2030-01-02"]}}"#,
            "1:23",
            "the list ends before the document",
        ),
        (
            r#"{"policies": {"Mine": ["/","v1","2030-01-02", "x"]}}"#,
            "1:47",
            "document: expected an object, found a string",
        ),
        (
            r#"{"policies": {"Mine": ["x","v1","2030-01-02", {}]}}"#,
            "1:25",
            "the path of `Mine` does not begin and end with `/`",
        ),
        (
            r#"{"policies": {"M/e": ["/","v1","2030-01-02", {}]}}"#,
            "1:16",
            "`M/e` is no name of a policy",
        ),
        (
            r#"{"policies": {"Me": ["/","v1","d", {}], "Me": ["/","v1","d", {}]}}"#,
            "1:42",
            "`Me` is there twice",
        ),
    ];
    let table = table.map(|(text, place, what)| (text.to_owned(), place, no(what)));
    let table: Vec<_> =
        table.iter().map(|(text, place, what)| (text.clone(), *place, &**what)).collect();
    refused(&table);
}

/// Asks a catalogue everything that can be asked.
fn ask(catalog: &Catalog) -> usize {
    let mut asked = catalog.date().len();
    let small = catalog.prefixes().count() < 10;
    for one in catalog.every_action().filter(|_| small) {
        asked += catalog.keys_of(one).len() + one.full_name().len();
        asked += catalog.dependent_actions(one.action.dependent_actions).count();
        asked += one.service.resource_types_of(one.action).count();
    }
    let all: Vec<_> = catalog.every_action().filter(|_| small).collect();
    asked += catalog.shrink(&all).len();
    asked += catalog.condition_key("new:colour").map_or(0, |key| key.name.len());
    let managed = catalog.managed_policies().all();
    asked + managed.iter().take(MOST).map(|one| one.pretty_document().len()).sum::<usize>()
}

/// Those that come with the program are asked elsewhere.
const MOST: usize = 3;

#[test]
fn no_damage_to_a_catalogue_breaks_the_program() {
    let managed = r#"{"v":1,"policies":{"Mine":["/new/","v7","2030-01-02",{"Statement":[]}]}}"#;
    let mut survived = 0;
    for text in [NEWER, managed] {
        for at in 0..text.len() {
            let (before, after) = (&text[..at], &text[at + 1..]);
            assert!(renewed(before).is_err(), "{before}");
            for replaced in
                ["", "0", "9", "\"", "[", "]", "{", "}", ",", ":", "\\", "A", "z", "\n", "é", "\0"]
            {
                if let Ok(catalog) = renewed(&format!("{before}{replaced}{after}")) {
                    survived += usize::from(ask(&catalog) > 0);
                }
            }
        }
    }
    assert!(survived > 500, "only {survived}");
}
