//! Each label of standing, on news of all kinds; and look-alikes that are questions of their own.

use jiff::civil::date;
use sayso_ledger::Question;
use sayso_ledger::review::Decision;

use crate::Desk;

fn asked(reports: &[(&str, &str)]) -> Question {
    let mut desk = Desk::new();
    for (outlet, text) in reports {
        desk.add(outlet, &format!("A headline\n\n{text}"));
    }
    desk.sound();
    desk.question()
}

fn labels(question: &Question) -> Vec<&str> {
    question.standing.labels.iter().map(String::as_str).collect()
}

#[test]
fn one_party() {
    let flood = asked(&[(
        "Star",
        "Kenya's government said on Monday that 38 people were killed in Nairobi on Sunday.",
    )]);
    assert_eq!(labels(&flood), ["one party"]);
    assert_eq!(flood.standing.words, "one party only (Kenya)");
    assert_eq!(flood.standing.counted, "1 outlet, 1 origin (Kenya)");
    assert_eq!((flood.standing.low, flood.standing.high), (Some(38.0), Some(38.0)));
    assert_eq!(flood.asks, "How many people were killed in Nairobi on 2024-12-15?");
    assert!(flood.standing.reasons[0].contains("nobody but Kenya"), "{:?}", flood.standing.reasons);
}

#[test]
fn several_parties_one_without_a_name() {
    let flood = asked(&[
        (
            "Star",
            "Kenya's government said on Monday that at least 38 people were killed in Nairobi on Sunday.",
        ),
        (
            "Courier",
            "A senior official said on Monday that at least 40 people were killed in Nairobi on Sunday.",
        ),
    ]);
    assert_eq!(labels(&flood), ["several parties"]);
    assert_eq!(
        flood.standing.words,
        "two parties (Kenya, a senior official), a senior official not named in person"
    );
    assert_eq!((flood.standing.low, flood.standing.high), (Some(40.0), None));
}

#[test]
fn corroborated_by_the_other_side() {
    let war = asked(&[
        ("Star", "The Israeli military said on Monday that 12 militants were killed in Gaza City on Sunday."),
        ("Courier", "Hamas said on Monday that 12 fighters were killed in Gaza City on Sunday."),
    ]);
    assert_eq!(labels(&war), ["corroborated"]);
    assert_eq!(war.standing.words, "corroborated: Israel and Hamas agree");
    assert_eq!(war.standing.counted, "2 outlets, 2 origins (Israel, Hamas)");
}

#[test]
fn corroborated_by_what_two_outlets_saw() {
    let bridge = asked(&[
        ("Star", "Twelve people were killed in Nairobi on Sunday when a bridge collapsed into the river."),
        ("Courier", "Twelve people were killed in Nairobi on Sunday as cars fell from a bridge."),
    ]);
    assert_eq!(labels(&bridge), ["corroborated"]);
    assert_eq!(bridge.standing.counted, "2 outlets, 2 origins (Star, Courier)");
}

#[test]
fn conceded_by_the_side_that_it_hurts() {
    let losses = asked(&[(
        "Star",
        "The Russian Defense Ministry said on Monday that 63 Russian soldiers were killed in the Donetsk region on Sunday.",
    )]);
    assert_eq!(labels(&losses), ["one party", "conceded"]);
    assert_eq!(losses.standing.words, "one party only (Russia); conceded by Russia");
}

#[test]
fn what_the_other_side_says_is_not_conceded() {
    let losses = asked(&[(
        "Star",
        "Ukraine's military said on Monday that 63 Russian soldiers were killed in the Donetsk region on Sunday.",
    )]);
    assert_eq!(labels(&losses), ["one party"]);
}

#[test]
fn disputed() {
    let strike = asked(&[
        ("Star", "Deutsche Bahn said on Monday that 400 workers were laid off in Berlin on Sunday."),
        ("Courier", "The union Verdi said on Monday that 900 workers were laid off in Berlin on Sunday."),
    ]);
    assert_eq!(labels(&strike), ["disputed"]);
    assert_eq!(strike.standing.words, "disputed: Deutsche Bahn says 400, the union Verdi says 900");
    assert_eq!((strike.standing.low, strike.standing.high), (None, None));
}

#[test]
fn bounds_that_can_both_hold_are_not_disputed() {
    let protest = asked(&[
        ("Star", "Police said on Monday that at least 20 protesters were arrested in Nairobi on Sunday."),
        (
            "Courier",
            "Amnesty International said on Monday that 300 protesters were arrested in Nairobi on Sunday.",
        ),
    ]);
    assert_eq!(labels(&protest), ["corroborated"]);
    assert_eq!((protest.standing.low, protest.standing.high), (Some(300.0), Some(300.0)));
}

