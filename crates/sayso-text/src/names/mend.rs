//! Names that the name finder leaves out or takes for another kind, mended by what stands beside
//! them: an office or a trade, a form of company, a noun for a body.
//!
//! ```text
//! Rahmat Hidayat, head of the rescue office      a person, no body
//! human rights lawyer Femi Falana                the same, where no name was seen
//! PT Laut Biru                                   a company, no person
//! telecoms group Vostra                          the same, no place
//! ```

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::{Document, country, list};

/// Mends names that the name finder takes for another kind: who is the `head of the rescue
/// office` is a person, and what is `PT` or `Ltd` is none.
pub(crate) fn mend(document: &mut Document) {
    for title in 0..document.tokens.len() {
        if let Some(name) = titled(document, title) {
            set(document, name, "PERSON");
        }
    }
    for at in 0..document.tokens.len() {
        if let Some(name) = apposed(document, at) {
            set(document, name, "PERSON");
        }
    }
    call_companies(document);
    join_hyphens(document);
    let mut at = 0;
    while at < document.tokens.len() {
        let entity = document.tokens[at].entity;
        let goes_on = |next: &usize| document.tokens.get(*next).is_some_and(|token| token.entity_inside);
        let end = (at + 1..).find(|next| !goes_on(next)).unwrap_or(at + 1);
        let name = at..end;
        at = end;
        let office = OFFICES.contains(&document.word(name.start)) || is_general(document, name.start);
        if entity == "PERSON" && name.len() > 2 && office {
            document.tokens[name.start].entity = "";
            document.tokens[name.start + 1].entity_inside = false;
        }
        match entity {
            "PERSON" | "ORG" if is_area(document, &name) => set(document, name, "GPE"),
            "ORG" | "GPE" | "FAC" | "PRODUCT" | "WORK_OF_ART" | "NORP" if is_person(document, &name) => {
                set(document, name, "PERSON");
            }
            "PERSON" | "" | "ORG" if document.tokens[name.start].tag.starts_with("NNP") => {
                if let Some(company) = company(document, &name) {
                    at = at.max(company.end);
                    set(document, company, "ORG");
                }
            }
            _ => {}
        }
    }
}

/// `Depayin Township`: a name and what sort of area it is.
fn is_area(document: &Document, name: &Range<usize>) -> bool {
    let sort = matches!(
        document.word(name.end - 1),
        "District"
            | "Governorate"
            | "Municipality"
            | "Oblast"
            | "Prefecture"
            | "Province"
            | "Township"
            | "Village"
    );
    let behind = name.start.checked_sub(1).map_or("", |at| document.word(at));
    sort && name.len() > 1 && matches!(behind, "in" | "of" | "near" | "from" | "across" | "'s" | "’s")
}

/// Whether a noun (in its dictionary form) is one person by office or trade.
pub(crate) fn is_office(lemma: &str) -> bool {
    static OFFICES: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| list::words(include_str!("../../lists/person-roles.txt")).collect());
    OFFICES.contains(lemma)
}

/// Forms of companies by the law of their countries, which stand before or behind the name.
static FORMS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| list::words(include_str!("../../lists/company-forms.txt")).collect());

/// `Governor Babajide Sanwo-Olu`, `human rights lawyer Femi Falana`: two or three names behind an
/// office or a trade, none of them a body's, which the name finder leaves out or takes for another kind.
fn titled(document: &Document, title: usize) -> Option<Range<usize>> {
    let token = |at: usize| &document.tokens[at];
    let polite = POLITE.contains(&document.word(title));
    let office = is_office(&token(title).lemma) && !EITHER.contains(&&*token(title).lemma);
    if !(office || polite) || !matches!(token(title).tag, "NN" | "NNP") {
        return None;
    }
    let sentence = &document.sentences[token(title).sentence].tokens;
    let part = |at: &usize| {
        let joined = |at: usize| token(at - 1).span.end == token(at).span.start;
        let hyphen = document.word(*at) == "-" && joined(*at);
        let name = token(*at).tag == "NNP" && document.word(*at).starts_with(char::is_uppercase);
        sentence.contains(at) && (hyphen || name)
    };
    let end = (title + 1..sentence.end).find(|at| !part(at)).unwrap_or(sentence.end);
    let name = title + 1..end;
    let names = name.clone().filter(|at| document.word(*at) != "-").count();
    let body = |at: usize| BODIES.contains(document.word(at)) || FORMS.contains(document.word(at));
    let known = name.clone().all(|at| matches!(token(at).entity, "PERSON"));
    let owns =
        document.tokens.get(end).is_some_and(|next| sentence.contains(&end) && next.tag.starts_with("NN"));
    let enough = if polite { 1..=3 } else { 2..=3 };
    (enough.contains(&names) && !known && !owns && !name.clone().any(body)).then_some(name)
}

