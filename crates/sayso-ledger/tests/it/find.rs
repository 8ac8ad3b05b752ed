//! Search: every field, facets, pages; and queries of hostile shapes.

use std::collections::BTreeSet;

use sayso_ledger::query::parse;
use sayso_ledger::review::Decision;
use sayso_ledger::search::{Found, Order, Wanted};
use sayso_ledger::{Error, Ledger};

use crate::{Desk, MONDAY};

/// Everything that a query finds.
pub fn all(ledger: &Ledger, query: &str) -> Found {
    let wanted = Wanted { limit: 1000, facets: true, ..Wanted::default() };
    ledger.find(&parse(query).expect("a query"), &wanted).expect("found")
}

fn desk() -> Desk {
    let mut desk = Desk::new();
    for (outlet, text) in [
        ("Star", "Kenya's government said on Monday that 38 people were killed in Nairobi on Sunday."),
        (
            "Coast Paper",
            "Police said on Monday that at least 120 houses were destroyed in Mombasa on Sunday.",
        ),
        (
            "Courier",
            "Ukraine's military denied on Monday that 20 Ukrainian soldiers were killed in Kursk on Sunday.",
        ),
        (
            "Lake News",
            "Police chief Jane Smith told AFP on Monday that about 900 people were displaced in Kisumu.",
        ),
        ("Post", "\"We will not be held to ransom in this long dispute,\" Louise Haigh said on December 10."),
        ("Echo", "The bridge in Gisborne may have been washed away, the mayor said on Monday."),
    ] {
        desk.add(outlet, &format!("A headline\n\n{text}"));
    }
    desk
}

