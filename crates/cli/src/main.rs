//! The `stagecraft` program.

mod args;
mod commands;
mod socket;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match &args.command {
        Command::Serve(serve) => commands::serve::serve(&args.at, serve),
        Command::Demo(demo) => commands::serve::demo(&args.at, demo),
        Command::Migrate => commands::data::migrate(&args.at),
        Command::Backup(asked) => commands::backup::backup(&args.at, asked),
        Command::Restore(restore) => commands::backup::restore(&args.at, restore),
        Command::Typeset => commands::typeset::typeset(),
        Command::Preview => commands::typeset::preview(),
        Command::BenchData(data) => commands::bench_data::run(&args.at, data),
        other => commands::data::run(&args.at, other),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", commands::say(&error));
            ExitCode::FAILURE
        }
    }
}
