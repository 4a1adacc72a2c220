//! The service's configuration: a small YAML file, every part of which may be left out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use dunlin::{Effect, Value};
use dunlin_import::Mapping;
use indexmap::IndexMap;
use serde::Deserialize;

use crate::carriers::{DRY_RUN, Retry, economic, email};

/// What a host may set. Without a file, everything is as here by default: effects are recorded and not carried out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The carriers by their names.
    pub(crate) carriers: IndexMap<String, Carrier>,
    /// Which carrier carries out which of the rule set's effects; the others are recorded alone.
    effects: IndexMap<String, Binding>,
    pub(crate) lists: Lists,
    pub(crate) limits: Limits,
    /// The certificate by which it greets, where no proxy does.
    pub(crate) tls: Option<Tls>,
    /// Files that say how a portfolio in CSV is read, by the names that imports give.
    imports: IndexMap<String, PathBuf>,
    #[serde(skip)]
    mappings: IndexMap<String, Arc<Mapping>>,
    #[serde(deserialize_with = "duration")]
    pub(crate) idempotency_keys_kept: Duration,
}

/// Which carrier an effect is for.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Binding {
    Carrier(String),
    ByArgument(ByArgument),
}

/// By what an argument says: letters by e-mail go elsewhere than letters by post.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByArgument {
    argument: String,
    /// The carriers by what the argument says.
    carriers: IndexMap<String, String>,
    /// The carrier where it says something else, or nothing; those are recorded alone if none is named.
    otherwise: Option<String>,
}

impl Binding {
    /// The carriers that it names.
    fn names(&self) -> impl Iterator<Item = &String> {
        let (one, several) = match self {
            Self::Carrier(name) => (Some(name), None),
            Self::ByArgument(by) => (by.otherwise.as_ref(), Some(by.carriers.values())),
        };
        one.into_iter().chain(several.into_iter().flatten())
    }

    fn carrier(&self, effect: &Effect<'_>) -> Option<&str> {
        let name = match self {
            Self::Carrier(name) => Some(name),
            Self::ByArgument(by) => {
                let said = effect.argument(&by.argument).and_then(Value::as_str);
                let named = said.and_then(|said| by.carriers.get(said));
                named.or(by.otherwise.as_ref())
            }
        };
        name.map(String::as_str)
    }
}

/// A certificate and its key, in PEM files beside the configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// What carries effects out.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Carrier {
    /// Records what it would do.
    DryRun,
    /// Books credit notes in e-conomic, and reads which invoices are closed there.
    Economic(Box<economic::Settings>),
    /// Sends letters by SMTP.
    Email(Box<email::Settings>),
    /// Adds a line of JSON to a file, for a program of the host's to carry out.
    File {
        /// The file, beside the configuration.
        path: PathBuf,
    },
}

impl Carrier {
    /// Reads what stands beside the configuration, and says what can't be as it is set.
    fn settle(&mut self, folder: &Path) -> Result<(), String> {
        match self {
            Self::DryRun => Ok(()),
            Self::Economic(settings) => settings.settle(folder),
            Self::Email(settings) => settings.settle(folder),
            Self::File { path } => {
                *path = folder.join(&*path);
                Ok(())
            }
        }
    }

    fn retry(&self) -> Retry {
        match self {
            Self::DryRun | Self::File { .. } => Retry::default(),
            Self::Economic(settings) => settings.retry(),
            Self::Email(settings) => settings.retry(),
        }
    }
}

/// By which facts lists are made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Lists {
    pub(crate) customer: String,
    pub(crate) due_date: String,
    /// What is searched, beside the case's id.
    pub(crate) search: Vec<String>,
}

/// How much anybody may ask for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// The largest body of a request, in bytes.
    pub(crate) body: usize,
    /// The largest body of an import, in bytes.
    pub(crate) import: usize,
    /// How many requests a second a token may make, and as many at once.
    pub(crate) requests_per_second: u32,
    /// How many connections there may be at once.
    pub(crate) connections: usize,
    /// How long a request may take, from its first byte to its answer.
    #[serde(deserialize_with = "duration")]
    pub(crate) request: Duration,
    /// How long the head of a request may take, and how long a connection may be idle.
    #[serde(deserialize_with = "duration")]
    pub(crate) head: Duration,
    /// How long a client may take none of an answer.
    #[serde(deserialize_with = "duration")]
    pub(crate) answer: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            carriers: IndexMap::new(),
            effects: IndexMap::new(),
            lists: Lists::default(),
            limits: Limits::default(),
            tls: None,
            imports: IndexMap::new(),
            mappings: IndexMap::new(),
            idempotency_keys_kept: Duration::from_secs(7 * 86_400),
        }
    }
}

