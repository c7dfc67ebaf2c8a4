//! What has been answered so far, and which fields that shows and requires.

use crate::engine::condition::Condition;
use crate::engine::definition::{Definition, Initial, Required};
use crate::engine::json::Json;
use crate::engine::kinds::Answer;
use crate::engine::violation::{Fault, Violation};
use std::sync::Arc;

/// The answers to one form. Keeps what was typed, gives the normal form.
///
/// ```
/// use blankett::engine::{answers::Answers, definition::Definition, kinds::Answer};
/// let definition = Definition::read(r#"{
///     "id": "a", "version": "1", "title": "A",
///     "sections": [{"id": "s", "title": "S", "fields": [
///         {"key": "orgnr", "kind": "identifier", "identifier": "organisasjonsnummer", "label": "Nr"},
///         {"key": "navn", "kind": "text", "label": "Navn",
///          "shown-when": {"field": "orgnr", "filled": true}}
///     ]}]
/// }"#).unwrap();
/// let mut answers = Answers::new(definition.into(), "nb");
/// assert!(!answers.is_shown(1));
/// assert_eq!(answers.set(0, Some(Answer::Text("971 058 676".into()))), [1]);
/// assert!(answers.is_shown(1));
/// assert_eq!(answers.to_json().canonical(), r#"{"orgnr":"971058676"}"#);
/// ```
#[derive(Clone)]
pub struct Answers {
    definition: Arc<Definition>,
    slots: Vec<Slot>,
}

#[derive(Clone, Default)]
struct Slot {
    typed: Option<Answer>,
    shown: bool,
    required: bool,
}

impl Answers {
    /// A form nobody has touched, with the definition's initial answers; texts
    /// among them in this language.
    pub fn new(definition: Arc<Definition>, language: &str) -> Self {
        let mut answers = Self::empty(definition);
        for (slot, field) in answers.slots.iter_mut().zip(&answers.definition.fields) {
            slot.typed = match &field.initial {
                Initial::Empty => None,
                Initial::Text(text) => Some(Answer::Text(text.get(language).to_owned())),
                Initial::Answer(answer) => Some(answer.clone()),
            };
        }
        answers.refresh_all();
        answers
    }

    fn empty(definition: Arc<Definition>) -> Self {
        let slots = vec![Slot::default(); definition.fields.len()];
        Self { definition, slots }
    }

    /// The form these are answers to.
    pub fn definition(&self) -> &Arc<Definition> {
        &self.definition
    }

    /// What was typed, as it was typed.
    pub fn typed(&self, field: usize) -> Option<&Answer> {
        self.slots[field].typed.as_ref()
    }

    /// Whether a field is shown now.
    pub fn is_shown(&self, field: usize) -> bool {
        self.slots[field].shown
    }

    /// Whether a field must be answered now.
    pub fn is_required(&self, field: usize) -> bool {
        self.slots[field].required
    }

    /// The answer that counts: normalised, or the default while nothing was
    /// typed. `None` for a field that is hidden or not answered.
    pub fn value(&self, field: usize) -> Option<Answer> {
        if !self.slots[field].shown {
            return None;
        }
        let definition = &self.definition.fields[field];
        let typed = self.slots[field]
            .typed
            .as_ref()
            .and_then(|it| definition.kind.normalise(it));
        typed
            .or_else(|| self.default(field))
            .or_else(|| definition.kind.unanswered())
    }

    /// The answer of the field that this one takes its default from.
    pub fn default(&self, field: usize) -> Option<Answer> {
        let definition = &self.definition.fields[field];
        let from = definition.default_from.and_then(|from| self.value(from))?;
        definition.kind.normalise(&from)
    }

    /// Puts in what was typed, and gives the other fields to look at again:
    /// they may be shown, required or answered otherwise than before.
    pub fn set(&mut self, field: usize, typed: Option<Answer>) -> Vec<usize> {
        let implies = self.definition.fields[field].implies.clone();
        let before = implies.is_some() && Condition::Filled(field).holds(&|it| self.value(it));
        self.slots[field].typed = typed;
        let mut touched = self.refresh_after(field);
        if let Some((target, option)) = implies
            && !before
            && Condition::Filled(field).holds(&|it| self.value(it))
        {
            touched.push(target);
            touched.extend(self.choose(target, option));
        }
        touched
    }

    fn choose(&mut self, field: usize, option: String) -> Vec<usize> {
        let mut chosen = match &self.slots[field].typed {
            Some(Answer::Choices(chosen)) => chosen.clone(),
            _ => Vec::new(),
        };
        if !chosen.contains(&option) {
            chosen.push(option);
        }
        self.slots[field].typed = Some(Answer::Choices(chosen));
        self.refresh_after(field)
    }

