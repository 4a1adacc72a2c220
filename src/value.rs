//! The values that rules compute with. No rule set, no expression, no format of any language.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::string::Str;

/// A value: an input, a fact, an argument of an effect, or what an expression yields.
///
/// As JSON, decimals, amounts and percents are texts (`"1000.00"`), so that no reader takes them
/// through a float; dates are `2026-03-20`, points in time RFC 3339 in UTC; a missing value is `null`.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Value {
    /// No value.
    #[default]
    Unset,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with decimals.
    Decimal(Decimal),
    /// Money in the case's currency.
    Amount(Decimal),
    /// A percentage: 9.75 is 9.75 %.
    Percent(Decimal),
    /// A text.
    Text(Str),
    /// A civil date in the rule set's time zone.
    Date(NaiveDate),
    /// A point in time.
    DateTime(DateTime<Utc>),
    /// An option of a choice, by its name.
    Choice(Str),
    /// Values in order.
    List(Arc<[Value]>),
    /// Values by name.
    Record(Arc<IndexMap<Arc<str>, Value>>),
}

impl Value {
    /// Returns a text.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(Str::from(text.as_ref()))
    }

    /// Returns an option of a choice.
    pub fn choice(option: impl AsRef<str>) -> Self {
        Self::Choice(Str::from(option.as_ref()))
    }

    /// Returns whether there is a value.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !matches!(self, Self::Unset)
    }

    /// Returns the text of a text or a choice.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Choice(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the number of a decimal, an amount, a percent or a whole number.
    #[must_use]
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Decimal(number) | Self::Amount(number) | Self::Percent(number) => Some(*number),
            Self::Integer(number) => Some(Decimal::from(*number)),
            _ => None,
        }
    }

    /// Returns the date of a date.
    #[must_use]
    pub fn as_date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The value as it is read back from JSON: what has no form of its own there is a text.
    pub(crate) fn plain(&self) -> Self {
        match self {
            Self::Unset | Self::Bool(_) | Self::Integer(_) | Self::Text(_) => self.clone(),
            Self::Choice(name) => Self::Text(name.clone()),
            Self::List(items) => Self::List(items.iter().map(Self::plain).collect()),
            Self::Record(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| (name.clone(), value.plain()));
                Self::Record(Arc::new(fields.collect()))
            }
            printed => Self::from(printed.to_string()),
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }
}

/// Prints as in JSON, without the quotes: for messages to those who call the engine.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.write_str("no value"),
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Decimal(number) | Self::Amount(number) | Self::Percent(number) => {
                write!(f, "{number}")
            }
            Self::Text(text) | Self::Choice(text) => f.write_str(text),
            Self::Date(date) => write!(f, "{date}"),
            Self::DateTime(time) => f.write_str(&instant(time)),
            Self::List(items) => {
                f.write_str("[")?;
                for (n, item) in items.iter().enumerate() {
                    if n > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{item}")?;
                }
                f.write_str("]")
            }
            Self::Record(fields) => {
                f.write_str("{")?;
                for (n, (name, value)) in fields.iter().enumerate() {
                    if n > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name}: {value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

/// A point in time as records write it: RFC 3339, UTC, to the second where there is no more.
pub(crate) fn instant(time: &DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl From<Decimal> for Value {
    fn from(number: Decimal) -> Self {
        Self::Decimal(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Str::from(text))
    }
}

impl From<NaiveDate> for Value {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(time: DateTime<Utc>) -> Self {
        Self::DateTime(time)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unset => serializer.serialize_none(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Decimal(number) | Self::Amount(number) | Self::Percent(number) => {
                serializer.collect_str(number)
            }
            Self::Text(text) | Self::Choice(text) => serializer.serialize_str(text),
            Self::Date(date) => serializer.collect_str(date),
            Self::DateTime(time) => serializer.serialize_str(&instant(time)),
            Self::List(items) => serializer.collect_seq(items.iter()),
            Self::Record(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields.iter() {
                    map.serialize_entry(&**name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    /// Reads plain data: texts stay texts until the rule set says what they are.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Unset)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Unset)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Decimal(number.into()), Value::Integer))
    }

    /// A number with decimals in JSON: read by its shortest decimal form, and refused where that
    /// could hide a digit.
    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        let text = number.to_string();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let decimal = text.parse::<Decimal>().ok().filter(|_| digits <= 15);
        decimal.map(Value::Decimal).ok_or_else(|| {
            E::custom(format_args!(
                "write the number {text} as a text, so that no digit is lost"
            ))
        })
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut fields = IndexMap::new();
        while let Some((name, value)) = access.next_entry::<String, Value>()? {
            if fields.insert(Arc::from(name.as_str()), value).is_some() {
                return Err(serde::de::Error::custom(format_args!(
                    "`{name}` stands twice"
                )));
            }
        }
        Ok(Value::Record(Arc::new(fields)))
    }
}
