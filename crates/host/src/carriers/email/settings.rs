//! What may be set for e-mails: the mail server, who sends · nothing here is read again while the service runs.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::SmtpTransport;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use serde::Deserialize;

use crate::carriers::Retry;
use crate::config::duration;

/// A mail server, and who sends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    host: String,
    /// The usual one of its encryption if it isn't said.
    port: Option<u16>,
    #[serde(default)]
    tls: Encryption,
    /// Letters and password may cross a network readable.
    #[serde(default)]
    allow_unencrypted: bool,
    /// The authority that vouches for the mail server, where the machine doesn't know it.
    ca_file: Option<PathBuf>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    #[serde(skip)]
    password: Password,
    from: Sender,
    reply_to: Option<Address>,
    #[serde(default = "half_a_minute", deserialize_with = "duration")]
    timeout: Duration,
    #[serde(default = "first_wait", deserialize_with = "duration")]
    first_wait: Duration,
    #[serde(default = "tries")]
    tries: NonZeroU32,
}

/// How a connection is kept from being read by others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Encryption {
    None,
    #[default]
    Starttls,
    Tls,
}

/// Whose letters they are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sender {
    name: Option<String>,
    address: Address,
}

/// One e-mail address, its domain as the net writes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Address(lettre::Address);

/// A password, which is never shown.
#[derive(Clone, Default)]
struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

fn half_a_minute() -> Duration {
    Duration::from_secs(30)
}

fn first_wait() -> Duration {
    Retry::default().first_wait
}

fn tries() -> NonZeroU32 {
    Retry::default().tries
}

impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{}` is no e-mail address", text.escape_debug());
        let is_one = |letter: char| {
            !letter.is_whitespace() && !letter.is_control() && !"\"(),:;<>[]\\".contains(letter)
        };
        let (user, domain) = text.trim().rsplit_once('@').ok_or_else(wrong)?;
        if !user.chars().chain(domain.chars()).all(is_one) {
            return Err(wrong());
        }
        let domain = idna::domain_to_ascii(domain).map_err(|_| wrong())?;
        let address = lettre::Address::new(user, domain).map_err(|_| wrong())?;
        Ok(Self(address))
    }
}

impl From<Address> for lettre::Address {
    fn from(address: Address) -> Self {
        address.0
    }
}

impl Settings {
    /// Reads the password, and says what can't be as it is set. Files stand beside the configuration.
    pub(crate) fn settle(&mut self, folder: &Path) -> Result<(), String> {
        if self.tls == Encryption::None && !self.allow_unencrypted && !self.is_this_machine() {
            return Err(format!(
                "letters would go to `{}` readable for everybody between: write `tls: starttls` or `tls: tls`, or say `allow_unencrypted: true`",
                self.host
            ));
        }
        if let Some(file) = &mut self.ca_file {
            *file = folder.join(&file);
        }
        match (&self.user, &self.password_file) {
            (Some(_), Some(file)) => {
                let file = folder.join(file);
                let password = std::fs::read_to_string(&file);
                let password = password.map_err(|error| unread(&file, &error))?;
                self.password = Password(password.trim_end_matches(['\r', '\n']).to_owned());
                Ok(())
            }
            (None, None) => Ok(()),
            (Some(_), None) => Err("`user` needs its password: write `password_file: FILE`, and the password in that file".to_owned()),
            (None, Some(_)) => Err("`password_file` needs `user`".to_owned()),
        }
    }

    pub(crate) fn retry(&self) -> Retry {
        Retry {
            first_wait: self.first_wait,
            tries: self.tries,
        }
    }

    pub(super) fn from(&self) -> Mailbox {
        let Sender { name, address } = self.from.clone();
        Mailbox::new(name.as_deref().map(super::one_line), address.0)
    }

    pub(super) fn reply_to(&self) -> Option<Mailbox> {
        let address = self.reply_to.clone()?;
        Some(Mailbox::new(None, address.0))
    }

    /// The mail server, which isn't spoken to before there is a letter.
    pub(super) fn server(&self) -> Result<SmtpTransport, String> {
        let (port, tls) = match self.tls {
            Encryption::None => (25, Tls::None),
            Encryption::Starttls => (587, Tls::Required(self.certificates()?)),
            Encryption::Tls => (465, Tls::Wrapper(self.certificates()?)),
        };
        let mut server = SmtpTransport::builder_dangerous(&self.host)
            .port(self.port.unwrap_or(port))
            .tls(tls)
            .timeout(Some(self.timeout));
        if let Some(user) = &self.user {
            let password = self.password.0.clone();
            server = server.credentials(Credentials::new(user.clone(), password));
        }
        Ok(server.build())
    }

    fn certificates(&self) -> Result<TlsParameters, String> {
        let mut trusted = TlsParameters::builder(self.host.clone());
        if let Some(file) = &self.ca_file {
            let pem = std::fs::read(file).map_err(|error| unread(file, &error))?;
            let authority = Certificate::from_pem(&pem).map_err(|error| unread(file, &error))?;
            trusted = trusted.add_root_certificate(authority);
        }
        trusted.build().map_err(|error| error.to_string())
    }

    fn is_this_machine(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        self.host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }
}

fn unread(file: &Path, error: &dyn fmt::Display) -> String {
    format!("`{}` can't be read: {error}", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str) -> Result<Settings, String> {
        let text = format!("from: {{ address: a@b.example }}\n{text}");
        let mut settings: Settings =
            serde_yaml::from_str(&text).map_err(|error| error.to_string())?;
        settings.settle(Path::new("/nowhere")).map(|()| settings)
    }

    #[test]
    fn nothing_crosses_a_network_readable_unless_it_is_said() {
        assert!(settled("host: mail.example").is_ok());
        assert!(settled("host: localhost\ntls: none").is_ok());
        assert!(settled("host: \"::1\"\ntls: none").is_ok());
        assert!(settled("host: mail.example\ntls: none\nallow_unencrypted: true").is_ok());
        let refused = settled("host: localhost.mail.example\ntls: none").unwrap_err();
        assert!(refused.contains("write `tls: starttls`"), "{refused}");
    }

    #[test]
    fn a_password_stands_in_a_file_and_is_never_shown() {
        let missing = settled("host: mail.example\nuser: dunlin").unwrap_err();
        assert!(missing.contains("password_file: FILE"), "{missing}");
        let unread = settled("host: mail.example\nuser: a\npassword_file: b").unwrap_err();
        assert!(unread.contains("`/nowhere/b` can't be read"), "{unread}");
        let mut settings = settled("host: mail.example").unwrap();
        settings.password = Password("secret".to_owned());
        assert!(!format!("{settings:?}").contains("secret"));
    }

    #[test]
    fn a_sender_without_an_address_is_refused() {
        let wrong = settled("host: mail.example\nreply_to: nobody").unwrap_err();
        assert!(wrong.contains("`nobody` is no e-mail address"), "{wrong}");
    }
}
