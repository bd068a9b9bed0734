//! Requests as programs send them, well-meant and other.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::server::Server;

fn get(server: &Server, path: &str, headers: &str) -> crate::server::Reply {
    let text = format!("GET {path} HTTP/1.1\r\n{headers}\r\n");
    server.answer(text.as_bytes())
}

#[test]
fn files_of_the_page_come_with_headers_that_keep_it_to_itself() {
    let server = Server::start(&[]);
    let host = format!("Host: {}\r\n", server.address);
    for path in ["/", "/page.css", "/page.js", "/desk.js", "/icon.svg"] {
        let reply = get(&server, path, &host);
        assert_eq!(reply.status, 200, "{path}");
        for header in [
            "content-security-policy: default-src 'none'; script-src 'self';",
            "frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
        ] {
            assert!(reply.head.contains(header), "{path}: {header}: {}", reply.head);
        }
        assert!(!reply.body.is_empty(), "{path}");
    }
    let page = get(&server, "/", &host).body;
    assert!(!page.contains("//cdn") && !page.contains("https:"), "the page fetches nothing else");
}

#[test]
fn nothing_is_served_from_a_disk() {
    let server = Server::start(&[]);
    let host = format!("Host: {}\r\n", server.address);
    for path in [
        "/../Cargo.toml",
        "/..%2fCargo.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/page/index.html",
        "//etc/passwd",
        "/page.css/..",
        "/api/v1/start",
    ] {
        let reply = get(&server, path, &host);
        assert!([400, 404, 405].contains(&reply.status), "{path}: {reply:?}");
    }
}

#[test]
fn other_methods_are_refused() {
    let server = Server::start(&[]);
    let host = format!("Host: {}\r\nConnection: close\r\n\r\n", server.address);
    let head = server.answer(format!("HEAD / HTTP/1.1\r\n{host}").as_bytes());
    assert_eq!((head.status, &*head.body), (200, ""));
    for method in ["OPTIONS", "PUT", "DELETE", "TRACE", "PATCH"] {
        for path in ["/", "/api/v1/ask"] {
            let reply = server.answer(format!("{method} {path} HTTP/1.1\r\n{host}").as_bytes());
            assert_eq!(reply.status, 405, "{method} {path}");
            assert!(!reply.head.contains("access-control"), "{reply:?}");
        }
    }
}

#[test]
fn a_name_that_was_made_to_point_here_is_refused() {
    let server = Server::start(&[]);
    let port = server.address.port();
    for host in [format!("evil.example:{port}"), "evil.example".into(), format!("10.0.0.1:{port}")]
    {
        assert_eq!(get(&server, "/", &format!("Host: {host}\r\n")).status, 403, "{host}");
    }
    let twice = format!("Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n");
    assert!([400, 403].contains(&get(&server, "/", &twice).status));
    assert_eq!(get(&server, "/", "").status, 400);
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}")] {
        assert_eq!(get(&server, "/", &format!("Host: {host}\r\n")).status, 200, "{host}");
    }
}

