//! Work on what others sent, in a process of its own beside the server: it has bounds on time and memory, and its end harms
//! nobody.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use kernel::{Error, Result};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// Starts this program with a word that makes it do one thing: the input goes in, what it makes comes out.
///
/// # Errors
/// `internal` if it fails, or isn't done in time.
pub(crate) async fn run(program: &Path, word: &str, input: &[&[u8]], time: Duration) -> Result<Vec<u8>> {
    let mut child = Command::new(program)
        .arg(word)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(Error::internal)?;
    let mut stdin = child.stdin.take();
    let work = async {
        if let Some(stdin) = &mut stdin {
            for bytes in input {
                stdin.write_all(bytes).await?;
            }
        }
        drop(stdin);
        child.wait_with_output().await
    };
    let done = tokio::time::timeout(time, work).await;
    match done.map_err(Error::internal)?.map_err(Error::internal)? {
        done if done.status.success() => Ok(done.stdout),
        done => Err(Error::internal(format!(
            "{word} ended with {}: {}",
            done.status,
            String::from_utf8_lossy(&done.stderr).trim()
        ))),
    }
}
