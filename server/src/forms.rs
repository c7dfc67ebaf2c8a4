//! The forms and languages this server knows, read once at the start.

use blankett::engine::definition::Definition;
use blankett::engine::json::Json;
use blankett::engine::messages::Locale;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Definitions by id and version, and locales by language.
pub struct Forms {
    forms: HashMap<String, HashMap<String, Known>>,
    locales: HashMap<String, Locale>,
    fallback: Locale,
}

struct Known {
    definition: Arc<Definition>,
    json: Json,
    file: PathBuf,
}

/// What is known of a form.
pub enum Found<'a> {
    /// This very edition.
    Form(&'a Arc<Definition>),
    /// Only other editions.
    OtherVersion,
    /// Nothing.
    Nothing,
}

impl Forms {
    /// Reads `dist/forms`, `dist/locales` and further folders of definitions.
    /// Those may hold earlier editions of a form: what was filled in offline
    /// before a change arrives after it.
    ///
    /// # Errors
    /// A sentence with the file's name and the place in it.
    pub fn load(dist: &Path, extra: &[PathBuf]) -> Result<Self, String> {
        let mut known = Self {
            forms: HashMap::new(),
            locales: HashMap::new(),
            fallback: Locale::nb(),
        };
        let own = dist.join("forms");
        let mut found = if own.is_dir() {
            files(&own)?
        } else {
            Vec::new()
        };
        for folder in extra {
            found.extend(files(folder)?);
        }
        for file in found {
            known.add(file)?;
        }
        if known.forms.is_empty() {
            let folder = own.display();
            return Err(format!(
                "There are no form definitions in {folder}; is --dist the folder that was built?"
            ));
        }
        let locales = dist.join("locales");
        let found = if locales.is_dir() {
            files(&locales)?
        } else {
            Vec::new()
        };
        for file in found {
            let locale = Locale::read(&read(&file)?);
            let locale = locale
                .map_err(|sentence| format!("{} is no locale: {sentence}.", file.display()))?;
            known.locales.insert(locale.language().to_owned(), locale);
        }
        Ok(known)
    }

    fn add(&mut self, file: PathBuf) -> Result<(), String> {
        let (text, name) = (read(&file)?, file.display());
        let json = Json::parse(&text)
            .map_err(|sentence| format!("{name} is not usable JSON: {sentence}."))?;
        // A packet only names the forms it is made of.
        if json.get("sections").is_none() && json.get("forms").is_some() {
            return Ok(());
        }
        let definition =
            Definition::from_json(&json).map_err(|errors| match errors.split_first() {
                Some((first, [])) => format!("{name}: {first}"),
                Some((first, more)) => {
                    format!("{name}: {first} (There are {} more errors.)", more.len())
                }
                None => format!("{name} is no definition."),
            })?;
        let (id, version) = (definition.id.clone(), definition.version.clone());
        let versions = self.forms.entry(id.clone()).or_default();
        if let Some(other) = versions.get(&version) {
            if other.json.canonical() == json.canonical() {
                return Ok(());
            }
            let other = other.file.display();
            return Err(format!(
                "{name} and {other} both say that they are {id}, version {version}, but differ."
            ));
        }
        versions.insert(
            version,
            Known {
                definition: Arc::new(definition),
                json,
                file,
            },
        );
        Ok(())
    }

    /// The definition of a form.
    pub fn find(&self, id: &str, version: &str) -> Found<'_> {
        match self.forms.get(id).map(|versions| versions.get(version)) {
            Some(Some(known)) => Found::Form(&known.definition),
            Some(None) => Found::OtherVersion,
            None => Found::Nothing,
        }
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

    /// The JSON of the edition of a form that stands last, for those forms that
    /// have no file in `dist/forms`: id and text.
    pub fn outside(&self, dist: &Path) -> Vec<(&str, String)> {
        let inside = dist.join("forms");
        let newest = |(id, versions): (&'_ String, &'_ HashMap<String, Known>)| {
            let (_, known) = versions.iter().max_by_key(|(version, _)| *version)?;
            let own = inside.join(format!("{id}.json")).is_file();
            (!own).then(|| known.json.canonical())
        };
        self.forms
            .iter()
            .filter_map(|entry| Some((entry.0.as_str(), newest(entry)?)))
            .collect()
    }
}

/// The JSON files of a folder, in order.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |error| format!("The folder {} cannot be read: {error}.", folder.display());
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    paths.retain(|path| path.extension().is_some_and(|it| it == "json"));
    paths.sort();
    Ok(paths)
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}.", file.display()))
}
