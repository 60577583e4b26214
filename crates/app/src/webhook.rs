//! Messages to the office's own platform (消息推送): one POST for each notification, signed.

use crate::error::AppError;
use casework::notification::{Notification, signature};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::fmt;
use std::time::Duration;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// A platform that has not answered by then has not taken it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The office's message platform.
#[derive(Clone)]
pub struct Webhook {
    /// Where to.
    pub url: String,
    /// What messages are signed with; both sides know it.
    pub secret: String,
}

/// Nothing that is logged by accident gives the secret away.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhook(…)")
    }
}

/// Sends messages, one after the other.
pub(crate) struct Messenger {
    agent: ureq::Agent,
    hook: Webhook,
}

impl Messenger {
    pub(crate) fn new(hook: &Webhook) -> Result<Self, AppError> {
        if !(hook.url.starts_with("https://") || hook.url.starts_with("http://")) || hook.secret.is_empty() {
            return Err(AppError::Refused("a webhook wants an http(s) address and a secret".to_owned()));
        }
        let roots: Vec<Certificate<'static>> =
            rustls_native_certs::load_native_certs().certs.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(PATIENCE))
            .tls_config(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&roots)).build())
            .build()
            .new_agent();
        Ok(Self { agent, hook: hook.clone() })
    }

    /// Sends one; any answer of the 200s says that it was taken.
    pub(crate) fn send(&self, notification: &Notification, at: DateTime<Utc>) -> Result<(), String> {
        let body = json!({
            "id": notification.uid,
            "recipient": notification.recipient,
            "kind": notification.kind,
            "record": notification.record,
            "number": notification.number,
            "obligation": notification.obligation,
            "due_at": notification.due_at,
            "count": notification.count,
            "made_at": notification.made_at,
            "text": notification.sentence(at),
        })
        .to_string();
        let signed = signature::sign(&self.hook.secret, at.timestamp(), body.as_bytes());
        let sent = self
            .agent
            .post(&self.hook.url)
            .header("content-type", "application/json")
            .header("idempotency-key", &notification.uid)
            .header(signature::HEADER, signed)
            .send(body.as_bytes());
        match sent {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("answered with {}", answer.status().as_u16())),
            Err(ureq::Error::Timeout(_)) => Err("no answer".to_owned()),
            Err(_) => Err("no connection".to_owned()),
        }
    }
}
