//! Files on records: what comes in, who gets it out, and what nobody gets done with them.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, Reply, each};

const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00, 0x0d, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0x00, 0x05, 0x00, 0x01, 0xff, 0x89, 0x99, 0x3d,
    0x1d, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

async fn sent(kit: &Kit, who: &str, bytes: &[u8]) -> String {
    let answer = kit.as_(who).upload("/uploads", bytes).await.expect(201);
    assert_eq!(answer["size"], json!(bytes.len()));
    answer["content"].as_str().unwrap().to_owned()
}

/// A file of somebody's on a deal of theirs.
async fn file(kit: &Kit, who: &str, deal: &str, name: &str, bytes: &[u8]) -> Json {
    let content = sent(kit, who, bytes).await;
    let body = json!({ "name": name, "content": content, "opportunity": deal });
    kit.as_(who).post("/files", body).await.expect(201)
}

fn path(file: &Json) -> String {
    format!("/files/{}/content", file["id"].as_str().unwrap())
}

async fn out(kit: &Kit, who: &str, file: &Json) -> Reply {
    kit.as_(who).get(&path(file)).await
}

#[test]
fn a_file_comes_in_once_and_goes_out_to_who_sees_its_record() {
    each(async |kit| {
        let deal = kit.light("rep", "智能仓储").await;
        let file = file(kit, "rep", &deal, "需求纪要.txt", "第一行\n".as_bytes()).await;
        assert_eq!((&file["kind"], &file["size"]), (&json!("text/plain"), &json!(10)));
        let reply = out(kit, "rep", &file).await;
        assert_eq!((reply.status, reply.text()), (200, "第一行\n".to_owned()));
        assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(
            reply.header("content-disposition"),
            "attachment; filename=\"____.txt\"; filename*=UTF-8''%E9%9C%80%E6%B1%82%E7%BA%AA%E8%A6%81.txt"
        );
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("cache-control"), "private, no-cache");
        assert!(reply.header("content-security-policy").contains("sandbox"));
        // Parts of it, and nothing for who has it.
        let etag = reply.header("etag").to_owned();
        let part = kit.as_("rep").header("range", "bytes=3-5").get(&path(&file)).await;
        assert_eq!(
            (part.status, part.header("content-range"), part.text()),
            (206, "bytes 3-5/10", "一".to_owned())
        );
        let beyond = kit.as_("rep").header("range", "bytes=10-").get(&path(&file)).await;
        assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */10"));
        let stale = kit
            .as_("rep")
            .header("range", "bytes=3-5")
            .header("if-range", "\"other\"");
        assert_eq!(stale.get(&path(&file)).await.status, 200);
        assert_eq!(
            kit.as_("rep")
                .header("if-none-match", &etag)
                .get(&path(&file))
                .await
                .status,
            304
        );
        // It is told on the record, and among its files.
        let told = kit
            .as_("rep")
            .get(&format!("/opportunities/{deal}/timeline"))
            .await
            .expect(200);
        let of_file = |e: &Json| e["object"] == "files" && e["record_data"]["name"] == "需求纪要.txt";
        assert!(told["data"].as_array().unwrap().iter().any(of_file));
        // Renamed, taken away, and back again.
        let id = file["id"].as_str().unwrap();
        let renamed = kit
            .as_("rep")
            .change("files", id, json!({ "name": "../纪要\u{202e}.txt" }))
            .await
            .expect(200);
        assert_eq!(renamed["name"], "纪要.txt");
        kit.as_("rep").remove("files", id).await.expect(204);
        out(kit, "rep", &file).await.problem(404, "not_found");
        kit.as_("rep").act(&format!("/files/{id}/restore")).await.expect(200);
        assert_eq!(out(kit, "rep", &file).await.status, 200);
    });
}

