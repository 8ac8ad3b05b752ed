//! Lists: what a user can type is in the README, and every help has examples.

use crate::sayso;

/// The commands that `--help` lists, `help` itself aside.
fn commands() -> Vec<String> {
    let help = sayso(&["--help"]).out;
    let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    listed
        .take_while(|line| line.starts_with("  "))
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_is_in_the_readme() {
    let readme = include_str!("../../../../README.md");
    let commands = commands();
    assert!(commands.len() > 12, "{commands:?}");
    for name in commands {
        let shown = [format!("sayso {name}"), format!("`{name}`"), format!("-- {name}")];
        assert!(shown.iter().any(|shown| readme.contains(shown)), "the README says nothing of `{name}`");
    }
}

#[test]
fn every_help_has_an_example() {
    for name in commands().into_iter().filter(|name| name != "schema") {
        let help = sayso(&[&name, "--help"]).out;
        assert!(help.contains("Example"), "`{name} --help` has no example");
    }
}

#[test]
fn every_field_of_queries_is_in_the_help() {
    let help = sayso(&["find", "--help"]).out;
    for (field, _) in sayso_ledger::query::FIELDS {
        assert!(help.contains(&format!("{field}:")), "`find --help` says nothing of `{field}:`");
    }
}