fn post(server: &Server, headers: &str, body: &str) -> crate::server::Reply {
    let (address, length) = (server.address, body.len());
    let text = format!(
        "POST /api/v1/start HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    server.answer(text.as_bytes())
}

#[test]
fn pages_of_other_sites_may_not_ask() {
    let server = Server::start(&[]);
    let json = "Content-Type: application/json\r\n";
    let own = format!("Origin: {}\r\n", server.origin);
    assert_eq!(post(&server, &format!("{json}{own}"), "{}").status, 200);
    for origin in
        ["", "Origin: null\r\n", "Origin: https://evil.example\r\n", "Origin: http://127.0.0.1\r\n"]
    {
        assert_eq!(post(&server, &format!("{json}{origin}"), "{}").status, 403, "{origin}");
    }
    for kind in
        ["", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"]
    {
        assert_eq!(post(&server, &format!("{own}{kind}"), "{}").status, 415, "{kind}");
    }
}

#[test]
fn what_is_no_question_is_told_so() {
    let server = Server::start(&[]);
    let deep = "[".repeat(100_000);
    for body in ["", "{", "[]", "null", "{\"policies\": 1}", "{\"no\": 1}", "\u{0}", &deep] {
        for name in ["ask", "lint", "complete", "policy", "scenario", "advice", "start"] {
            let reply = server.question(name, body);
            assert_eq!(reply.status, 400, "{name} {body:.20}");
            assert!(reply.json()["error"].is_string());
        }
    }
    assert_eq!(server.question("nothing", "{}").status, 404);
    assert_eq!(server.question("start", "{}").status, 200);
}

#[test]
fn a_body_that_is_too_long_is_refused() {
    let server = Server::start(&[]);
    let body = format!("{{\"principal\": \"{}\"}}", "x".repeat(3 << 20));
    assert_eq!(server.question("ask", &body).status, 413);
    let Server { origin, address, .. } = &server;
    let mut chunked = format!(
        "POST /api/v1/ask HTTP/1.1\r\nHost: {address}\r\nOrigin: {origin}\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n"
    );
    for _ in 0..48 {
        let _ = write!(chunked, "10000\r\n{}\r\n", "x".repeat(0x10000));
    }
    assert_eq!(server.answer((chunked + "0\r\n\r\n").as_bytes()).status, 413);
    assert_eq!(server.question("start", "{}").status, 200);
}

#[test]
fn who_sends_slowly_is_left_and_holds_up_nobody() {
    let server = Server::start(&[]);
    let mut slow = TcpStream::connect(server.address).unwrap();
    slow.write_all(b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\n").unwrap();
    let mut half = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "POST /api/v1/ask HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nContent-Type: application/json\r\n\
         Content-Length: 1000\r\n\r\n{{",
        server.address, server.origin
    );
    half.write_all(head.as_bytes()).unwrap();
    let since = Instant::now();
    assert_eq!(server.question("start", "{}").status, 200);
    assert!(since.elapsed() < Duration::from_secs(5), "others wait");
    for stream in [&mut slow, &mut half] {
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        assert!(!String::from_utf8_lossy(&reply).contains(" 200 "));
    }
    assert!(since.elapsed() < Duration::from_secs(45), "they are left");
}

#[test]
fn a_desk_is_answered_as_check_answers() {
    let server = Server::start(&["--env", "docs/examples/account.json"]);
    let desk = json!({
        "principal": "alice",
        "action": "s3:getobject",
        "resource": "arn:aws:s3:::example-reports/may.csv",
        "now": "2026-03-01T09:00:00Z",
        "watch": [{
            "principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject",
            "resource": "arn:aws:s3:::elsewhere/x",
        }],
    });
    let answer = server.question("ask", &desk.to_string()).json();
    assert_eq!(answer["asked"]["decision"], "allowed", "{answer}");
    assert_eq!(answer["asked"]["question"]["action"], "s3:GetObject");
    let identity = &answer["asked"]["gates"][0];
    assert_eq!((&identity["state"], &identity["decides"]), (&json!("allows"), &json!(true)));
    let statement = &identity["policies"][0]["statements"][0];
    assert_eq!(statement["sid"], "ReadReports");
    assert!(statement["start"].as_u64() < statement["end"].as_u64());
    assert_eq!(answer["watch"][0]["decision"], "implicitDeny");
    let scenario = server.question("scenario", &desk.to_string()).json();
    let text = scenario["text"].as_str().unwrap();
    assert!(text.contains("docs/examples/account.json") && text.contains("implicitDeny"), "{text}");
}

#[test]
fn a_page_reads_no_files() {
    let server = Server::start(&[]);
    for line in
        ["load Cargo.toml", "attach /etc/passwd to alice", "save x.json", "explain Cargo.toml"]
    {
        let reply = server.question("ask", &json!({ "changes": [line] }).to_string()).json();
        assert_eq!(reply["refused"][0]["part"], "changes", "{line}: {reply}");
        assert!(!reply.to_string().contains("[package]"), "{reply}");
    }
    let policy = json!({ "name": "Cargo.toml", "kind": "identity", "level": null, "text": null });
    let reply = server.question("ask", &json!({ "policies": [policy] }).to_string()).json();
    assert_eq!(reply["refused"][0]["part"], "policies", "{reply}");
}

#[test]
fn a_mistake_leaves_no_answer_and_says_where_it_is() {
    let server = Server::start(&[]);
    let policy = json!({ "name": "a\u{202e}\n", "kind": "identity", "level": null, "text": "{\"Statement\": 1}" });
    let desk = json!({ "policies": [policy], "principal": "anonymous", "action": "s3:GetObject", "resource": "*" });
    let reply = server.question("ask", &desk.to_string()).json();
    assert_eq!(reply["asked"], json!(null));
    assert_eq!(
        (&reply["refused"][0]["part"], &reply["refused"][0]["number"]),
        (&json!("policies"), &json!(0))
    );
    assert!(!reply["refused"][0]["why"].as_str().unwrap().contains('\u{202e}'));
}

#[test]
fn a_policy_is_linted_as_it_is_typed() {
    let server = Server::start(&[]);
    let text = "{\"Version\": \"2012-10-17\", \"Statement\": {\"Sid\": \"é😀\", \"Effect\": \"Allow\", \"Action\": \"s3:GetObjet\", \"Resource\": \"*\"}}";
    let reply =
        server.question("lint", &json!({ "kind": "identity", "text": text }).to_string()).json();
    let all = reply["findings"].as_array().unwrap();
    let found = all.iter().find(|one| one["code"] == "invalid-action").unwrap();
    let units: Vec<u16> = text.encode_utf16().collect();
    let place = |name: &str| usize::try_from(found[name].as_u64().unwrap()).unwrap();
    let marked = String::from_utf16(&units[place("start")..place("end")]).unwrap();
    assert_eq!(marked, "GetObjet");
}

#[test]
fn fields_are_completed() {
    let server = Server::start(&["--env", "docs/examples/account.json"]);
    let first = |asked: serde_json::Value| {
        let reply = server.question("complete", &asked.to_string()).json();
        reply["items"][0]["text"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(
        first(json!({ "field": "principal", "text": "al" })),
        "arn:aws:iam::111122223333:user/alice"
    );
    assert_eq!(first(json!({ "field": "action", "text": "S3:getobjectt" })), "s3:GetObjectTagging");
    assert_eq!(first(json!({ "field": "key", "text": "aws:sourceip" })), "aws:SourceIp");
    assert_eq!(first(json!({ "field": "line", "text": "atta" })), "attach");
    let bucket = json!({ "field": "resource", "text": "arn:aws:s3:::", "action": "s3:ListBucket" });
    assert_eq!(first(bucket), "arn:aws:s3:::${BucketName}");
}

/// A token with these claims, which nobody signed.
pub(crate) fn token(claims: &serde_json::Value) -> String {
    use base64::Engine;
    let part = |value: &serde_json::Value| {
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string())
    };
    format!("{}.{}.c2lnbmF0dXJl", part(&json!({ "alg": "RS256" })), part(claims))
}

pub(crate) fn claims() -> serde_json::Value {
    json!({
        "iss": "https://token.actions.githubusercontent.com", "aud": "sts.amazonaws.com",
        "sub": "repo:example/reports:ref:refs/heads/main", "exp": 1_900_000_000,
    })
}

#[test]
fn a_token_is_explained() {
    let server = Server::start(&["--resource-policy", "docs/examples/trust.json"]);
    let role = "arn:aws:iam::111122223333:role/deploy";
    let mut desk = server.question("start", "{}").json()["desk"].clone();
    desk["resource"] = json!(role);
    let asked = json!({ "desk": desk, "text": token(&claims()) });
    let reply = server.question("explain", &asked.to_string());
    assert_eq!(reply.status, 200, "{}", reply.body);
    let text = reply.json()["text"].as_str().unwrap().to_owned();
    assert!(text.contains("claim by claim:") && text.contains("the letter case differs"), "{text}");
    let nothing = server.question("explain", &json!({ "desk": {}, "text": "x\ny" }).to_string());
    assert_eq!(nothing.status, 400);
    let why = nothing.json()["error"].as_str().unwrap().to_owned();
    assert!(why.contains("unknown-incident") && why.contains('\n'), "{why}");
}

#[test]
fn a_policy_on_one_line_is_laid_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one-line.json");
    let text = r#"{"Version":"2012-10-17","Statement":[{"Sid":"First","Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Sid":"Second","Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#;
    std::fs::write(&path, text).unwrap();
    let server = Server::start(&["--identity", path.to_str().unwrap()]);
    let mut desk = server.question("start", "{}").json()["desk"].clone();
    let shown = desk["policies"][0]["text"].as_str().unwrap().to_owned();
    assert!(shown.lines().count() > 5, "{shown}");
    desk["principal"] = json!("arn:aws:iam::111122223333:user/alice");
    desk["action"] = json!("s3:GetObject");
    desk["resource"] = json!("arn:aws:s3:::team/a");
    let reply = server.question("ask", &desk.to_string()).json();
    assert_eq!(reply["diff"], "", "{reply}");
    let gates = reply["asked"]["gates"].as_array().unwrap();
    let policies = gates.iter().flat_map(|gate| gate["policies"].as_array().unwrap());
    let decides = policies.flat_map(|policy| policy["statements"].as_array().unwrap()).next();
    let place = |name: &str| usize::try_from(decides.unwrap()[name].as_u64().unwrap()).unwrap();
    let marked = &shown[place("start")..place("end")];
    assert!(marked.contains("Second") && !marked.contains("First"), "{marked}");
    let scenario = server.question("scenario", &{
        desk["watch"] = json!([{ "principal": desk["principal"], "action": desk["action"], "resource": desk["resource"] }]);
        desk.to_string()
    });
    let text = scenario.json()["text"].as_str().unwrap().to_owned();
    assert!(text.contains("one-line.json") && !text.contains("Second"), "{text}");
}
