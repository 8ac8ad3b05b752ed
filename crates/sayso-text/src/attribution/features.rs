//! What the two models are told: of each word on its own (is it part of a cue?), and of each
//! word towards one cue (is it part of its source, of its content?).
//!
//! A feature is a template's number mixed with its values. Templates that look at tags or at
//! the parse are left out where the engine has none.

use std::ops::Range;

use super::view::{Quote, Sign, TagGroup, View, Word, bucket, mix};

/// Gathers features, numbering the templates as they come.
pub(super) struct Gather<'a> {
    pub out: &'a mut Vec<u64>,
    pub template: u64,
}

impl Gather<'_> {
    pub fn add(&mut self, value: u64) {
        self.template += 1;
        self.out.push(mix(self.template, value));
    }

    fn pair(&mut self, a: u64, b: u64) {
        self.add(mix(a, b));
    }

    fn three(&mut self, a: u64, b: u64, c: u64) {
        self.add(mix(mix(a, b), c));
    }
}

/// What features look at, as bits. Those that look at less are the same for many words, or towards
/// many cues, and are summed up once.
pub(super) mod look {
    /// The cue's words and where the word stands towards it.
    pub const NEAR: u8 = 1;
    /// How the word stands towards the cue, or towards quotation marks and words of reporting,
    /// whatever words these are.
    pub const STAND: u8 = 2;
    /// The word and its neighbours, which side of the cue it is on, and how near.
    pub const WORD: u8 = 4;
    /// More than one of these, or the parse.
    pub const MORE: u8 = 8;
    pub const ALL: u8 = NEAR | STAND | WORD | MORE;
}

/// Gathers those features that look at what is asked for.
struct Sift<'a, const LOOK: u8>(Gather<'a>);

impl<const LOOK: u8> Sift<'_, LOOK> {
    #[inline(always)]
    fn one(&mut self, look: u8, value: u64) {
        if LOOK & look != 0 {
            self.0.add(value);
        } else {
            self.0.template += 1;
        }
    }

    #[inline(always)]
    fn near(&mut self, value: u64) {
        self.one(look::NEAR, value);
    }

    #[inline(always)]
    fn stand(&mut self, value: u64) {
        self.one(look::STAND, value);
    }

    #[inline(always)]
    fn word(&mut self, value: u64) {
        self.one(look::WORD, value);
    }

    #[inline(always)]
    fn more(&mut self, value: u64) {
        self.one(look::MORE, value);
    }
}

#[inline(always)]
fn three(a: u64, b: u64, c: u64) -> u64 {
    mix(mix(a, b), c)
}

/// About as many features as a word has for one model.
pub(super) const MOST: usize = 96;

const EDGE: u64 = 3;

impl View {
    fn near(&self, at: usize, offset: isize) -> Option<&Word> {
        at.checked_add_signed(offset).and_then(|at| self.words.get(at))
    }

    fn form(&self, at: usize, offset: isize) -> u64 {
        self.near(at, offset).map_or(EDGE, |word| word.form)
    }

    fn tag(&self, at: usize, offset: isize) -> u64 {
        self.near(at, offset).map_or(EDGE, |word| word.tag)
    }

    fn lemma(&self, at: usize, offset: isize) -> u64 {
        self.near(at, offset).map_or(EDGE, |word| word.lemma)
    }

    fn quote(&self, at: usize, offset: isize) -> u64 {
        self.near(at, offset).map_or(9, |word| word.quote as u64)
    }

    /// Whether the neighbour stands in another sentence; 2 beyond the paragraph.
    fn crosses(&self, at: usize, offset: isize) -> u64 {
        self.near(at, offset).map_or(2, |word| u64::from(word.sentence != self.words[at].sentence))
    }
}

/// Features of a word for the gate: few, since each word is asked.
pub fn gate(view: &View, at: usize, out: &mut Vec<u64>) {
    let mut g = Gather { out, template: 800 };
    let word = &view.words[at];
    g.add(1);
    g.pair(word.form, word.tag);
    g.add(word.lemma);
    g.three(view.tag(at, -1), word.tag, view.tag(at, 1));
    g.three(word.tag, word.last_report, word.next_report);
    g.pair(view.form(at, -1), word.form);
    g.pair(word.form, view.form(at, 1));
}

/// Features of a word for the cue model; one that the gate holds back has but one.
pub fn cue(view: &View, at: usize, hopeful: bool, out: &mut Vec<u64>) {
    if !hopeful {
        Gather { out, template: 790 }.add(1);
        return;
    }
    cue_sifted::<{ look::ALL }>(view, at, out);
}

