//! Leads out of pasted lines: signatures of mails, rows of a table, notes from a trade fair.

use super::company_shape::looks_like_a_company;
use super::likeness::phone_key;

/// What was recognised in a line, or in lines that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recognised {
    /// The person.
    pub name: Option<String>,
    /// Their company.
    pub company: Option<String>,
    /// What they are there.
    pub title: Option<String>,
    /// Their phone number.
    pub phone: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// All the rest.
    pub need: Option<String>,
}

/// Leads at most that a pasted text makes.
pub const MAX: usize = 100;

/// Reads leads out of a text. Blank lines part them; without any, each line is one if several have a phone number or an
/// address, else all lines together are one.
pub fn recognise(text: &str) -> Vec<Recognised> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let blocks: Vec<&str> = text.split("\n\n").filter(|b| !b.trim().is_empty()).collect();
    let mut all = Vec::new();
    for block in blocks {
        let lines: Vec<&str> = block.lines().filter(|l| !l.trim().is_empty()).collect();
        let reached = lines
            .iter()
            .filter(|line| pieces(line).iter().any(|p| contact(p)))
            .count();
        let single = reached <= 1 || lines.iter().any(|l| pieces(l).len() == 1 && contact(l.trim()));
        if single && lines.len() > 1 && reached > 0 {
            all.push(of(&lines));
        } else {
            all.extend(lines.iter().map(|line| of(&[line])));
        }
    }
    all.retain(|r| *r != Recognised::default());
    all.truncate(MAX);
    all
}

fn contact(piece: &str) -> bool {
    is_email(piece) || is_phone(piece)
}

fn of(lines: &[&str]) -> Recognised {
    let mut found = Recognised::default();
    let mut rest: Vec<(String, bool)> = Vec::new();
    let mut after_name = false;
    for piece in lines.iter().flat_map(|line| pieces(line)) {
        let (label, value) = labelled(&piece);
        let follows = std::mem::take(&mut after_name);
        let fits = |slot: &Option<String>| slot.is_none();
        if let Some(label) = label {
            let slot = match label {
                "name" => &mut found.name,
                "company" => &mut found.company,
                "title" => &mut found.title,
                "phone" => &mut found.phone,
                "email" => &mut found.email,
                _ => &mut found.need,
            };
            if fits(slot) {
                *slot = Some(value.to_owned());
                continue;
            }
        }
        let slot = if is_email(value) && fits(&found.email) {
            Some(&mut found.email)
        } else if is_phone(value) && fits(&found.phone) {
            Some(&mut found.phone)
        } else if is_company(value) && fits(&found.company) {
            Some(&mut found.company)
        } else if is_title(value) && fits(&found.title) {
            Some(&mut found.title)
        } else if is_name(value) && fits(&found.name) {
            after_name = true;
            Some(&mut found.name)
        } else {
            None
        };
        match slot {
            Some(slot) => *slot = Some(value.to_owned()),
            None => rest.push((value.to_owned(), follows)),
        }
    }
    // Only where nothing says that it is the company: what looks like one, most of all beside the name.
    if found.company.is_none()
        && let Some(at) = rest
            .iter()
            .position(|(value, follows)| looks_like_a_company(value, *follows))
    {
        found.company = Some(rest.remove(at).0);
    }
    if found.need.is_none() && !rest.is_empty() {
        let rest: Vec<String> = rest.into_iter().map(|(value, _)| value).collect();
        found.need = Some(rest.join("，"));
    }
    found
}

