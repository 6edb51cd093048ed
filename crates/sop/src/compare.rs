//! Two versions of a document side by side: what is new, what is gone, what is otherwise, stage by stage and in words.

use std::collections::BTreeSet;

use kernel::Text;
use serde::Serialize;

use crate::{Condition, Document, Exit, Skip, Span, Stage, Step};

/// How something stands to what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Change {
    Same,
    Added,
    Removed,
    Changed,
}

/// What differs between two documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What differs beside the stages.
    pub notes: Vec<Note>,
    /// Every stage of both, in the order of the newer one; those that are gone stand where they stood.
    pub stages: Vec<StageChange>,
}

/// How a stage stands to what it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageChange {
    /// Its key.
    pub key: String,
    /// Its name, as it is now; as it was if it is gone.
    pub name: Text,
    /// How it stands.
    pub change: Change,
    /// What differs, in words.
    pub notes: Vec<Note>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Note {
    /// The part that differs: `sop`, `stage`, `step`, `gate`, `way`, `questions`.
    pub part: &'static str,
    /// The key of the step or question list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// How it stands to what it was.
    pub change: Change,
    /// The difference in words.
    pub text: Text,
}

impl Comparison {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.stages.iter().all(|s| s.change == Change::Same)
    }
}

/// Says a condition in words.
pub type Say<'s> = &'s dyn Fn(&Condition) -> Text;

/// What differs in `new` from `old`.
pub fn compare(old: &Document, new: &Document, say: Say<'_>) -> Comparison {
    let mut notes = Vec::new();
    wording(&mut notes, "sop", None, ("名称", "name"), &old.sop.name, &new.sop.name);
    let what = ("说明", "description");
    wording(
        &mut notes,
        "sop",
        None,
        what,
        &old.sop.description,
        &new.sop.description,
    );
    let lists: BTreeSet<&str> = old
        .questions
        .iter()
        .chain(&new.questions)
        .map(|l| l.key.as_str())
        .collect();
    for key in lists {
        let note = match (old.question_list(key), new.question_list(key)) {
            (None, Some(list)) => (Change::Added, both("新增问题清单", "New question list", &list.name)),
            (Some(list), None) => (
                Change::Removed,
                both("删去问题清单", "Question list removed", &list.name),
            ),
            (Some(a), Some(b)) if a != b => (
                Change::Changed,
                both("问题清单有修改：", "Question list changed:", &b.name),
            ),
            _ => continue,
        };
        notes.push(Note {
            part: "questions",
            key: Some(key.to_owned()),
            change: note.0,
            text: note.1,
        });
    }
    let moved = moved(old, new);
    let mut stages: Vec<StageChange> = new
        .stages
        .iter()
        .enumerate()
        .map(|(i, stage)| match old.stage(&stage.key) {
            None => whole(stage, Change::Added),
            Some((before, was)) => {
                let mut notes = Vec::new();
                if moved.contains(stage.key.as_str()) {
                    let text = Text::new(
                        format!("次序由第 {} 改为第 {}", before + 1, i + 1),
                        format!("Place changed from {} to {}", before + 1, i + 1),
                    );
                    notes.push(changed("stage", None, text));
                }
                in_stage(&mut notes, was, stage, say);
                ways(&mut notes, (old, before), (new, i), say);
                StageChange {
                    key: stage.key.clone(),
                    name: stage.name.clone(),
                    change: if notes.is_empty() {
                        Change::Same
                    } else {
                        Change::Changed
                    },
                    notes,
                }
            }
        })
        .collect();
    for (i, stage) in old
        .stages
        .iter()
        .enumerate()
        .filter(|(_, s)| new.stage(&s.key).is_none())
    {
        let earlier = old.stages[..i].iter().rev();
        let mut after = earlier.filter_map(|s| stages.iter().position(|there| there.key == s.key));
        let place = after.next().map_or(0, |before| before + 1);
        stages.insert(place, whole(stage, Change::Removed));
    }
    Comparison { notes, stages }
}

