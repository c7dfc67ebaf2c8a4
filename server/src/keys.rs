//! `blankett keygen`, and the private keys that submissions are sealed to.

use crate::agreements::write;
use crate::base64url;
use crate::problem::object;
use crate::sealed::ALGORITHM;
use blankett::engine::json::Json;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Makes a key that submissions can be sealed to.
///
/// The private key goes to a file that only its owner may read: back it up, for
/// without it nobody can open what is sealed. The public keys are printed, as the
/// JWKS that recipient-key of <blankett-form> takes, and on standard error their
/// thumbprints, as recipient-key-thumbprint takes them.
#[derive(clap::Args)]
pub struct Options {
    /// The key's name; without it, its thumbprint (RFC 7638)
    #[arg(long, value_name = "NAME")]
    kid: Option<String>,
    /// The private key's file, which must not be there
    #[arg(long, value_name = "FILE", required_unless_present = "add_to")]
    out: Option<PathBuf>,
    /// A file of private keys: the new one is put first, and is sealed to from now on; those there go on opening and stay published
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    add_to: Option<PathBuf>,
}

const CURVE: &str = "P-256";

/// Private keys, the newest first.
pub struct Keys(Vec<Key>);

struct Key {
    name: String,
    secret: SecretKey,
}

/// Makes a key, keeps it, and prints its public half.
///
/// # Errors
/// A sentence; nothing has been changed then.
pub fn run(options: Options) -> Result<(), String> {
    let key = Key::new(options.kid)?;
    let keys = if let Some(file) = options.add_to {
        let mut keys = Keys::load(&file)?;
        if keys.named(Some(&key.name)).next().is_some() {
            let file = file.display();
            return Err(format!(
                "{file} has a key of that name; choose another with --kid."
            ));
        }
        keys.0.insert(0, key);
        keys.replace(&file)?;
        keys
    } else {
        let keys = Keys(vec![key]);
        keys.save(&options.out.unwrap_or_default())?;
        keys
    };
    write(
        &mut std::io::stdout().lock(),
        &[&keys.public().canonical(), "\n"].concat(),
    )?;
    let line = format!("recipient-key-thumbprint=\"{}\"\n", keys.thumbprints());
    write(&mut std::io::stderr().lock(), &line)
}

impl Keys {
    /// Reads a file with a private JWK, or a JWKS of them.
    ///
    /// # Errors
    /// A sentence.
    pub fn load(file: &Path) -> Result<Self, String> {
        let name = file.display();
        let text = fs::read_to_string(file).map(Zeroizing::new);
        let text = text.map_err(|error| format!("The key {name} cannot be read: {error}."))?;
        Self::read(&text).map_err(|what| format!("The key {name} is not usable: {what}."))
    }

    /// Reads a private JWK, or a JWKS of them.
    ///
    /// # Errors
    /// What is wrong, without a word of what stands there.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let json = Json::parse(text).map_err(|_| "it is no JSON")?;
        let keys: Vec<Key> = match json.get("keys") {
            Some(Json::Array(keys)) => keys.iter().map(Key::read).collect::<Result<_, _>>()?,
            Some(_) => return Err("\"keys\" is no array"),
            None => vec![Key::read(&json)?],
        };
        let twice = |(at, key): (usize, &Key)| keys[..at].iter().any(|it| it.name == key.name);
        if keys.is_empty() {
            return Err("there is no key in it");
        }
        if keys.iter().enumerate().any(twice) {
            return Err("two keys in it have the same name (kid)");
        }
        Ok(Self(keys))
    }

    /// The keys of this name; all of them without one.
    pub fn named(&self, name: Option<&str>) -> impl Iterator<Item = &SecretKey> {
        let fits = move |key: &&Key| name.is_none_or(|name| name == key.name);
        self.0.iter().filter(fits).map(|it| &it.secret)
    }

    /// The public JWKS. `<blankett-form>` seals to the first, the newest; it takes the place of
    /// one that it has sealed to before only where that is listed still.
    pub fn public(&self) -> Json {
        let keys = self.0.iter().map(Key::public).map(object);
        object([("keys", Json::Array(keys.collect()))])
    }

    /// Each key's thumbprint (RFC 7638), with spaces between them.
    fn thumbprints(&self) -> String {
        let prints = self.0.iter().map(|it| thumbprint(&it.secret.public_key()));
        prints.collect::<Vec<_>>().join(" ")
    }

    fn private(&self) -> Zeroizing<String> {
        let key = |it: &Key| {
            let secret = ("d", Json::Text(base64url::encode(it.secret.to_bytes())));
            object(it.public().into_iter().chain([secret]))
        };
        let keys = Json::Array(self.0.iter().map(key).collect());
        Zeroizing::new([&object([("keys", keys)]).canonical(), "\n"].concat())
    }

    /// Writes a file that was not there, for its owner only, to the disk.
    fn save(&self, file: &Path) -> Result<(), String> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let name = file.display();
        let mut out = options.open(file).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => format!("{name} is there already, and a key that is lost opens nothing: choose another name."),
            _ => format!("{name} cannot be made: {error}."),
        })?;
        let written = out
            .write_all(self.private().as_bytes())
            .and_then(|()| out.sync_all());
        written.map_err(|error| {
            let _ = fs::remove_file(file);
            format!("{name} cannot be written: {error}.")
        })
    }

    /// Puts a new file in the place of the one that was read.
    fn replace(&self, file: &Path) -> Result<(), String> {
        let unusable = |error| format!("{} cannot be replaced: {error}.", file.display());
        let file = fs::canonicalize(file).map_err(unusable)?;
        let mut beside = file.clone().into_os_string();
        beside.push(".new");
        self.save(beside.as_ref())?;
        fs::rename(&beside, &file).map_err(unusable)
    }
}

