//! What happens to a form: typing, leaving, sending, refusal.

use super::{FormState, Part, Phase, stops};
use crate::engine::answers::Answers;
use crate::engine::json::Json;
use crate::engine::kinds::Answer;
use crate::engine::messages::Locale;
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
}
