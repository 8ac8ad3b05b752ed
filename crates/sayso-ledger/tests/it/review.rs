//! Decisions: what each does, that taking it back brings back what was, that none is undone by a
//! new version or a new reading.

use sayso_ledger::review::Decision;
use serde_json::Value;

use crate::Desk;

const POLICE: &str =
    "Arrests\n\nPolice said on Monday that 20 protesters were arrested in Nairobi on Sunday.";
const AMNESTY: &str =
    "Rights\n\nAmnesty International said on Monday that 300 protesters were arrested in Nairobi on Sunday.";
const UNION: &str =
    "Union\n\nThe teachers' union said on Monday that 25 protesters were arrested in Nairobi on Sunday.";
const MOMBASA: &str = "Coast\n\nPolice said on Monday that 7 protesters were arrested in Mombasa on Sunday.";

/// A ledger with a question of three answers (q-1) and one of one answer (q-2).
fn desk() -> Desk {
    let mut desk = Desk::new();
    for (outlet, text) in [("Star", POLICE), ("Courier", AMNESTY), ("Post", UNION), ("Coast", MOMBASA)] {
        desk.add(outlet, text);
    }
    assert_eq!(desk.asks().len(), 2);
    assert_eq!(answers(&desk, "q-1"), ["20", "300", "25"]);
    desk
}

fn decide(desk: &mut Desk, decision: Decision) -> i64 {
    let now = desk.tick();
    let id = desk.ledger.review(&decision, "Ada", Some("two lists"), now).expect("a decision");
    desk.sound();
    id
}

fn undo(desk: &mut Desk, review: i64) {
    let now = desk.tick();
    desk.ledger.undo(review, "Ada", now).expect("a decision is taken back");
    desk.sound();
}

fn id(desk: &Desk, words: &str) -> String {
    desk.statement(words).id
}

fn answers(desk: &Desk, question: &str) -> Vec<String> {
    let question = desk.ledger.question(question, None).expect("a question");
    question.answers.into_iter().filter(|answer| answer.stands()).map(|answer| answer.amount).collect()
}

/// All questions with answers and standing, without the times at which they changed.
fn picture(desk: &Desk) -> Vec<Value> {
    let mut questions = desk.questions();
    questions.sort_by(|one, other| one.id.cmp(&other.id));
    questions
        .iter()
        .map(|question| {
            let mut value = serde_json::to_value(question).expect("JSON");
            let map = value.as_object_mut().expect("an object");
            map.remove("changed");
            for answer in map["answers"].as_array_mut().expect("answers") {
                answer.as_object_mut().expect("an answer").remove("known_from");
            }
            value
        })
        .collect()
}

#[test]
fn every_decision_can_be_taken_back() {
    let statement = |desk: &Desk| id(desk, "20 protesters");
    let q = |number: i64| format!("q-{number}");
    type Make<'a> = Box<dyn Fn(&Desk) -> Decision + 'a>;
    let decisions: Vec<(&str, Make)> = vec![
        ("accept", Box::new(|desk| Decision::Accept { statement: statement(desk) })),
        ("reject", Box::new(|desk| Decision::Reject { statement: statement(desk) })),
        (
            "correct",
            Box::new(|desk| Decision::Correct {
                statement: statement(desk),
                field: "figure".to_owned(),
                value: "21".to_owned(),
            }),
        ),
        ("link", Box::new(|desk| Decision::Link { statement: id(desk, "7 protesters"), question: q(1) })),
        ("unlink", Box::new(|desk| Decision::Unlink { statement: statement(desk), question: q(1) })),
        ("merge", Box::new(|_| Decision::Merge { question: q(1), into: q(2) })),
        ("split", Box::new(|desk| Decision::Split { question: q(1), statements: vec![statement(desk)] })),
        ("note", Box::new(|_| Decision::Note { target: q(1), words: "who counted?".to_owned() })),
        ("verdict", Box::new(|_| Decision::Verdict { question: q(1), words: "300".to_owned() })),
    ];
    for (name, make) in decisions {
        let mut desk = desk();
        let before = picture(&desk);
        let decision = make(&desk);
        let review = decide(&mut desk, decision);
        assert!(name == "note" || picture(&desk) != before, "{name} does nothing");
        let kept = &desk.ledger.reviews("", 10, None).expect("reviews")[0];
        assert_eq!((kept.id, kept.action.as_str(), kept.who.as_str()), (review, name, "Ada"));
        undo(&mut desk, review);
        assert_eq!(picture(&desk), before, "{name} is not taken back");
        let kept = &desk.ledger.reviews("", 10, None).expect("reviews")[0];
        assert_eq!(kept.undone, Some(desk.now), "a decision that was taken back stays in the list");
        let again = desk.ledger.undo(review, "Ada", desk.now).expect_err("taken back twice");
        assert_eq!(again.to_string(), format!("review {review} was taken back already"));
    }
}

