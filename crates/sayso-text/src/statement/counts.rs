//! What a figure counts by its context, where that says more than the words beside it: whose
//! `At least 30 soldiers` are, who suffered `significant losses`, who holds `800 square
//! kilometers`.
//!
//! Context adds whose or who, never what kind. It is added where it can only be one: another
//! party in the same sentence or in between, or a group that did the deed, and the words
//! beside the figure stay alone. Every addition says from which words it was taken.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::Statement;
use super::groups::{Group, Mention, mentions, singular, sort};
use super::near::{self, subtree, tokens};
use crate::attribution::span;
use crate::figure::{Figure, Kind};
use crate::{Document, Role, Span, actor};

/// What a figure of a statement counts by its context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The figure, as an index into the document's.
    pub figure: usize,
    /// What it counts: `North Korean soldiers`.
    pub name: String,
    /// The words that it was taken from, in reading order.
    pub from: Vec<Span>,
}

/// Adds to each statement what its figures count by their context.
pub(super) fn add(document: &Document, statements: &mut [Statement]) {
    let mut told: HashMap<Amount, Vec<(usize, usize)>> = HashMap::new();
    for (at, statement) in statements.iter().enumerate() {
        for figure in &statement.figures {
            if let Some(amount) = amount(&document.figures[*figure]) {
                told.entry(amount).or_default().push((at, *figure));
            }
        }
    }
    let text = Text { document, statements, silent: silent(document, statements), told };
    let mut found: BTreeMap<usize, Meant> = BTreeMap::new();
    for (at, statement) in statements.iter().enumerate() {
        for figure in statement.figures.iter().copied() {
            let meant = text.meant(at, figure).or_else(|| understood(document, figure, &found));
            if let Some(meant) = meant {
                found.entry(figure).or_insert(meant);
            }
        }
    }
    // A figure in a statement within another means the same in both.
    for statement in statements {
        statement.meant = statement.figures.iter().filter_map(|figure| found.get(figure).cloned()).collect();
    }
}

/// `300 soldiers killed and 2,700 wounded`: what is understood means what it did right before.
fn understood(document: &Document, figure: usize, found: &BTreeMap<usize, Meant>) -> Option<Meant> {
    let counted = document.figures[figure].counts.as_ref().filter(|counted| counted.span.is_none())?;
    let before = figure.checked_sub(1)?;
    let same = document.figures[before].counts.as_ref().is_some_and(|other| other.name == counted.name);
    let meant = found.get(&before).filter(|_| same)?;
    Some(Meant { figure, ..meant.clone() })
}

/// Which tokens name or introduce a source: what stands there is not spoken of.
fn silent(document: &Document, statements: &[Statement]) -> Vec<bool> {
    let mut silent = vec![false; document.tokens.len()];
    for statement in statements {
        let spans = statement.source.iter().chain(&statement.asides);
        spans.flat_map(|span| tokens(document, *span)).for_each(|at| silent[at] = true);
    }
    silent
}

/// A document with all its statements, to look around in.
struct Text<'a> {
    document: &'a Document,
    statements: &'a [Statement],
    silent: Vec<bool>,
    /// Where each amount with its outcome is told, as statement and figure.
    told: HashMap<Amount<'a>, Vec<(usize, usize)>>,
}

/// What sort of amount it is, how much, and what happened: what tells two of the same.
type Amount<'a> = (Kind, Option<u64>, &'a str, bool);

fn amount(figure: &Figure) -> Option<Amount<'_>> {
    let outcome = figure.outcome.as_ref()?;
    Some((figure.kind, figure.low.map(f64::to_bits), outcome.name.as_str(), outcome.negated))
}

/// How many tellings of an amount are looked at.
const TELLINGS: usize = 100;

/// Amounts below it are told of many things in one text.
const RARE: f64 = 10.0;

/// How many statements up one can stand in the sentence before.
const NEAR: usize = 12;

/// How far around a noun a statement is looked at for parties.
const AROUND: usize = 500;

/// A name and the words that it was taken from.
type Found = (String, Vec<Span>);

