//! What a bundle consists of when somebody takes it. Pure.

use kernel::{Id, Text};

/// How a part belongs to its bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Always in it.
    Fixed,
    /// May be left out.
    Optional,
    /// One of those among which at least some are taken.
    Choice,
}

impl Rule {
    /// Reads the key of a record.
    pub fn parse(key: &str) -> Self {
        match key {
            "optional" => Self::Optional,
            "choice" => Self::Choice,
            _ => Self::Fixed,
        }
    }
}

/// A part of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The product.
    pub product: Id,
    /// How it belongs.
    pub rule: Rule,
    /// Hundredths of a piece in one bundle.
    pub quantity: i64,
    /// Hundredths of a percent taken off within the bundle.
    pub discount: i64,
}

/// The parts of so many bundles (hundredths of one) with what was chosen.
///
/// # Errors
/// What is chosen that isn't in it, or too few of those to choose among; in words.
pub fn taken(parts: &[Part], chosen: &[Id], at_least: i64, quantity: i64) -> Result<Vec<Part>, Text> {
    let open = |part: &&Part| part.rule != Rule::Fixed;
    if chosen
        .iter()
        .any(|id| !parts.iter().filter(open).any(|p| p.product == *id))
    {
        return Err(Text::new(
            "所选的产品不在这个套餐的可选项里，请重新选择",
            "What you chose isn't among the bundle's options: choose again",
        ));
    }
    let among = parts
        .iter()
        .filter(|p| p.rule == Rule::Choice && chosen.contains(&p.product))
        .count();
    if i64::try_from(among).is_ok_and(|n| n < at_least) {
        return Err(Text::new(
            format!("这个套餐的多选项至少要选 {at_least} 项，现在选了 {among} 项"),
            format!("Choose at least {at_least} of the bundle's options; {among} chosen so far"),
        ));
    }
    let times = |part: &Part| {
        let product = i128::from(part.quantity) * i128::from(quantity);
        // A part of a hundredth is rounded up: nobody is sold less than was agreed.
        i64::try_from((product + 99) / 100).unwrap_or(i64::MAX)
    };
    Ok(parts
        .iter()
        .filter(|part| part.rule == Rule::Fixed || chosen.contains(&part.product))
        .map(|part| Part {
            quantity: times(part),
            ..part.clone()
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_a_bundle_hold() {
        let id = |n: u32| -> Id { format!("01900000-0000-7000-8000-{n:012x}").parse().unwrap() };
        let part = |n, rule, quantity| Part {
            product: id(n),
            rule,
            quantity,
            discount: 500,
        };
        let parts = [
            part(1, Rule::Fixed, 100),
            part(2, Rule::Optional, 200),
            part(3, Rule::Choice, 100),
            part(4, Rule::Choice, 150),
        ];
        let of = |chosen: &[u32], at_least, quantity| {
            let chosen: Vec<Id> = chosen.iter().map(|n| id(*n)).collect();
            let taken = taken(&parts, &chosen, at_least, quantity).map_err(|text| text.en)?;
            Ok::<_, String>(taken.iter().map(|p| (p.product, p.quantity)).collect::<Vec<_>>())
        };
        assert_eq!(of(&[], 0, 100).unwrap(), [(id(1), 100)]);
        assert_eq!(of(&[2, 4], 1, 200).unwrap(), [(id(1), 200), (id(2), 400), (id(4), 300)]);
        assert_eq!(of(&[3], 1, 150).unwrap(), [(id(1), 150), (id(3), 150)]);
        assert!(of(&[], 1, 100).unwrap_err().contains("at least 1"));
        assert!(of(&[2], 1, 100).unwrap_err().contains("0 chosen"));
        assert!(
            of(&[1], 0, 100).unwrap_err().contains("isn't among"),
            "what is fixed isn't chosen"
        );
        assert!(of(&[9], 0, 100).unwrap_err().contains("isn't among"));
    }
}
