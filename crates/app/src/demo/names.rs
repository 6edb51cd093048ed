//! The words that the sample is made of, and the dice.

use kernel::Lang;

/// Code, Chinese and English name, list price.
pub(super) const PRODUCTS: [(&str, &str, &str, &str); 8] = [
    ("MES-10", "MES 产线执行系统", "MES line execution", "680000.00"),
    ("WMS-20", "仓储管理系统", "Warehouse management", "360000.00"),
    ("QMS-30", "质检追溯平台", "Quality traceability platform", "280000.00"),
    ("AGV-40", "AGV 搬运车", "AGV carrier", "185000.00"),
    ("VIS-50", "视觉检测工站", "Vision inspection station", "240000.00"),
    ("PLC-60", "设备联网网关", "Machine gateway", "18000.00"),
    ("SRV-70", "实施与培训服务", "Implementation and training", "120000.00"),
    ("SRV-80", "年度维保", "Yearly maintenance", "60000.00"),
];

const CITIES: [(&str, &str); 12] = [
    ("苏州", "Suzhou"),
    ("宁波", "Ningbo"),
    ("杭州", "Hangzhou"),
    ("南京", "Nanjing"),
    ("无锡", "Wuxi"),
    ("常州", "Changzhou"),
    ("深圳", "Shenzhen"),
    ("佛山", "Foshan"),
    ("东莞", "Dongguan"),
    ("厦门", "Xiamen"),
    ("合肥", "Hefei"),
    ("武汉", "Wuhan"),
];
const BRANDS: [(&str, &str); 12] = [
    ("恒立", "Hengli"),
    ("汇川", "Huichuan"),
    ("瑞丰", "Ruifeng"),
    ("安信", "Anxin"),
    ("博远", "Boyuan"),
    ("立德", "Lide"),
    ("精研", "Jingyan"),
    ("同辉", "Tonghui"),
    ("锐科", "Ruike"),
    ("凌云", "Lingyun"),
    ("中源", "Zhongyuan"),
    ("盛邦", "Shengbang"),
];
const TRADES: [(&str, &str); 8] = [
    ("精密机械", "Precision Machinery"),
    ("新能源", "New Energy"),
    ("汽车零部件", "Auto Parts"),
    ("医疗器械", "Medical Devices"),
    ("电子科技", "Electronics"),
    ("食品", "Foods"),
    ("半导体", "Semiconductors"),
    ("包装", "Packaging"),
];
const FAMILY: [(&str, &str); 12] = [
    ("赵", "Zhao"),
    ("钱", "Qian"),
    ("孙", "Sun"),
    ("周", "Zhou"),
    ("郑", "Zheng"),
    ("冯", "Feng"),
    ("蒋", "Jiang"),
    ("韩", "Han"),
    ("马", "Ma"),
    ("唐", "Tang"),
    ("许", "Xu"),
    ("何", "He"),
];
const GIVEN: [(&str, &str); 12] = [
    ("国栋", "Guodong"),
    ("静怡", "Jingyi"),
    ("鹏飞", "Pengfei"),
    ("建华", "Jianhua"),
    ("丽娟", "Lijuan"),
    ("晓东", "Xiaodong"),
    ("文博", "Wenbo"),
    ("海燕", "Haiyan"),
    ("志强", "Zhiqiang"),
    ("雪梅", "Xuemei"),
    ("永康", "Yongkang"),
    ("思敏", "Simin"),
];
const TITLES: [(&str, &str); 6] = [
    ("总经理", "General manager"),
    ("生产总监", "Production director"),
    ("信息部经理", "IT manager"),
    ("财务总监", "Finance director"),
    ("设备科长", "Equipment chief"),
    ("采购主管", "Purchasing lead"),
];
const SOURCES: [(&str, &str); 5] = [
    ("展会", "Trade fair"),
    ("官网表单", "Website"),
    ("转介绍", "Referral"),
    ("电话开发", "Cold call"),
    ("渠道伙伴", "Partner"),
];

/// Words in one language, drawn by dice that fall the same way for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    state: u64,
    zh: bool,
}

impl Names {
    pub fn new(seed: u64, lang: Lang) -> Self {
        let mut names = Self {
            state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            zh: lang == Lang::Zh,
        };
        // The first throws of near seeds are alike.
        for _ in 0..8 {
            names.below(2);
        }
        names
    }

    /// A number from 0 to below `n` (xorshift64*; Vigna 2016).
    pub fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let high = self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        (high as usize) % n.max(1)
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of two forms of a text.
    pub fn say(&self, zh: &str, en: &str) -> String {
        if self.zh { zh } else { en }.to_owned()
    }

    fn draw(&mut self, list: &[(&str, &str)]) -> String {
        let (zh, en) = list[self.below(list.len())];
        self.say(zh, en)
    }

    /// A company's name, its trade and its city.
    pub fn company(&mut self) -> (String, String, String) {
        let (city, brand, trade) = (self.draw(&CITIES), self.draw(&BRANDS), self.draw(&TRADES));
        let name = if self.zh {
            format!("{city}{brand}{trade}")
        } else {
            format!("{city} {brand} {trade}")
        };
        (name, trade, city)
    }

    /// A person's name.
    pub fn person(&mut self) -> String {
        let (family, given) = (self.draw(&FAMILY), self.draw(&GIVEN));
        if self.zh {
            format!("{family}{given}")
        } else {
            format!("{given} {family}")
        }
    }

    /// A job title, by place in the list so that people of one company differ.
    pub fn title(&self, i: usize) -> String {
        let (zh, en) = TITLES[i % TITLES.len()];
        self.say(zh, en)
    }

    /// Where a customer came from.
    pub fn source(&mut self) -> String {
        self.draw(&SOURCES)
    }

    /// A mobile number.
    pub fn phone(&mut self) -> String {
        format!("13{}{:04}{:04}", self.below(10), self.below(10_000), self.below(10_000))
    }
}
