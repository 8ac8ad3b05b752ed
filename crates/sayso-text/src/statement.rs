//! Statements: what the text has somebody say, with everything that hangs on it.
//!
//! The models give cue, source and content (`attribution`). Here each becomes a statement:
//! statements within statements are set apart, coordinated `that` clauses are told apart,
//! and manner, certainty, via, time and the figures, places and moments inside are added.
//! What nobody is given as the source of is the outlet's own.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::actor::{self, Actor};
use crate::attribution::{self, Attribution, span};
use crate::figure::{Counted, Figure};
use crate::moment::Kind;
use crate::place::Usage;
use crate::{Document, Role, Span, list, mention};

pub(crate) mod carrier;
mod counts;
mod credit;
mod dateline;
mod groups;
mod headline;
mod manner;
pub(crate) mod near;
mod nested;
mod own;
mod pared;
mod passed_over;
mod running;
mod transcript;

use near::subtree;

pub use counts::Meant;
pub use manner::{Certainty, Mode};

/// An attribution as the text has it, with what was found in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Whether it stands in the headline, the body or a caption.
    pub role: Role,
    /// Who says it, as the text has it; empty where nobody is named.
    pub source: Vec<Span>,
    /// The words that say that it is said; empty in the outlet's own voice.
    pub cue: Vec<Span>,
    /// What is said, in pieces where other words come between.
    pub content: Vec<Span>,
    /// In whose words.
    pub mode: Mode,
    /// How sure the source is, by the cue and the words of the content.
    pub certainty: Certainty,
    /// How likely it is read right, from 0 to 1: of statements with 0.8, four in five are. For
    /// what others say, that a careful reader would give the same words to the same source;
    /// for the outlet's own voice, that nobody else is given as the source.
    pub confidence: f32,
    /// Who the sources are.
    pub actors: Vec<Actor>,
    /// To whom, or through whom: `told AFP`.
    pub via: Vec<Via>,
    /// When it was said: index into the document's moments.
    pub said: Option<usize>,
    /// What stands in quotation marks, without them, where the content is not all quoted.
    pub quoted: Vec<Span>,
    /// Figures in the content, as indices into the document's.
    pub figures: Vec<usize>,
    /// What its figures count by their context, where that says more than the words beside them.
    pub meant: Vec<Meant>,
    /// Places in the content that say where, as indices into the document's.
    pub places: Vec<usize>,
    /// Moments in the content, as indices into the document's.
    pub moments: Vec<usize>,
    /// Words that refer back, each with the words that it stands for.
    pub refers: Vec<(Span, Span)>,
    /// What a relative clause is about: `North Korea, which ... has sent`.
    pub subject: Option<Span>,
    /// The outlet's gloss on the saying: no part of the claim.
    pub asides: Vec<Span>,
    /// The statement that this one stands in, as an index.
    pub within: Option<usize>,
    /// The statement whose source is meant again, as an index.
    pub same_source: Option<usize>,
    /// Statements of the same party with the same figure, as indices.
    pub same_figure: Vec<usize>,
}

impl Statement {
    /// A figure of the document as this statement means it: what it counts is resolved.
    pub fn figure(&self, document: &Document, at: usize) -> Option<Figure> {
        let mut figure = document.figures.get(at)?.clone();
        if let Some(meant) = self.meant.iter().find(|meant| meant.figure == at) {
            let span = figure.counts.as_ref().and_then(|counts| counts.span);
            figure.counts = Some(Counted { span, name: meant.name.clone() });
        }
        Some(figure)
    }

    /// Whether nobody but the outlet is given as the source.
    pub fn is_own_voice(&self) -> bool {
        self.cue.is_empty()
    }
}

/// A medium or a person that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// Where it stands.
    pub span: Span,
    /// Its full name where it is on the list of outlets, else its words.
    pub name: String,
    /// What it is (`news agency`), where it is on the list.
    pub kind: Option<&'static str>,
}

/// An attribution with what the rules add to it before it becomes a statement.
#[derive(Clone, Debug, Default)]
struct Draft {
    attribution: Attribution,
    /// Everything that the cue has said, also where it was split: no word of it says when.
    whole: Vec<Range<usize>>,
    subject: Option<Range<usize>>,
    within: Option<usize>,
    /// Whether it is a speaker's own words without a quotation mark, as in a transcript.
    verbatim: bool,
    /// Outlets that carry it, named elsewhere in its sentence.
    through: Vec<Range<usize>>,
}

/// All statements of a document, in reading order of their contents.
pub fn statements(document: &Document) -> Vec<Statement> {
    let (found, doubted) = attribution::find(document);
    statements_from(document, found, &doubted)
}

