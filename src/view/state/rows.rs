//! The rows of a field on the screen: each is the state of a small form.

use super::{FormState, Part};
use crate::engine::answers::Answers;
use crate::view::live::{Trigger, unfollowed};
use leptos::prelude::*;

/// The rows of one field.
pub struct Rows {
    field: usize,
    trigger: Trigger,
    states: Vec<FormState>,
    /// The last one that was taken away, and where it stood.
    removed: Option<(usize, FormState)>,
    /// How many there have ever been, for ids that are used once.
    made: usize,
}

pub fn trigger(rows: &[Rows], field: usize) -> Trigger {
    let rows = rows.iter().find(|it| it.field == field);
    rows.map_or_else(Trigger::default, |it| it.trigger.clone())
}

impl FormState {
    /// The rows of a field; reactive to rows coming and going, not to what is
    /// typed in them.
    pub fn rows(self, field: usize) -> Vec<FormState> {
        let has = self.with_field(field, |it| it.rows.is_some());
        if has
            && !self
                .0
                .with_value(|it| it.rows.iter().any(|it| it.field == field))
        {
            let rows = Rows {
                field,
                trigger: Trigger::default(),
                states: Vec::new(),
                removed: None,
                made: 0,
            };
            self.0.update_value(|it| it.rows.push(rows));
            let answers = self.with_answers(|it| it.rows(field).to_vec());
            for (at, answers) in answers.into_iter().enumerate() {
                self.add_state(field, at, answers);
            }
        }
        self.follow(Part::Rows(field));
        self.drawn_rows(field)
    }

    pub(super) fn drawn_rows(self, field: usize) -> Vec<FormState> {
        self.0.with_value(|it| {
            let rows = it.rows.iter().find(|it| it.field == field);
            rows.map_or_else(Vec::new, |it| it.states.clone())
        })
    }

    /// The rows that will be sent.
    pub fn counted_rows(self, field: usize) -> Vec<FormState> {
        if self.with_field(field, |it| it.rows.is_none()) {
            return Vec::new();
        }
        let rows = unfollowed(|| self.rows(field));
        let counted: Vec<usize> = self.with_answers(|it| {
            let shown = it.is_shown(field);
            it.sent_rows(field)
                .filter(|_| shown)
                .map(|(at, _)| at)
                .collect()
        });
        counted
            .into_iter()
            .filter_map(|at| rows.get(at).copied())
            .collect()
    }

    fn add_state(self, field: usize, at: usize, answers: Answers) {
        let (locale, context, owner) = self
            .0
            .with_value(|it| (it.locale.clone(), it.context, it.owner.clone()));
        let make = || FormState::of(answers, locale, context);
        let row = match owner {
            Some(owner) => owner.with(make),
            None => make(),
        };
        let locked = at < self.with_answers(|it| it.locked_rows(field));
        let (id, page) = (self.id(field), self.page());
        self.with_rows(field, |rows| {
            rows.made += 1;
            let prefix = [&id, "-", &rows.made.to_string(), "-"].concat();
            row.0.update_value(|it| {
                it.prefix = prefix;
                it.page = page;
                it.row_of = Some((self, field, locked));
            });
            rows.states.insert(at, row);
        });
        if locked {
            // What should be looked at in the vendor's own rows is told at once.
            row.attempt();
        }
    }

    fn with_rows<T>(self, field: usize, act: impl FnOnce(&mut Rows) -> T) -> Option<T> {
        self.0
            .try_update_value(|it| it.rows.iter_mut().find(|it| it.field == field).map(act))
            .flatten()
    }

    /// Whether a row cannot be changed.
    pub fn is_locked_row(self) -> bool {
        self.0
            .with_value(|it| matches!(it.row_of, Some((.., true))))
    }

    /// What a row is called where it stands: «Bruker 2». Empty for no row.
    pub fn row_name(self) -> String {
        let Some((form, field, _)) = self.0.with_value(|it| it.row_of) else {
            return String::new();
        };
        form.follow(Part::Rows(field));
        let at = form.drawn_rows(field).iter().position(|it| *it == self);
        form.numbered(field, at.unwrap_or_default())
    }

    fn numbered(self, field: usize, at: usize) -> String {
        let locale = self.locale();
        self.with_field(field, |it| locale.row(it, &(at + 1).to_string()))
    }

    /// Adds a row, and moves the focus to it.
    pub fn add_row(self, field: usize) {
        let language = self.locale().language().to_owned();
        let row = self.with_answers(|it| it.new_row(field, &language));
        let at = self.drawn_rows(field).len();
        self.add_state(field, at, row);
        self.rows_changed(field);
        self.focus(&self.drawn_rows(field)[at].own_id("row"));
    }

    /// Takes a row away; see [`Self::restore_row`].
    pub fn remove_row(self, field: usize, at: usize) {
        let name = self.numbered(field, at);
        self.with_rows(field, |rows| {
            rows.removed = Some((at, rows.states.remove(at)));
        });
        self.rows_changed(field);
        self.say(self.locale().fill("rows.removed", &[("row", &name)]));
        self.focus(&[&self.id(field), "-undo"].concat());
    }

    /// Puts the row that was taken away last back in its place.
    pub fn restore_row(self, field: usize) {
        let row = self.with_rows(field, |rows| {
            let (at, row) = rows.removed.take()?;
            let at = at.min(rows.states.len());
            rows.states.insert(at, row);
            Some(row)
        });
        self.rows_changed(field);
        if let Some(row) = row.flatten() {
            self.focus(&row.own_id("row"));
        }
    }

    /// What the row that was taken away last was called; reactive.
    pub fn removed_row(self, field: usize) -> Option<String> {
        self.follow(Part::Rows(field));
        let at = self.with_rows(field, |rows| rows.removed.as_ref().map(|(at, _)| *at));
        at.flatten().map(|at| self.numbered(field, at))
    }

    /// Changes the places of a row and the one after it.
    pub fn swap_rows(self, field: usize, at: usize) {
        self.with_rows(field, |rows| rows.states.swap(at, at + 1));
        self.rows_changed(field);
    }

    fn rows_changed(self, field: usize) {
        self.take_rows(field);
        self.wake(Part::Rows(field));
    }

    /// Takes the rows on the screen into the answers.
    fn take_rows(self, field: usize) {
        let states = self.drawn_rows(field);
        let rows = states.iter().map(|it| it.with_answers(Clone::clone));
        let rows: Vec<Answers> = rows.collect();
        let touched = self.0.try_update_value(|it| {
            it.refused.retain(|(refused, _)| *refused != field);
            it.answers.set_rows(field, rows)
        });
        self.changed(field, touched.unwrap_or_default());
        if self.0.with_value(|it| it.shown[field].tried) {
            self.count();
        }
    }

    /// A row tells the form that something in it has changed.
    pub(super) fn tell_form(self) {
        if let Some((form, field, _)) = self.0.with_value(|it| it.row_of) {
            form.take_rows(field);
        }
    }
}
