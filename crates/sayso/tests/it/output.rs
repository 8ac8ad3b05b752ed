//! What `sayso read` prints: for people, as JSON, and its schema.

use serde_json::Value;

use crate::{project, sayso, sayso_with};

#[test]
fn the_sample_in_the_terminal() {
    let ran = sayso(&["read", "samples/kursk.txt"]);
    let next = "\n`sayso add samples/kursk.txt` keeps it, `sayso serve` opens the desk in a browser\n";
    assert_eq!((ran.code, ran.err.as_str()), (0, next));
    assert!(!ran.out.contains('\u{1b}'), "a pipe gets no colour");
    insta::assert_snapshot!("kursk", ran.out);
}

#[test]
fn the_picture_in_the_readme_is_current() {
    let output = crate::command(&["read", "samples/kursk.txt"])
        .env("CLICOLOR_FORCE", "1")
        .output()
        .expect("sayso starts");
    let coloured = String::from_utf8(output.stdout).expect("sayso writes UTF-8");
    assert!(coloured.contains('\u{1b}'), "a terminal gets colour");
    let picture = anstyle_svg::Term::new()
        .min_width_px(860)
        .render_svg(&format!("$ sayso read samples/kursk.txt\n{coloured}"));
    let path = project().join("docs/kursk.svg");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &picture).expect("the picture can be written");
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        picture,
        "hint: UPDATE=1 cargo test -p sayso rewrites it"
    );
}

#[test]
fn furniture_is_shown_on_demand() {
    let folded = sayso(&["read", "samples/kursk.txt"]).out;
    let shown = sayso(&["read", "--furniture", "samples/kursk.txt"]).out;
    assert!(
        folded.contains("set aside as furniture")
            && folded.contains("--furniture")
            && !folded.contains("Not ready to support today?")
    );
    assert!(shown.contains("Not ready to support today?"));
}

#[test]
fn every_offset_points_at_its_words() {
    for sample in [
        "samples/kursk.txt",
        "samples/kursk.html",
        "samples/court.html",
        "samples/election.txt",
        "samples/sport.txt",
    ] {
        let ran = sayso(&["read", "--json", sample]);
        let report: Value = serde_json::from_str(&ran.out).expect("--json writes JSON");
        let text = report["text"].as_str().expect("there is a text");
        let chars: Vec<char> = text.chars().collect();
        let mut quotes = 0;
        visit(&report, &mut |quote| {
            let number = |at: &Value| at.as_u64().expect("an offset is a number") as usize;
            let (bytes, points) = (&quote["bytes"], &quote["chars"]);
            let words = quote["text"].as_str().expect("a quote has words");
            assert_eq!(&text[number(&bytes[0])..number(&bytes[1])], words, "{sample}");
            assert_eq!(
                chars[number(&points[0])..number(&points[1])].iter().collect::<String>(),
                words,
                "{sample}"
            );
            quotes += 1;
        });
        assert!(quotes > 50, "{sample}: only {quotes} quotes");
    }
}

fn visit(value: &Value, check: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("bytes") && fields.contains_key("chars") {
                check(value);
            }
            fields.values().for_each(|value| visit(value, check));
        }
        Value::Array(values) => values.iter().for_each(|value| visit(value, check)),
        _ => {}
    }
}

#[test]
fn the_schema_is_current_and_true() {
    let path = project().join("docs/report.schema.json");
    let schema = sayso(&["schema"]).out;
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &schema).expect("the schema can be written");
    }
    let kept = std::fs::read_to_string(&path).expect("docs/report.schema.json is there");
    assert_eq!(kept, schema, "hint: UPDATE=1 cargo test -p sayso rewrites it");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let report: Value = serde_json::from_str(&sayso(&["read", "--json", "samples/kursk.html"]).out)
        .expect("--json writes JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a JSON Schema");
    let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(report["schema"], "sayso.report/1.2");
}

