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

/// Sends `request` to a server of its own and gives what comes back first.
async fn first_answer(kit: &crate::kit::Kit, request: &[u8]) -> String {
    let state = server::State::new(kit.app.clone(), server::Config::default());
    let serving = server::serve(state, "127.0.0.1:0").await.unwrap();
    let mut stream = TcpStream::connect(serving.address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = vec![0; 8192];
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut answer)).await;
    let length = read.expect("an answer at once").unwrap();
    drop(stream);
    serving.stop().await;
    String::from_utf8_lossy(&answer[..length]).to_lowercase()
}

#[test]
fn a_body_that_is_too_large_is_refused_before_it_is_sent() {
    each(async |kit| {
        let known = "authorization: Bearer rep@demo.example\r\n";
        for (who, path, length) in [
            (known, "/api/v1/opportunities", 2_000_000),
            // Strangers may send less.
            ("", "/api/v1/session", 100_000),
            ("authorization: Bearer nobody\r\n", "/api/v1/session", 100_000),
        ] {
            let request = format!(
                "POST {path} HTTP/1.1\r\nhost: here\r\n{who}content-type: application/json\r\nexpect: 100-continue\r\n\
                 content-length: {length}\r\n\r\n"
            );
            let answer = first_answer(kit, request.as_bytes()).await;
            assert!(answer.starts_with("http/1.1 413"), "{path}: {answer}");
        }
        let request = "POST /api/v1/opportunities HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n\
             expect: 100-continue\r\ncontent-length: 100000\r\n\r\n";
        let answer = first_answer(kit, request.as_bytes()).await;
        assert!(answer.starts_with("http/1.1 401"), "{answer}");
        let request = format!(
            "POST /api/v1/opportunities HTTP/1.1\r\nhost: here\r\n{known}content-type: application/json\r\n\
             expect: 100-continue\r\ncontent-length: 100000\r\n\r\n"
        );
        let answer = first_answer(kit, request.as_bytes()).await;
        assert!(answer.starts_with("http/1.1 100"), "{answer}");
    });
}

#[test]
fn the_page_is_only_read() {
    each(async |kit| {
        for (method, target) in [("CONNECT", "here:80"), ("POST", "/"), ("PUT", "/deals"), ("TRACE", "/")] {
            let request = format!("{method} {target} HTTP/1.1\r\nhost: here\r\ncontent-length: 0\r\n\r\n");
            let answer = first_answer(kit, request.as_bytes()).await;
            assert!(answer.starts_with("http/1.1 405"), "{method} {target}: {answer}");
        }
    });
}

#[test]
fn an_origin_that_cannot_be_read_is_another_site() {
    each(async |kit| {
        for header in [&b"origin: http://h\xe9re"[..], b"sec-fetch-site: same-\xf6rigin"] {
            let mut request =
                b"POST /api/v1/opportunities HTTP/1.1\r\nhost: here\r\nauthorization: Bearer rep@demo.example\r\n"
                    .to_vec();
            request.extend_from_slice(header);
            request.extend_from_slice(b"\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
            let answer = first_answer(kit, &request).await;
            assert!(answer.starts_with("http/1.1 403"), "{answer}");
        }
    });
}
