//! The state of one form on the screen.

use crate::engine::answers::Answers;
use crate::engine::definition::{Definition, Field};
use crate::engine::json::Json;
use crate::engine::kinds::{Answer, Context, Control};
use crate::engine::messages::Locale;
use crate::engine::problem::Problem;
use crate::engine::validation;
use crate::engine::violation::{Fault, Severity, Violation};
use crate::view::page::{NoPage, Page};
use crate::view::receipt::Delivery;
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;

/// Which screen is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The fields.
    Filling,
    /// The answers, before they are sent.
    Reviewing,
    /// The receipt.
    Sent,
}

/// What a part of the view can follow. Each has one signal, so that a key press
/// wakes only what shows the fields it touches.
#[derive(Clone, Copy)]
enum Part {
    Field(usize),
    /// Which screen is shown.
    Phase,
    /// What has become of the sending.
    Delivery,
    /// Which entries the error summary has.
    Summary,
    /// Whether there are errors at all.
    Errors,
    /// What screen readers are to say.
    Speech,
    /// Everything, drawn anew.
    Drawing,
}

/// One form: its answers, what is shown as wrong, and which screen it is on. A
/// handle that can be copied; must be made under a reactive owner, and used on
/// the thread it was made on.
///
/// ```
/// # #[cfg(feature = "ssr")] {
/// # use blankett::engine::{definition::Definition, kinds::{Answer, Context}, messages::Locale};
/// # use blankett::view::FormState;
/// # let definition = Definition::read(r#"{"id": "a", "version": "1", "title": "A", "sections": [
/// #   {"id": "s", "title": "S", "fields": [{"key": "nr", "kind": "number", "label": "Nr", "required": true}]}]}"#).unwrap();
/// # let context = Context { today: chrono::NaiveDate::MIN, accept: Default::default() };
/// # leptos::prelude::Owner::new().with(|| {
/// let state = FormState::new(definition.into(), Locale::nb().into(), context);
/// state.typed(0, Answer::Text("tolv".into()));
/// assert!(state.violation(0).is_none()); // still typing
/// state.left(0);
/// assert_eq!(state.violation(0).unwrap().code, "number");
/// state.typed(0, Answer::Text("12".into()));
/// assert!(state.attempt());
/// assert_eq!(state.answers().canonical(), r#"{"nr":12}"#);
/// # });
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct FormState(StoredValue<Inner, LocalStorage>);

struct Inner {
    answers: Answers,
    locale: Arc<Locale>,
    context: Context,
    prefix: String,
    page: Rc<dyn Page>,
    heard: Option<Rc<dyn Fn(usize)>>,
    shown: Vec<Shown>,
    phase: (ArcTrigger, Phase),
    delivery: (ArcTrigger, Delivery),
    /// What has just gone wrong, for screen readers to say.
    speech: (ArcTrigger, String),
    /// The fields the error summary has an entry for, in the form's order.
    summary: (ArcTrigger, Vec<usize>),
    /// How many fields stop the form, since sending was tried.
    errors: (ArcTrigger, usize),
    drawing: ArcTrigger,
    /// Sending has been tried, so that empty fields count as wrong.
    attempted: bool,
    /// The backend's own complaints, until the field is changed.
    refused: Vec<(usize, String)>,
}

/// How one field looks now.
struct Shown {
    trigger: ArcTrigger,
    shown: bool,
    required: bool,
    violation: Option<Violation>,
}

impl FormState {
    /// A form nobody has touched.
    pub fn new(definition: Arc<Definition>, locale: Arc<Locale>, context: Context) -> Self {
        let answers = Answers::new(definition, locale.language());
        let shown = |field| Shown {
            trigger: ArcTrigger::new(),
            shown: answers.is_shown(field),
            required: answers.is_required(field),
            violation: None,
        };
        let shown = (0..answers.definition().fields.len()).map(shown).collect();
        Self(StoredValue::new_local(Inner {
            answers,
            locale,
            context,
            prefix: "blankett-".to_owned(),
            page: Rc::new(NoPage),
            heard: None,
            shown,
            phase: (ArcTrigger::new(), Phase::Filling),
            delivery: Default::default(),
            speech: Default::default(),
            summary: Default::default(),
            errors: Default::default(),
            drawing: ArcTrigger::new(),
            attempted: false,
            refused: Vec::new(),
        }))
    }

    /// The same form on this page.
    pub fn on_page(self, page: impl Page + 'static) -> Self {
        self.0.update_value(|it| it.page = Rc::new(page));
        self
    }