#[test]
fn echoed() {
    let blast = asked(&[
        ("Star", "Eleven miners were killed in Karaganda on Sunday, Interfax reported on Monday."),
        ("Courier", "Eleven miners were killed in Karaganda on Sunday, Interfax reported."),
    ]);
    assert_eq!(labels(&blast), ["one party", "echoed"]);
    assert_eq!(blast.standing.words, "one party only (Interfax); echoed: 2 outlets, 1 origin (Interfax)");
}

#[test]
fn revised_by_the_same_party() {
    let mut desk = Desk::new();
    desk.add_on(
        date(2024, 12, 16),
        "Star",
        "Flood\n\nKenya's government said on Monday that 38 people were killed in Nairobi on Sunday.",
    );
    desk.add_at(
        "https://star.example/toll",
        date(2024, 12, 18),
        "Star",
        "Toll\n\nKenya's government said on Wednesday that 45 people were killed in Nairobi on Sunday.",
    );
    let flood = desk.question();
    assert_eq!(labels(&flood), ["one party", "revised"]);
    assert_eq!(flood.standing.words, "one party only (Kenya); revised up from 38 to 45");
    assert_eq!(flood.standing.parties[0].history.len(), 2);
    assert_eq!((flood.standing.low, flood.standing.high), (Some(45.0), Some(45.0)));
}

#[test]
fn withdrawn_with_the_outlet_s_own_words() {
    let mut desk = Desk::new();
    let court = "Court\n\nPolice said on Monday that 11 judges were arrested in Accra on Sunday.";
    desk.add("Star", court);
    desk.add(
        "Star",
        "Court\n\nPolice questioned a group of judges in Accra.\n\n\
         Correction: An earlier version of this article gave a number of arrests that police had not confirmed.",
    );
    let question = desk.question();
    assert_eq!(labels(&question), ["withdrawn"]);
    assert_eq!(question.standing.words, "withdrawn: Star took back 11");
    assert!(question.standing.reasons[0].contains("“Correction: An earlier version"));
    assert_eq!(
        question.answers[0].withdrawn.as_deref().map(|words| words.starts_with("Correction:")),
        Some(true)
    );
}

#[test]
fn words_that_only_sound_like_a_correction_withdraw_nothing() {
    for sentence in [
        "Correctional officers stood at the gate of the court until the evening.",
        "Corrections officials opened the prison's gate in the evening.",
        "An earlier version of this vaccine was given to children in Ghana.",
        "The previous version of this bill failed in parliament in March.",
        "The fault in the lift has been corrected, the builder said.",
        "The mistake in the voter roll was corrected on Friday, a clerk said.",
    ] {
        let mut desk = Desk::new();
        desk.add("Star", "Court\n\nPolice said on Monday that 11 judges were arrested in Accra on Sunday.");
        desk.add("Star", &format!("Court\n\nPolice questioned a group of judges in Accra.\n\n{sentence}"));
        let id = "q-1";
        let question = desk.ledger.question(id, None).expect("the question");
        assert!(question.answers.is_empty(), "{sentence}: {:#?}", question.answers);
        assert_eq!(question.standing.words, "nobody says so any more", "{sentence}");
    }
}

#[test]
fn usual_ways_of_correcting_withdraw() {
    for sentence in [
        "Correction: The number of judges was wrong.",
        "CORRECTION (Dec. 17, 2024): The number of judges was wrong.",
        "Corrections & Clarifications: The number of judges was wrong.",
        "Editor's note: This article has been corrected to remove a number.",
        "This story has been corrected to remove a number.",
        "This article was corrected on December 17 to remove a number.",
        "An earlier version of this report gave a wrong number.",
        "A previous version of this headline gave a wrong number.",
        "Retraction: the Star takes back its report.",
    ] {
        let mut desk = Desk::new();
        desk.add("Star", "Court\n\nPolice said on Monday that 11 judges were arrested in Accra on Sunday.");
        desk.add("Star", &format!("Court\n\nPolice questioned a group of judges in Accra.\n\n{sentence}"));
        let question = desk.ledger.question("q-1", None).expect("the question");
        assert_eq!(question.standing.words, "withdrawn: Star took back 11", "{sentence}");
    }
}

#[test]
fn partly_withdrawn_while_others_still_say_so() {
    let mut desk = Desk::new();
    desk.add("Star", "Court\n\nPolice said on Monday that 11 judges were arrested in Accra on Sunday.");
    desk.add(
        "Courier",
        "Court\n\nGhana's bar association said on Monday that 12 judges were arrested in Accra on Sunday.",
    );
    desk.add("Star", "Court\n\nPolice questioned judges.\n\nCorrection: Police had given no number.");
    let question = desk.question();
    assert!(
        question.standing.words.ends_with("partly withdrawn: Star took back 11"),
        "{}",
        question.standing.words
    );
    assert!(labels(&question).contains(&"withdrawn"));
}

