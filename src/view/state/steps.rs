//! The steps of a form: its sections or, of a packet, its own fields first and
//! then each form.

use super::{FormState, Part, stops};
use crate::engine::validation;
use leptos::prelude::*;
use std::ops::Range;

/// One step: a section, a packet's own sections, or one of its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The form of the packet; none of a form by itself.
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
    /// Shows one section at a time, or all at once; as the definition says if
    /// `None`. A packet is always filled in one form at a time.
    pub fn set_layout(self, steps: Option<bool>) {
        self.0.update_value(|it| it.layout = steps);
        self.count_steps();
        self.wake(Part::Drawing);
    }

    /// Whether there is one step at a time.
    pub fn has_steps(self) -> bool {
        self.0.with_value(|it| {
            let form = it.answers.definition();
            form.packet || it.layout.unwrap_or(form.steps)
        })
    }

    /// The steps that this case has now; one if all is shown at once.
    pub fn steps(self) -> Vec<Step> {
        if self.is_packet() || !self.has_steps() {
            return self.documents();
        }
        let (definition, locale) = (self.definition(), self.locale());
        let asks = |field: usize| {
            let field = &definition.fields[field];
            field.kind.answered() && !field.locked && !field.fact
        };
        let mut steps: Vec<Step> = Vec::new();
        // Whether the last step asks nothing yet.
        let mut open = false;
        for (at, section) in definition.sections.iter().enumerate() {
            let (mut fields, title) =
                (section.fields.clone(), section.title.get(locale.language()));
            if !self.with_answers(|it| fields.any(|field| it.is_shown(field))) {
                continue;
            }
            // What is only read stands above what is asked next.
            match steps.last_mut().filter(|_| open) {
                Some(step) => {
                    step.title = title.to_owned();
                    step.sections.end = at + 1;
                    step.fields.end = section.fields.end;
                }
                None => steps.push(Step {
                    part: None,
                    title: title.to_owned(),
                    sections: at..at + 1,
                    fields: section.fields.clone(),
                }),
            }
            open = !section.fields.clone().any(asks);
        }
        // At the end there is nothing next.
        if let Some(last) = steps.pop_if(|_| open) {
            match steps.last_mut() {
                Some(step) => {
                    step.sections.end = last.sections.end;
                    step.fields.end = last.fields.end;
                }
                None => steps.push(last),
            }
        }
        steps
    }

    /// What the case is sent and filed as: its own answers, then each form of a
    /// packet; one for a form by itself.
    pub fn documents(self) -> Vec<Step> {
        let (definition, locale) = (self.definition(), self.locale());
        let own = definition.parts.first();
        let mut documents = vec![Step {
            part: None,
            title: self.text("steps.own"),
            sections: 0..own.map_or(definition.sections.len(), |it| it.sections.start),
            fields: 0..own.map_or(definition.fields.len(), |it| it.fields.start),
        }];
        for (part, about) in definition.parts.iter().enumerate() {
            if self.with_answers(|it| about.shown.as_ref().is_none_or(|when| when.holds(it))) {
                documents.push(Step {
                    part: Some(part),
                    title: about.title.get(locale.language()).to_owned(),
                    sections: about.sections.clone(),
                    fields: about.fields.clone(),
                });
            }
        }
        documents
    }

    /// Which of the steps is shown; reactive.
    pub fn step(self) -> usize {
        self.follow(Part::Step);
        let begins = self.0.with_value(|it| it.step.1);
        let steps = self.steps();
        let shown = steps.iter().rposition(|it| it.sections.start <= begins);
        shown.unwrap_or_default()
    }

    /// Wakes whoever reads it when a step comes, goes, or gets further.
    pub fn follow_steps(self) {
        self.follow(Part::Steps);
    }

    /// Looks again at how far each step has come.
    pub(super) fn count_steps(self) {
        if !self.has_steps() {
            return;
        }
        let steps = self.steps();
        let lacking = |it: &Step| (it.sections.start, self.lacking(it));
        let now = steps.iter().map(lacking).collect();
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

    /// Goes on to the next step; not from a section of which something is wrong,
    /// which is shown then. The forms of a packet may be filled in in any order.
    pub fn next_step(self) {
        let at = self.step();
        let fields = self.steps()[at].fields();
        if self.is_packet() || self.attempt_some(fields.collect()) {
            self.go_to_step(at + 1);
        } else {
            self.focus(&self.own_id("summary"));
        }
    }

    /// Shows a step, and moves the focus to its heading.
    pub fn go_to_step(self, step: usize) {
        let begins = self.steps().get(step).map(|it| it.sections.start);
        self.0
            .update_value(|it| it.step.1 = begins.unwrap_or(it.step.1));
        self.wake(Part::Step);
        self.focus(&self.own_id("step"));
    }

    /// Shows the step that a field is in.
    pub(super) fn go_to_step_of(self, field: usize) {
        let steps = self.steps();
        let step = steps.iter().find(|it| it.fields.contains(&field));
        let begins = step.map(|it| it.sections.start);
        if let Some(begins) = begins.filter(|it| *it != self.0.with_value(|it| it.step.1)) {
            self.0.update_value(|it| it.step.1 = begins);
            self.wake(Part::Step);
        }
    }
}
