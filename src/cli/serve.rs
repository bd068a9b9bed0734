//! `iamsim serve`: a session in a browser.

use std::net::IpAddr;
use std::process::{Command, ExitCode, Stdio};

use clap::Args;

use super::catalogue::CatalogueArguments;
use super::console::{COULD_NOT_ANSWER, complain, print, refuse, refuse_mistaken};
use super::environment::EnvironmentArguments;
use super::repl::LayerArguments;
use crate::load::Files;
use crate::serve::{Address, Server};
use crate::whatif::{Outcome, Powers, Session};

/// What the command does.
const ABOUT: &str = "\
Shows a session in a browser: ask, change something, and see which answers turn.

The page is served to this machine alone. It sends what it holds to this program and nowhere else; \
all of it stands in the address of the page, so that a question can be kept and shared as a link. \
Ctrl-C ends it.";

/// Where to go from here.
const EXAMPLES: &str = "\
Examples:
  iamsim serve                                        policies are typed on the page
  iamsim serve --env account.json --open
  iamsim serve --identity team.json --scp root.json --scp unit.json";

/// The port if nobody says: links that were kept lead back to the page.
const PORT: u16 = 4267;

/// `iamsim serve`
#[derive(Args, Clone, Debug)]
#[command(about = "Shows a session in a browser", long_about = ABOUT, after_help = EXAMPLES)]
pub(super) struct Serve {
    /// The port; 0 for any that is free. Without it 4267, or another where that is taken
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// The address of the network interface to listen at
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    listen: IpAddr,
    /// Let other machines ask as well: there is no password
    #[arg(long)]
    allow_remote: bool,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    environment: EnvironmentArguments,
    #[command(flatten)]
    policies: LayerArguments,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

impl Serve {
    /// Answers until it is ended. 2: nothing can be answered.
    pub(super) fn run(&self) -> ExitCode {
        if !self.listen.is_loopback() && !self.allow_remote {
            return refuse("other machines may ask only with --allow-remote");
        }
        let catalog = match self.catalogue.catalog() {
            Ok(catalog) => catalog,
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        // INVARIANT: there is one server, and it lasts as long as the program.
        let files: &'static Files = Box::leak(Box::new(Files::with_catalog(catalog)));
        match self.session(files) {
            Ok(session) => self.serve(files, &session),
            Err(code) => code,
        }
    }

    /// What the options say.
    fn session(&self, files: &'static Files) -> Result<Session<'static>, ExitCode> {
        let mut session = Session::new(files, Powers::ALL);
        if let Err(troubles) = self.environment.hold_in(&mut session) {
            return Err(refuse_mistaken(&troubles));
        }
        for line in self.policies.lines() {
            let reply = session.step(&line);
            if reply.outcome == Outcome::Refused {
                complain(reply.text.trim_end());
                return Err(ExitCode::from(COULD_NOT_ANSWER));
            }
        }
        session.settle(Powers::NONE);
        Ok(session)
    }

    fn serve(&self, files: &'static Files, session: &Session<'static>) -> ExitCode {
        let start = |port| {
            let address = Address { ip: self.listen, port };
            Server::start((files, session.held()), clock, address)
        };
        let started = match (start(self.port.unwrap_or(PORT)), self.port) {
            (Err(why), None) if why.kind() == std::io::ErrorKind::AddrInUse => start(0),
            (started, _) => started,
        };
        let server = match started {
            Ok(server) => server,
            Err(why) => return refuse(&format!("cannot listen at {}: {why}", self.listen)),
        };
        let url = server.url();
        print(&format!("{url}\n"), ExitCode::SUCCESS);
        complain("Ctrl-C ends it");
        if self.open {
            open(&url);
        }
        match server.wait() {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => refuse(&format!("cannot listen any more: {why}")),
        }
    }
}

fn clock() -> String {
    chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Opens a page in whatever the desktop opens pages with.
fn open(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut opener = Command::new(program);
    opener.args(arguments).arg(url).stdin(Stdio::null());
    let started = opener.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Err(why) = started {
        complain(&format!("note: no browser can be opened here: {why}"));
    }
}
