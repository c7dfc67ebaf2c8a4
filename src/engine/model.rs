//! The common model of data processing agreements: five vendors' forms, one shape.
//!
//! The `model` member of a form's JSON says where each key of [`KEYS`] is to be
//! found. A value there is a constant or one of
//!
//! | | |
//! |---|---|
//! | `{"field": "key"}` | the answer; with `"map": {"option": "code"}` another code for each option |
//! | `{"choices": "key", "map": {"option": ["code", …]}}` | a list of `{"kode", "tekst"}`: each code of each chosen option, and the option's own bokmål label, or what was written beside it |
//! | `{"rows": "key", "each": {…}}` | an object for each row; fields inside `each` are columns |
//! | `{"join": [list, …]}` | the lists one after the other |
//!
//! What is not answered is left out, and so is an entry of a list of which
//! nothing is answered. Only servers read models; the widget has no use for them.

mod keys;
mod read;

use crate::engine::answers::Answers;
use crate::engine::definition::Definition;
use crate::engine::json::Json;
use crate::engine::reader::ReadError;
pub use keys::{KEYS, Key, STATUS};

/// How answers to one form become the common model.
///
/// ```
/// use blankett::engine::{answers::Answers, definition::Definition, json::Json, model::Model};
/// let form = Json::parse(r#"{"id": "a", "version": "1", "title": "A",
///     "sections": [{"id": "s", "title": "S", "fields": [
///         {"key": "kunde", "kind": "text", "label": "Kunde"},
///         {"key": "hvem", "kind": "choices", "label": "Hvem", "options": [
///             {"value": "barn-og-voksne", "label": {"nb": "Barn og voksne", "en": "Everyone"}}]}
///     ]}],
///     "model": {
///         "avtale": {"tittel": "Databehandleravtale"},
///         "behandlingsansvarlig": {"navn": {"field": "kunde"}},
///         "registrerte": {"choices": "hvem", "map": {"barn-og-voksne": ["barn", "voksne"]}}}
/// }"#).unwrap();
/// let definition = Definition::from_json(&form).unwrap();
/// let model = Model::read(&form, &definition).unwrap().unwrap();
/// let mut answers = Answers::new(definition.into(), "nb");
/// answers.merge(&Json::parse(r#"{"hvem": ["barn-og-voksne"]}"#).unwrap());
/// assert_eq!(model.map(&answers).canonical(), concat!(r#"{"avtale":{"tittel":"Databehandleravtale"},"#,
///     r#""registrerte":[{"kode":"barn","tekst":"Barn og voksne"},{"kode":"voksne","tekst":"Barn og voksne"}]}"#));
/// ```
pub struct Model {
    root: Node,
}

/// A place in the model and what it is made of.
enum Node {
    Constant(Json),
    Object(Vec<(String, Node)>),
    List(Vec<Node>),
    /// The key of a field, and another code for each of its options.
    Field(String, Vec<(String, String)>),
    Choices(Choices),
    Rows(String, Box<Node>),
    Join(Vec<Node>),
}

struct Choices {
    key: String,
    options: Vec<Choice>,
    /// What the words of a code are called here: `tekst` or `navn`.
    words: &'static str,
}

struct Choice {
    option: String,
    label: String,
    codes: Vec<String>,
}

impl Model {
    /// Reads the `model` of a form's JSON; `None` if it has none.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place: a key the model does not
    /// have, an unknown directive, a field, column or option the form does not
    /// have, an option that is left out.
    pub fn read(form: &Json, definition: &Definition) -> Result<Option<Self>, Vec<ReadError>> {
        form.get("model").map_or(Ok(None), |model| {
            read::model(model, form, definition).map(|root| Some(Self { root }))
        })
    }

    /// The model of these answers.
    pub fn map(&self, answers: &Answers) -> Json {
        self.map_json(&answers.to_json())
    }

    /// The same from an envelope's `answers`.
    pub fn map_json(&self, answers: &Json) -> Json {
        let made = make(&self.root, answers, false).value;
        made.unwrap_or_else(|| Json::Object(Vec::new()))
    }
}

/// What a node comes to.
#[derive(Default)]
struct Made {
    value: Option<Json>,
    /// Whether it asks for any answer.
    asks: bool,
    /// Whether it got one.
    got: bool,
}

impl Made {
    fn of(answer: Option<Json>) -> Self {
        let value = answer.filter(|it| !is_empty(it));
        Self {
            asks: true,
            got: value.is_some(),
            value,
        }
    }

    fn with(&mut self, other: &Self) {
        self.asks |= other.asks;
        self.got |= other.got;
    }
}

fn is_empty(json: &Json) -> bool {
    match json {
        Json::Array(items) => items.is_empty(),
        Json::Object(members) => members.is_empty(),
        Json::Null => true,
        _ => false,
    }
}

