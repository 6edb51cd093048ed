//! The sample company's catalogue: further services, a bundle, price lists, what products can do and why that helps.

use std::collections::{BTreeMap, HashMap};

use kernel::{Id, Result};
use records::{Condition, Cx, Op};
use serde::Deserialize;
use store::Tx;
use store::records::find;

use super::Member;
use super::development::{Record, Telling};
use super::words::{Words, read};
use crate::App;
use crate::market::Segment;

/// The file, `packs/demo/catalogue.yaml`.
#[derive(Clone, Debug, Deserialize)]
struct File {
    records: Vec<Record>,
}

/// Makes it all, each thing on its day; what it says may name `products` by their codes.
pub(super) fn fill(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    words: &Words,
    members: &[Member],
    people: &HashMap<Id, Cx>,
    products: &BTreeMap<String, Id>,
) -> Result<()> {
    let file: File = read(include_str!("../../../../packs/demo/catalogue.yaml"))?;
    let mut known: HashMap<String, Id> = products.iter().map(|(code, id)| (code.clone(), *id)).collect();
    // The segment that the company goes for first.
    let focus = Condition::leaf(Segment::priority, Op::Eq, "focus");
    known.extend(
        find::<Segment>(tx, cx, &focus, 1)?
            .first()
            .map(|s| ("ev".to_owned(), s.id)),
    );
    let mut telling = Telling::new(app, cx, words.lang, people, members, known);
    telling.records(tx, &file.records)
}
