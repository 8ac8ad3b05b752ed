//! What the ledger knew at a time: later reports, versions and decisions are not seen from before.

use jiff::Timestamp;
use sayso_ledger::query::parse;
use sayso_ledger::review::Decision;
use sayso_ledger::search::Wanted;

use crate::Desk;

const POLICE: &str =
    "Arrests\n\nPolice said on Monday that 20 protesters were arrested in Nairobi on Sunday.";
const AMNESTY: &str = "More arrests\n\nAmnesty International said on Monday that 300 protesters were arrested in Nairobi on Sunday.";

fn found(desk: &Desk, query: &str, at: Timestamp) -> Vec<String> {
    let wanted = Wanted { limit: 50, as_of: Some(at), ..Wanted::default() };
    let found = desk.ledger.find(&parse(query).expect("a query"), &wanted).expect("found");
    found.statements.into_iter().map(|statement| statement.outlet).collect()
}

#[test]
fn a_later_report_is_not_known_before_it() {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    let (then, before) = (desk.now, desk.question());
    desk.add("Courier", AMNESTY);
    assert_eq!(desk.question().standing.labels, ["disputed"]);

    let known = desk.ledger.question(&before.id, Some(then)).expect("the question");
    assert_eq!(known.standing, before.standing);
    assert_eq!(known.answers.len(), 1);
    let listed = desk.ledger.questions(10, None, Some(then)).expect("questions");
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].standing, before.standing);
    assert_eq!(found(&desk, "protesters", then), ["Star"]);
    assert_eq!(found(&desk, "protesters", desk.now).len(), 2);
}

#[test]
fn before_the_first_report_nothing_is_known() {
    let mut desk = Desk::new();
    let start = desk.now;
    desk.add("Star", POLICE);
    assert!(desk.ledger.questions(10, None, Some(start)).expect("questions").is_empty());
    assert!(found(&desk, "", start).is_empty());
}

#[test]
fn answers_of_an_older_version_come_back() {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    let (then, before) = (desk.now, desk.question());
    desk.add("Star", &POLICE.replace("20 protesters", "55 protesters"));
    let now = desk.question();
    assert_eq!(now.answers.iter().map(|answer| answer.amount.as_str()).collect::<Vec<_>>(), ["55"]);

    let known = desk.ledger.question(&before.id, Some(then)).expect("the question");
    assert_eq!(known.standing, before.standing);
    assert_eq!(known.answers[0].amount, "20");
    assert_eq!(known.answers[0].known_to, None);
    assert_eq!(found(&desk, "figure:20", then), ["Star"]);
    assert!(found(&desk, "figure:20", desk.now).is_empty());
    assert!(found(&desk, "figure:55", then).is_empty());
}

#[test]
fn decisions_are_not_known_before_they_are_taken() {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    desk.add("Courier", AMNESTY);
    let (then, before) = (desk.now, desk.question());
    let statement = desk.statement("300 protesters").id;
    let now = desk.tick();
    desk.ledger.review(&Decision::Reject { statement }, "Ada", None, now).expect("a decision");
    assert_eq!(desk.question().standing.labels, ["one party"]);
    let verdict = Decision::Verdict { question: before.id.clone(), words: "300, by lists".to_owned() };
    let now = desk.tick();
    desk.ledger.review(&verdict, "Ada", Some("court lists"), now).expect("a decision");

    let known = desk.ledger.question(&before.id, Some(then)).expect("the question");
    assert_eq!(known.standing, before.standing);
}

#[test]
fn articles_and_actors_as_they_were() {
    let mut desk = Desk::new();
    let start = desk.now;
    let kept = desk.add("Star", POLICE);
    let then = desk.now;
    desk.add("Star", &POLICE.replace("20 protesters", "55 protesters"));
    desk.add(
        "Coast",
        &POLICE.replace("20 protesters were arrested in Nairobi", "7 people were killed in Mombasa"),
    );

    let article = desk.ledger.article(&kept.article, Some(then)).expect("the article");
    assert_eq!(article.versions.len(), 1);
    assert!(article.statements.iter().any(|statement| statement.content.contains("20 protesters")));
    let article = desk.ledger.article(&kept.article, None).expect("the article");
    assert_eq!(article.versions.len(), 2);
    assert!(article.statements.iter().all(|statement| !statement.content.contains("20 protesters")));
    assert!(desk.ledger.article(&kept.article, Some(start)).is_err(), "it was not known yet");

    let police = desk.ledger.actors("Police", 5).expect("actors").remove(0).id;
    let said = |at| {
        let actor = desk.ledger.actor(&police, at).expect("an actor");
        assert_eq!(actor.statements as usize, actor.newest.len());
        actor.newest.into_iter().map(|statement| statement.figures[0].words.clone()).collect::<Vec<_>>()
    };
    assert_eq!(said(Some(then)), ["20 protesters"]);
    assert_eq!(said(None), ["7 people", "55 protesters"]);
}
