//! The exact arithmetic of quotes: forty computed elsewhere (`table.txt` says how), and what holds for all.

#![expect(clippy::unwrap_used, reason = "tests stop at the first fault")]

use app::pricing::TaxClass;
use app::pricing::sums::{Fault, Line, Sum, line, total};
use kernel::{Currency, Day, parse_scaled};
use proptest::prelude::*;

fn hundredths(text: &str) -> i64 {
    parse_scaled(text, 2).unwrap_or_else(|| panic!("{text} isn't a decimal"))
}

fn of(words: &[&str]) -> Line {
    Line {
        unit_price: hundredths(words[0]),
        currency: Currency::CNY,
        quantity: hundredths(words[1]),
        discount: hundredths(words[2]),
        tax: TaxClass::parse(words[3]).unwrap(),
        with_tax: words[4] == "incl",
        cost: None,
    }
}

fn shown(sum: &Sum) -> [i64; 5] {
    [sum.list, sum.discount, sum.net, sum.tax, sum.gross]
}

#[test]
fn forty_quotes_come_to_what_they_come_to() {
    let text = include_str!("table.txt");
    let mut quotes = 0;
    let (mut name, mut day) = ("", Day::parse("2026-11-24").unwrap());
    let (mut lines, mut expected) = (Vec::new(), Vec::new());
    for row in text.lines() {
        let figures = |row: &str| -> Vec<i64> { row.split_whitespace().map(hundredths).collect() };
        if let Some(head) = row.strip_prefix("quote ") {
            let (what, on) = head.split_once(" @ ").unwrap();
            (name, day) = (what, Day::parse(on).unwrap());
        } else if let Some(row) = row.strip_prefix("line ") {
            let (words, comes_to) = row.split_once("=>").unwrap();
            lines.push(of(&words.split_whitespace().collect::<Vec<_>>()));
            expected.push(figures(comes_to));
        } else if let Some(comes_to) = row.strip_prefix("total =>") {
            let found = total(&lines, day).unwrap();
            for (n, (sum, expected)) in found.lines.iter().zip(&expected).enumerate() {
                assert_eq!(&shown(sum)[..], &expected[..], "{name}, line {}", n + 1);
            }
            assert_eq!(found.lines.len(), expected.len(), "{name}");
            assert_eq!(&shown(&found.sum)[..], &figures(comes_to)[..], "{name}");
            quotes += 1;
            lines.clear();
            expected.clear();
        }
    }
    assert_eq!(quotes, 40);
}

#[test]
fn what_is_no_line_is_told() {
    let day = Day::parse("2026-11-24").unwrap();
    let good = of(&["10", "1", "0", "standard", "incl"]);
    for (bad, fault) in [
        (
            Line {
                unit_price: -1,
                ..good.clone()
            },
            Fault::Price,
        ),
        (
            Line {
                cost: Some(-1),
                ..good.clone()
            },
            Fault::Price,
        ),
        (
            Line {
                quantity: 0,
                ..good.clone()
            },
            Fault::Quantity,
        ),
        (
            Line {
                quantity: -100,
                ..good.clone()
            },
            Fault::Quantity,
        ),
        (
            Line {
                discount: -1,
                ..good.clone()
            },
            Fault::Discount,
        ),
        (
            Line {
                discount: 10_001,
                ..good.clone()
            },
            Fault::Discount,
        ),
        (
            Line {
                unit_price: i64::MAX,
                quantity: i64::MAX,
                ..good.clone()
            },
            Fault::TooLarge,
        ),
        (
            Line {
                unit_price: i64::MAX,
                with_tax: false,
                ..good.clone()
            },
            Fault::TooLarge,
        ),
        (
            Line {
                unit_price: i64::MAX,
                quantity: 101,
                ..good.clone()
            },
            Fault::TooLarge,
        ),
        (
            Line {
                currency: Currency::USD,
                ..good.clone()
            },
            Fault::Currencies(Currency::CNY, Currency::USD),
        ),
    ] {
        assert_eq!(total(&[good.clone(), bad], day), Err(fault));
    }
    let most = Line {
        unit_price: i64::MAX,
        ..good.clone()
    };
    assert_eq!(
        total(&[most.clone(), good.clone()], day),
        Err(Fault::TooLarge),
        "a sum can be too large as well"
    );
    assert_eq!(line(&most, day).unwrap().gross, i64::MAX);
    let nothing = total(&[], day).unwrap();
    assert_eq!(
        (nothing.sum.gross, nothing.sum.cost, nothing.by_tax.len()),
        (0, Some(0), 0)
    );
}

#[test]
fn margins_are_before_tax() {
    let day = Day::parse("2026-11-24").unwrap();
    let with = |cost| Line {
        cost,
        ..of(&["113", "2", "0", "standard", "incl"])
    };
    let sum = line(&with(Some(6_000)), day).unwrap();
    assert_eq!(
        (sum.net, sum.cost, sum.margin(), sum.margin_rate()),
        (20_000, Some(12_000), Some(8_000), Some(4_000))
    );
    let loss = line(&with(Some(15_000)), day).unwrap();
    assert_eq!(
        (loss.margin(), loss.margin_rate()),
        (Some(-10_000), Some(-5_000)),
        "a loss is told as one"
    );
    let unknown = total(&[with(Some(6_000)), with(None)], day).unwrap();
    assert_eq!(
        (unknown.sum.cost, unknown.sum.margin()),
        (None, None),
        "a margin without all costs is none"
    );
    let free = Line {
        unit_price: 0,
        ..with(Some(1))
    };
    assert_eq!(line(&free, day).unwrap().margin_rate(), None);
}

