//! Signing in by the office's identity provider (统一身份认证): OpenID Connect, authorization code with PKCE, nonce and state. Off unless
//! it is set up.
//!
//! What belongs to one sign-in between going out and coming back is a sealed text in the browser's cookie ([`Ticket`]): the program keeps
//! nothing of it. Of what the provider says one thing is used, the subject: the only name that it never gives to another person.

use crate::error::AppError;
use crate::workspace::{Workspace, now};
use casework::people::{AccessRefusal, OutsideIdentity, Token};
use casework::{Keys, LedgerError};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, TokenResponse,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

/// How long somebody may take to sign in at the provider.
pub const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);
/// The longest answer of a provider.
const LONGEST: u64 = 1 << 20;
/// So many sign-ins ask the provider at a time.
const AT_A_TIME: usize = 4;

/// How signatures may be made: by a key that the provider alone has. One by the secret that both know is none of them.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// How the provider is reached.
#[derive(Clone)]
pub struct OidcSettings {
    /// The provider, as it calls itself.
    pub issuer: String,
    /// Who this program is there.
    pub client_id: String,
    /// What it proves that by.
    pub client_secret: String,
    /// The page here to which the provider sends the browser back.
    pub redirect: String,
    /// What stands on the button.
    pub label: String,
}

/// The identity provider.
pub struct IdentityProvider {
    settings: OidcSettings,
    agent: ureq::Agent,
    asking: Arc<Semaphore>,
}

/// A sealed text for the browser's cookie.
#[derive(Debug, Clone)]
pub struct Ticket(pub String);

/// How somebody who came back from the provider stands.
pub enum Returned {
    /// Signed in: the session's token.
    SignedIn(Token),
    /// The second factor is still asked for, with this ticket.
    CodeWanted(Ticket),
}

/// What belongs to a sign-in that is under way.
#[derive(Serialize, Deserialize)]
struct UnderWay {
    state: String,
    nonce: String,
    verifier: String,
    until: i64,
}

/// Somebody whom the provider has vouched for, and whose second factor is still asked for.
#[derive(Serialize, Deserialize)]
struct VouchedFor {
    identity: OutsideIdentity,
    until: i64,
}

const UNDER_WAY: &str = "sign-in";
const VOUCHED_FOR: &str = "second factor";

fn not_vouched(doing: &'static str) -> impl Fn(&dyn Display) -> AppError {
    move |cause| AppError::NotVouched(format!("{doing}: {cause}"))
}

/// A text with its causes.
fn causes(error: &dyn std::error::Error) -> String {
    std::iter::successors(error.source(), |cause| cause.source()).fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

impl IdentityProvider {
    /// The provider of these settings; it is not asked yet.
    ///
    /// # Errors
    /// An address without TLS that is not on this machine; no trusted certificates.
    pub fn new(settings: OidcSettings) -> Result<Self, AppError> {
        for (what, address) in [("issuer", &settings.issuer), ("redirect", &settings.redirect)] {
            let local = ["http://127.0.0.1", "http://[::1]", "http://localhost"]
                .iter()
                .any(|host| address.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])));
            if !local && !address.starts_with("https://") {
                return Err(AppError::Refused(format!("single sign-on: the {what} {address:?} has to be https")));
            }
        }
        let secure = settings.issuer.starts_with("https://");
        let found = rustls_native_certs::load_native_certs();
        if secure && found.certs.is_empty() {
            return Err(AppError::Refused("single sign-on: the machine has no trusted certificates".to_owned()));
        }
        let roots = RootCerts::from(found.certs.iter().map(|der| Certificate::from_der(der).to_owned()).collect::<Vec<_>>());
        let agent = ureq::Agent::config_builder()
            .https_only(secure)
            .http_status_as_error(false)
            // Where the provider is was said by whoever set it up, and by nobody on the way.
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(10)))
            .tls_config(TlsConfig::builder().provider(TlsProvider::Rustls).root_certs(roots).build())
            .build()
            .new_agent();
        Ok(Self { settings, agent, asking: Arc::new(Semaphore::new(AT_A_TIME)) })
    }

    /// The provider, as it calls itself.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// What stands on the button.
    pub fn label(&self) -> &str {
        &self.settings.label
    }

    fn asking(&self) -> Asking {
        Asking { settings: self.settings.clone(), agent: self.agent.clone() }
    }

    /// Does something that waits for the provider, away from the threads that answer.
    async fn ask<T: Send + 'static>(&self, work: impl FnOnce(&Asking) -> Result<T, AppError> + Send + 'static) -> Result<T, AppError> {
        let _turn = self.asking.acquire().await.map_err(|_| AppError::Refused("系统正在关闭".to_owned()))?;
        let asking = self.asking();
        let done = tokio::task::spawn_blocking(move || work(&asking)).await;
        done.map_err(|error| not_vouched("waiting for the provider")(&error))?
    }
}