/// The statements that attributions make, however these were found; what was almost taken for
/// one makes the outlet's own voice less sure.
pub fn statements_from(
    document: &Document,
    attributions: Vec<Attribution>,
    doubted: &[Attribution],
) -> Vec<Statement> {
    let mut drafts: Vec<Draft> = attributions
        .into_iter()
        .map(|attribution| Draft { attribution: tidied(document, attribution), ..Draft::default() })
        .collect();
    drafts.retain(|draft| {
        let attribution = &draft.attribution;
        !credit::holds(document, attribution.cue.start)
            && !is_lookalike(document, attribution)
            && !is_bare_noun(document, attribution)
            && !is_thing(document, attribution)
            && !is_aside(document, attribution)
            && !is_anonymity(document, attribution)
            && !is_addition(document, attribution)
            && !is_deed(document, attribution)
            && !is_label(document, attribution)
            && !is_answered(document, attribution)
            && !is_silence(document, attribution)
            && !is_citation(document, attribution)
            && !is_only_that(document, &attribution.content)
    });
    leave_others_cues(&mut drafts);
    share_sources(document, &mut drafts);
    carrier::join(document, doubted, &mut drafts);
    carrier::quote(document, &mut drafts);
    carrier::report(document, &mut drafts);
    headline::add(document, &mut drafts);
    pared::pare(document, &mut drafts);
    passed_over::add(document, &mut drafts);
    transcript::add(document, &mut drafts);
    nested::set_within(&mut drafts);
    nested::add(document, &mut drafts);
    running::go_on(document, &mut drafts);
    running::join(document, &mut drafts);
    running::speak_on(document, &mut drafts);
    // What was pared may be nothing any more.
    for attribution in drafts.iter_mut().map(|draft| &mut draft.attribution) {
        attribution.content.retain(|piece| !piece.is_empty());
        attribution.source.retain(|piece| !piece.is_empty());
    }
    let drafts = in_order(split(document, drafts));
    let sources: Vec<Vec<Range<usize>>> =
        drafts.iter().map(|draft| draft.attribution.source.clone()).collect();
    let mut actors: Vec<Vec<Actor>> = sources.iter().map(|source| actor::actors(document, source)).collect();
    mention::resolve(document, &sources, &mut actors);
    transcript::know(document, &drafts, &mut actors);
    actors.iter_mut().for_each(|actors| {
        // `Nordic Markets, an analyst firm` in two pieces is one who speaks.
        let mut known = HashSet::new();
        actors.retain(|actor| known.insert(actor.name.clone()));
    });
    let mut statements: Vec<Statement> =
        drafts.iter().zip(actors).map(|(draft, actors)| statement(document, draft, actors)).collect();
    nested::infer_claimants(document, &mut statements);
    nested::know_speaker(document, &mut statements);
    link(document, &mut statements);
    own::add(document, doubted, &mut statements);
    counts::add(document, &mut statements);
    statements
}

/// `The letter was believed by everybody`: a thing that is held true, feared or wanted is no content.
fn is_thing(document: &Document, attribution: &Attribution) -> bool {
    let tag = |at: usize| document.tokens[at].tag;
    let held = attribution.cue.clone().any(|at| {
        let lemma = &*document.tokens[at].lemma;
        tag(at) == "VBN"
            && matches!(lemma, "believe" | "trust" | "know" | "fear" | "want" | "expect" | "love")
    });
    held && !attribution
        .content
        .iter()
        .flat_map(Clone::clone)
        .any(|at| tag(at).starts_with('V') || tag(at) == "TO")
}

/// Cues that say nothing beside certain words: `claimed nine lives`, `declined to comment`.
fn is_lookalike(document: &Document, attribution: &Attribution) -> bool {
    // The cue's verb, the word that it ends in, and what stands beside it.
    static LOOKALIKES: LazyLock<Vec<(&str, Option<&str>, &str)>> = LazyLock::new(|| {
        let entries = list::entries(include_str!("../lists/statement-lookalikes.txt"));
        let parted = |(words, word): (&'static str, _)| match words.split_once(' ') {
            Some((verb, last)) => (verb, Some(last), word),
            None => (words, None, word),
        };
        entries.map(parted).collect()
    });
    let lemma = |at: usize| &*document.tokens[at].lemma;
    let cue = attribution.cue.clone();
    let is_cue = |verb: &str, last: Option<&str>| {
        cue.clone().any(|at| lemma(at) == verb) && last.is_none_or(|last| document.word(cue.end - 1) == last)
    };
    let object = |at: usize, word: &str| {
        document.tokens[at].dep == "dobj" && cue.contains(&document.tokens[at].head) && lemma(at) == word
    };
    // Headlines leave out articles, and the parse goes astray: `City agree £8m deal for goalkeeper`.
    let part = document.sentences[document.tokens[cue.start].sentence].part;
    let headline = document.parts[part].role == Role::Headline;
    let early = |content: &Range<usize>, word: &str| {
        let noun = content
            .clone()
            .take(6)
            .find(|at| lemma(*at) == word && document.tokens[*at].tag.starts_with('N'));
        noun.is_some_and(|noun| noun + 1 >= content.end || !near::is_finite(document, noun + 1))
    };
    let never = LOOKALIKES.iter().any(|(verb, last, word)| {
        is_cue(verb, *last)
            && (*word == "*"
                || headline
                    && (*verb, *last) == ("agree", None)
                    && attribution.content.first().is_some_and(|first| early(first, word))
                || attribution.content.iter().cloned().flatten().any(|at| object(at, word)))
    });
    if never {
        return true;
    }
    let Some(content) = attribution.content.first().filter(|content| content.len() <= 5) else {
        return false;
    };
    let begins =
        content.clone().find(|at| !matches!(document.tokens[*at].tag, "TO" | "DT" | "PRP$" | "IN" | "RB"));
    let alone = match attribution.source.as_slice() {
        [source] if source.len() == 1 => Some(source.start),
        _ => None,
    };
    let near = [begins, Some(content.end - 1), alone];
    LOOKALIKES
        .iter()
        .any(|(verb, last, word)| is_cue(verb, *last) && near.iter().flatten().any(|at| lemma(*at) == *word))
}

/// `A privately built lander the size of a car touched down`: a thing with what it is like is no
/// cue where nobody is its source and the noun is none of saying.
fn is_bare_noun(document: &Document, attribution: &Attribution) -> bool {
    let cue = &attribution.cue;
    let last = &document.tokens[cue.end - 1];
    let listed = || {
        list::words(include_str!("../lists/reporting-words.txt"))
            .any(|word| word == document.word(cue.end - 1) || word == &*last.lemma)
    };
    attribution.source.is_empty()
        && cue.len() > 1
        && matches!(last.tag, "NN" | "NNS")
        && document.tokens[cue.end - 2].tag == "VBN"
        && !listed()
        && !nested::is_cue(document, cue.end - 1, "noun")
}

