//! Black-box tests: whole commands with their exit code, what they print, and what they read.
//! No network but loopback.

mod bad_input;
mod desk;
mod documented;
mod gather;
mod kursk;
mod ledger;
mod ledger_withstands;
mod output;
mod warc;
mod web;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a command did.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// Runs `sayso` in the project's folder.
fn sayso(arguments: &[&str]) -> Ran {
    ran(command(arguments).output().expect("sayso starts"))
}

/// Runs `sayso` with something on its standard input.
fn sayso_with(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("sayso starts");
    let mut stdin = child.stdin.take().expect("standard input is open");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("sayso ends");
    // A command that does not read everything closes the pipe: that is its right.
    let _ = writer.join();
    ran(output)
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.current_dir(project()).args(arguments);
    command
}

fn ran(output: Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).expect("sayso writes UTF-8");
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
