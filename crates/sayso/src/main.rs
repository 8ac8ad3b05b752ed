//! Sayso on the command line. All input and output, the network and the clock are in this
//! crate; reading pages and finding statements are in `sayso-page` and `sayso-text`.

mod cli;
mod gather;
mod reading;
mod report;
mod web;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let command = cli::Cli::parse();
    match cli::run(command) {
        Ok(code) => code,
        Err(error) => {
            cli::complain(&error);
            ExitCode::FAILURE
        }
    }
}
