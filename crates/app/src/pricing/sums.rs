//! What lines come to, to the 分. Pure, integers only.
//!
//! The rule: quantity × unit price × (1 − discount) is rounded once, half up, to the hundredth. With prices that include tax
//! that is the line's gross; its net is gross ÷ (1 + rate), rounded, and the tax is the rest. With prices before tax it is the
//! net; the tax is net × rate, rounded, and the gross is their sum. A total is the sum of the lines' rounded parts, never
//! rounded again, so that every column adds up and net + tax = gross everywhere.

use std::collections::BTreeMap;

use kernel::{Currency, Day};

use super::TaxClass;

/// 100 % in hundredths of a percent.
pub const WHOLE: i64 = 10_000;

/// A line as it was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Hundredths for one.
    pub unit_price: i64,
    /// Of which currency.
    pub currency: Currency,
    /// Hundredths of a piece.
    pub quantity: i64,
    /// Hundredths of a percent that are taken off.
    pub discount: i64,
    /// How it is taxed.
    pub tax: TaxClass,
    /// Whether the price includes the tax.
    pub with_tax: bool,
    /// What one costs us before tax, if it is known and may be.
    pub cost: Option<i64>,
}

/// What a line comes to, in hundredths; everything but net, cost and margin includes the tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Before the discount.
    pub list: i64,
    /// What the discount takes off.
    pub discount: i64,
    /// Before tax.
    pub net: i64,
    /// The tax.
    pub tax: i64,
    /// To be paid.
    pub gross: i64,
    /// What it costs us before tax, if that is known.
    pub cost: Option<i64>,
}

impl Sum {
    const NOTHING: Self = Self {
        list: 0,
        discount: 0,
        net: 0,
        tax: 0,
        gross: 0,
        cost: Some(0),
    };

    /// Net less cost.
    pub fn margin(&self) -> Option<i64> {
        self.net.checked_sub(self.cost?)
    }

    /// The margin's share of the net, in hundredths of a percent.
    pub fn margin_rate(&self) -> Option<i64> {
        let margin = i128::from(self.margin()?);
        if self.net == 0 {
            return None;
        }
        let size = half_up(margin.abs() * i128::from(WHOLE), i128::from(self.net));
        i64::try_from(if margin < 0 { -size } else { size }).ok()
    }

    fn and(self, other: Self) -> Option<Self> {
        Some(Self {
            list: self.list.checked_add(other.list)?,
            discount: self.discount.checked_add(other.discount)?,
            net: self.net.checked_add(other.net)?,
            tax: self.tax.checked_add(other.tax)?,
            gross: self.gross.checked_add(other.gross)?,
            cost: match (self.cost, other.cost) {
                (Some(a), Some(b)) => Some(a.checked_add(b)?),
                _ => None,
            },
        })
    }
}

/// The part of a total that is taxed alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxPart {
    /// The class.
    pub class: TaxClass,
    /// Its rate on the day, in hundredths of a percent.
    pub rate: i64,
    /// What the lines of it come to.
    pub sum: Sum,
}

/// What lines come to together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// Each line, in the order given.
    pub lines: Vec<Sum>,
    /// All of them.
    pub sum: Sum,
    /// By tax, in the order of the classes.
    pub by_tax: Vec<TaxPart>,
}

/// Why lines can't be summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A price below nought.
    Price,
    /// A quantity of nought or less.
    Quantity,
    /// A discount below nought or above all of it.
    Discount,
    /// Lines in two currencies.
    Currencies(Currency, Currency),
    /// More than an amount can be.
    TooLarge,
}

/// `n / d` rounded half up, for what isn't negative.
fn half_up(n: i128, d: i128) -> i128 {
    (n + d / 2) / d
}

/// What a line comes to on a day.
///
/// # Errors
/// What makes it no line, or an amount too large to be kept.
pub fn line(line: &Line, on: Day) -> Result<Sum, Fault> {
    if line.unit_price < 0 || line.cost.is_some_and(|cost| cost < 0) {
        return Err(Fault::Price);
    }
    if line.quantity <= 0 {
        return Err(Fault::Quantity);
    }
    if !(0..=WHOLE).contains(&line.discount) {
        return Err(Fault::Discount);
    }
    parts(line, line.tax.rate(on)).ok_or(Fault::TooLarge)
}

fn parts(line: &Line, rate: i64) -> Option<Sum> {
    let (whole, rate) = (i128::from(WHOLE), i128::from(rate));
    let quantity = i128::from(line.quantity);
    let full = i128::from(line.unit_price).checked_mul(quantity)?;
    let left = full.checked_mul(whole - i128::from(line.discount))?;
    let (list, amount) = (half_up(full, 100), half_up(left, 100 * whole));
    // Beyond what is kept nothing below can overflow.
    let within = |value: i128| i64::try_from(value).ok().map(i128::from);
    let (list, amount) = (within(list)?, within(amount)?);
    let (list, net, gross) = if line.with_tax {
        (list, half_up(amount * whole, whole + rate), amount)
    } else {
        let taxed = |net: i128| net + half_up(net * rate, whole);
        (taxed(list), amount, taxed(amount))
    };
    let cost = match line.cost {
        Some(cost) => Some(i64::try_from(half_up(i128::from(cost).checked_mul(quantity)?, 100)).ok()?),
        None => None,
    };
    let kept = |value: i128| i64::try_from(value).ok();
    Some(Sum {
        list: kept(list)?,
        discount: kept(list - gross)?,
        net: kept(net)?,
        tax: kept(gross - net)?,
        gross: kept(gross)?,
        cost,
    })
}

/// What lines come to together on a day.
///
/// # Errors
/// The first line that is none, currencies that differ, an amount too large to be kept.
pub fn total(lines: &[Line], on: Day) -> Result<Total, Fault> {
    if let Some((first, other)) = lines
        .first()
        .and_then(|first| Some((first, lines.iter().find(|line| line.currency != first.currency)?)))
    {
        return Err(Fault::Currencies(first.currency, other.currency));
    }
    let mut total = Total {
        lines: Vec::with_capacity(lines.len()),
        sum: Sum::NOTHING,
        by_tax: Vec::new(),
    };
    let mut by_class: BTreeMap<TaxClass, Sum> = BTreeMap::new();
    for one in lines {
        let sum = line(one, on)?;
        total.sum = total.sum.and(sum).ok_or(Fault::TooLarge)?;
        let part = by_class.entry(one.tax).or_insert(Sum::NOTHING);
        *part = part.and(sum).ok_or(Fault::TooLarge)?;
        total.lines.push(sum);
    }
    total.by_tax = by_class
        .into_iter()
        .map(|(class, sum)| TaxPart {
            class,
            rate: class.rate(on),
            sum,
        })
        .collect();
    Ok(total)
}
