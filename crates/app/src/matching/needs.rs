//! What a deal's customer needs, as far as it is recorded.

use kernel::{Id, Result};
use records::{Condition, Cx, ObjectDef, Op};
use store::Tx;
use store::records::find;

use crate::needs::Need;
use crate::opportunities::Opportunity;
use crate::sop::Answer;

/// Needs, or answers, that are looked at.
const LOOKED_AT: usize = 100;

/// Characters of one of them that are looked at.
const LENGTH: usize = 2_000;

/// Something the customer wants solved.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its record; none for what stands in the deal itself.
    pub id: Option<Id>,
    /// The object of the record.
    pub object: &'static str,
    /// How one speaks of it.
    pub label: String,
    /// All that is said of it.
    pub text: String,
}

/// Its needs; where none is recorded yet, what the deal says of the pain and what was answered. Tells whether they are needs.
pub fn wanted(tx: &mut Tx<'_>, cx: &Cx, deal: &Opportunity) -> Result<(bool, Vec<Wanted>)> {
    let of = |field: &str| Condition::leaf(field, Op::Eq, deal.id.to_string());
    if let Ok(object) = cx.object(Need::OBJECT)
        && whole(cx, object, Need::title)
    {
        // What the customer denied is no need of theirs.
        let open = of(Need::opportunity).and(Condition::leaf(Need::status, Op::Ne, "refused"));
        let needs: Vec<Need> = find(tx, cx, &open, LOOKED_AT)?;
        if !needs.is_empty() {
            let why = whole(cx, object, Need::why);
            let wanted = needs.into_iter().map(|need| {
                let more = need.why.filter(|_| why).unwrap_or_default();
                Wanted {
                    id: Some(need.id),
                    object: Need::OBJECT,
                    text: cut(&format!("{}\n{more}", need.title)),
                    label: need.title,
                }
            });
            return Ok((true, wanted.collect()));
        }
    }
    let mut wanted = Vec::new();
    let deals = cx.object(Opportunity::OBJECT)?;
    if let Some(pain) = deal.pain.as_deref().filter(|_| whole(cx, deals, Opportunity::pain)) {
        wanted.push(Wanted {
            id: None,
            object: Opportunity::OBJECT,
            label: first_line(pain),
            text: cut(pain),
        });
    }
    if let Ok(object) = cx.object(Answer::OBJECT)
        && whole(cx, object, Answer::text)
    {
        let answers: Vec<Answer> = find(tx, cx, &of(Answer::opportunity), LOOKED_AT)?;
        for answer in answers.into_iter().filter(|a| !a.thin) {
            let Some(text) = answer.text else { continue };
            wanted.push(Wanted {
                id: Some(answer.id),
                object: Answer::OBJECT,
                label: first_line(&text),
                text: cut(&text),
            });
        }
    }
    Ok((false, wanted))
}

fn whole(cx: &Cx, object: &ObjectDef, key: &str) -> bool {
    object.field(key).is_some_and(|f| cx.sees_whole(object, f))
}

fn cut(text: &str) -> String {
    text.chars().take(LENGTH).collect()
}

fn first_line(text: &str) -> String {
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
        .trim();
    if line.chars().count() <= 60 {
        line.to_owned()
    } else {
        line.chars().take(59).chain(['…']).collect()
    }
}
