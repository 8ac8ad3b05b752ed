//! The other samples: a court report as a page, sport and an election as aggregators' texts.

use sayso_page::{Article, Hints, read};

fn sample(name: &str) -> Article {
    let path = format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"));
    read(&std::fs::read(path).expect(name), Hints::default()).expect("an article")
}

/// The first three words of all blocks of a role.
fn starts(article: &Article, role: &str) -> Vec<String> {
    let blocks = article.blocks.iter().filter(|block| block.role.name() == role);
    blocks.map(|block| article.words(block).split(' ').take(3).collect::<Vec<_>>().join(" ")).collect()
}

fn authors(article: &Article) -> Vec<&str> {
    article.authors.iter().map(|author| author.value.as_str()).collect()
}

#[test]
fn court() {
    let article = sample("court.html");
    assert_eq!(
        starts(&article, "body"),
        ["A judge on", "Judge Helen Asher", "The public prosecutor,", "A lawyer for", "According to the"]
    );
    assert_eq!(starts(&article, "standfirst"), ["Prosecutors say they"]);
    assert_eq!(starts(&article, "caption"), ["Alan Pryce leaves"]);
    assert_eq!(authors(&article), ["Edith Marlow"]);
    assert_eq!(article.published.expect("published").iso(), "2025-03-04T16:20:00Z");
    assert_eq!(article.updated.expect("updated").iso(), "2025-03-05T08:05:00Z");
    assert!(article.complete);
}

#[test]
fn sport() {
    let article = sample("sport.txt");
    assert_eq!(
        starts(&article, "body"),
        ["Kestrel Rovers have", "The Swede won", "“We owe Marta", "Lindqvist, 44, said", "Striker Joe Amadi"]
    );
    assert_eq!(starts(&article, "related").len(), 4);
    assert_eq!(article.label.expect("a label").value, "SPORT");
    assert_eq!(article.published, None);
    assert_eq!(article.age_shown.expect("an age").value, "5 hours ago");
}

#[test]
fn election() {
    let article = sample("election.txt");
    assert_eq!(
        starts(&article, "body"),
        [
            "TARVIA CITY (TNA)",
            "With about 80",
            "Orlan's campaign said",
            "Observers from the",
            "Brandt urged her"
        ]
    );
    assert_eq!(starts(&article, "appeal").len(), 3);
    assert_eq!(authors(&article), ["Jonas Feld", "Mina Sato"]);
    assert_eq!(article.outlet.expect("an outlet").value, "Tarvia Monitor");
    assert_eq!(article.published.expect("published").iso(), "2025-03-09T23:47:00Z");
    assert!(!article.complete);
}
