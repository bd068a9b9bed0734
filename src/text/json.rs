//! JSON into the tree, strictly: what RFC 8259 does not know is refused, at its place.

use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};

use super::json_mistake::{self as mistake, Container};
use super::{Diagnostic, Key, MAX_DEPTH, Member, Node, Source, Span, Value, too_deep};

/// Whether comments may stand between the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comments {
    /// `// ..` and `/* .. */` are skipped.
    Allowed,
    /// They are errors, as AWS has it for policies.
    Refused,
}

/// Reads one JSON value. Equal keys are all kept; `duplicate_keys` finds them.
pub fn read_json(source: &Source, comments: Comments) -> Result<Node, Diagnostic> {
    Reader::new(source.text(), comments).document().map_err(|refusal| *refusal)
}

/// Reads JSON values that stand behind one another; at least one.
pub fn read_json_values(source: &Source, comments: Comments) -> Result<Vec<Node>, Diagnostic> {
    Reader::new(source.text(), comments).values().map_err(|refusal| *refusal)
}

const STRICT: ScannerOptions = ScannerOptions {
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Small, so that the results of the inner functions stay small.
type Refusal = Box<Diagnostic>;

struct Lexeme<'a> {
    token: Token<'a>,
    span: Span,
}

/// Finished children wait in `nodes` and `members` until their container closes and takes them
/// in a vector of the exact size.
struct Reader<'a> {
    text: &'a str,
    scanner: Scanner<'a>,
    comments: Comments,
    open: Vec<(Container, Span)>,
    nodes: Vec<Node>,
    members: Vec<Member>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, comments: Comments) -> Self {
        let scanner = Scanner::new(text, &STRICT);
        let (open, nodes, members) = (Vec::new(), Vec::new(), Vec::new());
        Self { text, scanner, comments, open, nodes, members }
    }

    fn document(mut self) -> Result<Node, Refusal> {
        let Some(first) = self.scan()? else { return Err(mistake::empty().into()) };
        let node = self.value(first)?;
        match self.scan()? {
            None => Ok(node),
            Some(extra) => Err(mistake::after_the_end(self.text, extra.span).into()),
        }
    }

    fn values(mut self) -> Result<Vec<Node>, Refusal> {
        let mut values = Vec::new();
        while let Some(lexeme) = self.scan()? {
            let is_container = matches!(lexeme.token, Token::OpenBrace | Token::OpenBracket);
            if !values.is_empty() && !is_container {
                return Err(mistake::after_the_end(self.text, lexeme.span).into());
            }
            let value = self.value(lexeme)?;
            values.push(value);
        }
        if values.is_empty() { Err(mistake::empty().into()) } else { Ok(values) }
    }

    fn value(&mut self, lexeme: Lexeme<'a>) -> Result<Node, Refusal> {
        let span = lexeme.span;
        let value = match lexeme.token {
            Token::OpenBrace => return self.nested(Container::Object, span),
            Token::OpenBracket => return self.nested(Container::List, span),
            Token::String(text) => {
                self.refuse_raw_controls(span)?;
                Value::Text(text.into())
            }
            Token::Number(text) => {
                self.refuse_number_with_a_tail(span)?;
                Value::Number(text.into())
            }
            Token::Boolean(value) => Value::Bool(value),
            Token::Null => Value::Null,
            _ => return Err(mistake::unexpected("a value", self.text, span).into()),
        };
        Ok(Node { span, value })
    }

    fn nested(&mut self, container: Container, opening: Span) -> Result<Node, Refusal> {
        if self.open.len() == MAX_DEPTH {
            return Err(too_deep(opening).into());
        }
        self.open.push((container, opening));
        let (value, closing) = match container {
            Container::Object => self.object()?,
            Container::List => self.list()?,
        };
        self.open.pop();
        Ok(Node { span: Span { start: opening.start, end: closing.end }, value })
    }

    fn list(&mut self) -> Result<(Value, Span), Refusal> {
        let first = self.nodes.len();
        let mut lexeme = self.inside()?;
        while !matches!(lexeme.token, Token::CloseBracket) {
            let node = self.value(lexeme)?;
            self.nodes.push(node);
            lexeme = self.after_item(Container::List)?;
        }
        Ok((Value::List(self.nodes.drain(first..).collect()), lexeme.span))
    }

    fn object(&mut self) -> Result<(Value, Span), Refusal> {
        let first = self.members.len();
        let mut lexeme = self.inside()?;
        while !matches!(lexeme.token, Token::CloseBrace) {
            let key = self.key(lexeme)?;
            let lexeme_after_colon = self.inside()?;
            let value = self.value(lexeme_after_colon)?;
            self.members.push(Member { key, value });
            lexeme = self.after_item(Container::Object)?;
        }
        Ok((Value::Object(self.members.drain(first..).collect()), lexeme.span))
    }

    fn key(&mut self, lexeme: Lexeme<'a>) -> Result<Key, Refusal> {
        let Token::String(text) = lexeme.token else {
            return Err(
                mistake::unexpected("a key in double quotes", self.text, lexeme.span).into()
            );
        };
        self.refuse_raw_controls(lexeme.span)?;
        let colon = self.inside()?;
        if !matches!(colon.token, Token::Colon) {
            return Err(mistake::unexpected("`:` after the key", self.text, colon.span).into());
        }
        Ok(Key { text: text.into(), span: lexeme.span })
    }

    /// The first token of the next item, or the closing bracket.
    fn after_item(&mut self, container: Container) -> Result<Lexeme<'a>, Refusal> {
        let lexeme = self.inside()?;
        match (&lexeme.token, container) {
            (Token::CloseBrace, Container::Object) | (Token::CloseBracket, Container::List) => {
                return Ok(lexeme);
            }
            _ => {}
        }
        if !matches!(lexeme.token, Token::Comma) {
            return Err(mistake::no_comma(self.text, lexeme.span, self.open.last()).into());
        }
        let next = self.inside()?;
        match next.token {
            Token::CloseBrace | Token::CloseBracket => {
                Err(mistake::trailing_comma(lexeme.span).into())
            }
            Token::Comma => Err(mistake::unexpected("a value", self.text, next.span).into()),
            _ => Ok(next),
        }
    }

    fn inside(&mut self) -> Result<Lexeme<'a>, Refusal> {
        self.scan()?.ok_or_else(|| mistake::unclosed(self.text, self.open.last()).into())
    }

    fn scan(&mut self) -> Result<Option<Lexeme<'a>>, Refusal> {
        loop {
            let gap_start = self.scanner.token_end();
            let scanned = self.scanner.scan();
            let span = Span::of(self.scanner.token_start()..self.scanner.token_end());
            self.refuse_odd_space(gap_start..span.start as usize)?;
            match scanned {
                Ok(None) => return Ok(None),
                Ok(Some(Token::CommentLine(_) | Token::CommentBlock(_))) => {
                    self.refuse_comment(span)?;
                }
                Ok(Some(token)) => return Ok(Some(Lexeme { token, span })),
                Err(error) => {
                    return Err(self.refused_by_scanner(&error, span.start as usize).into());
                }
            }
        }
    }

    fn refused_by_scanner(
        &self,
        error: &jsonc_parser::errors::ParseError,
        start: usize,
    ) -> Diagnostic {
        if self.comments == Comments::Refused && self.text[start..].starts_with("/*") {
            return mistake::comment(Span::of(start..start + 2));
        }
        mistake::from_scanner(error, start, self.text)
    }

    fn refuse_comment(&self, span: Span) -> Result<(), Refusal> {
        match self.comments {
            Comments::Allowed => Ok(()),
            Comments::Refused => Err(mistake::comment(span).into()),
        }
    }

    fn refuse_odd_space(&self, gap: std::ops::Range<usize>) -> Result<(), Refusal> {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        match self.text.as_bytes()[gap.clone()].iter().position(|byte| !is_space(byte)) {
            None => Ok(()),
            Some(at) => Err(mistake::odd_space(self.text, gap.start + at).into()),
        }
    }

    fn refuse_raw_controls(&self, span: Span) -> Result<(), Refusal> {
        let raw = &self.text.as_bytes()[span.range()];
        let odd = raw.iter().fold(0, |odd, &byte| odd | u8::from(byte < b' '));
        if odd == 0 { Ok(()) } else { Err(mistake::raw_control(self.text, span).into()) }
    }

    fn refuse_number_with_a_tail(&self, span: Span) -> Result<(), Refusal> {
        match self.text.as_bytes().get(span.end as usize) {
            Some(byte) if mistake::continues_number(*byte) => {
                Err(mistake::number(self.text, span.start as usize).into())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
