//! From YAML text to a document.

use records::Condition;
use serde_json::{Map as JsonMap, Value as Json};

use crate::document::{ENTRIES, STAGES, STEPS};
use crate::fault::{Fault, Places};
use crate::reader::{Map, Notes};
use crate::yaml::{self, Data, Node};
use crate::{
    Document, Exit, Fix, Kind, Next, Phase, Question, QuestionGroup, QuestionKind, QuestionList, Role, Skip, Sop, Span,
    Stage, Step, Weight,
};

/// Bytes of a document's text at most.
pub const DOCUMENT_BYTES: usize = 512 * 1024;

/// A document and where its parts stand in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The document.
    pub document: Document,
    /// Where its parts stand.
    pub places: Places,
}

/// Reads a document from YAML (JSON is YAML too). What it says is checked by [`validate`](crate::validate).
///
/// # Errors
/// Everything that keeps the text from being read, each with its place.
pub fn parse(text: &str) -> Result<Parsed, Vec<Fault>> {
    let mut notes = Notes::default();
    if text.len() > DOCUMENT_BYTES {
        let (zh, en) = ("文档太大：最多 512 KB", "the document is too large: 512 KB at most");
        notes.faults.error(crate::fault::Place::default(), "", zh, en);
        return Err(notes.faults.sorted());
    }
    let root = yaml::read(text)?;
    let document = document(&mut notes, &root);
    match document {
        Some(document) if notes.faults.is_fine() => Ok(Parsed {
            document,
            places: notes.places,
        }),
        _ => Err(notes.faults.sorted()),
    }
}

/// A document's text as JSON, whatever it says.
///
/// # Errors
/// Where the text isn't YAML.
pub fn to_json(text: &str) -> Result<Json, Vec<Fault>> {
    Ok(yaml::read(text)?.to_json())
}

fn document(notes: &mut Notes, root: &Node) -> Option<Document> {
    let mut m = Map::open(notes, root, String::new())?;
    let sop = m.need("sop");
    let sop = sop.and_then(|node| {
        let path = m.at("sop");
        sop_head(m.notes, node, path)
    });
    let roles = m.list("roles", ENTRIES, role);
    m.need("stages");
    let stages = m.list("stages", STAGES, stage);
    let questions = m.list("questions", ENTRIES, question_list);
    m.close();
    Some(Document {
        sop: sop?,
        roles,
        stages,
        questions,
    })
}

fn sop_head(notes: &mut Notes, node: &Node, path: String) -> Option<Sop> {
    let mut m = Map::open(notes, node, path)?;
    let sop = Sop {
        key: m.key("key"),
        name: m.text("name"),
        object: m.key("object"),
        description: m.text("description"),
        owner_role: m.key("owner_role"),
        review_after_days: m.number("review_after_days", 1, 3650) as u32,
    };
    m.close();
    Some(sop)
}

fn role(notes: &mut Notes, node: &Node, path: String) -> Option<Role> {
    let mut m = Map::open(notes, node, path)?;
    let role = Role {
        key: m.key("key"),
        name: m.text("name"),
    };
    m.close();
    Some(role)
}

fn stage(notes: &mut Notes, node: &Node, path: String) -> Option<Stage> {
    let mut m = Map::open(notes, node, path)?;
    m.need("phase");
    m.need("target");
    let stage = Stage {
        key: m.key("key"),
        phase: m.opt_word("phase", &Phase::ALL).unwrap_or(Phase::Develop),
        name: m.text("name"),
        goal: m.text("goal"),
        role: m.key("role"),
        target: span(&mut m, "target").unwrap_or(Span::Days(1)),
        probability: m.number("probability", 0, 100) as u8,
        signing: m.flag("signing", false),
        standards: m.texts("standards", ENTRIES),
        cautions: m.texts("cautions", ENTRIES),
        appraisal: m.opt_text("appraisal"),
        steps: m.list("steps", STEPS, step),
        exit: m.list("exit", STEPS, exit),
        next: m.get("next").is_some().then(|| m.list("next", STAGES, next)),
    };
    m.close();
    Some(stage)
}

fn step(notes: &mut Notes, node: &Node, path: String) -> Option<Step> {
    let mut m = Map::open(notes, node, path)?;
    m.need("kind");
    m.need("required");
    let required = m.flag("required", true);
    let step = Step {
        key: m.key("key"),
        kind: m.opt_word("kind", &Kind::ALL).unwrap_or(Kind::Field),
        title: m.text("title"),
        required,
        role: m.opt_key("role"),
        wait: span(&mut m, "wait"),
        due: span(&mut m, "due"),
        skip: m
            .opt_word("skip", &Skip::ALL)
            .unwrap_or(if required { Skip::Consent } else { Skip::Free }),
        severity: m.opt_word("severity", &Weight::ALL).unwrap_or(Weight::Normal),
        guidance: m.opt_text("guidance"),
        why: m.opt_text("why"),
        items: m.texts("items", ENTRIES),
        questions: m.keys("questions", ENTRIES),
        done_when: condition(&mut m, "done_when"),
        fix: fix(&mut m),
    };
    m.close();
    Some(step)
}

