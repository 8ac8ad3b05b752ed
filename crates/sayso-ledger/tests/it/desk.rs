//! What the desk asks of a ledger: what is new and how it stood before, who was silent, who has it
//! first, what lies where, what waits for a decision, how far people agree.

use jiff::ToSpan as _;
use jiff::civil::date;
use sayso_ledger::desk::Listed;
use sayso_ledger::query;
use sayso_ledger::review::Decision;
use sayso_ledger::source::{Kind, NewSource, Poll};

use crate::{Desk, MONDAY};

const POLICE: &str =
    "Arrests\n\nPolice said on Monday that 20 protesters were arrested in Nairobi on Sunday.";
const AMNESTY: &str =
    "Rights\n\nAmnesty International said on Monday that 300 protesters were arrested in Nairobi on Sunday.";
const TALKS: &str = "Border\n\nUkraine's army said on Monday that 30 Russian soldiers were killed in Kursk on Sunday.\n\n\
    Russia's Defense Ministry said on Monday that the road to Kursk stays open.\n\n\
    A spokesman for Britain's foreign office said that talks would go on.";
const CLASH: &str = "Clashes at the polls in Kumasi\n\n\
    Ghana's electoral commission said on Monday that 14 people were injured in Kumasi on Sunday when supporters of two \
    parties clashed outside a polling station.\n\n\
    Witnesses described stones and bottles flying over a school wall as officers fired tear gas into a narrow street \
    behind the market and closed the road to the hospital for most of the afternoon.";

fn names(list: &[Listed]) -> Vec<(&str, i64)> {
    list.iter().map(|one| (one.name.as_str(), one.count)).collect()
}

#[test]
fn an_empty_ledger_has_an_answer_to_everything() {
    let desk = Desk::new();
    let ledger = &desk.ledger;
    let start = desk.now;
    assert_eq!(ledger.size().expect("a size").statements, 0);
    assert!(ledger.shifts(start, 10).expect("shifts").is_empty());
    assert_eq!(ledger.came_since(start, 8).expect("statements").0, 0);
    assert!(ledger.edited_since(start, 6).expect("edits").is_empty());
    assert!(ledger.queue("Ada", false, 20).expect("a queue").is_empty());
    assert!(ledger.queue("Ada", true, 20).expect("a queue").is_empty());
    assert!(ledger.agreements().expect("agreements").is_empty());
    assert!(ledger.speakers("", 10).expect("speakers").is_empty());
    assert!(ledger.outlets("", 10).expect("outlets").is_empty());
    assert!(ledger.stories(10).expect("stories").is_empty());
    let spots = ledger.spots(&query::parse("").expect("a query"), None, 10).expect("spots");
    assert!(spots.spots.is_empty() && spots.is_all && spots.days.is_empty());
    assert_eq!(ledger.pulse().expect("a pulse"), (0, 0));
    assert!(ledger.happening(1).is_err() && ledger.outlet("o-1").is_err());
}

