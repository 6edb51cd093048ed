//! Where the parts of a BPMN diagram stand: stages from left to right on one line, their steps below each other, jumps
//! forwards above and ways back below.

use crate::{Condition, Document};

const EVENT: i32 = 36;
const GATEWAY: i32 = 50;
const TASK: (i32, i32) = (220, 64);
const PAD: i32 = 24;
const HEAD: i32 = 40;
const GAP: i32 = 14;
const BETWEEN: i32 = 140;
const LANE: i32 = 26;

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

impl Place {
    fn middle(self) -> i32 {
        self.x + self.width / 2
    }

    fn right(self) -> i32 {
        self.x + self.width
    }

    fn bottom(self) -> i32 {
        self.y + self.height
    }
}

/// A stage and what belongs to it.
#[derive(Debug)]
pub(crate) struct StagePlace {
    pub frame: Place,
    pub steps: Vec<Place>,
    pub gateway: Option<Place>,
    pub end: Option<Place>,
}

/// A line from one part to another.
#[derive(Debug)]
pub(crate) struct Flow {
    pub id: String,
    pub from: String,
    pub to: String,
    pub when: Option<Condition>,
    pub points: Vec<(i32, i32)>,
}

/// Everything's place.
#[derive(Debug)]
pub(crate) struct Layout {
    pub start: Place,
    pub stages: Vec<StagePlace>,
    pub flows: Vec<Flow>,
}

impl Layout {
    pub fn of(document: &Document) -> Self {
        let tallest = document.stages.iter().map(|s| height(s.steps.len())).max().unwrap_or(0);
        // Room for the jumps above.
        let top = 80 + LANE * i32::try_from(document.stages.len()).unwrap_or(0);
        let line = top + tallest / 2;
        let start = Place {
            x: 40,
            y: line - EVENT / 2,
            width: EVENT,
            height: EVENT,
        };
        let mut x = start.right() + BETWEEN / 2;
        let mut stages = Vec::new();
        for (i, stage) in document.stages.iter().enumerate() {
            let tall = height(stage.steps.len());
            let frame = Place {
                x,
                y: line - tall / 2,
                width: TASK.0 + 2 * PAD,
                height: tall,
            };
            let steps = (0..).zip(&stage.steps).map(|(n, _)| Place {
                x: x + PAD,
                y: frame.y + HEAD + n * (TASK.1 + GAP),
                width: TASK.0,
                height: TASK.1,
            });
            let (steps, ways) = (steps.collect(), document.ways_on(i));
            x = frame.right() + BETWEEN;
            let gateway = (ways.len() > 1).then_some(Place {
                x: frame.right() + BETWEEN / 2 - GATEWAY / 2,
                y: line - GATEWAY / 2,
                width: GATEWAY,
                height: GATEWAY,
            });
            let end = ways.is_empty().then_some(Place {
                x: frame.right() + BETWEEN / 2 - EVENT / 2,
                y: line - EVENT / 2,
                width: EVENT,
                height: EVENT,
            });
            stages.push(StagePlace {
                frame,
                steps,
                gateway,
                end,
            });
        }
        let mut layout = Self {
            start,
            stages,
            flows: Vec::new(),
        };
        layout.connect(document, line, top + tallest);
        layout
    }

    fn connect(&mut self, document: &Document, line: i32, bottom: i32) {
        let mut lanes = (0, 0);
        let straight = |from: Place, to: Place| vec![(from.right(), line), (to.x, line)];
        if let Some((first, place)) = document.stages.first().zip(self.stages.first()) {
            let points = straight(self.start, place.frame);
            self.add("start", format!("stage_{}", first.key), None, points);
        }
        for (i, stage) in document.stages.iter().enumerate() {
            let (own, place) = (format!("stage_{}", stage.key), self.stages[i].frame);
            if let Some(end) = self.stages[i].end {
                self.add(&own, format!("end_{}", stage.key), None, straight(place, end));
            }
            let gateway = self.stages[i].gateway;
            let (from, source) = match gateway {
                Some(choice) => {
                    let id = format!("choice_{}", stage.key);
                    self.add(&own, id.clone(), None, straight(place, choice));
                    (id, choice)
                }
                None => (own, place),
            };
            for way in document.ways_on(i) {
                let Some((to, target)) = document.stage(&way.to) else {
                    continue;
                };
                let goal = self.stages[to].frame;
                let points = if to == i + 1 {
                    straight(source, goal)
                } else if to > i {
                    lanes.0 += 1;
                    let y = self.stages.iter().map(|s| s.frame.y).min().unwrap_or(0) - 20 - LANE * lanes.0;
                    vec![
                        (source.middle(), source.y),
                        (source.middle(), y),
                        (goal.middle(), y),
                        (goal.middle(), goal.y),
                    ]
                } else {
                    lanes.1 += 1;
                    let y = bottom + 20 + LANE * lanes.1;
                    vec![
                        (source.middle(), source.bottom()),
                        (source.middle(), y),
                        (goal.middle(), y),
                        (goal.middle(), goal.bottom()),
                    ]
                };
                self.add(&from, format!("stage_{}", target.key), way.when, points);
            }
        }
    }

    fn add(&mut self, from: &str, to: String, when: Option<Condition>, points: Vec<(i32, i32)>) {
        let id = format!("flow_{}", self.flows.len());
        self.flows.push(Flow {
            id,
            from: from.to_owned(),
            to,
            when,
            points,
        });
    }
}

fn height(steps: usize) -> i32 {
    let steps = i32::try_from(steps).unwrap_or(0).max(1);
    HEAD + steps * (TASK.1 + GAP) + PAD
}
