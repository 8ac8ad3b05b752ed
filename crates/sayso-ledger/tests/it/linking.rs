//! Reports of one happening that do not say all of it: which claims come together, whose they
//! are, and look-alikes that stay apart.

use jiff::civil::date;
use sayso_ledger::Question;

use crate::Desk;

fn desk(reports: &[(&str, &str)]) -> Desk {
    let mut desk = Desk::new();
    for (outlet, text) in reports {
        desk.add(outlet, &format!("A headline\n\n{text}"));
    }
    desk.sound();
    desk
}

fn labels(question: &Question) -> Vec<&str> {
    question.standing.labels.iter().map(String::as_str).collect()
}

#[test]
fn what_has_no_place_is_where_the_report_is_about() {
    let ship = desk(&[(
        "Star",
        "A ship sank near Mombasa on Sunday. The coast guard said that 14 sailors had died.",
    )]);
    assert_eq!(ship.question().scope.place.as_deref(), Some("Mombasa"));
    let two = desk(&[(
        "Star",
        "Storms hit Mombasa and Kampala on Sunday. The weather service said that 14 people had died.",
    )]);
    assert_eq!(two.question().scope.place, None, "a report on two towns is about neither");
    let other = desk(&[(
        "Star",
        "A ship sank near Mombasa on Sunday. In a separate accident, 14 miners died, police said.",
    )]);
    assert_eq!(other.question().scope.place, None, "a separate accident");
    let before = desk(&[(
        "Star",
        "Police said on Monday that 14 people were killed on Sunday. A minister spoke of it in Mombasa.",
    )]);
    assert_eq!(before.question().scope.place, None, "told before the place");
}

#[test]
fn two_accounts_in_one_report_are_one_question() {
    let ship = desk(&[(
        "Star",
        "A ferry sank off Mombasa on Sunday. Police said that 31 people had died.\n\n\
         The operator, Bahari Lines, said that 24 people had died.",
    )]);
    let question = ship.question();
    assert_eq!(labels(&question), ["disputed"]);
    assert_eq!(question.standing.words, "disputed: Police say 31, Bahari Lines says 24");
}

#[test]
fn articles_case_and_officials_make_no_other_side() {
    let flood = desk(&[
        ("Star", "Spain's Interior Ministry said on Monday that 95 people were killed in Seville on Sunday."),
        ("Courier", "The Interior Ministry said on Monday that 95 people were killed in Seville on Sunday."),
        (
            "Post",
            "Interior ministry officials said on Monday that 95 people were killed in Seville on Sunday.",
        ),
        ("Echo", "The interior ministry said on Monday that 97 people were killed in Seville on Sunday."),
    ]);
    let question = flood.question();
    assert_eq!(question.standing.parties.len(), 1, "{:#?}", question.standing.parties);
    assert_eq!(question.standing.parties[0].name, "Spain");
    assert_eq!(question.standing.counted, "4 outlets, 1 origin (Spain)");
}

#[test]
fn other_bodies_stay_other_sides() {
    let flood = desk(&[
        ("Star", "The Health Ministry said on Monday that 95 people were killed in Seville on Sunday."),
        ("Courier", "The Interior Ministry said on Monday that 80 people were killed in Seville on Sunday."),
    ]);
    let question = flood.question();
    assert_eq!(question.standing.parties.len(), 2);
    assert_eq!(
        question.standing.words,
        "disputed: the Health Ministry says 95, the Interior Ministry says 80"
    );
}

#[test]
fn somebody_of_a_body_is_its_side() {
    let crash = desk(&[
        (
            "Star",
            "Police commander Hassan Juma said on Monday that 31 people were killed in Mombasa on Sunday.",
        ),
        ("Courier", "Mombasa police said on Monday that 31 people were killed in Mombasa on Sunday."),
    ]);
    assert_eq!(
        crash.question().standing.words,
        "one party only (Mombasa police); echoed: 2 outlets, 1 origin (Hassan Juma)"
    );
}

#[test]
fn a_body_of_the_people_is_not_the_government() {
    let rally = desk(&[
        ("Star", "Kenya's government said on Monday that 3 people were killed in Nairobi on Sunday."),
        (
            "Courier",
            "The Kenya Medical Association said on Monday that 5 people were killed in Nairobi on Sunday.",
        ),
    ]);
    assert_eq!(labels(&rally.question()), ["disputed"]);
}

#[test]
fn a_town_for_the_region_of_its_name_in_one_telling() {
    let told = |figure: &str| {
        desk(&[
            (
                "Star",
                "Ukraine's military said on Monday that 20 soldiers were killed in Kursk region on Sunday.",
            ),
            (
                "Courier",
                &format!(
                    "Ukraine's military said on Monday that {figure} soldiers were killed in Kursk on Sunday."
                ),
            ),
        ])
    };
    let question = told("20").question();
    assert!(question.answers[1].reasons.contains("Kursk is meant for Kursk region"), "{question:#?}");
    assert_eq!(question.standing.counted, "2 outlets, 1 origin (Ukraine)");
    assert_eq!(told("31").questions().len(), 2, "another figure is of another place");
}

