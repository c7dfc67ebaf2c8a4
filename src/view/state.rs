//! The state of one form on the screen.

mod changes;
mod rows;
mod steps;

use crate::engine::answers::Answers;
use crate::engine::definition::{Definition, Field};
use crate::engine::json::Json;
use crate::engine::kinds::{Answer, Context, Control};
use crate::engine::messages::Locale;
use crate::engine::price::{self, OrderLine};
use crate::engine::violation::{Severity, Violation};
use crate::view::html::El;
use crate::view::live::{Effect, Trigger, unfollowed};
use crate::view::page::{NoPage, Page};
use crate::view::receipt::Delivery;
use leptos::prelude::{
    LocalStorage, Owner, ReadSignal, Set, StoredValue, UpdateValue, WithUntracked, WithValue,
    signal,
};
use std::rc::Rc;
use std::sync::Arc;
pub use steps::Step;

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
    /// What is ordered.
    Order,
    /// Which rows a field has.
    Rows(usize),
    /// Which step is shown.
    Step,
    /// Which steps there are, and how far each has come.
    Steps,
    /// Whether all of the form has come.
    Whole,
    /// Any answer.
    Answers,
    /// Everything, drawn anew.
    Drawing,
}

/// An entry of the error summary: a field of the form, or of one of its rows.
pub type Entry = (FormState, usize);

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
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FormState(StoredValue<Inner, LocalStorage>);

struct Inner {
    answers: Answers,
    locale: Arc<Locale>,
    context: Context,
    prefix: String,
    page: Rc<dyn Page>,
    heard: Option<Rc<dyn Fn(usize)>>,
    shown: Vec<Shown>,
    phase: (Trigger, Phase),
    delivery: (Trigger, Delivery),
    /// What has just gone wrong, for screen readers to say.
    speech: (Trigger, String),
    /// What the error summary has an entry for, in the form's order.
    summary: (Trigger, Vec<Entry>),
    /// How many fields stop the form, since sending was tried.
    errors: (Trigger, usize),
    drawing: Trigger,
    /// The order as it was last shown.
    order: (Trigger, Vec<OrderLine>),
    /// Where the step that is shown begins: its first section.
    step: (Trigger, usize),
    /// Whether the host wants steps, if it says.
    layout: Option<bool>,
    /// What each step lacked when it was last shown, by its first section.
    steps: (Trigger, Vec<(usize, usize)>),
    whole: Trigger,
    changes: Trigger,
    /// The rows of each field that has been drawn.
    rows: Vec<rows::Rows>,
    /// Of a row: the form it belongs to, and whether it cannot be changed.
    row_of: Option<(FormState, usize, bool)>,
    /// Where rows that are added live.
    owner: Option<Owner>,
    /// The backend's own complaints, until the field is changed.
    refused: Vec<(usize, String)>,
}

/// How one field looks now.
#[derive(Default)]
struct Shown {
    trigger: Trigger,
    shown: bool,
    required: bool,
    violation: Option<Violation>,
    /// Going on has been tried, so that it counts as wrong if it is empty.
    tried: bool,
    /// What is wrong has been said, and nothing changed since.
    said: bool,
}

impl FormState {
    /// A form nobody has touched.
    pub fn new(definition: Arc<Definition>, locale: Arc<Locale>, context: Context) -> Self {
        let answers = Answers::new(definition, locale.language()).on(context.today);
        Self::of(answers, locale, context)
    }

    /// The state of answers that are there already.
    fn of(answers: Answers, locale: Arc<Locale>, context: Context) -> Self {
        let shown = |field| Shown {
            trigger: Trigger::default(),
            shown: answers.is_shown(field),
            required: answers.is_required(field),
            violation: None,
            tried: false,
            said: false,
        };
        let shown = (0..answers.definition().fields.len()).map(shown).collect();
        let order = price::order(&answers);
        Self(StoredValue::new_local(Inner {
            answers,
            locale,
            context,
            prefix: "blankett-".to_owned(),
            page: Rc::new(NoPage),
            heard: None,
            shown,
            phase: (Trigger::default(), Phase::Filling),
            delivery: Default::default(),
            speech: Default::default(),
            summary: Default::default(),
            errors: Default::default(),
            drawing: Trigger::default(),
            order: (Trigger::default(), order),
            step: Default::default(),
            steps: Default::default(),
            whole: Trigger::default(),
            changes: Trigger::default(),
            rows: Vec::new(),
            row_of: None,
            owner: Owner::current(),
            layout: None,
            refused: Vec::new(),
        }))
    }

