//! Pools.

use kernel::Id;
use records::fields::{flag, json, number, reference, text};
use records::object;

object! {
    /// Leads that nobody follows, for those who may claim them, and the rules by which leads come here.
    pub struct Pool in "pools" / "pool" as (("公海", "Pools"), ("公海", "Pool")) {
        name: String = text("名称", "Name").required().max(80).by_name(),
        position: i64 = number("顺序", "Position", 0).default(10).sortable()
            .help(("一条线索归第一个符合条件的公海", "A lead belongs to the first pool whose condition holds")),
        condition: Option<String> = json("条件", "Condition")
            .help(("哪些线索归此公海；留空为全部", "Which leads belong here; empty means all")),
        team: Option<Id> = reference("可领取的团队", "Team that may claim", "teams")
            .help(("包括下级团队；留空为所有人", "With the teams below it; empty means everybody")),
        daily_claims: i64 = number("每人每天领取上限", "Claims a day and person", 0).default(10),
        capacity: i64 = number("每人库容", "Capacity of a person", 0).default(100)
            .help(("在手的未结线索达到此数后不能再领取", "Who has as many open leads can't claim more")),
        daily_views: i64 = number("每人每天查看上限", "Details seen a day and person", 0).default(30)
            .help(("防止把公海当通讯录翻看", "So that nobody reads the pool as an address book")),
        protect_days: i64 = number("领取后保护期（天）", "Protected after a claim (days)", 0).default(7),
        cool_days: i64 = number("前负责人冷却期（天）", "Previous owner waits (days)", 0).default(7)
            .help(("退回后这么多天内，原负责人不能再领取", "So many days after its return its last owner can't claim it")),
        fresh_hours: i64 = number("新数据冷却（小时）", "New leads rest (hours)", 0).default(0)
            .help(("进入公海这么多小时后才能领取", "A lead can be claimed so many hours after it came in")),
        contact_days: Option<i64> = number("多少天未跟进则退回", "Returns after days without contact", 0).default(15),
        progress_days: Option<i64> = number("多少天未合格则退回", "Returns after days without being qualified", 0).default(45),
        warn_days: i64 = number("提前几天提醒", "Reminder before (days)", 0).default(2),
        active: bool = flag("启用", "Active").default(false)
            .help(("启用后每晚按规则退回；请先看预览", "Once active it takes leads back every night: look at the preview first")),
    }
    |o| {
        o.icon = "waves";
        o.columns = vec!["position", "name", "team", "daily_claims", "capacity", "contact_days", "progress_days", "active"];
        o.facts = vec!["position", "team", "daily_claims", "capacity", "daily_views", "protect_days", "cool_days", "fresh_hours", "contact_days", "progress_days", "warn_days", "active"];
        o.form = vec!["name", "position", "team", "daily_claims", "capacity", "daily_views", "protect_days", "cool_days", "fresh_hours", "contact_days", "progress_days", "warn_days"];
        o.sort = "position";
        o.collections = crate::collections(&[("leads", "leads", "pool", ("公海线索", "leads in it"))]);
    }
}
