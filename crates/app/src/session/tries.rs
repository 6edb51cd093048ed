//! How often strangers may try, in a quarter of an hour.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Code, Error, Instant, Result};
use sha2::{Digest as _, Sha256};
use store::{Tx, auth};

/// Tries from one network address,
const PER_ADDRESS: i64 = 100;
/// for one account from one network address,
const PER_PAIR: i64 = 10;
/// and for one account from everywhere. It is high, so that strangers can't shut somebody out by failing in their name.
const PER_ACCOUNT: i64 = 500;
/// An e-mail address is this long at most: nobody has a longer one.
const EMAIL_BYTES: usize = 254;

/// What a try is counted under. Who is over a limit leaves no trace, and a row is small whatever was sent.
#[derive(Clone)]
pub(super) struct Tries {
    address: String,
    account: Option<Account>,
}

#[derive(Clone)]
struct Account {
    pair: String,
    all: String,
}

impl Tries {
    /// Tries from a network address.
    pub fn from_address(address: &str) -> Self {
        Self {
            address: format!("address:{address}"),
            account: None,
        }
    }

    /// Tries to sign in. For what can't be an e-mail address only the network address is counted.
    pub fn of_account(email: &str, address: &str) -> Self {
        let hashed = |text: String| URL_SAFE_NO_PAD.encode(Sha256::digest(text));
        let account = (email.len() <= EMAIL_BYTES && !email.contains('\0')).then(|| Account {
            pair: format!("pair:{}", hashed(format!("{address} {email}"))),
            all: format!("account:{}", hashed(email.to_owned())),
        });
        Self {
            account,
            ..Self::from_address(address)
        }
    }

    /// Whether it can be an account at all.
    pub fn are_of_account(&self) -> bool {
        self.account.is_some()
    }

    /// Keys with their limits.
    fn limits(&self) -> impl Iterator<Item = (&str, i64)> {
        let account = self.account.iter();
        let account = account.flat_map(|a| [(a.pair.as_str(), PER_PAIR), (a.all.as_str(), PER_ACCOUNT)]);
        std::iter::once((self.address.as_str(), PER_ADDRESS)).chain(account)
    }

    /// Refuses whoever has had their tries; writes nothing.
    pub fn refuse(&self, tx: &mut Tx<'_>, now: Instant) -> Result<()> {
        for (key, limit) in self.limits() {
            if auth::attempts(tx, key, now)? >= limit {
                return Err(Error::new(Code::RateLimited));
            }
        }
        Ok(())
    }

    /// Counts a try, unless there were too many already.
    pub fn count(&self, tx: &mut Tx<'_>, now: Instant) -> Result<()> {
        self.refuse(tx, now)?;
        for (key, _) in self.limits() {
            auth::attempt(tx, key, now)?;
        }
        Ok(())
    }

    /// Takes the try back: it was the right person after all.
    pub fn forgive(&self, tx: &mut Tx<'_>, now: Instant) -> Result<()> {
        auth::take_back(tx, &self.address, now)?;
        if let Some(account) = &self.account {
            auth::forgive(tx, &account.pair, now)?;
            auth::take_back(tx, &account.all, now)?;
        }
        Ok(())
    }
}