#[test]
fn what_decisions_do() {
    let mut desk = desk();
    let statement = id(&desk, "20 protesters");
    decide(&mut desk, Decision::Reject { statement });
    assert_eq!(answers(&desk, "q-1"), ["300", "25"]);
    let statement = id(&desk, "7 protesters");
    decide(&mut desk, Decision::Link { statement, question: "q-1".to_owned() });
    assert_eq!(answers(&desk, "q-1"), ["300", "25", "7"]);
    assert!(answers(&desk, "q-2").is_empty());
    let statements = vec![id(&desk, "25 protesters")];
    decide(&mut desk, Decision::Split { question: "q-1".to_owned(), statements });
    assert_eq!(answers(&desk, "q-1"), ["300", "7"]);
    assert_eq!(answers(&desk, "q-3"), ["25"]);
    decide(&mut desk, Decision::Merge { question: "q-3".to_owned(), into: "q-1".to_owned() });
    assert_eq!(answers(&desk, "q-1").len(), 3);
    let merged = desk.ledger.question("q-3", None).expect("a merged question is shown as what it became");
    assert_eq!(merged.id, "q-1");
}

#[test]
fn an_unlinked_figure_stays_away_in_a_new_version() {
    let mut desk = desk();
    let statement = id(&desk, "20 protesters");
    decide(&mut desk, Decision::Unlink { statement, question: "q-1".to_owned() });
    desk.add("Star", &format!("{POLICE}\n\nShops stayed closed in the afternoon."));
    assert_eq!(answers(&desk, "q-1"), ["300", "25"]);
    // Written differently, it is the same figure of the same article.
    desk.add("Star", &POLICE.replace("arrested in Nairobi", "arrested near the market in Nairobi"));
    assert_eq!(answers(&desk, "q-1"), ["300", "25"]);
}

#[test]
fn an_unlinked_figure_stays_away_in_a_new_reading() {
    let mut desk = desk();
    let before = desk.statement("20 protesters");
    decide(&mut desk, Decision::Unlink { statement: before.id.clone(), question: "q-1".to_owned() });
    desk.reread(&before.version, "another engine", "");
    assert_eq!(answers(&desk, "q-1"), ["300", "25"]);
    desk.sound();
}

#[test]
fn a_link_holds_in_new_versions_and_readings() {
    let mut desk = desk();
    let statement = id(&desk, "7 protesters");
    decide(&mut desk, Decision::Link { statement, question: "q-1".to_owned() });
    desk.add("Coast", &format!("{MOMBASA}\n\nThe port worked as always."));
    assert_eq!(answers(&desk, "q-1"), ["20", "300", "25", "7"]);
    let version = desk.statement("7 protesters").version;
    desk.reread(&version, "another engine", "");
    assert_eq!(answers(&desk, "q-1"), ["20", "300", "25", "7"]);
    assert!(answers(&desk, "q-2").is_empty());
}

#[test]
fn a_mark_goes_on_with_the_statement_and_can_be_taken_back_there() {
    let mut desk = desk();
    let statement = id(&desk, "20 protesters");
    let review = decide(&mut desk, Decision::Reject { statement: statement.clone() });
    desk.add("Star", &format!("{POLICE}\n\nShops stayed closed in the afternoon."));
    let later = desk.statement("20 protesters");
    assert_ne!(later.id, statement);
    assert_eq!((later.replaces.as_deref(), later.review.as_str()), (Some(statement.as_str()), "rejected"));
    assert_eq!(answers(&desk, "q-1"), ["300", "25"]);
    assert_eq!(desk.ledger.reviews(&later.id, 10, None).expect("reviews")[0].id, review);
    undo(&mut desk, review);
    assert_eq!(desk.statement("20 protesters").review, "");
    assert_eq!(answers(&desk, "q-1"), ["300", "25", "20"]);
}