impl Text<'_> {
    fn meant(&self, statement: usize, figure: usize) -> Option<Meant> {
        let amount = &self.document.figures[figure];
        let (name, mut from) = match amount.kind {
            Kind::Area => self.land(statement, amount),
            Kind::Count if says_outcome(amount) => self.sufferers(statement, amount),
            Kind::Count => self.owned(statement, amount),
            _ => None,
        }?;
        from.sort();
        from.dedup();
        Some(Meant { figure, name, from })
    }

    /// `Kyiv controls 800 square kilometers`: territory, and who holds it.
    fn land(&self, statement: usize, figure: &Figure) -> Option<Found> {
        let outcome = figure.outcome.as_ref().filter(|outcome| !outcome.negated)?;
        let counts = figure.counts.as_ref();
        let bare = counts.is_none_or(|counts| matches!(counts.name.as_str(), "territory" | "land"));
        let held = matches!(outcome.name.as_str(), "controlled" | "captured" | "recaptured");
        if !bare || !held {
            return None;
        }
        let beside: Vec<Span> = counts.and_then(|counts| counts.span).into_iter().collect();
        let holder = self.verb(figure).and_then(|verb| self.party_of_subject(statement, verb));
        let Some((party, words)) = holder else {
            let alone = ("territory".to_owned(), vec![outcome.span]);
            return counts.is_none().then_some(alone);
        };
        let name = format!("territory {} by {}", outcome.name, with_article(&party));
        Some((name, [beside, vec![outcome.span], words].concat()))
    }

    /// `significant losses`: whose, by `among`, or by who suffered them.
    fn sufferers(&self, statement: usize, figure: &Figure) -> Option<Found> {
        let noun = self.noun(figure)?;
        self.among(statement, noun).or_else(|| {
            let verb = governor(self.document, noun)?;
            suffers(self.document, verb).then_some(())?;
            let subject = subject(self.document, verb)?;
            // `Medics reported seven deaths`: of others.
            let reports = &*self.document.tokens[verb].lemma == "report";
            if reports && !subject.clone().any(|at| fights(self.document, at)) {
                return None;
            }
            self.group(statement, subject)
        })
    }

    /// `losses among this group`, `casualties among civilians`.
    fn among(&self, statement: usize, noun: usize) -> Option<Found> {
        let document = self.document;
        let link = noun + 1;
        let linked = matches!(document.word(link), "among" | "amongst" | "of" | "in" | "for" | "to");
        if !linked || link + 1 >= document.tokens.len() {
            return None;
        }
        let end = document.sentences[document.tokens[noun].sentence].tokens.end;
        let phrase = (link + 1..end).take_while(|at| in_phrase(document, *at)).last()?;
        let phrase = link + 1..phrase + 1;
        self.group(statement, phrase.clone()).or_else(|| {
            let head = phrase.end - 1;
            let several = document.tokens[head].tag == "NNS";
            let plain = document.word(link).starts_with("among") && several;
            let name = actor::phrase(document, phrase.clone()).to_lowercase();
            let name = name.strip_prefix("the ").map_or(name.clone(), str::to_owned);
            let points = matches!(document.tokens[phrase.start].tag, "PRP$" | "PRP")
                || is_demonstrative(document, phrase.start);
            (plain && !points).then(|| (name, vec![span(document, &phrase)]))
        })
    }

    /// The group that a phrase names or stands for.
    fn group(&self, statement: usize, phrase: Range<usize>) -> Option<Found> {
        let document = self.document;
        if stands_for(document, phrase.start) {
            let (group, words) = self.antecedent(phrase.clone())?;
            return Some((group.name(), vec![span(document, &phrase), words]));
        }
        let found = mentions(document, phrase, self.speaker(statement).as_deref());
        let [Mention { group: Some(group), .. }] = found.as_slice() else { return None };
        Some((group.name(), vec![span(document, &group.words)]))
    }

    /// What `this group`, `those units` or `them` stands for: the last group, where its sentence
    /// and what follows up to here speak of one party alone.
    fn antecedent(&self, phrase: Range<usize>) -> Option<(Group, Span)> {
        let document = self.document;
        let sentence = document.tokens[phrase.start].sentence;
        let noun = singular(document, phrase.end - 1);
        let any = matches!(noun.as_str(), "group" | "them" | "people" | "contingent" | "men" | "they");
        for earlier in (sentence.saturating_sub(2)..=sentence).rev() {
            let start = document.sentences[earlier].tokens.start;
            let found = self.spoken_of(start..phrase.start, None);
            if found.is_empty() {
                continue;
            }
            one_party(&found)?;
            let last = found.into_iter().rev().find_map(|mention| mention.group)?;
            let words = span(document, &last.words);
            return (any || last.can_be(document, &noun)).then_some((last, words));
        }
        None
    }

    /// `At least 30 soldiers`: whose they are.
    fn owned(&self, statement: usize, figure: &Figure) -> Option<Found> {
        let counted = figure.counts.as_ref()?;
        let noun = self.noun(figure)?;
        let own = self.own_words(figure, noun)?;
        let beside = counted.span?;
        if let Some(found) = self.beside(figure, noun, &own, statement) {
            return Some(found);
        }
        if !self.is_bare(&own) {
            return None;
        }
        let group = self.again(statement, figure, noun).or_else(|| self.same_amount(statement, figure, noun));
        if let Some(group) = group {
            let words = span(self.document, &group.words);
            return Some((named_again(self.document, &group, noun, &counted.name), vec![words, beside]));
        }
        let verb = self.verb(figure).filter(|_| is_sent(figure) && serves(self.document, noun))?;
        let (party, words) = self.party_of_subject(statement, verb)?;
        let name = format!("{} of {}", counted.name, with_article(&party));
        Some((name, [vec![beside], words].concat()))
    }

    /// `thousands of soldiers from North Korea`, `three of its soldiers`: whose, in its own words.
    fn beside(&self, figure: &Figure, noun: usize, own: &Range<usize>, statement: usize) -> Option<Found> {
        let document = self.document;
        let end = document.sentences[document.tokens[noun].sentence].tokens.end;
        let reach = own.start..end.min(noun + 10);
        let speaker = self.speaker(statement);
        let found = mentions(document, reach, speaker.as_deref());
        let group = found.into_iter().find_map(|mention| mention.group.filter(|group| group.noun == noun))?;
        let counted = figure.counts.as_ref()?;
        // `30 North Korean soldiers` say it already.
        if counted.name.starts_with(&group.adjective) || group.what.is_empty() {
            return None;
        }
        let mut from = vec![span(document, &group.words)];
        if document.tokens[group.words.start].tag == "PRP$" {
            from.extend(self.statements[statement].actors.iter().filter_map(|actor| actor.span));
        } else if group.words.end <= noun + 1 {
            return None;
        }
        Some((format!("{} {}", group.adjective, counted.name), from))
    }

    /// An earlier group of the same sort in the statement, or in the one right before it by the
    /// same source.
    fn again(&self, statement: usize, figure: &Figure, noun: usize) -> Option<Group> {
        let own = self.content(&self.statements[statement], noun);
        let found = self.group_before(&own, statement, figure, noun);
        if found.is_some() || self.names_parties(&own, statement) {
            return found;
        }
        let before = self.sentence_before(statement)?;
        let both = [self.content(before, noun), own].concat();
        self.group_before(&both, statement, figure, noun)
    }

    fn names_parties(&self, ranges: &[Range<usize>], statement: usize) -> bool {
        let speaker = self.speaker(statement);
        ranges.iter().any(|range| !self.spoken_of(range.clone(), speaker.as_deref()).is_empty())
    }

    /// The last group before a noun in these words that it can mean again, where they speak of
    /// one party alone.
    fn group_before(
        &self,
        ranges: &[Range<usize>],
        statement: usize,
        figure: &Figure,
        noun: usize,
    ) -> Option<Group> {
        let document = self.document;
        let speaker = self.speaker(statement);
        let sentence = document.sentences[document.tokens[noun].sentence].tokens.end;
        let found: Vec<Mention> = ranges
            .iter()
            .map(|range| range.start..range.end.min(sentence))
            .filter(|range| !range.is_empty())
            .flat_map(|range| self.spoken_of(range, speaker.as_deref()))
            .collect();
        one_party(&found)?;
        let name = singular(document, noun);
        let group = found
            .into_iter()
            .filter_map(|mention| mention.group)
            .rfind(|group| group.words.end <= noun && group.can_be(document, &name))?;
        // Who did the deed is not who suffered it.
        let clear = !is_harm(figure) || sort(&name).is_none() || !acts(document, &group);
        let apart = document.tokens[group.noun].sentence != document.tokens[noun].sentence;
        (clear && apart).then_some(group)
    }

    /// The statement of the same source whose sentence ends where this one's begins.
    fn sentence_before(&self, statement: usize) -> Option<&Statement> {
        let here = &self.statements[statement];
        let sentence = |statement: &Statement| {
            let first = statement.content.first()?;
            Some(self.document.tokens[tokens(self.document, *first).start].sentence)
        };
        let number = sentence(here)?;
        let same_part =
            |other: usize| self.document.sentences[other].part == self.document.sentences[number].part;
        // What stands right before is a few statements up, in reading order.
        self.statements[..statement].iter().rev().take(NEAR).find(|other| {
            sentence(other).is_some_and(|at| at + 1 == number && same_part(at)) && same_source(here, other)
        })
    }

    /// The same amount with the same outcome elsewhere in the text, whose it is said of.
    fn same_amount(&self, statement: usize, figure: &Figure, noun: usize) -> Option<Group> {
        let document = self.document;
        let name = singular(document, noun);
        let here = &self.statements[statement];
        if figure.low.is_none()
            || figure.outcome.is_none()
            || self.names_parties(&self.content(here, noun), statement)
        {
            return None;
        }
        let mut found: Vec<(Option<String>, Group)> = Vec::new();
        for (other, told) in self.told.get(&amount(figure)?)?.iter().take(TELLINGS) {
            if self.may_repeat(here, &self.statements[*other], figure) {
                let owner = self.owner_beside(&document.figures[*told]);
                found.extend(owner.filter(|(_, group)| group.can_be(document, &name)));
            }
        }
        let (party, group) = found.first()?;
        found.iter().all(|(other, _)| other == party).then(|| group.clone())
    }

    /// The group with its party that a figure counts by its own words: `30 North Korean soldiers`.
    fn owner_beside(&self, figure: &Figure) -> Option<(Option<String>, Group)> {
        let words = tokens(self.document, figure.counts.as_ref()?.span?);
        let found = mentions(self.document, words, None).into_iter();
        found.filter_map(|mention| Some((mention.party, mention.group?))).next()
    }

    /// Whether two statements can be the same told twice: by one side, or, where the amount is
    /// not a common one, by the outlet or in the headline and the body; not of different places.
    fn may_repeat(&self, one: &Statement, other: &Statement, figure: &Figure) -> bool {
        let party = |statement: &Statement| statement.actors.first().and_then(|actor| actor.party.clone());
        let one_side = party(one).is_some() && party(one) == party(other) || same_source(one, other);
        let headline = (one.role == Role::Headline) != (other.role == Role::Headline);
        let rare = figure.low.is_some_and(|low| low >= RARE);
        let told_again = if rare { one_side || headline } else { one_side && !one.is_own_voice() };
        told_again && !self.apart(one, other)
    }

    /// Whether two statements name places and none is the same.
    fn apart(&self, one: &Statement, other: &Statement) -> bool {
        let name = |at: &usize| self.document.places[*at].name.as_str();
        let shared = one.places.iter().any(|at| other.places.iter().any(|there| name(at) == name(there)));
        !one.places.is_empty() && !other.places.is_empty() && !shared
    }

    /// Who governs a verb, where the text has its party: `Kyiv controls`, `it controlled`,
    /// `North Korea, which … has sent`.
    fn party_of_subject(&self, statement: usize, verb: usize) -> Option<(String, Vec<Span>)> {
        let document = self.document;
        let subject = match agent(document, verb) {
            Some(agent) => agent,
            None => self.subject(statement, verb)?,
        };
        let words = span(document, &subject);
        if matches!(document.word(subject.start).to_lowercase().as_str(), "it" | "they" | "we") {
            let (party, meant) = self.pronoun(statement, subject.start)?;
            return Some((party, vec![words, meant]));
        }
        Some((party_alone(document, subject)?, vec![words]))
    }

    fn subject(&self, statement: usize, verb: usize) -> Option<Range<usize>> {
        let subject = subject(self.document, verb);
        let relative = |range: &Range<usize>| matches!(self.document.tokens[range.start].tag, "WDT" | "WP");
        subject.filter(|range| !relative(range)).or_else(|| {
            let about = self.statements[statement].subject?;
            Some(tokens(self.document, about))
        })
    }

    /// Whom `it` stands for: parties that are subjects before it in the sentence, and the side
    /// that speaks, must be one.
    fn pronoun(&self, statement: usize, pronoun: usize) -> Option<(String, Span)> {
        let document = self.document;
        let start = near::sentence(document, pronoun).start;
        let mut found: Vec<(String, Span)> = (start..pronoun)
            .filter(|at| document.tokens[*at].dep == "nsubj")
            .map(|at| subtree(document, at))
            .filter_map(|range| {
                let party = actor::party_named(document, range.clone())?;
                Some((party.to_owned(), span(document, &range)))
            })
            .collect();
        let speaker = self.statements[statement].actors.iter();
        found.extend(speaker.filter_map(|actor| Some((actor.party.clone()?, actor.span?))));
        let (party, _) = found.first()?;
        found.iter().all(|(other, _)| other == party).then(|| found.last().cloned()).flatten()
    }

    /// The party that `our` and `its` stand for in a statement: its only source's, where that is
    /// no person.
    fn speaker(&self, statement: usize) -> Option<String> {
        let [actor] = self.statements[statement].actors.as_slice() else { return None };
        actor.party.clone().filter(|_| actor.role.is_none() && !actor.unnamed)
    }

    /// Parties that are spoken of among tokens: not those that speak.
    fn spoken_of(&self, range: Range<usize>, speaker: Option<&str>) -> Vec<Mention> {
        let mut found = mentions(self.document, range, speaker);
        found.retain(|mention| !self.silent[mention.at.start]);
        found
    }

    /// What a statement says, as far as it lies around a noun.
    fn content(&self, statement: &Statement, noun: usize) -> Vec<Range<usize>> {
        let seen = noun.saturating_sub(AROUND)..noun + AROUND;
        let near = |span: &Span| {
            let words = tokens(self.document, *span);
            words.start.max(seen.start)..words.end.min(seen.end)
        };
        statement.content.iter().map(near).filter(|words| !words.is_empty()).collect()
    }

    /// The noun that a figure counts.
    fn noun(&self, figure: &Figure) -> Option<usize> {
        let words = tokens(self.document, figure.counts.as_ref()?.span?);
        words.end.checked_sub(1)
    }

    /// From the amount to the noun.
    fn own_words(&self, figure: &Figure, noun: usize) -> Option<Range<usize>> {
        let start = tokens(self.document, figure.amount).end;
        (start <= noun).then_some(start..noun + 1)
    }

    /// Whether a noun has nothing beside it that could say whose.
    fn is_bare(&self, own: &Range<usize>) -> bool {
        let document = self.document;
        let free = |at: usize| {
            let token = &document.tokens[at];
            token.entity.is_empty() && !matches!(token.tag, "PRP$" | "POS" | "NNP")
        };
        own.clone().all(free) && !matches!(document.word(own.end), "-" | "loyal") && !self.has_owner(own.end)
    }

    /// `of the Wagner group`, `from Kherson` where that is not the verb's: `withdrew from Kherson`.
    fn has_owner(&self, link: usize) -> bool {
        let document = self.document;
        let Some(token) = document.tokens.get(link) else { return false };
        let name = link + 1 + usize::from(document.word(link + 1) == "the");
        let named = document.tokens.get(name).is_some_and(|token| token.tag.starts_with("NNP"));
        let verb = !token.dep.is_empty() && document.tokens[token.head].tag.starts_with("VB");
        matches!(document.word(link), "of" | "from") && named && !verb
    }

    /// The verb that says what happened to a figure.
    fn verb(&self, figure: &Figure) -> Option<usize> {
        let outcome = figure.outcome.as_ref()?.span;
        tokens(self.document, outcome).rev().find(|at| self.document.tokens[*at].tag.starts_with("VB"))
    }
}

