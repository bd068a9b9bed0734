use super::*;
use crate::cli::reports::ReportKind;

fn read(text: &str, folder: &str) -> Result<Settings, Vec<Trouble>> {
    let source = Arc::new(Source::new("iamsim.toml", text));
    let node = read_toml(&source)
        .map_err(|diagnostic| vec![Trouble { diagnostic, source: source.clone() }])?;
    Settings::of(Placed { node: &node, source: &source }, Path::new(folder))
}

/// The code of the only mistake, what it marks, and its hint.
fn mistake(text: &str) -> (&'static str, String, String) {
    let troubles = read(text, "").unwrap_err();
    let [trouble] = &troubles[..] else { panic!("{troubles:?}") };
    let Trouble { diagnostic, source } = trouble;
    let hint = diagnostic.hint.clone().unwrap_or_default();
    (diagnostic.code, source.slice(diagnostic.span).to_owned(), hint)
}

#[test]
fn every_field_is_read_as_seen_from_the_current_folder() {
    let text = r#"
        paths = ["scenarios", "./more/**/*.yaml"]
        policies = "policies/*.json"
        report = ["github", "junit=out/tests.xml"]
        coverage-threshold = "statements=100"
        mutants-threshold = 92
        jobs = 3
        catalogue = ["aws/newer.json"]
        [vars]
        account = "011122223333"
        org = 4
    "#;
    let settings = read(text, "../..").unwrap();
    assert_eq!(settings.paths, ["../../scenarios", "../../more/**/*.yaml"]);
    assert_eq!(settings.policies, ["../../policies/*.json"]);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(settings.vars, [pair("account", "011122223333"), pair("org", "4")]);
    let file = Some("../../out/tests.xml".into());
    let reports = [
        ReportTo { kind: ReportKind::Github, file: None },
        ReportTo { kind: ReportKind::Junit, file },
    ];
    assert_eq!(settings.reports, reports);
    assert_eq!(settings.coverage_threshold, "statements=100".parse().ok());
    assert_eq!(settings.mutants_threshold, "92".parse().ok());
    assert_eq!(settings.jobs, NonZeroUsize::new(3));
    assert_eq!(settings.catalogue, ["../../aws/newer.json"]);
    assert_eq!(settings.project(), Path::new("../.."));
    let here = read("paths = ['a', '/b']", "").unwrap();
    assert_eq!(
        (here.project(), &*here.paths),
        (Path::new("."), &["a".to_owned(), "/b".to_owned()][..])
    );
}

#[test]
fn mistakes_are_shown_in_place() {
    let marked = |text: &str, code: &str, place: &str| {
        let (found, at, _) = mistake(text);
        assert_eq!((found, &*at), (code, place), "{text}");
    };
    marked("paths = 1", "wrong-type", "1");
    marked("paths = ['a', 2]", "wrong-type", "2");
    marked("[vars]\na = [1]", "wrong-type", "[1]");
    marked("report = ['jnuit']", "unknown-report", "'jnuit'");
    marked("jobs = 0", "wrong-type", "0");
    marked("jobs = '2'", "wrong-type", "'2'");
    marked("mutants-threshold = 101", "wrong-type", "101");
    marked("mutants-threshold = nan", "wrong-type", "nan");
    marked("coverage-threshold = 'statement=1'", "wrong-threshold", "'statement=1'");
    marked("coverage-threshold = 90", "wrong-type", "90");
    marked("environment = 3", "wrong-type", "3");
    marked("é = 1", "invalid-toml", "é");
    let (code, at, hint) = mistake("jobs = 1\npath = ['a']");
    assert_eq!((code, &*at, &*hint), ("unknown-field", "path", "did you mean `paths`?"));
}

#[test]
fn all_mistakes_are_told_at_once() {
    let troubles = read("paths = 1\njobs = -1\nenvironment = 1", "").unwrap_err();
    assert_eq!(troubles.len(), 3);
}

#[test]
fn what_is_no_toml_is_told_with_its_place() {
    let deep = format!("paths = {}", "[".repeat(100_000));
    for text in
        ["paths = ", "paths = [", "a", "= 1", "[vars", "x = \"\u{0}\"", "jobs=1\njobs=2", &deep]
    {
        let troubles = read(text, "").unwrap_err();
        assert_eq!(troubles[0].diagnostic.code, "invalid-toml", "{text:.20}");
        assert!(!troubles[0].diagnostic.message.contains('\n'));
    }
}
