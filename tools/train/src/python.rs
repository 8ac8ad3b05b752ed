//! Runs the Python beside this tool in an environment of its own, made once from pinned packages.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// A folder for what is made on the way, under the workspace's target folder.
pub fn work(name: &str) -> Result<PathBuf> {
    let folder = Path::new(HERE).join("../../target/train").join(name);
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    Ok(folder)
}

/// Runs a script with `input` on its standard input; gives what it prints.
pub fn run(script: &str, arguments: &[&str], input: &str) -> Result<String> {
    let mut child = Command::new(environment(script)?)
        .arg(Path::new(HERE).join(script))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{script}`"))?;
    let mut stdin = child.stdin.take().context("no standard input")?;
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("`{script}` failed: {}", output.status);
    }
    writer.join().ok().context("the writer died")??;
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs a script that needs nothing but Python; gives what it prints.
pub fn run_at(script: &Path, arguments: &[PathBuf]) -> Result<String> {
    let output =
        Command::new("python3").arg(script).args(arguments).output().context("cannot start `python3`")?;
    if !output.status.success() {
        bail!("`{}` failed: {}", script.display(), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The interpreter of a script's environment, which is made where it is missing or older than its
/// list. What fine-tunes the deep engine is large, and has an environment of its own.
fn environment(script: &str) -> Result<PathBuf> {
    let (name, list) = match script {
        "deep.py" => ("python-deep", "requirements-deep.txt"),
        _ => ("python", "requirements.txt"),
    };
    let folder = work(name)?;
    let python = folder.join("bin/python");
    let list = Path::new(HERE).join(list);
    let wanted = std::fs::read_to_string(&list)?;
    let done = folder.join("requirements.done");
    if std::fs::read_to_string(&done).is_ok_and(|have| have == wanted) {
        return Ok(python);
    }
    eprintln!("installing the pinned Python packages into `{}`", folder.display());
    checked(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    checked(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(list))?;
    std::fs::write(done, wanted)?;
    Ok(python)
}

fn checked(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {command:?}"))?;
    if !status.success() {
        bail!("{command:?} failed: {status}");
    }
    Ok(())
}
