//! Everything from outside is hostile: no page may panic, hang, or break a span.

#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use proptest::prelude::*;
use sayso_page::{Article, Error, Hints, MAX_BYTES, read, read_html, read_text};

/// What every article holds to.
fn check(article: &Article) {
    let mut end = 0;
    for block in &article.blocks {
        assert!(block.span.start >= end && block.span.end > block.span.start, "in order, apart, not empty");
        assert!(
            article.text.is_char_boundary(block.span.start) && article.text.is_char_boundary(block.span.end)
        );
        assert!(
            article.text[end..block.span.start].trim().is_empty(),
            "nothing visible is outside of the blocks"
        );
        end = block.span.end;
    }
    assert!(article.text[end..].trim().is_empty());
    let found = [&article.headline, &article.outlet, &article.label, &article.age_shown, &article.more_link];
    for found in found.into_iter().flatten().chain(&article.authors) {
        if let Some(span) = &found.span {
            assert_eq!(article.text.get(span.clone()), Some(found.value.as_str()));
        }
    }
    for stamp in [&article.published, &article.updated].into_iter().flatten() {
        assert!(stamp.span.clone().is_none_or(|span| article.text.get(span).is_some()));
    }
}

fn read_all(bytes: &[u8]) {
    let results = [read(bytes, Hints::default()), read_html(bytes, None, None), read_text(bytes)];
    results.into_iter().flatten().for_each(|article| check(&article));
}

/// Pieces that pages are made of, and tricks that they play.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div class=\"share\">",
        "</div>",
        "<b>",
        "<a href='x'>",
        "</a>",
        "<li>",
        "<ul>",
        "<table><td>",
        "</table>",
        "<br>",
        "<h1>",
        "</h1>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<svg>",
        "</svg>",
        "<title>",
        "<style>",
        "<p title=\"",
        "<time datetime=\"2024-02-30\">",
        "<template>",
        "&nbsp;",
        "&#0;",
        "&lt;p&gt;",
        "<![CDATA[",
        "<plaintext>",
        "<img alt='a b c'>",
        "By Jane Doe | ",
        "Published ",
        "14 March 2023 ",
        "10:15 GMT ",
        "3 hours ago ",
        "• ",
        "\u{1}",
        "Read Entire Article",
        "The mayor said on Monday that she would go. ",
        "Dear readers,",
        "we need your help to support us ",
        "\n",
        "\n\n",
        "“",
        "”",
        "ﬁ",
        "\u{200b}",
        "\u{ad}",
        "İ",
        "ẞ",
        "日本",
        "Related stories",
        "(AFP) - ",
        "A Message from X:",
        "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"author\":[",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => ".{0,12}", 1 => "[0-9:/ .-]{0,14}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_all(&bytes);
    }

    #[test]
    fn any_text(text in "\\PC{0,300}") {
        read_all(text.as_bytes());
    }

    #[test]
    fn any_page(pieces in prop::collection::vec(piece(), 0..40)) {
        read_all(pieces.concat().as_bytes());
    }

    #[test]
    fn a_plain_text_is_never_altered(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        if let Ok(article) = read_text(text.as_bytes()) {
            prop_assert_eq!(&article.text, text.strip_prefix('\u{FEFF}').unwrap_or(&text));
        }
    }
}

/// Pages that are made to hang a reader; each is read in a small part of this.
const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn heaps_of_anything_end_soon() {
    let report =
        "<h1>Ferries Collide</h1><p>The harbour was closed on Tuesday after two ferries collided in fog.</p>";
    for (what, heap) in [
        ("nested blocks", "<div>".repeat(100_000)),
        ("nested lists", "<ul><li>".repeat(50_000)),
        ("nested tables", "<table><tr><td>".repeat(30_000)),
        ("nested quotes", "<blockquote>".repeat(100_000)),
        ("formatting", "<b><i><u><font a=1>".repeat(30_000)),
        ("formatting in paragraphs", format!("{}{}", "<font a=1>".repeat(100), "<p>".repeat(50_000))),
        ("links", "<a href=x><b>".repeat(50_000)),
        ("drawings", "<svg><title>".repeat(50_000)),
        ("foreign cells", "<math><td>".repeat(50_000)),
        ("comments", "<!--".repeat(200_000)),
        ("tag ends", "<a b=\">\" ".repeat(100_000)),
        ("quotes", "<p title=\"'".repeat(100_000)),
        ("brackets", "<".repeat(1_000_000)),
        ("closings", "</div>".repeat(100_000)),
        ("scripts", "<script>".repeat(100_000)),
        ("attributes", format!("<p {}>", "a b=c ".repeat(200_000))),
        ("breaks", "<br>a".repeat(50_000)),
        ("pictures", "<img alt=\"a picture\">".repeat(50_000)),
        ("bylines", "<p>By Jane Doe | 14 March 2023</p>".repeat(5_000)),
        ("one long line", "a ".repeat(1_000_000)),
        ("open JSON", format!("<script type=\"application/ld+json\">{}</script>", "[".repeat(500_000))),
    ] {
        let start = Instant::now();
        for page in [format!("{report}{heap}"), format!("{heap}{report}")] {
            if let Ok(article) = read_html(page.as_bytes(), None, None) {
                check(&article);
            }
        }
        eprintln!("{what}: {:?}", start.elapsed());
        assert!(start.elapsed() < LIMIT, "{what}");
    }
}

#[test]
fn what_is_too_much_is_refused_by_name() {
    let error = read_html(&vec![b'x'; 50 << 20], None, None).unwrap_err();
    assert_eq!(error, Error::TooLarge { bytes: 50 << 20, limit: MAX_BYTES });
    assert_eq!(error.to_string(), "the page has 52428800 bytes, more than the 15728640 that are read");
    assert_eq!(read_html(b"", None, None), Err(Error::Empty));
    assert_eq!(read_html(b"\x7fELF\x02\x01\x01\0\0", None, None), Err(Error::Binary { kind: "a program" }));
    assert_eq!(read_html(b"<html><body><nav>Home</nav></body></html>", None, None), Err(Error::NoArticle));
}

#[test]
fn a_deep_page_keeps_its_report() {
    let sentence = "The harbour was closed on Tuesday after two ferries collided in fog, the port authority said on its website.";
    let page = format!("{}<p>{sentence}</p>{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    let article = read_html(page.as_bytes(), None, None).expect("an article");
    assert_eq!(article.text, sentence);
}
