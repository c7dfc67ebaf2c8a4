//! Fields with rows: their columns are a small form of their own.

use super::{Definition, Section};
use crate::engine::condition;
use crate::engine::kinds::{Answer, Control, RowsOf};
use crate::engine::reader::{Read, ReadError, Reader};
use crate::engine::text::Text;
use std::sync::Arc;

/// The rows of a field.
pub struct Rows {
    /// The columns, as the fields of a form; each row answers them anew.
    pub columns: Arc<Definition>,
    /// Rows that stand there from the start: columns and their answers.
    pub preset: Vec<Vec<(usize, Answer)>>,
    /// Whether those can be neither changed nor taken away.
    pub locked: bool,
}

impl Rows {
    /// How many rows cannot be changed.
    pub fn locked_count(&self) -> usize {
        if self.locked { self.preset.len() } else { 0 }
    }

    /// Reads the columns and presets of a field. `None` if errors were found.
    pub(super) fn read(
        field: &Reader,
        of: &RowsOf,
        errors: &mut Vec<ReadError>,
    ) -> Read<Option<Self>> {
        let before = errors.len();
        let mut columns = Definition::bare(String::new(), String::new(), of.row.clone());
        let list = field.must("columns")?;
        list.each(1, &mut |column| {
            if let Err(error) = columns.read_column(&column, errors) {
                errors.push(*error);
            }
            Ok(())
        })?;
        columns.sections.push(Section {
            id: "row".to_owned(),
            title: of.row.clone(),
            help: Text::default(),
            new_page: false,
            fields: 0..columns.fields.len(),
        });
        if errors.len() == before {
            columns.connect_fields(&list, "", &[], errors)?;
        }
        if errors.len() == before {
            columns.arrange(field, errors);
        }
        if errors.len() > before {
            return Ok(None);
        }
        let locked = field.maybe("locked-rows", |it| it.flag())?.unwrap_or(false);
        let preset = match field.may("preset") {
            Some(preset) => preset.list(0, |row| columns.preset_row(row))?,
            None => Vec::new(),
        };
        if preset.len() > of.max as usize {
            return Err(field.must("preset")?.error("More rows than \"max\"."));
        }
        Ok(Some(Self {
            columns: Arc::new(columns),
            preset,
            locked,
        }))
    }
}

impl Definition {
    fn read_column(&mut self, column: &Reader, errors: &mut Vec<ReadError>) -> Read<()> {
        let at = self.fields.len();
        self.read_field(column, "", None, errors)?;
        let Some(field) = self.fields.get(at) else {
            return Ok(());
        };
        let control = field.kind.control();
        if matches!(
            control,
            Control::Rows(_) | Control::Signature | Control::Price | Control::Note(_)
        ) || field.kind.choices().iter().any(|it| it.priced)
        {
            return Err(column.error("A column cannot be of this kind, nor cost anything."));
        }
        if field.key.contains('.') {
            return Err(column
                .must("key")?
                .error("A column's key is a single name."));
        }
        Ok(())
    }

    fn preset_row(&self, row: Reader) -> Read<Vec<(usize, Answer)>> {
        let mut answers = Vec::new();
        for (key, value) in row.members()? {
            let column = self
                .find(key)
                .ok_or_else(|| value.error(format!("No column has the key \"{key}\".")))?;
            let answer = condition::answer(value, &*self.fields[column].kind)?;
            answers.push((column, answer));
        }
        Ok(answers)
    }
}