#[test]
fn the_rights_are_those_of_the_record_when_it_is_read() {
    each(async |kit| {
        let deal = kit.light("rep", "智能仓储").await;
        let file = file(kit, "rep", &deal, "a.txt", b"a").await;
        for who in ["manager", "ops", "admin", "viewer"] {
            assert_eq!(out(kit, who, &file).await.status, 200, "{who}");
        }
        for who in ["siyuan", "south", "jiayi"] {
            out(kit, who, &file).await.problem(404, "not_found");
            let preview = format!("/files/{}/preview", file["id"].as_str().unwrap());
            kit.as_(who).get(&preview).await.problem(404, "not_found");
        }
        kit.nobody().get(&path(&file)).await.problem(401, "unauthenticated");
        // Given to a colleague, it goes with the deal.
        let given = json!({ "owner": kit.id("siyuan") });
        kit.as_("manager")
            .change("opportunities", &deal, given)
            .await
            .expect(200);
        out(kit, "rep", &file).await.problem(404, "not_found");
        assert_eq!(out(kit, "siyuan", &file).await.status, 200);
        // Nobody moves a file to where they see it, or puts one where they see nothing.
        let own = kit.light("rep", "自己的").await;
        let id = file["id"].as_str().unwrap();
        let moved = kit
            .as_("siyuan")
            .change("files", id, json!({ "opportunity": own }))
            .await;
        assert_eq!(moved.status, 422, "{}", moved.text());
        let content = sent(kit, "rep", b"b").await;
        let body = json!({ "name": "b.txt", "content": content, "opportunity": deal });
        kit.as_("rep")
            .post("/files", body)
            .await
            .fault("reference_not_found", "/opportunity");
        let nowhere = json!({ "name": "b.txt", "content": content });
        kit.as_("rep")
            .post("/files", nowhere)
            .await
            .fault("required", "/opportunity");
        // Who may only read sends nothing.
        kit.as_("viewer")
            .upload("/uploads", b"x")
            .await
            .problem(403, "forbidden");
        kit.nobody()
            .upload("/uploads", b"x")
            .await
            .problem(401, "unauthenticated");
    });
}

#[test]
fn a_token_is_good_for_its_sender_for_an_hour() {
    each(async |kit| {
        let deal = kit.light("rep", "智能仓储").await;
        let token = sent(kit, "rep", b"bytes").await;
        let with = |content: &str| json!({ "name": "a.txt", "content": content, "opportunity": deal });
        let hash = "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9";
        let (body, tag) = token.split_once('.').unwrap();
        let forged = [
            "x",
            "",
            ".",
            "a.b",
            hash,
            body,
            &format!("{body}.{}", "A".repeat(tag.len())),
            &format!("{body}."),
            &format!("A{body}.{tag}"),
            &format!("{token}.{tag}"),
        ]
        .map(str::to_owned);
        for content in &forged {
            let refused = kit.as_("rep").post("/files", with(content)).await;
            assert_eq!(
                (refused.status, &refused.json["errors"][0]["pointer"]),
                (422, &json!("/content")),
                "{content}"
            );
        }
        // Somebody who sees the deal as well has no use for another's token.
        kit.as_("manager")
            .post("/files", with(&token))
            .await
            .fault("invalid_value", "/content");
        let made = kit.as_("rep").post("/files", with(&token)).await.expect(201);
        // It reads as the hash, which is no token.
        assert_eq!(made["content"], hash);
        let id = made["id"].as_str().unwrap();
        let other = sent(kit, "rep", b"other").await;
        kit.as_("rep")
            .change("files", id, json!({ "content": other }))
            .await
            .fault("read_only_field", "/content");
        let read_only = json!({ "name": "a", "content": other, "opportunity": deal, "kind": "image/png", "size": 1 });
        kit.as_("rep")
            .post("/files", read_only)
            .await
            .fault("read_only_field", "/kind");
        kit.at("2026-11-24T03:00:01Z");
        kit.as_("rep")
            .post("/files", with(&token))
            .await
            .fault("invalid_value", "/content");
    });
}

