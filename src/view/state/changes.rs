//! What happens to a form: typing, leaving, sending, refusal.

use super::{Entry, FormState, Part, Phase, Shown, stops};
use crate::engine::answers::Answers;
use crate::engine::definition::Definition;
use crate::engine::json::Json;
use crate::engine::kinds::{Answer, Control};
use crate::engine::messages::Locale;
use crate::engine::price;
use crate::engine::problem::Problem;
use crate::engine::validation;
use crate::engine::violation::{Fault, Violation};
use crate::view::receipt::Delivery;
use leptos::prelude::*;
use std::sync::Arc;

impl FormState {
    /// Takes in what a person typed or chose.
    pub fn typed(self, field: usize, answer: Answer) {
        let touched = self.0.try_update_value(|it| {
            it.refused.retain(|(refused, _)| *refused != field);
            it.answers.set(field, Some(answer))
        });
        self.changed(field, touched.unwrap_or_default());
    }

    /// Looks again at a field that was changed and at those it touches.
    pub(super) fn changed(self, field: usize, touched: Vec<usize>) {
        if self.0.with_value(|it| !it.speech.1.is_empty()) {
            // So that the same words are said again when the same thing is wrong again.
            self.say(String::new());
        }
        self.0.update_value(|it| it.shown[field].said = false);
        self.refresh(field, false);
        for other in touched {
            // A signature that no longer holds is told at once.
            if self.with_field(other, |it| it.kind.control() == Control::Signature) {
                self.tell(other);
            } else {
                self.refresh(other, false);
            }
            // Its answer may have changed, or the default it shows.
            self.wake(Part::Field(other));
        }
        self.sum_up();
        self.count_steps();
        self.wake(Part::Answers);
        if let Some(heard) = self.0.with_value(|it| it.heard.clone()) {
            heard(field);
        }
        self.tell_form();
    }

    /// Looks again at what is ordered.
    fn sum_up(self) {
        let changed = self.0.try_update_value(|it| {
            if !it.answers.definition().has_prices() {
                return false;
            }
            let order = price::order(&it.answers);
            let changed = order != it.order.1;
            it.order.1 = order;
            changed
        });
        if changed == Some(true) {
            self.wake(Part::Order);
        }
    }

    /// A person leaves a field: what is wrong with it is now shown, unless it
    /// is only empty.
    pub fn left(self, field: usize) {
        self.tell(field);
    }

    /// Shows what is wrong with a field, and says it if it is not shown already.
    fn tell(self, field: usize) {
        let said = self.0.with_value(|it| it.shown[field].said);
        let found = self.refresh(field, true);
        self.0
            .update_value(|it| it.shown[field].said = found.is_some());
        if let Some(violation) = found.filter(|_| !said) {
            let label = self.with_field(field, |it| {
                it.label.get(self.locale().language()).to_owned()
            });
            self.say([&label, ": ", &self.sentence(&violation)].concat());
        }
    }

    /// Lets screen readers say something; nothing if it is empty.
    pub fn say(self, words: String) {
        if let Some((form, ..)) = self.0.with_value(|it| it.row_of) {
            return form.say(words);
        }
        self.0.update_value(|it| it.speech.1 = words);
        self.wake(Part::Speech);
    }

    /// Shows everything that is wrong. Whether the form can be sent.
    pub fn attempt(self) -> bool {
        let count = self.with_answers(|it| it.definition().fields.len());
        self.attempt_some((0..count).collect())
    }

    /// The same with some of the fields.
    pub(super) fn attempt_some(self, fields: Vec<usize>) -> bool {
        self.turn_page();
        let mut wrong = Vec::new();
        for field in fields {
            self.0.update_value(|it| it.shown[field].tried = true);
            let found = self.find(field);
            if found.as_ref().is_some_and(stops) {
                wrong.push((self, field));
            }
            self.show(field, found);
            for row in self.counted_rows(field) {
                row.attempt();
                wrong.extend(row.0.with_value(|it| it.summary.1.clone()));
            }
        }
        let fine = wrong.is_empty();
        self.set_errors(wrong);
        fine
    }

