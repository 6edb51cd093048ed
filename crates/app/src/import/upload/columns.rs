//! Which column is which field: proposed by what its head says, decided by who imports.

use records::{Cx, FieldDef, FieldType, ObjectDef};

use super::cells::fold;

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What its head says; may be empty.
    pub header: String,
    /// The field that it goes to.
    pub field: Option<&'static str>,
    /// The field that it seems to be, as another column does.
    pub rival: Option<&'static str>,
}

/// Other words for fields, by key.
const WORDS: [(&str, &[&str]); 19] = [
    (
        "name",
        &[
            "名字",
            "联系人",
            "联系人姓名",
            "客户姓名",
            "联系人名称",
            "fullname",
            "contactname",
            "person",
        ],
    ),
    (
        "company",
        &[
            "公司",
            "公司名称",
            "单位",
            "单位名称",
            "企业",
            "企业名称",
            "客户名称",
            "客户公司",
            "公司全称",
            "公司名",
            "organization",
            "organisation",
            "companyname",
            "account",
        ],
    ),
    (
        "phone",
        &[
            "手机号",
            "手机号码",
            "电话",
            "联系电话",
            "电话号码",
            "手机",
            "联系方式",
            "联系手机",
            "移动电话",
            "tel",
            "telephone",
            "phonenumber",
            "cell",
            "mobilephone",
        ],
    ),
    (
        "email",
        &["电子邮箱", "电子邮件", "邮件", "邮箱地址", "mail", "emailaddress"],
    ),
    ("wechat", &["微信号", "weixin"]),
    ("title", &["职位", "头衔", "岗位", "jobtitle", "position"]),
    ("department", &["部门名称", "dept"]),
    ("source", &["渠道", "来源渠道", "leadsource", "channel"]),
    ("region", &["地区", "省份", "省", "所在地", "state", "province"]),
    ("industry", &["所属行业", "sector"]),
    (
        "need",
        &[
            "客户需求",
            "需求描述",
            "需求说明",
            "备注需求",
            "需求备注",
            "意向产品",
            "意向需求",
            "requirement",
            "requirements",
            "interest",
        ],
    ),
    (
        "amount",
        &[
            "金额",
            "预算",
            "预计金额",
            "意向金额",
            "预算金额",
            "预估金额",
            "商机金额",
            "金额(元)",
            "预计金额(元)",
            "意向金额(元)",
            "预算(元)",
            "budget",
            "value",
            "dealvalue",
            "estimatedvalue",
        ],
    ),
    (
        "expected_close",
        &[
            "closedate",
            "预计成交",
            "预计成交日期",
            "预计签约日期",
            "成交日期",
            "closingdate",
        ],
    ),
    (
        "description",
        &[
            "note",
            "notes",
            "remark",
            "remarks",
            "备注",
            "备注说明",
            "说明",
            "描述",
            "comment",
            "comments",
        ],
    ),
    (
        "owner",
        &["跟进人", "销售", "业务员", "客户经理", "salesrep", "assignedto"],
    ),
    ("website", &["网址", "官网", "url", "web"]),
    ("address", &["公司地址", "联系地址", "street"]),
    ("parent", &["上级", "母公司", "集团", "parentcompany"]),
    ("employees", &["人数", "员工人数", "规模", "headcount"]),
];

/// The fields that a file may bring in, under somebody's rights.
pub fn importable<'o>(object: &'o ObjectDef, cx: &Cx) -> Vec<&'o FieldDef> {
    let takes = |f: &&FieldDef| {
        let known = match f.ty {
            FieldType::Json | FieldType::Step => false,
            FieldType::Reference(target) => matches!(target, "users" | "accounts"),
            _ => true,
        };
        known && !f.read_only && cx.sees_whole(object, f)
    };
    object.fields.iter().filter(takes).collect()
}