/// `denied that and said it would appeal`: what is said comes behind the second verb.
fn is_only_that(document: &Document, content: &[Range<usize>]) -> bool {
    let [content] = content else { return false };
    content.len() == 1
        && document.word(content.start) == "that"
        && matches!(document.word(content.end), "and" | "but")
}

/// `..., referring to the penalty`: the outlet's gloss on a saying beside it.
fn is_aside(document: &Document, attribution: &Attribution) -> bool {
    let at = attribution.cue.start;
    let gloss =
        matches!(&*document.tokens[at].lemma, "refer" | "allude" | "use") && document.tokens[at].tag == "VBG";
    gloss && at > 0 && document.word(at - 1) == ","
}

/// `..., a claim that his deputy said was false`: what the deputy says of the claim is none of it.
fn is_answered(document: &Document, attribution: &Attribution) -> bool {
    let noun = attribution.cue.end - 1;
    let comma = noun.checked_sub(2).filter(|_| document.tokens[noun].tag == "NN");
    comma.and_then(|comma| pared::claim_again(document, comma)).is_some_and(|(claim, _)| claim == noun)
}

/// `Live: storm batters coast`, `Obituary: Marta Lind`: what kind of piece it is says nothing.
fn is_label(document: &Document, attribution: &Attribution) -> bool {
    static LABELS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| list::words(include_str!("../lists/headline-labels.txt")).collect());
    let [source] = attribution.source.as_slice() else { return false };
    document.word(attribution.cue.start) == ":"
        && LABELS.contains(actor::phrase(document, source.clone()).to_lowercase().as_str())
}

/// `A man has been charged with fraud`, `The house was painted white`, `a draft of which was seen by
/// Reuters`: what is done is no saying.
fn is_deed(document: &Document, attribution: &Attribution) -> bool {
    let cue = attribution.cue.clone();
    let done = |at: &usize| {
        let token = &document.tokens[*at];
        token.tag == "VBN" && &*token.lemma != "be" || token.tag == "VBD" && &*token.lemma == "charge"
    };
    let Some(verb) = cue.clone().find(done) else { return false };
    let passive = cue.clone().any(|at| &*document.tokens[at].lemma == "be");
    let lemma = &*document.tokens[verb].lemma;
    let clause = attribution.content.iter().any(|piece| document.word(piece.start) == "that");
    let seen = matches!(lemma, "see" | "obtain" | "review" | "view")
        && document.word(cue.end) == "by"
        && !attribution.source.is_empty();
    let charged = matches!(lemma, "charge" | "paint") && attribution.source.is_empty();
    // `Man charged in stabbing`
    let opens = attribution.content.first().map_or("", |first| document.word(first.start));
    let bare =
        lemma == "charge" && cue.len() == 1 && matches!(opens, "in" | "with" | "over" | "after" | "for");
    passive && !clause && (seen || charged) || bare
}

/// `who asked not to be named`: how somebody speaks is nothing that is said.
fn is_anonymity(document: &Document, attribution: &Attribution) -> bool {
    let asks = attribution.cue.clone().any(|at| {
        matches!(
            &*document.tokens[at].lemma,
            "ask" | "request" | "decline" | "refuse" | "want" | "wish" | "prefer"
        )
    });
    let words = || attribution.cue.clone().chain(attribution.content.iter().cloned().flatten().take(6));
    let named = words().any(|at| {
        matches!(document.word(at), "named" | "identified" | "quoted")
            && document.tokens[at].tag == "VBN"
            && at > 0
            && matches!(document.word(at - 1), "be" | "being")
    });
    asks && (named || words().any(|at| &*document.tokens[at].lemma == "anonymity"))
        || gives_reason(document, attribution.cue.start)
}

/// `She did not want to be named, citing office rules`.
fn gives_reason(document: &Document, cue: usize) -> bool {
    let cites = &*document.tokens[cue].lemma == "cite" && document.tokens[cue].tag == "VBG";
    let sentence = near::sentence(document, cue).start;
    let unnamed = |at: usize| {
        matches!(document.word(at), "named" | "identified") && document.word(at - 1) == "be"
            || document.word(at) == "anonymity"
    };
    cites && (sentence + 1..cue).any(unnamed)
}

/// `The bill adds $10 million to the fund`: what is put to something, not said.
fn is_addition(document: &Document, attribution: &Attribution) -> bool {
    let cue = attribution.cue.clone();
    let adds = cue.clone().any(|at| &*document.tokens[at].lemma == "add");
    let words = || attribution.content.iter().cloned().flatten();
    let object = words().find(|at| {
        let token = &document.tokens[*at];
        token.dep == "dobj" && cue.contains(&token.head) && !nested::is_cue(document, *at, "noun")
    });
    let says = words().any(|at| {
        near::is_finite(document, at)
            || matches!(document.word(at), "\"" | "“" | "'" | "‘" | "``" | "''" | "that")
    });
    adds && object.is_some() && !says
}

/// `The army has not commented on that claim`, `did not respond to the report`: who is silent says nothing.
fn is_silence(document: &Document, attribution: &Attribution) -> bool {
    let cue = &attribution.cue;
    let speaks = cue.clone().find(|at| {
        matches!(
            &*document.tokens[*at].lemma,
            "answer" | "comment" | "elaborate" | "react" | "reply" | "respond"
        ) && document.tokens[*at].tag.starts_with('V')
    });
    let Some(verb) = speaks else { return false };
    let sentence = near::sentence(document, verb);
    (sentence.start.max(verb.saturating_sub(4))..verb)
        .any(|at| matches!(&*document.tokens[at].lemma, "not" | "n't" | "n’t" | "never" | "yet"))
}