    /// A form that has stood open over midnight is judged by the new day.
    fn turn_page(self) {
        let Some(today) = self.page().today() else {
            return;
        };
        if self.0.with_value(|it| it.context.today) == today {
            return;
        }
        self.0.update_value(|it| {
            it.context.today = today;
            it.answers.put_on(today);
        });
        for field in 0..self.with_answers(|it| it.definition().fields.len()) {
            self.wake(Part::Field(field));
        }
        self.sum_up();
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

    /// Tells what a backend has refused: on the fields it is about, or beside the
    /// button, and leads the person there.
    pub fn reject(self, problem: &Problem) {
        let mut others = self.refuse(problem);
        if problem.errors.is_empty() && !problem.title.is_empty() {
            others.push(problem.title.clone());
        }
        self.set_delivery(Delivery::Parked(others));
        if self.has_errors() {
            self.go(Phase::Filling, "summary");
        }
    }

    /// Begins anew, with nothing typed.
    pub fn restart(self) {
        let answered = self.with_answers(|it| {
            let fields = 0..it.definition().fields.len();
            fields
                .filter(|field| it.typed(*field).is_some())
                .collect::<Vec<_>>()
        });
        self.0.update_value(|it| {
            let form = it.answers.definition().clone();
            it.answers = Answers::new(form, it.locale.language()).on(it.context.today);
            it.step.1 = 0;
            it.refused.clear();
            it.delivery.1 = Delivery::Idle;
        });
        self.redraw();
        self.say(String::new());
        if let Some(heard) = self.0.with_value(|it| it.heard.clone()) {
            answered.into_iter().for_each(|field| heard(field));
        }
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
        self.0.update_value(|it| {
            it.shown.iter_mut().for_each(|it| it.tried = false);
            it.rows.clear();
        });
        self.sum_up();
        self.set_errors(Vec::new());
        for field in 0..self.with_answers(|it| it.definition().fields.len()) {
            self.show(field, None);
        }
        self.wake(Part::Answers);
        self.wake(Part::Drawing);
    }

    /// What is wrong with a field, the backend's own complaints included.
    fn find(self, field: usize) -> Option<Violation> {
        self.0.with_value(|it| {
            let refused = || {
                it.refused.iter().find(|(refused, _)| *refused == field)?;
                Some(Fault::error("refused").at(&it.answers.definition().fields[field].path))
            };
            let found = validation::check(&it.answers, field, it.context);
            let locked = matches!(it.row_of, Some((.., true)));
            found
                .map(|it| if locked { validation::unblock(it) } else { it })
                .or_else(refused)
        })
    }

    /// Looks at one field again. What is wrong with it is shown if the person
    /// has `left` it, or is told already, or has tried to send.
    fn refresh(self, field: usize, left: bool) -> Option<Violation> {
        let (told, tried, stopped) = self.0.with_value(|it| {
            let shown = &it.shown[field];
            let told = shown.violation.as_ref();
            (told.is_some(), shown.tried, told.is_some_and(stops))
        });
        let found = self
            .find(field)
            .filter(|it| tried || ((left || told) && !it.code.starts_with("required")));
        let wrong = found.as_ref().is_some_and(stops);
        self.show(field, found.clone());
        if tried && wrong != stopped {
            self.count();
        }
        found
    }

    /// A field has become wrong, or right again: the summary keeps its entries,
    /// and gets new ones at their place.
    pub(super) fn count(self) {
        if let Some((form, ..)) = self.0.with_value(|it| it.row_of) {
            return form.count();
        }
        let (entries, wrong) = self.entries();
        let (mut added, mut turned) = (false, false);
        self.0.update_value(|it| {
            turned = (it.errors.1 == 0) != (wrong == 0);
            added = entries != it.summary.1;
            it.errors.1 = wrong;
            it.summary.1 = entries;
        });
        if added {
            self.wake(Part::Summary);
        }
        if turned {
            self.wake(Part::Errors);
        }
    }

    /// What is wrong or was, and how many of it still is.
    fn entries(self) -> (Vec<Entry>, usize) {
        let (mut entries, mut wrong) = (Vec::new(), 0);
        let before = self.0.with_value(|it| it.summary.1.clone());
        let mut look = |state: Self, field: usize| {
            let is_wrong = state
                .0
                .with_value(|it| it.shown[field].violation.as_ref().is_some_and(stops));
            wrong += usize::from(is_wrong);
            if is_wrong || before.contains(&(state, field)) {
                entries.push((state, field));
            }
        };
        for field in 0..self.with_answers(|it| it.definition().fields.len()) {
            look(self, field);
            for row in self.drawn_rows(field) {
                (0..row.with_answers(|it| it.definition().fields.len()))
                    .for_each(|column| look(row, column));
            }
        }
        (entries, wrong)
    }

    fn set_errors(self, wrong: Vec<Entry>) {
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

    /// Tells what has become of the sending, which moves on to the receipt.
    pub fn set_delivery(self, delivery: Delivery) {
        let sent = matches!(delivery, Delivery::Delivered(_));
        let before = self
            .0
            .try_update_value(|it| std::mem::replace(&mut it.delivery.1, delivery.clone()));
        // What is said already is not said again.
        if before.as_ref() != Some(&delivery) {
            self.wake(Part::Delivery);
        }
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

    /// Changes the language, with everything typed left as it is. Texts that
    /// the form put in and nobody has touched change with it, as does the
    /// definition, if it comes in one language at a time.
    pub fn set_locale(self, locale: Arc<Locale>, definition: Option<Arc<Definition>>) {
        self.0.update_value(|it| it.rows.clear());
        self.take_up(locale, definition);
        self.say(String::new());
        self.wake(Part::Drawing);
    }

    fn take_up(self, locale: Arc<Locale>, definition: Option<Arc<Definition>>) {
        self.0.update_value(|it| {
            let definition = definition.unwrap_or_else(|| it.answers.definition().clone());
            let (from, to) = (it.locale.language().to_owned(), locale.language());
            it.answers.adopt(definition, &from, to);
            it.locale = locale;
            while it.shown.len() < it.answers.definition().fields.len() {
                it.shown.push(Shown::default());
            }
        });
        for field in 0..self.with_answers(|it| it.definition().fields.len()) {
            self.refresh(field, false);
        }
        let tried = self.0.with_value(|it| {
            let tried = it.shown.iter().enumerate().filter(|(_, it)| it.tried);
            tried.map(|(field, _)| field).collect::<Vec<_>>()
        });
        if !tried.is_empty() {
            self.attempt_some(tried);
        }
        self.sum_up();
        self.wake(Part::Answers);
    }

    /// The rest of the form and of the words has come. What is on the screen stays.
    pub fn complete(self, locale: Arc<Locale>, definition: Option<Arc<Definition>>) {
        self.take_up(locale, definition);
        self.count_steps();
        self.wake(Part::Whole);
        self.wake(Part::Steps);
    }
}