#[test]
fn a_report_without_a_place_joins_by_side_and_figure() {
    let strike = |second: &str| {
        desk(&[
            ("Star", "The union FSU said that 300,000 teachers took part in a strike in France on Monday."),
            ("Courier", second),
        ])
    };
    let joined = strike(
        "France's Education Ministry spoke of a small strike. The FSU union said that 300,000 teachers took part.",
    );
    assert_eq!(joined.question().standing.counted, "2 outlets, 1 origin (the union FSU)");
    for apart in [
        "France's Education Ministry spoke of a small strike. The CGT union said that 300,000 teachers took part.",
        "France's Education Ministry spoke of a small strike. The FSU union said that 120,000 teachers took part.",
    ] {
        assert_eq!(strike(apart).questions().len(), 2, "{apart}");
    }
}

#[test]
fn a_company_and_its_union() {
    let cuts = desk(&[
        (
            "Star",
            "Renault will lay off 1,200 workers at its plant in Turin, the company said on Monday.\n\n\
             The Solidarity union said that 2,000 workers would be laid off at the plant.",
        ),
        ("Courier", "Carmaker Renault said on Monday that it would cut 1,200 jobs in Turin."),
    ]);
    let question = cuts.question();
    assert_eq!(question.standing.words, "disputed: Renault says 1,200, the Solidarity union says 2,000");
    assert_eq!(question.standing.outlets, 2);
    assert_eq!(question.standing.origins.len(), 2);
}

#[test]
fn turnout_is_asked_for_and_other_shares_are_not() {
    let vote = desk(&[
        (
            "Star",
            "Turnout in Ghana's election on Sunday was 60.9%, the Electoral Commission said on Monday.\n\n\
             John Mahama won 56.6% of the vote, the commission said. Prices rose by 4% last year.",
        ),
        ("Courier", "Turnout in Ghana's election on Sunday was 71%, the party NDC said on Monday."),
    ]);
    let question = vote.question();
    assert_eq!(question.asks, "What was the turnout in Ghana on 2024-12-15?");
    assert_eq!(labels(&question), ["disputed"]);
}

#[test]
fn land_burns_and_is_not_people() {
    let fire = desk(&[(
        "Star",
        "The fire brigade said on Monday that the fire near Lisbon had burned 4,000 hectares.",
    )]);
    let asks = fire.question().asks;
    assert!(asks.starts_with("How much land was burned"), "{asks}");
}

#[test]
fn a_toll_over_days_is_one_history() {
    let mut desk = Desk::new();
    let say = |text: &str| format!("A headline\n\n{text}");
    desk.add_on(
        date(2024, 10, 30),
        "Star",
        &say("At least 95 people were killed in the Valencia region on Tuesday in floods, Spain's Interior Ministry said on Wednesday."),
    );
    desk.add_on(
        date(2024, 10, 31),
        "Courier",
        &say("The number of people killed in the floods that hit the Valencia region on Tuesday has risen to 158, the Interior Ministry said on Thursday."),
    );
    desk.add_on(
        date(2024, 11, 2),
        "Post",
        &say("The death toll from Tuesday's floods in the Valencia region rose to 211, Spain's interior ministry said on Saturday, as 5,000 more soldiers were sent."),
    );
    let question = desk.question();
    assert_eq!(
        question.standing.words,
        "one party only (Spain); echoed: 3 outlets, 1 origin (Spain); revised up from ≥ 95, then 158 to 211"
    );
}

#[test]
fn a_witness_in_a_copied_text_is_an_origin_of_its_own() {
    let wire = "Ghana's electoral commission said on Monday that 14 people were injured in Kumasi on Sunday \
         when supporters of two parties clashed outside a polling station behind the market.\n\n\
         Witnesses described stones and bottles flying over a school wall as officers fired tear gas into a narrow \
         street behind the market and closed the road to the hospital for most of the afternoon.";
    let mut desk = desk(&[("Star", wire)]);
    let own = "The hospital director Kofi Mensah said on Monday that 14 people were injured in Kumasi on Sunday when \
         supporters of two parties clashed outside a polling station behind the market.";
    let kept = desk.add("Courier", &format!("Clash\n\n{wire}\n\n{own}"));
    assert_eq!(kept.copies.len(), 1);
    let question = desk.question();
    assert_eq!(question.standing.origins.len(), 2, "{:#?}", question.standing);
    assert_eq!(question.standing.outlets, 2);
}

