//! How notifications leave the program, and the command that does its duties once.

use app::{Channels, MailSecurity, MailServer, Webhook};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};

/// Where notifications go beside the product itself. Passwords are taken from the environment, so that they stand in no list of processes.
#[derive(Debug, Args)]
pub struct NotifyArgs {
    /// The mail server; without it no mail is sent.
    #[arg(long, env = "QINGYUAN_SMTP_HOST", value_name = "HOST")]
    pub smtp_host: Option<String>,
    /// Its port; that of the way in which the connection is guarded where none is given.
    #[arg(long, env = "QINGYUAN_SMTP_PORT", value_name = "PORT")]
    pub smtp_port: Option<u16>,
    /// How the connection is guarded.
    #[arg(long, env = "QINGYUAN_SMTP_SECURITY", value_enum, default_value = "starttls", value_name = "WAY")]
    pub smtp_security: Security,
    /// The name to sign in with; the password is taken from QINGYUAN_SMTP_PASSWORD.
    #[arg(long, env = "QINGYUAN_SMTP_USER", value_name = "NAME")]
    pub smtp_user: Option<String>,
    /// The password.
    #[arg(long, env = "QINGYUAN_SMTP_PASSWORD", hide = true, hide_env_values = true)]
    pub smtp_password: Option<String>,
    /// Who sends, as an address.
    #[arg(long, env = "QINGYUAN_SMTP_FROM", value_name = "ADDRESS", requires = "smtp_host")]
    pub smtp_from: Option<String>,
    /// The office's own message platform; each notification is sent to it, signed with QINGYUAN_WEBHOOK_SECRET.
    #[arg(long, env = "QINGYUAN_WEBHOOK", value_name = "URL", requires = "webhook_secret")]
    pub webhook: Option<String>,
    /// What messages are signed with.
    #[arg(long, env = "QINGYUAN_WEBHOOK_SECRET", hide = true, hide_env_values = true)]
    pub webhook_secret: Option<String>,
}

/// How the connection to the mail server is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Security {
    /// TLS from the first byte; port 465.
    Tls,
    /// TLS after STARTTLS, and no mail without it; port 587.
    Starttls,
    /// None, for a server on the same machine; port 25.
    None,
}

impl NotifyArgs {
    /// The channels that are set up.
    pub fn channels(&self) -> Channels {
        let (security, usual) = match self.smtp_security {
            Security::Tls => (MailSecurity::Tls, 465),
            Security::Starttls => (MailSecurity::StartTls, 587),
            Security::None => (MailSecurity::None, 25),
        };
        let mail = self.smtp_host.clone().map(|host| MailServer {
            from: self.smtp_from.clone().unwrap_or_else(|| format!("qingyuan@{host}")),
            port: self.smtp_port.unwrap_or(usual),
            security,
            credentials: self.smtp_user.clone().map(|user| (user, self.smtp_password.clone().unwrap_or_default())),
            host,
        });
        let webhook = self.webhook.clone().zip(self.webhook_secret.clone()).map(|(url, secret)| Webhook { url, secret });
        Channels { mail, webhook }
    }
}

/// Commands on duties.
#[derive(Debug, Subcommand)]
pub enum DutiesCommand {
    /// Do every duty once: what is overdue climbs, look-backs are planned and drawn, mail and messages are sent, what is over is swept.
    Run {
        /// As of this moment, as in 2026-11-24T09:00:00+08:00; now where none is given.
        #[arg(long, value_name = "TIME")]
        as_of: Option<DateTime<Utc>>,
        /// Where notifications go.
        #[command(flatten)]
        notify: Box<NotifyArgs>,
    },
}
