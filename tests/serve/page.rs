//! The page in a browser.

use std::io::Read;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::Server;

const ACCOUNT: [&str; 2] = ["--env", "docs/examples/account.json"];

/// Asks by keyboard alone whether alice may read something.
fn ask(browser: &mut Browser, resource: &str) {
    browser.tab_to("#principal");
    browser.enter("ali");
    browser.until("document.querySelectorAll('[data-field=principal] [role=option]').length === 1");
    browser.press("ArrowDown");
    browser.press("Enter");
    browser.tab_to("#action");
    browser.enter("s3:getobj");
    browser.until("!document.querySelector('[data-field=action] [role=listbox]').hidden");
    browser.press("ArrowDown");
    browser.press("Enter");
    browser.tab_to("#resource");
    browser.enter(resource);
    browser.press("Escape");
    browser.press("Enter");
    browser.until("document.querySelectorAll('#watch li').length === 1");
}

#[test]
fn a_question_is_asked_and_answered_by_keyboard_alone() {
    let Some(mut browser) = Browser::start("a_question_is_asked_and_answered_by_keyboard_alone")
    else {
        return;
    };
    let server = Server::start(&ACCOUNT);
    browser.open(&server.origin);
    ask(&mut browser, "arn:aws:s3:::example-reports/may.csv");
    assert_eq!(
        browser.value("document.querySelector('#principal').value"),
        "arn:aws:iam::111122223333:user/alice"
    );
    assert_eq!(browser.value("document.querySelector('#action').value"), "s3:GetObject");
    assert_eq!(browser.text(".headline .decision"), "Allowed");
    assert_eq!(browser.text("#said"), "Allowed");
    let gate = browser.text(".gates .decides");
    assert!(gate.contains("Identity-based policy") && gate.contains("ReadReports"), "{gate}");
    browser.tab_to(".gates .statement");
    browser.press("Enter");
    let marked = browser.text(".marks mark.decides");
    assert!(marked.contains("ReadReports"), "{marked}");
    assert_eq!(browser.value("document.activeElement.tagName"), "TEXTAREA");
}

#[test]
fn a_policy_is_edited_linted_and_turns_the_answer() {
    let Some(mut browser) = Browser::start("a_policy_is_edited_linted_and_turns_the_answer") else {
        return;
    };
    let server = Server::start(&ACCOUNT);
    browser.open(&server.origin);
    ask(&mut browser, "arn:aws:s3:::example-reports/may.csv");
    let put = |from: &str, to: &str| {
        format!(
            "{{ const area = document.querySelector('#editor textarea'); area.value = area.value.replace({}, {}); \
             area.dispatchEvent(new Event('input', {{ bubbles: true }})); true }}",
            json!(from),
            json!(to)
        )
    };
    browser.value(&put("s3:GetObject", "s3:GetObjet"));
    browser
        .until("document.querySelector('.headline .decision')?.textContent.startsWith('Denied')");
    browser.until("document.querySelector('.findings')?.textContent.includes('invalid-action')");
    assert!(browser.text("#watch .turned").contains("allowed"), "what turned is marked");
    assert!(
        browser.text("#diff pre").is_empty() || browser.text("#diff pre").contains("s3:GetObjet")
    );
    browser.value(&put("s3:GetObjet", "s3:GetObject\" \""));
    browser.until("document.querySelector('#verdict').classList.contains('old')");
    browser.until("document.querySelector('.findings .error') !== null");
    browser.value("document.querySelector('#undo').click()");
    browser.until("document.querySelector('.headline .decision')?.textContent === 'Allowed'");
    assert_eq!(browser.value("document.querySelectorAll('#watch .turned').length"), 0);
}

#[test]
fn a_shared_link_and_a_reload_show_the_same() {
    let Some(mut browser) = Browser::start("a_shared_link_and_a_reload_show_the_same") else {
        return;
    };
    let server = Server::start(&ACCOUNT);
    browser.open(&server.origin);
    ask(&mut browser, "arn:aws:s3:::elsewhere/x");
    browser.until("location.hash.startsWith('#v1.')");
    browser.value("document.querySelector('[data-key=\"tab:new\"]').click()");
    browser.until("document.querySelector('#editor textarea')?.value.includes('Version')");
    browser.until("document.querySelector('.headline .decision')?.textContent === 'Allowed'");
    let look = "['#principal', '#action', '#resource', '#editor textarea'].map((one) => \
        document.querySelector(one).value).join('|') + document.querySelector('#watch').innerText";
    let before = browser.value(look);
    std::thread::sleep(std::time::Duration::from_millis(300));
    let link = browser.value("location.href").as_str().unwrap().to_owned();
    browser.value("{ window.isOld = true; location.reload(); true }");
    browser.until("window.isOld === undefined && document.body?.dataset.ready === 'true' && document.querySelector('#editor textarea') !== null");
    assert_eq!(browser.value(look), before);
    browser.open(&link);
    browser.until("document.querySelector('#editor textarea') !== null");
    browser.until("document.querySelectorAll('#watch li').length === 1");
    assert_eq!(browser.value(look), before);
}

#[test]
fn a_suggestion_is_asked_for_and_done() {
    let Some(mut browser) = Browser::start("a_suggestion_is_asked_for_and_done") else { return };
    let server = Server::start(&ACCOUNT);
    browser.open(&server.origin);
    ask(&mut browser, "arn:aws:s3:::elsewhere/x");
    browser.value("document.querySelector('[data-key=advice]').click()");
    browser.until("document.querySelector('[data-key=\"apply:0\"]') !== null");
    browser.value("document.querySelector('[data-key=\"apply:0\"]').click()");
    browser.until("document.querySelector('.headline .decision')?.textContent === 'Allowed'");
    assert!(browser.text("#watch .turned").contains("denied"));
}

