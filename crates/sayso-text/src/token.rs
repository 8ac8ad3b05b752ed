//! Words and signs. (Provisional splitter: the tokenizer with its exceptions replaces it.)

use crate::{Document, Part, Sentence, Span, Token};

pub(crate) fn read(text: &str, parts: &[Part]) -> Document {
    let mut document = Document { text: text.to_owned(), parts: parts.to_vec(), ..Document::default() };
    for (index, part) in parts.iter().enumerate() {
        let first = document.tokens.len();
        let sentence = document.sentences.len();
        for span in words(text, part.span) {
            let head = document.tokens.len();
            document.tokens.push(Token {
                span,
                lemma: span.of(text).to_lowercase().into(),
                tag: "",
                pos: "",
                dep: "",
                head,
                entity: "",
                entity_inside: false,
                sentence,
            });
        }
        let tokens = first..document.tokens.len();
        if !tokens.is_empty() {
            document.sentences.push(Sentence { span: part.span, tokens, part: index });
        }
    }
    document
}

fn words(text: &str, within: Span) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut word = false;
    for (at, c) in within.of(text).char_indices() {
        let start = within.start + at;
        let end = start + c.len_utf8();
        match spans.last_mut() {
            Some(last) if word && c.is_alphanumeric() => last.end = end,
            _ if !c.is_whitespace() => spans.push(Span::new(start, end)),
            _ => {}
        }
        word = c.is_alphanumeric();
    }
    spans
}