#[test]
fn the_decision_before_counts_again() {
    let mut desk = desk();
    let statement = id(&desk, "20 protesters");
    decide(&mut desk, Decision::Accept { statement });
    desk.add("Star", &format!("{POLICE}\n\nShops stayed closed in the afternoon."));
    let statement = id(&desk, "20 protesters");
    let review = decide(&mut desk, Decision::Reject { statement });
    assert_eq!(desk.statement("20 protesters").review, "rejected");
    undo(&mut desk, review);
    assert_eq!(desk.statement("20 protesters").review, "accepted");
}

#[test]
fn an_earlier_unlink_holds_when_a_later_link_is_taken_back() {
    let mut desk = desk();
    let statement = id(&desk, "20 protesters");
    decide(&mut desk, Decision::Unlink { statement: statement.clone(), question: "q-1".to_owned() });
    let before = picture(&desk);
    let link = decide(&mut desk, Decision::Link { statement, question: "q-1".to_owned() });
    assert_eq!(answers(&desk, "q-1").len(), 3);
    undo(&mut desk, link);
    assert_eq!(picture(&desk), before);
    desk.add("Star", &format!("{POLICE}\n\nShops stayed closed in the afternoon."));
    assert_eq!(answers(&desk, "q-1"), ["300", "25"]);
}

#[test]
fn decisions_taken_back_one_after_the_other() {
    let mut desk = desk();
    let start = picture(&desk);
    let statement = id(&desk, "7 protesters");
    let link = decide(&mut desk, Decision::Link { statement: statement.clone(), question: "q-1".to_owned() });
    let unlink = decide(&mut desk, Decision::Unlink { statement, question: "q-1".to_owned() });
    undo(&mut desk, unlink);
    assert_eq!(answers(&desk, "q-1").len(), 4);
    undo(&mut desk, link);
    assert_eq!(picture(&desk), start);
}

#[test]
fn a_new_reading_carries_decisions_over_and_shows_orphans() {
    let mut desk = desk();
    let text = format!("{POLICE}\n\nThe mayor said that the square was empty by dusk.");
    desk.add("Star", &text);
    let (police, mayor) = (desk.statement("20 protesters"), desk.statement("square was empty"));
    decide(&mut desk, Decision::Accept { statement: police.id.clone() });
    let orphan = decide(&mut desk, Decision::Reject { statement: mayor.id.clone() });
    let reread = desk.reread(&police.version, "another engine", "square");
    assert_eq!(reread.orphans, 1);
    let now = desk.statement("20 protesters");
    assert_eq!((now.engine.as_str(), now.review.as_str()), ("another engine", "accepted"));
    assert_eq!(now.replaces.as_deref(), Some(police.id.as_str()));
    assert!(desk.statements().iter().all(|statement| !statement.content.contains("square")));
    let reviews = desk.ledger.reviews("", 10, None).expect("reviews");
    let orphans: Vec<i64> = reviews.iter().filter(|review| review.orphan).map(|review| review.id).collect();
    assert_eq!(orphans, [orphan]);
    assert_eq!(answers(&desk, "q-1").len(), 3);
    desk.sound();
}

#[test]
fn a_reading_without_statements_is_a_reading() {
    let mut desk = desk();
    let version = desk.statement("20 protesters").version;
    let all = desk.ledger.unread_by("another engine", None, 10).expect("versions").len();
    let version = desk.ledger.version(&version, None).expect("a version");
    let now = desk.tick();
    let document = sayso_text::annotate(&desk.ledger.text(&version).expect("text"), &[], None);
    desk.ledger.reread(&version, &document, &[], "another engine", now).expect("a reading");
    assert_eq!(desk.ledger.unread_by("another engine", None, 10).expect("versions").len(), all - 1);
    desk.sound();
}

#[test]
fn an_older_version_is_read_anew_as_history() {
    let mut desk = Desk::new();
    let first = desk.add("Star", POLICE);
    desk.add("Star", &POLICE.replace("20", "55"));
    desk.reread(&first.version, "another engine", "");
    assert_eq!(answers(&desk, "q-1"), ["55"]);
    assert!(desk.statements().iter().all(|statement| statement.version != first.version));
    desk.sound();
}