#[test]
fn questions_that_changed_and_how_they_stood() {
    let mut desk = Desk::new();
    let start = desk.now;
    desk.add("Star", POLICE);
    let between = desk.now;
    desk.add("Coast", "Fire\n\nThe mayor said on Monday that 4 people were hurt in Lyon on Sunday.");
    desk.add("Courier", AMNESTY);
    let shifts = desk.ledger.shifts(between, 10).expect("shifts");
    assert_eq!(shifts.len(), 2, "{shifts:#?}");
    let (nairobi, lyon) = (&shifts[0], &shifts[1]);
    assert_eq!(nairobi.question.id, "q-1", "the last change comes first");
    let then = desk.ledger.question("q-1", Some(between)).expect("a question");
    assert_eq!(nairobi.was.as_ref(), Some(&then.standing.words));
    assert_ne!(nairobi.question.standing.words, then.standing.words);
    assert_eq!(lyon.was, None, "it is new");
    assert!(desk.ledger.shifts(start, 10).expect("shifts").iter().all(|shift| shift.was.is_none()));
    assert_eq!(desk.ledger.shifts(start, 1).expect("shifts").len(), 1);
    assert!(desk.ledger.shifts(desk.now, 10).expect("shifts").is_empty());
    // A decision is a change as well; a question that goes into another is listed no more.
    let now = desk.tick();
    let merge = Decision::Merge { question: lyon.question.id.clone(), into: "q-1".to_owned() };
    let before = desk.now.saturating_sub(1.second()).expect("a time");
    let merged = desk.ledger.review(&merge, "Ada", None, now).expect("a decision");
    let shifts = desk.ledger.shifts(before, 10).expect("shifts");
    assert_eq!(shifts.iter().map(|shift| shift.question.id.as_str()).collect::<Vec<_>>(), ["q-1"]);
    let now = desk.tick();
    desk.ledger.undo(merged, "Ada", now).expect("it is taken back");
    let shifts = desk.ledger.shifts(before, 10).expect("shifts");
    assert_eq!(shifts.len(), 2);
    assert!(shifts.iter().all(|shift| shift.was.is_some()), "{shifts:#?}");
}

#[test]
fn statements_that_came() {
    let mut desk = Desk::new();
    let start = desk.now;
    desk.add("Star", POLICE);
    let between = desk.now;
    let later = desk.add("Courier", AMNESTY);
    // What the outlet says in its own voice is no news of what somebody says.
    desk.add("Post", "Rain\n\nTwelve people were hurt in Lyon on Sunday.");
    let (count, newest) = desk.ledger.came_since(between, 8).expect("statements");
    assert_eq!((count, newest.len()), (1, 1), "{newest:#?}");
    assert_eq!(newest[0].version, later.version);
    let (count, newest) = desk.ledger.came_since(start, 1).expect("statements");
    assert_eq!((count, newest.len()), (2, 1), "all are counted, the newest are shown");
    assert!(newest[0].content.contains("300"), "{newest:#?}");
    assert_eq!(desk.ledger.came_since(desk.now, 8).expect("statements").0, 0);
    // A version that takes the place of another leaves only what stands now.
    desk.add("Star", &POLICE.replace("20", "25"));
    let (count, newest) = desk.ledger.came_since(start, 8).expect("statements");
    assert_eq!((count, newest.len()), (2, 2));
    assert!(newest.iter().all(|statement| !statement.content.contains("20 protesters")), "{newest:#?}");
}

#[test]
fn reports_that_were_edited() {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    desk.add("Courier", AMNESTY);
    let before = desk.now;
    let changed = desk.add("Star", &POLICE.replace("20", "25"));
    let edited = desk.ledger.edited_since(before, 6).expect("edits");
    assert_eq!(edited.len(), 1);
    assert_eq!((edited[0].version.id.as_str(), edited[0].version.number), (changed.version.as_str(), 2));
    let first = desk.ledger.versions(&changed.article, None).expect("versions").remove(0);
    assert_eq!(edited[0].before, first.id);
    assert_eq!(edited[0].claims.len(), 1, "{:#?}", edited[0].claims);
    assert_eq!(edited[0].claims[0].kind, "figure changed");
    assert!(desk.ledger.edited_since(desk.now, 6).expect("edits").is_empty());
    // The last edit first, each of its own.
    desk.add("Courier", &AMNESTY.replace("300", "310"));
    desk.add("Star", &POLICE.replace("20", "26"));
    let edited = desk.ledger.edited_since(before, 6).expect("edits");
    let words: Vec<&str> = edited.iter().map(|one| one.claims[0].words.as_str()).collect();
    assert_eq!(edited.len(), 3);
    assert!(words[0].contains("26") && words[1].contains("310") && words[2].contains("25"), "{words:?}");
    // The words changed, no claim did.
    desk.add("Courier", &AMNESTY.replace("310", "300").replace("300", "310").replace("Rights", "Rights now"));
    let edited =
        desk.ledger.edited_since(desk.now.saturating_sub(1.minute()).expect("a time"), 1).expect("edits");
    assert_eq!(edited[0].claims.len(), 0, "{:#?}", edited[0].claims);
}