fn exit(notes: &mut Notes, node: &Node, path: String) -> Option<Exit> {
    let mut m = Map::open(notes, node, path)?;
    m.need("when");
    let (text, when, fix) = (m.text("text"), condition(&mut m, "when"), fix(&mut m));
    m.close();
    Some(Exit { text, when: when?, fix })
}

fn next(notes: &mut Notes, node: &Node, path: String) -> Option<Next> {
    let mut m = Map::open(notes, node, path)?;
    let next = Next {
        to: m.key("to"),
        when: condition(&mut m, "when"),
    };
    m.close();
    Some(next)
}

fn span(m: &mut Map<'_, '_>, key: &'static str) -> Option<Span> {
    let text = m.opt_string(key)?;
    let span = Span::parse(&text);
    if span.is_none() {
        m.fault(
            key,
            format!("“{text}”不是时长：请写工作小时（如 4h）或工作日（如 10d）"),
            format!("\"{text}\" is no length of time: write working hours (4h) or working days (10d)"),
        );
    }
    span
}

fn condition(m: &mut Map<'_, '_>, key: &'static str) -> Option<Condition> {
    let node = m.get(key)?;
    let path = m.at(key);
    note_places(m.notes, node, &path);
    match Condition::parse(&node.to_json()) {
        Ok(condition) => Some(condition),
        Err(error) => {
            for fault in error.errors() {
                let path = format!("{path}{}", fault.pointer);
                let place = m.notes.places.at(&path);
                m.notes.faults.error(place, &path, &fault.text.zh, &fault.text.en);
            }
            None
        }
    }
}

/// Notes the places of everything in `node`, so that faults inside a condition are found.
fn note_places(notes: &mut Notes, node: &Node, path: &str) {
    notes.places.put(path, node.place);
    match &node.data {
        Data::Scalar(_) => {}
        Data::List(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, n)| note_places(notes, n, &format!("{path}/{i}"))),
        Data::Map(entries) => entries
            .iter()
            .for_each(|(k, _, n)| note_places(notes, n, &format!("{path}/{k}"))),
    }
}

fn fix(m: &mut Map<'_, '_>) -> Option<Fix> {
    let node = m.get("fix")?;
    let path = m.at("fix");
    let mut inner = Map::open(m.notes, node, path)?;
    let create = inner.get("create").and_then(|node| {
        let path = inner.at("create");
        let mut c = Map::open(inner.notes, node, path)?;
        let object = c.key("object");
        let values = c.get("values").map(Node::to_json);
        c.close();
        let values = if let Some(Json::Object(values)) = values {
            values
        } else {
            JsonMap::new()
        };
        Some(Fix::Create { object, values })
    });
    let found = [
        inner.opt_string("field").map(Fix::Field),
        create,
        inner.opt_key("log").map(Fix::Log),
        inner.opt_key("question").map(Fix::Question),
        inner.opt_key("step").map(Fix::Step),
    ];
    inner.close();
    let mut found = found.into_iter().flatten();
    let (first, second) = (found.next(), found.next());
    if first.is_none() || second.is_some() {
        m.fault(
            "fix",
            "fix 只写一项：field、create、log、question 或 step",
            "a fix is one of field, create, log, question, step",
        );
    }
    first
}

fn question_list(notes: &mut Notes, node: &Node, path: String) -> Option<QuestionList> {
    let mut m = Map::open(notes, node, path)?;
    m.need("groups");
    let list = QuestionList {
        key: m.key("key"),
        name: m.text("name"),
        groups: m.list("groups", ENTRIES, question_group),
    };
    m.close();
    Some(list)
}

fn question_group(notes: &mut Notes, node: &Node, path: String) -> Option<QuestionGroup> {
    let mut m = Map::open(notes, node, path)?;
    m.need("key");
    m.need("questions");
    let group = QuestionGroup {
        key: m.opt_string("key").unwrap_or_default(),
        name: m.text("name"),
        questions: m.list("questions", ENTRIES, question),
    };
    m.close();
    Some(group)
}

fn question(notes: &mut Notes, node: &Node, path: String) -> Option<Question> {
    let mut m = Map::open(notes, node, path)?;
    m.need("kind");
    let question = Question {
        key: m.key("key"),
        text: m.text("text"),
        important: m.flag("important", false),
        kind: m.opt_word("kind", &QuestionKind::ALL).unwrap_or(QuestionKind::Open),
    };
    m.close();
    Some(question)
}