#[test]
fn decisions_on_what_is_not_there_are_refused() {
    let mut desk = desk();
    let statement = id(&desk, "20 protesters");
    let q = |id: &str| id.to_owned();
    let refused = [
        (Decision::Accept { statement: q("s-nothing") }, "the ledger has no statement `s-nothing`"),
        (Decision::Verdict { question: q("q-99"), words: q("30") }, "the ledger has no question `q-99`"),
        (Decision::Merge { question: q("q-1"), into: q("q-1") }, "`q-1` and `q-1` are one question already"),
        (
            Decision::Unlink { statement: statement.clone(), question: q("q-2") },
            "the statement does not answer q-2",
        ),
        (
            Decision::Split { question: q("q-2"), statements: vec![statement.clone()] },
            "the statement `STATEMENT` does not answer q-2",
        ),
        (Decision::Note { target: q("s-nothing"), words: q("?") }, "the ledger has no statement `s-nothing`"),
    ];
    let before = picture(&desk);
    for (decision, wanted) in refused {
        let now = desk.tick();
        let error = desk.ledger.review(&decision, "Ada", Some("lists"), now).expect_err("refused");
        assert_eq!(error.to_string(), wanted.replace("STATEMENT", &statement), "{decision:?}");
    }
    let error =
        desk.ledger.review(&Decision::Accept { statement }, "  ", None, desk.now).expect_err("refused");
    assert_eq!(error.to_string(), "a decision needs the name of who takes it");
    assert_eq!(picture(&desk), before);
    assert!(desk.ledger.reviews("", 10, None).expect("reviews").is_empty(), "a refused decision is not kept");
}

#[test]
fn a_verdict_on_a_merged_question_counts_where_it_went() {
    let mut desk = desk();
    decide(&mut desk, Decision::Merge { question: "q-2".to_owned(), into: "q-1".to_owned() });
    decide(&mut desk, Decision::Verdict { question: "q-2".to_owned(), words: "300".to_owned() });
    let question = desk.ledger.question("q-1", None).expect("a question");
    assert!(question.standing.labels.contains(&"reviewed".to_owned()), "{}", question.standing.words);
}

fn verdict(desk: &Desk, question: &str) -> Option<String> {
    desk.ledger.question(question, None).expect("a question").standing.verdict
}

#[test]
fn a_verdict_goes_with_its_question_and_comes_back() {
    let mut desk = desk();
    decide(&mut desk, Decision::Verdict { question: "q-2".to_owned(), words: "7, by lists".to_owned() });
    let before = picture(&desk);
    let merge = decide(&mut desk, Decision::Merge { question: "q-2".to_owned(), into: "q-1".to_owned() });
    let carried = Some("Ada: 7, by lists (evidence: two lists)".to_owned());
    assert_eq!(verdict(&desk, "q-1"), carried);
    let reviews = desk.ledger.reviews("q-1", 10, None).expect("reviews");
    assert!(reviews.iter().any(|review| review.action == "verdict"), "{reviews:#?}");
    // Also through a second merge, and where the question has no answer of its own any more.
    let split = Decision::Split { question: "q-1".to_owned(), statements: vec![id(&desk, "300")] };
    let second = decide(&mut desk, split);
    let again = decide(&mut desk, Decision::Merge { question: "q-1".to_owned(), into: "q-3".to_owned() });
    assert_eq!(verdict(&desk, "q-3"), carried);
    undo(&mut desk, again);
    assert_eq!((verdict(&desk, "q-1"), verdict(&desk, "q-3")), (carried.clone(), None));
    undo(&mut desk, second);
    undo(&mut desk, merge);
    assert_eq!((verdict(&desk, "q-1"), verdict(&desk, "q-2")), (None, carried));
    assert_eq!(picture(&desk), before);
}

#[test]
fn the_last_of_two_verdicts_counts_in_a_merged_question() {
    let mut desk = desk();
    decide(&mut desk, Decision::Verdict { question: "q-2".to_owned(), words: "first".to_owned() });
    decide(&mut desk, Decision::Verdict { question: "q-1".to_owned(), words: "second".to_owned() });
    let merge = decide(&mut desk, Decision::Merge { question: "q-2".to_owned(), into: "q-1".to_owned() });
    assert!(verdict(&desk, "q-1").is_some_and(|words| words.contains("second")));
    undo(&mut desk, merge);
    assert!(verdict(&desk, "q-1").is_some_and(|words| words.contains("second")));
    assert!(verdict(&desk, "q-2").is_some_and(|words| words.contains("first")));
}

