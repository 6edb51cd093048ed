//! Documents on paper: PDF from templates of ours and data of the company, typeset by Typst. What users wrote is data for a
//! template, never part of one, so nothing of it is ever run.

pub mod preview;
mod typeset;

use std::borrow::Cow;

use kernel::{Lang, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// What is to be typeset.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    /// Which document.
    pub template: Template,
    /// Its words beside the data, and how text is broken.
    pub lang: Lang,
    /// What it tells; each template says above itself what it reads.
    pub data: Json,
}

/// The documents there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// A whole SOP, to read and to hang up.
    Handbook,
}

impl Template {
    fn source(self) -> &'static str {
        match self {
            Self::Handbook => include_str!("../templates/handbook.typ"),
        }
    }
}

/// A font's file: as part of the program it isn't copied.
pub type FontFile = Cow<'static, [u8]>;

/// Typesets a document. The same order gives the same bytes.
///
/// Costs grow with the pages: some milliseconds each, some tens for the first.
///
/// # Errors
/// `internal` if there is no font, or the template doesn't take the data.
pub fn pdf(order: &Order, fonts: Vec<FontFile>) -> Result<Vec<u8>> {
    typeset::pdf(order.template.source(), &order.data, order.lang, fonts)
}
