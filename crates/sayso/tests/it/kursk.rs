//! The case that the design starts from: every field of what a careful reader makes of it
//! that the schema can hold, from the text and from a page with furniture around it.

use std::path::PathBuf;

use serde_json::Value;

use crate::{project, sayso};

/// The case, or a visible word that it is not here.
fn expected() -> Option<(PathBuf, Value)> {
    let folder = project().join("../shared/cases/kursk");
    match std::fs::read(folder.join("expected.json")) {
        Ok(bytes) => {
            Some((folder.join("report.txt"), serde_json::from_slice(&bytes).expect("expected.json is JSON")))
        }
        Err(_) => {
            eprintln!("SKIPPED: no case at `../shared/cases/kursk`");
            None
        }
    }
}

fn read(input: &str) -> Value {
    let ran = sayso(&["read", "--json", input]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).expect("--json writes JSON")
}

#[test]
fn the_text() {
    let Some((report, expected)) = expected() else { return };
    let found = read(&report.to_string_lossy());
    head(&expected["document"], &found["head"]);
    blocks(&expected, &found);
    statements(&expected, &found, true);
}

#[test]
fn the_page() {
    let Some((_, expected)) = expected() else { return };
    let found = read("samples/kursk.html");
    assert_eq!(found["head"]["headline"]["value"], expected["document"]["headline"]);
    statements(&expected, &found, false);
}

fn head(expected: &Value, found: &Value) {
    for (field, value) in [
        ("headline", &found["headline"]["value"]),
        ("outlet", &found["outlet"]["value"]),
        ("byline", &found["byline"][0]["value"]),
        ("created", &found["published"]["value"]),
        ("updated", &found["updated"]["value"]),
        ("age_shown", &found["age_shown"]["value"]),
        ("label", &found["label"]["value"]),
        ("language", &found["language"]),
        ("complete", &found["complete"]),
        ("more_link", &found["more_link"]["value"]),
        ("zone", &found["published"]["zone"]),
    ] {
        assert_eq!(value, &expected[field], "{field}");
    }
}

fn blocks(expected: &Value, found: &Value) {
    let rows = |value: &Value, start: &dyn Fn(&Value) -> [Value; 2]| -> Vec<(Value, Value, [Value; 2])> {
        list(value).iter().map(|block| (block["role"].clone(), block["keep"].clone(), start(block))).collect()
    };
    let wanted = rows(&expected["blocks"], &|block| [block["start"].clone(), block["end"].clone()]);
    let ours = rows(&found["blocks"], &|block| [block["chars"][0].clone(), block["chars"][1].clone()]);
    assert_eq!(ours, wanted);
}

fn statements(expected: &Value, found: &Value, places_in_text: bool) {
    let wanted = list(&expected["statements"]);
    let ours: Vec<&Value> =
        list(&found["statements"]).iter().filter(|claim| claim["voice"] == "attributed").collect();
    let names = |values: &[&Value]| values.iter().map(|claim| texts(&claim["content"])).collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&wanted.iter().collect::<Vec<_>>()), "contents");
    let number =
        |id: &Value| wanted.iter().position(|claim| claim["id"] == *id).map(|at| ours[at]["id"].clone());
    for (want, have) in wanted.iter().zip(&ours) {
        let id = &want["id"];
        for role in ["source", "cue", "content"] {
            assert_eq!(texts(&have[role]), texts(&want[role]), "{id} {role}");
            if places_in_text {
                assert_eq!(offsets(&have[role], true), offsets(&want[role], false), "{id} {role}");
            }
        }
        for field in ["where", "mode", "certainty"] {
            assert_eq!(have[field], want[field], "{id} {field}");
        }
        actors(id, want, have);
        moments(id, want, have);
        figures(id, want, have);
        let placed: Vec<&Value> = list(&have["places"]).iter().map(|place| &place["name"]).collect();
        assert_eq!(placed, list(&want["places"]).iter().collect::<Vec<_>>(), "{id} places");
        assert_eq!(
            texts(&have["quoted"]),
            list(&want["quoted"])
                .iter()
                .map(|text| text.as_str().unwrap_or("").to_owned())
                .collect::<Vec<_>>(),
            "{id} quoted"
        );
        assert_eq!(have["nested_in"], number(&want["nested_in"]).unwrap_or(Value::Null), "{id} nested_in");
        assert_eq!(have["subject"]["text"], want["subject"], "{id} subject");
        for (words, to) in want["refers"].as_object().into_iter().flatten() {
            let found = list(&have["refers"]).iter().find(|reference| reference["at"]["text"] == *words);
            let to = to.as_str().unwrap_or("").trim_start_matches("the ");
            assert_eq!(
                found.map(|reference| reference["to"]["text"].as_str().unwrap_or("")),
                Some(to),
                "{id} refers"
            );
        }
        if let Some(same) = want["same_claim_as"].as_array() {
            let same: Vec<Value> = same.iter().filter_map(number).collect();
            assert_eq!(list(&have["same_claim_as"]), same, "{id} same_claim_as");
        }
        if want["source_refers"].is_string() {
            assert_eq!(
                Some(have["source_refers"].clone()),
                number(&want["source_refers"]),
                "{id} source_refers"
            );
        }
        if let Some(aside) = want["aside"].as_str() {
            let ours = texts(&have["asides"]);
            assert!(ours.len() == 1 && aside.starts_with(&ours[0]), "{id} aside {ours:?}");
        }
        for via in list(&want["via"]) {
            let found = list(&have["via"]).iter().find(|ours| ours["at"]["text"] == via["name"]);
            assert_eq!(found.map(|ours| &ours["kind"]), Some(&via["kind"]), "{id} via");
        }
    }
}

