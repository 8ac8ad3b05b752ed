//! Whom a statement goes back to: copies, credit lines, citations, quotations, own reporting.

use sayso_ledger::Statement;

use crate::Desk;

const CLASH: &str = "Clashes at the polls in Kumasi\n\n\
    Ghana's electoral commission said on Monday that 14 people were injured in Kumasi on Sunday when supporters of two \
    parties clashed outside a polling station.\n\n\
    Witnesses described stones and bottles flying over a school wall as officers fired tear gas into a narrow street \
    behind the market and closed the road to the hospital for most of the afternoon.\n\n\
    A teacher who had come to vote with her two sons said that they hid beneath a desk until the shouting moved away \
    towards the bus station and somebody opened the gate.\n\n\
    The vote goes on in 275 constituencies, and results from the north are expected by Wednesday evening, officials said.";

fn kind(statement: &Statement) -> &str {
    statement.evidence.as_ref().map_or("", |evidence| evidence.kind.as_str())
}

/// The statement of the 14 injured people by an outlet.
fn injured(desk: &Desk, outlet: &str) -> Statement {
    let mut all = desk.statements();
    all.retain(|statement| statement.outlet == outlet && statement.content.contains("14 people"));
    assert_eq!(all.len(), 1, "{outlet}: {all:#?}");
    all.remove(0)
}

#[test]
fn exact_near_and_partial_copies() {
    let mut desk = Desk::new();
    let dated = CLASH.replacen("\n\nGhana's", "\n\nKUMASI (AP) — Ghana's", 1);
    let first = desk.add("Star", &dated);
    assert_eq!(first.copies, Vec::<String>::new());
    let near =
        dated.replacen("Clashes at the polls in Kumasi", "Stones and tear gas", 1).replace("narrow", "small");
    let part = format!(
        "What we know of the vote\n\nOur desk has followed the count all night and brings you the latest.\n\n{}",
        CLASH.split("\n\n").skip(1).take(2).collect::<Vec<_>>().join("\n\n")
    );
    for (outlet, text, wanted) in
        [("Courier", &dated, "exact"), ("Post", &near, "near"), ("Echo", &part, "part")]
    {
        let kept = desk.add(outlet, text);
        assert!(kept.copies.contains(&first.version), "{outlet}");
        let article = desk.ledger.article(&kept.article, None).expect("an article");
        let of_first = article.copies.iter().find(|copy| copy.outlet == "Star").expect("a copy of the first");
        assert_eq!(of_first.kind, wanted, "{outlet}");
        let statement = injured(&desk, outlet);
        assert_eq!(kind(&statement), "copy", "{outlet}: {statement:#?}");
        assert_eq!(statement.origin.as_deref(), Some("Associated Press"), "{outlet}");
    }
    let question = desk.question();
    assert_eq!(question.standing.counted, "4 outlets, 1 origin (Associated Press)");
    assert!(question.standing.labels.contains(&"echoed".to_owned()));
    let original = desk.ledger.article(&first.article, None).expect("an article");
    assert_eq!(original.copies.len(), 3);
    assert!(original.copies.iter().all(|copy| copy.kind.starts_with("copied ")));
    desk.sound();
}

#[test]
fn another_report_on_the_same_event_is_no_copy() {
    let mut desk = Desk::new();
    desk.add("Star", CLASH);
    let kept = desk.add(
        "Courier",
        "Injured voters taken to hospital\n\n\
         Doctors in Kumasi treated voters with cuts and bruises after a fight near a school on Sunday, and sent most of \
         them home before dark. The head of the casualty ward counted the beds twice that night.\n\n\
         Ghana's electoral commission said on Monday that 14 people were injured in Kumasi on Sunday.",
    );
    assert_eq!(kept.copies, Vec::<String>::new());
}

