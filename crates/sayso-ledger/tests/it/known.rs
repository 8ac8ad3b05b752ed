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

    let police = desk.ledger.actors("Police", 5, None).expect("actors").remove(0).id;
    let said = |at| {
        let actor = desk.ledger.actor(&police, at).expect("an actor");
        assert_eq!(actor.statements as usize, actor.newest.len());
        actor.newest.into_iter().map(|statement| statement.figures[0].words.clone()).collect::<Vec<_>>()
    };
    assert_eq!(said(Some(then)), ["20 protesters"]);
    assert_eq!(said(None), ["7 people", "55 protesters"]);
    assert!(desk.ledger.actor(&police, Some(start)).is_err(), "nobody had heard of them");
}

const UNDATED: &str = "Arrests\n\nPolice said on Monday that 20 protesters were arrested in Nairobi.";
const MOMBASA: &str = "Coast\n\nPolice said on Monday that 7 protesters were arrested in Mombasa on Sunday.";
const KILLED: &str = "Deaths\n\nPolice said on Monday that 3 protesters were killed in Nairobi on Sunday.";

fn decide(desk: &mut Desk, decision: Decision) -> i64 {
    let now = desk.tick();
    desk.ledger.review(&decision, "Ada", Some("two lists"), now).expect("a decision")
}

/// The questions as they were, without what `show` adds to a list.
fn listed(desk: &Desk, at: Timestamp) -> Vec<(String, String, String, Timestamp)> {
    let listed = desk.ledger.questions(10, None, Some(at)).expect("questions");
    listed.into_iter().map(|one| (one.id, one.asks, one.standing.words, one.changed)).collect()
}

#[test]
fn a_merge_is_known_from_when_it_is_made_to_when_it_is_taken_back() {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    desk.add("Coast", MOMBASA);
    let (apart, before) = (desk.now, listed(&desk, desk.now));
    assert_eq!(before.len(), 2);
    let merge = decide(&mut desk, Decision::Merge { question: "q-2".to_owned(), into: "q-1".to_owned() });
    let (together, during) = (desk.now, listed(&desk, desk.now));
    assert_eq!(during.len(), 1);
    assert_eq!(listed(&desk, apart), before, "a merge that was made later");
    let now = desk.tick();
    desk.ledger.undo(merge, "Ada", now).expect("taken back");
    assert_eq!(listed(&desk, apart), before);
    assert_eq!(listed(&desk, together), during, "a merge that was taken back later");

    let shown = |at| desk.ledger.question("q-2", Some(at)).expect("a question");
    assert_eq!((shown(apart).id.as_str(), shown(apart).answers.len()), ("q-2", 1));
    assert_eq!((shown(together).id.as_str(), shown(together).answers.len()), ("q-1", 2));
    assert_eq!((shown(now).id.as_str(), shown(now).answers.len()), ("q-2", 1));
}

#[test]
fn a_question_is_asked_in_the_words_of_then() {
    let mut desk = Desk::new();
    desk.add("Star", UNDATED);
    let (then, before) = (desk.now, desk.question());
    desk.add("Courier", POLICE);
    let now = desk.question();
    assert_ne!(now.asks, before.asks);
    let known = desk.ledger.question(&before.id, Some(then)).expect("the question");
    assert_eq!((known.asks.as_str(), known.changed), (before.asks.as_str(), before.changed));
    assert_eq!((known.scope.days, known.scope.dated), (before.scope.days, before.scope.dated));
    assert_eq!(listed(&desk, then)[0].1, before.asks);
    let known = desk.ledger.question(&before.id, Some(desk.now)).expect("the question");
    assert_eq!((known.asks, known.scope.days), (now.asks, now.scope.days));
}

