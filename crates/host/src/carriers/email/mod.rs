//! Letters as e-mails, by SMTP · how a letter's Markdown becomes text and HTML stands in `letter`, what may be set in `settings`.

use dunlin::{Letter, RecordedEffect, Value};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp;
use lettre::{Message, SmtpTransport, Transport};

use super::{Carry, Undone};

mod settings;

use settings::Address;
pub(crate) use settings::Settings;

/// The channel that it carries.
const CHANNEL: &str = "email";
/// What a mail server answers where it isn't content with who asks: that is no letter's fault.
const NOT_LOGGED_IN: [u16; 4] = [530, 534, 535, 538];

/// Sends letters through one mail server.
pub(super) struct Email {
    /// It keeps connections for further letters.
    server: SmtpTransport,
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl Email {
    pub(super) fn new(settings: &Settings) -> Result<Self, String> {
        Ok(Self {
            server: settings.server()?,
            from: settings.from(),
            reply_to: settings.reply_to(),
        })
    }

    fn message(&self, effect: &RecordedEffect) -> Result<Message, Undone> {
        let letter = effect.letter.as_ref();
        let letter = letter.ok_or_else(|| Undone::Never("it has no letter to send".to_owned()))?;
        let to = recipient(effect)?;
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(&letter.subject))
            .message_id(Some(message_id(&effect.id, self.from.email.domain())));
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        let header = |name, value: &str| {
            let name = HeaderName::new_from_ascii_str(name);
            HeaderValue::new(name, value.to_owned())
        };
        message = message
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", &one_line(&letter.language)));
        message
            .multipart(both_forms(letter))
            .map_err(|error| Undone::Never(format!("it can't be written as an e-mail: {error}")))
    }
}

impl Carry for Email {
    fn carry(&self, _case: &str, effect: &RecordedEffect) -> Result<(), Undone> {
        let message = self.message(effect)?;
        let sent = self.server.send(&message);
        sent.map(|_| ()).map_err(|error| undone(&error, &message))
    }
}

/// The letter as text and as HTML: the reader's program shows one of them.
fn both_forms(letter: &Letter) -> MultiPart {
    MultiPart::alternative_plain_html(
        crate::letter::text(&letter.body),
        crate::letter::html(letter),
    )
}

/// Where an effect's letter goes, if it goes by e-mail and to one address.
fn recipient(effect: &RecordedEffect) -> Result<lettre::Address, Undone> {
    let argument = |name: &str| effect.arguments.get(name).and_then(Value::as_str);
    if let Some(channel) = argument("channel").filter(|channel| *channel != CHANNEL) {
        return Err(Undone::Never(format!(
            "it goes by `{channel}`, and this carrier sends e-mails alone"
        )));
    }
    let to = argument("to").ok_or_else(|| {
        Undone::Never("it names no address: `to` is not set, and the case has none".to_owned())
    })?;
    let address = Address::try_from(to.to_owned()).map_err(Undone::Never)?;
    Ok(address.into())
}

/// The same for the same effect, however often it is tried: mail programs show it once.
fn message_id(effect: &str, domain: &str) -> String {
    let mut id = String::from("<");
    for byte in effect.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
            id.push(char::from(byte));
        } else {
            id.push_str(&format!("%{byte:02X}"));
        }
    }
    id.push_str(&format!("@{domain}>"));
    id
}

/// A header's text: whatever breaks its line is a space.
fn one_line(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// What a mail server's answer means for the letter.
fn undone(error: &smtp::Error, message: &Message) -> Undone {
    let to = message.envelope().to();
    let is_ascii = to.iter().all(|address| address.user().is_ascii());
    match error.status().map(u16::from) {
        Some(code) if NOT_LOGGED_IN.contains(&code) => {
            Undone::Later(format!("the mail server doesn't let us in: {error}"))
        }
        Some(500..) => Undone::Never(format!("the mail server refuses it: {error}")),
        Some(_) => Undone::Later(format!("the mail server doesn't take it now: {error}")),
        None if error.is_client() && !is_ascii => Undone::Never(
            "the mail server takes no address with such letters before the `@`".to_owned(),
        ),
        None => Undone::Later(format!("the mail server can't be spoken to: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn send(arguments: &str) -> RecordedEffect {
        let effect = format!(
            r#"{{"id":"1001:2:1","effect":"send","letter":{{"language":"da","subject":"Påmindelse","body":"Kære"}},{arguments}}}"#
        );
        serde_json::from_str(&effect).unwrap()
    }

    #[test]
    fn what_is_no_e_mail_to_one_address_is_never_sent() {
        let sent = recipient(&send(r#""channel":"email","to":" kai@blåbær.example ""#));
        assert_eq!(
            sent.map(|address| address.to_string()),
            Ok("kai@xn--blbr-roah.example".to_owned())
        );
        for (arguments, why) in [
            (r#""channel":"letter","to":null"#, "it goes by `letter`"),
            (r#""channel":"email","to":null"#, "it names no address"),
            (r#""to":"kai""#, "`kai` is no e-mail address"),
            (r#""to":"a@b.example, c@d.example""#, "is no e-mail"),
            (r#""to":"a@b.example\r\nBcc: c@d.example""#, "is no e-mail"),
            (r#""to":"Kai <kai@b.example>""#, "is no e-mail address"),
            (r#""to":"\"a b\"@b.example""#, "is no e-mail address"),
        ] {
            match recipient(&send(arguments)) {
                Err(Undone::Never(told)) if told.contains(why) => {}
                other => panic!("{arguments}: {other:?}"),
            }
        }
    }

    #[test]
    fn an_effect_has_one_message_id_and_no_two_have_the_same() {
        let id = |effect| message_id(effect, "nordhavn.example");
        assert_eq!(id("1001:2:1"), "<1001%3A2%3A1@nordhavn.example>");
        assert_ne!(id("a>b:1:1"), id("a%3Eb:1:1"));
    }

    #[test]
    fn a_subject_is_one_line() {
        assert_eq!(one_line("a\r\nBcc: b\u{0}  c"), "a Bcc: b c");
    }
}