#[test]
fn a_hostile_link_is_shown_as_text() {
    let Some(mut browser) = Browser::start("a_hostile_link_is_shown_as_text") else { return };
    let server = Server::start(&[]);
    browser.open(&server.origin);
    let hostile = "<img src=x onerror='window.hurt=1'>";
    let policy = json!({ "name": hostile, "kind": "identity", "level": null, "text": hostile });
    let desk = json!({
        "policies": [policy, 7, null], "principal": hostile, "action": hostile, "resource": hostile,
        "changes": [hostile, 3], "context": [{ "name": hostile, "state": "given", "values": [hostile] }], "watch": [{}],
    });
    let packed = format!(
        "(async () => {{ const bytes = new TextEncoder().encode({}); const stream = new Blob([bytes]).stream()\
         .pipeThrough(new CompressionStream('deflate-raw')); const deflated = new Uint8Array(await new \
         Response(stream).arrayBuffer()); return btoa(String.fromCharCode(...deflated)).replaceAll('+', '-')\
         .replaceAll('/', '_'); }})()",
        json!(desk.to_string())
    );
    let packed = browser.value(&packed);
    browser.open(&format!("{}/#v1.{}", server.origin, packed.as_str().unwrap()));
    assert_eq!(browser.value("window.hurt === undefined"), true);
    assert_eq!(browser.value("document.querySelectorAll('main img').length"), 0);
    assert_eq!(browser.value("document.querySelector('#principal').value"), hostile);
}

/// Serious and critical findings of axe on the page as it is.
fn findings(browser: &mut Browser) -> Vec<Value> {
    let mut script = String::new();
    let packed: &[u8] = include_bytes!("axe/axe.min.js.gz");
    flate2::read::GzDecoder::new(packed).read_to_string(&mut script).unwrap();
    browser.value(&format!("{{ {script}; true }}"));
    let run = "axe.run(document).then((found) => found.violations.map(({ id, impact, nodes }) => \
        ({ id, impact, at: nodes.map((node) => node.target.join(' ') + ': ' + node.failureSummary) })))";
    let found = browser.value(run);
    let all = found.as_array().unwrap().clone();
    all.into_iter()
        .filter(|one| one["impact"] == "serious" || one["impact"] == "critical")
        .collect()
}

/// Nothing moves meanwhile: colours on their way from one scheme to the other are nobody's.
#[test]
fn axe_finds_nothing_serious() {
    let Some(mut browser) = Browser::start("axe_finds_nothing_serious") else { return };
    let server = Server::start(&ACCOUNT);
    browser.open(&server.origin);
    for scheme in ["light", "dark"] {
        browser.open(&server.origin);
        let scheme_is = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        browser.call("Emulation.setEmulatedMedia", &scheme_is);
        assert_eq!(findings(&mut browser), Vec::<Value>::new(), "{scheme}, empty");
        ask(&mut browser, "arn:aws:s3:::elsewhere/x");
        browser.value("document.querySelector('[data-key=advice]').click()");
        browser.until("document.querySelector('[data-key=\"apply:0\"]') !== null");
        browser.value("document.querySelector('#example').hidden || document.querySelector('#example').click()");
        browser.value("document.querySelector('[data-key=\"tab:new\"]').click()");
        browser.until("document.querySelector('#watch .turned') !== null");
        assert_eq!(findings(&mut browser), Vec::<Value>::new(), "{scheme}, full");
        browser.value("{ sessionStorage.clear(); true }");
    }
}

#[test]
fn nothing_sticks_out_of_a_narrow_page() {
    let Some(mut browser) = Browser::start("nothing_sticks_out_of_a_narrow_page") else { return };
    let server = Server::start(&ACCOUNT);
    browser.open(&server.origin);
    ask(
        &mut browser,
        "arn:aws:s3:::elsewhere/a-name-that-is-so-long-that-it-does-not-fit-on-any-narrow-page/x",
    );
    for width in [320, 480, 768, 1024, 1600] {
        let size =
            json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        browser.call("Emulation.setDeviceMetricsOverride", &size);
        let overflow = browser
            .value("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(overflow, 0, "{width}");
    }
}

#[test]
fn a_token_stays_out_of_the_address() {
    let Some(mut browser) = Browser::start("a_token_stays_out_of_the_address") else { return };
    let server = Server::start(&["--resource-policy", "docs/examples/trust.json"]);
    browser.open(&server.origin);
    browser.tab_to("#resource");
    browser.enter("arn:aws:iam::111122223333:role/deploy");
    browser.press("Escape");
    browser.until("location.hash.startsWith('#v1.')");
    std::thread::sleep(std::time::Duration::from_millis(300));
    let before = browser.value("location.href");
    browser.tab_to("#change");
    let token = crate::http::token(&crate::http::claims());
    browser.enter(&format!("paste {token}"));
    browser.press("Escape");
    browser.press("Enter");
    browser.until("!document.querySelector('#explained').hidden");
    let told = browser.text("#explained");
    assert!(told.contains("the letter case differs"), "{told}");
    assert_eq!(browser.value("document.querySelector('#change').value"), "");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(browser.value("location.href"), before);
    let kept = browser.value("JSON.stringify(sessionStorage)");
    assert!(!kept.as_str().unwrap().contains("eyJ"), "{kept}");
}