#[test]
fn the_examples_in_the_help_work_as_typed() {
    let help = sayso(&["read", "--help"]).out;
    let examples: Vec<&str> = help
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "Examples:")
        .skip(1)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(examples.len(), 4, "{help}");
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_sayso"))
        .parent()
        .expect("a program lies in a folder")
        .to_owned();
    let path = std::env::join_paths(
        [folder].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    )
    .expect("a path");
    for example in examples {
        let output = std::process::Command::new("sh")
            .args(["-c", example])
            .current_dir(project())
            .env("PATH", &path)
            .output()
            .expect("sh starts");
        assert!(output.status.success(), "{example}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "{example}");
    }
}

#[test]
fn a_line_of_json_for_each_of_many() {
    let ran = sayso(&["read", "--jsonl", "samples"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let inputs: Vec<String> = ran
        .out
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).expect("a line is JSON")["input"]
                .as_str()
                .unwrap_or("")
                .to_owned()
        })
        .collect();
    let mut sorted = inputs.clone();
    sorted.sort();
    assert!(inputs.len() >= 5 && inputs == sorted, "{inputs:?}");
}

#[test]
fn given_day_and_outlet_fill_what_a_text_does_not_say() {
    let ran = sayso_with(
        &["read", "--json", "--published", "2024-12-17", "--outlet", "The Courier", "-"],
        b"Police said on Monday that 12 people were hurt.",
    );
    let report: Value = serde_json::from_str(&ran.out).expect("--json writes JSON");
    assert_eq!(report["head"]["published"]["value"], "2024-12-17");
    assert_eq!(report["head"]["outlet"]["value"], "The Courier");
    let said = &report["statements"][0]["said"];
    assert_eq!(
        (said["from"].as_str(), said["to"].as_str()),
        (Some("2024-12-16"), Some("2024-12-16")),
        "{report}"
    );
}

#[test]
fn lines_wrapped_by_hand_are_one_paragraph() {
    let text = "The regional governor said on Friday that the flood had destroyed at\nleast 1,200 homes in the north and that some 40 people were still\nmissing.\n";
    let ran = sayso_with(&["read", "--json", "-"], text.as_bytes());
    let report: Value = serde_json::from_str(&ran.out).expect("--json writes JSON");
    let statements = report["statements"].as_array().expect("there are statements");
    let shown: Vec<&str> = statements
        .iter()
        .filter_map(|statement| statement["figures"].as_array())
        .flatten()
        .filter_map(|figure| figure["shown"].as_str())
        .collect();
    assert_eq!(shown, ["≥ 1,200 homes · destroyed", "≈ 40 people · missing"], "{report}");
}

#[test]
fn every_engine_reads() {
    for engine in ["default", "fast", "deep"] {
        let ran = sayso(&["read", "--engine", engine, "samples/kursk.txt"]);
        assert!(ran.out.contains("≥ 30 North Korean soldiers · killed or wounded"), "{engine}: {}", ran.out);
    }
}

#[test]
fn what_is_less_sure_is_left_out() {
    let confidences = |least: &str| -> Vec<f64> {
        let ran = sayso(&["read", "--json", "--min-confidence", least, "samples/kursk.txt"]);
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("a report");
        let statements = report["statements"].as_array().expect("statements");
        let ids: Vec<_> = statements.iter().map(|claim| claim["id"].clone()).collect();
        let led: Vec<_> = statements.iter().filter_map(|claim| claim.get("nested_in")).collect();
        assert!(led.iter().all(|id| ids.contains(id)), "{led:?} of {ids:?}");
        statements.iter().filter_map(|claim| claim["confidence"].as_f64()).collect()
    };
    let all = confidences("0");
    let surer = confidences("0.9");
    assert!(!surer.is_empty() && surer.len() < all.len(), "{surer:?} of {all:?}");
    assert!(surer.iter().all(|sure| *sure >= 0.9), "{surer:?}");
    let wrong = sayso(&["read", "--min-confidence", "90", "samples/kursk.txt"]);
    assert!(wrong.code == 2 && wrong.err.contains("no number from 0 to 1"), "{}", wrong.err);
}

#[test]
fn wrong_usage_is_two() {
    for arguments in [
        &["read"][..],
        &["read", "--published", "yesterday", "x"],
        &["read", "--json", "samples"],
        &["speak"],
    ] {
        let ran = sayso(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
}