/// The parts of a line: between commas, tabs, bars; and words where one of them is a number or an address.
fn pieces(line: &str) -> Vec<String> {
    let cut = line.split(['\t', ',', '，', ';', '；', '|', '、', '/']);
    let mut all = Vec::new();
    for part in cut.map(str::trim).filter(|p| !p.is_empty()) {
        let (_, bare) = labelled(part);
        if is_phone(bare)
            || is_company(bare)
            || bare.is_ascii() && !bare.contains('@') && !bare.chars().any(|c| c.is_ascii_digit())
        {
            all.push(part.to_owned());
            continue;
        }
        // 张伟 138 0013 8000: digits that stand together are one number.
        let mut number = String::new();
        for word in part.split_whitespace() {
            let digits = word.chars().all(|c| c.is_ascii_digit() || "+-()".contains(c));
            if digits && word.chars().any(|c| c.is_ascii_digit()) {
                if !number.is_empty() {
                    number.push(' ');
                }
                number.push_str(word);
                continue;
            }
            if !number.is_empty() {
                all.push(std::mem::take(&mut number));
            }
            all.push(word.to_owned());
        }
        if !number.is_empty() {
            all.push(number);
        }
    }
    all
}

const LABELS: [(&str, &[&str]); 6] = [
    ("name", &["姓名", "联系人", "名字", "name", "contact"]),
    ("company", &["公司", "公司名称", "单位", "company", "organization"]),
    ("title", &["职务", "职位", "title", "position"]),
    ("phone", &["电话", "手机", "手机号", "tel", "phone", "mobile", "t", "m"]),
    ("email", &["邮箱", "邮件", "email", "e-mail", "mail", "e"]),
    ("need", &["需求", "备注", "说明", "need", "note"]),
];

fn labelled(piece: &str) -> (Option<&'static str>, &str) {
    let Some((label, value)) = piece.split_once([':', '：']) else {
        return (None, piece.trim());
    };
    let word = label.trim().to_lowercase();
    let found = LABELS.iter().find(|(_, words)| words.contains(&word.as_str()));
    match found {
        Some((key, _)) if !value.trim().is_empty() => (Some(key), value.trim()),
        _ => (None, piece.trim()),
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !text.contains(' '))
}

fn is_phone(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()转".contains(c))
        && phone_key(text).is_some()
}

fn is_company(text: &str) -> bool {
    const ENDS: [&str; 14] = [
        "公司",
        "集团",
        "厂",
        "研究院",
        "研究所",
        "大学",
        "医院",
        "银行",
        "中心",
        "工作室",
        "事务所",
        "股份",
        "学校",
        "门店",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    ENDS.iter().any(|end| text.ends_with(end))
        || text.ends_with("有限公司）")
        || (words.len() > 1
            && ["inc", "ltd", "llc", "gmbh", "corp", "co", "company", "group", "limited"]
                .iter()
                .any(|w| words.contains(w)))
}

fn is_title(text: &str) -> bool {
    const TITLES: [&str; 17] = [
        "经理",
        "总监",
        "总裁",
        "董事长",
        "总",
        "主任",
        "主管",
        "工程师",
        "厂长",
        "部长",
        "采购",
        "专员",
        "院长",
        "老师",
        "助理",
        "总经理",
        "负责人",
    ];
    const ENGLISH: [&str; 9] = [
        "manager",
        "director",
        "engineer",
        "ceo",
        "cto",
        "cfo",
        "buyer",
        "head",
        "president",
    ];
    let lower = text.to_lowercase();
    let long = text.chars().count() <= 12;
    let english = lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|w| ENGLISH.contains(&w));
    // 王总 is a name rather than what somebody does.
    (long && text.chars().count() > 2 && TITLES.iter().any(|t| text.ends_with(t)))
        || english
        || TITLES.contains(&text) && text != "总"
}