/// The one party of these, each known.
fn one_party(found: &[Mention]) -> Option<&str> {
    let first = found.first()?.party.as_deref()?;
    found.iter().all(|mention| mention.party.as_deref() == Some(first)).then_some(first)
}

fn same_source(one: &Statement, other: &Statement) -> bool {
    match (one.actors.as_slice(), other.actors.as_slice()) {
        ([one], [other]) => one.name == other.name || (one.refers.is_some() && one.refers == other.span),
        ([], []) => one.is_own_voice() && other.is_own_voice(),
        _ => false,
    }
}

/// A group meant again by a noun. The same noun takes the nouns before it, too: `officers` are
/// `Kenyan police officers`; another one only whose they are.
fn named_again(document: &Document, group: &Group, noun: usize, name: &str) -> String {
    let same = singular(document, group.noun) == singular(document, noun) && !name.contains(' ');
    let nouns = group.what.split(' ').count();
    let first = (group.noun + 1).saturating_sub(nouns);
    let kinds = (first..group.noun).all(|at| document.tokens[at].tag.starts_with("NN"));
    if same && kinds && !group.what.is_empty() { group.name() } else { format!("{} {name}", group.whose()) }
}

/// `losses`: the noun that is counted says what happened.
fn says_outcome(figure: &Figure) -> bool {
    let counted = figure.counts.as_ref().and_then(|counted| counted.span);
    let outcome = figure.outcome.as_ref().map(|outcome| outcome.span);
    counted.is_some() && counted == outcome
}

