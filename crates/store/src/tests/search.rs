use kernel::{Code, Error, Id, WorkspaceId};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{at, code, id};
use crate::search::{SearchDoc, SearchScope, search};
use crate::testing::{TestDb, databases};

const WS: WorkspaceId = WorkspaceId(1);

fn doc(n: u128, name: &str) -> SearchDoc {
    SearchDoc {
        workspace: WS,
        object: "contact",
        id: id(n),
        owner: Some(id(1000 + n % 3)),
        team: Some(id(2000 + n % 2)),
        name: name.into(),
        open: vec![],
        private: vec![],
        at: at(0),
    }
}

fn all(object: &'static str, private: bool) -> SearchScope {
    SearchScope {
        object,
        all: true,
        owner: None,
        teams: vec![],
        private,
    }
}

fn own(owner: u128, private: bool) -> SearchScope {
    SearchScope {
        all: false,
        owner: Some(id(owner)),
        ..all("contact", private)
    }
}

fn find(db: &TestDb, query: &str, scopes: Vec<SearchScope>, limit: usize) -> Vec<Id> {
    let query = query.to_owned();
    let hits = db
        .store
        .read_blocking(move |tx| search(tx, WS, &query, &scopes, limit))
        .unwrap();
    hits.into_iter().map(|hit| hit.id).collect()
}

fn put(db: &TestDb, docs: Vec<SearchDoc>) {
    db.store
        .write_blocking(move |tx| {
            docs.iter().cloned().for_each(|doc| tx.search_put(doc));
            Ok(())
        })
        .unwrap();
}

