//! Handing a message to the mail server.

use std::time::Duration;

use kernel::{Code, Error, Instant, Result};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Message, SmtpTransport, Transport as _};
use store::mail::Mail;

/// How long the mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// How sending went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The server took it.
    Sent,
    /// It surely wasn't taken, and may be at another time.
    Later(String),
    /// It won't be taken.
    Refused(String),
    /// Nobody knows: the connection broke after the message was on its way.
    Unknown(String),
}

/// The way to a mail server.
#[derive(Clone)]
pub struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
    /// Where people open the page; links lead there.
    page: Option<String>,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The transport knows the password.
        f.debug_struct("Mailer")
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

impl Mailer {
    /// By `smtp://host`, `smtps://user:password@host`, or `smtp://host:587?tls=required`; `from` is an address or
    /// `Name <address>`.
    ///
    /// # Errors
    /// If either can't be read.
    pub fn new(url: &str, from: &str, page: Option<&str>) -> Result<Self> {
        let transport = SmtpTransport::from_url(url).map_err(|e| {
            // The address may hold a password, so it isn't repeated.
            Error::new(Code::InvalidValue)
                .detail(
                    "邮件服务器地址应如 smtps://用户:密码@主机 或 smtp://主机:587?tls=required",
                    "A mail server is given as smtps://USER:PASSWORD@HOST or smtp://HOST:587?tls=required",
                )
                .private(e)
        })?;
        let from = from.parse().map_err(|e| {
            Error::new(Code::InvalidValue)
                .detail(
                    format!("发件人 {from:?} 不是邮箱地址，应如 成单 <crm@example.com>"),
                    format!("{from:?} is no sender: give one such as Stagecraft <crm@example.com>"),
                )
                .private(e)
        })?;
        Ok(Self {
            transport: transport.timeout(Some(PATIENCE)).build(),
            from,
            page: page.map(|p| p.trim_end_matches('/').to_owned()),
        })
    }

    /// Where people open the page.
    pub fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// Sends a message. It blocks, so it belongs on a thread of its own.
    pub fn send(&self, mail: &Mail, now: Instant) -> Delivery {
        // Servers like to repeat the address; whom mail was for is no business of a log's.
        let told = |e: lettre::transport::smtp::Error| e.to_string().replace(&mail.address, "…");
        let message = match self.message(mail, now) {
            Ok(message) => message,
            Err(why) => return Delivery::Refused(why),
        };
        // A server that can't be reached has taken nothing; after this a broken connection says nothing.
        match self.transport.test_connection() {
            Ok(true) => {}
            Ok(false) => return Delivery::Later("the server isn't ready".to_owned()),
            Err(e) => return Delivery::Later(told(e)),
        }
        match self.transport.send(&message) {
            Ok(_) => Delivery::Sent,
            Err(e) if e.is_transient() => Delivery::Later(told(e)),
            Err(e) if e.is_permanent() || e.is_client() => Delivery::Refused(told(e)),
            Err(e) => Delivery::Unknown(told(e)),
        }
    }

    fn message(&self, mail: &Mail, now: Instant) -> Result<Message, String> {
        let address = mail
            .address
            .parse()
            .map_err(|e| format!("the address can't be read: {e}"))?;
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(mail.subject.as_str())
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .date(now.to_utc().into())
            // So that no out-of-office note answers it.
            .raw_header(automatic)
            .multipart(MultiPart::alternative_plain_html(mail.body.clone(), mail.html.clone()))
            .map_err(|e| e.to_string())
    }
}