#[test]
fn whatever_comes_in_is_only_ever_something_to_save() {
    each(async |kit| {
        let deal = kit.light("rep", "智能仓储").await;
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        let html = b"<!doctype html><script>alert(1)</script>";
        let gif = b"GIF89a/*<svg/onload=alert(1)>*/=1;";
        for (name, bytes, kind, served) in [
            ("a.svg", &svg[..], "image/svg+xml", "application/octet-stream"),
            ("photo.png", svg, "image/svg+xml", "application/octet-stream"),
            ("a.txt", html, "text/html", "application/octet-stream"),
            ("a.html", gif, "image/gif", "image/gif"),
            (
                "a.pdf.exe",
                b"MZ\x90\0\x03\0",
                "application/octet-stream",
                "application/octet-stream",
            ),
            ("a.png", PNG, "image/png", "image/png"),
        ] {
            let file = file(kit, "rep", &deal, name, bytes).await;
            assert_eq!(file["kind"], kind, "{name}");
            let reply = out(kit, "rep", &file).await;
            assert_eq!(
                (reply.header("content-type"), reply.body.as_ref()),
                (served, bytes),
                "{name}"
            );
            assert!(reply.header("content-disposition").starts_with("attachment;"), "{name}");
            let policy = reply.header("content-security-policy");
            assert!(
                policy.contains("sandbox") && policy.contains("default-src 'none'"),
                "{name}: {policy}"
            );
            let preview = kit
                .as_("rep")
                .get(&format!("/files/{}/preview?width=64", file["id"].as_str().unwrap()))
                .await;
            if name == "a.png" {
                assert_eq!((preview.status, preview.header("content-type")), (200, "image/png"));
                assert_eq!(preview.header("x-pages"), "1");
                assert!(preview.header("content-security-policy").contains("sandbox"));
                let again = kit.as_("rep").header("if-none-match", preview.header("etag"));
                let path = format!("/files/{}/preview?width=64", file["id"].as_str().unwrap());
                assert_eq!(again.get(&path).await.status, 304);
            } else {
                preview.problem(409, "wrong_state");
            }
        }
        for (name, kept) in [
            ("../../../etc/passwd", "passwd"),
            ("a:b|c.txt", "a_b_c.txt"),
            ("发票\u{202e}fdp.exe", "发票fdp.exe"),
        ] {
            let file = file(kit, "rep", &deal, name, b"x").await;
            assert_eq!(file["name"], kept);
        }
        let content = sent(kit, "rep", b"x").await;
        let split = json!({ "name": "a\r\nX-Evil: 1.txt", "content": content, "opportunity": deal });
        kit.as_("rep")
            .post("/files", split)
            .await
            .fault("invalid_value", "/name");
        let unnamed = json!({ "name": "\u{202e}..", "content": content, "opportunity": deal });
        kit.as_("rep")
            .post("/files", unnamed)
            .await
            .fault("invalid_value", "/name");
        kit.as_("rep")
            .upload("/uploads", b"")
            .await
            .problem(422, "invalid_value");
        let huge = kit
            .as_("rep")
            .header("content-length", "104857601")
            .upload("/uploads", b"x")
            .await;
        huge.problem(413, "body_too_large");
    });
}

#[test]
fn what_no_file_names_goes_after_a_day() {
    each(async |kit| {
        let sweep = async || {
            let app = kit.app.clone();
            kit.app
                .store()
                .write(move |tx| app::files::sweep(tx, &app))
                .await
                .unwrap();
        };
        let left = async || {
            let id = kit.staff.cx.workspace.id;
            kit.app
                .store()
                .read(move |tx| store::contents::used(tx, id))
                .await
                .unwrap()
        };
        let deal = kit.light("rep", "智能仓储").await;
        let kept = file(kit, "rep", &deal, "kept.txt", b"kept").await;
        let binned = file(kit, "rep", &deal, "binned.txt", b"binned").await;
        kit.as_("rep")
            .remove("files", binned["id"].as_str().unwrap())
            .await
            .expect(204);
        sent(kit, "rep", b"forgotten").await;
        assert_eq!(left().await, 19);
        sweep().await;
        assert_eq!(left().await, 19);
        kit.at("2026-11-25T02:00:01Z");
        // What came again isn't old.
        sent(kit, "rep", b"another forgotten").await;
        sweep().await;
        assert_eq!(left().await, 4 + 6 + 17);
        kit.as_("rep")
            .act(&format!("/files/{}/restore", binned["id"].as_str().unwrap()))
            .await
            .expect(200);
        for file in [&kept, &binned] {
            assert_eq!(out(kit, "rep", file).await.status, 200);
        }
        // Every file is what its hash says.
        let app = kit.app.clone();
        let report = tokio::task::spawn_blocking(move || app::files::check(&app))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(report, (2, Vec::new()));
        // Bytes that went come back with the next upload.
        let again = file(kit, "rep", &deal, "again.txt", b"forgotten").await;
        assert_eq!(out(kit, "rep", &again).await.text(), "forgotten");
    });
}
