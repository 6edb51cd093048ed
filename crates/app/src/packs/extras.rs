//! What comes with a pack's SOP, as it is written.

use kernel::{Result, Text};
use serde::Deserialize;
use serde_json::Value as Json;

/// Talk tracks and views.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extras {
    #[serde(default)]
    pub talk_tracks: Vec<Track>,
    #[serde(default)]
    pub views: Vec<View>,
}

/// What to say in a situation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Track {
    /// Stable over releases.
    pub key: String,
    /// The stage of the SOP that it belongs to.
    #[serde(default)]
    pub stage: Option<String>,
    pub kind: String,
    pub situation: Both,
    pub text: Both,
}

/// A list under a name, for everybody. In its filter `{"sop":true}` stands for the pack's SOP.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct View {
    pub key: String,
    pub object: String,
    pub name: Both,
    pub filter: Json,
    #[serde(default)]
    pub sort: Option<String>,
    #[serde(default)]
    pub columns: Option<Vec<String>>,
}

/// A text in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Both {
    pub zh: String,
    pub en: String,
}

impl Both {
    pub fn text(&self) -> Text {
        Text::new(&self.zh, &self.en)
    }
}

/// Reads what comes with a pack.
pub(super) fn read(yaml: &str) -> Result<Extras> {
    let json = sop::yaml_to_json(yaml).map_err(|faults| sop::faults_error(&faults))?;
    serde_json::from_value(json).map_err(kernel::Error::internal)
}

/// The filter of a view, with the SOP's id where it stands for it.
pub(super) fn with_sop(filter: &Json, sop: &str) -> Json {
    match filter {
        Json::Object(map) if map.len() == 1 && map.get("sop") == Some(&Json::Bool(true)) => {
            serde_json::json!({ "field": "sop", "op": "eq", "value": sop })
        }
        Json::Object(map) => map.iter().map(|(k, v)| (k.clone(), with_sop(v, sop))).collect(),
        Json::Array(list) => list.iter().map(|v| with_sop(v, sop)).collect(),
        other => other.clone(),
    }
}
