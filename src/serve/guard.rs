//! Who may ask. A page of another site can make a browser send requests here, directly or by a name
//! that it lets point here; what it cannot do is give them the `Host` and `Origin` of our own page.

use std::net::IpAddr;

use oxhttp::model::header::{CONTENT_TYPE, HOST, ORIGIN};
use oxhttp::model::{Body, HeaderName, Method, Request, StatusCode};

/// Expects that a request is meant for this server, and comes from its own page.
pub(super) fn expect_own(request: &Request<Body>, is_loopback: bool) -> Result<(), &'static str> {
    let host = only(request, &HOST).filter(|host| is_own(host, is_loopback));
    let host = host.ok_or("this server answers under its own address alone")?;
    let origin = only(request, &ORIGIN);
    let is_from_here = |origin: &str| origin == format!("http://{host}");
    match (origin, request.method()) {
        (Some(origin), _) if !is_from_here(origin) => Err("the page of another site may not ask"),
        (None, method) if *method == Method::POST => Err("a question comes with an origin"),
        _ => Ok(()),
    }
}

/// Expects a body that no form of another site can send.
pub(super) fn expect_json(request: &Request<Body>) -> Result<(), (StatusCode, &'static str)> {
    let kind = only(request, &CONTENT_TYPE).and_then(|kind| kind.split(';').next());
    let is_json = kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    let refused = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "a question is application/json");
    is_json.then_some(()).ok_or(refused)
}

fn only<'r>(request: &'r Request<Body>, name: &HeaderName) -> Option<&'r str> {
    let mut all = request.headers().get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

/// Whether a host is an address, or `localhost`: a name can be made to point anywhere, and is not.
fn is_own(host: &str, is_loopback: bool) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let address: Option<IpAddr> = bare.parse().ok();
    name.eq_ignore_ascii_case("localhost")
        || address.is_some_and(|address| !is_loopback || address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_may_point_anywhere_are_not_ours() {
        for host in ["localhost:80", "LOCALHOST", "127.0.0.1:4267", "[::1]:4267", "127.0.0.1"] {
            assert!(is_own(host, true), "{host}");
        }
        for host in ["evil.example:4267", "localhost.evil.example", "10.0.0.1:80", "", ":80", "[::"]
        {
            assert!(!is_own(host, true), "{host}");
        }
        assert!(is_own("10.0.0.1:80", false));
        assert!(!is_own("evil.example", false));
    }
}