/// The outlets of what is found, headlines left out.
fn outlets(desk: &Desk, query: &str) -> Vec<String> {
    let found = all(&desk.ledger, query);
    let kept = found.statements.into_iter().filter(|statement| statement.content != "A headline");
    kept.map(|statement| statement.outlet).collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn every_field() {
    let mut desk = desk();
    let statement = desk.statement("38 people").id;
    let now = desk.tick();
    desk.ledger.review(&Decision::Accept { statement }, "Ada", None, now).expect("a decision");
    let everything: &[&str] = &["Coast Paper", "Courier", "Echo", "Lake News", "Post", "Star"];
    for (query, wanted) in [
        ("", everything),
        ("killed", &["Courier", "Star"]),
        ("kill", &["Courier", "Star"]),
        ("\"held to ransom\"", &["Post"]),
        ("\"ransom to held\"", &[]),
        ("source:Haigh", &["Post"]),
        ("source:ransom", &[]),
        ("party:kenya", &["Star"]),
        ("party:Ukraine", &["Courier"]),
        ("via:AFP", &["Lake News"]),
        ("via:\"Agence France-Presse\"", &["Lake News"]),
        ("outlet:\"coast paper\"", &["Coast Paper"]),
        ("outcome:killed", &["Courier", "Star"]),
        ("outcome:Destroyed", &["Coast Paper"]),
        ("counts:people", &["Lake News", "Star"]),
        ("figure:38", &["Star"]),
        ("figure:>=100", &["Coast Paper", "Lake News"]),
        ("figure:>38 figure:<130", &[]),
        ("figure:<=38", &["Courier", "Star"]),
        ("figure:10..40", &["Courier", "Star"]),
        ("outcome:killed figure:>=30", &["Star"]),
        ("place:Nairobi", &["Star"]),
        ("place:Kenya", &["Coast Paper", "Lake News", "Star"]),
        ("place:\"Kursk region\"", &["Courier"]),
        ("place:Kursk", &["Courier"]),
        ("place:Russia", &["Courier"]),
        ("near:-1.29,36.82,30", &["Star"]),
        ("near:-1.29,36.82,300", &["Lake News", "Star"]),
        ("near:-1.29,36.82,1000 -outlet:Star", &["Coast Paper", "Lake News"]),
        ("near:-38.7,-179.5,300", &["Echo"]),
        ("said:2024-12-10", &["Post"]),
        ("said:..2024-12-12", &["Post"]),
        ("said:2024-12-16 place:Nairobi", &["Star"]),
        ("near:-1.29,36.82,30 said:2024-12-16", &["Star"]),
        ("near:-1.29,36.82,30 said:2024-12-15", &[]),
        ("happened:2024-12-15", &["Coast Paper", "Courier", "Star"]),
        ("happened:2023", &[]),
        ("mode:direct", &["Post"]),
        ("certainty:denied confidence:>=0.01", &["Courier"]),
        ("certainty:denied confidence:<0.01", &[]),
        ("certainty:possible", &["Echo"]),
        ("voice:attributed", everything),
        ("voice:own -headline", &[]),
        ("standing:one-party place:Nairobi", &["Star"]),
        ("standing:disputed", &[]),
        ("review:accepted", &["Star"]),
        ("review:none outcome:killed", &["Courier"]),
        ("outcome:killed -party:Ukraine", &["Star"]),
        ("-killed outcome:killed", &[]),
        ("-outcome:killed voice:attributed", &["Coast Paper", "Echo", "Lake News", "Post"]),
        ("-place:Kenya voice:attributed", &["Courier", "Echo", "Post"]),
    ] {
        assert_eq!(outlets(&desk, query), wanted, "{query}");
    }
}

#[test]
fn a_distance_is_measured_on_the_ground() {
    let desk = desk();
    // Mombasa is about 440 km from Nairobi, Kisumu about 265.
    for (kilometres, wanted) in [(250, 1), (290, 2), (420, 2), (460, 3)] {
        assert_eq!(
            outlets(&desk, &format!("near:-1.28333,36.81667,{kilometres}")).len(),
            wanted,
            "{kilometres} km"
        );
    }
}

#[test]
fn facets_add_up() {
    let desk = desk();
    for query in ["", "killed", "voice:attributed", "place:Kenya"] {
        let found = all(&desk.ledger, query);
        assert_eq!(found.count, found.statements.len(), "{query}");
        for facet in found
            .facets
            .iter()
            .filter(|facet| ["outlet", "mode", "certainty"].contains(&facet.field.as_str()))
        {
            let sum: i64 = facet.values.iter().map(|(_, count)| count).sum();
            assert_eq!(sum as usize, found.count, "{query}: {facet:?}");
        }
        for facet in found.facets.iter().filter(|facet| facet.field == "party" || facet.field == "outcome") {
            for (value, count) in &facet.values {
                let narrowed = all(&desk.ledger, &format!("{query} {}:\"{value}\"", facet.field));
                assert_eq!(narrowed.count as i64, *count, "{query} {}:{value}", facet.field);
            }
        }
    }
}

#[test]
fn pages_show_everything_once() {
    let mut desk = desk();
    for at in 0..40 {
        let day = MONDAY.saturating_sub(jiff::Span::new().days(at % 7));
        let text = format!(
            "Flood {at}\n\nThe river rose by {at} metres in a day and a night.\n\n\
             Officials said that {} people were killed in the flood in Nairobi.",
            at + 2
        );
        desk.add_at(&format!("https://wire.example/{at}"), day, "Wire", &text);
    }
    for query in ["", "flood", "killed outcome:killed", "place:Kenya", "-flood", "voice:own"] {
        let whole: Vec<String> =
            all(&desk.ledger, query).statements.into_iter().map(|statement| statement.id).collect();
        for order in [Order::Newest, Order::Rank] {
            for limit in [1, 7, 1000] {
                let mut walked = Vec::new();
                let mut cursor = None;
                loop {
                    let wanted = Wanted { limit, order, cursor, ..Wanted::default() };
                    let page = desk.ledger.find(&parse(query).expect("a query"), &wanted).expect("a page");
                    assert!(page.statements.len() <= limit);
                    walked.extend(page.statements.into_iter().map(|statement| statement.id));
                    assert!(walked.len() <= whole.len(), "{query} {order:?} {limit}: pages repeat");
                    cursor = page.cursor;
                    if cursor.is_none() {
                        break;
                    }
                }
                if order == Order::Newest {
                    assert_eq!(walked, whole, "{query} by {limit}");
                }
                let (mut walked, mut whole) = (walked, whole.clone());
                walked.sort_unstable();
                whole.sort_unstable();
                assert_eq!(walked, whole, "{query} {order:?} by {limit}");
            }
        }
    }
}

#[test]
fn a_wrong_cursor_is_refused() {
    let desk = desk();
    for cursor in ["", "x", "2024-12-16", "2024-12-16.x", "'; DROP TABLE statement"] {
        let wanted = Wanted { limit: 5, cursor: Some(cursor.to_owned()), ..Wanted::default() };
        let error = desk.ledger.find(&parse("").expect("a query"), &wanted).expect_err("no cursor");
        assert!(matches!(error, Error::Refused(_)), "{cursor}: {error}");
    }
}

#[test]
fn hostile_queries_find_nothing_and_break_nothing() {
    let desk = desk();
    let long = "x".repeat(1990);
    let many = "a ".repeat(32);
    for query in [
        "\"",
        "\"\"",
        "* ^ NEAR( ) {} [] + -- AND OR NOT",
        "NEAR(a b)",
        "AND",
        "killed AND",
        "killed* OR *",
        "content:killed",
        "(killed",
        "a\"b\"c",
        "source:\"a\" \"b",
        "source:*",
        "source:\" OR 1=1 --\"",
        "party:';DROP",
        "party:%",
        "counts:%",
        "counts:_",
        "place:'",
        "place:\"x') OR 1=1 --\"",
        "outlet:'",
        "via:\u{0}",
        "killed\u{0}\"",
        "\u{0}",
        "source:a\u{0}b",
        "place:a\u{0}b",
        "\u{301}",
        "\u{93e}",
        "²",
        "💥 killed",
        "near:90,180,20100",
        "near:-90,-180,0",
        "figure:-1e308..1e308",
        "said:0001..9999-12-31",
        "happened:..",
        &long,
        &many,
    ] {
        let query = match parse(query) {
            Ok(query) => query,
            Err(error) => {
                assert!(matches!(error, Error::Query { .. }), "{query}: {error}");
                continue;
            }
        };
        for order in [Order::Newest, Order::Rank] {
            let wanted = Wanted { limit: 5, order, facets: true, ..Wanted::default() };
            if let Err(error) = desk.ledger.find(&query, &wanted) {
                panic!("{query:?}: {error}");
            }
        }
    }
    for words in ["\"", "a\u{0}b", "NEAR(", "*", "", "' OR 1", &"x ".repeat(5000)] {
        if let Err(error) = desk.ledger.find_reports(words, 5, None) {
            panic!("{words:?}: {error}");
        }
    }
    desk.sound();
}

#[test]
fn reports_are_found_by_all_their_words() {
    let desk = desk();
    let found = desk.ledger.find_reports("houses Mombasa", 5, None).expect("reports");
    assert_eq!(found.iter().map(|report| report.outlet.as_str()).collect::<Vec<_>>(), ["Coast Paper"]);
    assert!(desk.ledger.find_reports("houses Nairobi", 5, None).expect("reports").is_empty());
}

#[test]
fn questions_are_shown_once_each_page_by_page() {
    let mut desk = Desk::new();
    let seen = desk.tick();
    let towns = ["Nairobi", "Mombasa", "Kisumu", "Accra", "Kumasi", "Berlin", "Kursk", "Lyon"];
    let texts: Vec<crate::Read> = towns
        .iter()
        .map(|town| {
            let text =
                format!("{town}\n\nPolice said on Monday that 20 people were killed in {town} on Sunday.");
            crate::Read::new(&text, MONDAY)
        })
        .collect();
    let addresses: Vec<String> = towns.iter().map(|town| format!("https://star.example/{town}")).collect();
    let reports: Vec<_> =
        texts.iter().zip(&addresses).map(|(read, address)| read.report(address, "Star", seen)).collect();
    // All of them came to be known at once.
    desk.ledger.record_all(&reports).expect("reports are kept");
    let mut walked: Vec<String> = Vec::new();
    loop {
        let page = desk.ledger.questions(3, walked.last().map(String::as_str), None).expect("a page");
        if page.is_empty() {
            break;
        }
        walked.extend(page.into_iter().map(|question| question.id));
    }
    assert_eq!(walked.len(), towns.len(), "{walked:?}");
    assert_eq!(walked.iter().collect::<BTreeSet<_>>().len(), towns.len());
}
