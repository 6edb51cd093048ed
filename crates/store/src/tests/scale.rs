//! Search over a million documents, as a soak: `cargo nextest run -p store --run-ignored only scale --no-capture`.

use std::time::{Duration, Instant};

use kernel::WorkspaceId;

use super::{at, id};
use crate::search::{SearchDoc, SearchScope, search};
use crate::testing::databases;

const WS: WorkspaceId = WorkspaceId(1);

/// Names that repeat as real ones do: surnames and given names, cities and trades.
fn name(n: u64) -> (String, String) {
    let pick = |list: &str, salt: u64| {
        let all: Vec<&str> = list.split(' ').collect();
        let x = n
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left((salt * 13) as u32)
            .wrapping_mul(0xbf58_476d_1ce4_e5b9);
        all[(x >> 33) as usize % all.len()].to_owned()
    };
    let surnames = "张 王 李 赵 刘 陈 杨 黄 周 吴 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹";
    let given = "伟 芳 娜 敏 静 秀英 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英 建国 志强 晓明 佳怡 子涵 浩然 雨桐 宇轩 欣怡 梓萱 俊杰";
    let cities = "北京 上海 广州 深圳 杭州 成都 重庆 武汉 西安 南京 苏州 天津 长沙 郑州 东莞 青岛 沈阳 宁波 昆明 大连";
    let trades = "华信 中联 天成 金鼎 博远 创新 恒通 瑞丰 宏达 東方 明德 科达 新源 正泰 银河 蓝海 星辰 卓越 智联 云帆";
    let kinds =
        "科技有限公司 贸易有限公司 实业集团 信息技术有限公司 机械制造有限公司 医疗器械有限公司 Software Logistics";
    (
        format!("{}{}", pick(surnames, 1), pick(given, 2)),
        format!("{}{}{}", pick(cities, 3), pick(trades, 4), pick(kinds, 5)),
    )
}

#[test]
#[ignore = "takes minutes: a soak"]
fn scale_search() {
    let docs: u64 = std::env::var("SCALE_DOCS").map_or(1_000_000, |n| n.parse().unwrap());
    for db in databases() {
        let start = Instant::now();
        let batch: u64 = std::env::var("BATCH").map_or(1000, |n| n.parse().unwrap());
        for chunk in 0..docs / batch {
            db.store
                .write_blocking(move |tx| {
                    for n in chunk * batch..(chunk + 1) * batch {
                        let (person, company) = name(n);
                        tx.search_put(SearchDoc {
                            workspace: WS,
                            object: ["contact", "opportunity", "account"][(n % 3) as usize],
                            id: id(u128::from(n)),
                            owner: Some(id(1000 + u128::from(n % 20))),
                            team: Some(id(2000 + u128::from(n % 20) / 4)),
                            name: if n % 3 == 0 { person.clone() } else { company.clone() },
                            open: vec![person],
                            private: vec![format!("13{:09}", n.wrapping_mul(7_654_321) % 1_000_000_000)],
                            at: at(0),
                        });
                    }
                    Ok(())
                })
                .unwrap();
        }
        println!("{}: {docs} documents in {:?}", db.name, start.elapsed());
        let queries = "zs zsf w z l zha wan liu xin sof com 138 765 chu lis zhangsan zhangwei wangxiuying 张 张伟 王芳 北京 有限公司 科技 bjhx shhx hxkj 4321 7654 13800 8000 log soft software bj x h 深圳 华信 北京华信 zhongqing chongqing lixiaom xm liuyang 李 q 李娜 9 1 zszs beijinghuaxin";
        for (who, owner) in [("admin", None), ("rep", Some(id(1007))), ("team", None)] {
            let scopes: Vec<_> = ["contact", "opportunity", "account"]
                .map(|object| SearchScope {
                    object,
                    all: who == "admin",
                    owner,
                    teams: if who == "team" { vec![id(2001)] } else { vec![] },
                    private: true,
                })
                .into();
            let mut times: Vec<(Duration, String, usize)> = Vec::new();
            for round in 0..3 {
                for query in queries.split(' ') {
                    let (scopes, text) = (scopes.clone(), query.to_owned());
                    let start = Instant::now();
                    let hits = db
                        .store
                        .read_blocking(move |tx| search(tx, WS, &text, &scopes, 20))
                        .unwrap();
                    if round > 0 {
                        times.push((start.elapsed(), query.to_owned(), hits.len()));
                    }
                }
            }
            times.sort();
            let p = |q: usize| times[times.len() * q / 100].0;
            println!(
                "{} {who}: p50 {:?} p95 {:?}; slowest {:?}",
                db.name,
                p(50),
                p(95),
                &times[times.len() - 6..]
            );
        }
        if let crate::Target::Sqlite(dir) = &db.target {
            println!(
                "file: {} MB",
                std::fs::metadata(dir.join("stagecraft.db")).unwrap().len() >> 20
            );
        }
    }
}

