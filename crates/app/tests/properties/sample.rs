//! The objects of the product, and one more that has a field of every type; who asks.

use std::sync::Arc;

use kernel::{Calendar, Currency, Id, Instant, Lang, WorkspaceId};
use records::fields::{
    day, email, flag, instant, long_text, money, multi_select, number, percent, phone, reference, select, text, url,
};
use records::{Access, Cx, Registry, Workspace, object};
use store::testing::{TestDb, databases, make_tables};

object! {
    /// Something of every type; nothing in it is required.
    pub struct Sample in "samples" / "sample" as (("样本", "Samples"), ("样本", "Sample")) {
        name: Option<String> = text("名称", "Name").by_name(),
        line: Option<String> = text("一行", "Line").sortable(),
        words: Option<String> = long_text("文字", "Words"),
        whole: Option<i64> = number("整数", "Whole", 0).sortable(),
        exact: Option<i64> = number("小数", "Exact", 4),
        amount: Option<i64> = money("金额", "Amount").sortable(),
        currency: Option<String> = text("币种", "Currency").max(3),
        share: Option<i64> = percent("比例", "Share").sortable(),
        due: Option<i64> = day("日期", "On").sortable(),
        at: Option<Instant> = instant("时刻", "At").sortable(),
        yes: Option<bool> = flag("是否", "Yes").sortable(),
        kind: Option<String> = select("种类", "Kind", &[("a", "甲", "A"), ("B", "乙", "B"), ("aB", "丙", "AB")]).sortable(),
        tags: Option<Vec<String>> = multi_select("标签", "Tags", &[("a", "甲", "A"), ("b", "乙", "B"), ("a_b", "丙", "AB"), ("A", "丁", "D")]),
        mail: Option<String> = email("邮箱", "Mail"),
        call: Option<String> = phone("电话", "Call"),
        site: Option<String> = url("网址", "Site"),
        above: Option<Id> = reference("上级", "Above", "samples"),
        account: Option<Id> = reference("客户", "Account", "accounts"),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams"),
    }
    |o| {
        o.access = Access::Owned;
        o.collections.push(records::Collection { key: "below", object: "samples", field: "above", label: ("下级", "below").into() });
    }
}

/// The product's objects and the sample.
pub fn registry() -> Arc<Registry> {
    let mut objects = app::registry().objects().to_vec();
    objects.push(Sample::define());
    Arc::new(Registry::new(objects).unwrap())
}

/// Both databases, with the sample's table.
pub fn dbs() -> Vec<TestDb> {
    let all = databases();
    for db in &all {
        make_tables(&db.store, &[Sample::define()]);
    }
    all
}

/// Zones with offsets of all kinds, with and without summer time, of whole and half hours and less.
pub const ZONES: [chrono_tz::Tz; 12] = [
    chrono_tz::Asia::Shanghai,
    chrono_tz::UTC,
    chrono_tz::Asia::Kathmandu,
    chrono_tz::America::St_Johns,
    chrono_tz::Australia::Lord_Howe,
    chrono_tz::Pacific::Apia,
    chrono_tz::Pacific::Chatham,
    chrono_tz::Pacific::Kiritimati,
    chrono_tz::America::Sao_Paulo,
    chrono_tz::Africa::Casablanca,
    chrono_tz::Pacific::Pago_Pago,
    chrono_tz::Europe::Dublin,
];

/// The moment at which everything is asked: a Sunday in the east, still Saturday in the west.
pub fn now() -> Instant {
    Instant::parse("2026-11-22T03:04:05.678901Z").unwrap()
}

/// Somebody who may see everything, in one company.
pub fn cx(registry: &Arc<Registry>, company: i64, tz: chrono_tz::Tz) -> Cx {
    let workspace = Workspace {
        id: WorkspaceId(company),
        name: "成单".to_owned(),
        currency: Currency::CNY,
        calendar: Calendar::weekdays(tz),
        lang: Lang::Zh,
    };
    Cx::system(Arc::new(workspace), registry.clone(), now())
}