/// Whether the outcome is of the subject's own: who sends soldiers, or loses them, has them.
fn is_sent(figure: &Figure) -> bool {
    let outcome = figure.outcome.as_ref().filter(|outcome| !outcome.negated);
    outcome.is_some_and(|outcome| matches!(outcome.name.as_str(), "deployed" | "lost" | "withdrawn"))
}

/// Whether a noun is for people who serve a side; migrants are sent, too, and fighters hired.
fn serves(document: &Document, noun: usize) -> bool {
    matches!(sort(&singular(document, noun)), Some("forces" | "police" | "peacekeepers"))
}

/// Whether the outcome is something that is suffered.
fn is_harm(figure: &Figure) -> bool {
    const HARMS: &[&str] = &[
        "killed",
        "wounded",
        "captured",
        "detained",
        "arrested",
        "kidnapped",
        "missing",
        "destroyed",
        "released",
    ];
    figure.outcome.as_ref().is_some_and(|outcome| outcome.name.split(' ').any(|word| HARMS.contains(&word)))
}

/// Whether a verb with its subject tells what the subject suffered.
fn suffers(document: &Document, verb: usize) -> bool {
    matches!(
        &*document.tokens[verb].lemma,
        "suffer"
            | "sustain"
            | "take"
            | "incur"
            | "endure"
            | "lose"
            | "report"
            | "have"
            | "face"
            | "die"
            | "perish"
    )
}

