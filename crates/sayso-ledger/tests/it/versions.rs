//! What makes a version, and that adding again changes nothing.

use sayso_ledger::State;

use crate::Desk;

const FLOOD: &str = "Flood in Nairobi\n\n\
    Kenya's government said on Monday that 38 people were killed in Nairobi on Sunday.\n\n\
    Rescuers said that the river had carried away a market and a bridge.";

fn states(texts: &[&str]) -> Vec<(State, i64)> {
    let mut desk = Desk::new();
    let states =
        texts.iter().map(|text| desk.add("Star", text)).map(|kept| (kept.state, kept.number)).collect();
    desk.sound();
    states
}

#[test]
fn the_same_report_again_changes_nothing() {
    let mut desk = Desk::new();
    let first = desk.add("Star", FLOOD);
    let before = (desk.ledger.check(|_, _| {}).expect("a check").counted, desk.question().standing);
    let again = desk.add("Star", FLOOD);
    assert_eq!((first.state, again.state), (State::New, State::Known));
    assert_eq!((&again.article, &again.version, again.number), (&first.article, &first.version, 1));
    assert_eq!(again.statements, first.statements);
    let after = (desk.ledger.check(|_, _| {}).expect("a check").counted, desk.question().standing);
    assert_eq!(before, after);
}

#[test]
fn changed_words_make_a_version() {
    let more = FLOOD.replace("38 people", "42 people");
    assert_eq!(states(&[FLOOD, &more, &more]), [(State::New, 1), (State::Changed, 2), (State::Known, 2)]);
}

#[test]
fn white_space_ages_and_counters_make_none() {
    let page = |age: &str, comments: &str| format!("{FLOOD}\n\nUpdated {age}\n\n{comments}");
    let first = page("2 hours ago", "12 comments");
    let spaced = first.replace("market and", "market   and").replace("said that", "said\u{a0}that");
    let wanted = [(State::New, 1), (State::Known, 1), (State::Known, 1), (State::Known, 1)];
    assert_eq!(
        states(&[&first, &page("3 hours ago", "1,204 comments"), &page("a day ago", "15 comments"), &spaced]),
        wanted
    );
}

#[test]
fn a_number_that_is_news_makes_one() {
    // `3 days ago` by itself is an age; the same words with another unit are a figure.
    let first = format!("{FLOOD}\n\nThe dam was built 30 years before.");
    let later = first.replace("30 years", "40 years");
    assert_eq!(states(&[&first, &later]), [(State::New, 1), (State::Changed, 2)]);
}

#[test]
fn a_text_that_goes_back_is_a_third_version() {
    let other = FLOOD.replace("38 people", "42 people");
    assert_eq!(
        states(&[FLOOD, &other, FLOOD, FLOOD]),
        [(State::New, 1), (State::Changed, 2), (State::Changed, 3), (State::Known, 3)]
    );
    let mut desk = Desk::new();
    let ids: Vec<String> = [FLOOD, &other, FLOOD].iter().map(|text| desk.add("Star", text).version).collect();
    assert_ne!(ids[0], ids[2]);
    let question = desk.question();
    assert_eq!(question.answers.len(), 1);
    assert_eq!((question.answers[0].amount.as_str(), &question.answers[0].version), ("38", &ids[2]));
    desk.sound();
}

#[test]
fn versions_are_kept_as_they_were() {
    let mut desk = Desk::new();
    let later = FLOOD.replace("38 people", "42 people");
    let first = desk.add("Star", FLOOD);
    desk.add("Star", &later);
    let versions = desk.ledger.versions(&first.article, None).expect("versions");
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0].until, Some(versions[1].seen));
    for (version, text) in versions.iter().zip([FLOOD, &later]) {
        assert_eq!(desk.ledger.text(version).expect("text"), text);
        assert_eq!(desk.ledger.raw(version).expect("bytes"), text.as_bytes());
    }
    assert_eq!(desk.ledger.versions("https://star.example/report", None).expect("by address").len(), 2);
}

#[test]
fn ids_are_the_same_in_another_ledger() {
    let ids = |other_first: bool| {
        let mut desk = Desk::new();
        if other_first {
            desk.add("Courier", "Strike\n\nThe union said on Monday that trains stood still in Lyon.");
        }
        let kept = desk.add("Star", FLOOD);
        let version = desk.ledger.version(&kept.version, None).expect("a version");
        let statements = desk.ledger.statements(&version, None).expect("statements");
        (kept.version, statements.into_iter().map(|statement| statement.id).collect::<Vec<_>>())
    };
    let (version, statements) = ids(false);
    assert!(statements.len() >= 2, "{statements:?}");
    assert_eq!((version, statements), ids(true));
}

#[test]
fn every_value_stands_in_the_text() {
    let mut desk = Desk::new();
    let kept = desk.add("Star", FLOOD);
    let version = desk.ledger.version(&kept.version, None).expect("a version");
    let text = desk.ledger.text(&version).expect("text");
    for statement in desk.ledger.statements(&version, None).expect("statements") {
        for piece in statement.figures.iter().chain(&statement.places).chain(&statement.moments) {
            assert_eq!(text.get(piece.bytes[0]..piece.bytes[1]), Some(piece.words.as_str()));
        }
        let content: Vec<&str> =
            statement.bytes.content.iter().filter_map(|[start, end]| text.get(*start..*end)).collect();
        assert_eq!(content.join(" … "), statement.content);
    }
}