#[test]
fn an_agency_s_dateline_and_a_credit_line() {
    let say = "Ghana's police said on Monday that 14 people were injured in Kumasi on Sunday.";
    for (text, origin) in [
        (format!("Clash\n\nKUMASI, Ghana (AP) — {say}"), "Associated Press"),
        (format!("Clash\n\n{say}\n\nReuters contributed to this report."), "Reuters"),
        (format!("Clash\n\n{say}\n\nThe Associated Press contributed to this story."), "Associated Press"),
        (format!("Clash\n\n{say}\n\nAFP"), "Agence France-Presse"),
    ] {
        let mut desk = Desk::new();
        desk.add("Star", &text);
        let statement = injured(&desk, "Star");
        assert_eq!((kind(&statement), statement.origin.as_deref()), ("credit", Some(origin)), "{text}");
    }
}

#[test]
fn what_an_outlet_adds_to_a_wire_report_is_not_the_agency_s() {
    let wire = CLASH.replacen("\n\nGhana's", "\n\nKUMASI (Reuters) - Ghana's", 1);
    let added = format!(
        "{wire}\n\nA council in Tamale closed two markets and a bus station before the vote, and 9 people were arrested \
         in Tamale on Sunday.\n\nThe Red Cross said on Monday that 30 volunteers were waiting in Tamale with water, tents \
         and blankets."
    );
    let origin = |desk: &Desk, outlet: &str, words: &str| {
        let mut all = desk.statements();
        all.retain(|statement| statement.outlet == outlet && statement.content.contains(words));
        assert_eq!(all.len(), 1, "{outlet}: {all:#?}");
        (kind(&all[0]).to_owned(), all[0].origin.clone().unwrap_or_default())
    };
    let pair = |kind: &str, origin: &str| (kind.to_owned(), origin.to_owned());
    // Nothing to compare with: what stands in a credited report is the agency's.
    let mut desk = Desk::new();
    desk.add("Star", &added);
    assert_eq!(origin(&desk, "Star", "9 people"), pair("credit", "Reuters"));
    // The agency's own report is there, and another outlet's copy of it.
    let mut desk = Desk::new();
    desk.add("Reuters", &wire);
    desk.add("Courier", &wire);
    let kept = desk.add("Star", &added);
    assert!(!kept.copies.is_empty());
    assert_eq!(origin(&desk, "Star", "9 people"), pair("own voice", "Star"));
    assert_eq!(origin(&desk, "Star", "30 volunteers").0, "source");
    assert_eq!(injured(&desk, "Star").origin, injured(&desk, "Reuters").origin);
    desk.sound();
}

#[test]
fn an_agency_s_own_report_is_not_credited_to_itself() {
    let mut desk = Desk::new();
    desk.add(
        "Reuters",
        "Clash\n\nKUMASI (Reuters) - Ghana's police said on Monday that 14 people were injured in Kumasi on Sunday.",
    );
    let statement = injured(&desk, "Reuters");
    assert_eq!((kind(&statement), statement.origin.as_deref()), ("source", Some("Ghana")));
}

#[test]
fn told_to_an_agency_by_two_outlets_is_one_origin() {
    let mut desk = Desk::new();
    for outlet in ["Star", "Courier"] {
        let head = format!("A headline of {outlet}");
        desk.add(
            outlet,
            &format!("{head}\n\nPolice chief Jane Smith told AFP on Monday that 14 people were injured in Kumasi on Sunday."),
        );
        assert_eq!(kind(&injured(&desk, outlet)), "told");
    }
    assert_eq!(desk.question().standing.counted, "2 outlets, 1 origin (Agence France-Presse)");
}