/// How a word stands towards quotation marks and words of reporting, as one value.
pub(super) fn marks(view: &View, at: usize) -> u64 {
    let word = &view.words[at];
    let near = (-3..=3).fold(u64::from(at == 0), |all, offset| {
        let reports = view.near(at, offset).map_or(2, |word| u64::from(word.reports));
        all << 6 | view.quote(at, offset) << 2 | reports
    });
    let sentence = u64::from(word.sentence_reports) << 1 | u64::from(word.sentence_quotes);
    let crosses = view.crosses(at, -1) << 2 | view.crosses(at, 1);
    ((near << 6 | word.last_report << 3 | word.next_report) << 2 | sentence) << 4 | crosses
}

/// Those of a hopeful word's features for the cue model that look at what is asked for: at what
/// [`marks`] says, or at more.
pub(super) fn cue_sifted<const LOOK: u8>(view: &View, at: usize, out: &mut Vec<u64>) {
    let mut g = Sift::<LOOK>(Gather { out, template: 0 });
    let word = &view.words[at];
    let quote = word.quote as u64;
    let (reports, quotes) = (u64::from(word.sentence_reports), u64::from(word.sentence_quotes));
    g.stand(1);
    g.more(word.form);
    g.stand(quote);
    g.more(word.shape);
    g.more(word.suffix);
    g.stand(reports * 2 + quotes);
    g.stand(word.last_report);
    g.stand(word.next_report);
    g.stand(mix(quote, word.last_report));
    g.stand(u64::from(word.reports));
    g.stand(mix(word.last_report, word.next_report));
    g.stand(three(quote, reports, quotes));
    g.stand(u64::from(at == 0));
    g.more(mix(word.form, quote));
    g.more(mix(word.lemma, quotes));
    for offset in [-3, -2, -1, 1, 2, 3] {
        g.more(view.form(at, offset));
        g.stand(mix(view.quote(at, offset), quote));
        g.stand(view.near(at, offset).map_or(2, |word| u64::from(word.reports)));
    }
    g.more(mix(view.form(at, -1), word.form));
    g.more(mix(word.form, view.form(at, 1)));
    g.more(three(view.form(at, -1), word.form, view.form(at, 1)));
    g.more(mix(view.form(at, -2), view.form(at, -1)));
    g.more(mix(view.form(at, 1), view.form(at, 2)));
    g.stand(mix(view.crosses(at, -1), quote));
    g.stand(mix(view.crosses(at, 1), quote));
    tags_for_cue(view, at, &mut g);
    if view.parsed {
        parse_for_cue(view, at, &mut g);
    }
}

fn tags_for_cue<const LOOK: u8>(view: &View, at: usize, g: &mut Sift<LOOK>) {
    let word = &view.words[at];
    let (before, after) = (view.tag(at, -1), view.tag(at, 1));
    g.more(word.tag);
    g.more(word.lemma);
    for offset in [-3, -2, -1, 1, 2, 3] {
        g.more(view.tag(at, offset));
    }
    g.more(mix(before, word.tag));
    g.more(mix(word.tag, after));
    g.more(three(before, word.tag, after));
    g.more(three(view.tag(at, -2), before, word.tag));
    g.more(three(word.tag, after, view.tag(at, 2)));
    g.more(mix(word.tag, word.quote as u64));
    g.more(mix(word.lemma, after));
    g.more(mix(word.lemma, before));
    g.more(mix(view.lemma(at, -1), word.tag));
    g.more(mix(view.lemma(at, 1), word.tag));
}

fn parse_for_cue<const LOOK: u8>(view: &View, at: usize, g: &mut Sift<LOOK>) {
    let word = &view.words[at];
    let head = &view.words[word.head];
    let above = &view.words[head.head];
    g.more(word.dep);
    g.more(head.lemma);
    g.more(head.tag);
    g.more(mix(word.dep, head.lemma));
    g.more(mix(word.dep, head.tag));
    g.more(word.clause);
    g.more(word.clause_kind);
    g.more(mix(word.clause_kind, word.tag));
    g.more(word.children);
    g.more(mix(word.children, word.lemma));
    g.more(mix(word.children, word.tag));
    g.more(word.child_count);
    g.more(three(word.dep, word.lemma, word.children & 3));
    g.more(view.near(at, -1).map_or(EDGE, |word| word.dep));
    g.more(view.near(at, 1).map_or(EDGE, |word| word.dep));
    g.more(u64::from(head.reports));
    g.more(mix(u64::from(head.reports), word.dep));
    g.more(mix(head.dep, word.dep));
    g.more(three(head.dep, word.dep, above.lemma));
    g.more(word.entity);
    g.more(mix(subject_entity(view, at), word.lemma));
    g.more(subject_entity(view, at));
}

