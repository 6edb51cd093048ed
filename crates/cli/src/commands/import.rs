//! Bringing in records.

use std::path::{Path, PathBuf};

use app::App;
use app::import::{self, Options, Outcome, Plan};
use comfy_table::Table;
use kernel::{Code, Error, Lang, Result};

use super::data::{Said, company};
use super::lang;
use crate::args::Import;

/// Does what the command asks.
pub fn run(app: &App, import: &Import, out: &mut dyn FnMut(Said)) -> Result<()> {
    let (plan, directory) = plan(import)?;
    let options = Options {
        dry_run: import.dry_run,
        historical: import.historical,
    };
    let here = app.clone();
    let cx = app.store().read_blocking(move |tx| company(tx, &here))?;
    let read = |file: &str| read(&directory.join(file));
    let outcomes = import::run(app, &plan, options, &cx, &read, &mut |done, all| {
        out(Said::Progress(done, all));
    })?;
    let failed: usize = outcomes.iter().map(|o| o.failed.len()).sum();
    if import.json {
        let json: Vec<_> = outcomes.iter().map(|o| o.to_json(lang())).collect();
        out(Said::Line(
            serde_json::to_string_pretty(&json).map_err(Error::internal)?,
        ));
    } else {
        show(&outcomes, import.dry_run, out);
    }
    if failed == 0 {
        return Ok(());
    }
    let text = (
        format!("{failed} 行未能导入（见上）"),
        format!("{failed} rows could not be imported (above)"),
    );
    Err(Error::new(Code::Invalid).detail(text.0, text.1))
}

fn plan(import: &Import) -> Result<(Plan, PathBuf)> {
    if let (Some(plan), Some(from)) = (&import.plan, &import.from) {
        return Ok((Plan::read(&text(plan)?)?, from.clone()));
    }
    if let (Some(object), Some(file), Some(map)) = (&import.object, &import.file, &import.map) {
        let name = file.to_string_lossy().into_owned();
        return Ok((Plan::of_file(object, &name, &text(map)?)?, PathBuf::new()));
    }
    Err(Error::new(Code::Required).detail(
        "用法：stagecraft import 对象 文件 --map 映射.yaml，或 stagecraft import --plan 计划.yaml --from 目录",
        "Usage: stagecraft import OBJECT FILE --map MAP.yaml, or stagecraft import --plan PLAN.yaml --from DIR",
    ))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| {
        let path = path.display();
        Error::new(Code::BadRequest).detail(format!("无法读取 {path}：{e}"), format!("Can't read {path}: {e}"))
    })
}

fn text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?)
        .map_err(|_| Error::new(Code::BadRequest).detail("映射文件应为 UTF-8", "The mapping should be UTF-8"))
}

fn show(outcomes: &[Outcome], dry_run: bool, out: &mut dyn FnMut(Said)) {
    let zh = lang() == Lang::Zh;
    let mut table = Table::new();
    table.set_header(if zh {
        ["对象", "文件", "行数", "新建", "更新", "不变", "失败"]
    } else {
        ["object", "file", "rows", "created", "updated", "unchanged", "failed"]
    });
    for o in outcomes {
        table.add_row([
            o.object.clone(),
            o.file.clone(),
            o.rows.to_string(),
            o.created.to_string(),
            o.updated.to_string(),
            o.unchanged.to_string(),
            o.failed.len().to_string(),
        ]);
    }
    out(Said::Line(table.to_string()));
    if dry_run {
        out(Said::Line(
            if zh {
                "这是预演，没有保存任何内容。"
            } else {
                "This was a dry run: nothing was kept."
            }
            .to_owned(),
        ));
    }
    for (o, (line, error)) in outcomes
        .iter()
        .flat_map(|o| o.failed.iter().map(move |f| (o, f)))
        .take(50)
    {
        out(Said::Line(format!("{}:{line} {}", o.file, super::say(error))));
    }
}
