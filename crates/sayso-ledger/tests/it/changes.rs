//! What changed between two versions, in claims.

use crate::Desk;

/// The changes from one text to another.
fn changes(old: &str, new: &str) -> Vec<String> {
    let mut desk = Desk::new();
    desk.add("Star", &format!("A headline\n\n{old}"));
    let kept = desk.add("Star", &format!("A headline\n\n{new}"));
    let versions = desk.ledger.versions(&kept.article, None).expect("versions");
    let diff = desk.ledger.diff(&versions[0], &versions[1], None).expect("a difference");
    assert_eq!((&diff.old, &diff.new), (&versions[0].id, &versions[1].id));
    assert!(!diff.paragraphs.is_empty() || old == new);
    diff.claims.into_iter().map(|change| format!("{}: {}", change.kind, change.words)).collect()
}

fn kinds(old: &str, new: &str) -> Vec<String> {
    changes(old, new).into_iter().map(|change| change.split(": ").next().unwrap_or("").to_owned()).collect()
}

const FLOOD: &str = "Kenya's government said on Monday that 38 people were killed in Nairobi on Sunday.";

#[test]
fn a_figure() {
    assert_eq!(
        changes(FLOOD, &FLOOD.replace("38", "at least 45")),
        ["figure changed: 38 people · killed → ≥ 45 people · killed"]
    );
}

#[test]
fn a_hedge() {
    let plain = "The ministry said on Monday that the dam above Nairobi has burst.";
    let hedged = "The ministry said on Monday that the dam above Nairobi may have burst.";
    assert_eq!(kinds(plain, hedged), ["hedge added"]);
    assert_eq!(kinds(hedged, plain), ["hedge dropped"]);
}

#[test]
fn an_attribution() {
    let own = "A gas leak caused the fire in the Lyon warehouse that killed a guard.";
    let said = "A gas leak caused the fire in the Lyon warehouse that killed a guard, police said.";
    assert_eq!(kinds(own, said), ["attribution added"]);
    assert_eq!(kinds(said, own), ["attribution dropped"]);
    let others = said.replace("police said", "a lawyer said");
    assert_eq!(kinds(said, &others), ["attribution changed"]);
}

#[test]
fn a_statement() {
    let more = format!("{FLOOD}\n\nThe Red Cross said that clean water was short in the camps.");
    let added = changes(FLOOD, &more);
    assert_eq!(added.len(), 1, "{added:?}");
    assert!(added[0].starts_with("statement added: ") && added[0].contains("clean water"), "{added:?}");
    let gone = changes(&more, FLOOD);
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert!(gone[0].starts_with("statement gone: "), "{gone:?}");
}

#[test]
fn a_paragraph_that_moved_is_no_change_in_claims() {
    let (one, other) = (FLOOD, "The Red Cross said that clean water was short in the camps.");
    assert_eq!(changes(&format!("{one}\n\n{other}"), &format!("{other}\n\n{one}")), Vec::<String>::new());
}

#[test]
fn words_alone() {
    let mut desk = Desk::new();
    desk.add("Star", &format!("A headline\n\n{FLOOD}"));
    let kept = desk.add("Star", &format!("Another headline\n\n{FLOOD}"));
    let versions = desk.ledger.versions(&kept.article, None).expect("versions");
    let diff = desk.ledger.diff(&versions[0], &versions[1], None).expect("a difference");
    assert_eq!(diff.paragraphs.len(), 1);
    let words = |kind: &str| -> String {
        diff.paragraphs[0].runs.iter().filter(|run| run.kind == kind).map(|run| run.words.as_str()).collect()
    };
    assert_eq!(
        (words("gone").trim(), words("new").trim(), words("same").trim()),
        ("A", "Another", "headline")
    );
}
