//! Lines that are not to be remembered.

use super::lines::is_paste;

/// Whether a line shows something that opens doors: a token, or what somebody pastes unread.
pub(super) fn is_secret(line: &str) -> bool {
    line.lines().any(is_paste) || tokens(line)
}

/// Whether a line shows a token or what one claims, so that it is not even shown where it is followed.
pub(super) fn has_token(line: &str) -> bool {
    tokens(line) || is_paste(line) && line.contains("\"iss\"")
}

/// Whether a part of the text is a JSON web token: a header and claims in base64url, with a dot
/// between them. Each begins with the code of `{"`, of a brace and white space, or `ey`.
fn tokens(text: &str) -> bool {
    let is_token = |char: char| char.is_ascii_alphanumeric() || "-_.=".contains(char);
    let words = text.split(|char: char| !is_token(char));
    words.flat_map(|word| word.match_indices("ey").map(|(at, _)| &word[at..])).any(|word| {
        let mut parts = word.split('.');
        let header = parts.next().unwrap_or_default();
        let claims = parts.next().unwrap_or_default();
        header.len() >= SHORTEST && claims.len() >= SHORTEST && claims.starts_with("ey")
    })
}

/// The shortest header or claims that a token could have.
const SHORTEST: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_what_is_pasted() {
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln";
        assert!(is_secret(&format!("explain {token}")));
        assert!(is_secret(&format!("with key=\"Bearer {token}\"")));
        assert!(is_secret(&format!("explain x{token}")));
        assert!(is_secret("  PASTE arn:aws:iam::111122223333:user/alice is not authorized"));
        assert!(!is_secret("can s3:GetObject on arn:aws:s3:::keys.example.com/they.eyes"));
        assert!(!is_secret("load policies/eyjafjallajokull.json as scp"));
        assert!(!is_secret(""));
        assert!(has_token(&format!("paste Bearer {token}")));
        assert!(has_token("paste {\"iss\": \"https://idp.example\", \"sub\": \"a\"}"));
        assert!(!has_token("paste arn:aws:iam::111122223333:user/alice is not authorized"));
    }
}