/// Whether a word is one for armed forces or a country, whose reported losses are their own.
fn fights(document: &Document, at: usize) -> bool {
    let token = &document.tokens[at];
    token.entity == "GPE"
        || matches!(
            &*token.lemma,
            "army"
                | "battalion"
                | "brigade"
                | "division"
                | "force"
                | "military"
                | "navy"
                | "regiment"
                | "troop"
                | "unit"
        )
}

/// Whether a group is the subject of a verb that does something to others, or its agent.
fn acts(document: &Document, group: &Group) -> bool {
    let token = &document.tokens[group.noun];
    match token.dep {
        "nsubj" => !suffers(document, token.head) && reaches_others(document, token.head),
        "pobj" => document.word(token.head) == "by",
        // Without a parse nobody can tell.
        "" => true,
        _ => false,
    }
}

/// Whether a verb has an object, or whom it is aimed at: `raided the camp`, `fired on them`.
fn reaches_others(document: &Document, verb: usize) -> bool {
    let sentence = near::sentence(document, verb);
    let aimed =
        |at: usize| matches!(document.word(at), "on" | "at" | "against" | "into" | "through" | "with");
    sentence.filter(|child| document.tokens[*child].head == verb && *child != verb).any(
        |child| match document.tokens[child].dep {
            "dobj" | "conj" | "xcomp" => true,
            "prep" => aimed(child),
            _ => false,
        },
    )
}

