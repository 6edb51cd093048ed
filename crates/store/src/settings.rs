//! Settings of the installation as a whole, and its secret.

use kernel::{Error, Result};

use crate::tx::Tx;

/// The setting's value, if it is set.
pub fn get(tx: &mut Tx<'_>, key: &str) -> Result<Option<String>> {
    tx.first("SELECT value FROM installation WHERE key = $1", &[key.into()], |row| {
        Ok(row.text(0)?.to_owned())
    })
}

/// Sets it.
pub fn set(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO installation (key, value) VALUES ($1, $2) \
               ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value";
    tx.run(sql, &[key.into(), value.into()]).map(|_| ())
}

/// The installation's secret, from which cursors and tokens are signed; it is made when it is first asked for, so this
/// needs a writing transaction.
pub fn secret(tx: &mut Tx<'_>) -> Result<[u8; 32]> {
    if let Some(hex) = get(tx, "secret")? {
        let byte = |i: usize| {
            hex.get(i * 2..i * 2 + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        };
        let bytes: Option<Vec<u8>> = (0..32).map(byte).collect();
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        return bytes.ok_or_else(|| Error::internal("the installation's secret is damaged: restore it from a backup"));
    }
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::internal(format!("no random bytes: {e}")))?;
    set(tx, "secret", &crate::migrate::hex(&bytes))?;
    Ok(bytes)
}