/// `..., the ministry said, citing the UN drugs office`: who is cited is nothing that is said.
fn is_citation(document: &Document, attribution: &Attribution) -> bool {
    let cites = attribution.cue.len() == 1 && {
        let cue = &document.tokens[attribution.cue.start];
        &*cue.lemma == "cite" && cue.tag == "VBG"
    };
    let [content] = attribution.content.as_slice() else { return false };
    let verb = content.clone().any(|at| document.tokens[at].tag.starts_with('V'));
    let body = content.clone().any(|at| matches!(document.tokens[at].entity, "ORG" | "PERSON"));
    cites && !verb && (body || actor::speaks(document, content.clone()))
}

/// A later piece of what one says does not begin with the words by which somebody else says it:
/// `saying ... from North Korea, which Western officials estimate has sent ...`.
fn leave_others_cues(drafts: &mut [Draft]) {
    let cues: FxHashSet<usize> = drafts.iter().flat_map(|draft| draft.attribution.cue.clone()).collect();
    for draft in drafts {
        let mut first = true;
        draft.attribution.content.retain(|piece| std::mem::take(&mut first) || !cues.contains(&piece.start));
    }
}

/// `Doctors called it mild but urged people to rest`: a verb without a source of its own that
/// is joined to a cue has that cue's source.
fn share_sources(document: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let cue = &drafts[at].attribution.cue;
        let joined = cue.clone().find(|token| {
            document.tokens[*token].dep == "conj" && document.tokens[*token].tag.starts_with("VB")
        });
        let Some(joined) = joined.filter(|_| drafts[at].attribution.source.is_empty()) else { continue };
        let head = document.tokens[joined].head;
        let first = drafts
            .iter()
            .find(|draft| draft.attribution.cue.contains(&head))
            .map(|draft| draft.attribution.source.clone());
        drafts[at].attribution.source = first.unwrap_or_default();
    }
}

/// Takes from the cue what is a moment: `previously told` is said `previously`. Takes from the content
/// a dateline, and the moment of saying: `said on Tuesday it needed money`.
fn tidied(document: &Document, mut attribution: Attribution) -> Attribution {
    while attribution.cue.len() > 1 {
        let first = document.tokens[attribution.cue.start].span;
        if !moment_at(document, first) {
            break;
        }
        attribution.cue.start += 1;
    }
    leave_moments(document, &mut attribution);
    name_accused(document, &mut attribution);
    leave_occasion(document, &mut attribution);
    if attribution.content.len() > 1 {
        // `North Korea, which officials estimate has sent`: the joint is none of what is said.
        let joint = |range: &Range<usize>| matches!(document.tokens[range.start].tag, "WDT" | "WP");
        attribution.content.retain(|range| range.len() > 1 || !joint(range));
    }
    // What goes on in a later sentence begins with its article.
    for piece in attribution.content.iter_mut().skip(1).filter(|piece| piece.start > 0) {
        let article = piece.start - 1;
        let first = document.sentences[document.tokens[article].sentence].tokens.start == article;
        if first
            && document.tokens[article].tag == "DT"
            && document.tokens[piece.start].sentence == document.tokens[article].sentence
        {
            piece.start = article;
        }
    }
    for range in attribution.content.iter_mut().chain(&mut attribution.source) {
        *range = dateline::without(document, range);
    }
    if let Some(first) = attribution.content.first_mut()
        && first.start == attribution.cue.end
        && first.len() > 4
        && ["neither", "confirm", "nor", "deny"]
            .iter()
            .zip(first.clone())
            .all(|(word, at)| document.word(at) == *word)
    {
        // All of it is what is done with the claim.
        attribution.cue.end += 4;
        first.start += 4;
    }
    let after = attribution.cue.end;
    if let Some(first) = attribution.content.first_mut().filter(|first| first.start == after)
        && let Some(start) = after_moment(document, first)
            .or_else(|| after_carrier(document, first))
            .or_else(|| after_listener(document, after - 1, first))
            .or_else(|| after_quoting(document, first))
    {
        first.start = start;
    }
    attribution
}

/// Takes the day of saying, and a colon, from the end of the cue, and the day from the end of a source
/// right before it: `said Tuesday:`, `President Reyes today denounced`.
fn leave_moments(document: &Document, attribution: &mut Attribution) {
    let ends = |at: usize| {
        let next = document.moments.partition_point(|moment| moment.span.end < document.tokens[at].span.end);
        let moment = document.moments.get(next)?;
        let here = moment.span.end == document.tokens[at].span.end;
        let day = matches!(moment.kind, Kind::Day | Kind::Interval | Kind::Time);
        (here && day).then(|| document.token_at(moment.span.start))
    };
    let cue = &mut attribution.cue;
    if cue.len() > 1 && document.word(cue.end - 1) == ":" {
        cue.end -= 1;
    }
    if let Some(first) = ends(cue.end - 1).filter(|first| *first > cue.start) {
        cue.end = first;
    }
    let Some(source) = attribution.source.last_mut().filter(|source| source.end == cue.start) else { return };
    let noun = |at: usize| document.tokens[at].tag.starts_with('N');
    if let Some(first) = ends(source.end - 1).filter(|first| *first > source.start && noun(first - 1)) {
        source.end = first;
    }
}

/// Where the clause begins behind who is quoted: `reported on Monday, citing aides, that it was off`.
fn after_quoting(document: &Document, content: &Range<usize>) -> Option<usize> {
    let quotes =
        |at: &usize| document.word(*at) == "," && matches!(document.word(at + 1), "citing" | "quoting");
    let comma = content.clone().take(6).find(quotes)?;
    let finite = |at: usize| near::is_finite(document, at);
    let that = (comma + 2..content.end.saturating_sub(2)).take(14).find(|at| document.word(*at) == "that")?;
    (!(content.start..that).any(finite)).then_some(that)
}

