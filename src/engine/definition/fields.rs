//! The first pass over a definition: every field by itself.

use super::{Definition, Field, Initial, Required, Rows, Section};
use crate::engine::condition::{self, Condition};
use crate::engine::json::Json;
use crate::engine::kinds::{self, Control, Kind};
use crate::engine::reader::{ReadError, Reader};
use crate::engine::schema::Schema;
use crate::engine::text::Text;

/// More than the largest paper form has; keeps odd definitions from taking all memory.
const MOST_FIELDS: usize = 2000;

/// What definitions look like; each kind adds its own options to a field.
const SCHEMA: [&str; 9] = [
    "form version=version! id=name! title=text! intro=text receipt=text sections=section+! \
        parts=part* layout=page|steps lang=string model=any more=flag",
    "section id=dotted! title=text! help=text shown-when=condition new-page=flag fields=field*!",
    "field kind=kind! label=text! key=dotted! required=flag required-when=condition name=text \
        help=text initial=any secret=flag autocomplete=string messages=texts locked=flag \
        shown-when=condition default-from=string fact=string implies=implies rules=rule*",
    "implies field=string! option=string!",
    "rule id=name! when=condition! severity=error|warning! text=text!",
    "option value=name! label=text! help=text specify=specify price=:price",
    "specify label=text! name=text max=1~100000",
    "amount-from from=string! amount=amount! further=0~1000000000",
    "part form=name! version=version! title=text! intro=text receipt=text shown-when=condition \
        sections=0~2000!",
];

impl Definition {
    pub(super) fn bare(title: Text) -> Self {
        Self {
            id: String::new(),
            version: String::new(),
            title,
            intro: Text::default(),
            receipt: Text::default(),
            sections: Vec::new(),
            fields: Vec::new(),
            lines: Vec::new(),
            parts: Vec::new(),
            packet: false,
            steps: false,
            lang: String::new(),
            more: false,
            dependents: Vec::new(),
            order: Vec::new(),
            by_key: Vec::new(),
        }
    }

    pub(super) fn shell(root: &Reader) -> Self {
        Self {
            id: root.string_at("id").to_owned(),
            version: root.string_at("version").to_owned(),
            intro: Text::at(root, "intro"),
            receipt: Text::at(root, "receipt"),
            packet: root.at("parts").is_some(),
            steps: root.string_at("layout") == "steps",
            lang: root.string_at("lang").to_owned(),
            more: root.flag_at("more"),
            ..Self::bare(Text::at(root, "title"))
        }
    }

    /// Whether a form is written as forms are.
    pub(super) fn check(&self, root: &Reader, errors: &mut Vec<ReadError>) {
        let lines = SCHEMA.into_iter().chain(condition::SCHEMA);
        let schema = Schema(lines.chain(kinds::schemas()).collect());
        schema.check(root, "form", errors);
    }

    /// The first pass: every field by itself.
    pub(super) fn read_sections(&mut self, root: &Reader, errors: &mut Vec<ReadError>) {
        let Some(sections) = root.at("sections") else {
            return;
        };
        for section in sections.items() {
            let (start, id) = (self.fields.len(), section.string_at("id").to_owned());
            if self.sections.iter().any(|it| it.id == id) {
                let id = section.at("id");
                errors.extend(id.map(|it| it.wrong(&["Another section has this id."])));
            }
            if let Some(fields) = section.at("fields") {
                for field in fields.items() {
                    self.read_field(&field, errors);
                }
            }
            self.sections.push(Section {
                id,
                title: Text::at(&section, "title"),
                help: Text::at(&section, "help"),
                new_page: section.flag_at("new-page"),
                fields: start..self.fields.len(),
            });
        }
    }