    /// The same form, calling this with each field that a person changes.
    pub fn on_change(self, heard: impl Fn(usize) + 'static) -> Self {
        self.0.update_value(|it| it.heard = Some(Rc::new(heard)));
        self
    }

    /// The same form with ids that begin with this, for two in one document.
    pub fn with_prefix(self, prefix: &str) -> Self {
        self.0.update_value(|it| it.prefix = prefix.to_owned());
        self
    }

    /// The form's definition.
    pub fn definition(self) -> Arc<Definition> {
        self.0.with_value(|it| it.answers.definition().clone())
    }

    /// The interface's words.
    pub fn locale(self) -> Arc<Locale> {
        self.0.with_value(|it| it.locale.clone())
    }

    /// The words for a key.
    pub fn text(self, key: &str) -> String {
        self.0.with_value(|it| it.locale.text(key).to_owned())
    }

    /// The answers as they would be sent: normalised, nested.
    pub fn answers(self) -> Json {
        self.with_answers(Answers::to_json)
    }

    /// Looks into the answers.
    pub fn with_answers<T>(self, look: impl FnOnce(&Answers) -> T) -> T {
        self.0.with_value(|it| look(&it.answers))
    }

    /// The field's definition.
    pub fn with_field<T>(self, field: usize, look: impl FnOnce(&Field) -> T) -> T {
        self.0
            .with_value(|it| look(&it.answers.definition().fields[field]))
    }

    /// Whether a field is shown now; reactive.
    pub fn is_shown(self, field: usize) -> bool {
        self.follow(Part::Field(field));
        self.0.with_value(|it| it.shown[field].shown)
    }

    /// Whether a field must be answered now; reactive.
    pub fn is_required(self, field: usize) -> bool {
        self.follow(Part::Field(field));
        self.0.with_value(|it| it.shown[field].required)
    }

    /// What the reader is told is wrong with a field; reactive.
    pub fn violation(self, field: usize) -> Option<Violation> {
        self.follow(Part::Field(field));
        self.0.with_value(|it| it.shown[field].violation.clone())
    }

    /// Whether a field has an error that stops the form; reactive.
    pub fn is_wrong(self, field: usize) -> bool {
        self.follow(Part::Field(field));
        self.0
            .with_value(|it| it.shown[field].violation.as_ref().is_some_and(stops))
    }

    /// Which screen is shown; reactive.
    pub fn phase(self) -> Phase {
        self.follow(Part::Phase);
        self.0.with_value(|it| it.phase.1)
    }

    /// What has become of the sending; reactive.
    pub fn delivery(self) -> Delivery {
        self.follow(Part::Delivery);
        self.0.with_value(|it| it.delivery.1.clone())
    }

    /// Tells what has become of the sending, which moves on to the receipt.
    pub fn set_delivery(self, delivery: Delivery) {
        let sent = matches!(delivery, Delivery::Delivered(_));
        self.0.update_value(|it| it.delivery.1 = delivery);
        self.wake(Part::Delivery);
        if sent {
            self.go(Phase::Sent, "receipt");
        }
    }

    /// Shows a screen, and moves the focus to one of its own ids.
    pub fn go(self, phase: Phase, focus: &str) {
        self.0.update_value(|it| it.phase.1 = phase);
        self.wake(Part::Phase);
        if !focus.is_empty() {
            self.focus(&self.own_id(focus));
        }
    }

    /// The fields in the error summary; reactive. An entry is hidden while its
    /// field is in order.
    pub fn summary(self) -> Vec<usize> {
        self.follow(Part::Summary);
        self.0.with_value(|it| it.summary.1.clone())
    }

    /// Whether the error summary has anything to say; reactive.
    pub fn has_errors(self) -> bool {
        self.follow(Part::Errors);
        self.0.with_value(|it| it.errors.1 > 0)
    }

    /// What a screen reader is to say; reactive.
    pub fn speech(self) -> String {
        self.follow(Part::Speech);
        self.0.with_value(|it| it.speech.1.clone())
    }

    /// Changes the language, with everything typed left as it is. Texts that
    /// the form put in and nobody has touched change with it.
    pub fn set_locale(self, locale: Arc<Locale>) {
        self.0.update_value(|it| {
            it.answers
                .translate(it.locale.language(), locale.language());
            it.locale = locale;
        });
        self.say(String::new());
        self.wake(Part::Drawing);
    }