/// Where the clause begins behind what it was said in: `said in a statement it had stopped`.
fn after_carrier(document: &Document, content: &Range<usize>) -> Option<usize> {
    let opens = matches!(document.word(content.start), "in" | "on" | "at" | "during" | "through" | "via");
    let noun = (content.start + 1..content.end.min(content.start + 7))
        .take_while(|at| !matches!(document.tokens[*at].tag, "IN" | "," | "PRP" | "VBD" | "VBZ" | "MD"))
        .find(|at| opens && carrier::is_thing(&document.tokens[*at].lemma))?;
    let next = Some(noun + 1).filter(|next| *next < content.end)?;
    let clause = (next + 1..content.end.min(next + 14)).any(|at| near::is_finite(document, at));
    let subject = document.word(next) == "that"
        || matches!(document.tokens[next].tag, "DT" | "PRP" | "PRP$" | "NNP" | "NNPS" | "NNS" | "CD" | "EX");
    (subject && clause).then_some(next)
}

/// `said Chief Ann Lee at a news conference`: where it was said is none of the name.
fn leave_occasion(document: &Document, attribution: &mut Attribution) {
    let behind = attribution.cue.end;
    let Some(source) = attribution.source.last_mut().filter(|source| source.start >= behind) else { return };
    let noun = &*document.tokens[source.end - 1].lemma;
    let occasion = carrier::is_thing(noun) || matches!(noun, "conference" | "briefing" | "rally" | "hearing");
    let opens = |at: &usize| {
        matches!(document.word(*at), "in" | "at" | "during")
            && document.tokens[at - 1].tag.starts_with('N')
            && document.tokens[at + 1].tag == "DT"
    };
    if let Some(at) = (source.start + 1..source.end - 1).rev().take(6).find(opens).filter(|_| occasion) {
        source.end = at;
    }
}

/// `a woman accused of theft`: nobody says who accuses her, and she is who is accused.
fn name_accused(document: &Document, attribution: &mut Attribution) {
    let verb = &document.tokens[attribution.cue.start];
    let accuses = matches!(&*verb.lemma, "accuse" | "suspect" | "charge" | "convict");
    let participle = verb.tag == "VBN" && verb.dep == "acl";
    let [source] = attribution.source.as_slice() else { return };
    if accuses && participle && source.contains(&verb.head) && source.end <= attribution.cue.start {
        let accused = attribution.source.remove(0);
        attribution.content.insert(0, accused);
    }
}

/// Where the clause begins behind who is told: `told police the man had fled`.
fn after_listener(document: &Document, cue: usize, content: &Range<usize>) -> Option<usize> {
    let tells = matches!(&*document.tokens[cue].lemma, "tell" | "inform" | "assure");
    let hears = list::words(include_str!("../lists/listeners.txt"))
        .any(|word| word == &*document.tokens[content.start].lemma);
    let next = Some(content.start + 1).filter(|next| tells && hears && *next < content.end)?;
    let subject = matches!(document.tokens[next].tag, "DT" | "PRP" | "PRP$" | "NNP" | "CD" | "EX")
        || document.word(next) == "that";
    let clause = (next + 1..content.end.min(next + 14)).any(|at| near::is_finite(document, at));
    (subject && clause).then_some(next)
}

/// Whether a moment, its preposition included, holds a word.
fn moment_at(document: &Document, word: Span) -> bool {
    let next = document.moments.partition_point(|moment| moment.span.start <= word.start);
    next > 0 && document.moments[next - 1].span.contains(word)
}

/// Where the clause begins that follows a day at the start of a content; a day that lies ahead is
/// part of what is said.
fn after_moment(document: &Document, content: &Range<usize>) -> Option<usize> {
    let start = document.tokens.get(content.start)?.span.start;
    let at = document.moments.partition_point(|moment| moment.span.start < start);
    let moment = document.moments.get(at).filter(|moment| moment.span.start == start)?;
    let ahead = document.published.is_none_or(|day| moment.from.is_none_or(|from| from > day));
    let next = content.clone().find(|at| document.tokens[*at].span.start >= moment.span.end)?;
    let opens = matches!(
        document.tokens[next].tag,
        "DT" | "PRP" | "PRP$" | "NNP" | "NNPS" | "NN" | "NNS" | "JJ" | "CD" | "EX"
    ) || document.word(next) == "that";
    let clause =
        (next + 1..content.end).any(|at| near::is_finite(document, at) && document.tokens[at].dep != "relcl");
    (matches!(moment.kind, Kind::Day) && !ahead && opens && clause).then_some(next)
}

/// Drafts with their coordinated clauses apart, without those that say nothing any more, keeping the
/// links between them right.
fn split(document: &Document, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut parts: Vec<Draft> = Vec::new();
    let mut places: Vec<Range<usize>> = Vec::new();
    for draft in drafts {
        let first = parts.len();
        let said = |part: &Draft| !part.attribution.content.is_empty();
        parts.extend(split_clauses(document, draft).into_iter().filter(said));
        places.push(first..parts.len());
    }
    for at in 0..parts.len() {
        let Some(place) = parts[at].within.and_then(|outer| places.get(outer)).cloned() else { continue };
        let cue = parts[at].attribution.cue.start;
        let holds =
            |outer: &usize| parts[*outer].attribution.content.iter().any(|piece| piece.contains(&cue));
        parts[at].within = place.clone().find(holds).or(place.clone().next());
    }
    parts
}

/// Sorts by content, keeping the links between drafts right.
fn in_order(drafts: Vec<Draft>) -> Vec<Draft> {
    let start = |draft: &Draft| draft.attribution.content.first().map_or(usize::MAX, |range| range.start);
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|at| start(&drafts[*at]));
    let mut place = vec![0; drafts.len()];
    order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
    order
        .iter()
        .map(|at| Draft { within: drafts[*at].within.map(|outer| place[outer]), ..drafts[*at].clone() })
        .collect()
}

