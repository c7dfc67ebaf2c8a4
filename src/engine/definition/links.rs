//! The second pass over a definition: what fields say of each other.

use super::{Definition, Line, Rate, Required, Rule, Scope};
use crate::engine::condition::{self, Condition, Fields, Formula};
use crate::engine::kinds::{self, Control, Kind};
use crate::engine::reader::{Read, ReadError, Reader};
use crate::engine::text::Text;
use crate::engine::violation::Severity;

impl Definition {
    /// Connects each field of a form with those it names. `shown` is when the
    /// form itself is.
    pub(super) fn connect(
        &mut self,
        root: &Reader,
        prefix: &str,
        shown: &[Condition],
        errors: &mut Vec<ReadError>,
    ) -> Read<()> {
        root.must("sections")?.each(0, &mut |section| {
            let scope = Scope {
                definition: self,
                prefix,
            };
            let own = section.maybe("shown-when", |it| Condition::read(it, &scope));
            let mut conditions = shown.to_vec();
            match own {
                Ok(own) => conditions.extend(own),
                Err(error) => errors.push(*error),
            }
            self.connect_fields(&section.must("fields")?, prefix, &conditions, errors)
        })
    }

    /// The same for one list of fields.
    pub(super) fn connect_fields(
        &mut self,
        list: &Reader,
        prefix: &str,
        shown: &[Condition],
        errors: &mut Vec<ReadError>,
    ) -> Read<()> {
        list.each(0, &mut |reader| {
            let key = [prefix, reader.must("key")?.text()?].concat();
            let field = self.find(&key).expect("the first pass added it");
            match self.links(field, &reader, prefix, shown) {
                Ok(links) => self.link(field, links),
                Err(error) => errors.push(*error),
            }
            Ok(())
        })
    }

    fn link(&mut self, index: usize, links: Links) {
        let opened = |by: &Option<(usize, usize)>| by.is_some_and(|(by, _)| by == index);
        for opened in self.fields.iter_mut().filter(|it| opened(&it.opened_by)) {
            let own = opened.shown.take().into_iter();
            opened.shown = both(own.chain(links.shown.clone()).collect());
        }
        if let Some((target, option)) = &links.implies {
            self.fields[*target].implied.push((index, option.clone()));
        }
        self.lines.extend(links.lines);
        let field = &mut self.fields[index];
        field.shown = links.shown;
        field.default_from = links.default_from;
        field.implies = links.implies;
        field.place = links.place;
        field.formula = links.formula;
        field.rules = links.rules;
        field.with = links.with;
        if let Some(when) = links.required {
            field.required = Required::When(when);
        }
    }

    fn links(
        &self,
        index: usize,
        reader: &Reader,
        prefix: &str,
        shown: &[Condition],
    ) -> Read<Links> {
        let scope = Scope {
            definition: self,
            prefix,
        };
        let fields: &dyn Fields = &scope;
        let about = &self.fields[index];
        let condition = |key: &str| reader.maybe(key, |it| Condition::read(it, fields));
        let own = condition("shown-when")?;
        let place = reader.maybe("place", |place| {
            let (field, _) = condition::field(place, fields)?;
            let beside =
                field == index + 1 && !self.sections.iter().any(|it| it.fields.start == field);
            if beside && typed(&*self.fields[field].kind) {
                return Ok(field);
            }
            Err(place.error("The place must be the text field that follows the postcode."))
        })?;
        let default_from = reader.maybe("default-from", |from| {
            let (field, kind) = condition::field(from, fields)?;
            if !typed(kind) || !typed(&*about.kind) {
                return Err(from
                    .error("A default goes from one field that is typed on one line to another."));
            }
            if self.fields[field].secret && !about.secret {
                return Err(
                    from.error("A field with a default from a secret one must be \"secret\", too.")
                );
            }
            Ok(field)
        })?;
        let implies = reader.maybe("implies", |implies| {
            implies.only(&[&["field", "option"]])?;
            let (field, kind) = condition::field(implies.must("field")?, fields)?;
            if !matches!(kind.control(), Control::Checkboxes(_)) {
                return Err(implies.error("Only an option of a \"choices\" field can be implied."));
            }
            Ok((field, condition::contained(implies.must("option")?, kind)?))
        })?;
        let control = about.kind.control();
        let formula = match control {
            Control::Computed(_) => Some(Formula::read(reader.must("value")?, fields)?),
            _ => None,
        };
        let with = match reader.may("with").filter(|_| control == Control::Signature) {
            Some(with) => with.list(0, |it| Ok(condition::field(it, fields)?.0))?,
            None => Vec::new(),
        };
        Ok(Links {
            shown: both(shown.iter().cloned().chain(own).collect()),
            required: condition("required-when")?,
            rules: match reader.may("rules") {
                Some(rules) => rules.list(0, |it| rule(it, fields))?,
                None => Vec::new(),
            },
            lines: lines(index, reader, &control, fields)?,
            default_from,
            implies,
            place,
            formula,
            with,
        })
    }
}

fn typed(kind: &dyn Kind) -> bool {
    matches!(kind.control(), kinds::Control::Input(_))
}

fn rule(reader: Reader, fields: &dyn Fields) -> Read<Rule> {
    reader.only(&[&["id", "when", "severity", "text"]])?;
    let severity = reader.must("severity")?.word(&["error", "warning"])?;
    Ok(Rule {
        id: reader.must("id")?.name()?.to_owned(),
        when: Condition::read(reader.must("when")?, fields)?,
        severity: if severity == "error" {
            Severity::Error
        } else {
            Severity::Warning
        },
        text: Text::read(reader.must("text")?)?,
    })
}

/// What the field itself costs, or its options.
fn lines(field: usize, reader: &Reader, control: &Control, fields: &dyn Fields) -> Read<Vec<Line>> {
    let mut lines = Vec::new();
    if *control == Control::Price {
        let rate = Rate::read(reader, fields)?;
        lines.push(Line {
            field,
            option: None,
            rate,
        });
    }
    let Some(options) = reader.may("options") else {
        return Ok(lines);
    };
    let mut at = 0;
    options.each(0, &mut |option| {
        if let Some(price) = option.may("price") {
            lines.push(Line {
                field,
                option: Some(at),
                rate: Rate::of_option(&price, fields)?,
            });
        }
        at += 1;
        Ok(())
    })?;
    Ok(lines)
}

/// What one field says of others.
struct Links {
    shown: Option<Condition>,
    required: Option<Condition>,
    default_from: Option<usize>,
    implies: Option<(usize, String)>,
    place: Option<usize>,
    formula: Option<Formula>,
    rules: Vec<Rule>,
    lines: Vec<Line>,
    with: Vec<usize>,
}

fn both(mut conditions: Vec<Condition>) -> Option<Condition> {
    if conditions.len() > 1 {
        Some(Condition::All(conditions))
    } else {
        conditions.pop()
    }
}
