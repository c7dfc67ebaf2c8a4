//! Packets: several forms as one case. What they share is typed once.

use super::{Definition, Scope};
use crate::engine::condition::{self, Condition};
use crate::engine::json::Json;
use crate::engine::kinds::Control;
use crate::engine::reader::{Read, ReadError, Reader};
use crate::engine::text::Text;
use std::ops::Range;

/// One form of a packet. Its answers stand under its id, its fields' keys begin
/// with it: `opus-lisens.antall-pc`.
pub struct Part {
    /// The form's id.
    pub id: String,
    /// The form's version.
    pub version: String,
    /// The form's heading.
    pub title: Text,
    /// A few words under it.
    pub intro: Text,
    /// What happens with this form after sending.
    pub receipt: Text,
    /// Its part of [`Definition::sections`].
    pub sections: Range<usize>,
    /// Its part of [`Definition::fields`].
    pub fields: Range<usize>,
    /// When it is part of the case; always if `None`.
    pub shown: Option<Condition>,
}

const PART_KEYS: &[&str] = &["form", "shown-when", "facts", "defaults", "initial", "omit"];

impl Definition {
    /// The first pass: the packet's own fields, then those of its forms.
    pub(super) fn read_all(&mut self, root: &Reader, forms: &[Json], errors: &mut Vec<ReadError>) {
        self.read_sections(root, "", None, errors);
        let Some(list) = root.may("forms") else {
            return;
        };
        let read = list.each(1, &mut |entry| {
            entry.only(&[PART_KEYS])?;
            let named = entry.must("form")?;
            let id = named.name()?;
            self.forms.push(id.to_owned());
            if forms.is_empty() {
                return Ok(());
            }
            let form = Reader::new(chosen(forms, id).ok_or_else(|| named.error("No such form."))?);
            let shell = Self::shell(&form)?;
            if form.may("forms").is_some() {
                return Err(named.error("A packet holds forms, not packets."));
            }
            let (sections, fields) = (self.sections.len(), self.fields.len());
            self.read_sections(&form, &[id, "."].concat(), Some(self.parts.len()), errors);
            self.parts.push(Part {
                id: shell.id,
                version: shell.version,
                title: shell.title,
                intro: shell.intro,
                receipt: shell.receipt,
                sections: sections..self.sections.len(),
                fields: fields..self.fields.len(),
                shown: None,
            });
            Ok(())
        });
        errors.extend(read.err().map(|it| *it));
    }

    /// The second pass: what the fields of each form say of each other, and
    /// what the packet says of them.
    pub(super) fn connect_all(
        &mut self,
        root: &Reader,
        forms: &[Json],
        errors: &mut Vec<ReadError>,
    ) {
        let read = self.connect(root, "", &[], errors);
        errors.extend(read.err().map(|it| *it));
        let Some(list) = root.may("forms").filter(|_| !forms.is_empty()) else {
            return;
        };
        let mut part = 0;
        let read = list.each(1, &mut |entry| {
            let id = entry.must("form")?.name()?;
            let form = Reader::new(chosen(forms, id).expect("the first pass found it"));
            let prefix = [id, "."].concat();
            let own = Scope {
                definition: self,
                prefix: "",
            };
            let shown = entry.maybe("shown-when", |it| Condition::read(it, &own))?;
            let conditions: Vec<Condition> = shown.iter().cloned().collect();
            self.parts[part].shown = shown;
            part += 1;
            self.connect(&form, &prefix, &conditions, errors)?;
            self.share(&entry, &prefix)
        });
        errors.extend(read.err().map(|it| *it));
    }

    /// Puts the packet's facts into one of its forms.
    fn share(&mut self, entry: &Reader, prefix: &str) -> Read<()> {
        for (name, fixed) in [("facts", true), ("defaults", false)] {
            let Some(facts) = entry.may(name) else {
                continue;
            };
            for (key, from) in facts.members()? {
                let field = self.within(prefix, key, &from)?;
                let own = Scope {
                    definition: self,
                    prefix: "",
                };
                let (source, kind) = condition::field(from, &own)?;
                let gives = matches!(kind.control(), Control::Input(_) | Control::Computed(_));
                let takes = matches!(self.fields[field].kind.control(), Control::Input(_));
                if !gives || !takes || self.fields[source].part.is_some() {
                    return Err(from.error("A fact goes from one of the packet's own fields to one that is typed on one line."));
                }
                let secret = self.fields[source].secret;
                let field = &mut self.fields[field];
                field.default_from = Some(source);
                field.secret |= secret;
                field.fact = fixed;
            }
        }
        if let Some(list) = entry.may("initial") {
            for (key, value) in list.members()? {
                let field = self.within(prefix, key, &value)?;
                let initial = super::fields::initial(value, &*self.fields[field].kind)?;
                self.fields[field].initial = initial;
            }
        }
        if let Some(list) = entry.may("omit") {
            list.each(0, &mut |key| {
                let field = self.within(prefix, key.text()?, &key)?;
                self.fields[field].shown = Some(Condition::Any(Vec::new()));
                Ok(())
            })?;
        }
        Ok(())
    }

    fn within(&self, prefix: &str, key: &str, place: &Reader) -> Read<usize> {
        self.find(&[prefix, key].concat())
            .ok_or_else(|| place.error(format!("The form has no field \"{key}\".")))
    }
}

fn chosen<'a>(forms: &'a [Json], id: &str) -> Option<&'a Json> {
    forms
        .iter()
        .find(|it| it.get("id").and_then(Json::as_text) == Some(id))
}
