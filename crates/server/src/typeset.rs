//! PDF: typeset in a process of its own with bounds on time and memory, so that no document can harm the server.

use std::time::Duration;

use documents::Order;
use kernel::{Code, Error, Result};

use crate::State;
use crate::{beside, ui};

/// A document is there by then.
const TIME: Duration = Duration::from_secs(20);
/// How long one waits for others' documents.
const PATIENCE: Duration = Duration::from_secs(10);
/// The word that makes the program a typesetter: the order comes in, the PDF goes out.
const WORD: &str = "typeset";

/// Typesets in this process.
///
/// # Errors
/// `internal` if the page, which the fonts come with, isn't part of this build.
pub fn here(order: &Order) -> Result<Vec<u8>> {
    documents::pdf(order, ui::fonts().collect())
}

/// Typesets beside the server.
///
/// # Errors
/// `rate_limited` while many others wait for documents.
pub(crate) async fn pdf(state: &State, order: Order) -> Result<Vec<u8>> {
    let turn = tokio::time::timeout(PATIENCE, state.0.typesetters.clone().acquire_owned()).await;
    let Ok(Ok(_turn)) = turn else {
        return Err(Error::new(Code::RateLimited).detail(
            "正在生成的文档太多：请稍后再试",
            "Too many documents are being made: try again later",
        ));
    };
    let Some(program) = &state.0.config.program else {
        let made = tokio::task::spawn_blocking(move || here(&order)).await;
        return made.map_err(Error::internal)?;
    };
    let order = serde_json::to_vec(&order).map_err(Error::internal)?;
    beside::run(program, WORD, &[&order], TIME).await
}