/// The verb that a noun is the object of.
fn governor(document: &Document, noun: usize) -> Option<usize> {
    let token = &document.tokens[noun];
    matches!(token.dep, "dobj" | "obj").then_some(token.head)
}

/// The subject of a verb, or of the verb that it hangs from: `has begun deploying`.
fn subject(document: &Document, verb: usize) -> Option<Range<usize>> {
    let mut at = verb;
    for _ in 0..4 {
        let sentence = near::sentence(document, at);
        let child = sentence
            .clone()
            .find(|child| document.tokens[*child].head == at && document.tokens[*child].dep == "nsubj");
        if let Some(child) = child {
            return Some(phrase(document, child));
        }
        let token = &document.tokens[at];
        if !matches!(token.dep, "xcomp" | "conj" | "aux") {
            return None;
        }
        at = token.head;
    }
    None
}

/// `sent by Kenya`: who did it, after a participle.
fn agent(document: &Document, verb: usize) -> Option<Range<usize>> {
    let sentence = near::sentence(document, verb);
    let child = |head: usize, dep: &str| {
        sentence.clone().find(|child| {
            *child != head && document.tokens[*child].head == head && document.tokens[*child].dep == dep
        })
    };
    child(child(verb, "agent")?, "pobj").map(|noun| phrase(document, noun))
}