/// `The envoy, Ramtane Lamamra,`: two or three names beside an office or a trade.
fn apposed(document: &Document, last: usize) -> Option<Range<usize>> {
    let token = |at: usize| &document.tokens[at];
    if token(last).dep != "appos" || token(last).head >= last {
        return None;
    }
    let office = token(token(last).head);
    let beside = office.tag == "NN" && is_office(&office.lemma) && !EITHER.contains(&&*office.lemma);
    // No body holds these.
    let human = matches!(
        &*office.lemma,
        "ambassador"
            | "commander"
            | "envoy"
            | "governor"
            | "mayor"
            | "minister"
            | "senator"
            | "spokesman"
            | "spokesperson"
            | "spokeswoman"
    );
    let start = (token(last).head + 1..=last)
        .rev()
        .take_while(|at| {
            let name = token(*at).tag == "NNP" || document.word(*at) == "-";
            name && (human || matches!(token(*at).entity, "" | "PERSON"))
        })
        .last()
        .filter(|_| beside)?;
    let name = start..last + 1;
    let names = name.clone().filter(|at| document.word(*at) != "-").count();
    let body = |at: usize| BODIES.contains(document.word(at)) || FORMS.contains(document.word(at));
    let comma = document.word(start - 1) == ","
        && document.tokens.get(last + 1).is_none_or(|_| document.word(last + 1) == ",");
    ((2..=3).contains(&names) && comma && !name.clone().any(body)).then_some(name)
}

/// Words in the names of bodies and of buildings.
static BODIES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let listed = list::entries(include_str!("../../lists/body-words.txt"));
    let buildings = "Airport Arena Avenue Bridge Building Center Centre Hall Library Museum Park Road School Square \
                     Stadium Street Theatre Tower";
    listed.flat_map(|(_, words)| words.split(' ')).chain(buildings.split_whitespace()).collect()
});

/// `Jonas Adler QC`, `Ann Lee MP`: letters behind a name that are none of it.
pub(crate) fn is_honour(word: &str) -> bool {
    matches!(
        word,
        "AM" | "AO"
            | "CBE"
            | "CMG"
            | "DBE"
            | "Esq"
            | "FRS"
            | "JP"
            | "KBE"
            | "KC"
            | "MBE"
            | "MD"
            | "MEP"
            | "MLA"
            | "MNA"
            | "MP"
            | "MPP"
            | "MSP"
            | "OAM"
            | "OBE"
            | "PhD"
            | "QC"
            | "SC"
            | "TD"
    )
}

/// `Attorney General Lena Moss`: the end of an office, no rank in an army and no first name.
fn is_general(document: &Document, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| document.word(before));
    document.word(at) == "General"
        && matches!(
            before,
            "Advocate"
                | "Attorney"
                | "Auditor"
                | "Comptroller"
                | "Consul"
                | "Director"
                | "Governor"
                | "Inspector"
                | "Secretary"
                | "Solicitor"
                | "Surgeon"
        )
}

/// `Kim Dae-jung`: a name goes on behind a hyphen, unless a noun follows that it describes (`the Ann
/// Lee-era rules`).
fn join_hyphens(document: &mut Document) {
    for hyphen in 1..document.tokens.len().saturating_sub(1) {
        let (before, next) = (&document.tokens[hyphen - 1], &document.tokens[hyphen + 1]);
        let joined = document.word(hyphen) == "-"
            && before.span.end == document.tokens[hyphen].span.start
            && document.tokens[hyphen].span.end == next.span.start;
        let word = document.word(hyphen + 1);
        let given = before.entity == "PERSON"
            && before.entity_inside
            && next.entity.is_empty()
            && word.chars().count() <= 5
            && word.chars().all(char::is_lowercase)
            && !matches!(
                word,
                "era" | "led" | "like" | "style" | "type" | "run" | "owned" | "based" | "held"
            );
        let noun = document.tokens.get(hyphen + 2).is_some_and(|noun| {
            noun.sentence == document.tokens[hyphen].sentence && noun.tag.starts_with(['N', 'J'])
        });
        if joined && given && !noun {
            for at in hyphen..hyphen + 2 {
                document.tokens[at].entity = "PERSON";
                document.tokens[at].entity_inside = true;
            }
        }
    }
}