/// The kind of name that the word's subject is: people and organisations speak.
fn subject_entity(view: &View, at: usize) -> u64 {
    let subject = (at.saturating_sub(12)..(at + 6).min(view.len())).find(|child| {
        view.words[*child].head == at
            && *child != at
            && view.words[*child].part == TagGroup::Nominal
            && *child < at
    });
    subject.map_or(EDGE, |subject| view.words[subject].entity ^ view.words[subject].tag)
}

/// How each word around a cue stands towards it.
pub struct Context {
    cue: Range<usize>,
    /// Lemma and tag of the cue's head, and all its lemmas as one.
    head: u64,
    head_tag: u64,
    lemmas: u64,
    after: u64,
    before: u64,
    /// Whether the cue's sentence has a quotation before (1) and after (2) it.
    quoted: u64,
    cue_quote: u64,
    sentence: usize,
    /// The words in which its source and content are looked for.
    pub(super) window: Range<usize>,
    /// Those of the window, and one before and behind it.
    words: Vec<Towards>,
    /// Which word of the paragraph the first of them is.
    first: usize,
}

/// What lies between a cue and a word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Between {
    /// Other cues between, at most two.
    cues: u8,
    is_cue: bool,
    /// Signs between, as bits.
    signs: u8,
    /// Which quotation from the cue, and whether the word is past it.
    quotation: u8,
    /// Finite verbs between, at most three.
    verbs: u8,
    /// Whether it is in the run of names and nouns next to the cue, in a later one, or not.
    nominal: u8,
}

#[derive(Clone, Copy)]
struct Towards {
    between: Between,
    /// The way through the parse: where it hangs from the cue's head or from what that hangs from.
    branch: u64,
    path: u64,
}

impl Context {
    /// Everything towards `cue`, given all the cues of the paragraph.
    pub fn new(view: &View, cue: Range<usize>, cues: &[Range<usize>]) -> Context {
        let head = cue
            .clone()
            .find(|at| !cue.contains(&view.words[*at].head) || view.words[*at].head == *at)
            .unwrap_or(cue.start);
        let sentence = view.words[cue.start].sentence;
        let own = |word: &&Word| word.sentence == sentence;
        let (left, right) = (&view.words[..cue.start], &view.words[cue.end..]);
        let quoted = |word: &Word| word.quotation > 0;
        let window = window(view, &cue);
        let reach = window.start.saturating_sub(1)..(window.end + 1).min(view.len());
        let first = reach.start;
        let mut words = vec![Towards { between: Between::default(), branch: 5, path: 5 }; reach.len()];
        for other in cues.iter().filter(|other| **other != cue) {
            let inside = other.start.max(reach.start)..other.end.min(reach.end);
            inside.for_each(|at| words[at - first].between.is_cue = true);
        }
        let (before, after) = words.split_at_mut(cue.start - first);
        walk(view.words[first..cue.start].iter().zip(before).rev());
        walk(view.words[cue.end..reach.end].iter().zip(&mut after[cue.len()..]));
        if view.parsed {
            branches(view, head, first, &mut words);
        }
        Context {
            head: view.words[head].lemma,
            head_tag: view.words[head].tag,
            lemmas: cue.clone().fold(EDGE, |all, at| mix(all, view.words[at].lemma)),
            after: view.form(cue.end - 1, 1),
            before: view.form(cue.start, -1),
            quoted: u64::from(left.iter().rev().take_while(own).any(quoted))
                + 2 * u64::from(right.iter().take_while(own).any(quoted)),
            cue_quote: view.words[cue.start].quote as u64,
            sentence,
            window,
            words,
            first,
            cue,
        }
    }

    /// How a word of the window stands towards the cue.
    pub(super) fn stand(&self, view: &View, at: usize) -> Stand {
        let (side, distance) = match at {
            _ if at < self.cue.start => (0, self.cue.start - at),
            _ if at >= self.cue.end => (2, at + 1 - self.cue.end),
            _ => (1, 0),
        };
        let word = &view.words[at];
        let sentences = (word.sentence as i64 - self.sentence as i64).clamp(-3, 3) as u64;
        let near = Near { side, near: bucket(distance), sentences, quote: word.quote as u64 };
        Stand { near, between: self.words[at - self.first].between, cue_quote: self.cue_quote }
    }
}

/// How many sides of a cue there are, and how many steps away from it.
pub(super) const SIDES: usize = 3;
pub(super) const STEPS: usize = 7;