    /// What has been typed, as it was typed; see [`Self::prefill`].
    pub fn typed_answers(self) -> Json {
        self.with_answers(Answers::typed_json)
    }

    /// Wakes whoever reads it when everything must be drawn anew.
    pub fn follow_drawing(self) {
        self.follow(Part::Drawing);
    }

    /// What stands in a field.
    pub fn typed_text(self, field: usize) -> String {
        self.0.with_value(|it| match it.answers.typed(field) {
            Some(Answer::Number(number)) => it.locale.number(&number.to_string()),
            // A host's prefill is normalised; people read groups and dates.
            Some(typed) => {
                let kind = &it.answers.definition().fields[field].kind;
                kind.format(typed)
                    .unwrap_or_else(|| typed.as_text().to_owned())
            }
            None => String::new(),
        })
    }

    /// The sentence of a violation.
    pub fn sentence(self, violation: &Violation) -> String {
        self.0.with_value(|it| {
            let form = it.answers.definition();
            let own = it
                .refused
                .iter()
                .find(|(field, _)| form.fields[*field].path == violation.path);
            match own {
                Some((_, sentence)) if violation.code == "refused" => sentence.clone(),
                _ => it.locale.sentence(violation, form),
            }
        })
    }

    /// The id of the element a person answers a field in.
    pub fn id(self, field: usize) -> String {
        self.0.with_value(|it| {
            [
                it.prefix.as_str(),
                &it.answers.definition().fields[field].key,
            ]
            .concat()
        })
    }

    /// An id that is no field's.
    pub fn own_id(self, name: &str) -> String {
        self.0.with_value(|it| [it.prefix.as_str(), name].concat())
    }

    /// The page around the form.
    pub fn page(self) -> Rc<dyn Page> {
        self.0.with_value(|it| it.page.clone())
    }

    /// Moves the focus to an element.
    pub fn focus(self, id: &str) {
        self.page().focus(id);
    }

    /// Moves the focus to where a field is answered.
    pub fn focus_field(self, field: usize) {
        let id = self.id(field);
        let group = self.with_field(field, |it| {
            matches!(
                it.kind.control(),
                Control::Radios(_) | Control::Checkboxes(_) | Control::YesNo
            )
        });
        self.focus(&if group { [&id, "-0"].concat() } else { id });
    }

    /// Takes in what a person typed or chose.
    pub fn typed(self, field: usize, answer: Answer) {
        let touched = self.0.try_update_value(|it| {
            it.refused.retain(|(refused, _)| *refused != field);
            it.answers.set(field, Some(answer))
        });
        self.refresh(field, false);
        for other in touched.unwrap_or_default() {
            self.refresh(other, false);
            // Its answer may have changed, or the default it shows.
            self.wake(Part::Field(other));
        }
        if self.0.with_value(|it| !it.speech.1.is_empty()) {
            // So that the same words are said again when the same thing is wrong again.
            self.say(String::new());
        }
        if let Some(heard) = self.0.with_value(|it| it.heard.clone()) {
            heard(field);
        }
    }

    /// A person leaves a field: what is wrong with it is now shown, unless it
    /// is only empty.
    pub fn left(self, field: usize) {
        if let Some(violation) = self.refresh(field, true) {
            let label = self.with_field(field, |it| {
                it.label.get(self.locale().language()).to_owned()
            });
            self.say([&label, ": ", &self.sentence(&violation)].concat());
        }
    }

    fn say(self, words: String) {
        self.0.update_value(|it| it.speech.1 = words);
        self.wake(Part::Speech);
    }

    /// Shows everything that is wrong. Whether the form can be sent.
    pub fn attempt(self) -> bool {
        self.0.update_value(|it| it.attempted = true);
        let count = self.with_answers(|it| it.definition().fields.len());
        let mut wrong = Vec::new();
        for field in 0..count {
            let found = self.find(field);
            if found.as_ref().is_some_and(stops) {
                wrong.push(field);
            }
            self.show(field, found);
        }
        let fine = wrong.is_empty();
        self.set_errors(wrong);
        fine
    }

    /// Puts a backend's complaints on the fields they are about. Gives those
    /// that are about no field of the form.
    pub fn refuse(self, problem: &Problem) -> Vec<String> {
        let mut others = Vec::new();
        self.0.update_value(|it| {
            it.refused.clear();
            for (path, sentence) in &problem.errors {
                match it.answers.definition().find_path(path) {
                    Some(field) if it.answers.is_shown(field) => {
                        it.refused.push((field, sentence.clone()))
                    }
                    _ => others.push(sentence.clone()),
                }
            }
        });
        self.attempt();
        others
    }

