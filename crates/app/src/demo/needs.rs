//! What the sample company asks with its own lists, what customers need, and who reports to whom on open deals.

use std::collections::HashMap;

use kernel::{Error, Id, Lang, Result, Text};
use records::{Condition, Cx, Op};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::find;

use super::Member;
use super::dice::Dice;
use super::words::Words;
use crate::App;
use crate::engine::{Mode, save_changes, store_new};
use crate::needs::{Confirmation, Need, Question, QuestionList, confirm};
use crate::opportunities::{Opportunity, Stakeholder};
use crate::setup::make;
use crate::sop::Answer;

/// The file, `packs/demo/needs.yaml`.
#[derive(Clone, Debug, Deserialize)]
struct File {
    lists: Vec<List>,
    needs: Vec<Heard>,
    losses: Vec<i64>,
}

#[derive(Clone, Debug, Deserialize)]
struct List {
    name: Text,
    purpose: Text,
    #[serde(default)]
    phase: Option<String>,
    questions: Vec<Asked>,
}

#[derive(Clone, Debug, Deserialize)]
struct Asked {
    key: String,
    text: Text,
    part: String,
    answer: String,
    #[serde(default)]
    important: bool,
    #[serde(default)]
    choices: Option<String>,
    #[serde(default)]
    when: Option<Json>,
}

#[derive(Clone, Debug, Deserialize)]
struct Heard {
    title: Text,
    kind: String,
    #[serde(default)]
    why: Option<Text>,
    #[serde(default)]
    impact: Option<i64>,
    sensitivity: String,
    source: Text,
    /// The customer's words, if they confirmed it.
    #[serde(default)]
    words: Option<Text>,
}

/// Open and closed deals on which the lists were used, at most.
const OPEN: usize = 24;
const CLOSED: usize = 40;

/// Makes the lists, and what was heard with them.
pub(super) fn fill(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    words: &Words,
    members: &[Member],
    people: &HashMap<Id, Cx>,
) -> Result<()> {
    let file: File = super::words::read(include_str!("../../../../packs/demo/needs.yaml"))?;
    lists(tx, app, cx, &file)?;
    let rep = members.iter().find(|m| m.email == "rep@demo.example").map(|m| m.id);
    let rep = rep.ok_or_else(Error::not_found)?;
    let mut telling = Telling {
        app,
        cx,
        lang: words.lang,
        people,
        file: &file,
        dice: Dice::new(77),
    };
    let in_phase = Condition::leaf(
        Opportunity::phase,
        Op::In,
        json!(["discover", "propose", "negotiate", "sign"]),
    );
    let open = Condition::leaf(Opportunity::status, Op::Eq, "open").and(in_phase);
    let own = open
        .clone()
        .and(Condition::leaf(Opportunity::owner, Op::Eq, rep.to_string()));
    let mut deals: Vec<Opportunity> = find(tx, cx, &own, OPEN / 2)?;
    let others = open.and(Condition::leaf(Opportunity::owner, Op::Ne, rep.to_string()));
    deals.extend(find::<Opportunity>(tx, cx, &others, OPEN / 2)?);
    for (n, deal) in deals.iter().enumerate() {
        telling.open(tx, n, deal)?;
    }
    let closed = Condition::leaf(Opportunity::status, Op::In, json!(["won", "lost"]));
    let recently = closed.and(Condition::leaf(
        Opportunity::closed_on,
        Op::Within,
        json!({ "last": 90, "unit": "day" }),
    ));
    for deal in find::<Opportunity>(tx, cx, &recently, CLOSED)? {
        telling.closed(tx, &deal)?;
    }
    Ok(())
}

fn lists(tx: &mut Tx<'_>, app: &App, cx: &Cx, file: &File) -> Result<()> {
    let then = cx.at(cx.now.plus_seconds(-200 * 86_400));
    for list in &file.lists {
        let body = json!({ QuestionList::name: list.name.zh, QuestionList::name_en: list.name.en,
            QuestionList::purpose: list.purpose.get(cx.workspace.lang), QuestionList::phase: list.phase });
        let id = make(tx, app, &then, QuestionList::OBJECT, body)?;
        for (n, asked) in list.questions.iter().enumerate() {
            let body = json!({ Question::list: id, Question::text: asked.text.zh, Question::text_en: asked.text.en, Question::part: asked.part,
                Question::answer: asked.answer, Question::choices: asked.choices, Question::important: asked.important,
                Question::position: n as i64 + 1, Question::key: asked.key, Question::condition: asked.when });
            make(tx, app, &then, Question::OBJECT, body)?;
        }
    }
    Ok(())
}

/// Who tells it.
struct Telling<'a> {
    app: &'a App,
    cx: &'a Cx,
    lang: Lang,
    people: &'a HashMap<Id, Cx>,
    file: &'a File,
    dice: Dice,
}

