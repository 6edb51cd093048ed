//! Companies that are written without their legal form, as people do in notes: 南京永兴汽车零部件.

/// Where companies have their names from: provinces, and cities with much industry.
const PLACES: &str = "\
    北京 上海 天津 重庆 河北 山西 辽宁 吉林 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 \
    陕西 甘肃 青海 广西 宁夏 新疆 香港 台湾 南京 苏州 无锡 常州 南通 扬州 镇江 泰州 徐州 盐城 昆山 杭州 宁波 温州 \
    嘉兴 湖州 绍兴 金华 台州 合肥 芜湖 福州 厦门 泉州 南昌 济南 青岛 烟台 潍坊 郑州 洛阳 武汉 长沙 株洲 广州 深圳 \
    东莞 佛山 珠海 中山 惠州 成都 西安 沈阳 大连 哈尔滨 石家庄 长春";

/// What companies call their trade at the end of their names.
const TRADES: &str = "\
    零部件 汽车 汽配 科技 技术 机械 机电 机床 电子 电器 电气 电缆 仪器 仪表 设备 装备 工业 重工 实业 制造 精密 模具 \
    五金 金属 钢铁 铸造 传动 轴承 阀门 泵业 材料 新材料 化工 塑胶 橡胶 玻璃 陶瓷 包装 印刷 纸业 纺织 服饰 家具 家居 \
    建材 食品 饮料 医疗 医药 药业 生物 能源 新能源 光电 半导体 自动化 智能 软件 信息 网络 物流 贸易";

/// Words of people who want something or tell of it: no company is called so.
const TELLING: &str = "\
    想 需要 了解 采购 询价 报价 项目 我们 希望 准备 计划 预算 下周 下月 下个月 明年 今年 上线 的 客户 有新 没有 \
    展会 要";

/// Whether a text may be a company's name: it begins with a place, or, beside somebody's name, it ends with a trade and has a
/// name of its own before it.
pub(super) fn looks_like_a_company(text: &str, beside_name: bool) -> bool {
    let han = text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let length = text.chars().count();
    if !han || !(4..=20).contains(&length) || TELLING.split(' ').any(|word| text.contains(word)) {
        return false;
    }
    let (place, own) = match PLACES.split(' ').find_map(|place| text.strip_prefix(place)) {
        Some(own) => (true, own.trim_start_matches(['省', '市'])),
        None => (false, text),
    };
    // What is left without place and trade is what the company is called.
    let mut name = own;
    while let Some(shorter) = TRADES.split(' ').find_map(|trade| name.strip_suffix(trade)) {
        name = shorter;
    }
    let named = name.chars().count() >= 2;
    let trades = name.len() < own.len();
    named
        && if place {
            own.chars().count() >= 3
        } else {
            trades && beside_name
        }
}