impl Key {
    fn new(name: Option<String>) -> Result<Self, String> {
        if name.as_ref().is_some_and(String::is_empty) {
            return Err("A key's name cannot be empty.".to_owned());
        }
        let mut bytes = Zeroizing::new([0; 32]);
        // Of 2^32 numbers at most one is no key (SEC 1, section 3.2.1).
        let secret = loop {
            getrandom::fill(&mut *bytes)
                .map_err(|error| format!("The system gives no random numbers: {error}."))?;
            if let Ok(secret) = SecretKey::from_slice(&*bytes) {
                break secret;
            }
        };
        let name = name.unwrap_or_else(|| thumbprint(&secret.public_key()));
        Ok(Self { name, secret })
    }

    fn read(jwk: &Json) -> Result<Self, &'static str> {
        let text = |key| jwk.get(key).and_then(Json::as_text);
        if jwk.get("use").is_some_and(|it| it.as_text() != Some("enc"))
            || jwk
                .get("alg")
                .is_some_and(|it| it.as_text() != Some(ALGORITHM))
        {
            return Err("a key in it is for something else (use, alg)");
        }
        let public = point(jwk).ok_or("a key in it is none on P-256 (kty, crv, x, y)")?;
        let secret = text("d").ok_or("a key in it is a public one: it has no \"d\"")?;
        let secret = base64url::exactly::<32>(secret).map(Zeroizing::new);
        let secret = secret.and_then(|it| SecretKey::from_slice(&*it).ok());
        let secret = secret.filter(|it| it.public_key() == public);
        let secret = secret.ok_or(
            "the private part (d) of a key in it does not belong to the public one (x, y)",
        )?;
        let name = match jwk.get("kid") {
            Some(name) => name
                .as_text()
                .ok_or("a key in it has a name (kid) that is no text")?
                .to_owned(),
            None => thumbprint(&public),
        };
        Ok(Self { name, secret })
    }

    fn public(&self) -> [(&'static str, Json); 7] {
        let [x, y] = coordinates(&self.secret.public_key());
        [
            ("kid", Json::text(&self.name)),
            ("kty", Json::text("EC")),
            ("crv", Json::text(CURVE)),
            ("x", x),
            ("y", y),
            ("use", Json::text("enc")),
            ("alg", Json::text(ALGORITHM)),
        ]
    }
}

/// The public key in a JWK; `None` if it is no point on P-256.
pub fn point(jwk: &Json) -> Option<PublicKey> {
    let text = |key| jwk.get(key).and_then(Json::as_text);
    if (text("kty"), text("crv")) != (Some("EC"), Some(CURVE)) {
        return None;
    }
    let coordinate = |key| base64url::exactly::<32>(text(key)?);
    // SEC 1, section 2.3.3: 4, x, y.
    let point = [&[4][..], &coordinate("x")?, &coordinate("y")?].concat();
    PublicKey::from_sec1_bytes(&point).ok()
}

fn coordinates(key: &PublicKey) -> [Json; 2] {
    let point = key.to_encoded_point(false);
    [point.x(), point.y()].map(|it| Json::Text(it.map(base64url::encode).unwrap_or_default()))
}

/// The key's name if it has no other (RFC 7638).
fn thumbprint(key: &PublicKey) -> String {
    let [x, y] = coordinates(key);
    let members = [
        ("crv", Json::text(CURVE)),
        ("kty", Json::text("EC")),
        ("x", x),
        ("y", y),
    ];
    base64url::encode(Sha256::digest(object(members).canonical()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9449, section 6.1: the JWK of section 4.1 has this `jkt`.
    #[test]
    fn thumbprint_of_the_standard() {
        let jwk = Json::parse(
            r#"{"kty": "EC", "crv": "P-256", "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
                "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA", "kid": "any", "use": "enc"}"#,
        );
        let key = point(&jwk.unwrap()).unwrap();
        assert_eq!(
            thumbprint(&key),
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        );
    }
}
