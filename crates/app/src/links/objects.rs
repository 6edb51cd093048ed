//! Links for people outside.

use kernel::{Id, Instant};
use records::fields::{instant, number, reference, select};
use records::{Access, object};

object! {
    /// A link by which somebody outside sees and answers one thing. Its secret is kept as a hash, elsewhere.
    pub struct PublicLink in "public_links" / "public_link" as (("对外链接", "Public links"), ("对外链接", "Public link")) {
        purpose: String = select("用途", "Purpose", &[("needs", "确认需求", "Confirming needs")]).required(),
        opportunity: Id = reference("商机", "Opportunity", "opportunities").required(),
        contact: Option<Id> = reference("发给", "For", "contacts"),
        expires_at: Instant = instant("有效期至", "Works until").required(),
        revoked_at: Option<Instant> = instant("停用时间", "Revoked at"),
        opened_at: Option<Instant> = instant("首次打开", "First opened"),
        last_opened_at: Option<Instant> = instant("最近打开", "Last opened"),
        opens: i64 = number("打开次数", "Times opened", 0).required().default(0),
    }
    |o| {
        o.icon = "link";
        o.access = Access::Via(vec!["opportunity"]);
        o.by_verbs = true;
        o.name_field = "purpose";
        o.columns = vec!["purpose", "opportunity", "contact", "expires_at", "revoked_at", "opened_at", "last_opened_at", "opens", "created_by"];
        o.facts = o.columns.clone();
    }
}
