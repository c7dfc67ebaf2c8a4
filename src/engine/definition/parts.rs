//! The forms of a packet; see [`crate::engine::packet`].

use super::Definition;
use crate::engine::condition::Condition;
use crate::engine::reader::{ReadError, Reader};
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

impl Definition {
    /// Reads which sections belong to which form, once all fields are there.
    pub(super) fn read_parts(&mut self, root: &Reader, errors: &mut Vec<ReadError>) {
        let Some(list) = root.at("parts").filter(|_| !self.more) else {
            return;
        };
        let count = |it: Reader| it.count_at("sections").unwrap_or(0) as usize;
        let all: usize = list.items().map(count).sum();
        let Some(mut next) = self.sections.len().checked_sub(all) else {
            return;
        };
        for (at, part) in list.items().enumerate() {
            let sections = next..next + part.count_at("sections").unwrap_or(0) as usize;
            next = sections.end;
            let own = &self.sections[sections.clone()];
            let fields = match (own.first(), own.last()) {
                (Some(first), Some(last)) => first.fields.start..last.fields.end,
                _ => 0..0,
            };
            for field in &mut self.fields[fields.clone()] {
                field.part = Some(at);
            }
            let when = part.at("shown-when");
            let shown = when.map(|it| Condition::read(&it, self, errors));
            self.parts.push(Part {
                id: part.string_at("form").to_owned(),
                version: part.string_at("version").to_owned(),
                title: Text::at(&part, "title"),
                intro: Text::at(&part, "intro"),
                receipt: Text::at(&part, "receipt"),
                sections,
                fields,
                shown,
            });
        }
    }
}
