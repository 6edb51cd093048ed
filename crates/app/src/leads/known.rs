//! Companies in pasted lines that nothing tells by their look, but that are known here.

use kernel::Result;
use records::Cx;
use serde_json::Value as Json;
use store::Tx;

use super::duplicates::{Asked, duplicates};
use super::recognise::{Recognised, recognise};

/// Names that are looked for in one text, at most.
const LOOKED_FOR: usize = 20;

/// Reads leads out of a text, with the help of the leads and accounts that the asker may see.
pub fn recognise_known(tx: &mut Tx<'_>, cx: &Cx, text: &str) -> Result<Vec<Recognised>> {
    let mut all = recognise(text);
    let mut left = LOOKED_FOR;
    for lead in all.iter_mut().filter(|lead| lead.company.is_none()) {
        let Some(need) = lead.need.clone() else { continue };
        let pieces: Vec<&str> = need.split('，').collect();
        for (at, piece) in pieces.iter().enumerate() {
            if left == 0 || !(2..=20).contains(&piece.chars().count()) {
                continue;
            }
            left -= 1;
            let asked = Asked {
                company: Some((*piece).to_owned()),
                ..Asked::default()
            };
            let found = duplicates(tx, cx, &asked)?;
            if found["found"].as_array().is_none_or(Vec::<Json>::is_empty) {
                continue;
            }
            let rest: Vec<&str> = pieces
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != at)
                .map(|(_, p)| *p)
                .collect();
            lead.company = Some((*piece).to_owned());
            lead.need = Some(rest.join("，")).filter(|rest| !rest.is_empty());
            break;
        }
    }
    Ok(all)
}