/// The columns with the fields that they seem to be. Where two seem to be the same, neither is taken until somebody says.
pub fn propose(object: &ObjectDef, cx: &Cx, headers: &[String]) -> Vec<Column> {
    let fields = importable(object, cx);
    let guesses: Vec<Option<&'static str>> = headers.iter().map(|h| guess(object, &fields, h)).collect();
    headers
        .iter()
        .zip(&guesses)
        .map(|(header, guess)| {
            let rivals = guesses.iter().filter(|g| g.is_some() && *g == guess).count() > 1;
            Column {
                header: header.trim().to_owned(),
                field: guess.filter(|_| !rivals),
                rival: guess.filter(|_| rivals),
            }
        })
        .collect()
}

fn guess(object: &ObjectDef, fields: &[&FieldDef], header: &str) -> Option<&'static str> {
    let word = fold(header);
    if word.is_empty() {
        return None;
    }
    let called = |f: &&&FieldDef| [f.key, &f.label.zh, &f.label.en].iter().any(|name| fold(name) == word);
    if let Some(field) = fields.iter().find(called) {
        return Some(field.key);
    }
    let says = |key: &str| {
        WORDS
            .iter()
            .any(|(k, words)| *k == key && (fold(k) == word || words.contains(&word.as_str())))
    };
    let has = |key: &str| fields.iter().find(|f| f.key == key).map(|f| f.key);
    // In a list of companies the company is what it is about; a person's company is the account.
    if says("company") {
        return match object.key {
            "accounts" => has("name"),
            _ => has("company").or_else(|| has("account")),
        };
    }
    let said = WORDS.iter().find(|(key, _)| says(key))?.0;
    has(said)
}

/// A column by its letter, as spreadsheets show it.
pub fn letter(column: usize) -> String {
    let mut n = column + 1;
    let mut out = Vec::new();
    while n > 0 {
        out.push(char::from(b'A' + ((n - 1) % 26) as u8));
        n = (n - 1) / 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::{Calendar, Currency, Instant, Lang, WorkspaceId};
    use records::Workspace;

    use super::*;

    fn cx() -> Cx {
        let workspace = Workspace {
            id: WorkspaceId(1),
            name: "x".to_owned(),
            currency: Currency::parse("CNY").unwrap(),
            calendar: Calendar::weekdays(chrono_tz::Asia::Shanghai),
            lang: Lang::Zh,
        };
        Cx::system(Arc::new(workspace), crate::registry(), Instant(0))
    }

    fn fields(object: &str, headers: &[&str]) -> Vec<&'static str> {
        let cx = cx();
        let headers: Vec<String> = headers.iter().map(|h| (*h).to_owned()).collect();
        let columns = propose(cx.object(object).unwrap(), &cx, &headers);
        columns
            .iter()
            .map(|c| c.field.or(c.rival.map(|_| "?")).unwrap_or("-"))
            .collect()
    }

    #[test]
    fn heads_lead_to_fields() {
        let usual = ["name", "phone", "email", "company", "amount", "close_date", "note"];
        assert_eq!(
            fields("leads", &usual),
            [
                "name",
                "phone",
                "email",
                "company",
                "amount",
                "expected_close",
                "description"
            ]
        );
        assert_eq!(
            fields(
                "leads",
                &["ｎａｍｅ", "手机号码", "E-mail", "公司名称", "负责人", "颜色", ""]
            ),
            ["name", "phone", "email", "company", "owner", "-", "-"]
        );
        assert_eq!(
            fields(
                "leads",
                &["联系人名称", "客户公司", "联系方式", "意向金额", "备注需求", "备注"]
            ),
            ["name", "company", "phone", "amount", "need", "description"]
        );
        assert_eq!(fields("leads", &["金额（元）", "预算金额"]), ["?", "?"]);
        assert_eq!(fields("contacts", &["姓名", "公司"]), ["name", "account"]);
        assert_eq!(fields("accounts", &["company", "parent"]), ["name", "parent"]);
        assert_eq!(
            fields("leads", &["name", "email", "email", "Name", " e mail ", "note"]),
            ["?", "?", "?", "?", "?", "description"]
        );
        assert_eq!(fields("leads", &["status", "id", "stage"]), ["-", "-", "-"]);
    }

    #[test]
    fn letters() {
        assert_eq!([0, 25, 26, 701, 702].map(letter), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