fn any_line() -> impl Strategy<Value = Line> {
    let class = prop::sample::select(TaxClass::ALL.to_vec());
    let cost = prop::option::of(0..10_000_000_000_i64);
    (
        0..10_000_000_000_i64,
        1..10_000_000_i64,
        0..=10_000_i64,
        class,
        any::<bool>(),
        cost,
    )
        .prop_map(|(unit_price, quantity, discount, tax, with_tax, cost)| Line {
            unit_price,
            currency: Currency::CNY,
            quantity,
            discount,
            tax,
            with_tax,
            cost,
        })
}

fn any_day() -> impl Strategy<Value = Day> {
    prop::sample::select(vec![
        "2010-01-01",
        "2018-04-30",
        "2018-05-01",
        "2019-03-31",
        "2019-04-01",
        "2026-11-24",
    ])
    .prop_map(|day| Day::parse(day).unwrap())
}

proptest! {
    #[test]
    fn every_column_adds_up(lines in prop::collection::vec(any_line(), 0..12), day in any_day()) {
        let found = total(&lines, day).unwrap();
        let column = |of: fn(&Sum) -> i64| found.lines.iter().map(of).sum::<i64>();
        prop_assert_eq!(column(|s| s.list), found.sum.list);
        prop_assert_eq!(column(|s| s.discount), found.sum.discount);
        prop_assert_eq!(column(|s| s.net), found.sum.net);
        prop_assert_eq!(column(|s| s.tax), found.sum.tax);
        prop_assert_eq!(column(|s| s.gross), found.sum.gross);
        prop_assert_eq!(found.by_tax.iter().map(|p| p.sum.tax).sum::<i64>(), found.sum.tax);
        prop_assert_eq!(found.by_tax.iter().map(|p| p.sum.net).sum::<i64>(), found.sum.net);
        prop_assert_eq!(found.by_tax.iter().map(|p| p.sum.gross).sum::<i64>(), found.sum.gross);
        for sum in found.lines.iter().chain([&found.sum]).chain(found.by_tax.iter().map(|p| &p.sum)) {
            prop_assert_eq!(sum.net + sum.tax, sum.gross);
            prop_assert_eq!(sum.list - sum.discount, sum.gross);
            prop_assert!(shown(sum).iter().all(|part| *part >= 0), "{:?}", sum);
        }
    }

    #[test]
    fn the_order_of_lines_is_nothing(lines in prop::collection::vec(any_line(), 0..12), by in 0_usize..12, day in any_day()) {
        let mut turned = lines.clone();
        turned.rotate_left(by % lines.len().max(1));
        turned.reverse();
        let (one, other) = (total(&lines, day).unwrap(), total(&turned, day).unwrap());
        prop_assert_eq!(one.sum, other.sum);
        prop_assert_eq!(one.by_tax, other.by_tax);
    }

    #[test]
    fn rounding_is_half_up_and_within_half_a_fen(one in any_line(), day in any_day()) {
        let sum = line(&one, day).unwrap();
        let (whole, rate) = (10_000_i128, i128::from(one.tax.rate(day)));
        // Price × quantity × what is left of it, in millionths of a hundredth.
        let exact = i128::from(one.unit_price) * i128::from(one.quantity) * (whole - i128::from(one.discount));
        let amount = i128::from(if one.with_tax { sum.gross } else { sum.net });
        let off = 2 * (amount * 1_000_000 - exact);
        prop_assert!(-1_000_000 < off && off <= 1_000_000);
        // The tax is that of the net to half a fen, and the net that of the gross.
        let off = if one.with_tax {
            2 * (i128::from(sum.net) * (whole + rate) - i128::from(sum.gross) * whole)
        } else {
            2 * (i128::from(sum.tax) * whole - i128::from(sum.net) * rate)
        };
        let unit = if one.with_tax { whole + rate } else { whole };
        prop_assert!(-unit < off && off <= unit);
    }

    #[test]
    fn more_discount_is_never_dearer(one in any_line(), more in 0..=10_000_i64, day in any_day()) {
        let less = Line { discount: one.discount.max(more), ..one.clone() };
        let (now, then) = (line(&one, day).unwrap(), line(&less, day).unwrap());
        prop_assert!(then.gross <= now.gross && then.net <= now.net && then.list == now.list);
    }

    #[test]
    fn currencies_never_mix(lines in prop::collection::vec(any_line(), 1..6), at in 0_usize..6, day in any_day()) {
        let mut lines = lines;
        let at = at % lines.len();
        let mut strange = lines[at].clone();
        strange.currency = Currency::USD;
        lines.push(strange);
        prop_assert!(matches!(total(&lines, day), Err(Fault::Currencies(_, _))));
    }
}
