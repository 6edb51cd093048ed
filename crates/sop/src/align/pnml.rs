//! Reads a net from PNML (ISO/IEC 15909-2), as process mining tools write it.

use std::collections::HashMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::{Net, Transition};

/// Why a file isn't a net that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PnmlFault {
    /// It isn't XML.
    Xml(String),
    /// It has no net in it.
    NoNet,
    /// An arc, or the final marking, names a place or transition that isn't there.
    Unknown(String),
    /// A number of tokens or the weight of an arc can't be read.
    Number(String),
    /// An arc that resets or inhibits: such nets mean something else.
    Arc(String),
}

/// Reads the first net of a PNML file. A transition is silent if the file says so, or if it has no name. Without a final
/// marking the net ends with one token in each place that leads nowhere.
///
/// # Errors
/// What is wrong with the file.
pub fn read_pnml(text: &str) -> Result<Net, PnmlFault> {
    let options = ParsingOptions {
        nodes_limit: 2_000_000,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).map_err(|e| PnmlFault::Xml(e.to_string()))?;
    let root = document.descendants().find(|n| n.has_tag_name_any("net"));
    let root = root.ok_or(PnmlFault::NoNet)?;
    let mut net = Net::default();
    let mut places = HashMap::new();
    let mut transitions: Vec<Transition> = Vec::new();
    let mut numbers = HashMap::new();
    for node in root.descendants() {
        let Some(id) = node.attribute("id") else { continue };
        if node.has_tag_name_any("place") {
            let tokens = number(&node, "initialMarking", 0)?;
            places.insert(id, net.place(tokens, 0));
        } else if node.has_tag_name_any("transition") {
            let label = if is_silent(&node) { None } else { text_of(&node, "name") };
            numbers.insert(id, transitions.len());
            transitions.push(Transition {
                label: label.map(|name| net.activity(name)),
                ..Transition::default()
            });
        }
    }
    let mut leads_on = vec![false; net.first.len()];
    for arc in root.descendants().filter(|n| n.has_tag_name_any("arc")) {
        let end = |key| arc.attribute(key).unwrap_or_default();
        let (source, target) = (end("source"), end("target"));
        let kind = text_of(&arc, "arctype").or_else(|| arc.children().find_map(|c| type_of(&c)));
        if kind.is_some_and(|kind| kind != "normal") {
            return Err(PnmlFault::Arc(format!("{source} → {target}")));
        }
        let weight = number(&arc, "inscription", 1)?;
        match (
            places.get(source),
            numbers.get(target),
            numbers.get(source),
            places.get(target),
        ) {
            (Some(place), Some(t), ..) => {
                leads_on[*place] = true;
                transitions[*t].takes.push((*place, weight));
            }
            (.., Some(t), Some(place)) => transitions[*t].gives.push((*place, weight)),
            _ => return Err(PnmlFault::Unknown(format!("{source} → {target}"))),
        }
    }
    for transition in transitions {
        net.transition(transition);
    }
    match root.descendants().find(|n| n.has_tag_name_any("finalmarkings")) {
        Some(last) => {
            for place in last.descendants().filter(|n| n.has_tag_name_any("place")) {
                let named = place.attribute("idref").unwrap_or_default();
                let index = places.get(named).ok_or_else(|| PnmlFault::Unknown(named.to_owned()))?;
                let tokens = place
                    .children()
                    .find(|n| n.has_tag_name_any("text"))
                    .and_then(|t| t.text());
                net.last[*index] = parsed(tokens.unwrap_or("1"))?;
            }
        }
        None => {
            let ends = net.last.iter_mut().zip(leads_on).filter(|(_, leads_on)| !leads_on);
            ends.for_each(|(tokens, _)| *tokens = 1);
        }
    }
    Ok(net)
}

fn is_silent(node: &Node<'_, '_>) -> bool {
    let said = node.children().filter(|c| c.has_tag_name_any("toolspecific"));
    let mut said = said.filter_map(|c| c.attribute("activity"));
    said.any(|activity| activity == "$invisible$") || text_of(node, "name").is_none_or(str::is_empty)
}

fn type_of<'a>(node: &Node<'a, '_>) -> Option<&'a str> {
    node.has_tag_name_any("type").then(|| node.attribute("value")).flatten()
}

/// The text of a child, which stands in an element of its own.
fn text_of<'a>(node: &Node<'a, '_>, child: &str) -> Option<&'a str> {
    let child = node.children().find(|c| c.has_tag_name_any(child))?;
    let inner = child.children().find(|c| c.has_tag_name_any("text"))?;
    inner.text().map(str::trim)
}

fn number(node: &Node<'_, '_>, child: &str, absent: u32) -> Result<u32, PnmlFault> {
    text_of(node, child).map_or(Ok(absent), parsed)
}

fn parsed(text: &str) -> Result<u32, PnmlFault> {
    text.trim().parse().map_err(|_| PnmlFault::Number(text.to_owned()))
}

/// Tags by their local name: some tools write a namespace, some don't.
trait Named {
    fn has_tag_name_any(&self, name: &str) -> bool;
}

impl Named for Node<'_, '_> {
    fn has_tag_name_any(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}
