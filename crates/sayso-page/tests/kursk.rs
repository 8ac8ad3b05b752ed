//! The report that the design starts from, as an aggregator's text and as a page.

use sayso_page::{Article, Role, read_html, read_text};

/// Role and first words of every line of `samples/kursk.txt`, as a careful reader has it.
const EXPECTED: &[(&str, &str)] = &[
    ("headline", "At Least 30 North"),
    ("byline-and-dates", "By The Moscow Times"),
    ("label", "Truth"),
    ("body", "Ukraine said early Monday"),
    ("body", "Kyiv and Western officials"),
    ("body", "\"Army units"),
    ("body", "Ukrainian authorities"),
    ("body", "Russia has begun"),
    ("body", "Zelensky added"),
    ("body", "Last week"),
    ("appeal", "A Message from"),
    ("appeal", "Dear readers"),
    ("appeal", "We are facing"),
    ("appeal", "These actions"),
    ("appeal", "We, the journalists"),
    ("appeal", "Your support"),
    ("appeal", "By supporting"),
    ("button", "Continue"),
    ("image-alt", "paiment methods"),
    ("prompt", "Not ready"),
    ("prompt", "Remind me"),
    ("more-link", "Read Entire Article"),
];

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../samples/{name}", env!("CARGO_MANIFEST_DIR"))).expect(name)
}

fn check_head(article: &Article) {
    let value = |found: &Option<sayso_page::Found>| {
        found.as_ref().map(|found| found.value.clone()).unwrap_or_default()
    };
    assert_eq!(
        value(&article.headline),
        "At Least 30 North Korean Troops Killed or Wounded in Kursk Region, Ukraine Says"
    );
    assert_eq!(value(&article.outlet), "The Moscow Times");
    assert_eq!(
        article.authors.iter().map(|author| author.value.as_str()).collect::<Vec<_>>(),
        ["The Moscow Times"]
    );
    let published = article.published.as_ref().expect("published");
    let updated = article.updated.as_ref().expect("updated");
    assert_eq!((published.iso().as_str(), published.offset), ("2024-12-16T09:25:23", None));
    assert_eq!((updated.iso().as_str(), updated.offset), ("2024-12-16T12:31:11", None));
    assert_eq!(value(&article.age_shown), "3 hours ago");
    assert_eq!(value(&article.label), "Truth");
    assert_eq!(value(&article.more_link), "Read Entire Article");
    assert!(!article.complete);
}

#[test]
fn every_line_of_the_text_has_its_role() {
    let bytes = sample("kursk.txt");
    let article = read_text(&bytes).expect("an article");
    assert_eq!(article.text.as_bytes(), bytes, "the text is not altered");
    let got: Vec<(&str, String)> =
        article.blocks.iter().map(|block| (block.role.name(), article.words(block).to_owned())).collect();
    assert_eq!(got.len(), EXPECTED.len());
    for ((role, words), (wanted, start)) in got.iter().zip(EXPECTED) {
        assert!(words.starts_with(start), "{words}");
        assert_eq!(role, wanted, "{words}");
    }
    check_head(&article);
}

#[test]
fn the_page_tells_the_same_as_the_text() {
    let text = read_text(&sample("kursk.txt")).expect("an article");
    let page = read_html(&sample("kursk.html"), None, None).expect("an article");
    let kept = |article: &Article| -> Vec<(Role, String)> {
        article
            .kept()
            .filter(|block| block.role != Role::Caption)
            .map(|block| (block.role, article.words(block).to_owned()))
            .collect()
    };
    assert_eq!(kept(&page), kept(&text));
    check_head(&page);
    let roles: Vec<&str> = page.furniture().map(|block| block.role.name()).collect();
    for wanted in [
        "navigation",
        "cookie-notice",
        "share",
        "newsletter",
        "related",
        "appeal",
        "button",
        "image-alt",
        "prompt",
        "more-link",
        "legal",
    ] {
        assert!(roles.contains(&wanted), "{wanted} is missing among {roles:?}");
    }
}
