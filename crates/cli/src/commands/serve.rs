//! Serving.

use app::App;
use app::mail::Mailer;
use app::session::{hash_password, new_secret};
use app::{demo, setup};
use kernel::{Lang, Result};
use server::{Config, State};

use super::lang;
use crate::args::{At, Demo, LangArg, Sample, Serve};
use crate::socket;

/// Serves what is there; without a company, the page asks for one.
pub fn serve(at: &At, serve: &Serve) -> Result<()> {
    let app = super::open(at)?;
    let code = if app.store().read_blocking(setup::is_needed)? {
        Some(new_secret()?[..12].to_owned())
    } else {
        None
    };
    let hint = code.clone();
    listen(
        at,
        serve,
        app,
        Config {
            setup_code: code,
            https: serve.https,
            proxies: serve.proxies,
            files_quota: Some(serve.files_gib << 30),
            program: std::env::current_exe().ok(),
            mailer: mailer(serve)?,
        },
        move |url| {
            let Some(code) = hint else {
                return if lang() == Lang::Zh {
                    format!("成单已启动：{url}")
                } else {
                    format!("Stagecraft is at {url}")
                };
            };
            if lang() == Lang::Zh {
                format!("成单已启动：{url}\n还没有公司。请打开该地址完成设置，设置码：{code}")
            } else {
                format!(
                    "Stagecraft is at {url}\nThere is no company yet: open the address to set it up. Setup code: {code}"
                )
            }
        },
    )
}

/// The way to the mail server, if one is named.
fn mailer(serve: &Serve) -> Result<Option<Mailer>> {
    let named = serve.smtp.as_deref().zip(serve.mail_from.as_deref());
    named
        .map(|(url, from)| Mailer::new(url, from, serve.url.as_deref()))
        .transpose()
}

/// Serves the sample company, made at the first start.
pub fn demo(at: &At, args: &Demo) -> Result<()> {
    let (app, serve) = (super::open(at)?, &args.serve);
    if app.store().read_blocking(setup::is_needed)? {
        let size = match args.sample {
            Sample::Full => demo::Size::FULL,
            Sample::Small => demo::Size::SMALL,
        };
        let lang = if matches!(args.lang, LangArg::Zh) {
            Lang::Zh
        } else {
            Lang::En
        };
        make_sample(&app, lang, size)?;
    }
    listen(
        at,
        serve,
        app,
        Config {
            setup_code: None,
            https: serve.https,
            proxies: serve.proxies,
            files_quota: Some(serve.files_gib << 30),
            program: std::env::current_exe().ok(),
            mailer: mailer(serve)?,
        },
        |url| {
            let rows = [
                ("rep@demo.example", "销售代表", "sales rep"),
                ("manager@demo.example", "销售经理", "sales manager"),
                ("ops@demo.example", "销售运营", "sales operations"),
                ("admin@demo.example", "管理员", "administrator"),
            ];
            let zh = lang() == Lang::Zh;
            let mut text = if zh {
                format!("成单示例公司已启动：{url}\n密码都是 {}\n", demo::PASSWORD)
            } else {
                format!(
                    "The sample company is at {url}\nEverybody's password is {}\n",
                    demo::PASSWORD
                )
            };
            for (email, in_zh, in_en) in rows {
                text.push_str(&format!("  {email:<24}{}\n", if zh { in_zh } else { in_en }));
            }
            text
        },
    )
}

/// The sample company, in one transaction: it is there as a whole or not at all.
fn make_sample(app: &App, lang: Lang, size: demo::Size) -> Result<()> {
    let hash = hash_password(demo::PASSWORD, "")?;
    let here = app.clone();
    app.store()
        .write_blocking(move |tx| demo::fill(tx, &here, lang, &hash, size))
}

fn listen(at: &At, serve: &Serve, app: App, config: Config, hello: impl FnOnce(&str) -> String) -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("STAGECRAFT_LOG").unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(kernel::Error::internal)?;
    runtime.block_on(async {
        let serving = server::serve(State::new(app.clone(), config), &serve.listen).await?;
        let socket = if at.database.is_none() {
            Some(socket::listen(&at.data, app.clone())?)
        } else {
            None
        };
        println!("{}", hello(&format!("http://{}", serving.address)));
        stopped().await;
        serving.stop().await;
        drop(socket);
        Ok(())
    })
}

/// Until somebody asks the program to end.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
