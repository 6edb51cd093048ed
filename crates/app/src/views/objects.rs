//! Saved views of lists.

use kernel::Id;
use records::fields::{flag, json, number, reference, text};
use records::{Access, object};

object! {
    /// A list with its filter, order and columns, kept under a name.
    pub struct SavedView in "saved_views" / "saved_view" as (("视图", "Saved views"), ("视图", "Saved view")) {
        name: String = text("名称", "Name").required().max(60),
        object: String = text("对象", "Object").required().max(60).fixed(),
        filter: Option<String> = json("筛选条件", "Filter"),
        sort: Option<String> = text("排序", "Sort").max(200),
        columns: Option<String> = json("字段", "Columns"),
        position: i64 = number("顺序", "Position", 0).default(0).sortable(),
        shared: bool = flag("共享", "Shared").default(false),
        owner: Option<Id> = reference("所有者", "Owner", "users").read_only(),
        origin: Option<String> = text("来自模板", "From pack").max(120).read_only(),
    }
    |o| {
        o.icon = "bookmark";
        o.access = Access::Personal;
        o.columns = vec!["name", "object", "shared", "owner"];
        o.facts = o.columns.clone();
        o.form = vec!["name", "object", "filter", "sort", "columns", "shared"];
        o.sort = "position";
    }
}
