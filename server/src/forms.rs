//! The forms and languages this server knows, read once at the start.

use blankett::engine::definition::{Definition, DefinitionError};
use blankett::engine::envelope::Envelope;
use blankett::engine::json::Json;
use blankett::engine::messages::Locale;
use blankett::engine::model::Model;
use blankett::engine::packet;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Definitions by id and version, and locales by language.
pub struct Forms {
    forms: HashMap<String, Editions>,
    locales: HashMap<String, Locale>,
    fallback: Locale,
}

/// The editions of a form, by version.
type Editions = HashMap<String, Known>;

struct Known {
    definition: Arc<Definition>,
    model: Option<Model>,
    json: Json,
    file: File,
}

/// A file of a definition.
struct File {
    path: PathBuf,
    /// What browsers get: as its author wrote it, or put together.
    text: String,
}

/// What is known of a form.
pub enum Found {
    /// This very edition.
    Form(Arc<Definition>),
    /// Only other editions.
    OtherVersion,
    /// The packet, but of this one of its parts only other editions.
    OtherPart(usize),
    /// Nothing.
    Nothing,
}

impl Forms {
    /// Reads `dist/forms`, `dist/locales` and further folders of definitions.
    /// Those may hold earlier editions of a form: what was filled in offline
    /// before a change arrives after it. A packet is read with the newest
    /// editions of the forms it names.
    ///
    /// # Errors
    /// A sentence with the file's name and the place in it.
    pub fn load(dist: Option<&Path>, extra: &[PathBuf]) -> Result<Self, String> {
        let mut known = Self {
            forms: HashMap::new(),
            locales: HashMap::new(),
            fallback: Locale::nb(),
        };
        let inside = |name: &str| match dist.map(|it| it.join(name)) {
            Some(folder) if folder.is_dir() => files(&folder),
            _ => Ok(Vec::new()),
        };
        let mut found = inside("forms")?;
        for folder in extra {
            found.extend(files(folder)?);
        }
        let mut packets = Vec::new();
        for file in found {
            let (text, name) = (read(&file)?, file.display());
            let json = Json::parse(&text)
                .map_err(|sentence| format!("{name} is not usable JSON: {sentence}."))?;
            let file = File { path: file, text };
            if json.get("forms").is_some() {
                packets.push((file, json));
            } else {
                known.add_form(file, json)?;
            }
        }
        for (file, json) in packets {
            known.add_packet(file, json)?;
        }
        if known.forms.is_empty() {
            let folders = dist.map(|it| it.join("forms")).into_iter();
            let folders = folders.chain(extra.iter().cloned());
            let folders: Vec<_> = folders.map(|it| it.display().to_string()).collect();
            return Err(format!(
                "There are no form definitions in {}; is --dist the folder that was built?",
                folders.join(" or ")
            ));
        }
        let found = inside("locales")?;
        for file in found {
            let locale = Locale::read(&read(&file)?);
            let locale = locale
                .map_err(|sentence| format!("{} is no locale: {sentence}.", file.display()))?;
            known.locales.insert(locale.language().to_owned(), locale);
        }
        Ok(known)
    }

    fn add_form(&mut self, file: File, json: Json) -> Result<(), String> {
        let definition = Definition::from_json(&json).map_err(|it| wrong(&file.path, &it))?;
        let model = Model::read(&json, &definition).map_err(|it| wrong(&file.path, &it))?;
        self.add(file, json, definition, model)
    }

    fn add_packet(&mut self, file: File, json: Json) -> Result<(), String> {
        let name = file.path.display();
        if json.get("model").is_some() {
            return Err(format!(
                "{name}: /model: A packet has none; its forms have."
            ));
        }
        let mut forms = Vec::new();
        for id in packet::forms(&json) {
            let form = self.newest(&id).ok_or_else(|| {
                format!("{name}: The form {id}, which is part of this packet, is in none of the folders.")
            })?;
            forms.push(form.json.clone());
        }
        let together = put_together(&json, &forms);
        let (whole, definition) = together.map_err(|it| wrong(&file.path, &it))?;
        let text = whole.canonical();
        self.add(File { text, ..file }, json, definition, None)
    }

    fn add(
        &mut self,
        file: File,
        json: Json,
        definition: Definition,
        model: Option<Model>,
    ) -> Result<(), String> {
        let (id, version) = (definition.id.clone(), definition.version.clone());
        let versions = self.forms.entry(id.clone()).or_default();
        if let Some(other) = versions.get(&version) {
            if other.json.canonical() == json.canonical() {
                return Ok(());
            }
            let (name, other) = (file.path.display(), other.file.path.display());
            return Err(format!(
                "{name} and {other} both say that they are {id}, version {version}, but differ."
            ));
        }
        let known = Known {
            definition: Arc::new(definition),
            model,
            json,
            file,
        };
        versions.insert(version, known);
        Ok(())
    }