    pub(super) fn read_field(&mut self, reader: &Reader, errors: &mut Vec<ReadError>) {
        let kind = kinds::read(reader, errors);
        let required = reader.flag_at("required");
        if let Some(when) = reader.at("required-when").filter(|_| required) {
            let words = "A field that is always required needs no \"required-when\".";
            errors.push(when.wrong(&[words]));
        }
        let rows = match kind.control() {
            Control::Rows(of) => Rows::read(reader, of, errors),
            _ => None,
        };
        let within = rows
            .as_ref()
            .is_some_and(|it| it.columns.fields.iter().any(|it| it.secret));
        let key = reader.string_at("key").to_owned();
        let mut field = Field::plain(key, Text::at(reader, "label"), kind);
        field.secret = field.kind.secret() || within || reader.flag_at("secret");
        field.name = Text::at(reader, "name");
        field.help = Text::at(reader, "help");
        if required {
            field.required = Required::Always;
        }
        if let Some(value) = reader.at("initial") {
            field.initial = initial(&value, &*field.kind, errors);
        }
        field.autocomplete = reader.string_at("autocomplete").to_owned();
        if let Some(words) = reader.at("autocomplete") {
            let plain = |it: u8| {
                it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'-' | b' ')
            };
            if field.autocomplete.is_empty() || !field.autocomplete.bytes().all(plain) {
                let sentence = "Expected HTML autocomplete words, such as given-name.";
                errors.push(words.wrong(&[sentence]));
            }
        }
        if let Some(messages) = reader.at("messages") {
            for (code, member) in messages.each_member() {
                field.messages.push((code.to_owned(), Text::read(&member)));
            }
        }
        field.locked = reader.flag_at("locked");
        field.rows = rows;
        let parent = self.fields.len();
        if !self.add(field, reader, errors) {
            return;
        }
        for option in 0..self.fields[parent].kind.choices().len() {
            let choice = &self.fields[parent].kind.choices()[option];
            let Some(specify) = choice.specify.clone() else {
                continue;
            };
            let code = choice.code.clone();
            let own = [&self.fields[parent].key, "-", &code].concat();
            let mut own = Field::plain(own, specify.label, kinds::specify(specify.max));
            own.name = specify.name;
            own.required = Required::Always;
            own.shown = Some(Condition::Contains(parent, code));
            own.secret = self.fields[parent].secret;
            own.locked = self.fields[parent].locked;
            own.autocomplete = "off".to_owned();
            own.opened_by = Some((parent, option));
            self.add(own, reader, errors);
        }
    }

    fn add(&mut self, mut field: Field, reader: &Reader, errors: &mut Vec<ReadError>) -> bool {
        let mut refuse = |words: &[&str]| {
            errors.extend(reader.at("key").map(|it| it.wrong(words)));
            false
        };
        if self.fields.len() >= MOST_FIELDS {
            return refuse(&["A form has at most 2000 fields."]);
        }
        // Keys become nested objects, so none may stand inside another.
        let known = |key: &str| self.place(key).is_ok().then(|| key.to_owned());
        let above = field
            .key
            .match_indices('.')
            .find_map(|(dot, _)| known(&field.key[..dot]));
        if let Some(other) = known(&field.key)
            .or_else(|| self.below(&field.key))
            .or(above)
        {
            return refuse(&[
                "\"",
                &field.key,
                "\" clashes with the field \"",
                &other,
                "\".",
            ]);
        }
        field.path = ["/", &field.key.replace('.', "/")].concat();
        let (Ok(at) | Err(at)) = self.place(&field.key);
        self.by_key
            .insert(at, (field.key.clone(), self.fields.len()));
        self.fields.push(field);
        true
    }
}

impl Field {
    /// A field that has nothing but what every field has.
    fn plain(key: String, label: Text, kind: Box<dyn Kind>) -> Self {
        Self {
            path: String::new(),
            name: Text::default(),
            help: Text::default(),
            required: Required::Never,
            shown: None,
            default_from: None,
            initial: Initial::Empty,
            implies: None,
            implied: Vec::new(),
            secret: false,
            autocomplete: String::new(),
            messages: Vec::new(),
            place: None,
            opened_by: None,
            locked: false,
            fact: false,
            part: None,
            rows: None,
            formula: None,
            rules: Vec::new(),
            with: Vec::new(),
            key,
            label,
            kind,
        }
    }
}

/// What stands in a field of this kind from the start.
pub(super) fn initial(reader: &Reader, kind: &dyn Kind, errors: &mut Vec<ReadError>) -> Initial {
    let text = match kind.control() {
        Control::Input(input) if input.hint == "hint.date" => {
            if reader.string() == "today" {
                return Initial::Today;
            }
            false
        }
        Control::Input(_) | Control::Area(_) => !matches!(reader.json(), Json::Number(_)),
        _ => false,
    };
    if !text {
        let answer = condition::answer(reader, kind, errors);
        return answer.map_or(Initial::Empty, Initial::Answer);
    }
    errors.extend(Text::wrong(reader));
    Initial::Text(Text::read(reader))
}