fn set(document: &mut Document, name: Range<usize>, entity: &'static str) {
    for at in name.clone() {
        document.tokens[at].entity = entity;
        document.tokens[at].entity_inside = at > name.start;
    }
}

/// Whether a word before a name is no part of it: `Judge`, `Ms`.
pub(crate) fn is_title(word: &str) -> bool {
    POLITE.contains(&word) || OFFICES.contains(&word) || is_office(&word.to_lowercase())
}

/// How people are politely called; one name behind it is enough.
const POLITE: &[&str] = &["Dame", "Dr", "Dr.", "Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Prof", "Prof."];

/// Offices that the name finder takes into a name: `Executive Isabel Montero`.
const OFFICES: &[&str] = &[
    "Analyst",
    "Attorney",
    "CEO",
    "CM",
    "Chair",
    "Chairman",
    "Chairwoman",
    "Commissioner",
    "Director",
    "Economist",
    "Executive",
    "Manager",
    "Minister",
    "Officer",
    "PM",
    "Secretary",
    "Spokesman",
    "Spokeswoman",
];

/// What a club or a company can be, too.
const EITHER: &[&str] = &[
    "adviser",
    "advisor",
    "builder",
    "competitor",
    "developer",
    "grower",
    "host",
    "leader",
    "neighbor",
    "neighbour",
    "owner",
    "producer",
    "publisher",
    "rival",
    "star",
    "tenant",
    "victim",
    "winner",
];

/// `Spanish telecoms group Vostra`: what is called a company is no place, here or further on, unless
/// a country has its name.
fn call_companies(document: &mut Document) {
    let place = |at: usize| {
        let token = &document.tokens[at];
        let alone =
            !token.entity_inside && document.tokens.get(at + 1).is_none_or(|next| !next.entity_inside);
        token.entity == "GPE" && alone && token.tag == "NNP" && country::find(document.word(at)).is_none()
    };
    let called = |at: &usize| {
        let before = &document.tokens[at - 1];
        place(*at)
            && before.tag == "NN"
            && before.sentence == document.tokens[*at].sentence
            && COMPANIES.contains(&*before.lemma)
    };
    let names: std::collections::HashSet<String> =
        (1..document.tokens.len()).filter(called).map(|at| document.word(at).to_owned()).collect();
    if names.is_empty() {
        return;
    }
    let meant: Vec<usize> = (0..document.tokens.len())
        .filter(|at| place(*at) && names.contains(document.word(*at)))
        .filter(|at| *at == 0 || !matches!(document.word(at - 1), "in" | "near" | "from"))
        .collect();
    meant.into_iter().for_each(|at| set(document, at..at + 1, "ORG"));
}

/// Nouns for companies and other bodies, as they stand before their names.
static COMPANIES: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| list::words(include_str!("../../lists/company-nouns.txt")).collect());

/// `Rahmat Hidayat, head of the rescue office`: two to four names, and a trade or an office behind
/// a comma.
fn is_person(document: &Document, name: &Range<usize>) -> bool {
    let token = |at: usize| &document.tokens[at];
    let last = name.end - 1;
    let proper = name.clone().all(|at| token(at).tag == "NNP" && !FORMS.contains(document.word(at)));
    let sentence = document.sentences[token(last).sentence].tokens.end;
    let office = (name.end + 1..sentence.min(name.end + 8)).any(|at| {
        token(at).dep == "appos"
            && token(at).head == last
            && token(at).tag == "NN"
            && is_office(&token(at).lemma)
            && !EITHER.contains(&&*token(at).lemma)
    });
    (2..=4).contains(&name.len()) && proper && office && document.word(name.end) == ","
}

/// `PT Laut Biru`, `Laut Biru Tbk`: a name with a company's form beside it, which may be left out of it.
fn company(document: &Document, name: &Range<usize>) -> Option<Range<usize>> {
    let proper = |at: usize| document.tokens[at].tag.starts_with("NNP");
    let form = |at: usize| FORMS.contains(document.word(at)) && proper(at);
    let sentence = &document.sentences[document.tokens[name.start].sentence].tokens;
    let first = name.start.checked_sub(1).filter(|at| sentence.contains(at) && form(*at));
    let behind = Some(name.end).filter(|at| sentence.contains(at) && form(*at));
    let inside = form(name.start) && name.len() > 1 || form(name.end - 1) && name.len() > 1;
    let whole = first.unwrap_or(name.start)..behind.map_or(name.end, |at| at + 1);
    let named = !document.tokens[name.start].entity.is_empty() || inside;
    (named && (first.is_some() || behind.is_some() || inside)).then_some(whole)
}