#[test]
fn an_agency_that_is_cited() {
    let mut desk = Desk::new();
    desk.add(
        "Star",
        "Blast\n\nEleven miners were killed in Karaganda on Sunday, Interfax reported on Monday.",
    );
    desk.add(
        "Courier",
        "Blast\n\nKazakhstan's government said on Monday that 11 miners were killed in Karaganda on Sunday, citing Interfax.",
    );
    let kinds: Vec<String> = desk
        .statements()
        .iter()
        .filter(|statement| statement.content.contains("miners"))
        .map(|statement| format!("{} {}", kind(statement), statement.origin.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(kinds, ["citation Interfax", "citation Interfax"]);
}

#[test]
fn an_identical_quotation_is_one_telling() {
    let mut desk = Desk::new();
    desk.add(
        "Star",
        "Strike\n\nTransport minister Louise Haigh said: \"We will not be held to ransom by anybody in this long dispute.\"",
    );
    desk.add(
        "Courier",
        "Talks fail\n\n\"We will not be held to ransom by anybody in this long dispute,\" Louise Haigh said in the afternoon.",
    );
    desk.add("Post", "Talks fail\n\n\"We have offered to meet them on any day of this week,\" Louise Haigh said on Monday.");
    let all = desk.statements();
    let of = |outlet: &str| {
        let own = |statement: &&Statement| statement.outlet == outlet && statement.mode == "direct";
        all.iter().find(own).unwrap_or_else(|| panic!("{outlet} quotes nobody"))
    };
    assert_eq!(kind(of("Courier")), "quotation");
    let evidence = of("Courier").evidence.clone().expect("evidence");
    assert_eq!(evidence.statement.as_deref(), Some(of("Star").id.as_str()));
    assert_eq!(of("Courier").origin, of("Star").origin);
    assert_eq!(kind(of("Post")), "source");
}

#[test]
fn the_same_words_by_another_source_are_no_echo() {
    let mut desk = Desk::new();
    for (outlet, who) in [("Star", "Louise Haigh"), ("Courier", "Mick Lynch")] {
        desk.add(
            outlet,
            &format!("Strike of {outlet}\n\n\"We will not be held to ransom by anybody in this long dispute,\" {who} said."),
        );
    }
    let quoted: Vec<Statement> =
        desk.statements().into_iter().filter(|statement| statement.content.contains("ransom")).collect();
    assert_eq!(quoted.len(), 2);
    assert!(quoted.iter().all(|statement| kind(statement) == "source"), "{quoted:#?}");
}

#[test]
fn own_reporting_of_two_outlets_stays_two_origins() {
    let mut desk = Desk::new();
    desk.add(
        "Star",
        "Bridge\n\nTwelve people were killed in Nairobi on Sunday when a bridge fell into the river.",
    );
    desk.add("Courier", "Fall\n\nTwelve people were killed in Nairobi on Sunday as cars fell from a bridge.");
    let question = desk.question();
    assert_eq!(question.standing.counted, "2 outlets, 2 origins (Star, Courier)");
    assert!(!question.standing.labels.contains(&"echoed".to_owned()));
}

#[test]
fn one_party_by_two_outlets_is_one_telling() {
    let mut desk = Desk::new();
    desk.add(
        "Star",
        "Flood\n\nKenya's government said on Monday that 38 people were killed in Nairobi on Sunday.",
    );
    desk.add(
        "Courier",
        "Rain\n\nKenya's interior minister said on Monday that 38 people were killed in Nairobi on Sunday.",
    );
    assert_eq!(desk.question().standing.counted, "2 outlets, 1 origin (Kenya)");
}

#[test]
fn an_article_does_not_echo_its_own_earlier_version() {
    let mut desk = Desk::new();
    let quote =
        "Strike\n\n\"We will not be held to ransom by anybody in this long dispute,\" Louise Haigh said.";
    let kept = desk.add("Star", quote);
    let changed = desk.add("Star", &format!("{quote}\n\nTrains stood still in Lyon."));
    assert_eq!(kind(&desk.statement("ransom")), "source");
    desk.reread(&changed.version, "another engine", "");
    assert_eq!(kind(&desk.statement("ransom")), "source");
    assert_eq!(changed.copies, Vec::<String>::new(), "{kept:?}");
}
