//! Lines of comma-separated values.

use super::printable;

/// A line; a text with a comma, a quote or a line break in it stands in quotes.
pub(crate) fn csv_line<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let cells: Vec<String> = texts.into_iter().map(cell).collect();
    cells.join(",") + "\r\n"
}

/// What a spreadsheet would take for a formula gets an apostrophe before it.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = format!("{}{}", if is_formula { "'" } else { "" }, printable(text));
    if text.contains([',', '"', '\n']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_neither_break_out_nor_compute() {
        assert_eq!(csv_line(["a", "b,c", "d\"e"]), "a,\"b,c\",\"d\"\"e\"\r\n");
        assert_eq!(csv_line(["=1+1", "a\nb", "\u{1b}[1m"]), "'=1+1,a\\nb,\\u{1b}[1m\r\n");
    }
}
