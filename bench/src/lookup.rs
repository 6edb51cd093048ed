//! What the measurements ask first: which stages, teams and ids there are.

use std::io;

use rusqlite::types::Value;
use serde_json::{Value as Json, json};

use crate::server::{Server, encode};

/// An id as the database keeps it.
pub fn blob(id: &str) -> Value {
    let hex: Vec<u8> = id.bytes().filter(|b| *b != b'-').collect();
    let nibble = |b: u8| (b as char).to_digit(16).unwrap_or(0) as u8;
    Value::Blob(
        hex.chunks(2)
            .map(|pair| nibble(pair[0]) << 4 | nibble(*pair.get(1).unwrap_or(&b'0')))
            .collect(),
    )
}

/// The stages in which this person has opportunities.
pub fn stages(server: &Server, token: &str) -> io::Result<Vec<String>> {
    grouped(server, token, "stage").map(|rows| rows.into_iter().map(|(stage, _)| stage).collect())
}

/// The source that fewest of the visible opportunities have.
pub fn rarest(server: &Server, token: &str) -> io::Result<String> {
    let rows = grouped(server, token, "source")?;
    rows.into_iter()
        .min_by_key(|(_, n)| *n)
        .map(|(source, _)| source)
        .ok_or_else(|| io::Error::other("no sources"))
}

fn grouped(server: &Server, token: &str, field: &str) -> io::Result<Vec<(String, i64)>> {
    let body = json!({"group": [field], "measures": ["count"]}).to_string();
    let answer = server.json("POST", "/api/v1/opportunities/aggregate", token, Some(&body))?;
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    Ok(rows
        .iter()
        .filter_map(|r| Some((r[field].as_str()?.to_owned(), r["count"].as_i64()?)))
        .collect())
}

/// The teams whose opportunities this person sees.
pub fn teams(server: &Server, token: &str) -> io::Result<Vec<String>> {
    let body = json!({"group": ["team"], "measures": ["count"]}).to_string();
    let answer = server.json("POST", "/api/v1/opportunities/aggregate", token, Some(&body))?;
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    let id = |r: &Json| {
        r["team"]
            .as_str()
            .or_else(|| r["team"]["id"].as_str())
            .map(str::to_owned)
    };
    Ok(rows.iter().filter_map(id).collect())
}

/// Ids that this person sees, over several pages.
pub fn ids(server: &Server, token: &str, object: &str, wanted: usize) -> io::Result<Vec<String>> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    while found.len() < wanted {
        let path = format!("/api/v1/{object}?limit=200&fields=name{cursor}");
        let page = server.json("GET", &path, token, None)?;
        let rows = page["data"].as_array().cloned().unwrap_or_default();
        found.extend(rows.iter().filter_map(|r| r["id"].as_str().map(str::to_owned)));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={}", encode(next)),
            None => break,
        }
    }
    found.truncate(wanted);
    Ok(found)
}