/// `added that A and that B` says two things.
fn split_clauses(document: &Document, draft: Draft) -> Vec<Draft> {
    let [content] = draft.attribution.content.as_slice() else { return vec![draft] };
    let that = |at: usize| document.word(at) == "that" && document.tokens[at].tag == "IN";
    let joins = |at: &usize| matches!(document.word(*at), "and" | "but") && that(at + 1);
    let cuts: Vec<usize> = (content.start + 1..content.end.saturating_sub(1)).filter(joins).collect();
    if cuts.is_empty() || !that(content.start) {
        return vec![draft];
    }
    let starts = std::iter::once(content.start).chain(cuts.iter().map(|cut| cut + 1));
    let ends = cuts.iter().copied().chain([content.end]);
    starts
        .zip(ends)
        .map(|(start, end)| {
            let end = if end > start + 1 && document.word(end - 1) == "," { end - 1 } else { end };
            let mut part = draft.clone();
            part.whole = draft.attribution.content.clone();
            part.attribution.content = vec![start..end];
            part
        })
        .collect()
}

fn statement(document: &Document, draft: &Draft, actors: Vec<Actor>) -> Statement {
    let attribution = &draft.attribution;
    let spans =
        |ranges: &[Range<usize>]| -> Vec<Span> { ranges.iter().map(|range| span(document, range)).collect() };
    let content = spans(&attribution.content);
    let part = document.sentences[document.tokens[attribution.cue.start].sentence].part;
    let there = there(document, &attribution.content);
    let (mode, quoted) = match draft.verbatim {
        true => (Mode::Direct, Vec::new()),
        false => manner::mode(document, &attribution.content),
    };
    Statement {
        role: document.parts[part].role,
        source: spans(&attribution.source),
        cue: spans(std::slice::from_ref(&attribution.cue)),
        mode,
        quoted,
        certainty: manner::certainty(document, attribution),
        confidence: attribution.confidence,
        actors,
        via: via(document, attribution).into_iter().chain(carried(document, &draft.through)).collect(),
        said: said(document, attribution, &draft.whole),
        figures: near::figures(document, &content),
        meant: Vec::new(),
        places: places_in(document, &content).into_iter().chain(there.map(|(_, at)| at)).collect(),
        moments: near::moments(document, &content),
        refers: references(document, &attribution.content)
            .into_iter()
            .chain(there.map(|(word, at)| (word, document.places[at].span)))
            .collect(),
        subject: draft.subject.as_ref().map(|range| span(document, range)),
        asides: asides(document, attribution),
        within: draft.within,
        same_source: None,
        same_figure: Vec::new(),
        content,
    }
}

/// Places inside a content that say where, each name once.
fn places_in(document: &Document, content: &[Span]) -> Vec<usize> {
    let mut named: HashSet<&str> = HashSet::new();
    near::places(document, content)
        .into_iter()
        .filter(|at| {
            let place = &document.places[*at];
            place.usage == Usage::Where && named.insert(&place.name)
        })
        .collect()
}

/// Tokens of the cue's sentence that are neither its content nor its source.
fn around_cue<'a>(
    document: &'a Document,
    attribution: &'a Attribution,
) -> impl DoubleEndedIterator<Item = usize> + 'a {
    let sentence = near::sentence(document, attribution.cue.start);
    let taken =
        |at: &usize| attribution.content.iter().chain(&attribution.source).any(|range| range.contains(at));
    sentence.filter(move |at| !taken(at))
}

/// The moment of saying: in the cue's sentence, outside what is said, hanging from the cue.
fn said(document: &Document, attribution: &Attribution, whole: &[Range<usize>]) -> Option<usize> {
    let outside =
        |at: &usize| !whole.iter().any(|range| range.contains(at)) && !dateline::holds(document, *at);
    let near: Vec<usize> = around_cue(document, attribution).filter(outside).collect();
    let cue = attribution.cue.clone();
    let hangs = |token: usize| {
        let mut at = token;
        for _ in 0..6 {
            // What another clause says the day of is not the saying.
            if matches!(document.tokens[at].dep, "relcl" | "acl" | "advcl" | "ccomp" | "xcomp") {
                return false;
            }
            // `up from 3.8 GW last year` compares.
            if matches!(document.word(at), "up" | "down" | "from" | "compared") {
                return false;
            }
            let head = document.tokens[at].head;
            if cue.contains(&head) {
                return true;
            }
            if head == at {
                break;
            }
            at = head;
        }
        document.tokens[token].dep.is_empty()
    };
    let sentence = &document.sentences[document.tokens[cue.start].sentence].span;
    let first = document.moments.partition_point(|moment| moment.span.end <= sentence.start);
    let there = (first..document.moments.len())
        .take_while(|at| document.moments[*at].span.start < sentence.end)
        .filter(|at| dates_saying(document, *at));
    there.into_iter().find(|at| {
        let moment = &document.moments[*at];
        // Right behind the cue it is the day of saying, whatever the parse makes of it.
        let behind = |token: usize| token == cue.end && moment.span.contains(document.tokens[token].span);
        // Right before it, where the source ends: `President Reyes today denounced`.
        let source = attribution.source.last().map_or(0, |source| source.end);
        let between = |token: usize| {
            source > 0
                && token + 1 == cue.start
                && document.tokens.get(source).is_some_and(|token| token.span.start == moment.span.start)
                && moment.span.contains(document.tokens[token].span)
        };
        near.iter().any(|token| {
            moment.core.contains(document.tokens[*token].span) && hangs(*token)
                || behind(*token)
                || between(*token)
        })
    })
}

