//! How far our reading of the English model agrees with spaCy's own: tokens, tags, heads and names.

use std::collections::HashMap;

use anyhow::Result;
use sayso_text::{Document, Part, Role, Span};

use crate::{data, python};

/// A token as spaCy has it: start and end in code points, tag, head, relation, name state and kind.
type Row = (usize, usize, String, usize, String, String, String, String, u8);

/// Prints the agreement on the texts of PolNeAR dev.
pub fn run() -> Result<()> {
    let texts = data::polnear("dev")?;
    let gold = python::work("spacy")?.join("gold.jsonl");
    let lines: Vec<String> =
        texts.iter().map(|article| serde_json::to_string(&article.text)).collect::<Result<_, _>>()?;
    python::run("spacy_export.py", &["gold", &gold.to_string_lossy()], &(lines.join("\n") + "\n"))?;
    let mut counts = Counts::default();
    for (article, line) in texts.iter().zip(std::fs::read_to_string(gold)?.lines()) {
        let rows: Vec<Row> = serde_json::from_str(line)?;
        let part = Part { span: Span::new(0, article.text.len()), role: Role::Body };
        counts.compare(&sayso_text::annotate(&article.text, &[part], None), &rows);
    }
    counts.print();
    Ok(())
}

#[derive(Default)]
struct Counts {
    tokens: usize,
    same: usize,
    tags: usize,
    heads: usize,
    relations: usize,
    starts: usize,
    names: usize,
    missed: HashMap<String, usize>,
}

impl Counts {
    fn compare(&mut self, document: &Document, rows: &[Row]) {
        let bytes: Vec<usize> =
            document.text.char_indices().map(|(at, _)| at).chain([document.text.len()]).collect();
        let span = |row: &Row| Span::new(bytes[row.0], bytes[row.1]);
        let ours: HashMap<Span, usize> =
            document.tokens.iter().enumerate().map(|(at, token)| (token.span, at)).collect();
        let blank = |row: &Row| span(row).of(&document.text).trim().is_empty();
        let mut starts = false;
        for row in rows {
            starts |= row.8 == 1;
            if blank(row) {
                continue;
            }
            self.tokens += 1;
            let first = std::mem::take(&mut starts);
            let Some(at) = ours.get(&span(row)) else {
                *self.missed.entry(span(row).of(&document.text).to_owned()).or_default() += 1;
                continue;
            };
            let token = &document.tokens[*at];
            self.same += 1;
            self.tags += usize::from(token.tag == row.2);
            let mut head = &rows[row.3];
            while blank(head) && rows[head.3].0 != head.0 {
                head = &rows[head.3];
            }
            let same_head =
                document.tokens[token.head].span == span(head) || (blank(head) && token.head == *at);
            self.heads += usize::from(same_head);
            self.relations += usize::from(same_head && token.dep == row.4);
            self.starts += usize::from((document.sentences[token.sentence].tokens.start == *at) == first);
            let begins = row.5 == "B";
            self.names +=
                usize::from(token.entity == row.6 && (row.6.is_empty() || token.entity_inside != begins));
        }
    }

    fn print(&self) {
        let percent = |count: usize| 100.0 * count as f64 / self.tokens as f64;
        println!("of {} tokens of PolNeAR dev, the same as spaCy's:", self.tokens);
        for (name, count) in [
            ("tokens", self.same),
            ("tags", self.tags),
            ("heads", self.heads),
            ("heads and relations", self.relations),
            ("sentence starts", self.starts),
            ("names", self.names),
        ] {
            println!("{name:20} {:8.3} %", percent(count));
        }
        let mut missed: Vec<_> = self.missed.iter().collect();
        missed.sort_by_key(|(text, count)| (std::cmp::Reverse(**count), text.as_str()));
        for (text, count) in missed.iter().take(12) {
            println!("  not ours: {count} × {text:?}");
        }
    }
}