/// How a word stands towards a cue: all that is asked of it but for the words themselves and the
/// parse.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Stand {
    pub(super) near: Near,
    between: Between,
    cue_quote: u64,
}

/// Where a word stands towards a cue.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Near {
    /// Before the cue, in it, behind it.
    pub(super) side: u64,
    /// How far away, in steps.
    pub(super) near: u64,
    sentences: u64,
    quote: u64,
}

/// Counts what lies between the cue and each word, going away from it.
fn walk<'a>(words: impl Iterator<Item = (&'a Word, &'a mut Towards)>) {
    let mut seen = Between::default();
    let mut in_cue = false;
    let mut quotation = (0, 0);
    for (word, to) in words {
        let is_cue = to.between.is_cue;
        seen.cues = (seen.cues + u8::from(is_cue && !in_cue)).min(2);
        in_cue = is_cue;
        seen.signs |= match word.sign {
            Sign::None => 0,
            Sign::Comma => 1,
            Sign::Dash => 2,
            Sign::Bracket => 4,
            Sign::Stop => 8,
        };
        if word.quotation > 0 && word.quotation != quotation.0 {
            quotation = (word.quotation, (quotation.1 + 1).min(3));
        }
        seen.quotation =
            if word.quote == Quote::Outside && quotation.1 > 0 { 4 + quotation.1 } else { quotation.1 };
        seen.verbs = (seen.verbs + u8::from(word.part == TagGroup::FiniteVerb)).min(3);
        // 0 before any noun, 1 in the first run, 2 between, 3 in a later run.
        seen.nominal = match (seen.nominal, word.part == TagGroup::Nominal) {
            (0 | 1, true) => 1,
            (0, false) => 0,
            (_, false) => 2,
            (_, true) => 3,
        };
        to.between = Between { is_cue, ..seen };
    }
}

/// For each word, the relation by which its branch hangs from the cue's head, or from a word
/// above the cue (and how far above); and the first steps of the way.
fn branches(view: &View, head: usize, first: usize, words: &mut [Towards]) {
    let mut above = vec![0u64; view.len()];
    let mut at = head;
    for height in 1..=20 {
        let next = view.words[at].head;
        if next == at {
            break;
        }
        at = next;
        above[at] = u64::min(height, 5);
    }
    for (at, word) in words.iter_mut().enumerate() {
        (word.branch, word.path) = branch(view, head, &above, first + at);
    }
}

fn branch(view: &View, head: usize, above: &[u64], start: usize) -> (u64, u64) {
    if start == head {
        return (100, 100);
    }
    if above[start] > 0 {
        return (200 + above[start], 200 + above[start]);
    }
    let mut at = start;
    let mut way = 9;
    for steps in 0..25u64 {
        let next = view.words[at].head;
        if next == at {
            break;
        }
        let dep = view.words[at].dep;
        if steps < 3 {
            way = mix(way, dep);
        }
        let far = (steps + 1).min(4);
        if next == head {
            return (mix(dep, 1), mix(way, far));
        }
        if above[next] > 0 {
            return (mix(mix(dep, 2), above[next]), mix(mix(way, far), 50 + above[next]));
        }
        at = next;
    }
    (6, 6)
}

/// The words around a cue in which its source and content are looked for. Without a parse, which
/// tells sentences apart, those of its sentence, of the one before and behind it, and of more for
/// as long as there are quotation marks in them.
pub fn window(view: &View, cue: &Range<usize>) -> Range<usize> {
    let own = view.words[cue.start].sentence;
    let near = |word: &Word| view.parsed || word.sentence.abs_diff(own) <= 1 || word.sentence_quotes;
    let before = view.words[..cue.start].iter().rev().take(150).take_while(|word| near(word)).count();
    let after = view.words[cue.end..].iter().take(200).take_while(|word| near(word)).count();
    cue.start - before..cue.end + after
}

/// Features of a word for the argument model that do not depend on the cue.
pub fn plain(view: &View, at: usize, out: &mut Vec<u64>) {
    let mut g = Gather { out, template: 300 };
    let word = &view.words[at];
    let quote = word.quote as u64;
    g.add(1);
    g.add(word.form);
    g.add(quote);
    g.add(word.shape);
    g.pair(view.quote(at, -1), quote);
    g.pair(view.quote(at, 1), quote);
    g.pair(view.crosses(at, -1), quote);
    g.pair(view.crosses(at, 1), quote);
    g.pair(view.crosses(at, 1), word.form);
    g.add(word.tag);
    g.pair(word.tag, quote);
    g.add(word.entity);
    if view.parsed {
        g.add(word.dep);
        g.add(word.clause_kind);
    }
}