impl Telling<'_> {
    /// The owner of a deal, so many days ago, but not before the deal.
    fn owner(&self, deal: &Opportunity, ago: f64) -> Result<Cx> {
        let cx = deal
            .owner
            .and_then(|id| self.people.get(&id))
            .ok_or_else(Error::not_found)?;
        let then = self.cx.now.plus_seconds(-(ago * 86_400.0) as i64);
        Ok(cx.at(then.max(deal.created_at)))
    }

    fn make(&self, tx: &mut Tx<'_>, cx: &Cx, object: &str, body: Json) -> Result<Id> {
        let mut body = super::story::members(body);
        body.retain(|_, value| !value.is_null());
        store_new(tx, self.app, cx, cx.object(object)?, &body, Mode::Program)
    }

    fn answer(&self, tx: &mut Tx<'_>, cx: &Cx, deal: Id, question: &str, mut body: Json) -> Result<Id> {
        body["opportunity"] = json!(deal);
        body["question"] = json!(question);
        self.make(tx, cx, Answer::OBJECT, body)
    }

    /// An open deal: answers of every kind, lines on the map, and what is needed.
    fn open(&mut self, tx: &mut Tx<'_>, n: usize, deal: &Opportunity) -> Result<()> {
        let of = Condition::leaf(Stakeholder::opportunity, Op::Eq, deal.id.to_string());
        let known: Vec<Stakeholder> = find(tx, self.cx, &of, 20)?;
        self.lines(tx, deal, &known)?;
        let (ago, talked) = (self.dice.between(0.4, 6.0), self.owner(deal, 7.0)?);
        let how = ["人工台账", "表格", "条码或系统"][n % 3];
        self.answer(
            tx,
            &talked,
            deal.id,
            "q_trace_how",
            json!({ "choice": how, "text": how }),
        )?;
        let loss = self.loss();
        let lost = json!({ "amount": format!("{loss}.00"), "text": format!("{loss}.00") });
        let told = self.answer(tx, &talked, deal.id, "q_stop_loss", lost)?;
        if let Some(person) = known.first().filter(|_| n.is_multiple_of(2)) {
            self.answer(
                tx,
                &talked,
                deal.id,
                "q_most_urgent",
                json!({ "person": person.contact }),
            )?;
        }
        for (i, heard) in self.file.needs.iter().enumerate().take(1 + n % 3) {
            let cx = self.owner(deal, ago)?;
            let say = |text: &Text| text.get(self.lang).to_owned();
            let body = json!({ "opportunity": deal.id, "title": say(&heard.title), "kind": heard.kind, "why": heard.why.as_ref().map(say),
                "contact": known.get(i).map(|p| p.contact), "impact": heard.impact.map(|yuan| format!("{yuan}.00")),
                "price_sensitivity": heard.sensitivity, "source": say(&heard.source), "said_on": cx.today().to_string(),
                "answer": (i == 0).then_some(told) });
            let need = self.make(tx, &cx, Need::OBJECT, body)?;
            let by = known.get(i).map(|p| p.contact);
            if let (Some(words), Some(by), true) = (&heard.words, by, n.is_multiple_of(2)) {
                let reply = Confirmation {
                    status: "confirmed".to_owned(),
                    how: "message".to_owned(),
                    by: Some(by),
                    at: None,
                    words: Some(say(words)),
                };
                confirm(tx, self.app, &self.owner(deal, ago / 3.0)?, need, &reply)?;
            }
        }
        Ok(())
    }

    fn loss(&mut self) -> i64 {
        *self.dice.of(&self.file.losses)
    }

    /// The others report to whoever decides, who carries the most weight.
    fn lines(&self, tx: &mut Tx<'_>, deal: &Opportunity, known: &[Stakeholder]) -> Result<()> {
        let Some(boss) = known.iter().find(|p| p.role.as_deref() == Some("decider")) else {
            return Ok(());
        };
        let cx = self.owner(deal, 5.0)?;
        let object = cx.object(Stakeholder::OBJECT)?;
        for person in known {
            let above = person.id == boss.id;
            let body = json!({ "influence": if above { "high" } else { "medium" }, "reports_to": (!above).then_some(boss.id) });
            let Some(old) = store::records::load(tx, &cx.as_system(), object, person.id, records::Action::Read)? else {
                continue;
            };
            save_changes(
                tx,
                self.app,
                &cx,
                object,
                &old,
                &super::story::members(body),
                Mode::Program,
            )?;
        }
        Ok(())
    }

    /// A deal that ended: how it was traced there, so that answers can be held against outcomes.
    fn closed(&mut self, tx: &mut Tx<'_>, deal: &Opportunity) -> Result<()> {
        let ended = deal.closed_on.map_or(0, |day| self.cx.today().0 - day.0);
        let cx = self.owner(deal, f64::from(ended) + 2.0)?;
        let how = ["人工台账", "表格", "条码或系统"][self.dice.below(3)];
        self.answer(tx, &cx, deal.id, "q_trace_how", json!({ "choice": how, "text": how }))?;
        if deal.status == "won" || self.dice.chance(0.6) {
            let loss = self.loss();
            self.answer(
                tx,
                &cx,
                deal.id,
                "q_stop_loss",
                json!({ "amount": format!("{loss}.00"), "text": format!("{loss}.00") }),
            )?;
        }
        Ok(())
    }
}