fn is_name(text: &str) -> bool {
    let chars = text.chars().count();
    let han = text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '·');
    let latin = text.split(' ').count() <= 4 && text.chars().all(|c| c.is_alphabetic() || " .'-".contains(c));
    (han && (2..=4).contains(&chars)) || (latin && !han && text.is_ascii() && (2..=40).contains(&chars))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> [String; 6] {
        let all = recognise(text);
        assert_eq!(all.len(), 1, "{all:?}");
        let r = all[0].clone();
        [r.name, r.company, r.title, r.phone, r.email, r.need].map(Option::unwrap_or_default)
    }

    #[test]
    fn one_lead_however_it_is_written() {
        let expected = |need: &str| {
            [
                "张伟",
                "苏州恒测仪器有限公司",
                "采购经理",
                "13800138000",
                "zw@hc.example",
                need,
            ]
            .map(str::to_owned)
        };
        assert_eq!(
            line("张伟，苏州恒测仪器有限公司，采购经理，13800138000，zw@hc.example"),
            expected("")
        );
        assert_eq!(
            line("苏州恒测仪器有限公司\t张伟\t采购经理\t13800138000\tzw@hc.example"),
            expected("")
        );
        assert_eq!(
            line("张伟 采购经理 苏州恒测仪器有限公司 13800138000 zw@hc.example"),
            expected("")
        );
        assert_eq!(
            line(
                "姓名：张伟\n公司：苏州恒测仪器有限公司\n职务：采购经理\n电话：13800138000\n邮箱：zw@hc.example\n需求：想看排产系统"
            ),
            expected("想看排产系统")
        );
        assert_eq!(
            line("张伟\n采购经理\n苏州恒测仪器有限公司\n13800138000\nzw@hc.example\n下个月要上线一条新产线"),
            expected("下个月要上线一条新产线")
        );
    }

    #[test]
    fn english_and_numbers_in_parts() {
        assert_eq!(
            line("Jane Miller, Acme Tools Ltd, Purchasing Manager, +44 20 7946 0123, jane@acme.example"),
            [
                "Jane Miller",
                "Acme Tools Ltd",
                "Purchasing Manager",
                "+44 20 7946 0123",
                "jane@acme.example",
                ""
            ]
            .map(str::to_owned)
        );
        assert_eq!(line("王总 138 0013 8000")[0], "王总");
        assert_eq!(line("王总 138 0013 8000")[3], "138 0013 8000");
    }

    #[test]
    fn a_company_without_its_legal_form_is_known_by_its_shape() {
        for (text, company, need) in [
            ("赵雪梅 南京永兴汽车零部件 13912345678", "南京永兴汽车零部件", ""),
            ("赵雪梅 永兴汽车零部件 13912345678", "永兴汽车零部件", ""),
            (
                "赵雪梅，苏州恒力达，13912345678，想看排产系统",
                "苏州恒力达",
                "想看排产系统",
            ),
            (
                "赵雪梅 13912345678 江苏远景新材料 想看排产系统",
                "江苏远景新材料",
                "想看排产系统",
            ),
            // What is wanted, and what somebody deals in, is no company.
            ("赵雪梅 13912345678 想要排产软件", "", "想要排产软件"),
            ("赵雪梅 13912345678 排产软件", "", "排产软件"),
            ("赵雪梅 汽车零部件 13912345678", "", "汽车零部件"),
            ("赵雪梅 上海有新项目 13912345678", "", "上海有新项目"),
            ("赵雪梅 下个月要上线新设备 13912345678", "", "下个月要上线新设备"),
            // The legal form says more than a shape.
            (
                "赵雪梅 苏州工业设备 恒测仪器有限公司 13912345678",
                "恒测仪器有限公司",
                "苏州工业设备",
            ),
        ] {
            let found = line(text);
            assert_eq!(
                (found[0].as_str(), found[1].as_str(), found[5].as_str()),
                ("赵雪梅", company, need),
                "{text}"
            );
            assert_eq!(found[3], "13912345678", "{text}");
        }
    }

    #[test]
    fn several_lines_are_several_leads() {
        let all = recognise("张伟 13800138000\n李娜 13900139000\n\n王芳\n13700137000");
        let names: Vec<_> = all
            .iter()
            .map(|r| (r.name.clone().unwrap(), r.phone.clone().unwrap()))
            .collect();
        assert_eq!(
            names,
            [
                ("张伟", "13800138000"),
                ("李娜", "13900139000"),
                ("王芳", "13700137000")
            ]
            .map(|(n, p)| (n.to_owned(), p.to_owned()))
        );
        assert_eq!(recognise(" \n\n"), []);
    }
}
