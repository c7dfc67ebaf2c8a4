//! Fields with rows: their columns are a small form of their own.

use super::{Definition, Section};
use crate::engine::condition;
use crate::engine::kinds::{Answer, Control, RowsOf};
use crate::engine::reader::{ReadError, Reader};
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

    /// Reads the columns and presets of a field.
    pub(super) fn read(field: &Reader, of: &RowsOf, errors: &mut Vec<ReadError>) -> Option<Self> {
        let before = errors.len();
        let mut columns = Definition::bare(of.row.clone());
        let list = field.at("columns")?;
        for column in list.items() {
            columns.read_column(&column, errors);
        }
        if field.flag_at("secret") {
            columns.fields.iter_mut().for_each(|it| it.secret = true);
        }
        columns.sections.push(Section {
            id: "row".to_owned(),
            title: of.row.clone(),
            help: Text::default(),
            new_page: false,
            fields: 0..columns.fields.len(),
        });
        if errors.len() == before {
            columns.connect_fields(&list, &None, errors);
        }
        if errors.len() == before {
            columns.arrange(field, errors);
        }
        let mut preset = Vec::new();
        if let Some(rows) = field.at("preset").filter(|_| errors.len() == before) {
            for row in rows.items() {
                preset.push(columns.preset_row(&row, errors));
            }
            if preset.len() > of.max as usize {
                errors.push(rows.wrong(&["More rows than \"max\"."]));
            }
        }
        (errors.len() == before).then(|| Self {
            columns: Arc::new(columns),
            preset,
            locked: field.flag_at("locked-rows"),
        })
    }
}

impl Definition {
    fn read_column(&mut self, column: &Reader, errors: &mut Vec<ReadError>) {
        let at = self.fields.len();
        self.read_field(column, errors);
        let Some(field) = self.fields.get(at) else {
            return;
        };
        let control = field.kind.control();
        if matches!(
            control,
            Control::Rows(_) | Control::Signature | Control::Price | Control::Note(_)
        ) || field.kind.choices().iter().any(|it| it.priced)
        {
            let words = "A column cannot be of this kind, nor cost anything.";
            errors.push(column.wrong(&[words]));
        }
        if field.key.contains('.') {
            errors.push(column.wrong(&["A column's key is a single name."]));
        }
    }

    fn preset_row(&self, row: &Reader, errors: &mut Vec<ReadError>) -> Vec<(usize, Answer)> {
        let mut answers = Vec::new();
        for (key, value) in row.each_member() {
            let Some(column) = self.find(key) else {
                errors.push(value.wrong(&["No column has the key \"", key, "\"."]));
                continue;
            };
            let answer = condition::answer(&value, &*self.fields[column].kind, errors);
            answers.extend(answer.map(|it| (column, it)));
        }
        answers
    }
}
