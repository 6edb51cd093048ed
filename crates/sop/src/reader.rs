//! Reads the parts of a tree as typed values and notes every fault on the way, so that an author sees all at once.

use kernel::Text;
use serde_json::Value as Json;

use crate::fault::{Faults, Place, Places};
use crate::yaml::{Data, Node};

/// What reading a document leaves behind besides the document.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) faults: Faults,
    pub(crate) places: Places,
}

/// A map of the document while it is read.
pub(crate) struct Map<'n, 'c> {
    pub(crate) notes: &'c mut Notes,
    pub(crate) path: String,
    entries: Vec<(&'n str, Place, &'n Node)>,
    known: Vec<&'static str>,
}

impl<'n, 'c> Map<'n, 'c> {
    /// Begins to read `node`, which must be a map.
    pub(crate) fn open(notes: &'c mut Notes, node: &'n Node, path: String) -> Option<Self> {
        notes.places.put(&path, node.place);
        let Data::Map(entries) = &node.data else {
            notes.faults.error(
                node.place,
                &path,
                "这里要写成“键: 值”的形式",
                "write this as `key: value` lines",
            );
            return None;
        };
        let entries: Vec<_> = entries.iter().map(|(k, place, v)| (k.as_str(), *place, v)).collect();
        for (key, place, _) in &entries {
            notes.places.put(&format!("{path}/{key}"), *place);
        }
        Some(Self {
            notes,
            path,
            entries,
            known: Vec::new(),
        })
    }

    /// The path of the part called `key`.
    pub(crate) fn at(&self, key: &str) -> String {
        format!("{}/{key}", self.path)
    }

    /// Notes a fault at the part called `key`.
    pub(crate) fn fault(&mut self, key: &str, zh: impl Into<String>, en: impl Into<String>) {
        let path = self.at(key);
        let place = self.notes.places.at(&path);
        self.notes.faults.error(place, &path, zh, en);
    }

    /// The part called `key`, if it is there and not empty.
    pub(crate) fn get(&mut self, key: &'static str) -> Option<&'n Node> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        let node = self
            .entries
            .iter()
            .find(|(k, _, _)| *k == key)
            .map(|(_, _, node)| *node)?;
        (!matches!(node.data, Data::Scalar(Json::Null))).then_some(node)
    }