    /// Begins anew, with nothing typed.
    pub fn restart(self) {
        self.0.update_value(|it| {
            it.answers = Answers::new(it.answers.definition().clone(), it.locale.language());
            it.refused.clear();
            it.delivery.1 = Delivery::Idle;
        });
        self.redraw();
        self.say(String::new());
        self.go(Phase::Filling, "title");
    }

    /// Answers a host already knows. Gives what did not fit the form.
    pub fn prefill(self, answers: &Json) -> Vec<Violation> {
        let refused = self
            .0
            .try_update_value(|it| it.answers.merge(answers))
            .unwrap_or_default();
        self.redraw();
        refused
    }

    fn redraw(self) {
        self.0.update_value(|it| it.attempted = false);
        self.set_errors(Vec::new());
        for field in 0..self.with_answers(|it| it.definition().fields.len()) {
            self.show(field, None);
        }
        self.wake(Part::Drawing);
    }

    /// What is wrong with a field, the backend's own complaints included.
    fn find(self, field: usize) -> Option<Violation> {
        self.0.with_value(|it| {
            let refused = || {
                it.refused.iter().find(|(refused, _)| *refused == field)?;
                Some(Fault::error("refused").at(&it.answers.definition().fields[field].path))
            };
            validation::check(&it.answers, field, it.context).or_else(refused)
        })
    }

    /// Looks at one field again. What is wrong with it is shown if the person
    /// has `left` it, or is told already, or has tried to send.
    fn refresh(self, field: usize, left: bool) -> Option<Violation> {
        let (told, attempted) = self
            .0
            .with_value(|it| (it.shown[field].violation.is_some(), it.attempted));
        let found = self
            .find(field)
            .filter(|it| attempted || ((left || told) && !it.code.starts_with("required")));
        let stopped = self
            .0
            .with_value(|it| it.shown[field].violation.as_ref().is_some_and(stops));
        let wrong = found.as_ref().is_some_and(stops);
        self.show(field, found.clone());
        if attempted && wrong != stopped {
            self.count(field, wrong);
        }
        found
    }

    /// A field has become wrong, or right again.
    fn count(self, field: usize, wrong: bool) {
        let (mut added, mut turned) = (false, false);
        self.0.update_value(|it| {
            let before = it.errors.1;
            it.errors.1 = if wrong {
                before + 1
            } else {
                before.saturating_sub(1)
            };
            turned = (before == 0) != (it.errors.1 == 0);
            let entries = &mut it.summary.1;
            if wrong && !entries.contains(&field) {
                let at = entries.iter().take_while(|it| **it < field).count();
                entries.insert(at, field);
                added = true;
            }
        });
        if added {
            self.wake(Part::Summary);
        }
        if turned {
            self.wake(Part::Errors);
        }
    }

    fn set_errors(self, wrong: Vec<usize>) {
        self.0.update_value(|it| {
            it.errors.1 = wrong.len();
            it.summary.1 = wrong;
        });
        self.wake(Part::Summary);
        self.wake(Part::Errors);
    }

    fn show(self, field: usize, violation: Option<Violation>) {
        let changed = self.0.try_update_value(|it| {
            let (shown, required) = (it.answers.is_shown(field), it.answers.is_required(field));
            let look = &mut it.shown[field];
            let changed =
                look.shown != shown || look.required != required || look.violation != violation;
            (look.shown, look.required, look.violation) = (shown, required, violation);
            changed
        });
        if changed == Some(true) {
            self.wake(Part::Field(field));
        }
    }

    fn trigger(self, part: Part) -> ArcTrigger {
        self.0.with_value(|it| match part {
            Part::Field(field) => it.shown[field].trigger.clone(),
            Part::Phase => it.phase.0.clone(),
            Part::Delivery => it.delivery.0.clone(),
            Part::Summary => it.summary.0.clone(),
            Part::Errors => it.errors.0.clone(),
            Part::Speech => it.speech.0.clone(),
            Part::Drawing => it.drawing.clone(),
        })
    }

    fn follow(self, part: Part) {
        self.trigger(part).track();
    }

    /// Never while the state is borrowed: whoever is woken reads it.
    fn wake(self, part: Part) {
        self.trigger(part).notify();
    }
}

fn stops(violation: &Violation) -> bool {
    violation.severity == Severity::Error
}