    /// The edition of a form that stands last.
    fn newest(&self, id: &str) -> Option<&Known> {
        newest(self.forms.get(id)?)
    }

    /// The definition that a submission is answers to. A packet is put together
    /// of the editions of its forms that were filled in.
    pub fn find(&self, envelope: &Envelope) -> Found {
        let Some(versions) = self.forms.get(&envelope.form_id) else {
            return Found::Nothing;
        };
        let Some(known) = versions.get(&envelope.form_version) else {
            return Found::OtherVersion;
        };
        let ours = &known.definition.parts;
        let as_ours = |at: &usize| {
            let theirs = &envelope.parts[*at];
            let mut same = ours.iter().filter(|it| it.id == theirs.form_id);
            same.all(|it| it.version == theirs.form_version)
        };
        let Some(other) = (0..envelope.parts.len()).find(|it| !as_ours(it)) else {
            return Found::Form(known.definition.clone());
        };
        let mut forms = Vec::new();
        for id in packet::forms(&known.json) {
            let at = envelope.parts.iter().position(|it| it.form_id == id);
            let edition = match at {
                Some(at) => self.edition(&id, &envelope.parts[at].form_version),
                None => self.newest(&id),
            };
            match edition {
                Some(edition) => forms.push(edition.json.clone()),
                None => return Found::OtherPart(at.unwrap_or(other)),
            }
        }
        if forms.is_empty() {
            return Found::OtherPart(other);
        }
        // The packet may say things of the form that the other edition does not have.
        put_together(&known.json, &forms)
            .map_or(Found::OtherPart(other), |(_, it)| Found::Form(it.into()))
    }

    fn edition(&self, id: &str, version: &str) -> Option<&Known> {
        self.forms.get(id)?.get(version)
    }

    /// Whether some edition of a form is known.
    pub fn has(&self, id: &str) -> bool {
        self.forms.contains_key(id)
    }

    /// How answers to this edition of a form become the common model of data
    /// processing agreements; `None` if they are no agreement.
    pub fn model(&self, id: &str, version: &str) -> Option<&Model> {
        self.edition(id, version)?.model.as_ref()
    }

    /// Whether answers to some edition of a form can be an agreement, or hold one.
    pub fn may_be_agreement(&self, id: &str) -> bool {
        let editions = self.forms.get(id).into_iter().flat_map(HashMap::values);
        let mut editions =
            editions.filter(|it| it.model.is_some() || it.json.get("forms").is_some());
        editions.next().is_some()
    }

    /// The words of a language, or bokmål.
    pub fn locale(&self, language: &str) -> &Locale {
        let nb = || self.locales.get("nb").unwrap_or(&self.fallback);
        self.locales.get(language).unwrap_or_else(nb)
    }

    /// How many editions of forms there are.
    pub fn count(&self) -> usize {
        self.forms.values().map(HashMap::len).sum()
    }

    /// The text of the edition of a form that stands last, for those forms that
    /// have no file in `dist/forms`: id and text.
    pub fn outside<'a>(&'a self, dist: &Path) -> Vec<(&'a str, String)> {
        let inside = dist.join("forms");
        let outside = |(id, versions): (&'a String, &'a Editions)| {
            let own = inside.join(format!("{id}.json")).is_file();
            let text = newest(versions)?.file.text.clone();
            (!own).then_some((id.as_str(), text))
        };
        self.forms.iter().filter_map(outside).collect()
    }
}

/// The definition of a packet and its forms.
fn put_together(packet: &Json, forms: &[Json]) -> Result<(Json, Definition), Vec<DefinitionError>> {
    let whole = packet::assemble(packet, forms)?;
    let definition = Definition::from_json(&whole)?;
    Ok((whole, definition))
}

fn newest(versions: &Editions) -> Option<&Known> {
    let newest = versions.iter().max_by_key(|(version, _)| *version);
    newest.map(|(_, known)| known)
}

/// A sentence of what is wrong in a file.
fn wrong(file: &Path, errors: &[DefinitionError]) -> String {
    let name = file.display();
    match errors.split_first() {
        Some((first, [])) => format!("{name}: {first}"),
        Some((first, more)) => format!("{name}: {first} (There are {} more errors.)", more.len()),
        None => format!("{name} is no definition."),
    }
}

/// The JSON files of a folder, in order; not those of folders in it, where
/// `dist` has copies in one language.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |error| format!("The folder {} cannot be read: {error}.", folder.display());
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    paths.retain(|path| path.extension().is_some_and(|it| it == "json") && path.is_file());
    paths.sort();
    Ok(paths)
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}.", file.display()))
}
