//! Classes of value added tax and their rates, by the day on which they came into force. Pure.

use kernel::Day;

/// How a product or service is taxed. What a class is taxed with follows from the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaxClass {
    /// Goods, software in boxes, repairs.
    Standard,
    /// Transport, building, real estate, farm produce.
    Reduced,
    /// Services: consulting, training, software services.
    Services,
    /// Exports and what is exempt.
    Zero,
    /// The simplified way, without deducting what was paid.
    Simple,
}

/// The options of fields that hold a class: key, zh, en.
pub const TAX_CLASSES: &[(&str, &str, &str)] = &[
    ("standard", "货物（13%）", "Goods (13%)"),
    (
        "reduced",
        "运输、建筑、不动产（9%）",
        "Transport, building, property (9%)",
    ),
    ("services", "服务（6%）", "Services (6%)"),
    ("zero", "零税率或免税（0%）", "Zero-rated or exempt (0%)"),
    ("simple", "简易计税（3%）", "Simplified (3%)"),
];

/// The first day of a rate, and the rate in hundredths of a percent; the latest first, the last one for all days before.
type Rates = &'static [(&'static str, i64)];

// Sources: 财税〔2016〕36 号, 财税〔2017〕37 号, 财税〔2018〕32 号, 财政部 税务总局 海关总署公告 2019 年第 39 号, 财税〔2014〕57 号.
const STANDARD: Rates = &[("2019-04-01", 1_300), ("2018-05-01", 1_600), ("1994-01-01", 1_700)];
const REDUCED: Rates = &[("2019-04-01", 900), ("2018-05-01", 1_000), ("2012-01-01", 1_100)];
const SERVICES: Rates = &[("2012-01-01", 600)];
const ZERO: Rates = &[("1994-01-01", 0)];
const SIMPLE: Rates = &[("2014-07-01", 300)];

impl TaxClass {
    /// Every class.
    pub const ALL: [Self; 5] = [Self::Standard, Self::Reduced, Self::Services, Self::Zero, Self::Simple];

    /// Its key in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Reduced => "reduced",
            Self::Services => "services",
            Self::Zero => "zero",
            Self::Simple => "simple",
        }
    }

    /// The class of a key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == key)
    }

    /// The rate on a day, in hundredths of a percent.
    pub fn rate(self, on: Day) -> i64 {
        let rates = match self {
            Self::Standard => STANDARD,
            Self::Reduced => REDUCED,
            Self::Services => SERVICES,
            Self::Zero => ZERO,
            Self::Simple => SIMPLE,
        };
        let began = |(from, _): &&(&str, i64)| Day::parse(from).is_some_and(|from| from <= on);
        rates.iter().find(began).or(rates.last()).map_or(0, |(_, rate)| *rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_follow_the_day() {
        for (class, day, rate) in [
            ("standard", "2018-04-30", 1_700),
            ("standard", "2018-05-01", 1_600),
            ("standard", "2019-03-31", 1_600),
            ("standard", "2019-04-01", 1_300),
            ("standard", "2026-11-24", 1_300),
            ("reduced", "2018-04-30", 1_100),
            ("reduced", "2018-05-01", 1_000),
            ("reduced", "2019-04-01", 900),
            ("services", "2019-04-01", 600),
            ("services", "2010-01-01", 600),
            ("zero", "2026-11-24", 0),
            ("simple", "2026-11-24", 300),
        ] {
            let found = TaxClass::parse(class).unwrap().rate(Day::parse(day).unwrap());
            assert_eq!(found, rate, "{class} on {day}");
        }
        assert_eq!(TaxClass::parse("vat"), None);
        for (class, (key, ..)) in TaxClass::ALL.iter().zip(TAX_CLASSES) {
            assert_eq!(class.as_str(), *key);
        }
    }
}