fn actors(id: &Value, want: &Value, have: &Value) {
    let (wanted, ours) = (list(&want["actor"]), list(&have["actor"]));
    assert_eq!(ours.len(), wanted.len(), "{id} actors");
    for (want, have) in wanted.iter().zip(ours) {
        let name = have["name"].as_str().unwrap_or("").replace('\u{a0}', " ");
        assert_eq!(name, want["name"].as_str().unwrap_or(""), "{id} actor");
        assert_eq!(have["party"], want["party"], "{id} party");
        assert_eq!(have["anonymous"], Value::Bool(want["anonymous"] == true), "{id} anonymous");
        if want["role"].is_string() {
            assert_eq!(have["role"], want["role"], "{id} role");
        }
    }
}

fn moments(id: &Value, want: &Value, have: &Value) {
    let said = &want["said"];
    for field in ["from", "to"] {
        assert_eq!(have["said"][field], said[field], "{id} said {field}");
    }
    if said["text"].is_string() {
        assert_eq!(have["said"]["at"]["text"], said["text"], "{id} said");
    }
    let happened = std::iter::once(&want["happened"])
        .filter(|moment| moment.is_object())
        .chain(list(&want["happened_other"]));
    for moment in happened {
        let found = list(&have["moments"]).iter().find(|ours| ours["at"]["text"] == moment["text"]);
        let days = |moment: &Value| [moment["from"].clone(), moment["to"].clone()];
        assert_eq!(found.map(days), Some(days(moment)), "{id} happened");
    }
}

fn figures(id: &Value, want: &Value, have: &Value) {
    let (wanted, ours) = (list(&want["figures"]), list(&have["figures"]));
    assert_eq!(ours.len(), wanted.len(), "{id} figures: {ours:?}");
    for (want, have) in wanted.iter().zip(ours) {
        let words = |text: &Value| text.as_str().unwrap_or("").replace('\u{a0}', " ");
        assert_eq!(words(&have["at"]["text"]), words(&want["span"]), "{id} figure");
        for field in ["low", "high"] {
            assert_eq!(have[field].as_f64(), want[field].as_f64(), "{id} {field}");
        }
        assert_eq!(have["bound"], want["bound"], "{id} bound");
        assert_eq!(have["outcome"], want["outcome"], "{id} outcome");
        assert_eq!(have["unit"], want["unit"], "{id} unit");
        assert_eq!(have["counts"], want["counts"], "{id} counts");
        assert!(!list(&have["counts_from"]).is_empty(), "{id} counts_from");
        for field in ["value", "unit", "agrees"] {
            let (have, want) = (&have["also"][field], &want["also"][field]);
            assert!(
                have == want || have.as_f64().is_some_and(|value| Some(value) == want.as_f64()),
                "{id} also {field}: {have} {want}"
            );
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn texts(value: &Value) -> Vec<String> {
    list(value)
        .iter()
        .map(|part| part["text"].as_str().or(part.as_str()).unwrap_or("").replace('\u{a0}', " "))
        .collect()
}

fn offsets(value: &Value, ours: bool) -> Vec<[Value; 2]> {
    let pair = |part: &Value| {
        if ours {
            [part["chars"][0].clone(), part["chars"][1].clone()]
        } else {
            [part["start"].clone(), part["end"].clone()]
        }
    };
    list(value).iter().map(pair).collect()
}
