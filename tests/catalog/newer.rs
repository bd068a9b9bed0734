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

#[test]
fn what_is_no_catalogue_is_refused_with_its_place() {
    let changed = |from: &str, to: &str| {
        assert!(NEWER.contains(from), "{from}");
        NEWER.replacen(from, to, 1)
    };
    let table = [
        (String::new(), "1:1", "an object"),
        ("[]".into(), "1:1", "an object"),
        ("{}".into(), "1:2", "missing field"),
        (r#"{"policies": {"Mine": 3}}"#.into(), "1:23", "integer"),
        (changed("\"v\":1", "\"v\":2"), "1:1", "format 2"),
        (changed("\"Write\"", "\"Wreck\""), "2:47", "`Wreck`"),
        (changed("\"ArrayOfString\"", "\"ArrayOf\""), "2:20", "`ArrayOf`"),
        (changed("[\"new:Colour\",0]", "[\"new:Colour\",7]"), "3:11", "no known type"),
        (changed("[[],[0]]", "[[],[3]]"), "1:1", "key 3"),
        (changed("[\"Make\",0,1", "[\"Make\",9,1"), "4:14", "access level"),
        (changed("[\"Make\",0,1", "[\"Make\",0,9"), "4:14", "set 9"),
        (changed("[[0,1]]", "[[5,1]]"), "4:14", "resource type"),
        (changed("[[0,1]]", "\"all\""), "5:22", "sequence"),
    ];
    for (text, place, part) in table {
        let (at, message) = renewed(&text).expect_err(&text);
        assert_eq!(at, place, "{message}\n{text}");
        assert!(message.contains(part), "{message}\n{text}");
    }
}
