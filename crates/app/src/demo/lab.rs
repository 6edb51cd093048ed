//! What the sample company means to improve in its SOPs.

use kernel::{Error, Result, Text};
use records::{Condition, Cx};
use serde::Deserialize;
use serde_json::json;
use store::Tx;
use store::records::find;

use super::Member;
use super::words::Words;
use crate::App;
use crate::improvements::Improvement;
use crate::setup::make;
use crate::sop::Sop;

/// Texts, in `packs/demo/lab.yaml`.
#[derive(Clone, Debug, Deserialize)]
struct LabWords {
    improvements: Vec<Idea>,
}

#[derive(Clone, Debug, Deserialize)]
struct Idea {
    name: Text,
    source: String,
    measure: String,
    status: String,
    finding: Text,
    expected: Text,
    /// Days from now by which it is to be done.
    due: i32,
}

/// Makes them, a few days apart.
pub(super) fn fill(tx: &mut Tx<'_>, app: &App, cx: &Cx, words: &Words, members: &[Member]) -> Result<()> {
    let own: LabWords = super::words::read(include_str!("../../../../packs/demo/lab.yaml"))?;
    let ops = members.iter().find(|m| m.role == "ops").ok_or_else(Error::not_found)?;
    let managers: Vec<&Member> = members.iter().filter(|m| m.role == "manager").collect();
    let sops: Vec<Sop> = find(tx, cx, &Condition::always(), 50)?;
    let sop = sops.iter().find(|s| s.key == "solution_selling").map(|s| s.id);
    for (i, idea) in own.improvements.iter().enumerate() {
        let owner = managers.get(i).copied().unwrap_or(ops);
        let then = cx.at(cx.now.plus_seconds(-(9 - 3 * i as i64) * 86_400));
        let body = json!({
            Improvement::name: words.say(&idea.name), Improvement::source: idea.source, Improvement::measure: idea.measure,
            Improvement::status: idea.status, Improvement::finding: words.say(&idea.finding),
            Improvement::expected: words.say(&idea.expected), Improvement::sop: sop, Improvement::owner: owner.id,
            Improvement::team: owner.team, Improvement::due_on: cx.today().plus(idea.due).to_string(),
        });
        make(tx, app, &then, Improvement::OBJECT, body)?;
    }
    Ok(())
}
