//! Which price applies to a customer, and why. Pure.

use kernel::{Day, Id, Text};

/// A product's price on a price list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The price's record.
    pub id: Id,
    /// Its list's record.
    pub list: Id,
    /// The list's name.
    pub name: String,
    /// Hundredths for one.
    pub price: i64,
    /// Whether it includes tax.
    pub with_tax: bool,
    /// The currency.
    pub currency: String,
    /// For customers of which region; all if none.
    pub region: Option<String>,
    /// For customers of which tier; all if none.
    pub tier: Option<String>,
    /// The first day on which it holds.
    pub from: Option<Day>,
    /// The last day on which it holds.
    pub to: Option<Day>,
    /// From how many on, in hundredths of a piece.
    pub at_least: i64,
}

/// Who buys, how much, when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buyer<'a> {
    /// The customer's region.
    pub region: Option<&'a str>,
    /// The customer's tier.
    pub tier: Option<&'a str>,
    /// The deal's currency.
    pub currency: &'a str,
    /// The day.
    pub on: Day,
    /// Hundredths of a piece.
    pub quantity: i64,
}

/// Whether a price holds for a buyer.
pub fn applies(price: &Offered, buyer: &Buyer<'_>) -> bool {
    let for_them = |wanted: &Option<String>, is: Option<&str>| wanted.as_deref().is_none_or(|w| is == Some(w));
    price.currency == buyer.currency
        && for_them(&price.region, buyer.region)
        && for_them(&price.tier, buyer.tier)
        && price.from.is_none_or(|from| from <= buyer.on)
        && price.to.is_none_or(|to| buyer.on <= to)
        && price.at_least <= buyer.quantity
}

/// The price that applies: of the lists that hold, the one made most for this customer (tier, then region), there the
/// highest step of quantity, and among equals the list that began last.
pub fn choose<'p>(prices: &'p [Offered], buyer: &Buyer<'_>) -> Option<&'p Offered> {
    let narrow = |p: &&Offered| (p.tier.is_some(), p.region.is_some(), p.at_least, p.from, p.list, p.id);
    prices.iter().filter(|p| applies(p, buyer)).max_by_key(narrow)
}

/// Why it is this price, in words.
pub fn why(price: &Offered) -> Text {
    let (mut zh, mut en) = (vec![price.name.clone()], vec![price.name.clone()]);
    if let Some(region) = &price.region {
        zh.push(region.clone());
        en.push(region.clone());
    }
    if let Some(tier) = &price.tier {
        zh.push(format!("{tier} 级客户"));
        en.push(format!("tier {tier}"));
    }
    if price.at_least > 100 {
        let n = kernel::format_minor(i128::from(price.at_least), 2);
        let n = n.trim_end_matches('0').trim_end_matches('.');
        zh.push(format!("{n} 起"));
        en.push(format!("from {n}"));
    }
    if let Some(to) = price.to {
        zh.push(format!("有效期至 {to}"));
        en.push(format!("valid until {to}"));
    }
    Text::new(zh.join("，"), en.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(n: u32, name: &str) -> Offered {
        let id: Id = format!("01900000-0000-7000-8000-{n:012x}").parse().unwrap();
        Offered {
            id,
            list: id,
            name: name.to_owned(),
            price: i64::from(n),
            with_tax: true,
            currency: "CNY".to_owned(),
            region: None,
            tier: None,
            from: None,
            to: None,
            at_least: 0,
        }
    }

    #[test]
    fn the_list_made_most_for_the_customer_wins() {
        let day = |text| Day::parse(text).unwrap();
        let general = offered(1, "2026 通用");
        let east = Offered {
            region: Some("华东".into()),
            ..offered(2, "华东")
        };
        let key = Offered {
            tier: Some("A".into()),
            to: Some(day("2026-12-31")),
            ..offered(3, "大客户")
        };
        let many = Offered {
            at_least: 1_000,
            ..offered(4, "批量")
        };
        let newer = Offered {
            from: Some(day("2026-07-01")),
            ..offered(5, "下半年")
        };
        let dollars = Offered {
            currency: "USD".into(),
            ..offered(6, "USD")
        };
        let all = [general, east, key, many, newer, dollars];
        for (region, tier, currency, on, quantity, expected) in [
            (None, None, "CNY", "2026-06-30", 100, Some("2026 通用")),
            (None, None, "CNY", "2026-07-01", 100, Some("下半年")),
            (Some("华南"), Some("B"), "CNY", "2026-06-30", 1_000, Some("批量")),
            (Some("华东"), Some("B"), "CNY", "2026-11-24", 2_000, Some("华东")),
            (Some("华东"), Some("A"), "CNY", "2026-12-31", 100, Some("大客户")),
            (Some("华东"), Some("A"), "CNY", "2027-01-01", 100, Some("华东")),
            (None, None, "USD", "2026-06-30", 100, Some("USD")),
            (None, None, "EUR", "2026-06-30", 100, None),
        ] {
            let buyer = Buyer {
                region,
                tier,
                currency,
                on: day(on),
                quantity,
            };
            let found = choose(&all, &buyer).map(|p| p.name.as_str());
            assert_eq!(found, expected, "{buyer:?}");
            let mut turned = all.clone();
            turned.reverse();
            assert_eq!(
                choose(&turned, &buyer).map(|p| p.name.as_str()),
                expected,
                "the order is nothing"
            );
        }
    }

    #[test]
    fn it_says_why() {
        let price = Offered {
            region: Some("华东".into()),
            tier: Some("A".into()),
            to: Day::parse("2026-12-31"),
            at_least: 1_050,
            ..offered(1, "大客户价目 2026")
        };
        assert_eq!(
            why(&price).zh,
            "大客户价目 2026，华东，A 级客户，10.5 起，有效期至 2026-12-31"
        );
        assert_eq!(
            why(&price).en,
            "大客户价目 2026, 华东, tier A, from 10.5, valid until 2026-12-31"
        );
        assert_eq!(why(&offered(1, "通用")).zh, "通用");
    }
}