#[test]
fn sources_in_trouble() {
    let mut desk = Desk::new();
    for host in ["one", "two", "three"] {
        let url = format!("https://{host}.example/feed.xml");
        let source =
            NewSource { url, title: host.to_owned(), kind: Kind::Feed, host: format!("{host}.example") };
        let now = desk.tick();
        desk.ledger.follow(&source, now).expect("it is followed");
    }
    for (id, times) in [(1, 1), (2, 3)] {
        for _ in 0..times {
            let now = desk.tick();
            let failed = Poll::Failed { trouble: "no answer".to_owned(), wait: None };
            desk.ledger.record_poll(id, &failed, now).expect("a poll is kept");
        }
    }
    let troubled = desk.ledger.troubled(6).expect("sources");
    let names: Vec<(&str, i64)> = troubled.iter().map(|one| (one.title.as_str(), one.failures)).collect();
    assert_eq!(names, [("two", 3), ("one", 1)]);
    assert_eq!(desk.ledger.troubled(1).expect("sources").len(), 1);
}

#[test]
fn who_says_nothing_on_a_question() {
    let mut desk = Desk::new();
    desk.add("Star", TALKS);
    let question = desk.questions().into_iter().find(|one| one.asks.contains("killed")).expect("a question");
    let silent = |desk: &Desk| -> Vec<(String, i64)> {
        let question = desk.ledger.question(&question.id, None).expect("a question");
        let silent = desk.ledger.silent(&question, 12).expect("who is silent");
        silent.into_iter().map(|one| (one.party, one.statements)).collect()
    };
    assert_eq!(silent(&desk), [("Russia".to_owned(), 1), ("United Kingdom".to_owned(), 1)]);
    // Who answers is silent no more.
    desk.add(
        "Courier",
        "Losses\n\nRussia's Defense Ministry said on Monday that 4 Russian soldiers were killed in Kursk on Sunday.",
    );
    assert_eq!(silent(&desk), [("United Kingdom".to_owned(), 1)]);
    let question = desk.ledger.question(&question.id, None).expect("a question");
    assert!(desk.ledger.silent(&question, 0).expect("who is silent").is_empty());
}

#[test]
fn an_outlet_with_what_it_copies() {
    let mut desk = Desk::new();
    desk.add("Star", CLASH);
    desk.add("Courier", CLASH);
    desk.add("Post", CLASH);
    desk.add_at("https://star.example/other", MONDAY, "Star", POLICE);
    desk.add("Star", &CLASH.replace("14 people", "15 people"));
    let star = desk.ledger.outlet("Star").expect("an outlet");
    assert_eq!(desk.ledger.outlet(&star.id).expect("an outlet").name, "Star");
    assert_eq!((star.articles, star.repeated, star.copied), (2, 1, 0), "{star:#?}");
    assert_eq!(names(&star.copied_by), [("Courier", 1), ("Post", 1)]);
    let courier = desk.ledger.outlet("Courier").expect("an outlet");
    assert_eq!((courier.articles, courier.copied), (1, 1));
    assert_eq!(names(&courier.copies_from), [("Star", 1)]);
    let newest: Vec<(Option<&str>, i64)> =
        star.newest.iter().map(|one| (one.headline.as_deref(), one.versions)).collect();
    assert_eq!(newest, [(Some("Arrests"), 1), (Some("Clashes at the polls in Kumasi"), 2)]);
    assert_eq!(star.edited.len(), 1);
    assert_eq!(star.edited[0].versions, 2);
    // What a later version no longer says is shown no longer; counted are all that were ever read.
    let statements = desk.ledger.statements_of_outlet(&star.id, 50).expect("statements");
    assert_eq!((star.statements, statements.len()), (5, 3));
    assert!(statements.iter().all(|one| one.outlet == "Star" && !one.content.contains("14 people")));
    assert_eq!(names(&desk.ledger.outlets("", 10).expect("outlets"))[0], ("Star", 2));
    assert_eq!(names(&desk.ledger.outlets("cour", 10).expect("outlets")), [("Courier", 1)]);
    assert!(
        desk.ledger.outlets("%", 1).expect("outlets").len() == 1 && desk.ledger.outlet("Nobody").is_err()
    );
}

