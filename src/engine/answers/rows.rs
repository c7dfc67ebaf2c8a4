//! The rows of fields that have some: each is answers to a small form of its own.

use super::Answers;
use crate::engine::definition::{Initial, Rows};
use crate::engine::json::Json;
use crate::engine::kinds::{Answer, Control};

impl Answers {
    /// The rows of a field, as they stand on the screen.
    pub fn rows(&self, field: usize) -> &[Answers] {
        &self.slots[field].rows
    }

    /// Puts other rows in their place, and gives the other fields to look at
    /// again, as [`Self::set`] does.
    pub fn set_rows(&mut self, field: usize, rows: Vec<Answers>) -> Vec<usize> {
        self.slots[field].rows = rows;
        self.refresh_after(field)
    }

    /// A row nobody has touched.
    ///
    /// # Panics
    /// If the field has no rows.
    pub fn new_row(&self, field: usize, language: &str) -> Answers {
        let rows = self.of(field).expect("only fields with rows have rows");
        let row = Self::new(rows.columns.clone(), language);
        match self.today {
            Some(today) => row.on(today),
            None => row,
        }
    }

    /// How many of a field's rows, from the first, cannot be changed.
    pub fn locked_rows(&self, field: usize) -> usize {
        self.of(field).map_or(0, Rows::locked_count)
    }

    /// The rows that count, and where they stand on the screen: all but those
    /// that were added and left quite empty.
    pub fn sent_rows(&self, field: usize) -> impl Iterator<Item = (usize, &Answers)> {
        let least = match self.definition.fields[field].kind.control() {
            Control::Rows(of) => of.min as usize,
            _ => 0,
        };
        let least = least.max(self.locked_rows(field));
        let rows = self.slots[field].rows.iter().enumerate();
        rows.filter(move |(at, row)| *at < least || !row.is_blank())
    }

    fn of(&self, field: usize) -> Option<&Rows> {
        self.definition.fields[field].rows.as_ref()
    }

    /// Whether nothing stands in it but what the form put there.
    fn is_blank(&self) -> bool {
        let mut slots = self.slots.iter().zip(&self.definition.fields);
        slots.all(|(slot, field)| {
            let Some(typed) = &slot.typed else {
                return true;
            };
            let own = match &field.initial {
                Initial::Empty => false,
                Initial::Today => true,
                Initial::Text(text) => text.has(typed.as_text()),
                Initial::Answer(answer) => answer == typed,
            };
            own || field.kind.normalise(typed).is_none()
        })
    }

    /// The rows that stand there from the start, and enough for the least number.
    pub(super) fn first_rows(&self, field: usize, language: &str) -> Vec<Answers> {
        let about = &self.definition.fields[field];
        let (Some(rows), Control::Rows(of)) = (&about.rows, about.kind.control()) else {
            return Vec::new();
        };
        let least = rows.preset.len().max(of.min as usize);
        (0..least)
            .map(|at| self.first_row(field, at, language))
            .collect()
    }

    /// The row that stands at a place from the start.
    pub(super) fn first_row(&self, field: usize, at: usize, language: &str) -> Answers {
        let mut row = self.new_row(field, language);
        let preset = self.of(field).and_then(|it| it.preset.get(at));
        for (column, answer) in preset.into_iter().flatten() {
            row.slots[*column].typed = Some(answer.clone());
        }
        row.refresh_all();
        row
    }

    pub(super) fn rows_value(&self, field: usize) -> Option<Answer> {
        let rows: Vec<Json> = self
            .sent_rows(field)
            .map(|(_, row)| row.to_json())
            .collect();
        (!rows.is_empty()).then_some(Answer::Json(Json::Array(rows)))
    }
}