impl Default for Lists {
    fn default() -> Self {
        Self {
            customer: "customer.name".to_owned(),
            due_date: "due_date".to_owned(),
            search: ["customer.name", "customer.email", "invoice_number"]
                .map(str::to_owned)
                .to_vec(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 256 * 1024,
            import: 64 * 1024 * 1024,
            requests_per_second: 20_000,
            connections: 1_024,
            request: Duration::from_secs(30),
            head: Duration::from_secs(10),
            answer: Duration::from_secs(30),
        }
    }
}

/// Why a configuration can't be taken.
#[derive(Debug, thiserror::Error)]
#[error("`{}`: {problem}", path.display())]
pub struct ConfigError {
    path: PathBuf,
    problem: String,
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// Where the file can't be read, has something that isn't known, or names a carrier that isn't there.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let wrong = |problem: String| ConfigError {
            path: path.to_owned(),
            problem,
        };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let mut config: Self =
            serde_yaml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let bound = config.effects.iter();
        let bound =
            bound.flat_map(|(effect, binding)| binding.names().map(move |name| (effect, name)));
        for (effect, carrier) in bound {
            if !config.carriers.contains_key(carrier) {
                let known: Vec<&str> = config.carriers.keys().map(String::as_str).collect();
                return Err(wrong(format!(
                    "the effect `{effect}` is for the carrier `{carrier}`, and there is none: write one of [{}], or declare it under `carriers`",
                    known.join(", ")
                )));
            }
        }
        // Beside the configuration, wherever the service is started.
        let folder = path.parent().unwrap_or(Path::new(""));
        for (name, carrier) in &mut config.carriers {
            let settled = carrier.settle(folder);
            settled.map_err(|problem| wrong(format!("the carrier `{name}`: {problem}")))?;
        }
        if let Some(tls) = &mut config.tls {
            tls.certificate = folder.join(&tls.certificate);
            tls.key = folder.join(&tls.key);
        }
        for (name, file) in &config.imports {
            let file = folder.join(file);
            let unread = |problem: String| ConfigError {
                path: file.clone(),
                problem,
            };
            let text = std::fs::read_to_string(&file).map_err(|error| unread(error.to_string()))?;
            let mapping = Mapping::read(&text).map_err(|findings| unread(findings.to_string()))?;
            config.mappings.insert(name.clone(), Arc::new(mapping));
        }
        Ok(config)
    }

    /// Reads portfolios in CSV by one more mapping; one that can't be read is none.
    pub(crate) fn add_mapping(&mut self, name: &str, text: &str) {
        if let Ok(mapping) = Mapping::read(text) {
            self.mappings.insert(name.to_owned(), Arc::new(mapping));
        }
    }

    /// The mapping of that name.
    pub(crate) fn mapping(&self, name: &str) -> Option<&Mapping> {
        self.mappings.get(name).map(|mapping| &**mapping)
    }

    /// The names of the mappings.
    pub(crate) fn mappings(&self) -> impl Iterator<Item = &str> {
        self.mappings.keys().map(String::as_str)
    }

    /// How what a carrier couldn't carry out is tried again.
    pub(crate) fn retry(&self, carrier: &str) -> Retry {
        let carrier = self.carriers.get(carrier);
        carrier.map_or_else(Retry::default, Carrier::retry)
    }

    /// The effects that it names.
    pub(crate) fn effects(&self) -> impl Iterator<Item = &str> {
        self.effects.keys().map(String::as_str)
    }

    /// The carrier of an effect.
    pub(crate) fn carrier_of(&self, effect: &Effect<'_>) -> &str {
        let binding = self.effects.get(effect.name());
        binding
            .and_then(|binding| binding.carrier(effect))
            .unwrap_or(DRY_RUN)
    }
}

/// A length of time: `500 milliseconds`, `30 seconds`, `5 minutes`, `2 hours`, `1 day`.
pub(crate) fn duration<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    let wrong = || {
        serde::de::Error::custom(
            "write a number and a unit, such as `30 seconds`, `5 minutes`, `2 hours`, `1 day`",
        )
    };
    let (number, unit) = text.split_once(' ').ok_or_else(wrong)?;
    let number: u32 = number.parse().map_err(|_| wrong())?;
    let milliseconds = match unit.trim_end_matches('s') {
        "millisecond" => 1,
        "second" => 1_000,
        "minute" => 60_000,
        "hour" => 3_600_000,
        "day" => 86_400_000,
        _ => return Err(wrong()),
    };
    Ok(Duration::from_millis(u64::from(number) * milliseconds))
}