#[test]
fn who_says_it_and_who_carries_it() {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    desk.add("Courier", &POLICE.replace("Arrests", "Held").replace("20", "21"));
    desk.add("Courier", AMNESTY);
    let speakers = desk.ledger.speakers("amnesty", 10).expect("speakers");
    assert_eq!(names(&speakers), [("Amnesty International", 1)]);
    assert_eq!(names(&desk.ledger.carried_by(&speakers[0].id, 10).expect("outlets")), [("Courier", 1)]);
    let questions = desk.ledger.questions_of(&speakers[0].id, 10).expect("questions");
    assert_eq!(questions.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["q-1"]);
    assert!(desk.ledger.questions_of("p-99", 10).expect("questions").is_empty());
    assert!(desk.ledger.carried_by("garbage", 10).expect("outlets").is_empty());
    assert!(desk.ledger.speakers("nobody", 10).expect("speakers").is_empty());
}

#[test]
fn a_happening_in_the_order_of_publication() {
    let mut desk = Desk::new();
    let star = desk.add_on(date(2024, 12, 16), "Star", CLASH);
    let courier = desk.add_on(date(2024, 12, 17), "Courier", CLASH);
    let early = CLASH.replace("Clashes at the polls in Kumasi", "First word").replace("narrow", "small");
    let post = desk.add_on(date(2024, 12, 15), "Post", &early.replace("on Monday", "on Sunday"));
    desk.add("Coast", AMNESTY);
    let stories = desk.ledger.stories(10).expect("stories");
    assert_eq!(stories.len(), 2, "{stories:#?}");
    assert_eq!((stories[0].name.as_str(), stories[0].count), ("Rights", 1));
    assert_eq!((stories[1].name.as_str(), stories[1].count), ("Clashes at the polls in Kumasi", 3));
    assert_eq!(stories[1].beside.as_deref(), Some("2024-12-16"));
    let id = stories[1].id.parse().expect("a number");
    let told = desk.ledger.happening(id).expect("a happening");
    let order: Vec<(&str, Option<&str>)> =
        told.reports.iter().map(|one| (one.headline.outlet.as_str(), one.copy_of.as_deref())).collect();
    // The day decides, not when the ledger came by it: what was published later repeats.
    assert_eq!(
        order,
        [("Post", None), ("Star", Some(post.article.as_str())), ("Courier", Some(star.article.as_str()))]
    );
    assert_eq!(told.reports[2].copy_kind.as_deref(), Some("exact, 100 %"));
    assert!(told.reports[1].copy_kind.as_deref().is_some_and(|kind| kind.starts_with("near, ")));
    assert!(told.reports.iter().all(|one| one.statements > 0), "{:#?}", told.reports);
    assert_eq!(told.reports[2].headline.article, courier.article);
    assert_ne!(post.article, star.article);
    assert!(!told.questions.is_empty() && told.questions.iter().all(|one| one.answers.is_empty()));
    assert!(desk.ledger.happening(99).is_err());
}