/// `listed`: it is an entry of a list.
fn make(node: &Node, answers: &Json, listed: bool) -> Made {
    match node {
        Node::Constant(json) => Made {
            value: Some(json.clone()),
            ..Made::default()
        },
        Node::Object(members) => {
            let (mut whole, mut made) = (Made::default(), Vec::new());
            for (key, node) in members {
                let part = make(node, answers, false);
                whole.with(&part);
                made.extend(part.value.map(|value| (key.clone(), value)));
            }
            let said = !listed || !whole.asks || whole.got;
            whole.value = (said && !made.is_empty()).then_some(Json::Object(made));
            whole
        }
        Node::List(nodes) => {
            let (mut whole, mut made) = (Made::default(), Vec::new());
            for node in nodes {
                let part = make(node, answers, true);
                whole.with(&part);
                made.extend(part.value);
            }
            whole.value = (!made.is_empty()).then_some(Json::Array(made));
            whole
        }
        Node::Join(nodes) => {
            let (mut whole, mut made) = (Made::default(), Vec::new());
            for node in nodes {
                let part = make(node, answers, false);
                whole.with(&part);
                if let Some(Json::Array(items)) = part.value {
                    made.extend(items);
                }
            }
            whole.value = (!made.is_empty()).then_some(Json::Array(made));
            whole
        }
        Node::Field(key, map) => Made::of(find(answers, key).map(|answer| {
            let code = map
                .iter()
                .find(|(option, _)| Some(option.as_str()) == answer.as_text());
            code.map_or_else(|| answer.clone(), |(_, code)| Json::text(code))
        })),
        Node::Choices(choices) => Made::of(Some(Json::Array(choices.chosen(answers)))),
        Node::Rows(key, each) => {
            let rows = match find(answers, key) {
                Some(Json::Array(rows)) => rows.as_slice(),
                _ => &[],
            };
            let made = rows.iter().filter_map(|row| make(each, row, true).value);
            Made::of(Some(Json::Array(made.collect())))
        }
    }
}

impl Choices {
    fn chosen(&self, answers: &Json) -> Vec<Json> {
        let found = find(answers, &self.key);
        let is_chosen = |option: &str| match found {
            Some(Json::Text(one)) => one == option,
            Some(Json::Array(many)) => many.iter().any(|it| it.as_text() == Some(option)),
            _ => false,
        };
        let mut entries = Vec::new();
        for choice in self.options.iter().filter(|it| is_chosen(&it.option)) {
            let own = find(answers, &[&self.key, "-", &choice.option].concat());
            let words = own.and_then(Json::as_text).unwrap_or(&choice.label);
            entries.extend(choice.codes.iter().map(|code| {
                Json::Object(vec![
                    ("kode".to_owned(), Json::text(code)),
                    (self.words.to_owned(), Json::text(words)),
                ])
            }));
        }
        entries
    }
}

fn find<'a>(answers: &'a Json, key: &str) -> Option<&'a Json> {
    key.split('.')
        .try_fold(answers, |json, name| json.get(name))
}

/// The parts of a model that an article of the GDPR asks for, by the table.
///
/// ```
/// use blankett::engine::{json::Json, model::asked_by};
/// let model = Json::parse(r#"{"art": "Drift",
///     "behandlingsansvarlig": {"navn": "Tannlegene Vest AS"},
///     "sikkerhetstiltak": [{"nr": 1, "krav": "Logging"}]}"#).unwrap();
/// assert_eq!(asked_by("30(2)(d)", &model).canonical(), r#"{"sikkerhetstiltak":[{"krav":"Logging","nr":1}]}"#);
/// ```
pub fn asked_by(article: &str, model: &Json) -> Json {
    let asked = |path: &str| {
        let mut keys = KEYS.iter().filter(|key| key.articles.contains(&article));
        keys.any(|key| key.path == path)
    };
    kept(model, "", &asked).unwrap_or_else(|| Json::Object(Vec::new()))
}

fn kept(json: &Json, path: &str, asked: &dyn Fn(&str) -> bool) -> Option<Json> {
    if asked(path) {
        return Some(json.clone());
    }
    let part = match json {
        Json::Object(members) => {
            let member = |(name, member): &(String, Json)| {
                let below = keys::below(path, name);
                Some((name.clone(), kept(member, &below, asked)?))
            };
            Json::Object(members.iter().filter_map(member).collect())
        }
        Json::Array(items) => {
            let path = [path, "[]"].concat();
            let items = items.iter().filter_map(|it| kept(it, &path, asked));
            Json::Array(items.collect())
        }
        _ => return None,
    };
    (!is_empty(&part)).then_some(part)
}
