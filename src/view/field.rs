//! One field: label, help, control and what is wrong.

use crate::engine::definition::Required;
use crate::engine::kinds::Control;
use crate::engine::violation::Severity;
use crate::view::controls;
use crate::view::html::{Child, El, el};
use crate::view::order;
use crate::view::review::answer_lines;
use crate::view::rows;
use crate::view::signature;
use crate::view::state::FormState;
use leptos::prelude::*;

/// One field with its label, its help and what is wrong with it.
///
/// ```
/// # #[cfg(feature = "ssr")] {
/// # use blankett::engine::{definition::Definition, kinds::Context, messages::Locale};
/// # use blankett::view::{Field, FormState};
/// # use leptos::prelude::*;
/// # let definition = Definition::read(r#"{"id": "a", "version": "1", "title": "A", "sections": [
/// #   {"id": "s", "title": "S", "fields": [{"key": "navn", "kind": "text", "label": "Navn"}]}]}"#).unwrap();
/// # let context = Context { today: chrono::NaiveDate::MIN, accept: Default::default() };
/// # Owner::new().with(|| {
/// let state = FormState::new(definition.into(), Locale::nb().into(), context);
/// let field = state.definition().find("navn").unwrap();
/// let html = view! { <Field state field/> }.to_html();
/// assert!(html.contains("valgfritt"));
/// # });
/// # }
/// ```
#[component]
pub fn Field(
    /// The form.
    state: FormState,
    /// The field's index in [`crate::engine::definition::Definition::fields`].
    field: usize,
) -> impl IntoView {
    draw(state, field)
}

/// See [`Field`].
pub fn draw(state: FormState, field: usize) -> El {
    let definition = state.definition();
    let about = &definition.fields[field];
    let locale = state.locale();
    let label = about.label.get(locale.language()).to_owned();
    let mut help = about.help.get(locale.language());
    let control = about.kind.control();
    if let Control::Input(input) = &control
        && help.is_empty()
        && !(about.locked || about.fact)
    {
        help = locale.text(input.hint);
    }
    let frame = Frame {
        state,
        field,
        label,
        help: help.to_owned(),
    };
    let beside = field > 0 && definition.fields[field - 1].place == Some(field);
    let whole = el("div").class(match about.place {
        Some(_) => "field postcode",
        None if beside => "field place",
        None => "field",
    });
    let whole = if about.shown.is_some() {
        whole.hidden(move || !state.is_shown(field))
    } else {
        whole
    };
    if about.locked || about.fact {
        return whole
            .with(fixed(state, field, frame))
            .with(error(state, field));
    }
    match control {
        Control::Input(input) => frame.labelled(whole, controls::input(state, field, input)),
        Control::Area(rows) => frame.labelled(whole, controls::area(state, field, rows)),
        Control::Select(choices) => frame.labelled(whole, controls::select(state, field, choices)),
        Control::Tick => whole
            .with(controls::tick(state, field, &frame))
            .with(frame.error()),
        Control::Radios(choices) => {
            whole.with(frame.grouped(true, controls::options(state, field, choices, true)))
        }
        Control::Checkboxes(choices) => {
            whole.with(frame.grouped(false, controls::options(state, field, choices, false)))
        }
        Control::YesNo => whole.with(frame.grouped(true, controls::yes_no(state, field))),
        Control::Rows(of) => whole.with(rows::draw(state, field, frame, of)),
        Control::Signature => whole.with(frame.grouped(true, signature::draw(state, field))),
        Control::Price => whole
            .with(order::of_field(state, field))
            .maybe(frame.help()),
        Control::Computed(_) => whole.with(fixed(state, field, frame)),
        Control::Note(false) => whole.with(
            el("div")
                .class("note")
                .with(el("p").class("label").text(frame.label))
                .with(el("p").class("body").text(frame.help)),
        ),
        Control::Note(true) => whole.with(
            el("details")
                .class("note")
                .with(el("summary").class("label").text(frame.label))
                .with(el("p").class("body").text(frame.help)),
        ),
    }
}