#[test]
fn a_merge_that_was_named_by_an_earlier_id_is_taken_back_whole() {
    let mut desk = desk();
    let split = Decision::Split { question: "q-1".to_owned(), statements: vec![id(&desk, "300")] };
    decide(&mut desk, split);
    decide(&mut desk, Decision::Merge { question: "q-3".to_owned(), into: "q-1".to_owned() });
    let before = picture(&desk);
    // q-3 is q-1 by now: that one goes.
    let merge = decide(&mut desk, Decision::Merge { question: "q-3".to_owned(), into: "q-2".to_owned() });
    undo(&mut desk, merge);
    assert_eq!(picture(&desk), before);
}

#[test]
fn an_engine_that_read_before_may_read_again() {
    let mut desk = desk();
    let first = desk.statement("20 protesters");
    decide(&mut desk, Decision::Accept { statement: first.id.clone() });
    desk.reread(&first.version, "another engine", "");
    assert_eq!(desk.ledger.unread_by("test", None, 10).expect("versions").len(), 1);
    desk.reread(&first.version, "test", "");
    assert!(desk.ledger.unread_by("test", None, 10).expect("versions").is_empty());
    let now = desk.statement("20 protesters");
    assert_eq!((now.engine.as_str(), now.review.as_str()), ("test", "accepted"));
    assert_ne!(now.id, first.id);
    let version = desk.ledger.version(&first.version, None).expect("a version");
    let shown = desk.ledger.statements(&version, None).expect("statements");
    assert_eq!(shown.iter().filter(|statement| statement.content.contains("20 protesters")).count(), 1);
    assert_eq!(answers(&desk, "q-1"), ["300", "25", "20"]);
    desk.sound();
}

#[test]
fn taken_back_after_a_new_version_it_is_as_if_never_taken() {
    type Make = fn(&Desk) -> Decision;
    let decisions: [(&str, Make); 4] = [
        ("link", |desk| Decision::Link { statement: id(desk, "20 protesters"), question: "q-2".to_owned() }),
        ("unlink", |desk| Decision::Unlink {
            statement: id(desk, "20 protesters"),
            question: "q-1".to_owned(),
        }),
        ("merge", |_| Decision::Merge { question: "q-1".to_owned(), into: "q-2".to_owned() }),
        ("split", |desk| Decision::Split {
            question: "q-1".to_owned(),
            statements: vec![id(desk, "20 protesters")],
        }),
    ];
    let later = format!("{POLICE}\n\nShops stayed closed in the afternoon.");
    for (name, make) in decisions {
        let mut desk = desk();
        let decision = make(&desk);
        let review = decide(&mut desk, decision);
        desk.add("Star", &later);
        undo(&mut desk, review);
        let mut wanted = ["20", "300", "25"];
        wanted.sort_unstable();
        let mut now = answers(&desk, "q-1");
        now.sort_unstable();
        assert_eq!(now, wanted, "{name}");
        assert_eq!(answers(&desk, "q-2"), ["7"], "{name}");
        assert_eq!(desk.asks().len(), 2, "{name}: {:#?}", desk.asks());
        // What the next version says answers the same.
        desk.add("Star", &later.replace("afternoon", "evening"));
        assert_eq!(answers(&desk, "q-1").len(), 3, "{name}");
    }
}

#[test]
fn what_an_earlier_version_said_is_not_linked_any_more() {
    let mut desk = desk();
    let old = id(&desk, "7 protesters");
    desk.add("Coast", &format!("{MOMBASA}\n\nThe port worked as always."));
    let new = id(&desk, "7 protesters");
    let link = Decision::Link { statement: old.clone(), question: "q-1".to_owned() };
    let now = desk.tick();
    let error = desk.ledger.review(&link, "Ada", None, now).expect_err("refused");
    assert_eq!(
        error.to_string(),
        format!("`{old}` is no longer what its article says; `{new}` goes on from it")
    );
    desk.add("Coast", "Coast\n\nThe port worked as always.");
    let error = desk.ledger.review(&link, "Ada", None, now).expect_err("refused");
    assert_eq!(error.to_string(), format!("`{old}` is no longer what its article says"));
    assert_eq!(answers(&desk, "q-1").len(), 3);
}
