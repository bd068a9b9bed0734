//! `iamsim eval`: bundles in, answers out.

use std::io::{self, Read, Write};
use std::iter::once;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::bundle_stream::{Batch, BundleStream, Content, Form, LONGEST_LINE};
use super::catalogue::CatalogueArguments;
use super::console::{COULD_NOT_ANSWER, refuse, refuse_mistaken};
use super::environment::EnvironmentArguments;
use super::ordered::{all_processors, ordered};
use crate::bundle::{Answer, Evaluator, Trouble};
use crate::environment::Environment;
use crate::load::{Files, syntax_of, why_unreadable};
use crate::policy::Reading;
use crate::text::{Diagnostic, Source, Span, Syntax, Undecodable};

/// Answers bundles: policies and a request in, a decision out, as JSON
///
/// A bundle is `{"id"?, "policies": {..}, "request": {..}}`. The input is one bundle, or one per
/// line; there is one line of output for each. Exits with 2 if an answer is an error.
#[derive(Clone, Debug, Args)]
pub(super) struct Eval {
    /// A file of bundles, `-` for the standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Evaluate also policies that AWS would refuse to save, with notes.
    #[arg(long)]
    as_stored: bool,
    /// Fill in nothing: what a bundle does not give is absent.
    #[arg(long)]
    exact_context: bool,
    #[command(flatten)]
    environment: EnvironmentArguments,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

/// Some answers, each on a line of its own.
#[derive(Debug, Default)]
struct Answers {
    lines: String,
    has_error: bool,
}

impl Answers {
    fn push(&mut self, answer: &Answer) {
        self.has_error |= answer.is_error();
        self.lines.push_str(&answer.to_json());
        self.lines.push('\n');
    }

    fn of(answer: &Answer) -> Self {
        let mut answers = Self::default();
        answers.push(answer);
        answers
    }
}

impl Eval {
    pub(super) fn run(self) -> ExitCode {
        let files = match self.catalogue.catalog() {
            Ok(catalog) => Files::with_catalog(catalog),
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let environment = match self.environment.load() {
            Ok(loaded) => loaded.map(|loaded| loaded.environment),
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let job = Job { name: self.name(), files, environment, eval: self };
        match job.open() {
            Ok(input) => job.answer_all(input),
            Err(why) => print(once(job.unreadable(&why))),
        }
    }

    /// The name of the input in answers; none for the standard input.
    fn name(&self) -> String {
        if self.is_stdin() { String::new() } else { self.file.display().to_string() }
    }

    fn is_stdin(&self) -> bool {
        self.file == Path::new("-")
    }
}

struct Job {
    eval: Eval,
    name: String,
    files: Files,
    environment: Option<Environment>,
}

impl Job {
    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        if self.eval.is_stdin() {
            return Ok(Box::new(io::stdin()));
        }
        Ok(Box::new(std::fs::File::open(&self.eval.file)?))
    }

    fn answer_all(self, input: Box<dyn Read + Send>) -> ExitCode {
        let mut stream = BundleStream::new(input);
        match self.form(&mut stream) {
            Ok(Form::Json) => print(once(self.document(stream, Syntax::JsonWithComments))),
            Ok(Form::Yaml) => print(once(self.document(stream, Syntax::Yaml))),
            Ok(Form::Lines) => {
                let job = Arc::new(self);
                let worker = job.clone();
                let answered = ordered(all_processors(), stream, move |batch| worker.batch(batch));
                print(answered.map(|answers| answers.unwrap_or_else(|| job.failed())))
            }
            Err(why) => print(once(self.unreadable(&why))),
        }
    }

    fn form(&self, stream: &mut BundleStream<impl Read>) -> io::Result<Form> {
        let file = &self.eval.file;
        match (syntax_of(file), file.extension().and_then(|ending| ending.to_str())) {
            (Syntax::Yaml, _) => Ok(Form::Yaml),
            (_, Some("jsonl" | "ndjson")) => Ok(Form::Lines),
            (Syntax::Json | Syntax::JsonWithComments, _) => stream.form(),
        }
    }

    fn document(&self, stream: BundleStream<impl Read>, syntax: Syntax) -> Answers {
        match stream.into_rest() {
            Ok((first_line, bytes)) => {
                Answers::of(&self.evaluator().answer(self.source(first_line, bytes), syntax))
            }
            Err(why) => self.unreadable(&why),
        }
    }

    fn batch(&self, batch: Batch) -> Answers {
        match batch.content {
            Content::Lines(bytes) => self.lines(batch.first_line, &bytes),
            Content::TooLong(start) => self.too_long(batch.first_line, start),
            Content::Unreadable(why) => self.unreadable(&why),
        }
    }

    fn lines(&self, first_line: usize, bytes: &[u8]) -> Answers {
        let evaluator = self.evaluator();
        let lines = String::with_capacity(bytes.len());
        let mut answers = Answers { lines, has_error: false };
        for (number, line) in (first_line..).zip(bytes.split(|&byte| byte == b'\n')) {
            if !line.trim_ascii().is_empty() {
                let source = self.source(number, line.to_vec());
                answers.push(&evaluator.answer(source, Syntax::JsonWithComments));
            }
        }
        answers
    }

    fn source(&self, first_line: usize, bytes: Vec<u8>) -> Result<Source, Box<Undecodable>> {
        match Source::from_bytes(self.name.as_str(), bytes) {
            Ok(source) => Ok(source.starting_at(first_line)),
            Err(why) => Err(Box::new(why.starting_at(first_line))),
        }
    }

    fn evaluator(&self) -> Evaluator<'_> {
        let reading = if self.eval.as_stored { Reading::AsStored } else { Reading::Strict };
        let evaluator = Evaluator::new(&self.files, reading, self.eval.exact_context);
        evaluator.within(self.environment.as_ref())
    }

    fn too_long(&self, line: usize, start: String) -> Answers {
        let most = LONGEST_LINE >> 20;
        let message = format!("the line is longer than {most} MiB");
        let diagnostic = Diagnostic::error("line-too-long", Span::default(), message);
        let source = Arc::new(Source::new(self.name.as_str(), start).starting_at(line));
        Answers::of(&Answer::error(&Trouble { diagnostic, source }))
    }

    fn unreadable(&self, why: &io::Error) -> Answers {
        let name = if self.eval.is_stdin() { "the standard input" } else { self.name.as_str() };
        let message = format!("cannot read {name}: {}", why_unreadable(why));
        Answers::of(&Answer::error(&Files::trouble(&self.name, message)))
    }

    fn failed(&self) -> Answers {
        let message = "iamsim failed on these lines, which is a fault of its own";
        let diagnostic = Diagnostic::error("internal-error", Span::default(), message);
        let source = Arc::new(Source::new(self.name.as_str(), ""));
        Answers::of(&Answer::error(&Trouble { diagnostic, source }))
    }
}

/// Writes answers as they come. A reader that has seen enough is no error.
fn print(answers: impl Iterator<Item = Answers>) -> ExitCode {
    let mut output = io::stdout().lock();
    let mut has_error = false;
    for answers in answers {
        has_error |= answers.has_error;
        let written = output.write_all(answers.lines.as_bytes()).and_then(|()| output.flush());
        match written {
            Ok(()) => {}
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => break,
            Err(why) => return refuse(&format!("cannot write the answers: {why}")),
        }
    }
    ExitCode::from(if has_error { COULD_NOT_ANSWER } else { 0 })
}