    /// The part called `key`; its absence is a fault.
    pub(crate) fn need(&mut self, key: &'static str) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            self.fault(
                key,
                format!("缺少“{key}”：请补上"),
                format!("\"{key}\" is missing: add it"),
            );
        }
        found
    }

    /// A word made of a–z, 0–9 and _, or `None` if it is absent.
    pub(crate) fn opt_key(&mut self, key: &'static str) -> Option<String> {
        let text = self.opt_string(key)?;
        if !is_key(&text) {
            self.fault(
                key,
                format!("“{text}”不能作标识：请用小写字母开头，只含小写字母、数字和下划线，最多 60 个字符"),
                format!("\"{text}\" can't be a key: begin with a–z, use only a–z, 0–9 and _, at most 60 characters"),
            );
        }
        Some(text)
    }

    /// A key that must be there.
    pub(crate) fn key(&mut self, key: &'static str) -> String {
        self.need(key).and_then(|_| self.opt_key(key)).unwrap_or_default()
    }

    /// A string, or `None` if it is absent.
    pub(crate) fn opt_string(&mut self, key: &'static str) -> Option<String> {
        let node = self.get(key)?;
        if let Data::Scalar(Json::String(text)) = &node.data {
            return Some(text.clone());
        }
        self.fault(key, "这里要写文字", "write text here");
        None
    }

    /// A whole number from `min` to `max`, or `None` if it is absent.
    pub(crate) fn opt_number(&mut self, key: &'static str, min: i64, max: i64) -> Option<i64> {
        let node = self.get(key)?;
        if let Data::Scalar(Json::Number(n)) = &node.data
            && let Some(n) = n.as_i64()
            && (min..=max).contains(&n)
        {
            return Some(n);
        }
        self.fault(
            key,
            format!("请写 {min} 到 {max} 的整数"),
            format!("write a whole number from {min} to {max}"),
        );
        None
    }

    /// A whole number that must be there.
    pub(crate) fn number(&mut self, key: &'static str, min: i64, max: i64) -> i64 {
        self.need(key);
        self.opt_number(key, min, max).unwrap_or(min)
    }

    /// `true` or `false`, or `default` if it is absent.
    pub(crate) fn flag(&mut self, key: &'static str, default: bool) -> bool {
        let Some(node) = self.get(key) else { return default };
        if let Data::Scalar(Json::Bool(value)) = &node.data {
            return *value;
        }
        self.fault(key, "请写 true 或 false", "write true or false");
        default
    }

    /// One of the words of a list, or `None` if it is absent.
    pub(crate) fn opt_word<T: Copy>(&mut self, key: &'static str, words: &[(T, &str)]) -> Option<T> {
        let text = self.opt_string(key)?;
        let found = words.iter().find(|(_, word)| *word == text).map(|(value, _)| *value);
        if found.is_none() {
            let all = words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(", ");
            self.fault(
                key,
                format!("没有“{text}”：请从 {all} 中选"),
                format!("there is no \"{text}\": choose from {all}"),
            );
        }
        found
    }

    /// A text in both languages that must be there.
    pub(crate) fn text(&mut self, key: &'static str) -> Text {
        match self.need(key) {
            Some(node) => read_text(self.notes, node, self.at(key)),
            None => Text::default(),
        }
    }

    /// A text in both languages, or `None` if it is absent.
    pub(crate) fn opt_text(&mut self, key: &'static str) -> Option<Text> {
        let node = self.get(key)?;
        Some(read_text(self.notes, node, self.at(key)))
    }

    /// A list whose items `read` reads; absent is empty.
    pub(crate) fn list<T>(
        &mut self,
        key: &'static str,
        max: usize,
        mut read: impl FnMut(&mut Notes, &'n Node, String) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let Data::List(items) = &node.data else {
            self.fault(
                key,
                "这里要写成列表，每项一行，以 - 开头",
                "write this as a list, one item a line, each beginning with -",
            );
            return Vec::new();
        };
        if items.len() > max {
            self.fault(
                key,
                format!("最多 {max} 项：请拆分或合并"),
                format!("at most {max} items: split or merge them"),
            );
            return Vec::new();
        }
        let path = self.at(key);
        let read = |(i, item): (usize, &'n Node)| {
            let path = format!("{path}/{i}");
            self.notes.places.put(&path, item.place);
            read(self.notes, item, path)
        };
        items.iter().enumerate().filter_map(read).collect()
    }

    /// A list of keys.
    pub(crate) fn keys(&mut self, key: &'static str, max: usize) -> Vec<String> {
        self.list(key, max, |notes, node, path| {
            if let Data::Scalar(Json::String(text)) = &node.data {
                return Some(text.clone());
            }
            notes
                .faults
                .error(node.place, &path, "这里要写标识", "write a key here");
            None
        })
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, key: &'static str, max: usize) -> Vec<Text> {
        self.list(key, max, |notes, node, path| Some(read_text(notes, node, path)))
    }

    /// Ends reading: what nobody asked for is a fault.
    pub(crate) fn close(mut self) {
        let unknown: Vec<&str> = self
            .entries
            .iter()
            .map(|(k, _, _)| *k)
            .filter(|k| !self.known.contains(k))
            .collect();
        let known = self.known.join(", ");
        for key in unknown {
            self.fault(
                key,
                format!("不认识“{key}”：这里可以写 {known}"),
                format!("\"{key}\" isn't known here: there may be {known}"),
            );
        }
    }
}

/// Reads `{zh, en}`. One language may be absent in a draft; publishing asks for both.
pub(crate) fn read_text(notes: &mut Notes, node: &Node, path: String) -> Text {
    let Some(mut map) = Map::open(notes, node, path) else {
        return Text::default();
    };
    let mut part = |key| map.opt_string(key).unwrap_or_default().trim().to_owned();
    let text = Text {
        zh: part("zh"),
        en: part("en"),
    };
    map.close();
    text
}

/// Whether `text` may name a stage, a step, a question.
pub(crate) fn is_key(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
