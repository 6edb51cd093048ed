//! Small pictures of files: drawn anew beside the server, so that nothing of what was sent reaches a browser as it is.

use std::io::Read as _;
use std::time::Duration;

use app::files::{Found, is_shown};
use documents::preview::{Drawn, PreviewOrder};
use kernel::{Code, Error, Result};

use crate::State;
use crate::beside;

/// A picture is there by then.
const TIME: Duration = Duration::from_secs(15);
/// How long one waits for others' pictures.
const PATIENCE: Duration = Duration::from_secs(10);
/// The word that makes the program draw: the order and the file come in, the picture goes out.
const WORD: &str = "preview";
/// Larger files are for saving only.
const BYTES: u64 = 40 * 1024 * 1024;

/// Draws in this process what came on one line and below it.
///
/// # Errors
/// `invalid_value` if it can't be drawn.
pub fn here(input: &[u8]) -> Result<Vec<u8>> {
    let (line, bytes) = input.split_at(input.iter().position(|b| *b == b'\n').unwrap_or(input.len()));
    let order: PreviewOrder = serde_json::from_slice(line).map_err(Error::internal)?;
    let drawn = documents::preview::draw(&order, bytes.get(1..).unwrap_or_default())?;
    let mut out = drawn.head().into_bytes();
    out.push(b'\n');
    out.extend_from_slice(&drawn.picture);
    Ok(out)
}

/// Draws a file.
///
/// # Errors
/// `wrong_state` if there is no picture of it; `rate_limited` while many others wait.
pub(crate) async fn draw(state: &State, file: &Found, width: u32, page: usize) -> Result<Drawn> {
    if !is_shown(&file.kind) || file.size > BYTES {
        return Err(none());
    }
    let turn = tokio::time::timeout(PATIENCE, state.0.drawers.clone().acquire_owned()).await;
    let Ok(Ok(_turn)) = turn else {
        return Err(Error::new(Code::RateLimited).detail(
            "正在生成的预览太多：请稍后再试",
            "Too many previews are being drawn: try again later",
        ));
    };
    let order = PreviewOrder {
        kind: file.kind.clone(),
        width,
        page,
    };
    let mut line = serde_json::to_vec(&order).map_err(Error::internal)?;
    line.push(b'\n');
    let (app, key) = (state.app().clone(), file.key.clone());
    let read = tokio::task::spawn_blocking(move || -> Result<Vec<u8>> {
        let mut bytes = line;
        let found = app.contents().get(&key, 0)?;
        let mut found = found.ok_or_else(|| Error::internal("the bytes of a file are missing: run check"))?;
        found
            .read_to_end(&mut bytes)
            .map_err(|e| store::contents::trouble(&e))?;
        Ok(bytes)
    });
    let input = read.await.map_err(Error::internal)??;
    let made = match &state.0.config.program {
        Some(program) => beside::run(program, WORD, &[&input], TIME).await,
        None => {
            let made = tokio::task::spawn_blocking(move || here(&input)).await;
            made.map_err(Error::internal).and_then(|made| made)
        }
    };
    // A file that can't be drawn, or breaks whoever draws it, is no fault of the program.
    let made = made.map_err(|error| none().private(error))?;
    Drawn::read(&made).ok_or_else(none)
}

fn none() -> Error {
    Error::new(Code::WrongState).detail(
        "此附件不能预览：请下载后打开",
        "There is no preview of this file: download it to open it",
    )
}
