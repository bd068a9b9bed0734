//! Listening, and what becomes of a request.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use oxhttp::ListeningServer;
use oxhttp::model::header::CONNECTION;
use oxhttp::model::{Body, HeaderValue, Method, Request, Response, StatusCode};

use super::{api, guard, page, reply};
use crate::load::Files;
use crate::text::printable;
use crate::whatif::{Held, Powers, Session};

/// How long a sender may say nothing.
const SILENCE: Duration = Duration::from_secs(10);
/// How long a whole request may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(30);
/// How many connections there may be at a time.
const CONNECTIONS: usize = 64;
/// How long a body may be, in bytes.
const LONGEST_BODY: u64 = 2 << 20;
/// How often a free port is looked for: another program may take it in between.
const TRIES: usize = 8;

/// Where a server listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// The address of a network interface.
    pub ip: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
}

/// A server that answers.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    threads: Threads,
}

struct Threads(ListeningServer);

impl std::fmt::Debug for Threads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Threads")
    }
}

/// What requests are about.
pub(super) struct House {
    files: &'static Files,
    held: Held,
    clock: fn() -> String,
    is_loopback: bool,
}

impl House {
    /// A session like the one that was loaded, at the time of now.
    pub(super) fn session(&self) -> Session<'static> {
        let mut session = self.held.session(self.files, Powers::NONE);
        session.at(&(self.clock)());
        session
    }
}

impl Server {
    /// Listens; questions are asked of sessions that hold this, at the times that the clock tells.
    ///
    /// # Errors
    /// If nothing can listen there.
    pub fn start(
        (files, held): (&'static Files, Held),
        clock: fn() -> String,
        address: Address,
    ) -> io::Result<Self> {
        let is_loopback = address.ip.is_loopback();
        let house = Arc::new(House { files, held, clock, is_loopback });
        let mut last = None;
        for _ in 0..TRIES {
            let address = SocketAddr::new(address.ip, free_port(address)?);
            let house = house.clone();
            let server = oxhttp::Server::new(move |request| guarded(&house, request))
                .bind(address)
                .with_global_timeout(SILENCE)
                .with_max_concurrent_connections(CONNECTIONS);
            match server.spawn() {
                Ok(threads) => return Ok(Self { address, threads: Threads(threads) }),
                Err(why) => last = Some(why),
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
    }

    /// Where the page is.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers until the program ends.
    ///
    /// # Errors
    /// If listening breaks off.
    pub fn wait(self) -> io::Result<()> {
        self.threads.0.join()
    }
}

/// The port that is asked for if it is free, or any that is.
fn free_port(address: Address) -> io::Result<u16> {
    let listener = TcpListener::bind((address.ip, address.port))?;
    Ok(listener.local_addr()?.port())
}

/// A reply whatever happens: a mistake of the program's own is told as one.
fn guarded(house: &House, request: &mut Request<Body>) -> Response<Body> {
    let answered = catch_unwind(AssertUnwindSafe(|| respond(house, request)));
    // INVARIANT: each connection brings one request, so that none waits until its silence ends it.
    request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answered.unwrap_or_else(|_| {
        reply::refusal(StatusCode::INTERNAL_SERVER_ERROR, "the program made a mistake")
    })
}

fn respond(house: &House, request: &mut Request<Body>) -> Response<Body> {
    if let Err(why) = guard::expect_own(request, house.is_loopback) {
        return reply::refusal(StatusCode::FORBIDDEN, why);
    }
    let path = request.uri().path().to_owned();
    let is_question = path.starts_with("/api/");
    match *request.method() {
        Method::POST if is_question => question(house, &path, request),
        Method::GET if !is_question => page::file(&path),
        Method::HEAD if !is_question => reply::head(page::file(&path)),
        _ => reply::other_method(if is_question { "POST" } else { "GET, HEAD" }),
    }
}

fn question(house: &House, path: &str, request: &mut Request<Body>) -> Response<Body> {
    if let Err((status, why)) = guard::expect_json(request) {
        return reply::refusal(status, why);
    }
    let body = match body(request) {
        Ok(body) => body,
        Err((status, why)) => return reply::refusal(status, why),
    };
    match api::answer(house, path, &body) {
        Some(Ok(answer)) => reply::json(StatusCode::OK, &answer),
        Some(Err(why)) => {
            let lines: Vec<String> = why.lines().map(printable).collect();
            reply::refusal(StatusCode::BAD_REQUEST, &lines.join("\n"))
        }
        None => reply::not_found(),
    }
}

const TOO_LONG: &str = "a question of more than 2 MiB is not read";

fn body(request: &mut Request<Body>) -> Result<Vec<u8>, (StatusCode, &'static str)> {
    let too_long = (StatusCode::PAYLOAD_TOO_LARGE, TOO_LONG);
    if request.body().len().is_some_and(|length| length > LONGEST_BODY) {
        return Err(too_long);
    }
    let (mut read, mut chunk, since) = (Vec::new(), [0; 1 << 14], Instant::now());
    loop {
        let length = io::Read::read(request.body_mut(), &mut chunk).map_err(|why| unread(&why))?;
        read.extend_from_slice(&chunk[..length]);
        if read.len() as u64 > LONGEST_BODY {
            return Err(too_long);
        }
        if length == 0 {
            return Ok(read);
        }
        if since.elapsed() > ARRIVAL {
            return Err((StatusCode::REQUEST_TIMEOUT, "the question did not arrive in time"));
        }
    }
}

fn unread(why: &io::Error) -> (StatusCode, &'static str) {
    match why.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
            (StatusCode::REQUEST_TIMEOUT, "the question did not arrive in time")
        }
        _ => (StatusCode::BAD_REQUEST, "the question cannot be read"),
    }
}
