//! Referrals: who named whom, what came of it, and how they were thanked.

use kernel::{Day, Id};
use records::fields::{day, long_text, reference, select, text};
use records::{Access, Search, object};

object! {
    /// Somebody who was named to us by a customer.
    pub struct Referral in "referrals" / "referral" as (("转介绍", "Referrals"), ("转介绍", "Referral")) {
        name: String = text("被推荐的人或公司", "Who was named").required().max(200).by_name().search(Search::Name),
        referrer_contact: Option<Id> = reference("推荐人", "Referred by", "contacts"),
        referrer_account: Option<Id> = reference("推荐人所在客户", "Referrer's account", "accounts"),
        asked_in: Option<Id> = reference("在哪笔商机中请的", "Asked for in", "opportunities"),
        moment: Option<String> = select("请推荐的时机", "Moment", &[
            ("need_answered", "需求得到满足", "A need was answered"), ("promise_kept", "承诺已兑现", "A promise was kept"),
            ("good_survey", "满意度好评", "A good survey"), ("results", "看到使用效果", "Results were seen"), ("unasked", "客户主动推荐", "They offered")]),
        named_on: Option<Day> = day("推荐日期", "Named on").required().sortable(),
        lead: Option<Id> = reference("带来的线索", "Lead", "leads"),
        account: Option<Id> = reference("带来的客户", "Account", "accounts"),
        contact: Option<Id> = reference("带来的联系人", "Contact", "contacts"),
        opportunity: Option<Id> = reference("带来的商机", "Opportunity", "opportunities"),
        thanked_on: Option<Day> = day("致谢日期", "Thanked on").sortable(),
        thanked_how: Option<String> = text("怎么致谢", "How they were thanked").max(200),
        description: Option<String> = long_text("备注", "Description"),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
    }
    |o| {
        o.icon = "handshake";
        o.access = Access::Owned;
        o.columns = vec!["name", "referrer_contact", "referrer_account", "named_on", "lead", "opportunity", "thanked_on", "owner"];
        o.facts = vec!["referrer_contact", "referrer_account", "asked_in", "moment", "named_on", "lead", "account", "opportunity", "thanked_on", "thanked_how", "owner", "description"];
        o.form = vec!["name", "referrer_contact", "referrer_account", "asked_in", "moment", "named_on", "lead", "opportunity", "thanked_on", "thanked_how", "owner", "description"];
        o.sort = "-named_on";
    }
}
