//! The steps of a packet: its own fields first, then each form.

use super::{FormState, Part, stops};
use crate::engine::validation;
use leptos::prelude::*;
use std::ops::Range;

/// One step: a packet's own sections, or one of its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The form of the packet; its own fields if `None`.
    pub part: Option<usize>,
    /// The heading.
    pub title: String,
    /// Its part of the definition's sections.
    pub sections: Range<usize>,
    /// Its part of the definition's fields.
    fields: Range<usize>,
}

impl Step {
    /// Its part of the definition's fields.
    pub fn fields(&self) -> Range<usize> {
        self.fields.clone()
    }
}

impl FormState {
    /// The steps that this case has now; one for a form that is no packet.
    pub fn steps(self) -> Vec<Step> {
        let (definition, locale) = (self.definition(), self.locale());
        let own = definition.parts.first();
        let mut steps = vec![Step {
            part: None,
            title: self.text("steps.own"),
            sections: 0..own.map_or(definition.sections.len(), |it| it.sections.start),
            fields: 0..own.map_or(definition.fields.len(), |it| it.fields.start),
        }];
        for (part, about) in definition.parts.iter().enumerate() {
            if self.with_answers(|it| about.shown.as_ref().is_none_or(|when| when.holds(it))) {
                steps.push(Step {
                    part: Some(part),
                    title: about.title.get(locale.language()).to_owned(),
                    sections: about.sections.clone(),
                    fields: about.fields.clone(),
                });
            }
        }
        steps
    }

    /// Which of the steps is shown; reactive.
    pub fn step(self) -> usize {
        self.follow(Part::Step);
        let last = self.steps().len() - 1;
        self.0.with_value(|it| it.step.1).min(last)
    }

    /// Wakes whoever reads it when a step comes, goes, or gets further.
    pub fn follow_steps(self) {
        self.follow(Part::Steps);
    }

    /// Looks again at how far each step of a packet has come.
    pub(super) fn count_steps(self) {
        if !self.is_packet() {
            return;
        }
        let steps = self.steps();
        let now = steps.iter().map(|it| (it.part, self.lacking(it))).collect();
        let changed = self.0.try_update_value(|it| {
            let changed = it.steps.1 != now;
            it.steps.1 = now;
            changed
        });
        if changed == Some(true) {
            self.wake(Part::Steps);
        }
    }

    /// How many answers a step still lacks or has wrong.
    pub fn lacking(self, step: &Step) -> usize {
        let context = self.0.with_value(|it| it.context);
        self.with_answers(|answers| {
            let wrong = |field: &usize| {
                let own = validation::check(answers, *field, context);
                let locked = answers.locked_rows(*field);
                let mut rows = answers.sent_rows(*field).filter(|(at, _)| *at >= locked);
                own.as_ref().is_some_and(stops)
                    || (answers.is_shown(*field)
                        && rows
                            .any(|(_, row)| validation::validate(row, context).iter().any(stops)))
            };
            step.fields.clone().filter(wrong).count()
        })
    }

    /// Shows a step, and moves the focus to its heading.
    pub fn go_to_step(self, step: usize) {
        self.0.update_value(|it| it.step.1 = step);
        self.wake(Part::Step);
        self.focus(&self.own_id("step"));
    }

    /// Shows the step that a field is in.
    pub(super) fn go_to_step_of(self, field: usize) {
        let steps = self.steps();
        let step = steps.iter().position(|it| it.fields.contains(&field));
        if let Some(step) = step.filter(|it| *it != self.0.with_value(|it| it.step.1)) {
            self.0.update_value(|it| it.step.1 = step);
            self.wake(Part::Step);
        }
    }
}