/// What one request to the provider needs.
struct Asking {
    settings: OidcSettings,
    agent: ureq::Agent,
}

impl Asking {
    /// Its addresses and keys, asked for anew each time: sign-ins are few, and a key that was changed is seen at once.
    fn metadata(&self) -> Result<CoreProviderMetadata, AppError> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|error| not_vouched("the issuer")(&error))?;
        let send = |request: HttpRequest| send(&self.agent, request);
        CoreProviderMetadata::discover(&issuer, &send).map_err(|error| not_vouched("asking the provider")(&causes(&error)))
    }

    fn redirect(&self) -> Result<RedirectUrl, AppError> {
        RedirectUrl::new(self.settings.redirect.clone()).map_err(|error| not_vouched("the address to come back to")(&error))
    }

    /// Where the browser goes, and what belongs to it.
    fn begin(&self, until: DateTime<Utc>) -> Result<(String, UnderWay), AppError> {
        let metadata = self.metadata()?;
        let (id, secret) = (ClientId::new(self.settings.client_id.clone()), ClientSecret::new(self.settings.client_secret.clone()));
        let client = CoreClient::from_provider_metadata(metadata, id, Some(secret)).set_redirect_uri(self.redirect()?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state, nonce) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge)
            .url();
        let under_way = UnderWay {
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
            until: until.timestamp(),
        };
        Ok((address.to_string(), under_way))
    }

    /// Whom the provider vouches for with this code.
    fn vouched(&self, under_way: UnderWay, code: String) -> Result<OutsideIdentity, AppError> {
        let metadata = self.metadata()?;
        let (id, secret) = (ClientId::new(self.settings.client_id.clone()), ClientSecret::new(self.settings.client_secret.clone()));
        let client = CoreClient::from_provider_metadata(metadata, id, Some(secret)).set_redirect_uri(self.redirect()?);
        let send = |request: HttpRequest| send(&self.agent, request);
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| not_vouched("the provider's addresses")(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(under_way.verifier))
            .request(&send)
            .map_err(|error| not_vouched("handing in the code")(&causes(&error)))?;
        let token = answer.id_token().ok_or_else(|| not_vouched("the answer")(&"no ID token"))?;
        let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(now);
        let unfit = |error: &dyn std::error::Error| not_vouched("the ID token")(&causes(error));
        let claims = token.claims(&verifier, &Nonce::new(under_way.nonce)).map_err(|error| unfit(&error))?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(|error| unfit(&error))?;
            let key = token.signing_key(&verifier).map_err(|error| unfit(&error))?;
            let found = AccessTokenHash::from_token(answer.access_token(), algorithm, key).map_err(|error| unfit(&error))?;
            if found != *expected {
                return Err(not_vouched("the ID token")(&"it is of another access token"));
            }
        }
        Ok(OutsideIdentity { issuer: self.settings.issuer.clone(), subject: claims.subject().to_string() })
    }
}

fn send(agent: &ureq::Agent, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let mut response = if request.method() == "GET" { agent.run(request.map(|_| ()))? } else { agent.run(request)? };
    let body = response.body_mut().with_config().limit(LONGEST).read_to_vec()?;
    Ok(response.map(|_| body))
}

impl Workspace {
    /// Begins a sign-in: where the browser goes, and the ticket with which it comes back.
    ///
    /// # Errors
    /// The provider cannot be reached.
    pub async fn begin_single_sign_on(&self, provider: &IdentityProvider) -> Result<(String, Ticket), AppError> {
        let until = now() + GOOD_FOR;
        let (address, under_way) = provider.ask(move |asking| asking.begin(until)).await?;
        Ok((address, sealed(&self.keys, UNDER_WAY, &under_way)?))
    }

