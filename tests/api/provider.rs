//! A tiny identity provider: its description, its keys, and tokens for codes. What it does wrong can be chosen.

use chrono::{TimeDelta, Utc};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreIdTokenFields, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
    CoreTokenResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, Audience, EmptyAdditionalClaims, EmptyExtraTokenFields, IssuerUrl, JsonWebKeyId, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, PrivateSigningKey, StandardClaims, SubjectIdentifier,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

pub const CLIENT: &str = "qingyuan";
pub const SECRET: &str = "a-secret-of-the-provider";
pub const REDIRECT: &str = "http://127.0.0.1:9/sign-in/oidc";

/// What a provider, or somebody who stands between, may do wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// A token for another program.
    Audience,
    /// A token of another provider.
    Issuer,
    /// A token of another sign-in.
    Nonce,
    /// A token whose time is over.
    Expired,
    /// A token that is signed with a key that is not the provider's.
    Key,
}

/// A provider that answers.
pub struct Provider {
    /// Its address, which is its name as well.
    pub address: String,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    address: String,
    wrong: Option<Wrong>,
    /// Codes that were given, each good once: nonce, challenge, subject.
    codes: BTreeMap<String, (String, String, String)>,
    given: u32,
}

impl Provider {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let inner = Inner { address: address.clone(), wrong: None, codes: BTreeMap::new(), given: 0 };
        let inner = Arc::new(Mutex::new(inner));
        let answering = Arc::clone(&inner);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &mut answering.lock().unwrap());
            }
        });
        Self { address, inner }
    }

    /// From now on it does this wrong.
    pub fn goes_wrong(&self, wrong: Option<Wrong>) {
        self.inner.lock().unwrap().wrong = wrong;
    }

    /// Somebody signs in on the provider's page, to which the program has sent their browser: the code and the state with which it comes
    /// back.
    #[track_caller]
    pub fn signs_in(&self, address: &str, subject: &str) -> (String, String) {
        let query = address.strip_prefix(&format!("{}/authorize?", self.address)).unwrap_or_else(|| panic!("{address}"));
        let asked: BTreeMap<String, String> = query.split('&').filter_map(|pair| pair.split_once('=')).map(decoded).collect();
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("redirect_uri", REDIRECT),
            ("scope", "openid"),
            ("code_challenge_method", "S256"),
        ] {
            assert_eq!(asked[name], value, "{address}");
        }
        let mut inner = self.inner.lock().unwrap();
        inner.given += 1;
        let code = format!("code-{}", inner.given);
        inner.codes.insert(code.clone(), (asked["nonce"].clone(), asked["code_challenge"].clone(), subject.to_owned()));
        (code, asked["state"].clone())
    }
}

fn decoded((name, value): (&str, &str)) -> (String, String) {
    let mut parts = value.split('%');
    let first = parts.next().unwrap().replace('+', " ");
    let rest = parts.map(|part| format!("{}{}", char::from(u8::from_str_radix(&part[..2], 16).unwrap()), &part[2..]));
    (name.to_owned(), std::iter::once(first).chain(rest).collect())
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().enumerate().fold(0_usize, |bits, (n, byte)| bits | usize::from(*byte) << (16 - 8 * n));
        for n in 0..4 {
            text.push(if n <= chunk.len() { char::from(ALPHABET[bits >> (18 - 6 * n) & 63]) } else { '=' });
        }
    }
    text
}

/// A key that is made of this seed, in the form of PKCS #8.
fn key(seed: u8) -> CoreEdDsaPrivateSigningKey {
    let mut der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".to_vec();
    der.extend_from_slice(&[seed; 32]);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", base64(&der));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new("key-1".to_owned()))).unwrap()
}

fn answer(stream: TcpStream, inner: &mut Inner) {
    let mut reader = BufReader::new(&stream);
    let (mut head, mut length) = (Vec::new(), 0);
    for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head.push(line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let asked = head.first().map(String::as_str).unwrap_or_default();
    let (status, body) = if asked.starts_with("GET /.well-known/openid-configuration ") {
        (200, inner.description())
    } else if asked.starts_with("GET /keys ") {
        (200, serde_json::to_string(&CoreJsonWebKeySet::new(vec![key(1).as_verification_key()])).unwrap())
    } else if asked.starts_with("POST /token ") {
        let ours = format!("basic {}", base64(format!("{CLIENT}:{SECRET}").as_bytes()));
        let knows = head.iter().any(|line| line.split_once(": ").is_some_and(|(_, value)| value.eq_ignore_ascii_case(&ours)));
        let token = knows.then(|| inner.token(&String::from_utf8(body).unwrap())).flatten();
        token.map_or((400, json!({ "error": "invalid_grant" }).to_string()), |token| (200, token))
    } else {
        (404, "{}".to_owned())
    };
    let length = body.len();
    let _ = write!(
        &stream,
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
}

impl Inner {
    fn description(&self) -> String {
        let address = &self.address;
        json!({
            "issuer": address,
            "authorization_endpoint": format!("{address}/authorize"),
            "token_endpoint": format!("{address}/token"),
            "jwks_uri": format!("{address}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
        })
        .to_string()
    }

    /// A token for a code that was given, once, to whoever has begun with it.
    fn token(&mut self, form: &str) -> Option<String> {
        let form: BTreeMap<String, String> = form.split('&').filter_map(|pair| pair.split_once('=')).map(decoded).collect();
        let (nonce, challenge, subject) = self.codes.remove(form.get("code")?)?;
        let verifier = PkceCodeVerifier::new(form.get("code_verifier")?.clone());
        if PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str() != challenge || form.get("redirect_uri")? != REDIRECT {
            return None;
        }
        let wrong = |what| self.wrong == Some(what);
        let issuer = if wrong(Wrong::Issuer) { "http://127.0.0.1:1" } else { &self.address };
        let audience = if wrong(Wrong::Audience) { "another" } else { CLIENT };
        let until = Utc::now() + TimeDelta::minutes(if wrong(Wrong::Expired) { -5 } else { 5 });
        let claims = CoreIdTokenClaims::new(
            IssuerUrl::new(issuer.to_owned()).unwrap(),
            vec![Audience::new(audience.to_owned())],
            until,
            Utc::now(),
            StandardClaims::new(SubjectIdentifier::new(subject)),
            EmptyAdditionalClaims {},
        );
        let claims = claims.set_nonce(Some(Nonce::new(if wrong(Wrong::Nonce) { "another".to_owned() } else { nonce })));
        let access = AccessToken::new("access".to_owned());
        let signing = key(if wrong(Wrong::Key) { 2 } else { 1 });
        let token = CoreIdToken::new(claims, &signing, CoreJwsSigningAlgorithm::EdDsa, Some(&access), None).unwrap();
        let fields = CoreIdTokenFields::new(Some(token), EmptyExtraTokenFields {});
        Some(serde_json::to_string(&CoreTokenResponse::new(access, CoreTokenType::Bearer, fields)).unwrap())
    }
}