/// An answer that is not the reader's to give.
fn fixed(state: FormState, field: usize, frame: Frame) -> El {
    let lines = move || {
        state.is_shown(field);
        let empty = state.with_field(field, |it| match it.kind.control() {
            _ if it.fact => "fact.empty",
            Control::Computed(_) => "computed.empty",
            _ => "locked.empty",
        });
        let empty = || vec![state.text(empty)];
        let lines = Some(answer_lines(state, field)).filter(|it| !it.is_empty());
        let line = |text| Child::El(el("span").class("line").text(text));
        lines.unwrap_or_else(empty).into_iter().map(line).collect()
    };
    let help = frame.help();
    el("div")
        .class("locked")
        .attr("id", state.id(field))
        .attr("tabindex", "-1")
        .with(el("p").class("label").text(frame.label))
        .maybe(help)
        .with(el("p").class("body").content(lines))
}

/// What every control has around it.
pub struct Frame {
    state: FormState,
    field: usize,
    pub label: String,
    help: String,
}

impl Frame {
    /// A control with a label of its own.
    fn labelled(self, whole: El, control: El) -> El {
        let label = el("label")
            .class("label")
            .attr("for", self.state.id(self.field))
            .text(self.label.clone());
        whole
            .with(self.tagged(label))
            .maybe(self.help())
            .with(control)
            .with(self.error())
    }

    /// A group of controls with a legend.
    pub fn grouped(self, radios: bool, controls: Vec<El>) -> El {
        let (state, field) = (self.state, self.field);
        let group = el("fieldset").attr("aria-describedby", describing(state, field));
        let group = if radios {
            answering(group.attr("role", "radiogroup"), state, field)
        } else {
            group
        };
        let legend = self.tagged(el("legend").class("label").text(self.label.clone()));
        group
            .with(legend)
            .maybe(self.help())
            .with(el("div").class("options").all(controls))
            .with(self.error())
    }

    /// «valgfritt» behind a label, as long as it is.
    fn tagged(&self, label: El) -> El {
        let (state, field) = (self.state, self.field);
        let tag = || {
            let tag = el("span").class("tag");
            state.of_interface(tag.text([" (", &state.text("optional"), ")"].concat()))
        };
        match self.state.with_field(field, |it| it.required.clone()) {
            Required::Always => label,
            Required::Never => label.with(tag()),
            Required::When(_) => label.with(tag().hidden(move || state.is_required(field))),
        }
    }

    /// The line under the label.
    pub fn help(&self) -> Option<El> {
        let id = [&self.state.id(self.field), "-help"].concat();
        (!self.help.is_empty())
            .then(|| el("p").class("help").attr("id", id).text(self.help.clone()))
    }

    /// What is wrong, while something is.
    fn error(&self) -> El {
        error(self.state, self.field)
    }
}

/// What is wrong with a field, while something is.
pub fn error(state: FormState, field: usize) -> El {
    el("div")
        .attr("id", [&state.id(field), "-error"].concat())
        .content(move || {
            let Some(violation) = state.violation(field) else {
                return Vec::new();
            };
            let class = if violation.severity == Severity::Error {
                "error"
            } else {
                "warning"
            };
            let line = el("p").class(class).text(state.sentence(&violation));
            vec![Child::El(state.of_interface(line))]
        })
}

/// The ids of a field's help and error, for `aria-describedby`.
pub fn describing(state: FormState, field: usize) -> String {
    let id = state.id(field);
    [&id, "-help ", &id, "-error"].concat()
}

/// Says whether a control must be answered and whether its answer is wrong.
pub fn answering(control: El, state: FormState, field: usize) -> El {
    let control = match state.with_field(field, |it| it.required.clone()) {
        Required::Never => control,
        Required::Always => control.attr("aria-required", "true"),
        Required::When(_) => control.live("aria-required", move || {
            state.is_required(field).then_some("true".into())
        }),
    };
    control.live("aria-invalid", move || {
        state.is_wrong(field).then_some("true".into())
    })
}
