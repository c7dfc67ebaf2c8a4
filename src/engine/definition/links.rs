//! The second pass over a definition: what fields say of each other.

use super::{Definition, Line, Rate, Required, Rule};
use crate::engine::condition::{self, Condition, Fields, Formula};
use crate::engine::kinds::{Control, Kind};
use crate::engine::reader::{ReadError, Reader};
use crate::engine::text::Text;
use crate::engine::violation::Severity;

impl Definition {
    /// Connects each field with those it names.
    pub(super) fn connect(&mut self, root: &Reader, errors: &mut Vec<ReadError>) {
        let Some(sections) = root.at("sections") else {
            return;
        };
        for section in sections.items() {
            let shown = section.at("shown-when");
            let shown = shown.map(|it| Condition::read(&it, self, errors));
            if let Some(fields) = section.at("fields") {
                self.connect_fields(&fields, &shown, errors);
            }
        }
    }

    /// The same for one list of fields, which are shown when this holds.
    pub(super) fn connect_fields(
        &mut self,
        list: &Reader,
        shown: &Option<Condition>,
        errors: &mut Vec<ReadError>,
    ) {
        for reader in list.items() {
            if let Some(field) = self.find(reader.string_at("key")) {
                self.link(field, &reader, shown, errors);
            }
        }
    }

    fn link(
        &mut self,
        index: usize,
        reader: &Reader,
        shown: &Option<Condition>,
        errors: &mut Vec<ReadError>,
    ) {
        let fields: &dyn Fields = self;
        let about = &self.fields[index];
        let condition = |key: &str, errors: &mut Vec<ReadError>| {
            let condition = reader.at(key);
            condition.map(|it| Condition::read(&it, fields, errors))
        };
        let mut conditions: Vec<Condition> = shown.iter().cloned().collect();
        conditions.extend(condition("shown-when", errors));
        let required = condition("required-when", errors);
        let named = |key: &str, errors: &mut Vec<ReadError>| {
            let named = reader.at(key)?;
            let (field, kind) = condition::field(&named, fields, errors)?;
            Some((named, field, kind))
        };
        let place = named("place", errors).map(|(place, field, kind)| {
            let begins = self.sections.iter().any(|it| it.fields.start == field);
            if field != index + 1 || begins || !typed(kind) {
                let words = "The place must be the text field that follows the postcode.";
                errors.push(place.wrong(&[words]));
            }
            field
        });
        let default_from = named("default-from", errors).map(|(from, field, kind)| {
            let secret = self.fields[field].secret && !about.secret;
            let gives = typed(kind) || matches!(kind.control(), Control::Computed(_));
            let words = match (gives && typed(&*about.kind), secret) {
                (false, _) => "A default goes from one field that is typed on one line to another.",
                (_, true) => "A field with a default from a secret one must be \"secret\", too.",
                _ => return field,
            };
            errors.push(from.wrong(&[words]));
            field
        });
        let fact = named("fact", errors).map(|(from, field, kind)| {
            let gives = typed(kind) || matches!(kind.control(), Control::Computed(_));
            if !gives || !typed(&*about.kind) {
                let words = "A fact goes from one field to another that is typed on one line.";
                errors.push(from.wrong(&[words]));
            }
            field
        });
        let secret = fact.is_some_and(|it| self.fields[it].secret);
        let implies = reader.at("implies").and_then(|implies| {
            let (field, kind) = condition::field(&implies.at("field")?, fields, errors)?;
            let option = implies.at("option")?;
            if matches!(kind.control(), Control::Checkboxes(_)) {
                condition::contained(&option, kind, errors);
            } else {
                let words = "Only an option of a \"choices\" field can be implied.";
                errors.push(implies.wrong(&[words]));
            }
            Some((field, option.string().to_owned()))
        });
        let control = about.kind.control();
        let value = reader
            .at("value")
            .filter(|_| matches!(control, Control::Computed(_)));
        let formula = value.map(|it| Formula::read(&it, fields, errors));
        let mut with = Vec::new();
        if let Some(list) = reader.at("with") {
            for key in list.items() {
                with.extend(condition::field(&key, fields, errors).map(|(field, _)| field));
            }
        }
        let mut rules = Vec::new();
        if let Some(list) = reader.at("rules") {
            for rule in list.items() {
                rules.extend(read_rule(&rule, fields, errors));
            }
        }
        let lines = lines(index, reader, &control, fields, errors);
        let shown = both(conditions);
        let opened = |by: &Option<(usize, usize)>| by.is_some_and(|(by, _)| by == index);
        for opened in self.fields.iter_mut().filter(|it| opened(&it.opened_by)) {
            let own = opened.shown.take().into_iter();
            opened.shown = both(own.chain(shown.clone()).collect());
        }
        if let Some((target, option)) = &implies {
            self.fields[*target].implied.push((index, option.clone()));
        }
        self.lines.extend(lines);
        let field = &mut self.fields[index];
        field.shown = shown;
        field.default_from = fact.or(default_from);
        field.fact = fact.is_some();
        field.secret |= secret;
        field.implies = implies;
        field.place = place;
        field.formula = formula;
        field.rules = rules;
        field.with = with;
        if let Some(when) = required {
            field.required = Required::When(when);
        }
    }
}

fn typed(kind: &dyn Kind) -> bool {
    matches!(kind.control(), Control::Input(_))
}

fn read_rule(reader: &Reader, fields: &dyn Fields, errors: &mut Vec<ReadError>) -> Option<Rule> {
    Some(Rule {
        id: reader.string_at("id").to_owned(),
        when: Condition::read(&reader.at("when")?, fields, errors),
        severity: if reader.string_at("severity") == "error" {
            Severity::Error
        } else {
            Severity::Warning
        },
        text: Text::at(reader, "text"),
    })
}

/// What the field itself costs, or its options.
fn lines(
    field: usize,
    reader: &Reader,
    control: &Control,
    fields: &dyn Fields,
    errors: &mut Vec<ReadError>,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |option, price: &Reader| {
        lines.push(Line {
            field,
            option,
            rate: Rate::read(price, fields, errors),
        });
    };
    if *control == Control::Price {
        add(None, reader);
    }
    if let Some(options) = reader.at("options") {
        for (at, option) in options.items().enumerate() {
            if let Some(price) = option.at("price") {
                add(Some(at), &price);
            }
        }
    }
    lines
}

fn both(mut conditions: Vec<Condition>) -> Option<Condition> {
    if conditions.len() > 1 {
        Some(Condition::All(conditions))
    } else {
        conditions.pop()
    }
}
