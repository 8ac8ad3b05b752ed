//! The grammar of a text: tokens with tags, names and a dependency parse.
//!
//! All parts of a document go through the network together; each is parsed on its own, so
//! that nothing crosses a part's edge. White space is among the pieces that the network
//! sees, and is left out of the document's tokens.

use std::ops::Range;
use std::sync::LazyLock;

use crate::encoder::{Encoder, Form, WIDTH};
use crate::lemma::lemma;
use crate::matrix::Weights;
use crate::model::MODEL;
use crate::token::{Piece, id, split};
use crate::transition::Scorer;
use crate::{Document, Part, Sentence, Span, Token, names, parser, tagger};

struct Grammar {
    encoder: Encoder,
    tagger: Weights,
    tags: Vec<&'static str>,
    parser: Scorer,
    parser_moves: Vec<parser::Move>,
    name_encoder: Encoder,
    name_finder: Scorer,
    name_moves: Vec<names::Move>,
}

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let bias = MODEL.matrix("tagger.0.softmax.b").values;
    Grammar {
        encoder: Encoder::new(&MODEL, "tok2vec", 0, 6),
        tagger: Weights::new(&MODEL.matrix("tagger.0.softmax.W"), &bias, |row| row),
        tags: MODEL.lines("tags").collect(),
        parser: Scorer::new(&MODEL, "parser", 8),
        parser_moves: parser::moves(),
        name_encoder: Encoder::new(&MODEL, "ner", 3, 4),
        name_finder: Scorer::new(&MODEL, "ner", 3),
        name_moves: names::moves(),
    }
});

/// Reads the grammar of a text's parts.
pub(crate) fn read(text: &str, parts: &[Part]) -> Document {
    let grammar = &*GRAMMAR;
    let pieces: Vec<Vec<Piece>> = parts.iter().map(|part| split(text, part.span)).collect();
    let forms: Vec<Vec<Form>> =
        pieces.iter().map(|pieces| pieces.iter().map(|piece| form(text, piece)).collect()).collect();
    let count = forms.iter().map(Vec::len).sum();
    let vectors = grammar.encoder.encode(&forms);
    let tags = grammar.tags(&vectors, count);
    let arcs = grammar.parser.prepare(&vectors, count);
    let name_vectors = grammar.name_encoder.encode(&forms);
    let spans = grammar.name_finder.prepare(&name_vectors, count);

    let mut document = Document { text: text.to_owned(), parts: parts.to_vec(), ..Document::default() };
    let mut first = 0;
    for (part, pieces) in pieces.iter().enumerate() {
        let spaces: Vec<bool> = pieces.iter().map(|piece| piece.space).collect();
        let parse = parser::parse(&arcs, &grammar.parser_moves, first, &spaces);
        let names = names::find(&spans, &grammar.name_moves, first, &spaces, &parse.starts);
        add(&mut document, part, pieces, &tags[first..first + pieces.len()], &parse, &names);
        first += pieces.len();
    }
    names::mend(&mut document);
    document
}

/// Reads tags alone, without the network: no parse, no names.
pub(crate) fn read_fast(text: &str, parts: &[Part]) -> Document {
    let mut document = Document { text: text.to_owned(), parts: parts.to_vec(), ..Document::default() };
    for (part, place) in parts.iter().enumerate() {
        let pieces = split(text, place.span);
        let words: Vec<Span> = pieces.iter().filter(|piece| !piece.space).map(|piece| piece.span).collect();
        for sentence in sentences(text, &words) {
            add_fast(&mut document, part, &words[sentence]);
        }
    }
    document
}

/// Sentences end at a stop and the quotation marks and brackets that close after it.
fn sentences(text: &str, words: &[Span]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut stopped = false;
    for (at, word) in words.iter().enumerate() {
        let word = word.of(text);
        let stop = matches!(word, "." | "?" | "!" | "…") || (word.starts_with("..") && word.ends_with('.'));
        let closes =
            matches!(word, "”" | "''" | "’" | ")" | "]") || (word == "\"" && !spaced_before(text, words, at));
        if stopped && !stop && !closes {
            ranges.push(start..at);
            start = at;
        }
        stopped = stop || (stopped && closes);
    }
    ranges.push(start..words.len());
    ranges.retain(|range| !range.is_empty());
    ranges
}

fn spaced_before(text: &str, words: &[Span], at: usize) -> bool {
    at == 0 || Span::new(words[at - 1].end, words[at].start).of(text).starts_with(char::is_whitespace)
}

fn add_fast(document: &mut Document, part: usize, words: &[Span]) {
    let forms: Vec<&str> = words.iter().map(|word| word.of(&document.text)).collect();
    let tags = tagger::tags(&forms);
    let first = document.tokens.len();
    let sentence = document.sentences.len();
    let tokens: Vec<Token> = words
        .iter()
        .zip(tags)
        .enumerate()
        .map(|(at, (span, tag))| Token {
            span: *span,
            lemma: lemma(forms[at], tag),
            tag,
            pos: part_of_speech(tag, ""),
            dep: "",
            head: first + at,
            entity: "",
            entity_inside: false,
            sentence,
        })
        .collect();
    document.tokens.extend(tokens);
    let span = words[0].join(words[words.len() - 1]);
    document.sentences.push(Sentence { span, tokens: first..first + words.len(), part });
}

