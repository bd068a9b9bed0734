//! Replies, each with the headers that keep a page to itself.

use oxhttp::model::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use oxhttp::model::{Body, HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

/// What the page may do: show what comes from here, and ask here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// A reply with a body of a kind.
pub(super) fn of(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut reply = Response::new(body.into());
    *reply.status_mut() = status;
    let same_origin = HeaderName::from_static("cross-origin-resource-policy");
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
        (CONNECTION, "close"),
        (same_origin, "same-origin"),
        (opener, "same-origin"),
    ];
    for (name, value) in headers {
        reply.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    reply
}

/// An answer.
pub(super) fn json(status: StatusCode, value: &Value) -> Response<Body> {
    of(status, "application/json", value.to_string())
}

/// Why there is no answer.
pub(super) fn refusal(status: StatusCode, why: &str) -> Response<Body> {
    json(status, &json!({ "v": 1, "error": why }))
}

/// There is nothing of that name.
pub(super) fn not_found() -> Response<Body> {
    refusal(StatusCode::NOT_FOUND, "there is nothing here")
}

/// The same without its body.
pub(super) fn head(mut reply: Response<Body>) -> Response<Body> {
    *reply.body_mut() = Body::empty();
    reply
}

/// Another method is expected.
pub(super) fn other_method(expected: &'static str) -> Response<Body> {
    let mut reply = refusal(StatusCode::METHOD_NOT_ALLOWED, "this is asked for in another way");
    reply.headers_mut().insert(ALLOW, HeaderValue::from_static(expected));
    reply
}
