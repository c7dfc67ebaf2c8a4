//! What a backend says when it refuses: `application/problem+json`, RFC 9457.

use crate::engine::json::Json;

/// A refusal. Anything unreadable becomes an empty one: a backend may answer
/// whatever it likes, and the person still gets a sentence.
///
/// ```
/// use blankett::engine::problem::Problem;
/// let problem = Problem::read(r##"{"title": "Sjekk svarene", "errors": [
///     {"pointer": "#/answers/virksomhet/navn", "detail": "Ukjent firma."}]}"##);
/// assert_eq!(problem.title, "Sjekk svarene");
/// assert_eq!(problem.errors[0], ("/virksomhet/navn".to_owned(), "Ukjent firma.".to_owned()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// `detail`, or else `title`.
    pub title: String,
    /// For each complaint the path within the answers and the sentence.
    pub errors: Vec<(String, String)>,
}

/// More complaints than the largest form has fields are not listened to.
const MOST: usize = 2000;
const LONGEST: usize = 500;

impl Problem {
    /// Reads the body of an answer. Takes `errors[].pointer` as a fragment
    /// (`#/answers/a/b`), a pointer (`/answers/a/b`, `/a/b`) or dotted (`a.b`),
    /// and RFC 7807's `invalid-params[].name`.
    pub fn read(text: &str) -> Self {
        let Ok(json) = Json::parse(text) else {
            return Self::default();
        };
        let word = |json: &Json, keys: &[&str]| {
            let found = keys
                .iter()
                .find_map(|key| json.get(key).and_then(Json::as_text));
            found.map(|text| text.chars().take(LONGEST).collect::<String>())
        };
        let mut errors = Vec::new();
        for list in ["errors", "invalid-params", "invalidParams"] {
            let Some(Json::Array(items)) = json.get(list) else {
                continue;
            };
            for item in items.iter().take(MOST) {
                let path = word(item, &["pointer", "name", "field", "path"]);
                let detail = word(item, &["detail", "reason", "message", "title"]);
                errors.extend(path.map(|it| normalised(&it)).zip(detail));
            }
        }
        Self {
            title: word(&json, &["detail", "title"]).unwrap_or_default(),
            errors,
        }
    }
}

fn normalised(pointer: &str) -> String {
    let pointer = pointer.strip_prefix('#').unwrap_or(pointer);
    if pointer.starts_with('/') {
        let within = pointer
            .strip_prefix("/answers")
            .filter(|rest| rest.starts_with('/'));
        return within.unwrap_or(pointer).to_owned();
    }
    let dotted = pointer.strip_prefix("answers.").unwrap_or(pointer);
    ["/", &dotted.replace('.', "/")].concat()
}