/// A noun with its words, up to a relative clause.
fn phrase(document: &Document, noun: usize) -> Range<usize> {
    let whole = subtree(document, noun);
    let end = (noun + 1..whole.end).find(|at| {
        document.word(*at) == "," || matches!(document.tokens[*at].tag, "WDT" | "WP" | "VBN" | "VBG")
    });
    whole.start..end.unwrap_or(whole.end)
}

/// The party of a phrase that names no other: `Kyiv`, `the Kenyan government`.
fn party_alone(document: &Document, range: Range<usize>) -> Option<String> {
    if let Some(party) = actor::party_named(document, range.clone()) {
        return Some(party.to_owned());
    }
    let found = mentions(document, range, None);
    let party = one_party(&found)?;
    Some(party.to_owned()).filter(|_| found.iter().all(|mention| mention.group.is_some()))
}

fn in_phrase(document: &Document, at: usize) -> bool {
    matches!(
        document.tokens[at].tag,
        "NN" | "NNS" | "NNP" | "NNPS" | "JJ" | "DT" | "PRP" | "PRP$" | "HYPH" | "POS"
    )
}

fn is_demonstrative(document: &Document, at: usize) -> bool {
    matches!(document.word(at).to_lowercase().as_str(), "this" | "that" | "these" | "those")
}

fn stands_for(document: &Document, at: usize) -> bool {
    is_demonstrative(document, at) || matches!(document.word(at), "them" | "they" | "They")
}

/// `the United States`, `the Philippines`: names that have their article in a sentence.
fn with_article(party: &str) -> String {
    let plural = matches!(party, "Bahamas" | "Maldives" | "Netherlands" | "Philippines");
    let common = ["Emirates", "Front", "Forces", "Kingdom", "Nations", "Republic", "States", "Union"];
    let common = common.iter().any(|word| party.ends_with(word));
    if plural || common { format!("the {party}") } else { party.to_owned() }
}
