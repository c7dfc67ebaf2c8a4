//! Answers out of JSON: what a host knows already, and what was sent.

use super::Answers;
use crate::engine::definition::Definition;
use crate::engine::json::Json;
use crate::engine::violation::{Fault, Violation};
use chrono::NaiveDate;
use std::sync::Arc;

/// More than any field may have, so that too many are told and not taken in.
const MOST_ROWS: usize = 101;

impl Answers {
    /// Answers out of nested JSON, which need not be complete or right, on top
    /// of those already here. Gives what could not be taken: keys no field has
    /// (`unknown`), and types a field never has (`type`).
    pub fn merge(&mut self, json: &Json) -> Vec<Violation> {
        let mut refused = Vec::new();
        let definition = self.definition.clone();
        self.merge_at(&definition, "", json, &mut refused);
        self.refresh_all();
        refused
    }

    /// Rows out of JSON. Those that are locked stay as they are.
    fn merge_rows(&mut self, field: usize, json: &Json, path: &str, refused: &mut Vec<Violation>) {
        let Json::Array(items) = json else {
            refused.push(Fault::error("type").at(path));
            return;
        };
        let (mut rows, locked) = (Vec::new(), self.locked_rows(field));
        for (at, item) in items.iter().enumerate().take(MOST_ROWS) {
            if at < locked {
                rows.push(self.first_row(field, at, ""));
                continue;
            }
            let mut row = self.new_row(field, "");
            row.slots.iter_mut().for_each(|slot| slot.typed = None);
            for mut violation in row.merge(item) {
                violation.path = [path, "/", &at.to_string(), &violation.path].concat();
                refused.push(violation);
            }
            rows.push(row);
        }
        for at in rows.len()..locked {
            rows.push(self.first_row(field, at, ""));
        }
        self.slots[field].rows = rows;
    }

    fn merge_at(
        &mut self,
        definition: &Definition,
        path: &str,
        json: &Json,
        refused: &mut Vec<Violation>,
    ) {
        let key = path.strip_prefix('/').unwrap_or(path).replace('/', ".");
        if let Some(field) = definition.find(&key) {
            if definition.fields[field].rows.is_some() {
                return self.merge_rows(field, json, path, refused);
            }
            match definition.fields[field].kind.read_answer(json) {
                Some(answer) => self.slots[field].typed = Some(answer),
                None => refused.push(Fault::error("type").at(path)),
            }
            return;
        }
        match json {
            Json::Object(members) if path.is_empty() || definition.has_below(&key) => {
                if members.is_empty() && !path.is_empty() {
                    refused.push(Fault::error("format").at(path));
                }
                for (name, member) in members {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    let path = [path, "/", &name].concat();
                    // «a.b» is not «b» in «a»: one answer has one place.
                    if name.contains('.') {
                        refused.push(Fault::error("unknown").at(&path));
                    } else {
                        self.merge_at(definition, &path, member, refused);
                    }
                }
            }
            _ => refused.push(Fault::error("unknown").at(path)),
        }
    }

    /// Reads the answers of an envelope that was filled in on a day, strictly.
    pub fn from_json(
        definition: Arc<Definition>,
        json: &Json,
        today: NaiveDate,
    ) -> (Self, Vec<Violation>) {
        let mut answers = Self::empty(definition);
        answers.today = Some(today);
        for field in 0..answers.slots.len() {
            let locked = 0..answers.locked_rows(field);
            answers.slots[field].rows = locked.map(|at| answers.first_row(field, at, "")).collect();
        }
        let mut refused = answers.merge(json);
        for (index, field) in answers.definition.fields.iter().enumerate() {
            let found = field
                .key
                .split('.')
                .try_fold(json, |json, key| json.get(key));
            let below = [&field.path, "/"].concat();
            let normal = answers.value(index).map(|it| it.to_json());
            // The order of an object's members says nothing.
            let same = |found: &Json, normal: &Json| {
                found == normal || found.canonical() == normal.canonical()
            };
            let fits = match (found, &normal) {
                (Some(found), Some(normal)) => same(found, normal),
                (found, normal) => found.is_none() && normal.is_none(),
            };
            let code = match found {
                Some(_) if !answers.slots[index].shown => "hidden",
                _ if !fits
                    && !refused
                        .iter()
                        .any(|it| it.path == field.path || it.path.starts_with(&below)) =>
                {
                    "format"
                }
                _ => continue,
            };
            refused.push(Fault::error(code).at(&field.path));
        }
        (answers, refused)
    }
}