#[test]
fn places_and_days() {
    let mut desk = Desk::new();
    desk.add_on(date(2024, 12, 9), "Star", &POLICE.replace("Arrests", "Before"));
    desk.add_on(date(2024, 12, 16), "Courier", AMNESTY);
    desk.add_on(
        date(2024, 12, 16),
        "Post",
        "Fire\n\nThe mayor said on Monday that 4 people were hurt in Lyon on Sunday.\n\nResidents of Vrelbovo said on Monday that 3 people were hurt in Vrelbovo on Sunday.",
    );
    let spots =
        |q: &str, days| desk.ledger.spots(&query::parse(q).expect("a query"), days, 400).expect("spots");
    let all = spots("", None);
    assert!(all.is_all);
    let named: Vec<(&str, i64)> =
        all.spots.iter().map(|spot| (spot.name.as_str(), spot.statements)).collect();
    assert_eq!(named[0], ("Nairobi", 2), "{named:?}");
    assert!(named.contains(&("Lyon", 1)), "{named:?}");
    let town = &all.spots[0];
    assert_eq!((town.precision.as_str(), town.country.as_deref()), ("town", Some("KE")));
    assert!(town.latitude.is_some_and(|north| (-1.5..-1.0).contains(&north)), "{town:?}");
    // What the gazetteer lacks is a place of which nobody knows where it lies.
    let lost = all.spots.iter().find(|spot| spot.name == "Vrelbovo").expect("an unknown place");
    assert_eq!((lost.precision.as_str(), lost.latitude, lost.geonames), ("unknown", None, None));
    let days: Vec<&str> = all.days.iter().map(|(day, _)| day.as_str()).collect();
    assert_eq!(all.days.iter().map(|(_, count)| count).sum::<i64>(), all.statements as i64);
    assert!(days.is_sorted() && days.len() == 2, "{days:?}");
    // Days choose among places, the days themselves stay to be chosen from.
    let first = spots("", Some((days[0].parse().expect("a day"), days[0].parse().expect("a day"))));
    assert_eq!((first.statements, first.days.len()), (1, 2));
    assert_eq!(first.spots[0].name, "Nairobi");
    let none = spots("", Some((date(2020, 1, 1), date(2020, 1, 2))));
    assert!(none.spots.is_empty() && none.statements == 0 && none.days.len() == 2);
    let wide = spots("", Some((jiff::civil::Date::MIN, jiff::civil::Date::MAX)));
    assert_eq!(wide.statements, all.statements);
    let lyon = spots("place:Lyon", None);
    assert_eq!(lyon.statements, 1);
    assert_eq!(
        desk.ledger.spots(&query::parse("").expect("a query"), None, 1).expect("spots").spots.len(),
        1
    );
}

/// A desk with a question of two answers and two statements that answer none.
fn waiting() -> Desk {
    let mut desk = Desk::new();
    desk.add("Star", POLICE);
    desk.add("Courier", AMNESTY);
    desk.add("Post", "Talks\n\nThe union said on Monday that talks would go on.\n\nThe mayor said on Monday that roads were closed.");
    desk
}

fn queue(desk: &Desk, who: &str, shared: bool) -> Vec<String> {
    let queue = desk.ledger.queue(who, shared, 20).expect("a queue");
    queue.into_iter().map(|statement| statement.content).collect()
}

fn decide(desk: &mut Desk, who: &str, words: &str, accepted: bool) -> i64 {
    let statement = desk.statement(words).id;
    let decision = if accepted { Decision::Accept { statement } } else { Decision::Reject { statement } };
    let now = desk.tick();
    desk.ledger.review(&decision, who, None, now).expect("a decision")
}

