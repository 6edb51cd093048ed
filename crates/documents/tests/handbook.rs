//! The handbook of every SOP that ships comes out as a PDF in both languages, with the text in it.

use documents::{FontFile, Order, Template, pdf};
use kernel::Lang;
use serde_json::json;

fn fonts() -> Vec<FontFile> {
    ["400Regular/NotoSansSC_400Regular", "600SemiBold/NotoSansSC_600SemiBold"]
        .map(|name| {
            let path = format!(
                "{}/../../web/node_modules/@expo-google-fonts/noto-sans-sc/{name}.ttf",
                env!("CARGO_MANIFEST_DIR")
            );
            std::fs::read(&path)
                .unwrap_or_else(|e| panic!("{path}: {e}; run make web first"))
                .into()
        })
        .into()
}

fn order(lang: Lang, name: &str) -> Order {
    Order {
        template: Template::Handbook,
        lang,
        data: json!({
            "company": "启航智造", "version": 3, "state": "已发布", "made_on": "2026-11-23", "talk_tracks": [
                {"stage": "develop", "situation": "客户说没时间", "text": "不耽误您两分钟。#let x = 1 \\ $ _ * ]"}],
            "document": {
                "sop": {"name": {"zh": name, "en": name}, "description": {"zh": "一句话", "en": "A sentence"}},
                "roles": [{"key": "rep", "name": {"zh": "销售代表", "en": "Sales rep"}}],
                "stages": [{"key": "develop", "name": {"zh": "客户开发", "en": "Develop"}, "goal": {"zh": "目标", "en": "Goal"},
                    "role": "rep", "target": "10d", "standards": [{"zh": "标准", "en": "Standard"}],
                    "steps": [{"key": "a", "title": {"zh": "步骤", "en": "Step"}, "required": true, "due": "1d", "items": [{"zh": "一", "en": "one"}]}]}],
            },
        }),
    }
}

#[test]
fn what_users_wrote_is_text_and_nothing_else() {
    for name in ["方案型销售", "#panic(1) \" ] } $x$ // <a> @b", ""] {
        for lang in [Lang::Zh, Lang::En] {
            let made = pdf(&order(lang, name), fonts()).unwrap();
            assert!(made.starts_with(b"%PDF-") && made.len() > 5_000, "{}", made.len());
        }
    }
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    let order = order(Lang::Zh, "方案型销售");
    assert_eq!(pdf(&order, fonts()).unwrap(), pdf(&order, fonts()).unwrap());
}

#[test]
fn without_a_font_nothing_is_made_up() {
    assert!(pdf(&order(Lang::Zh, "x"), Vec::new()).is_err());
}
