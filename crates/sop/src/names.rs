//! Checks what needs no more than a look: every text stands there in both languages, every key is its own.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::validate::Check;

impl Check<'_> {
    /// Every text stands there in both languages.
    pub(crate) fn texts(&mut self) {
        let mut all = Vec::new();
        let json = serde_json::to_value(self.document).unwrap_or_default();
        collect_texts(&json, String::new(), &mut all);
        for (path, zh, en) in all {
            for (lang, missing, name) in [("zh", zh, ("中文", "Chinese")), ("en", en, ("英文", "English"))] {
                if missing {
                    let (zh, en) = (
                        format!("缺少{}：请补上 {lang}", name.0),
                        format!("the {} text is missing: add {lang}", name.1),
                    );
                    self.error(&format!("{path}/{lang}"), zh, en);
                }
            }
        }
    }

    /// Keys are each other's own.
    pub(crate) fn keys(&mut self) {
        let document = self.document;
        let roles = document
            .roles
            .iter()
            .enumerate()
            .map(|(i, r)| (r.key.as_str(), format!("/roles/{i}/key")));
        self.unique(roles.collect());
        let stages = document.stages.iter().enumerate();
        self.unique(
            stages
                .clone()
                .map(|(i, s)| (s.key.as_str(), format!("/stages/{i}/key")))
                .collect(),
        );
        let steps = stages.flat_map(|(i, stage)| {
            stage
                .steps
                .iter()
                .enumerate()
                .map(move |(j, s)| (s.key.as_str(), format!("/stages/{i}/steps/{j}/key")))
        });
        self.unique(steps.collect());
        let lists = document.questions.iter().enumerate();
        self.unique(
            lists
                .clone()
                .map(|(i, l)| (l.key.as_str(), format!("/questions/{i}/key")))
                .collect(),
        );
        let groups = lists.flat_map(|(i, list)| {
            list.groups
                .iter()
                .enumerate()
                .map(move |(j, g)| (format!("/questions/{i}/groups/{j}"), g))
        });
        let questions = groups.flat_map(|(path, group)| {
            group
                .questions
                .iter()
                .enumerate()
                .map(move |(k, q)| (q.key.as_str(), format!("{path}/questions/{k}/key")))
        });
        self.unique(questions.collect());
    }

    fn unique(&mut self, keys: Vec<(&str, String)>) {
        let mut seen = BTreeMap::new();
        for (key, path) in keys {
            let Some(first) = seen.insert(key, self.places.at(&path)) else {
                continue;
            };
            let (zh, en) = (
                format!(
                    "“{key}”已在第 {} 行用过：请换一个标识（步骤和问题的标识在整份文档里都不能重复）",
                    first.line
                ),
                format!(
                    "\"{key}\" is used in line {} already: choose another (keys of steps and questions are unique in the whole document)",
                    first.line
                ),
            );
            self.error(&path, zh, en);
        }
    }
}

fn collect_texts(json: &Json, path: String, found: &mut Vec<(String, bool, bool)>) {
    match json {
        Json::Object(map) => {
            if let (2, Some(zh), Some(en)) = (map.len(), map.get("zh"), map.get("en")) {
                let blank = |v: &Json| v.as_str().is_some_and(str::is_empty);
                found.push((path, blank(zh), blank(en)));
                return;
            }
            map.iter()
                .for_each(|(key, value)| collect_texts(value, format!("{path}/{key}"), found));
        }
        Json::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(i, item)| collect_texts(item, format!("{path}/{i}"), found));
        }
        _ => {}
    }
}
