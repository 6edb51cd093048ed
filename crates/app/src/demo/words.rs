//! The words that the sample is made of, from `packs/demo`.

use std::collections::BTreeMap;

use kernel::{Error, Lang, Result, Text};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::dice::Dice;

/// All words.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub lang: Lang,
    pub names: Names,
    pub talk: Talk,
    pub texts: Texts,
    pub products: Vec<ProductWords>,
    /// Answers by the key of the question.
    pub answers: BTreeMap<String, Vec<Text>>,
}

/// Something that the company sells.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct ProductWords {
    pub code: String,
    pub kind: String,
    pub series: Text,
    pub name: Text,
    pub unit: Text,
    /// In whole units of the currency.
    pub price: i64,
    /// The same, before tax.
    pub cost: i64,
    pub tax: String,
    /// How many in one deal at most.
    pub most: usize,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Names {
    pub regions: Vec<Region>,
    pub brands: Vec<Text>,
    pub trades: Vec<Trade>,
    pub group: Text,
    pub members: Vec<Text>,
    pub family: Vec<Text>,
    pub given: Vec<Text>,
    pub titles: Titles,
    pub posts: Posts,
    pub sources: Vec<Text>,
    pub rivals: Vec<Text>,
    pub streets: Vec<Text>,
    pub staff: Vec<Text>,
    pub projects: Vec<Text>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Region {
    pub team: Text,
    pub name: Text,
    pub cities: Vec<Text>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Trade {
    pub name: Text,
    pub industry: Text,
    pub line: Text,
}

/// Titles by what one has to say in a purchase.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Titles {
    pub user: Vec<Title>,
    pub decider: Vec<Title>,
    pub buyer: Vec<Title>,
}

/// What somebody is at a second company.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Posts {
    /// At the group of their own.
    pub group: Vec<Text>,
    /// Elsewhere.
    pub other: Vec<Text>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Title {
    #[serde(flatten)]
    pub name: Text,
    /// What follows the family name when one speaks of them in Chinese.
    pub call: String,
    pub department: Text,
}

/// Something that was said, and by which channel.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Said {
    pub kind: String,
    #[serde(flatten)]
    pub text: Text,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Talk {
    pub days: Vec<Text>,
    pub no_answer: Vec<Said>,
    pub hold: Vec<Text>,
    pub tasks: BTreeMap<String, Vec<Said>>,
    /// By stage, then by outcome.
    #[serde(flatten)]
    pub stages: BTreeMap<String, BTreeMap<String, Vec<Said>>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Texts {
    pub pains: Vec<Text>,
    pub decisions: Vec<Text>,
    pub concerns: Vec<Text>,
    pub notes: Vec<Text>,
    /// By the reason.
    pub losses: BTreeMap<String, Vec<Text>>,
    pub skips: Vec<Text>,
    pub waivers: Vec<Text>,
    pub waiver_yes: Vec<Text>,
    pub waiver_no: Vec<Text>,
    pub backs: Vec<Text>,
    pub unknowns: Vec<Text>,
    pub leads: LeadWords,
    pub hero: HeroWords,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct LeadWords {
    pub needs: Vec<Text>,
    pub calls: Vec<Text>,
    /// By the reason.
    pub lost: BTreeMap<String, Text>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct HeroWords {
    pub company: Text,
    pub deal: Text,
    pub people: Vec<Text>,
    pub meeting: Text,
    pub schedule: Text,
}

/// What the company sells.
pub(super) fn products() -> Result<Vec<ProductWords>> {
    #[derive(Deserialize)]
    struct File {
        products: Vec<ProductWords>,
    }
    read::<File>(include_str!("../../../../packs/demo/products.yaml")).map(|f| f.products)
}

impl Words {
    /// Reads them for one language.
    pub fn read(lang: Lang) -> Result<Self> {
        Ok(Self {
            lang,
            names: read(include_str!("../../../../packs/demo/names.yaml"))?,
            talk: read(include_str!("../../../../packs/demo/talk.yaml"))?,
            texts: read(include_str!("../../../../packs/demo/texts.yaml"))?,
            answers: read(include_str!("../../../../packs/demo/answers.yaml"))?,
            products: products()?,
        })
    }

    /// A text in the sample's language.
    pub fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    /// A person's name, and how one speaks of them.
    pub fn person(&self, dice: &mut Dice, title: &Title) -> (String, String) {
        let (family, given) = (dice.of(&self.names.family), dice.of(&self.names.given));
        match self.lang {
            Lang::Zh => (
                format!("{}{}", family.zh, given.zh),
                format!("{}{}", family.zh, title.call),
            ),
            Lang::En => {
                let name = format!("{} {}", given.en, family.en);
                (name.clone(), name)
            }
        }
    }

    /// A text with its slots filled.
    pub fn fill(&self, text: &Text, slots: &[(&str, &str)]) -> String {
        let mut out = self.say(text).to_owned();
        for (slot, value) in slots {
            if out.contains(slot) {
                out = out.replace(slot, value);
            }
        }
        // What begins with a line or a date begins with a capital letter.
        match out.chars().next() {
            Some(first) if first.is_ascii_lowercase() => first.to_ascii_uppercase().to_string() + &out[1..],
            _ => out,
        }
    }
}

pub(super) fn read<T: DeserializeOwned>(yaml: &str) -> Result<T> {
    let json = sop::yaml_to_json(yaml).map_err(|faults| sop::faults_error(&faults))?;
    serde_json::from_value(json).map_err(|e| Error::internal(format!("packs/demo: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_be_read_and_slots_are_known() {
        for lang in [Lang::Zh, Lang::En] {
            let words = Words::read(lang).unwrap();
            let known = ["{who}", "{line}", "{product}", "{day}", "{n}", "{rival}"];
            let all = words
                .talk
                .stages
                .values()
                .flat_map(|s| s.values().flatten())
                .map(|s| &s.text);
            for text in all.chain(words.answers.values().flatten()).chain(&words.texts.pains) {
                let mut said = words.say(text).to_owned();
                assert!(!said.trim().is_empty());
                for slot in known {
                    said = said.replace(slot, "");
                }
                assert!(!said.contains(['{', '}']), "{said}");
                assert_eq!(text.zh.contains("{n}"), text.en.contains("{n}"), "{}", text.zh);
            }
        }
    }
}
