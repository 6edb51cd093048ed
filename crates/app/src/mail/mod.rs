//! Mail: what is written to people, and how it leaves.

mod digest;
mod smtp;

use kernel::{Instant, Result};
use store::Tx;
use store::mail::{self, Mail, Outcome};

pub use digest::{digests, post};
pub use smtp::{Delivery, Mailer};

use crate::App;

/// How long it is kept who was written to.
const KEPT_SECONDS: i64 = 30 * 86_400;
/// How long to wait before a message is tried again, in seconds.
const WAITS: [i64; 5] = [60, 300, 900, 3_600, 7_200];

/// Takes a message that is due, for the caller to send.
pub fn take(tx: &mut Tx<'_>, app: &App) -> Result<Option<Mail>> {
    mail::claim(tx, app.now())
}

/// Writes down how sending went. What the server couldn't take now is tried again, longer apart each time, while it is
/// the message's day.
pub fn settle(tx: &mut Tx<'_>, app: &App, mail: &Mail, delivery: &Delivery) -> Result<()> {
    let now = app.now();
    let (outcome, error) = match delivery {
        Delivery::Sent => (Outcome::Sent, ""),
        Delivery::Refused(why) => (Outcome::Failed, why.as_str()),
        Delivery::Unknown(why) => (Outcome::Unknown, why.as_str()),
        Delivery::Later(why) => {
            let wait = WAITS.get(usize::try_from(mail.attempts - 1).unwrap_or(0)).copied();
            let at = now.plus_seconds(wait.unwrap_or(7_200));
            let tz = app.system(tx, mail.workspace)?.workspace.calendar.tz;
            let outcome = if at.day(tz) == mail.day {
                Outcome::Retry(at)
            } else {
                Outcome::Failed
            };
            (outcome, why.as_str())
        }
    };
    mail::finish(tx, mail, outcome, error, now)
}

/// Forgets who was written to long ago.
pub fn purge(tx: &mut Tx<'_>, now: Instant) -> Result<()> {
    mail::purge(tx, now.plus_seconds(-KEPT_SECONDS))
}