    fn refresh_after(&mut self, field: usize) -> Vec<usize> {
        let definition = self.definition.clone();
        let dependents = definition.dependents(field);
        self.refresh(dependents);
        dependents.to_vec()
    }

    fn refresh_all(&mut self) {
        let definition = self.definition.clone();
        self.refresh(definition.order());
    }

    /// Looks again at fields that stand in the definition's order.
    fn refresh(&mut self, fields: &[usize]) {
        let definition = self.definition.clone();
        let holds =
            |answers: &Self, condition: &Condition| condition.holds(&|it| answers.value(it));
        for &field in fields {
            let shown = &definition.fields[field].shown;
            self.slots[field].shown = shown.as_ref().is_none_or(|it| holds(self, it));
        }
        // Afterwards, because what is required may hang on a field that comes later.
        for &field in fields {
            self.slots[field].required = match &definition.fields[field].required {
                Required::Never => false,
                Required::Always => true,
                Required::When(condition) => holds(self, condition),
            };
        }
    }

    /// Puts texts that the definition suggests, and that nobody has changed,
    /// into another language.
    pub fn translate(&mut self, from: &str, to: &str) {
        for (slot, field) in self.slots.iter_mut().zip(&self.definition.fields) {
            if let Initial::Text(text) = &field.initial
                && slot
                    .typed
                    .as_ref()
                    .is_some_and(|it| it.as_text() == text.get(from))
            {
                slot.typed = Some(Answer::Text(text.get(to).to_owned()));
            }
        }
    }

    /// What was typed as nested JSON, as it was typed, hidden fields included:
    /// for [`Self::merge`] to take up again.
    pub fn typed_json(&self) -> Json {
        let mut json = Json::Object(Vec::new());
        for (slot, field) in self.slots.iter().zip(&self.definition.fields) {
            if let Some(typed) = &slot.typed {
                json.put(field.key.split('.'), typed.to_json());
            }
        }
        json
    }

    /// The answers as nested JSON: normalised, without what is hidden or empty.
    pub fn to_json(&self) -> Json {
        let mut json = Json::Object(Vec::new());
        for (index, field) in self.definition.fields.iter().enumerate() {
            if let Some(answer) = self.value(index) {
                json.put(field.key.split('.'), answer.to_json());
            }
        }
        json
    }

    /// Answers out of nested JSON, which need not be complete or right, on top
    /// of those already here. Gives what could not be taken: keys no field has
    /// (`unknown`), and types a field never has (`type`).
    pub fn merge(&mut self, json: &Json) -> Vec<Violation> {
        let mut refused = Vec::new();
        let definition = self.definition.clone();
        self.merge_at(&definition, "", json, &mut refused);
        self.refresh_all();
        refused
    }

    fn merge_at(
        &mut self,
        definition: &Definition,
        path: &str,
        json: &Json,
        refused: &mut Vec<Violation>,
    ) {
        let key = path.strip_prefix('/').unwrap_or(path).replace('/', ".");
        if let Some(field) = definition.find(&key) {
            match definition.fields[field].kind.read_answer(json) {
                Some(answer) => self.slots[field].typed = Some(answer),
                None => refused.push(Fault::error("type").at(path)),
            }
            return;
        }
        match json {
            Json::Object(members) if path.is_empty() || definition.has_below(&key) => {
                if members.is_empty() && !path.is_empty() {
                    refused.push(Fault::error("format").at(path));
                }
                for (name, member) in members {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    let path = [path, "/", &name].concat();
                    // «a.b» is not «b» in «a»: one answer has one place.
                    if name.contains('.') {
                        refused.push(Fault::error("unknown").at(&path));
                    } else {
                        self.merge_at(definition, &path, member, refused);
                    }
                }
            }
            _ => refused.push(Fault::error("unknown").at(path)),
        }
    }

    /// Reads the answers of an envelope, strictly.
    pub fn from_json(definition: Arc<Definition>, json: &Json) -> (Self, Vec<Violation>) {
        let mut answers = Self::empty(definition);
        let mut refused = answers.merge(json);
        for (index, field) in answers.definition.fields.iter().enumerate() {
            let found = field
                .key
                .split('.')
                .try_fold(json, |json, key| json.get(key));
            let normal = answers.value(index).map(|it| it.to_json());
            let code = match found {
                Some(_) if !answers.slots[index].shown => "hidden",
                found
                    if found != normal.as_ref()
                        && !refused.iter().any(|it| it.path == field.path) =>
                {
                    "format"
                }
                _ => continue,
            };
            refused.push(Fault::error(code).at(&field.path));
        }
        (answers, refused)
    }
}
