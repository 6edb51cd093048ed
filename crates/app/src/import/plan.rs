//! The plan of an import: which file becomes which records, and how its columns become fields.

use std::collections::BTreeMap;

use kernel::Result;
use serde::Deserialize;
use serde_json::Value as Json;

use super::fault;

/// Several files, in order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What is brought in, one after the other.
    pub steps: Vec<Step>,
}

/// One kind of record from one file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The kind of record.
    pub object: String,
    /// The file, within the plan's directory.
    #[serde(default)]
    pub file: String,
    /// The field by which a record that is there already is found.
    pub key: Option<String>,
    /// What its fields are made of.
    pub fields: BTreeMap<String, Source>,
    /// Records that belong to it, made when it has none of them with the same values.
    #[serde(default)]
    pub children: Vec<Child>,
    /// How far its SOP has come.
    pub run: Option<RunSource>,
}

/// A record that belongs to another.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Child {
    /// The kind of record.
    pub object: String,
    /// Its field that refers to the other.
    pub parent: String,
    /// What its fields are made of.
    pub fields: BTreeMap<String, Source>,
}

/// Where a value comes from, and what is done to it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Source {
    /// A column of the file.
    pub column: Option<String>,
    /// Several columns: `{first} {last}`.
    pub template: Option<String>,
    /// The same for every row.
    pub value: Option<Json>,
    /// Other spellings and what they stand for.
    pub aliases: BTreeMap<String, String>,
    /// The same for the columns of a template.
    pub aliases_of: BTreeMap<String, BTreeMap<String, String>>,
    /// Texts that mean nothing, besides the empty one.
    pub nulls: Vec<String>,
    /// Multiplies a number.
    pub times: Option<i64>,
    /// Makes a text fit for an address: lower case, dots for spaces.
    pub slug: bool,
    /// The value is that of this field of the record that is referred to.
    #[serde(rename = "match")]
    pub matches: Option<String>,
}

/// Where the run of an SOP stands.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSource {
    /// The SOP's key.
    pub sop: String,
    /// The stage that it begins in.
    pub stage: Source,
    /// `open`, `won` or `lost`.
    pub outcome: Source,
    /// The day it began.
    pub started_on: Source,
    /// The day it was won or lost.
    pub closed_on: Source,
    /// Why it was lost, if it was.
    pub loss_reason: Option<String>,
}

impl Plan {
    /// Reads a plan of several steps.
    pub fn read(yaml: &str) -> Result<Self> {
        read(yaml)
    }

    /// Reads the mapping of one file.
    pub fn of_file(object: &str, file: &str, yaml: &str) -> Result<Self> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Mapping {
            key: Option<String>,
            fields: BTreeMap<String, Source>,
            #[serde(default)]
            children: Vec<Child>,
            run: Option<RunSource>,
        }
        let Mapping {
            key,
            fields,
            children,
            run,
        } = read(yaml)?;
        Ok(Self {
            steps: vec![Step {
                object: object.to_owned(),
                file: file.to_owned(),
                key,
                fields,
                children,
                run,
            }],
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(yaml: &str) -> Result<T> {
    let json = sop::yaml_to_json(yaml).map_err(|faults| sop::faults_error(&faults))?;
    serde_json::from_value(json).map_err(|e| {
        fault(
            "",
            format!("映射文件不正确：{e}"),
            format!("The mapping is not right: {e}"),
        )
    })
}