/// A stage that only one of them has.
fn whole(stage: &Stage, change: Change) -> StageChange {
    let (zh, en) = if change == Change::Added {
        ("新增阶段", "New stage")
    } else {
        ("删去阶段", "Stage removed")
    };
    let required = stage.required().count();
    let text = Text::new(
        format!(
            "{zh}：{} 个步骤，其中必做 {required} 个，出口条件 {} 条",
            stage.steps.len(),
            stage.exit.len()
        ),
        format!(
            "{en}: {} steps, {required} of them required, {} gate conditions",
            stage.steps.len(),
            stage.exit.len()
        ),
    );
    StageChange {
        key: stage.key.clone(),
        name: stage.name.clone(),
        change,
        notes: vec![Note {
            part: "stage",
            key: None,
            change,
            text,
        }],
    }
}

/// The stages that stand elsewhere among those that both have: all but a longest run that kept its order.
fn moved<'d>(old: &Document, new: &'d Document) -> BTreeSet<&'d str> {
    let places: Vec<(usize, &str)> = new
        .stages
        .iter()
        .filter_map(|s| old.stage(&s.key).map(|(i, _)| (i, s.key.as_str())))
        .collect();
    // The longest increasing run that ends at each place, and the place before it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(places.len());
    for (i, (place, _)) in places.iter().enumerate() {
        let before = (0..i).filter(|j| places[*j].0 < *place).max_by_key(|j| best[*j].0);
        best.push((before.map_or(1, |j| best[j].0 + 1), before));
    }
    let mut kept = BTreeSet::new();
    let mut at = (0..places.len()).max_by_key(|i| best[*i].0);
    while let Some(i) = at {
        kept.insert(places[i].1);
        at = best[i].1;
    }
    places
        .into_iter()
        .map(|(_, key)| key)
        .filter(|key| !kept.contains(key))
        .collect()
}

fn in_stage(notes: &mut Vec<Note>, old: &Stage, new: &Stage, say: Say<'_>) {
    wording(notes, "stage", None, ("名称", "name"), &old.name, &new.name);
    wording(notes, "stage", None, ("目标", "goal"), &old.goal, &new.goal);
    if old.phase != new.phase {
        let (a, b) = (old.phase.name(), new.phase.name());
        notes.push(changed("stage", None, from_to(("阶段类别", "phase"), &a, &b)));
    }
    if old.role != new.role {
        notes.push(changed(
            "stage",
            None,
            from_to(("负责角色", "role"), &plain(&old.role), &plain(&new.role)),
        ));
    }
    if old.target != new.target {
        let (a, b) = (span(Some(old.target)), span(Some(new.target)));
        notes.push(changed("stage", None, from_to(("目标用时", "time to take"), &a, &b)));
    }
    if old.probability != new.probability {
        let (a, b) = (
            plain(&format!("{}%", old.probability)),
            plain(&format!("{}%", new.probability)),
        );
        notes.push(changed("stage", None, from_to(("赢单概率", "probability"), &a, &b)));
    }
    if old.signing != new.signing {
        let text = if new.signing {
            Text::new(
                "改为签约阶段：离开即赢单",
                "Becomes the signing stage: leaving it wins the deal",
            )
        } else {
            Text::new("不再是签约阶段", "Is no longer the signing stage")
        };
        notes.push(changed("stage", None, text));
    }
    for (zh, en, a, b) in [
        ("服务标准", "service standards", &old.standards, &new.standards),
        ("注意事项", "cautions", &old.cautions, &new.cautions),
    ] {
        if a != b {
            let added = b.iter().filter(|t| !a.contains(t)).count();
            let gone = a.iter().filter(|t| !b.contains(t)).count();
            let text = Text::new(
                format!("{zh}：新增或改写 {added} 条，删去或改写 {gone} 条"),
                format!("Changed {en}: {added} new or reworded, {gone} gone or reworded"),
            );
            notes.push(changed("stage", None, text));
        }
    }
    if old.appraisal != new.appraisal {
        notes.push(changed(
            "stage",
            None,
            Text::new("考核标准有修改", "The appraisal standard is reworded"),
        ));
    }
    steps(notes, old, new, say);
    gates(notes, &old.exit, &new.exit, say);
}

