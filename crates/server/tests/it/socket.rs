//! What only shows on a real connection.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::kit::each;

/// A program sends the head first, the body a moment later: what is refused by its address or method too leaves the connection
/// in good order.
#[test]
fn refused_before_the_body_is_there() {
    each(async |kit| {
        let state = server::State::new(kit.app.clone(), server::Config::default());
        let serving = server::serve(state, "127.0.0.1:0").await.unwrap();
        let mut stream = TcpStream::connect(serving.address).await.unwrap();
        for (path, status) in [("/api/v1/me", 405), ("/api/v1/no/such/place/here", 404)] {
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(100)).await;
            stream.write_all(b"{}").await.unwrap();
            let mut answer = vec![0; 8192];
            let length = stream.read(&mut answer).await.unwrap();
            let answer = String::from_utf8_lossy(&answer[..length]).to_lowercase();
            assert!(answer.starts_with(&format!("http/1.1 {status}")), "{path}: {answer}");
            assert!(!answer.contains("connection: close"), "{path}: {answer}");
        }
        serving.stop().await;
    });
}
