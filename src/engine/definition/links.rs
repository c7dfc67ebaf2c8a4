//! The second pass over a definition: what fields say of each other.

use super::{Definition, Required};
use crate::engine::condition::{self, Condition, Find};
use crate::engine::kinds::{self, Kind};
use crate::engine::reader::{Read, ReadError, Reader};

impl Definition {
    /// Connects each field with those it names.
    pub(super) fn connect(&mut self, root: &Reader, errors: &mut Vec<ReadError>) {
        let mut links = Vec::new();
        let find = |key: &str| {
            self.find(key)
                .map(|index| (index, &*self.fields[index].kind))
        };
        let find: &Find = &find;
        let mut each = |section: Reader| {
            let of_section = match section.maybe("shown-when", |it| Condition::read(it, find)) {
                Ok(condition) => condition,
                Err(error) => {
                    errors.push(*error);
                    None
                }
            };
            section.must("fields")?.each(0, &mut |reader| {
                let field = self
                    .find(reader.must("key")?.text()?)
                    .expect("the first pass added it");
                match self.links(field, &reader, &of_section, find) {
                    Ok(link) => links.push((field, link)),
                    Err(error) => errors.push(*error),
                }
                Ok(())
            })
        };
        if let Err(error) = root.must("sections").and_then(|it| it.each(0, &mut each)) {
            errors.push(*error);
        }
        for (index, link) in links {
            for opened in self
                .fields
                .iter_mut()
                .filter(|it| it.opened_by.is_some_and(|(by, _)| by == index))
            {
                let own = opened.shown.take().into_iter();
                opened.shown = both(own.chain(link.shown.clone()).collect());
            }
            if let Some((target, option)) = &link.implies {
                self.fields[*target].implied.push((index, option.clone()));
            }
            let field = &mut self.fields[index];
            field.shown = link.shown;
            field.default_from = link.default_from;
            field.implies = link.implies;
            field.place = link.place;
            if let Some(when) = link.required {
                field.required = Required::When(when);
            }
        }
    }

    fn links(
        &self,
        index: usize,
        reader: &Reader,
        section: &Option<Condition>,
        find: &Find,
    ) -> Read<Links> {
        let own = reader.maybe("shown-when", |it| Condition::read(it, find))?;
        let place = reader.maybe("place", |place| {
            let (field, _) = condition::field(place, find)?;
            let beside =
                field == index + 1 && !self.sections.iter().any(|it| it.fields.start == field);
            if beside && matches!(self.fields[field].kind.control(), kinds::Control::Input(_)) {
                return Ok(field);
            }
            Err(place.error("The place must be the text field that follows the postcode."))
        })?;
        let default_from = reader.maybe("default-from", |from| {
            let (field, kind) = condition::field(from, find)?;
            let typed = |kind: &dyn Kind| matches!(kind.control(), kinds::Control::Input(_));
            if !typed(kind) || !typed(&*self.fields[index].kind) {
                return Err(from
                    .error("A default goes from one field that is typed on one line to another."));
            }
            if self.fields[field].secret && !self.fields[index].secret {
                return Err(
                    from.error("A field with a default from a secret one must be \"secret\", too.")
                );
            }
            Ok(field)
        })?;
        let implies = reader.maybe("implies", |implies| {
            implies.only(&[&["field", "option"]])?;
            let (field, kind) = condition::field(implies.must("field")?, find)?;
            if !matches!(kind.control(), kinds::Control::Checkboxes(_)) {
                return Err(implies.error("Only an option of a \"choices\" field can be implied."));
            }
            Ok((field, condition::contained(implies.must("option")?, kind)?))
        })?;
        Ok(Links {
            shown: both(section.iter().cloned().chain(own).collect()),
            required: reader.maybe("required-when", |it| Condition::read(it, find))?,
            default_from,
            implies,
            place,
        })
    }
}

/// What one field says of others.
struct Links {
    shown: Option<Condition>,
    required: Option<Condition>,
    default_from: Option<usize>,
    implies: Option<(usize, String)>,
    place: Option<usize>,
}

fn both(mut conditions: Vec<Condition>) -> Option<Condition> {
    if conditions.len() > 1 {
        Some(Condition::All(conditions))
    } else {
        conditions.pop()
    }
}