fn steps(notes: &mut Vec<Note>, old: &Stage, new: &Stage, say: Say<'_>) {
    for step in &new.steps {
        match old.step(&step.key) {
            None => {
                let kind = if step.required {
                    ("必做", "required")
                } else {
                    ("可选", "optional")
                };
                notes.push(Note {
                    part: "step",
                    key: Some(step.key.clone()),
                    change: Change::Added,
                    text: Text::new(
                        format!("新增{}步骤「{}」{}", kind.0, step.title.zh, due(step, "，期限 ", "").zh),
                        format!(
                            "New {} step “{}”{}",
                            kind.1,
                            step.title.en,
                            due(step, "", ", due within ").en
                        ),
                    ),
                });
            }
            Some(was) => in_step(notes, was, step, say),
        }
    }
    for step in old.steps.iter().filter(|s| new.step(&s.key).is_none()) {
        notes.push(Note {
            part: "step",
            key: Some(step.key.clone()),
            change: Change::Removed,
            text: Text::new(
                format!("删去步骤「{}」", step.title.zh),
                format!("Step “{}” removed", step.title.en),
            ),
        });
    }
    let order = |stage: &Stage, other: &Stage| -> Vec<String> {
        let both = stage.steps.iter().filter(|s| other.step(&s.key).is_some());
        both.map(|s| s.key.clone()).collect()
    };
    if order(old, new) != order(new, old) {
        notes.push(changed(
            "stage",
            None,
            Text::new("步骤的次序有调整", "The steps stand in another order"),
        ));
    }
}

fn in_step(notes: &mut Vec<Note>, old: &Step, new: &Step, say: Say<'_>) {
    let mut said: Vec<Text> = Vec::new();
    if old.title != new.title {
        said.push(from_to(("名称", "title"), &old.title, &new.title));
    }
    if old.required != new.required {
        said.push(if new.required {
            Text::new("由可选改为必做", "becomes required")
        } else {
            Text::new("由必做改为可选", "becomes optional")
        });
    }
    if old.due != new.due {
        said.push(from_to(("期限", "due"), &span(old.due), &span(new.due)));
    }
    if old.wait != new.wait {
        said.push(from_to(
            ("最早可做", "possible after"),
            &span(old.wait),
            &span(new.wait),
        ));
    }
    if old.skip != new.skip {
        said.push(from_to(("跳过", "skipping"), &skip(old.skip), &skip(new.skip)));
    }
    if old.kind != new.kind || old.severity != new.severity || old.role != new.role {
        said.push(Text::new("类型、角色或权重有修改", "kind, role or weight changed"));
    }
    if old.done_when != new.done_when {
        let by_hand = Text::new("手工确认", "marked by hand");
        let how = |step: &Step| step.done_when.as_ref().map_or_else(|| by_hand.clone(), say);
        said.push(from_to(("完成的依据", "counts as done when"), &how(old), &how(new)));
    }
    if old.questions != new.questions {
        said.push(Text::new("问题清单有调整", "other question lists"));
    }
    if old.items != new.items {
        said.push(Text::new("检查项有修改", "other check items"));
    }
    if (&old.guidance, &old.why, &old.fix) != (&new.guidance, &new.why, &new.fix) {
        said.push(Text::new("指引有修改", "guidance reworded"));
    }
    if said.is_empty() {
        return;
    }
    let join = |parts: Vec<&str>, sep: &str| parts.join(sep);
    let zh = join(said.iter().map(|t| t.zh.as_str()).collect(), "；");
    let en = join(said.iter().map(|t| t.en.as_str()).collect(), "; ");
    let text = Text::new(
        format!("步骤「{}」{zh}", new.title.zh),
        format!("Step “{}”: {en}", new.title.en),
    );
    notes.push(changed("step", Some(new.key.clone()), text));
}

