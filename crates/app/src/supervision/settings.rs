//! The company's own rules, as they are kept.

use kernel::{Error, Result};
use records::Cx;
use store::{Tx, settings};

use super::rules::Rules;

fn key(cx: &Cx) -> String {
    format!("escalation:{}", cx.workspace.id.0)
}

/// The company's rules.
pub fn read_rules(tx: &mut Tx<'_>, cx: &Cx) -> Result<Rules> {
    let stored = settings::get(tx, &key(cx))?;
    Ok(stored
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default())
}

/// Sets them.
///
/// # Errors
/// `forbidden` without the right to edit SOPs; `invalid_value` if a later level comes before an earlier one.
pub fn write_rules(tx: &mut Tx<'_>, cx: &Cx, rules: &Rules) -> Result<()> {
    cx.require("sop.edit")?;
    cx.writes()?;
    rules.check()?;
    settings::set(tx, &key(cx), &serde_json::to_string(rules).map_err(Error::internal)?)
}