    /// The same form on this page.
    pub fn on_page(self, page: impl Page + 'static) -> Self {
        self.0.update_value(|it| it.page = Rc::new(page));
        self
    }

    /// The same form, calling this and no other with each field that a person
    /// changes or clears. See also [`Self::signal`].
    pub fn on_change(self, heard: impl Fn(usize) + 'static) -> Self {
        self.0.update_value(|it| it.heard = Some(Rc::new(heard)));
        self
    }

    /// A signal of Leptos that holds what `look` finds. It follows every change of an
    /// answer, by keys or by other hands, and whatever else is called reactive here;
    /// lives as long as the owner that is current now.
    pub fn signal<T: PartialEq + Send + Sync + 'static>(
        self,
        look: impl Fn(Self) -> T + 'static,
    ) -> ReadSignal<T> {
        let (found, set) = signal(unfollowed(|| look(self)));
        let effect = Effect::new(Box::new(move || {
            self.follow(Part::Answers);
            let now = look(self);
            if found.with_untracked(|it| *it != now) {
                set.set(now);
            }
        }));
        // What the owner keeps ends with it.
        StoredValue::new_local(effect);
        found
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

    /// Says of an element that what stands in it is the form's, in its language,
    /// where that is another than the interface's.
    pub fn of_form(self, element: El) -> El {
        element.attr("lang", self.with_answers(|it| it.definition().lang.clone()))
    }

    /// The same of what stands inside that, and is the interface's.
    pub fn of_interface(self, element: El) -> El {
        let foreign = self.with_answers(|it| !it.definition().lang.is_empty());
        element.attr(
            "lang",
            if foreign {
                self.locale().language().to_owned()
            } else {
                String::new()
            },
        )
    }

    /// Whether it is a case of several forms.
    pub fn is_packet(self) -> bool {
        self.with_answers(|it| it.definition().packet)
    }

    /// Whether all of the form is here, so that it can be sent; reactive.
    pub fn is_complete(self) -> bool {
        self.follow(Part::Whole);
        self.with_answers(|it| !it.definition().more)
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

    /// What is ordered now; reactive.
    pub fn order(self) -> Vec<OrderLine> {
        self.follow(Part::Order);
        self.0.with_value(|it| it.order.1.clone())
    }

    /// The fields in the error summary; reactive. An entry is hidden while its
    /// field is in order.
    pub fn summary(self) -> Vec<Entry> {
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

    /// What has been typed, as it was typed; see [`Self::prefill`].
    pub fn typed_answers(self) -> Json {
        self.with_answers(Answers::typed_json)
    }

    /// The same without what must not stay on a machine; see [`Answers::draft_json`].
    pub fn draft_answers(self) -> Json {
        self.with_answers(Answers::draft_json)
    }

    /// Another way to sign was chosen, or what was signed is taken back.
    pub fn signing_anew(self, field: usize) {
        self.wake(Part::Field(field));
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
        self.go_to_step_of(field);
        let id = self.id(field);
        let part = self.with_field(field, |it| match it.kind.control() {
            Control::Radios(_) | Control::Checkboxes(_) | Control::YesNo | Control::Signature => {
                "-0"
            }
            Control::Rows(_) => "-rows",
            _ => "",
        });
        self.focus(&[&id, part].concat());
    }

    fn trigger(self, part: Part) -> Trigger {
        self.0.with_value(|it| match part {
            Part::Field(field) => it.shown[field].trigger.clone(),
            Part::Phase => it.phase.0.clone(),
            Part::Delivery => it.delivery.0.clone(),
            Part::Summary => it.summary.0.clone(),
            Part::Errors => it.errors.0.clone(),
            Part::Speech => it.speech.0.clone(),
            Part::Order => it.order.0.clone(),
            Part::Rows(field) => rows::trigger(&it.rows, field),
            Part::Step => it.step.0.clone(),
            Part::Steps => it.steps.0.clone(),
            Part::Whole => it.whole.clone(),
            Part::Answers => it.changes.clone(),
            Part::Drawing => it.drawing.clone(),
        })
    }

    fn follow(self, part: Part) {
        self.trigger(part).follow();
    }

    /// Never while the state is borrowed: whoever is woken reads it.
    fn wake(self, part: Part) {
        self.trigger(part).pull();
    }
}

fn stops(violation: &Violation) -> bool {
    violation.severity == Severity::Error
}
