//! What is set for e-conomic: whose books, how a credit note looks, how often is looked · the tokens are read here and shown nowhere.

use std::fmt;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rust_decimal::Decimal;
use serde::Deserialize;
use ureq::http::HeaderValue;

use crate::carriers::Retry;
use crate::config::duration;

/// What is set for e-conomic.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    #[serde(default = "base_url")]
    pub(super) base_url: String,
    app_secret_token_file: PathBuf,
    agreement_grant_token_file: PathBuf,
    /// The numbers of what credit notes are made with there.
    pub(super) layout: u32,
    pub(super) payment_terms: u32,
    pub(super) vat_zone: u32,
    /// The product of a credit note's line.
    pub(super) product: String,
    /// The VAT that e-conomic adds to that product in that zone: amounts of cases include it.
    #[serde(default)]
    pub(super) vat_percent: Decimal,
    /// What a credit note's line says.
    #[serde(default = "text")]
    pub(super) text: String,
    #[serde(default)]
    pub(super) facts: Facts,
    #[serde(default = "timeout", deserialize_with = "duration")]
    pub(super) timeout: Duration,
    /// How often is looked which invoices are closed there.
    #[serde(default = "poll", deserialize_with = "duration")]
    pub(super) poll: Duration,
    #[serde(default = "tries")]
    tries: NonZeroU32,
    #[serde(default = "first_wait", deserialize_with = "duration")]
    first_wait: Duration,
}

/// Which facts of a case e-conomic knows it by.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Facts {
    /// The customer's number there.
    pub(super) customer: String,
    pub(super) customer_name: String,
    /// The invoice's number there. Without this setting, it is the case's id.
    pub(super) invoice: Option<String>,
    /// Cases are looked up there where this fact is `economic`.
    pub(super) system: String,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            customer: "customer.number".to_owned(),
            customer_name: "customer.name".to_owned(),
            invoice: None,
            system: "accounting.system".to_owned(),
        }
    }
}

fn base_url() -> String {
    "https://restapi.e-conomic.com".to_owned()
}

fn text() -> String {
    "Kreditnota".to_owned()
}

fn timeout() -> Duration {
    Duration::from_secs(30)
}

fn poll() -> Duration {
    Duration::from_secs(2 * 3_600)
}

fn tries() -> NonZeroU32 {
    Retry::default().tries
}

fn first_wait() -> Duration {
    Retry::default().first_wait
}

impl Settings {
    /// Takes files as they stand beside the configuration, and says what can't be as it is set.
    pub(crate) fn settle(&mut self, folder: &Path) -> Result<(), String> {
        for file in [
            &mut self.app_secret_token_file,
            &mut self.agreement_grant_token_file,
        ] {
            *file = folder.join(&*file);
        }
        if !is_private(&self.base_url) {
            return Err(
                "tokens would cross the network unencrypted: write a `base_url` that begins with `https://`"
                    .to_owned(),
            );
        }
        Ok(())
    }

    pub(crate) fn retry(&self) -> Retry {
        Retry {
            first_wait: self.first_wait,
            tries: self.tries,
        }
    }

    /// Reads the tokens.
    pub(super) fn tokens(&self) -> Result<Tokens, String> {
        Ok(Tokens {
            app_secret: token(&self.app_secret_token_file)?,
            agreement_grant: token(&self.agreement_grant_token_file)?,
        })
    }
}

/// Whether nobody else can read what is sent there.
fn is_private(url: &str) -> bool {
    let is_here = |host: &str| {
        let rest = url.strip_prefix("http://");
        let rest = rest.and_then(|rest| rest.strip_prefix(host));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    };
    // Before an `@` stands who asks, and not where.
    !url.contains('@')
        && (url.starts_with("https://") || is_here("127.0.0.1") || is_here("localhost"))
}

/// What tells e-conomic who asks, and about whose books.
#[derive(Clone)]
pub(super) struct Tokens {
    pub(super) app_secret: HeaderValue,
    pub(super) agreement_grant: HeaderValue,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(..)")
    }
}

fn token(file: &Path) -> Result<HeaderValue, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("`{}` can't be read: {error}", file.display()))?;
    let token = HeaderValue::from_str(text.trim()).ok();
    let mut token = token
        .filter(|token| !token.is_empty())
        .ok_or_else(|| format!("`{}` holds no token", file.display()))?;
    token.set_sensitive(true);
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::is_private;

    #[test]
    fn tokens_are_sent_where_nobody_else_can_read_them() {
        for (url, expected) in [
            ("https://restapi.e-conomic.com", true),
            ("http://127.0.0.1:8081", true),
            ("http://localhost/rest", true),
            ("http://restapi.e-conomic.com", false),
            ("http://localhost.example", false),
            ("http://localhost:8081@elsewhere.example", false),
            ("http://127.0.0.1@elsewhere.example", false),
        ] {
            assert_eq!(is_private(url), expected, "{url}");
        }
    }
}