/// Features of a word towards a cue, for the argument model.
pub fn towards(view: &View, context: &Context, at: usize, out: &mut Vec<u64>) {
    sifted::<{ look::ALL }>(view, context, at, &context.stand(view, at), out);
}

/// Those of them that look at what is asked for.
pub(super) fn sifted<const LOOK: u8>(
    view: &View,
    context: &Context,
    at: usize,
    stand: &Stand,
    out: &mut Vec<u64>,
) {
    let mut g = Sift::<LOOK>(Gather { out, template: 500 });
    let word = &view.words[at];
    let Near { side, near, sentences, quote } = stand.near;
    let between = &stand.between;
    let (cues, signs, quotation) = (between.cues.into(), between.signs.into(), between.quotation.into());
    g.near(mix(side, near));
    g.near(mix(side, sentences));
    g.near(three(side, sentences, quote));
    g.stand(three(side, cues, sentences));
    g.stand(three(mix(side, signs), quote, context.cue_quote));
    g.word(mix(side, word.form));
    g.word(three(side, near, word.form));
    g.near(mix(side, context.head));
    g.near(three(mix(side, context.head), quote, near));
    g.stand(mix(quotation, side));
    g.stand(three(mix(quotation, side), sentences, cues));
    g.more(three(quotation, quote, context.head));
    g.stand(u64::from(between.is_cue));
    g.word(three(side, view.form(at, -1), u64::from(side == 1)));
    g.word(three(side, view.form(at, 1), near));
    g.stand(three(mix(side, cues), near, signs));
    g.word(three(side, word.shape, near));
    g.stand(three(mix(side, sentences), quotation, signs));
    g.near(three(context.lemmas, side, near));
    g.near(three(mix(context.after, side), near, quote));
    g.near(three(mix(context.before, side), near, quote));
    g.near(three(mix(context.quoted, side), quote, sentences));
    g.near(three(mix(context.quoted, side), near, context.head));
    g.near(three(mix(context.after, context.before), side, quote));
    tags_towards(view, context, at, stand, &mut g);
    if view.parsed {
        parse_towards(view, context, at, stand, &mut g);
    }
}

fn tags_towards<const LOOK: u8>(
    view: &View,
    context: &Context,
    at: usize,
    stand: &Stand,
    g: &mut Sift<LOOK>,
) {
    let word = &view.words[at];
    let Near { side, near, quote, .. } = stand.near;
    let Between { cues, signs, verbs, nominal, .. } = stand.between;
    let (cues, signs, verbs, nominal) = (cues.into(), signs.into(), verbs.into(), nominal.into());
    g.word(three(side, word.tag, near));
    g.more(three(side, word.tag, cues));
    g.more(three(context.head_tag, side, word.tag));
    g.near(three(context.head_tag, side, near));
    g.word(three(side, word.tag, view.tag(at, 1)));
    g.word(three(side, word.tag, view.tag(at, -1)));
    g.word(three(mix(side, near), word.tag, view.tag(at, 1)));
    g.stand(three(mix(side, verbs), quote, cues));
    g.more(three(side, verbs, word.tag));
    g.stand(mix(nominal, side));
    g.stand(three(mix(nominal, side), cues, quote));
    g.more(three(mix(nominal, side), context.head, signs));
    g.word(three(side, word.entity, near));
    g.more(three(side, word.entity, nominal));
}

fn parse_towards<const LOOK: u8>(
    view: &View,
    context: &Context,
    at: usize,
    stand: &Stand,
    g: &mut Sift<LOOK>,
) {
    let word = &view.words[at];
    let Near { side, sentences, .. } = stand.near;
    let (between, to) = (&stand.between, &context.words[at - context.first]);
    let branch = |offset: isize| {
        let neighbour = (at - context.first).checked_add_signed(offset);
        neighbour.and_then(|at| context.words.get(at)).map_or(7, |to| to.branch)
    };
    g.more(to.branch);
    g.more(to.path);
    g.more(mix(to.branch, side));
    g.more(three(to.branch, side, word.quote as u64));
    g.more(mix(to.branch, context.head));
    g.more(three(to.branch, context.head, side));
    g.more(three(mix(to.branch, side), sentences, between.quotation.into()));
    g.more(three(to.path, word.tag, side));
    g.more(mix(to.branch, word.form));
    g.more(three(to.branch, side, between.signs.into()));
    g.more(mix(to.path, context.head));
    g.more(three(to.branch, between.cues.into(), side));
    g.more(mix(branch(-1), to.branch));
    g.more(mix(branch(1), to.branch));
    g.more(three(branch(-1), to.branch, word.tag));
    g.more(three(to.branch, word.entity, side));
}