fn remove(db: &TestDb, ids: &'static [u128]) {
    db.store
        .write_blocking(move |tx| {
            for n in ids {
                tx.search_remove(WS, id(*n));
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn people_are_found_by_name_pinyin_initials_and_phone() {
    for db in databases() {
        let mut zhang = doc(1, "张三");
        zhang.private = vec!["138 1234 8000".into(), "zs@example.com".into()];
        zhang.open = vec!["华为技术有限公司".into()];
        put(&db, vec![zhang, doc(2, "李四"), doc(3, "赵三石"), doc(4, "Zsolt")]);
        for (query, found) in [
            ("张三", vec![1]),
            ("zhangsan", vec![1]),
            ("zs", vec![1, 4, 3]),
            ("lisi", vec![2]),
            ("san", vec![3, 1]),
            ("8000", vec![1]),
            ("138****8000", vec![1]),
            ("zs@example.com", vec![1]),
            ("张三 8000", vec![1]),
            ("李四 8000", vec![]),
            ("华为 张", vec![1]),
            ("jishu", vec![1]),
            ("'\"*:(^-", vec![]),
            ("NEAR(a b)", vec![]),
            ("zs OR lisi", vec![]),
            ("_1_contact", vec![]),
            ("contact", vec![]),
        ] {
            let ids: Vec<Id> = found.into_iter().map(id).collect();
            let mut got = find(&db, query, vec![all("contact", true)], 20);
            if query == "zs" {
                // 张三 is meant exactly; the others only begin so.
                assert_eq!(got[0], id(1));
                got[1..].sort_by_key(|id| std::cmp::Reverse(*id));
            }
            assert_eq!(got, ids, "{query} on {}", db.name);
        }
        // Private words count only where they may.
        assert_eq!(find(&db, "8000", vec![all("contact", false)], 20), []);
        assert_eq!(find(&db, "张三 8000", vec![all("contact", false)], 20), []);
        assert_eq!(find(&db, "张三", vec![all("contact", false)], 20), [id(1)]);
    }
}

#[test]
fn the_index_follows_changes_and_forgets_what_was_rolled_back() {
    for db in databases() {
        put(&db, vec![doc(1, "Alpha one"), doc(2, "Alpha two")]);
        let scope = || vec![all("contact", false)];
        assert_eq!(find(&db, "alpha", scope(), 20), [id(2), id(1)]);
        put(&db, vec![doc(1, "Alpha three")]);
        assert_eq!(
            find(&db, "alpha", scope(), 20),
            [id(1), id(2)],
            "the latest change comes first"
        );
        assert_eq!(find(&db, "one", scope(), 20), []);
        let rolled_back = db.store.write_blocking(|tx| {
            tx.search_put(doc(3, "Alpha four"));
            tx.search_remove(WS, id(1));
            Err::<(), _>(Error::new(Code::Forbidden))
        });
        assert_eq!(code(rolled_back), Code::Forbidden);
        assert_eq!(find(&db, "alpha", scope(), 20).len(), 2);
        db.store
            .write_blocking(|tx| {
                tx.search_put(doc(1, "Beta"));
                tx.search_put(doc(1, "Gamma"));
                tx.search_remove(WS, id(2));
                tx.search_remove(WS, id(99));
                Ok(())
            })
            .unwrap();
        assert_eq!(find(&db, "alpha", scope(), 20), []);
        assert_eq!(find(&db, "beta", scope(), 20), []);
        assert_eq!(find(&db, "gam", scope(), 20), [id(1)]);
        // Removed and put again.
        remove(&db, &[1]);
        put(&db, vec![doc(1, "Delta")]);
        assert_eq!(find(&db, "d", scope(), 20), [id(1)]);
        assert_eq!(find(&db, "gamma", scope(), 20), []);
    }
}

#[test]
fn askers_find_what_their_scope_holds() {
    for db in databases() {
        let mut docs: Vec<_> = (0..12).map(|n| doc(n, "Acme")).collect();
        docs.push(SearchDoc {
            workspace: WorkspaceId(2),
            ..doc(50, "Acme")
        });
        docs.push(SearchDoc {
            object: "line_items",
            ..doc(60, "Acme")
        });
        put(&db, docs);
        let scope = |owner: Option<u128>, teams: &[u128]| SearchScope {
            object: "contact",
            all: false,
            owner: owner.map(id),
            teams: teams.iter().copied().map(id).collect(),
            private: false,
        };
        let count = |scopes: Vec<SearchScope>| find(&db, "acme", scopes, 100).len();
        assert_eq!(count(vec![all("contact", false)]), 12);
        assert_eq!(count(vec![scope(Some(1001), &[])]), 4);
        assert_eq!(count(vec![scope(None, &[2000])]), 6);
        assert_eq!(count(vec![scope(Some(1001), &[2000])]), 8);
        assert_eq!(count(vec![scope(None, &[2000, 2001])]), 12);
        assert_eq!(count(vec![scope(None, &[])]), 0);
        assert_eq!(count(vec![]), 0);
        assert_eq!(count(vec![all("line_items", false)]), 1);
        assert_eq!(count(vec![all("line_items", true), scope(Some(1001), &[])]), 5);
        assert_eq!(find(&db, "acme", vec![all("contact", false)], 3).len(), 3);
    }
}

#[test]
fn beyond_the_ranked_number_the_latest_come_first() {
    for db in databases() {
        for chunk in 0..3_u128 {
            put(
                &db,
                (0..700)
                    .map(|n| doc(chunk * 700 + n, if n == 0 { "Acme" } else { "Acme Holding" }))
                    .collect(),
            );
        }
        let got = find(&db, "acme", vec![all("contact", false)], 3);
        assert_eq!(got, [id(2099), id(2098), id(2097)], "{}", db.name);
        // One asker's share is few enough to be ranked: the exact name first.
        assert_eq!(
            find(&db, "acme", vec![own(1000, false)], 3),
            [id(0), id(2097), id(2094)]
        );
    }
}

/// The naive reference: every document looked at, every rule written out.
fn naive(docs: &[Option<SearchDoc>], query: &str, owner: Option<u128>, private: bool) -> Vec<Id> {
    let mut found: Vec<Id> = docs
        .iter()
        .flatten()
        .filter(|doc| owner.is_none_or(|owner| doc.owner == Some(id(owner))))
        .filter(|doc| {
            let mut texts: Vec<&str> = vec![&doc.name];
            texts.extend(doc.open.iter().map(String::as_str));
            let words: Vec<&str> = texts.iter().flat_map(|text| text.split(' ')).collect();
            let numbers: Vec<&String> = doc.private.iter().filter(|_| private).collect();
            query.split(' ').all(|q| {
                words.iter().any(|w| w.starts_with(q))
                    || numbers
                        .iter()
                        .any(|n| n.match_indices(q).any(|(i, _)| n.len() - i >= 4))
            })
        })
        .map(|doc| doc.id)
        .collect();
    found.sort();
    found
}

#[test]
fn random_changes_and_queries_agree_with_a_naive_reference() {
    let word = "[ab]{1,3}|[0-2]{1,4}";
    let text = proptest::collection::vec(word, 1..3).prop_map(|words| words.join(" "));
    let change = (
        0..6_u128,
        proptest::option::weighted(0.8, (text.clone(), text.clone(), "[0-2]{6,9}", 0..3_u128)),
    );
    let changes = proptest::collection::vec(proptest::collection::vec(change, 1..4), 1..6);
    let queries = proptest::collection::vec((text, proptest::option::of(0..3_u128), any::<bool>()), 8);
    for db in databases() {
        let mut runner = TestRunner::new(Config {
            cases: 60,
            failure_persistence: None,
            ..Config::default()
        });
        runner
            .run(&(changes.clone(), queries.clone()), |(changes, queries)| {
                let mut model: Vec<Option<SearchDoc>> = vec![None; 6];
                remove(&db, &[0, 1, 2, 3, 4, 5]);
                for batch in changes {
                    for (n, state) in &batch {
                        model[*n as usize] = state.as_ref().map(|(name, other, number, owner)| SearchDoc {
                            owner: Some(id(1000 + owner)),
                            open: vec![other.clone()],
                            private: vec![number.clone()],
                            ..doc(*n, name)
                        });
                    }
                    let now: Vec<_> = batch.iter().map(|(n, _)| (*n, model[*n as usize].clone())).collect();
                    db.store
                        .write_blocking(move |tx| {
                            for (n, state) in now.clone() {
                                match state {
                                    Some(doc) => tx.search_put(doc),
                                    None => tx.search_remove(WS, id(n)),
                                }
                            }
                            Ok(())
                        })
                        .unwrap();
                }
                for (query, owner, private) in queries {
                    // A query that looks like a whole phone number is taken as one: its parts are joined.
                    let digits = query.chars().filter(char::is_ascii_digit).count();
                    prop_assume!(digits <= 4 || query.chars().any(|c| c.is_ascii_alphabetic()));
                    let owner = owner.map(|owner| 1000 + owner);
                    let scope = owner.map_or_else(|| all("contact", private), |owner| own(owner, private));
                    let mut got = find(&db, &query, vec![scope], 20);
                    got.sort();
                    prop_assert_eq!(got, naive(&model, &query, owner, private), "{} on {}", query, db.name);
                }
                Ok(())
            })
            .unwrap();
    }
}