#[test]
#[ignore = "a soak"]
fn scale_writes() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    for db in databases() {
        super::table(
            &db.store,
            "CREATE TABLE t (id @id NOT NULL PRIMARY KEY, name @text NOT NULL, n @i64 NOT NULL)",
        );
        for with_search in [false, true] {
            let start = Instant::now();
            let each = 300_u64;
            runtime.block_on(async {
                let mut tasks = tokio::task::JoinSet::new();
                for client in 0..64_u64 {
                    let store = db.store.clone();
                    tasks.spawn(async move {
                        for i in 0..each {
                            let n = client * each + i + u64::from(with_search) * 1_000_000;
                            store.write(move |tx| create(tx, n, with_search)).await.unwrap();
                        }
                    });
                }
                while let Some(done) = tasks.join_next().await {
                    done.unwrap();
                }
            });
            let rate = 64.0 * each as f64 / start.elapsed().as_secs_f64();
            println!("{}: {rate:.0} creates/s with 64 clients, search {with_search}", db.name);
        }
    }
}

fn create(tx: &mut crate::Tx<'_>, n: u64, with_search: bool) -> kernel::Result<()> {
    let (person, company) = name(n);
    let record = id(u128::from(n));
    tx.run(
        "INSERT INTO t (id, name, n) VALUES ($1, $2, $3)",
        &[record.into(), company.as_str().into(), (n as i64).into()],
    )?;
    tx.journal(&crate::journal::Entry {
        workspace: WS,
        at: at(0),
        recorded_at: at(0),
        actor: Some(id(1)),
        object: "opportunity",
        record,
        topic: record,
        kind: "created",
        meta: serde_json::json!({}),
        values: None,
    })?;
    if with_search {
        tx.search_put(SearchDoc {
            workspace: WS,
            object: "opportunity",
            id: record,
            owner: Some(id(1000)),
            team: Some(id(2000)),
            name: company,
            open: vec![person],
            private: vec![],
            at: at(0),
        });
    }
    Ok(())
}

/// On a small file system of its own: `STAGECRAFT_SMALL_DIR=/mnt/small` (a tmpfs of some 24 MB).
#[test]
#[ignore = "needs a small file system"]
fn scale_full_disk() {
    let Ok(dir) = std::env::var("STAGECRAFT_SMALL_DIR") else {
        println!("SKIPPED: STAGECRAFT_SMALL_DIR is not set");
        return;
    };
    let dir = std::path::PathBuf::from(dir).join("data");
    let ballast = dir.join("ballast");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(&ballast, vec![1; 6 << 20]).unwrap();
    let store = crate::Store::open(&crate::Target::Sqlite(dir.clone()), &crate::Options::default()).unwrap();
    store.migrate().unwrap();
    super::table(
        &store,
        "CREATE TABLE t (id @id NOT NULL PRIMARY KEY, name @text NOT NULL, n @i64 NOT NULL)",
    );
    for round in 0..3_u64 {
        let threads: Vec<_> = (0..16_u64)
            .map(|client| {
                let store = store.clone();
                std::thread::spawn(move || {
                    let mut kept = 0_u64;
                    let mut refused = 0_u64;
                    for i in 0..400 {
                        let n = (round * 16 + client) * 1000 + i;
                        let outcome = store.write_blocking(move |tx| {
                            create(tx, n, true)?;
                            let more = "INSERT INTO t (id, name, n) VALUES ($1, $2, 0)";
                            tx.run(more, &[id(u128::from(n) + (1 << 80)).into(), "x".repeat(3000).into()])
                        });
                        match outcome {
                            Ok(_) => kept += 1,
                            Err(e) if e.code() == kernel::Code::StorageFull => refused += 1,
                            Err(e) => panic!("{e}"),
                        }
                        // Reads go on.
                        if refused % 50 == 1 {
                            store.read_blocking(|tx| super::count(tx, "t")).unwrap();
                        }
                    }
                    (kept, refused)
                })
            })
            .collect();
        let (kept, refused) = threads
            .into_iter()
            .map(|t| t.join().unwrap())
            .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        let rows = store.read_blocking(|tx| super::count(tx, "t")).unwrap();
        println!("round {round}: {kept} kept, {refused} refused, {rows} rows");
        assert!(refused > 0, "the disk is too large for this test");
        let _ = std::fs::remove_file(&ballast);
        if round == 0 {
            assert_eq!(
                rows,
                2 * kept as i64,
                "what was acknowledged is there, and nothing else"
            );
        }
    }
    drop(store);
    let store = crate::Store::open(&crate::Target::Sqlite(dir), &crate::Options::default()).unwrap();
    store.check_schema().unwrap();
    let check = "PRAGMA integrity_check";
    let sound = store
        .read_blocking(move |tx| tx.first(check, &[], |row| Ok(row.text(0)?.to_owned())))
        .unwrap();
    assert_eq!(sound.as_deref(), Some("ok"));
}
