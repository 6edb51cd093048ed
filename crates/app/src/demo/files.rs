//! Files on the deal of the tour, so that there is something to look at.

use std::collections::HashMap;

use kernel::{Error, Id, Result, Text};
use records::Cx;
use serde::Deserialize;
use serde_json::{Map, json};
use store::Tx;

use super::Member;
use super::words::Words;
use crate::App;
use crate::engine;
use crate::files::{File, keep};

/// What the files hold that aren't text.
const ASSETS: [(&str, &[u8]); 2] = [
    (
        "datasheet.pdf",
        include_bytes!("../../../../packs/demo/files/datasheet.pdf"),
    ),
    ("layout.png", include_bytes!("../../../../packs/demo/files/layout.png")),
];

#[derive(Deserialize)]
struct Told {
    files: Vec<One>,
}

/// A file: one of the assets, or a text.
#[derive(Deserialize)]
struct One {
    asset: Option<String>,
    text: Option<Text>,
    name: Text,
}

/// Puts them on the deal, by whoever it belongs to.
pub(super) fn fill(
    tx: &mut Tx<'_>,
    app: &App,
    words: &Words,
    members: &[Member],
    people: &HashMap<Id, Cx>,
    deal: Id,
) -> Result<()> {
    let own: Told = super::words::read(include_str!("../../../../packs/demo/files.yaml"))?;
    let rep = members.iter().find(|m| m.email == "rep@demo.example");
    let cx = rep.and_then(|rep| people.get(&rep.id)).ok_or_else(Error::not_found)?;
    for one in &own.files {
        let asset = ASSETS.iter().find(|(name, _)| one.asset.as_deref() == Some(name));
        let bytes = match (asset, &one.text) {
            (Some((_, bytes)), _) => bytes.to_vec(),
            (None, Some(text)) => words.say(text).as_bytes().to_vec(),
            (None, None) => return Err(Error::internal("a file of the sample holds nothing")),
        };
        let sent = keep(tx, app, cx, &bytes)?;
        let body = Map::from_iter([
            (File::name.to_owned(), json!(words.say(&one.name))),
            (File::content.to_owned(), sent["content"].clone()),
            (File::opportunity.to_owned(), json!(deal)),
        ]);
        engine::create(tx, app, cx, File::OBJECT, &body)?;
    }
    Ok(())
}
