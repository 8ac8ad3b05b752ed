//! Whatever comes, in whatever order: the ledger stays whole and nothing panics.

use std::sync::LazyLock;

use proptest::prelude::*;

use crate::{Desk, MONDAY, Read};

/// Texts that copy, contradict, correct and quote each other.
static TEXTS: LazyLock<Vec<Read>> = LazyLock::new(|| {
    [
        "Flood\n\nKenya's government said on Monday that 38 people were killed in Nairobi on Sunday.",
        "Flood\n\nKenya's government said on Monday that at least 45 people were killed in Nairobi on Sunday.",
        "Flood\n\nAid workers told AFP on Monday that 60 people were killed or wounded in Nairobi on Sunday.\n\n\
         \"We will not leave anybody behind in this water,\" Jane Smith said.",
        "Flood (AP)\n\nPolice said that 38 people were killed in Nairobi since the start of the year.",
        "Flood\n\nCorrection: An earlier version of this article gave a wrong number.",
        "Nothing",
        "",
    ]
    .iter()
    .map(|text| Read::new(text, MONDAY))
    .collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_versions_keeps_the_ledger_whole(steps in prop::collection::vec((0..4_usize, 0..7_usize), 1..12)) {
        let mut desk = Desk::new();
        for (outlet, text) in steps {
            let seen = desk.tick();
            let address = format!("https://outlet-{outlet}.example/");
            let report = TEXTS[text].report(&address, "Outlet", seen);
            desk.ledger.record(&report).expect("a report is kept");
        }
        desk.sound();
        for question in desk.questions() {
            prop_assert!(question.answers.iter().all(|answer| answer.known_from <= desk.now));
        }
    }

    #[test]
    fn any_text_is_kept(text in text()) {
        let mut desk = Desk::new();
        let kept = desk.add("Star", &text);
        let again = desk.add("Star", &text);
        prop_assert_eq!(kept.version, again.version);
        desk.add("Courier", &text);
        desk.sound();
    }
}

/// Words of news and signs that break things, in any order.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "Police ", "said ", "that ", "20 ", "people ", "were ", "killed ", "in ", "Nairobi ", "on Sunday ", "\"", "“", "”",
            ", ", ". ", "told ", "AFP ", "at least ", "soldiers ", "denied ", "\n\n", "according to ", "Kyiv ", "— ", "(AP) ",
            "1,400 km² ", "30 % ", "he ", "since May ", "Ukraine's military ",
        ]).prop_map(str::to_owned),
        1 => ".{0,12}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}
