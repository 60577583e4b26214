//! Mail (邮件): digests of notifications, by SMTP.

use crate::error::AppError;
use casework::notification::outbox::Mail;
use chrono::{DateTime, Utc};
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};
use std::fmt;
use std::fmt::Write;
use std::time::Duration;

/// A mail server that does not answer for so long is not there.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the connection to the mail server is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailSecurity {
    /// TLS from the first byte (SMTPS).
    Tls,
    /// TLS after STARTTLS, and no mail without it.
    StartTls,
    /// Not at all: for a server on the same machine.
    None,
}

/// The office's mail server.
#[derive(Clone)]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is guarded.
    pub security: MailSecurity,
    /// Name and password, where it asks for them.
    pub credentials: Option<(String, String)>,
    /// Who sends.
    pub from: String,
}

/// Nothing that is logged by accident gives the password away.
impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailServer").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Sends mails, one after the other.
pub(crate) struct Mailer {
    transport: SmtpTransport,
    from: String,
}

impl Mailer {
    pub(crate) fn new(server: &MailServer) -> Result<Self, AppError> {
        let tls = || TlsParameters::new(server.host.clone()).map_err(|_| AppError::Refused("the mail server's TLS".to_owned()));
        let tls = match server.security {
            MailSecurity::Tls => Tls::Wrapper(tls()?),
            MailSecurity::StartTls => Tls::Required(tls()?),
            MailSecurity::None => Tls::None,
        };
        let mut builder = SmtpTransport::builder_dangerous(&server.host).port(server.port).tls(tls).timeout(Some(PATIENCE));
        if let Some((user, password)) = &server.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self { transport: builder.build(), from: server.from.clone() })
    }

    /// Sends one; what went wrong is told without what the server said, in which addresses stand.
    pub(crate) fn send(&self, mail: &Mail, at: DateTime<Utc>) -> Result<(), String> {
        let message = self.message(mail, at).map_err(|()| "the mail could not be written".to_owned())?;
        match self.transport.send(&message) {
            Ok(_) => Ok(()),
            Err(error) => Err(match error.status() {
                Some(status) => format!("refused with {status}"),
                None if error.is_timeout() => "no answer".to_owned(),
                None => "no connection".to_owned(),
            }),
        }
    }

    fn message(&self, mail: &Mail, at: DateTime<Utc>) -> Result<Message, ()> {
        let host = self.from.rsplit('@').next().unwrap_or("qingyuan").trim_end_matches('>');
        Message::builder()
            .from(self.from.parse().map_err(|_| ())?)
            .to(mail.to.0.parse().map_err(|_| ())?)
            .message_id(Some(format!("<{}@{host}>", mail.uid)))
            .date(mail.made_at.into())
            .subject(subject(mail))
            .header(ContentType::TEXT_PLAIN)
            .body(body(mail, at))
            .map_err(|_| ())
    }
}

fn subject(mail: &Mail) -> String {
    format!("清源：{} 条提醒", mail.counts.values().sum::<u64>())
}

/// Counts, then a line each.
fn body(mail: &Mail, at: DateTime<Utc>) -> String {
    let mut text = String::new();
    // Writing to a String can't fail.
    for (kind, count) in &mail.counts {
        let _ = writeln!(text, "{}：{count}", kind.zh());
    }
    text.push('\n');
    for notification in &mail.notifications {
        let _ = writeln!(text, "{}", notification.sentence(at));
    }
    text.push_str("\n请登录清源系统办理。本邮件由系统发出，请勿回复。\n");
    text
}