#[test]
fn what_cannot_be_compared_stood_as_it_stood() {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    desk.add("Post", KILLED);
    let (then, before) = (desk.now, desk.ledger.question("q-2", None).expect("the deaths").not_comparable);
    assert_eq!(before.len(), 1);
    desk.add("Courier", AMNESTY);
    let other = |at| desk.ledger.question("q-2", at).expect("the deaths").not_comparable.remove(0);
    assert_ne!(other(None).standing, before[0].standing);
    assert_eq!(other(Some(then)).standing, before[0].standing);
    assert_eq!(other(Some(then)).asks, before[0].asks);
}

#[test]
fn questions_stand_in_the_order_of_then() {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    desk.add("Coast", MOMBASA);
    let (then, before) = (desk.now, listed(&desk, desk.now));
    assert_eq!(before.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["q-2", "q-1"]);
    desk.add("Courier", AMNESTY);
    assert_eq!(listed(&desk, then), before);
    assert_eq!(listed(&desk, desk.now)[0].0, "q-1");
    let second = desk.ledger.questions(1, Some("q-2"), Some(then)).expect("the next page");
    assert_eq!(second[0].id, "q-1");
    // Before it was asked, there was none.
    let start = desk
        .ledger
        .question("q-1", Some(then.saturating_sub(jiff::SignedDuration::from_hours(2)).expect("earlier")));
    assert_eq!(start.expect_err("unknown").to_string(), "the ledger has no question `q-1`");
}

#[test]
fn decisions_are_found_as_they_stood() {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    desk.add("Courier", AMNESTY);
    let statement = desk.statement("20 protesters").id;
    let start = desk.now;
    let accept = decide(&mut desk, Decision::Accept { statement: statement.clone() });
    let accepted = desk.now;
    let now = desk.tick();
    desk.ledger.undo(accept, "Ada", now).expect("taken back");
    decide(&mut desk, Decision::Reject { statement: statement.clone() });
    // A new version carries the decision on; what was decided before goes on, too.
    desk.add("Star", &format!("{POLICE}\n\nShops stayed closed."));
    let later = desk.now;
    for (at, marks) in
        [(start, ["none"].as_slice()), (accepted, &["accepted"]), (now, &["none"]), (later, &["rejected"])]
    {
        for review in ["none", "accepted", "rejected", "corrected"] {
            let wanted = usize::from(marks.contains(&review));
            let query = format!("review:{review} protesters outlet:Star voice:attributed");
            assert_eq!(found(&desk, &query, at).len(), wanted, "{review} at {at}");
            let turned = format!("-review:{review} protesters outlet:Star voice:attributed");
            assert_eq!(found(&desk, &turned, at).len(), 1 - wanted, "not {review} at {at}");
        }
    }
    let shown = |at| desk.ledger.statement(&statement, Some(at)).expect("the statement");
    assert_eq!((shown(accepted).review.as_str(), shown(accepted).known_to), ("accepted", None));
    assert_eq!(shown(accepted).questions, ["q-1"]);
    let reviews = |at| desk.ledger.reviews(&statement, 10, Some(at)).expect("reviews");
    assert!(reviews(start).is_empty());
    assert_eq!(
        reviews(accepted).iter().map(|one| (one.id, one.undone)).collect::<Vec<_>>(),
        [(accept, None)]
    );
    assert_eq!(reviews(now)[0].undone, Some(now));
    let before = start.saturating_sub(jiff::SignedDuration::from_hours(5)).expect("earlier");
    assert!(desk.ledger.statement(&statement, Some(before)).is_err());
}

#[test]
fn standings_are_found_as_they_were() {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    let then = desk.now;
    desk.add("Courier", AMNESTY);
    assert_eq!(found(&desk, "standing:disputed voice:attributed", then), Vec::<String>::new());
    assert_eq!(found(&desk, "standing:one-party voice:attributed", then), ["Star"]);
    assert_eq!(found(&desk, "-standing:disputed voice:attributed", then), ["Star"]);
    assert_eq!(found(&desk, "standing:disputed voice:attributed", desk.now).len(), 2);
    let wanted = Wanted { limit: 5, as_of: Some(then), facets: true, ..Wanted::default() };
    let counted = desk.ledger.find(&parse("voice:attributed").expect("a query"), &wanted).expect("found");
    let standing = counted.facets.iter().find(|facet| facet.field == "standing").expect("a facet");
    assert_eq!(standing.values, [("one party".to_owned(), 1)]);
}