impl Grammar {
    fn tags(&self, vectors: &[f32], count: usize) -> Vec<&'static str> {
        let scores = self.tagger.apply(vectors, WIDTH, count);
        scores.chunks_exact(self.tagger.outputs()).map(|row| self.tags[largest(row)]).collect()
    }
}

fn largest(row: &[f32]) -> usize {
    (0..row.len()).reduce(|best, next| if row[next] > row[best] { next } else { best }).unwrap_or(0)
}

/// What the network sees of a piece.
fn form(text: &str, piece: &Piece) -> Form {
    let word = piece.span.of(text);
    let prefix = word.chars().next().map_or(0, char::len_utf8);
    let suffix = word.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
    let shape = id(&shape(word));
    [
        piece.norm(text),
        id(&word[..prefix]),
        id(&word[suffix..]),
        shape,
        u64::from(piece.spaced),
        u64::from(piece.space),
    ]
}

/// `Xxxxx` for `Kursk`, `dd,ddd` for `10,000`: runs are cut at four.
pub(crate) fn shape(word: &str) -> String {
    let mut shape = String::new();
    let mut last = '\0';
    let mut run = 0;
    if word.chars().nth(99).is_some() {
        return "LONG".to_owned();
    }
    for c in word.chars() {
        let kind = match c {
            _ if c.is_alphabetic() && c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            _ if c.is_numeric() => 'd',
            _ => c,
        };
        run = if kind == last { run + 1 } else { 0 };
        last = kind;
        if run < 4 {
            shape.push(kind);
        }
    }
    shape
}

fn add(
    document: &mut Document,
    part: usize,
    pieces: &[Piece],
    tags: &[&'static str],
    parse: &parser::Parse,
    names: &[(&'static str, bool)],
) {
    let first = document.tokens.len();
    let places = places(pieces, first);
    let mut starts = true;
    for (at, piece) in pieces.iter().enumerate() {
        starts |= parse.starts[at];
        if piece.space {
            continue;
        }
        if std::mem::take(&mut starts) {
            let start = document.tokens.len();
            document.sentences.push(Sentence { span: piece.span, tokens: start..start, part });
        }
        let (entity, entity_inside) = names[at];
        let (tag, dep) = (tags[at], parse.relations[at]);
        document.tokens.push(Token {
            span: piece.span,
            lemma: lemma(piece.span.of(&document.text), tag),
            tag,
            pos: part_of_speech(tag, dep),
            dep,
            head: head(parse, pieces, &places, at),
            entity,
            entity_inside,
            sentence: document.sentences.len() - 1,
        });
        if let Some(sentence) = document.sentences.last_mut() {
            sentence.span.end = piece.span.end;
            sentence.tokens.end += 1;
        }
    }
}

/// The token that each piece becomes.
fn places(pieces: &[Piece], first: usize) -> Vec<usize> {
    let mut next = first;
    let place = |piece: &Piece| {
        let place = next;
        next += usize::from(!piece.space);
        place
    };
    pieces.iter().map(place).collect()
}

/// The token of the head; heads that are white space hand on to their own.
fn head(parse: &parser::Parse, pieces: &[Piece], places: &[usize], at: usize) -> usize {
    let mut head = parse.heads[at];
    while pieces[head].space && parse.heads[head] != head {
        head = parse.heads[head];
    }
    if pieces[head].space { places[at] } else { places[head] }
}

/// Universal part of speech, by Penn tag and relation.
fn part_of_speech(tag: &str, dep: &str) -> &'static str {
    match tag {
        "NN" | "NNS" => "NOUN",
        "NNP" | "NNPS" => "PROPN",
        "VB" | "VBD" | "VBG" | "VBN" | "VBP" | "VBZ" if matches!(dep, "aux" | "auxpass") => "AUX",
        "VB" | "VBD" | "VBG" | "VBN" | "VBP" | "VBZ" => "VERB",
        "MD" => "AUX",
        "JJ" | "JJR" | "JJS" | "AFX" => "ADJ",
        "RB" | "RBR" | "RBS" => "ADV",
        "PRP" | "EX" | "WP" => "PRON",
        "DT" | "PDT" | "WDT" | "WP$" | "PRP$" => "DET",
        "IN" if dep == "mark" => "SCONJ",
        "IN" | "RP" => "ADP",
        "WRB" => "SCONJ",
        "TO" | "POS" => "PART",
        "CC" => "CCONJ",
        "CD" => "NUM",
        "UH" => "INTJ",
        "$" | "#" | "SYM" => "SYM",
        "FW" | "LS" | "ADD" | "GW" | "XX" | "NIL" => "X",
        "_SP" => "SPACE",
        _ => "PUNCT",
    }
}

/// The words of a sentence that hang, directly or not, from one of them.
pub(crate) fn subtree(document: &Document, root: usize) -> Range<usize> {
    let sentence = &document.sentences[document.tokens[root].sentence];
    let below = |token: usize| {
        let mut at = token;
        for _ in sentence.tokens.clone() {
            if at == root {
                return true;
            }
            at = document.tokens[at].head;
        }
        at == root
    };
    let first = sentence.tokens.clone().find(|token| below(*token)).unwrap_or(root);
    let last = sentence.tokens.clone().rev().find(|token| below(*token)).unwrap_or(root);
    first..last + 1
}