#[test]
fn two_happenings_of_one_day_and_place() {
    let two = desk(&[
        (
            "Star",
            "Forty-five people were killed when a bus crashed in Mombasa on Sunday, Kenya's government said.",
        ),
        (
            "Courier",
            "Police said that two people were killed in Mombasa on Sunday when gunmen stormed a farm.",
        ),
    ]);
    assert_eq!(two.questions().len(), 2, "{:#?}", two.asks());
    let one = desk(&[
        (
            "Star",
            "Forty-five people were killed when a bus crashed in Mombasa on Sunday, Kenya's government said.",
        ),
        (
            "Courier",
            "Police said that 43 people were killed in Mombasa on Sunday in a collision of two cars.",
        ),
    ]);
    assert_eq!(labels(&one.question()), ["disputed"]);
}

#[test]
fn two_happenings_of_one_sort_day_and_place() {
    let crash = |first: &str, second: &str| desk(&[("Star", first), ("Courier", second)]).questions().len();
    let plain = "Police said that 12 people were killed when a bus crashed in Nairobi on Sunday.";
    let road =
        "Police said that 12 people were killed when a bus crashed on Thika Road in Nairobi on Sunday.";
    for apart in [
        "Rescuers said that 4 people were killed in a second bus crash in Nairobi on Sunday.",
        "Rescuers said that 4 people were killed in Nairobi on Sunday in a separate accident.",
        "Another bus crash shook the city. Rescuers said that 4 people were killed in Nairobi on Sunday.",
    ] {
        assert_eq!(crash(plain, apart), 2, "{apart}");
        assert_eq!(crash(apart, plain), 2, "{apart}");
    }
    let other_road =
        "Rescuers said that 4 people were killed when a bus crashed on Ngong Road in Nairobi on Sunday.";
    assert_eq!(crash(road, other_road), 2);
    for together in [
        (plain, "Rescuers said that 9 people were killed when a bus crashed in Nairobi on Sunday."),
        (
            plain,
            "Rescuers said that 9 people were killed in Nairobi on Sunday when a bus collided with another bus in a crash.",
        ),
        (plain, other_road),
        (
            road,
            "Rescuers said that 9 people were killed when a bus crashed on the Thika Road in Nairobi on Sunday.",
        ),
        (
            road,
            "Rescuers said that 12 people were killed when a bus crashed on Outer Ring Road in Nairobi on Sunday.",
        ),
    ] {
        assert_eq!(crash(together.0, together.1), 1, "{}", together.1);
    }
    let one = desk(&[(
        "Star",
        "Police said that 12 people were killed when a bus crashed in Nairobi on Sunday. In a second crash, police \
         said, 4 people were killed in Nairobi on Sunday.",
    )]);
    assert_eq!(one.questions().len(), 2, "{:#?}", one.asks());
}

#[test]
fn a_count_of_some_of_the_people_is_a_part() {
    for (some, is_part) in [("pilgrims", true), ("children", true), ("soldiers", true), ("horses", false)] {
        let stampede = desk(&[
            ("Star", "Police said on Monday that 30 people were killed in Nairobi on Sunday."),
            ("Courier", &format!("Doctors said on Monday that 12 {some} were killed in Nairobi on Sunday.")),
        ]);
        assert_eq!(stampede.questions().len(), 2, "{some}");
        for question in stampede.questions() {
            let reason = &question.not_comparable[0].reason;
            assert_eq!(reason.starts_with("counts a part"), is_part, "{some}: {reason}");
        }
    }
}

#[test]
fn near_a_place_links_less_surely() {
    let score = |place: &str| {
        let crash = desk(&[
            ("Star", "Police said on Monday that 30 people were killed in Mombasa on Sunday."),
            (
                "Courier",
                &format!("Doctors said on Monday that 28 people were killed {place} Mombasa on Sunday."),
            ),
        ]);
        crash.question().answers.into_iter().find(|answer| answer.amount == "28").expect("an answer")
    };
    let (inside, near) = (score("in"), score("near"));
    assert!(near.score < inside.score, "{} {}", near.score, inside.score);
    assert!(near.reasons.contains("the text says near Mombasa"), "{}", near.reasons);
    assert!(!inside.reasons.contains("near"), "{}", inside.reasons);
}

#[test]
fn what_somebody_says_is_not_the_outlet_s_own() {
    let crash = desk(&[(
        "Star",
        "Twelve people were killed in Mombasa on Sunday. Police said on Monday that 12 people were killed in Mombasa on Sunday.",
    )]);
    assert_eq!(crash.question().standing.words, "one party only (Police)");
}

#[test]
fn a_headline_s_name_for_a_source_is_no_second_party() {
    let mut desk = Desk::new();
    desk.add(
        "Star",
        "Rights body says 22 killed in Mombasa\n\n\
         Human Rights Watch said on Monday that 22 people were killed in Mombasa on Sunday.",
    );
    assert_eq!(desk.question().standing.words, "one party only (Human Rights Watch)");
}
