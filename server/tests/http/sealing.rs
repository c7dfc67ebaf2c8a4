//! Seals as the widget does, written apart from what opens it.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use blankett::engine::json::Json;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey};
use sha2::{Digest, Sha256};

/// The header of a submission of version 2026-11-26 of the form, sealed to the key of this name.
pub fn header(id: &str, form: &str, kid: &str) -> Json {
    let text = format!(
        r#"{{"alg":"ECDH-ES","enc":"A256GCM","kid":"{kid}","typ":"JOSE","cty":"application/json",
            "id":"{id}","form":{{"id":"{form}","version":"2026-11-26"}}}}"#
    );
    Json::parse(&text).unwrap()
}

/// Seals a text, whatever it is, with a header, whatever it says.
pub fn seal(header: &Json, text: &str, to: &PublicKey) -> String {
    // The same every time: a nonce that is used twice harms nobody here.
    let own = SecretKey::from_slice(&[7; 32]).unwrap();
    let mut header = header.clone();
    if header.get("epk").is_none() {
        header.put(["epk"], public(&own.public_key()));
    }
    let part = |key| {
        let text = header.get(key).and_then(Json::as_text);
        BASE64URL
            .decode(text.unwrap_or_default())
            .unwrap_or_default()
    };
    let shared = p256::ecdh::diffie_hellman(own.to_nonzero_scalar(), to.as_affine());
    let mut facts = vec![0, 0, 0, 1];
    facts.extend_from_slice(shared.raw_secret_bytes());
    for it in [b"A256GCM".to_vec(), part("apu"), part("apv")] {
        facts.extend((it.len() as u32).to_be_bytes());
        facts.extend(it);
    }
    facts.extend([0, 0, 1, 0]);
    let cipher = Aes256Gcm::new(&Sha256::digest(facts));
    let header = BASE64URL.encode(header.canonical());
    let (nonce, aad, msg) = ([9; 12], header.as_bytes(), text.as_bytes());
    let sealed = cipher.encrypt(&nonce.into(), Payload { msg, aad }).unwrap();
    let (body, tag) = sealed.split_at(sealed.len() - 16);
    let [nonce, body, tag] = [&nonce[..], body, tag].map(|it| BASE64URL.encode(it));
    [&header, "", &nonce, &body, &tag].join(".")
}

/// A public key as a JWK without a name.
pub fn public(key: &PublicKey) -> Json {
    let point = key.to_encoded_point(false);
    let [x, y] = [point.x(), point.y()].map(|it| BASE64URL.encode(it.unwrap()));
    Json::parse(&format!(
        r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#
    ))
    .unwrap()
}

/// The public key of a JWK.
pub fn recipient(jwk: &Json) -> PublicKey {
    let part = |key| {
        BASE64URL
            .decode(jwk.get(key).and_then(Json::as_text).unwrap())
            .unwrap()
    };
    PublicKey::from_sec1_bytes(&[vec![4], part("x"), part("y")].concat()).unwrap()
}
