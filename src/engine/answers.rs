//! What has been answered so far, and which fields that shows and requires.

mod rows;
mod taken;

use crate::engine::condition::{Condition, Look, Value};
use crate::engine::definition::{Definition, Field, Initial, Required};
use crate::engine::json::Json;
use crate::engine::kinds::{Answer, Control, to_iso};
use chrono::NaiveDate;
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
    today: Option<NaiveDate>,
}

#[derive(Clone, Default)]
struct Slot {
    typed: Option<Answer>,
    /// Of a field with rows, instead of what is typed.
    rows: Vec<Answers>,
    shown: bool,
    required: bool,
}

impl Answers {
    /// A form nobody has touched, with the definition's initial answers; texts
    /// among them in this language.
    pub fn new(definition: Arc<Definition>, language: &str) -> Self {
        let mut answers = Self::empty(definition);
        for field in 0..answers.slots.len() {
            answers.slots[field].typed = initial(&answers.definition.fields[field], language);
            answers.slots[field].rows = answers.first_rows(field, language);
        }
        answers.refresh_all();
        answers
    }

    /// The same on this day, which defaults, prices and sums may hang on.
    pub fn on(mut self, today: NaiveDate) -> Self {
        self.put_on(today);
        self
    }

    /// The same for answers that are there already.
    pub fn put_on(&mut self, today: NaiveDate) {
        self.today = Some(today);
        for (slot, field) in self.slots.iter_mut().zip(&self.definition.fields) {
            if field.initial == Initial::Today && slot.typed.is_none() {
                slot.typed = Some(Answer::Text(to_iso(today)));
            }
            slot.rows.iter_mut().for_each(|row| row.put_on(today));
        }
        self.refresh_all();
    }

    fn empty(definition: Arc<Definition>) -> Self {
        let slots = vec![Slot::default(); definition.fields.len()];
        Self {
            definition,
            slots,
            today: None,
        }
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
        if let Some(formula) = &definition.formula {
            return formula.value(self).map(|value| match value {
                Value::Number(number) => Answer::Number(number),
                Value::Text(text) => Answer::Text(text),
            });
        }
        if definition.rows.is_some() {
            return self.rows_value(field);
        }
        if definition.fact {
            return self.default(field);
        }
        let typed = match (&definition.initial, &self.slots[field].typed) {
            (Initial::Answer(answer), _) if definition.locked => Some(answer.clone()),
            // A constant text may stand there in any of its languages.
            (Initial::Text(text), typed) if definition.locked => {
                let own = typed.clone().filter(|it| text.has(it.as_text()));
                Some(own.unwrap_or_else(|| Answer::Text(text.get("nb").to_owned())))
            }
            (_, typed) => typed.clone(),
        };
        typed
            .and_then(|it| definition.kind.normalise(&it))
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
        let before = implies.is_some() && Condition::Filled(field).holds(self);
        self.slots[field].typed = typed;
        let mut touched = self.refresh_after(field);
        if let Some((target, option)) = implies
            && !before
            && Condition::Filled(field).holds(self)
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
        for &field in fields {
            let shown = &definition.fields[field].shown;
            self.slots[field].shown = shown.as_ref().is_none_or(|it| it.holds(self));
        }
        // Afterwards, because what is required may hang on a field that comes later.
        for &field in fields {
            let about = &definition.fields[field];
            self.slots[field].required = match &about.required {
                _ if about.locked || about.fact => false,
                Required::Never => false,
                Required::Always => true,
                Required::When(condition) => condition.holds(self),
            };
        }
    }

    /// Takes up another reading of the same form: in another language, or a
    /// packet with its forms. Everything typed stays; texts that the form
    /// suggests, and that nobody has changed, follow the language.
    pub fn adopt(&mut self, definition: Arc<Definition>, from: &str, to: &str) {
        let before = std::mem::replace(self, Self::new(definition, to));
        for (at, old) in before.slots.into_iter().enumerate() {
            let (Some(slot), Some(field)) =
                (self.slots.get_mut(at), before.definition.fields.get(at))
            else {
                continue;
            };
            let untouched = old.typed == initial(field, from);
            if !untouched || slot.typed.is_none() {
                slot.typed = old.typed;
            }
            if let Some(rows) = &self.definition.fields[at].rows {
                slot.rows = old.rows;
                for row in &mut slot.rows {
                    row.adopt(rows.columns.clone(), from, to);
                }
            }
        }
        match before.today {
            Some(today) => self.put_on(today),
            None => self.refresh_all(),
        }
    }

    /// What was typed as nested JSON, as it was typed, hidden fields included:
    /// for [`Self::merge`] to take up again.
    pub fn typed_json(&self) -> Json {
        self.typed_without(|_, _| false)
    }

    fn typed_without(&self, is_left_out: impl Fn(&Field, &Answer) -> bool + Copy) -> Json {
        let mut json = Json::Object(Vec::new());
        for (slot, field) in self.slots.iter().zip(&self.definition.fields) {
            let typed = match (&slot.typed, &field.rows) {
                // A column that is secret makes its rows so; the others are not.
                (_, Some(_)) => {
                    let rows = slot.rows.iter();
                    Json::Array(rows.map(|it| it.typed_without(is_left_out)).collect())
                }
                (Some(typed), _) if !is_left_out(field, typed) => typed.to_json(),
                _ => continue,
            };
            json.put(field.key.split('.'), typed);
        }
        json
    }

    /// What has been typed, for a copy that stays on the machine: without secrets, and without
    /// signatures, whose fingerprint is made of all answers.
    ///
    /// ```
    /// use blankett::engine::{answers::Answers, definition::Definition, json::Json};
    /// let definition = Definition::read(r#"{"id": "a", "version": "1", "title": "A", "sections": [
    ///   {"id": "s", "title": "S", "fields": [
    ///     {"key": "navn", "kind": "text", "label": "Navn"},
    ///     {"key": "fnr", "kind": "identifier", "identifier": "fodselsnummer", "label": "Fnr"}]}]}"#).unwrap();
    /// let mut answers = Answers::new(definition.into(), "nb");
    /// let _ = answers.merge(&Json::parse(r#"{"navn": "Kari", "fnr": "01819012012"}"#).unwrap());
    /// assert_eq!(answers.draft_json().canonical(), r#"{"navn":"Kari"}"#);
    /// ```
    pub fn draft_json(&self) -> Json {
        self.typed_without(|field, typed| {
            let is_signature = matches!(field.kind.control(), Control::Signature);
            // Typed and taken back; what the form had put there is not.
            let is_empty = typed.as_text().is_empty() && matches!(typed, Answer::Text(_));
            let is_nothing = is_empty && matches!(field.initial, Initial::Empty);
            field.secret || is_signature || is_nothing
        })
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

    /// The day they are given on, if that is known.
    pub fn today(&self) -> Option<NaiveDate> {
        self.today
    }
}

/// What stands in a field before anybody has typed.
fn initial(field: &Field, language: &str) -> Option<Answer> {
    match &field.initial {
        Initial::Empty | Initial::Today => None,
        Initial::Text(text) => Some(Answer::Text(text.get(language).to_owned())),
        Initial::Answer(answer) => Some(answer.clone()),
    }
}

impl Look for Answers {
    fn value(&self, field: usize) -> Option<Answer> {
        self.value(field)
    }

    fn rows(&self, field: usize, visit: &mut dyn FnMut(&dyn Look)) {
        if self.slots[field].shown {
            self.sent_rows(field).for_each(|(_, row)| visit(row));
        }
    }

    fn today(&self) -> Option<NaiveDate> {
        self.today
    }
}