/// Whether a moment can be when something was said: `its weekly outlook`, `now expects` and
/// `said after Saturday's defeat` say no day of it.
fn dates_saying(document: &Document, at: usize) -> bool {
    let moment = &document.moments[at];
    let next = document.tokens.get(document.token_at(moment.span.end));
    let owns = next.is_some_and(|token| token.tag == "POS");
    let now = document.text(moment.core).eq_ignore_ascii_case("now");
    let none = match moment.kind {
        Kind::Repeated => true,
        Kind::After | Kind::Before => owns,
        // `seven years late`; `for two years he has said`.
        Kind::Duration => {
            let opens = document.text(moment.span).split(' ').next().unwrap_or_default();
            !matches!(opens, "for" | "For" | "over" | "Over" | "during" | "During" | "throughout")
                || inside_phrase(document, moment.core)
        }
        _ => now,
    };
    !none
}

/// `weekly` in `its weekly outlook`: it describes the noun behind it.
fn inside_phrase(document: &Document, moment: Span) -> bool {
    near::tokens(document, moment).any(|at| {
        let token = &document.tokens[at];
        moment.contains(token.span)
            && token.dep == "amod"
            && document.tokens[token.head].span.start >= moment.end
    })
}

/// Kinds and full names of outlets, by name.
static OUTLETS: LazyLock<FxHashMap<&'static str, (&'static str, &'static str)>> = LazyLock::new(|| {
    list::entries(include_str!("../lists/outlets.txt"))
        .filter_map(|(name, rest)| {
            rest.split_once('|').map(|(kind, full)| (name, (kind.trim(), full.trim())))
        })
        .collect()
});

/// The kind and full name of an outlet on the list: `AFP` is a news agency, Agence France-Presse.
pub fn outlet_named(name: &str) -> Option<(&'static str, &'static str)> {
    OUTLETS.get(name.trim_start_matches("the ").trim_start_matches("The ")).copied()
}

/// Who was told, or through whom it came: the object of the cue (`told AFP`), or what follows
/// `to`, `by`, `on` or `with` beside it (`said in an interview with the BBC`, `wrote on Telegram`).
fn via(document: &Document, attribution: &Attribution) -> Vec<Via> {
    let near: Vec<usize> =
        around_cue(document, attribution).filter(|at| *at >= attribution.cue.end).collect();
    let mut found = Vec::new();
    let mut taken = attribution.cue.end;
    for at in near.iter().copied() {
        let touching = at == attribution.cue.end;
        let told = touching && speaks_to(document, &attribution.cue);
        let linked = at > 0 && matches!(document.word(at - 1), "to" | "by" | "on" | "with" | "from");
        let determined = at > 1
            && matches!(document.word(at - 1), "the" | "The")
            && matches!(document.word(at - 2), "to" | "by" | "on" | "with");
        if at < taken || !(told || linked || determined) {
            continue;
        }
        let range = name_from(document, at, &near);
        let words = actor::phrase(document, range.clone());
        let known = outlet_named(&words);
        if range.is_empty() || (known.is_none() && !told) {
            continue;
        }
        taken = range.end;
        found.push(Via {
            span: span(document, &range),
            name: known.map_or(words, |(_, full)| full.to_owned()),
            kind: known.map(|(kind, _)| kind),
        });
    }
    found
}

/// Outlets that carry a statement, by where they stand.
fn carried<'a>(document: &'a Document, through: &'a [Range<usize>]) -> impl Iterator<Item = Via> + 'a {
    through.iter().map(|range| {
        let words = actor::phrase(document, range.clone());
        let known = outlet_named(&words);
        Via {
            span: span(document, range),
            name: known.map_or(words, |(_, full)| full.to_owned()),
            kind: known.map(|(kind, _)| kind),
        }
    })
}

/// Verbs whose object is who was told.
fn speaks_to(document: &Document, cue: &Range<usize>) -> bool {
    cue.clone().any(|at| {
        matches!(
            &*document.tokens[at].lemma,
            "tell" | "inform" | "assure" | "remind" | "warn" | "brief" | "notify"
        )
    })
}

/// The run of nouns, names and their articles from a token on.
fn name_from(document: &Document, start: usize, near: &[usize]) -> Range<usize> {
    // `a packed meeting`, but not `reporters gathered outside`.
    let describes = |at: usize| {
        at > start
            && matches!(document.tokens[at].tag, "VBN" | "VBG" | "CD")
            && matches!(document.tokens[at - 1].tag, "DT" | "PRP$" | "POS" | "JJ")
    };
    let noun = |at: &usize| {
        near.contains(at)
            && (describes(*at)
                || matches!(
                    document.tokens[*at].tag,
                    "NN" | "NNS" | "NNP" | "NNPS" | "DT" | "JJ" | "POS" | "PRP$" | "PRP" | "HYPH"
                ))
            && (*at == start || document.tokens[*at].tag != "DT")
    };
    let end = (start..document.tokens.len()).find(|at| !noun(at)).unwrap_or(document.tokens.len());
    // `TV 2`, `Radio 4`.
    let numbered = end > start
        && near.contains(&end)
        && document.tokens[end].tag == "CD"
        && matches!(document.word(end - 1), "Channel" | "Radio" | "TV" | "Live");
    let end = end + usize::from(numbered);
    // A moment is no addressee: `told reporters Monday`.
    let moment = (start..end).find(|at| {
        let word = document.tokens[*at].span;
        let next = document.moments.partition_point(|moment| moment.core.start <= word.start);
        next > 0 && document.moments[next - 1].core.contains(word)
    });
    start..moment.unwrap_or(end)
}

/// `using North Korea's official name`: a participle that hangs from the cue after a comma.
fn asides(document: &Document, attribution: &Attribution) -> Vec<Span> {
    let near: Vec<usize> = around_cue(document, attribution).filter(|at| *at > attribution.cue.end).collect();
    let hangs =
        |at: usize| attribution.cue.contains(&document.tokens[at].head) && document.tokens[at].dep == "advcl";
    near.iter()
        .filter(|at| document.tokens[**at].tag == "VBG" && hangs(**at) && document.word(**at - 1) == ",")
        .map(|at| subtree(document, *at))
        .filter(|range| range.clone().all(|at| near.contains(&at)))
        .map(|range| span(document, &range))
        .collect()
}