    /// Goes on with a sign-in whose browser has come back with a code and the state that it went with.
    ///
    /// # Errors
    /// [`AccessRefusal::SignInOver`] for a ticket that is none, too old, or of another sign-in; [`AppError::NotVouched`]; an account that
    /// is not linked, or may not come in.
    pub async fn return_from_provider(
        &self,
        provider: &IdentityProvider,
        ticket: &str,
        state: &str,
        code: String,
        from: &str,
    ) -> Result<Returned, AppError> {
        let under_way: UnderWay = opened(&self.keys, UNDER_WAY, ticket)?;
        // Hashes are compared, so that the time it takes tells nothing of the state itself.
        if over(under_way.until) || Sha256::digest(&under_way.state) != Sha256::digest(state) {
            return Err(LedgerError::from(AccessRefusal::SignInOver).into());
        }
        let identity = provider.ask(move |asking| asking.vouched(under_way, code)).await?;
        match self.ledger.sign_in_by_identity(&identity, None, from, now()).await {
            Ok((token, _)) => Ok(Returned::SignedIn(token)),
            Err(LedgerError::Access(AccessRefusal::CodeWanted)) => {
                let vouched = VouchedFor { identity, until: (now() + GOOD_FOR).timestamp() };
                Ok(Returned::CodeWanted(sealed(&self.keys, VOUCHED_FOR, &vouched)?))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Ends a sign-in that asked for a code of the second factor.
    ///
    /// # Errors
    /// As [`Workspace::return_from_provider`]; a code that is wrong.
    pub async fn pass_second_factor(&self, ticket: &str, code: &str, from: &str) -> Result<Token, AppError> {
        let vouched: VouchedFor = opened(&self.keys, VOUCHED_FOR, ticket)?;
        if over(vouched.until) {
            return Err(LedgerError::from(AccessRefusal::SignInOver).into());
        }
        Ok(self.ledger.sign_in_by_identity(&vouched.identity, Some(code), from, now()).await?.0)
    }
}

fn over(until: i64) -> bool {
    now().timestamp() >= until
}

fn sealed(keys: &Keys, purpose: &str, what: &impl Serialize) -> Result<Ticket, AppError> {
    let text = serde_json::to_string(what).map_err(LedgerError::from)?;
    Ok(Ticket(keys.seal_ticket(purpose, &text).map_err(LedgerError::from)?))
}

fn opened<T: DeserializeOwned>(keys: &Keys, purpose: &str, ticket: &str) -> Result<T, AppError> {
    let text = keys.open_ticket(purpose, ticket);
    text.and_then(|text| serde_json::from_str(&text).ok()).ok_or_else(|| LedgerError::from(AccessRefusal::SignInOver).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_asked_over_tls_or_on_this_machine() {
        let at = |issuer: &str| {
            let said = |text: &str| text.to_owned();
            let (client_id, client_secret, label) = (said("qingyuan"), said("secret"), said("统一身份认证"));
            let redirect = said("https://qingyuan.example/sign-in/oidc");
            IdentityProvider::new(OidcSettings { issuer: said(issuer), client_id, client_secret, redirect, label }).is_ok()
        };
        assert!(at("http://127.0.0.1:4000") && at("http://localhost/oidc"));
        for refused in ["http://id.example", "http://localhost.example", "http://127.0.0.1.example/", "ftp://id.example", ""] {
            assert!(!at(refused), "{refused}");
        }
    }

    #[test]
    fn a_ticket_is_good_for_its_purpose_alone() {
        let keys = Keys::of(&[7; 32]);
        let identity = OutsideIdentity { issuer: "https://id.example".to_owned(), subject: "li".to_owned() };
        let Ticket(ticket) = sealed(&keys, VOUCHED_FOR, &VouchedFor { identity, until: 1 }).expect("sealed");
        assert!(!ticket.contains("id.example") && ticket.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b':'));
        assert!(opened::<VouchedFor>(&keys, VOUCHED_FOR, &ticket).is_ok());
        assert!(opened::<VouchedFor>(&keys, UNDER_WAY, &ticket).is_err());
        assert!(opened::<VouchedFor>(&Keys::of(&[8; 32]), VOUCHED_FOR, &ticket).is_err());
    }
}