/// A condition of a gate is the same if it says or asks the same; then the other may differ.
fn gates(notes: &mut Vec<Note>, old: &[Exit], new: &[Exit], say: Say<'_>) {
    let mut left: Vec<&Exit> = old.iter().collect();
    for exit in new {
        let same = left
            .iter()
            .position(|e| e.text == exit.text)
            .or_else(|| left.iter().position(|e| e.when == exit.when));
        let note = match same.map(|i| left.remove(i)) {
            None => (
                Change::Added,
                both("出口新增条件", "The gate also asks for", &exit.text),
            ),
            Some(was) if was.when != exit.when => {
                let text = from_to(("", ""), &say(&was.when), &say(&exit.when));
                let text = Text::new(
                    format!("出口条件「{}」的判断{}", exit.text.zh, text.zh),
                    format!("How the gate judges “{}” {}", exit.text.en, text.en.trim_start()),
                );
                (Change::Changed, text)
            }
            Some(was) if was.text != exit.text => (
                Change::Changed,
                from_to(("出口条件", "The gate's condition"), &was.text, &exit.text),
            ),
            Some(_) => continue,
        };
        notes.push(Note {
            part: "gate",
            key: None,
            change: note.0,
            text: note.1,
        });
    }
    for exit in left {
        notes.push(Note {
            part: "gate",
            key: None,
            change: Change::Removed,
            text: both("出口不再要求", "The gate no longer asks for", &exit.text),
        });
    }
}

fn ways(notes: &mut Vec<Note>, old: (&Document, usize), new: (&Document, usize), say: Say<'_>) {
    let (a, b) = (led(old, say), led(new, say));
    if a != b {
        notes.push(changed("way", None, from_to(("去向", "leads to"), &a, &b)));
    }
}

/// Where a stage leads, in words.
fn led((document, index): (&Document, usize), say: Say<'_>) -> Text {
    let ways = document.ways_on(index);
    let said = ways.iter().map(|way| {
        let name = document
            .stage(&way.to)
            .map_or_else(|| plain(&way.to), |(_, s)| s.name.clone());
        match &way.when {
            None => name,
            Some(when) => {
                let when = say(when);
                Text::new(
                    format!("{}（{}）", name.zh, when.zh),
                    format!("{} ({})", name.en, when.en),
                )
            }
        }
    });
    let said: Vec<Text> = said.collect();
    if said.is_empty() {
        return Text::new("结束", "the end");
    }
    let (zh, en): (Vec<&str>, Vec<&str>) = said.iter().map(|t| (t.zh.as_str(), t.en.as_str())).unzip();
    Text::new(zh.join("、"), en.join(", "))
}

fn wording(notes: &mut Vec<Note>, part: &'static str, key: Option<String>, what: (&str, &str), old: &Text, new: &Text) {
    if old != new {
        notes.push(changed(part, key, from_to(what, old, new)));
    }
}

fn changed(part: &'static str, key: Option<String>, text: Text) -> Note {
    Note {
        part,
        key,
        change: Change::Changed,
        text,
    }
}

fn from_to((zh, en): (&str, &str), old: &Text, new: &Text) -> Text {
    Text::new(
        format!("{zh}由「{}」改为「{}」", old.zh, new.zh),
        format!("{en} changed from “{}” to “{}”", old.en, new.en),
    )
}

fn both(zh: &str, en: &str, what: &Text) -> Text {
    Text::new(format!("{zh}「{}」", what.zh), format!("{en} “{}”", what.en))
}

fn plain(text: &str) -> Text {
    Text::new(text, text)
}

fn due(step: &Step, zh: &str, en: &str) -> Text {
    step.due.map_or_else(
        || plain(""),
        |due| {
            let due = span(Some(due));
            Text::new(format!("{zh}{}", due.zh), format!("{en}{}", due.en))
        },
    )
}

fn span(span: Option<Span>) -> Text {
    match span {
        None => Text::new("不限", "none"),
        Some(Span::Hours(n)) => Text::new(format!("{n} 个工作小时"), format!("{n} working hours")),
        Some(Span::Days(n)) => Text::new(format!("{n} 个工作日"), format!("{n} working days")),
    }
}

fn skip(skip: Skip) -> Text {
    match skip {
        Skip::Free => Text::new("无需理由", "freely"),
        Skip::Reason => Text::new("须写理由", "with a reason"),
        Skip::Consent => Text::new("须经理同意", "with the manager's consent"),
    }
}