/// `there`: the last place before it that says where.
fn there(document: &Document, content: &[Range<usize>]) -> Option<(Span, usize)> {
    let word = content.iter().cloned().flatten().find(|at| {
        document.word(*at) == "there"
            && document.tokens[*at].tag == "RB"
            && document.tokens[*at].dep != "expl"
    })?;
    let start = document.tokens[word].span.start;
    let inside =
        |place: &crate::Place| content.iter().any(|range| span(document, range).contains(place.span));
    let found = (0..document.places.len()).rev().find(|at| {
        let place = &document.places[*at];
        place.span.end <= start && place.usage == Usage::Where
    })?;
    (!inside(&document.places[found])).then_some((document.tokens[word].span, found))
}

/// How many words back `those units` are looked for.
const FAR: usize = 5_000;

/// `those units`: the last phrase before it about the same thing.
fn references(document: &Document, content: &[Range<usize>]) -> Vec<(Span, Span)> {
    let mut found = Vec::new();
    for at in content.iter().cloned().flatten() {
        let word = document.word(at);
        let points = document.tokens[at].tag == "DT"
            && ["those", "these", "this", "that"].iter().any(|points| word.eq_ignore_ascii_case(points));
        let noun = document.tokens[at].head;
        if !points
            || moment_at(document, document.tokens[at].span)
            || noun <= at
            || !document.tokens[noun].tag.starts_with('N')
        {
            continue;
        }
        let lemma = &document.tokens[noun].lemma;
        let same = (at.saturating_sub(FAR)..at).rev().find(|earlier| {
            document.tokens[*earlier].lemma == *lemma && document.tokens[*earlier].tag.starts_with('N')
        });
        if let Some(same) = same {
            let phrase = noun_phrase(document, same);
            found.push((span(document, &(at..noun + 1)), span(document, &phrase)));
        }
    }
    found
}

/// A noun with what stands before it and its first prepositional phrases.
fn noun_phrase(document: &Document, noun: usize) -> Range<usize> {
    let whole = subtree(document, noun);
    let stop = |at: &usize| {
        matches!(document.word(*at), "," | "“" | "”" | "\"")
            || matches!(document.tokens[*at].tag, "WDT" | "WP" | "VBD" | "VBZ")
    };
    let start = (whole.start..noun).rev().find(stop).map_or(whole.start, |at| at + 1);
    let end = (noun..whole.end).find(stop).unwrap_or(whole.end);
    start..end
}

/// Links statements of the same source and of the same party with the same figure.
fn link(document: &Document, statements: &mut [Statement]) {
    // A participle that says something itself is a statement, no aside.
    let cues: Vec<Span> = statements.iter().flat_map(|statement| statement.cue.iter().copied()).collect();
    for statement in statements.iter_mut() {
        statement.asides.retain(|aside| !cues.iter().any(|cue| aside.contains(*cue)));
    }
    let sources = near::Near::new(statements.iter().enumerate().flat_map(|(at, statement)| {
        statement.source.iter().map(move |source| (source.start..source.end, at))
    }));
    let told = told(document, statements);
    let links: Vec<(Option<usize>, Vec<usize>)> = (0..statements.len())
        .map(|at| {
            let refers = statements[at].actors.first().and_then(|actor| actor.refers);
            let same_source = refers.and_then(|refers| {
                sources.touching(&(refers.start..refers.end)).into_iter().find(|other| {
                    *other != at && statements[*other].source.iter().any(|source| source.contains(refers))
                })
            });
            let near = |others: &Vec<usize>| {
                let own = others.partition_point(|other| *other < at);
                others[own.saturating_sub(TOLD_AGAIN)..others.len().min(own + TOLD_AGAIN)].to_vec()
            };
            let same =
                tellings(document, &statements[at]).filter_map(|telling| told.get(&telling)).flat_map(near);
            let mut same: Vec<usize> = same.filter(|other| *other != at).collect();
            same.sort_unstable();
            same.dedup();
            (same_source, same)
        })
        .collect();
    for (statement, (same_source, same_figure)) in statements.iter_mut().zip(links) {
        (statement.same_source, statement.same_figure) = (same_source, same_figure);
    }
    // A headline says no day; the body's statement of the same does.
    for at in 0..statements.len() {
        if statements[at].role == Role::Headline && statements[at].said.is_none() {
            statements[at].said = statements[at].same_figure.iter().find_map(|other| statements[*other].said);
        }
    }
}

/// How many tellings of the same before and after it a statement is linked with.
const TOLD_AGAIN: usize = 32;

/// Who says what number of what: what two tellings of the same have in common.
type Telling<'a> = (&'a str, (u64, Option<u64>), crate::figure::Bound, crate::figure::Kind, (&'a str, bool));

/// What a statement tells that others may tell again.
fn tellings<'a>(document: &'a Document, statement: &'a Statement) -> impl Iterator<Item = Telling<'a>> {
    let party = statement.actors.first().and_then(|actor| actor.party.as_deref());
    statement.figures.iter().filter_map(move |at| {
        let figure = &document.figures[*at];
        let outcome = figure.outcome.as_ref()?;
        let amount = (figure.low?.to_bits(), figure.high.map(f64::to_bits));
        Some((party?, amount, figure.bound, figure.kind, (outcome.name.as_str(), outcome.negated)))
    })
}

/// The statements of each telling, in order.
fn told<'a>(document: &'a Document, statements: &'a [Statement]) -> HashMap<Telling<'a>, Vec<usize>> {
    let mut told: HashMap<Telling, Vec<usize>> = HashMap::new();
    for (at, statement) in statements.iter().enumerate() {
        for telling in tellings(document, statement) {
            told.entry(telling).or_default().push(at);
        }
    }
    told
}
