//! Checks the ways through a document: every stage is reached, every way comes to an end, deals pass through signing.

use crate::validate::Check;

impl Check<'_> {
    pub(crate) fn ways(&mut self) {
        let document = self.document;
        for (i, stage) in document.stages.iter().enumerate() {
            for (j, way) in stage.next.iter().flatten().enumerate() {
                let path = format!("/stages/{i}/next/{j}");
                if document.stage(&way.to).is_none() {
                    self.error(
                        &format!("{path}/to"),
                        format!("没有名为“{}”的阶段：请写已有的阶段标识", way.to),
                        format!("there is no stage \"{}\": write the key of one that exists", way.to),
                    );
                }
                if let Some(when) = &way.when {
                    self.condition(&format!("{path}/when"), when);
                    if self.never([when]) {
                        self.error(
                            &format!("{path}/when"),
                            "这个条件永远不会成立：请修改，或删去这条路",
                            "this condition can never hold: change it, or remove this way",
                        );
                    }
                }
            }
            if let Some(ways) = &stage.next
                && !ways.is_empty()
                && ways.iter().all(|way| way.when.is_some())
            {
                self.warn(
                    &format!("/stages/{i}/next"),
                    "每条路都有条件：条件都不成立时会卡在这里，建议最后一条不写 when",
                    "every way has a condition: if none holds the run is stuck here; leave the last one without",
                );
            }
        }
        // With a wrong name in it the map of ways would only give faults that follow from that.
        let mut keys: Vec<&str> = document.stages.iter().map(|s| s.key.as_str()).collect();
        keys.sort_unstable();
        let distinct = keys.windows(2).all(|pair| pair[0] != pair[1]);
        let named = document
            .stages
            .iter()
            .flat_map(|s| s.next.iter().flatten())
            .all(|w| document.stage(&w.to).is_some());
        if distinct && named {
            self.reach();
            self.probabilities();
        }
    }

    fn reach(&mut self) {
        let document = self.document;
        let from_first = walk(document.stages.len(), &[0], |i| targets(document, i));
        for (i, stage) in document.stages.iter().enumerate().filter(|(i, _)| !from_first[*i]) {
            let (zh, en) = (
                format!(
                    "没有路通到「{}」：请在前面阶段的 next 中写上它，或删去它",
                    stage.name.zh
                ),
                format!(
                    "no way leads to “{}”: name it in the next of an earlier stage, or remove it",
                    stage.name.en
                ),
            );
            self.error(&format!("/stages/{i}"), zh, en);
        }
        let ends: Vec<usize> = (0..document.stages.len())
            .filter(|i| document.ways_on(*i).is_empty())
            .collect();
        let to_end = walk(document.stages.len(), &ends, |i| {
            (0..document.stages.len())
                .filter(|from| targets(document, *from).contains(&i))
                .collect()
        });
        for (i, stage) in document
            .stages
            .iter()
            .enumerate()
            .filter(|(i, _)| from_first[*i] && !to_end[*i])
        {
            let (zh, en) = (
                format!("从「{}」走不到流程的终点：请让某个阶段的 next 为空列表", stage.name.zh),
                format!(
                    "from “{}” no way comes to an end: give some stage an empty next",
                    stage.name.en
                ),
            );
            self.error(&format!("/stages/{i}"), zh, en);
        }
        self.signing();
    }

    /// A deal that comes to its end without signing would be neither won nor lost.
    fn signing(&mut self) {
        let document = self.document;
        if document.sop.object != "opportunities" || document.stages.is_empty() {
            return;
        }
        let before: Vec<&str> = document.before_signing().iter().map(|s| s.key.as_str()).collect();
        for (i, stage) in document.stages.iter().enumerate() {
            if before.contains(&stage.key.as_str()) && !stage.signing && document.ways_on(i).is_empty() {
                let (zh, en) = (
                    "流程走到这里就结束了，途中没有签约的阶段：请在签约的那个阶段写上 signing: true",
                    "the process ends here without a signing stage: mark the stage that signs with signing: true",
                );
                self.error(&format!("/stages/{i}"), zh, en);
            }
        }
    }

    fn probabilities(&mut self) {
        let document = self.document;
        for i in 0..document.stages.len() {
            let own = document.stages[i].probability;
            for target in targets(document, i).into_iter().filter(|t| *t > i) {
                if document.stages[target].probability < own {
                    self.warn(
                        &format!("/stages/{target}/probability"),
                        format!("概率低于前一阶段的 {own}%：越往后一般越高，请确认"),
                        format!("this is below the {own} % of the stage before: it usually rises, please check"),
                    );
                }
            }
        }
    }
}

fn targets(document: &crate::Document, index: usize) -> Vec<usize> {
    document
        .ways_on(index)
        .iter()
        .filter_map(|way| document.stage(&way.to))
        .map(|(i, _)| i)
        .collect()
}

/// What can be reached from `start`.
fn walk(count: usize, start: &[usize], next: impl Fn(usize) -> Vec<usize>) -> Vec<bool> {
    let (mut seen, mut waiting) = (vec![false; count], start.to_vec());
    while let Some(index) = waiting.pop() {
        if index < count && !seen[index] {
            seen[index] = true;
            waiting.extend(next(index));
        }
    }
    seen
}