#[test]
fn what_waits_for_a_decision() {
    let mut desk = waiting();
    let all = queue(&desk, "Ada", false);
    assert_eq!(all.len(), 4, "{all:?}");
    // Answers come first, each part the least sure first.
    let answer = |content: &String| content.contains("300") || content.contains("20");
    assert!(all[..2].iter().all(answer) && !all[2..].iter().any(answer), "{all:?}");
    let waiting = desk.ledger.queue("Ada", false, 10).expect("a queue");
    let sure: Vec<f64> = waiting.iter().map(|statement| statement.confidence.expect("confidence")).collect();
    assert!(sure[..2].is_sorted() && sure[2..].is_sorted(), "{sure:?}");
    assert!(queue(&desk, "Ada", true).is_empty());
    assert_eq!(desk.ledger.queue("Ada", false, 1).expect("a queue").len(), 1);
    let police = decide(&mut desk, "Ada", "20 protesters", true);
    // Decided on: it waits for nobody, but others may say how they see it.
    for who in ["Ada", "Ben"] {
        assert_eq!(queue(&desk, who, false).len(), 3, "{who}");
    }
    assert!(queue(&desk, "Ada", true).is_empty());
    let shared = queue(&desk, "Ben", true);
    assert!(shared.len() == 1 && shared[0].contains("20 protesters"), "{shared:?}");
    decide(&mut desk, "Ben", "20 protesters", false);
    assert!(queue(&desk, "Ben", true).is_empty());
    // Taken back: it waits again for whoever took it back.
    let now = desk.tick();
    desk.ledger.undo(police, "Ada", now).expect("it is taken back");
    assert_eq!(queue(&desk, "Ada", true).len(), 1);
    // A note decides nothing.
    let target = desk.statement("roads").id;
    let now = desk.tick();
    let note = Decision::Note { target, words: "which roads?".to_owned() };
    desk.ledger.review(&note, "Ada", None, now).expect("a note");
    assert!(queue(&desk, "Ada", false).iter().any(|content| content.contains("roads")));
    assert!(!queue(&desk, "Ben", true).iter().any(|content| content.contains("roads")));
}

#[test]
fn how_people_agree() {
    let mut desk = waiting();
    let words = ["20 protesters", "300 protesters", "talks", "roads"];
    for (at, words) in words.iter().enumerate() {
        decide(&mut desk, "Ada", words, at < 2);
    }
    assert!(desk.ledger.agreements().expect("agreements").is_empty(), "there is nobody to agree with");
    let mut last = 0;
    for (words, accepted) in
        [("20 protesters", true), ("300 protesters", true), ("talks", false), ("roads", true)]
    {
        last = decide(&mut desk, "Ben", words, accepted);
    }
    let found = desk.ledger.agreements().expect("agreements");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].one.as_str(), found[0].other.as_str()), ("Ada", "Ben"));
    assert_eq!((found[0].both, found[0].same), (4, 3));
    assert!(found[0].kappa.is_some_and(|kappa| (kappa - 0.5).abs() < 1e-9), "{found:?}");
    // The last decision of each counts.
    let changed = decide(&mut desk, "Ben", "roads", false);
    let found = desk.ledger.agreements().expect("agreements");
    assert_eq!((found[0].both, found[0].same, found[0].kappa), (4, 4, Some(1.0)));
    // What was taken back counts no longer: the one before it does, then none.
    for (review, both, same) in [(changed, 4, 3), (last, 3, 3)] {
        let now = desk.tick();
        desk.ledger.undo(review, "Ben", now).expect("it is taken back");
        let found = desk.ledger.agreements().expect("agreements");
        assert_eq!((found[0].both, found[0].same), (both, same));
    }
    decide(&mut desk, "Cleo", "talks", true);
    let pairs = desk.ledger.agreements().expect("agreements");
    assert_eq!(pairs.len(), 3);
    assert_eq!(pairs.iter().filter(|pair| pair.both == 1 && pair.same == 0).count(), 2);
    desk.sound();
}

#[test]
fn the_pulse_goes_with_what_happens() {
    let mut desk = Desk::new();
    let mut last = desk.ledger.pulse().expect("a pulse");
    desk.add("Star", POLICE);
    let now = desk.ledger.pulse().expect("a pulse");
    assert!(now.0 > last.0 && now.1 > last.1);
    let entries = desk.ledger.log_after(last.0, 50).expect("entries");
    assert!(entries.iter().any(|(_, entry)| entry.kind == "version"), "{entries:#?}");
    assert_eq!(entries.last().map(|(id, _)| *id), Some(now.0));
    assert_eq!(desk.ledger.log_after(0, 1).expect("entries").len(), 1);
    last = now;
    desk.add("Star", POLICE);
    assert_eq!(desk.ledger.pulse().expect("a pulse"), last, "the same words again are no news");
    decide(&mut desk, "Ada", "20 protesters", false);
    assert!(desk.ledger.pulse().expect("a pulse") > last);
}
