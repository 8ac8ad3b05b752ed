//! What a page says of itself in JSON-LD: arrays, graphs, references, broken JSON and all.

use serde_json::{Map, Value};

/// The values of the article's own node first, those of the page around it after them.
#[derive(Debug, Default)]
pub struct Told {
    pub headlines: Vec<String>,
    pub outlets: Vec<String>,
    pub authors: Vec<String>,
    pub published: Vec<String>,
    pub updated: Vec<String>,
    pub languages: Vec<String>,
}

/// More nodes than this are no description of one report.
const MAX_NODES: usize = 5000;

/// Reads all scripts of a page.
pub fn read(scripts: &[String]) -> Told {
    let values: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    let mut nodes = Vec::new();
    for value in &values {
        collect(value, &mut nodes);
    }
    let mut ranked: Vec<(u8, &Map<String, Value>)> =
        nodes.iter().filter_map(|node| Some((rank(node)?, *node))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    // A page with several articles lists others; the first is its own.
    let own = ranked
        .iter()
        .find(|(rank, _)| *rank == 0)
        .into_iter()
        .chain(ranked.iter().filter(|(rank, _)| *rank > 0).take(2));
    let mut told = Told::default();
    for (rank, node) in own {
        take(node, *rank, &nodes, &mut told);
    }
    told
}

fn take(node: &Map<String, Value>, rank: u8, nodes: &[&Map<String, Value>], told: &mut Told) {
    let text =
        |key: &str| node.get(key).and_then(Value::as_str).map(unescape).filter(|text| !text.is_empty());
    if rank == 0 {
        told.headlines.extend(text("headline").or_else(|| text("name")));
    }
    if told.published.is_empty() {
        told.published.extend(text("datePublished").or_else(|| text("dateCreated")));
    }
    if told.updated.is_empty() {
        told.updated.extend(text("dateModified"));
    }
    told.languages.extend(text("inLanguage"));
    if told.authors.is_empty() {
        for key in ["author", "creator"] {
            if told.authors.is_empty()
                && let Some(value) = node.get(key)
            {
                names(value, nodes, &mut told.authors, 0);
            }
        }
    }
    if let Some(value) = node.get("publisher").or_else(|| node.get("sourceOrganization")) {
        names(value, nodes, &mut told.outlets, 0);
    }
}

/// 0 for a report, 1 for a page around it; none for anything else.
fn rank(node: &Map<String, Value>) -> Option<u8> {
    let types = match node.get("@type")? {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let is_article = |kind: &&str| {
        let kind = kind.rsplit('/').next().unwrap_or_default();
        kind.ends_with("Article")
            || kind.ends_with("BlogPosting")
            || matches!(kind, "Report" | "Review" | "SocialMediaPosting" | "Recipe" | "HowTo" | "Question")
    };
    if types.iter().any(|kind| matches!(*kind, "Review" | "Question" | "HowTo"))
        && !node.contains_key("headline")
    {
        return None;
    }
    if types.iter().any(is_article) {
        return Some(0);
    }
    types.iter().any(|kind| kind.ends_with("WebPage") || kind.ends_with("ItemPage")).then_some(1)
}

fn names(value: &Value, nodes: &[&Map<String, Value>], into: &mut Vec<String>, depth: usize) {
    if depth > 4 || into.len() > 20 {
        return;
    }
    match value {
        Value::String(name) => into.push(unescape(name)),
        Value::Array(many) => many.iter().for_each(|one| names(one, nodes, into, depth + 1)),
        Value::Object(node) => match (node.get("name"), node.get("@id")) {
            (Some(name), _) => names(name, nodes, into, depth + 1),
            (None, Some(id)) => {
                let found =
                    nodes.iter().find(|node| node.get("@id") == Some(id) && node.contains_key("name"));
                if let Some(name) = found.and_then(|node| node.get("name")) {
                    names(name, nodes, into, depth + 1);
                }
            }
            _ => {}
        },
        _ => {}
    }
}

fn collect<'a>(value: &'a Value, nodes: &mut Vec<&'a Map<String, Value>>) {
    if nodes.len() >= MAX_NODES {
        return;
    }
    match value {
        Value::Array(many) => many.iter().for_each(|one| collect(one, nodes)),
        Value::Object(node) => {
            nodes.push(node);
            node.values()
                .filter(|value| value.is_object() || value.is_array())
                .for_each(|value| collect(value, nodes));
        }
        _ => {}
    }
}

/// Parses a script as it should be, else with its commonest mistakes mended.
fn parse(script: &str) -> Option<Value> {
    let script = script
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[");
    let script = script
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(script)
        .ok()
        .or_else(|| serde_json::from_str(&mend(script)).ok())
        .or_else(|| salvage(script))
}

/// Raw line ends inside strings and commas before a closing bracket.
fn mend(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let (mut inside, mut escaped) = (false, false);
    for c in script.chars() {
        match c {
            '"' if !escaped => inside = !inside,
            '}' | ']' if !inside => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// The few keys that matter from JSON that nothing can mend.
fn salvage(script: &str) -> Option<Value> {
    if !script.contains("Article") && !script.contains("BlogPosting") {
        return None;
    }
    let mut node = Map::new();
    node.insert("@type".to_owned(), Value::from("Article"));
    for key in ["headline", "datePublished", "dateModified", "inLanguage"] {
        if let Some(value) = value_of(script, key) {
            node.insert(key.to_owned(), Value::from(value));
        }
    }
    if let Some(at) = script.find("\"author\"") {
        let rest: String = script[at + 8..].chars().take(400).collect();
        if let Some(name) = value_of(&rest, "name") {
            node.insert("author".to_owned(), Value::from(name));
        }
    }
    Some(Value::Object(node))
}

fn value_of(script: &str, key: &str) -> Option<String> {
    let (_, rest) = script.split_once(&format!("\"{key}\""))?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let end = rest.find('"')?;
    Some(rest[..end].to_owned())
}

/// Names in JSON-LD are often escaped for HTML once more.
fn unescape(text: &str) -> String {
    let text = text.trim();
    if !text.contains('&') {
        return text.to_owned();
    }
    let pairs = [
        ("&amp;", "&"),
        ("&#039;", "'"),
        ("&#39;", "'"),
        ("&#8217;", "’"),
        ("&#8216;", "‘"),
        ("&quot;", "\""),
        ("&nbsp;", "\u{a0}"),
        ("&#8211;", "–"),
        ("&rsquo;", "’"),
    ];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