#[test]
fn versions_copies_and_reports_as_they_were() {
    let mut desk = Desk::new();
    let first = desk.add("Star", POLICE);
    let then = desk.now;
    let second = desk.add("Star", &POLICE.replace("20 protesters", "55 protesters"));
    desk.add("Courier", POLICE);
    let versions = desk.ledger.versions(&first.article, Some(then)).expect("versions");
    assert_eq!(
        versions.iter().map(|one| (one.id.as_str(), one.until)).collect::<Vec<_>>(),
        [(first.version.as_str(), None)]
    );
    assert_eq!(desk.ledger.version(&first.version, Some(then)).expect("a version").until, None);
    assert!(desk.ledger.version(&second.version, Some(then)).is_err());
    let article = desk.ledger.article(&first.article, Some(then)).expect("an article");
    assert_eq!((article.versions[0].until, article.copies.len()), (None, 0));
    assert!(article.story.is_none_or(|story| story.others.is_empty()));
    let reports = |words, at| desk.ledger.find_reports(words, 5, at).expect("reports").len();
    assert_eq!((reports("20 protesters", Some(then)), reports("55 protesters", Some(then))), (1, 0));
    assert_eq!((reports("20 protesters", None), reports("55 protesters", None)), (1, 1));
    let actors = desk.ledger.actors("police", 5, Some(then)).expect("actors");
    assert_eq!(actors.iter().map(|actor| actor.statements).collect::<Vec<_>>(), [1]);
    let before = then.saturating_sub(jiff::SignedDuration::from_hours(1)).expect("earlier");
    assert!(desk.ledger.actors("police", 5, Some(before)).expect("actors").is_empty());
}

#[test]
fn sources_as_they_were_followed() {
    use sayso_ledger::source::{Kind, NewSource, Poll};
    let mut desk = Desk::new();
    let start = desk.now;
    let feed = |url: &str| NewSource {
        url: url.to_owned(),
        title: String::new(),
        kind: Kind::Feed,
        host: "star.example".to_owned(),
    };
    let url = "https://star.example/feed";
    let followed = desk.tick();
    desk.ledger.follow(&feed(url), followed).expect("followed");
    let id = desk.ledger.source(url).expect("a source").id;
    let failed = desk.tick();
    let poll = Poll::Failed { trouble: "no answer".to_owned(), wait: None };
    desk.ledger.record_poll(id, &poll, failed).expect("kept");
    let unchanged = desk.tick();
    desk.ledger.record_poll(id, &Poll::Unchanged { wait: None }, unchanged).expect("kept");
    let again = desk.tick();
    desk.ledger.record_poll(id, &Poll::Unchanged { wait: None }, again).expect("kept");
    let paused = desk.tick();
    desk.ledger.pause(id, paused).expect("paused");
    let removed = desk.tick();
    desk.ledger.unfollow(id, removed).expect("removed");
    let at = |then| -> Vec<(String, Option<String>, Timestamp)> {
        let all = desk.ledger.sources_at(then).expect("sources");
        all.into_iter().map(|source| (source.state, source.trouble, source.known_from)).collect()
    };
    let active = |since| vec![("active".to_owned(), None, since)];
    assert!(at(start).is_empty());
    assert_eq!(at(followed), active(followed));
    assert_eq!(at(failed), [("active".to_owned(), Some("no answer".to_owned()), failed)]);
    assert_eq!(at(again), active(unchanged), "nothing new is kept of a poll that changes nothing");
    assert_eq!(at(paused), [("paused".to_owned(), None, paused)]);
    assert!(at(removed).is_empty());
}