#[test]
fn reviewed_by_a_verdict() {
    let mut desk = Desk::new();
    desk.add("Star", "Vote\n\nPolice said on Monday that 14 voters were injured in Kumasi on Sunday.");
    let question = desk.question().id;
    let verdict = Decision::Verdict { question, words: "14, by hospital lists".to_owned() };
    let now = desk.tick();
    let refused = desk.ledger.review(&verdict, "Ada", None, now).expect_err("no evidence");
    assert_eq!(refused.to_string(), "a verdict needs its evidence");
    desk.ledger.review(&verdict, "Ada", Some("two lists"), now).expect("a verdict");
    let question = desk.question();
    assert_eq!(labels(&question), ["one party", "reviewed"]);
    assert_eq!(
        question.standing.words,
        "one party only (Police); reviewed by Ada: 14, by hospital lists (evidence: two lists)"
    );
}

#[test]
fn look_alikes_are_questions_of_their_own() {
    let say = |rest: &str| format!("A headline\n\nPolice said on Monday that {rest}.");
    let base = "20 people were killed in Nairobi on Sunday";
    let others = [
        ("another place", "20 people were killed in Mombasa on Sunday", None),
        ("another thing", "20 houses were destroyed in Nairobi on Sunday", None),
        ("another day", "20 people were killed in Nairobi on December 2", None),
        (
            "killed or wounded",
            "20 people were killed or wounded in Nairobi on Sunday",
            Some("`killed or wounded` against `killed`"),
        ),
        (
            "a country",
            "20 people were killed in Kenya on Sunday",
            Some("Kenya (country) against Nairobi (town)"),
        ),
        (
            "a running total",
            "200 people were killed in Nairobi since the start of the year",
            Some("a running total against one happening"),
        ),
        ("wounded", "20 people were injured in Nairobi on Sunday", Some("`wounded` against `killed`")),
        (
            "soldiers",
            "20 soldiers were killed in Nairobi on Sunday",
            Some("counts a part: one counts soldiers, the other people"),
        ),
    ];
    for (what, other, reason) in others {
        let mut desk = Desk::new();
        desk.add("Star", &say(base));
        desk.add("Courier", &say(other));
        assert_eq!(desk.questions().len(), 2, "{what}: {:#?}", desk.asks());
        let question = desk.ledger.question("q-1", None).expect("the first question");
        let reasons: Vec<&str> = question.not_comparable.iter().map(|other| other.reason.as_str()).collect();
        assert_eq!(reasons, reason.into_iter().collect::<Vec<_>>(), "{what}");
        assert_eq!(question.answers.len(), 1, "{what}");
        desk.sound();
    }
}

#[test]
fn a_town_against_its_region() {
    let mut desk = Desk::new();
    desk.add(
        "Star",
        "War\n\nUkraine's military said on Monday that 20 soldiers were killed in Kursk on Sunday.",
    );
    desk.add(
        "Courier",
        "War\n\nUkraine's military said on Monday that 50 soldiers were killed in the Kursk region on Sunday.",
    );
    let question = desk.ledger.question("q-2", None).expect("the region's question");
    assert_eq!(question.not_comparable.len(), 1, "{:#?}", desk.asks());
    assert_eq!(question.not_comparable[0].reason, "Kursk region (region) against Kursk (town)");
}

#[test]
fn a_district_against_its_region() {
    let mut desk = Desk::new();
    desk.add(
        "Star",
        "War\n\nUkraine's military said on Monday that 20 soldiers were killed in the Pokrovsk district of the Donetsk region on Sunday.",
    );
    desk.add(
        "Courier",
        "War\n\nUkraine's military said on Monday that 50 soldiers were killed in the Donetsk region on Sunday.",
    );
    let questions = desk.questions();
    assert_eq!(questions.len(), 2, "{:#?}", desk.asks());
    let reasons: Vec<&str> = questions[0].not_comparable.iter().map(|other| other.reason.as_str()).collect();
    assert!(
        reasons.iter().any(|reason| reason.contains("district") && reason.contains("region")),
        "{reasons:?}"
    );
}

#[test]
fn what_is_only_possible_disputes_nobody_and_bears_nobody_out() {
    let flood = asked(&[(
        "Star",
        "Kenya's government said on Monday that 38 people were killed in Nairobi on Sunday.\n\n\
         The Red Cross said more than 100 people may have been killed in Nairobi on Sunday.",
    )]);
    let found = labels(&flood);
    assert!(!found.contains(&"disputed") && !found.contains(&"corroborated"), "{found:?}");
    assert_eq!(flood.standing.parties.len(), 2);
}
