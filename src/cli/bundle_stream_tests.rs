use super::*;

/// Hands out its pieces one by one.
struct Pieces(Vec<Vec<u8>>);

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Ok(0);
        }
        let piece = self.0.remove(0);
        buffer[..piece.len()].copy_from_slice(&piece);
        Ok(piece.len())
    }
}

fn pieces(text: &str, size: usize) -> BundleStream<Pieces> {
    BundleStream::new(Pieces(text.as_bytes().chunks(size).map(<[u8]>::to_vec).collect()))
}

fn form(text: &str) -> Form {
    let form = pieces(text, 3).form().unwrap();
    assert_eq!(pieces(text, 1000).form().unwrap(), form, "{text:?}");
    form
}

#[test]
fn the_first_line_that_is_not_blank_tells_the_form() {
    for text in
        ["{}", "{}\n{}", "\n \r\n[1]\n", "\u{feff}{}\n", "{\"{\": \"}\\\"{\"}\n", "7", "x\n"]
    {
        assert_eq!(form(text), Form::Lines, "{text:?}");
    }
    for text in
        ["", " \n", "{", "\u{feff}{\n}", "[{}\n]", "// {}\n{}", "{ // {}\n}", "{\"a\": {}\n}"]
    {
        assert_eq!(form(text), Form::Json, "{text:?}");
    }
    for text in ["# a\n", "---\n{}", "request:\n  a: b", "id: 7\n", "\"id\": 7", "%YAML 1.2\n"] {
        assert_eq!(form(text), Form::Yaml, "{text:?}");
    }
}

#[test]
fn a_document_knows_its_first_line() {
    let mut stream = pieces("\n\n{\n}", 2);
    assert_eq!(stream.form().unwrap(), Form::Json);
    assert_eq!(stream.into_rest().unwrap(), (3, b"{\n}".to_vec()));
}

#[test]
fn lines_come_whole_and_as_soon_as_they_are_there() {
    for size in 1..10 {
        let text = "a\nbc\n\ndef\ng";
        let mut lines = Vec::new();
        for Batch { first_line, content } in pieces(text, size) {
            let Content::Lines(bytes) = content else { panic!("{content:?}") };
            assert!(bytes.ends_with(b"\n") || bytes == b"g");
            let text = String::from_utf8(bytes).unwrap();
            let numbered = text.lines().enumerate();
            lines.extend(numbered.map(|(at, line)| format!("{}{line}", first_line + at)));
        }
        assert_eq!(lines, ["1a", "2bc", "3", "4def", "5g"], "{size}");
    }
}

#[test]
fn a_line_that_is_too_long_is_passed_over() {
    struct Endless(usize);
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            buffer.fill(b'x');
            if self.0 == 2 * LONGEST_LINE / CHUNK {
                buffer[0] = b'\n';
                return Ok(2);
            }
            Ok(if self.0 > 2 * LONGEST_LINE / CHUNK { 0 } else { buffer.len() })
        }
    }
    let mut stream = BundleStream::new(Endless(0));
    assert_eq!(stream.form().unwrap(), Form::Lines);
    let told: Vec<(usize, bool)> = stream
        .map(|batch| (batch.first_line, matches!(batch.content, Content::TooLong(_))))
        .collect();
    assert_eq!(told, [(1, true), (2, false)]);
}

#[test]
fn an_input_that_breaks_off_says_so_once() {
    struct Broken(bool);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if std::mem::replace(&mut self.0, true) {
                return Err(io::Error::other("gone"));
            }
            buffer[..4].copy_from_slice(b"a\nbc");
            Ok(4)
        }
    }
    let contents: Vec<Content> =
        BundleStream::new(Broken(false)).map(|batch| batch.content).collect();
    assert!(
        matches!(&contents[..], [Content::Lines(a), Content::Unreadable(_)] if a == b"a\n"),
        "{contents:?}"
    );
}
