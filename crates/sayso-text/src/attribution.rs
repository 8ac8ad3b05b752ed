//! Who says what: cues first, then the source and the content of each cue.
//!
//! Three models read a paragraph; in the fast engine behind a gate, which passes over words that
//! are surely in no cue. The first marks what may be a cue (`said`, `according to`),
//! rather too much than too little; the second reads the paragraph again for each of these
//! and marks what would belong to it; the third looks at cue, source and content together
//! and says how likely they are right. What is likely enough is kept. All were learned from
//! PolNeAR (see MODEL_CARD.md); what they see of a word is in `features`, of an attribution
//! in `verdict`.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::{ATTRIBUTION, DEEP_VERDICT};
use crate::pack::Pack;
use crate::{Document, Span};

pub mod chain;
pub mod crf;
pub mod features;
mod subject;
pub(crate) mod verdict;
pub mod view;

use chain::Chain;
use crf::Crf;
use features::{Context, Near, SIDES, STEPS, Stand, look};
pub use verdict::Candidate;
use verdict::{Cue, Draft};
use view::View;

/// An attribution as the models mark it: token ranges of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// The words that say that something is said.
    pub cue: Range<usize>,
    /// Who says it; in pieces where other words come between, none where nobody is named.
    pub source: Vec<Range<usize>>,
    /// What is said; in pieces where the speaker comes between.
    pub content: Vec<Range<usize>>,
    /// How likely it is right, from 0 to 1: that a careful reader would mark it, with a source
    /// that overlaps and half of the content the same.
    pub confidence: f32,
}

impl Attribution {
    /// One that a rule of the grammar found.
    pub(crate) fn by_rule(
        cue: Range<usize>,
        source: Vec<Range<usize>>,
        content: Vec<Range<usize>>,
    ) -> Attribution {
        Attribution { cue, source, content, confidence: RIGHT_BY_RULE }
    }
}

/// How often what the rules find is right: most of it stands inside of another's words, where
/// PolNeAR marks nothing. Of 47 that were read by hand on PolNeAR dev, 40 were right; of 70 on pages
/// and news of other kinds, by the rules that came later, too, 62.
const RIGHT_BY_RULE: f32 = 0.85;

/// The three models of an engine, and the gate before them.
pub struct Models {
    gate: Crf<1>,
    cue: Crf<2>,
    argument: Crf<4>,
    verdict: Crf<1>,
    /// How likely an attribution must be to be kept.
    least: f32,
}

static PARSED: LazyLock<Models> = LazyLock::new(|| Models::open(&ATTRIBUTION, "parsed"));
/// The deep engine reads by itself; the verdict on what it found is like the others'.
static DEEP: LazyLock<Models> = LazyLock::new(|| Models::open(&DEEP_VERDICT, "deep"));
static FAST: LazyLock<Models> = LazyLock::new(|| Models::open(&ATTRIBUTION, "fast"));

/// Words of a run that is likelier than this are looked at as a cue.
const LEAST_CUE: f32 = 0.1;

/// A word that is less likely in a cue, by a look at itself and its neighbours, is not looked at
/// by the fast engine's cue model. Of the words that are in one, 2 in 1,000 are lost; half of all
/// words are passed over.
const HOPELESS: f32 = 0.004;

/// One that is likelier than this is a cue to its neighbours.
const LIKELY_CUE: f32 = 0.5;

/// No cue of the training data has more words, but for a few.
const LONGEST_CUE: usize = 8;

/// Labels of the cue model.
pub mod cue_label {
    /// Not in a cue.
    pub const NONE: u8 = 0;
    /// First word of a cue.
    pub const BEGIN: u8 = 1;
    /// Later word of a cue.
    pub const INSIDE: u8 = 2;
}

/// Labels of the argument model.
pub mod argument_label {
    /// Neither source nor content.
    pub const NONE: u8 = 0;
    /// First word of a source.
    pub const SOURCE: u8 = 1;
    /// Later word of a source.
    pub const SOURCE_INSIDE: u8 = 2;
    /// First word of a content.
    pub const CONTENT: u8 = 3;
    /// Later word of a content.
    pub const CONTENT_INSIDE: u8 = 4;
}

/// The attributions of a document, in the order of their cues; and what was taken for one but
/// is too unlikely.
pub fn find(document: &Document) -> (Vec<Attribution>, Vec<Attribution>) {
    let parsed = document.tokens.iter().any(|token| !token.dep.is_empty());
    let models = match (document.deep, parsed) {
        (true, _) => &*DEEP,
        (false, true) => &*PARSED,
        (false, false) => &*FAST,
    };
    let judged = models.judge(models.candidates(document));
    judged.into_iter().partition(|attribution| attribution.confidence >= models.least)
}

/// More tokens are not read at once: what is far away tells nothing, and each cue reads all of
/// its paragraph.
const LONGEST_PARAGRAPH: usize = 2_000;

/// The token ranges of a document's parts; one without end is cut, at a sentence's end where it
/// has one.
pub fn paragraphs(document: &Document) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut last = usize::MAX;
    for sentence in &document.sentences {
        let Range { start, end } = sentence.tokens;
        match ranges.last_mut() {
            Some(range) if sentence.part == last && end - range.start <= LONGEST_PARAGRAPH => range.end = end,
            _ => ranges.extend(
                (start..end).step_by(LONGEST_PARAGRAPH).map(|from| from..(from + LONGEST_PARAGRAPH).min(end)),
            ),
        }
        last = sentence.part;
    }
    ranges
}

impl Models {
    fn open(pack: &Pack, engine: &str) -> Models {
        let name = |part| format!("{engine}.{part}");
        let least = pack.lines(&name("least")).next().and_then(|line| line.parse().ok());
        Models {
            gate: Crf::open(pack, &name("gate")),
            cue: Crf::open(pack, &name("cue")),
            argument: Crf::open(pack, &name("argument")),
            verdict: Crf::open(pack, &name("verdict")),
            least: least.unwrap_or(0.5),
        }
    }

    /// The models of an engine in the bytes of a model file: for training, which needs what
    /// models say of texts that they were not trained on.
    pub fn read(bytes: &'static [u8], engine: &str) -> Models {
        Models::open(&Pack::open(bytes), engine)
    }

    /// Everything that may be an attribution, likely or not, with what the verdict looks at.
    pub fn candidates(&self, document: &Document) -> Vec<Candidate> {
        let mut shared = Shared::default();
        paragraphs(document)
            .into_iter()
            .flat_map(|range| self.in_paragraph(document, range, &mut shared))
            .collect()
    }

    /// How likely each candidate is right.
    pub fn judge(&self, candidates: Vec<Candidate>) -> Vec<Attribution> {
        let judged = |candidate: Candidate| {
            let confidence = likely(&self.verdict, &candidate.features);
            Attribution { confidence, ..candidate.attribution }
        };
        candidates.into_iter().map(judged).collect()
    }

    fn in_paragraph(&self, document: &Document, range: Range<usize>, shared: &mut Shared) -> Vec<Candidate> {
        let view = View::new(document, range.clone());
        let filled = |mut draft: Draft| {
            if draft.attribution.source.is_empty() {
                subject::fill(document, &mut draft.attribution);
                draft.filled = !draft.attribution.source.is_empty();
            }
            draft
        };
        let mut candidates = |models: &Models| {
            let drafts = models.drafts(&view, shared).into_iter().map(filled).collect();
            verdict::candidates(document, &view, drafts)
        };
        if !document.deep {
            return candidates(self);
        }
        let drafts = crate::deep::drafts(document, &range).into_iter().map(filled).collect();
        verdict::seconded(drafts, &PARSED.judge(candidates(&PARSED)))
    }

    fn drafts(&self, view: &View, shared: &mut Shared) -> Vec<Draft> {
        let cues = self.cues(view, shared);
        let ranges: Vec<Range<usize>> =
            cues.iter().filter(|cue| cue.likely > LIKELY_CUE).map(|cue| cue.range.clone()).collect();
        shared.begin(view.len());
        cues.iter().filter_map(|cue| self.arguments(view, cue, &ranges, shared)).collect()
    }

    /// Which words of a paragraph may be in a cue at all, by the gate, which only the fast engine
    /// has: beside a parse its time would not be seen.
    pub fn hopeful(&self, view: &View) -> Vec<bool> {
        if view.parsed {
            return vec![true; view.len()];
        }
        let mut features = Vec::with_capacity(features::MOST);
        let hopeful = |at: usize| {
            features.clear();
            features::gate(view, at, &mut features);
            likely(&self.gate, &features) >= HOPELESS
        };
        (0..view.len()).map(hopeful).collect()
    }

    /// What may be a cue, in order: of runs that overlap, the likeliest.
    fn cues(&self, view: &View, shared: &mut Shared) -> Vec<Cue> {
        let hopeful = self.hopeful(view);
        if !hopeful.contains(&true) {
            return Vec::new();
        }
        let mut features = Vec::with_capacity(features::MOST);
        let mut scores = vec![0.0; view.len() * CUE_LABELS];
        for ((at, scores), hopeful) in scores.chunks_exact_mut(CUE_LABELS).enumerate().zip(hopeful) {
            features.clear();
            if !hopeful {
                features::cue(view, at, hopeful, &mut features);
                self.cue.add(self.cue.sums(&features), scores);
                continue;
            }
            let marks = shared.marks.entry(features::marks(view, at)).or_insert_with(|| {
                features::cue_sifted::<{ look::STAND }>(view, at, &mut features);
                self.cue.sums(&features)
            });
            features.clear();
            features::cue_sifted::<{ look::MORE }>(view, at, &mut features);
            let more = self.cue.sums(&features);
            self.cue.add(std::array::from_fn(|label| marks[label] + more[label]), scores);
        }
        cue_runs(&self.cue.chain(&scores), view.len())
    }

    fn arguments(&self, view: &View, cue: &Cue, cues: &[Range<usize>], shared: &mut Shared) -> Option<Draft> {
        let context = Context::new(view, cue.range.clone(), cues);
        let window = context.window.clone();
        let mut scores = vec![0.0; window.len() * ARGUMENT_LABELS];
        shared.near.clear();
        for (at, scores) in window.clone().zip(scores.chunks_exact_mut(ARGUMENT_LABELS)) {
            let (plain, towards) = shared.sums(&self.argument, view, &context, at);
            self.argument.add(plain, scores);
            self.argument.add(towards, scores);
        }
        let path = self.argument.decode(&scores);
        let chain = self.argument.chain(&scores);
        let likely = self.argument.probability(&chain, &scores, &path);
        let first = view.first + window.start;
        let place = |run: &Range<usize>| run.start + first..run.end + first;
        marked(view.first, cue.clone(), &chain, &path, likely, place)
    }
}

/// Labels of the cue model and of the argument model.
const CUE_LABELS: usize = Crf::<2>::LABELS;
const ARGUMENT_LABELS: usize = Crf::<4>::LABELS;

/// What features say of the labels of source and content.
type Sums = [i32; ARGUMENT_LABELS - 1];

/// What the models say of words that is the same for many of them, or towards many cues: summed up
/// once.
#[derive(Default)]
struct Shared {
    /// Of cues, by how words stand towards quotation marks and words of reporting.
    marks: FxHashMap<u64, [i32; CUE_LABELS - 1]>,
    /// Of sources and contents, by each word of the paragraph alone.
    plain: Vec<Option<Sums>>,
    /// By each word of the paragraph, the side of the cue that it is on, and how near.
    words: Vec<Option<Sums>>,
    /// By where words stand towards the cue that is being read.
    near: FxHashMap<Near, Sums>,
    /// By how words stand towards any cue of the document.
    stands: FxHashMap<Stand, Sums>,
    features: Vec<u64>,
}

impl Shared {
    /// Forgets the paragraph before.
    fn begin(&mut self, words: usize) {
        self.plain.clear();
        self.plain.resize(words, None);
        self.words.clear();
        self.words.resize(words * SIDES * STEPS, None);
    }

    /// What a word's own features say, and those towards a cue.
    fn sums(&mut self, model: &Crf<4>, view: &View, context: &Context, at: usize) -> (Sums, Sums) {
        let stand = context.stand(view, at);
        let features = &mut self.features;
        let mut sums = |gather: &dyn Fn(&mut Vec<u64>)| {
            features.clear();
            gather(features);
            model.sums(features)
        };
        let plain = self.plain[at].get_or_insert_with(|| sums(&|out| features::plain(view, at, out)));
        let Near { side, near, .. } = stand.near;
        let word = (at * SIDES + side as usize) * STEPS + near as usize;
        let word = self.words[word].get_or_insert_with(|| {
            sums(&|out| features::sifted::<{ look::WORD }>(view, context, at, &stand, out))
        });
        let near = self.near.entry(stand.near).or_insert_with(|| {
            sums(&|out| features::sifted::<{ look::NEAR }>(view, context, at, &stand, out))
        });
        let more = sums(&|out| features::sifted::<{ look::MORE }>(view, context, at, &stand, out));
        let stand = self.stands.entry(stand).or_insert_with(|| {
            sums(&|out| features::sifted::<{ look::STAND }>(view, context, at, &stand, out))
        });
        (*plain, std::array::from_fn(|label| word[label] + near[label] + stand[label] + more[label]))
    }
}

/// How likely the second of a model's two labels is.
fn likely(model: &Crf<1>, features: &[u64]) -> f32 {
    let mut scores = [0.0; 2];
    model.add(model.sums(features), &mut scores);
    1.0 / (1.0 + (scores[0] - scores[1]).exp())
}

/// What may be a cue among so many words, in order: of runs that overlap, the likeliest.
pub(crate) fn cue_runs(chain: &Chain, words: usize) -> Vec<Cue> {
    let mut runs: Vec<Cue> = Vec::new();
    for start in 0..words {
        if chain.marginal(start, cue_label::BEGIN) < LEAST_CUE / 2.0 {
            continue;
        }
        let run = |end: usize| {
            let range = start..end;
            let exact = chain.run(&range, cue_label::BEGIN, cue_label::INSIDE);
            let marked = |at: usize| 1.0 - chain.marginal(at, cue_label::NONE);
            Cue { likely: range.clone().map(marked).fold(0.0, f32::max), exact, range }
        };
        let ends = start + 1..=(start + LONGEST_CUE).min(words);
        runs.extend(ends.map(run).max_by(|a, b| a.exact.total_cmp(&b.exact)));
    }
    runs.retain(|cue| cue.likely >= LEAST_CUE);
    runs.sort_by(|a, b| b.exact.total_cmp(&a.exact));
    let mut kept: Vec<Cue> = Vec::new();
    for cue in runs {
        let apart = |other: &Cue| other.range.end <= cue.range.start || cue.range.end <= other.range.start;
        if kept.iter().all(apart) {
            kept.push(cue);
        }
    }
    kept.sort_by_key(|cue| cue.range.start);
    kept
}

/// What a row of labels marks as source and content of a cue, with how sure it is; nothing
/// where it marks no content. `place` gives the document's tokens of a run of labels.
pub(crate) fn marked(
    paragraph: usize,
    cue: Cue,
    chain: &Chain,
    path: &[u8],
    likely: f32,
    place: impl Fn(&Range<usize>) -> Range<usize>,
) -> Option<Draft> {
    let placed = |begin: u8, inside: u8| -> Vec<Range<usize>> {
        runs(path, begin, inside).iter().map(&place).collect()
    };
    let content = placed(argument_label::CONTENT, argument_label::CONTENT_INSIDE);
    if content.is_empty() {
        return None;
    }
    let sure = |labels: [u8; 2]| {
        let marked: Vec<f32> = (0..path.len())
            .filter(|at| labels.contains(&path[*at]))
            .map(|at| chain.marginal(at, path[at]))
            .collect();
        let mean = marked.iter().sum::<f32>() / marked.len().max(1) as f32;
        (mean, marked.into_iter().fold(1.0, f32::min))
    };
    Some(Draft {
        path: likely,
        source: sure([argument_label::SOURCE, argument_label::SOURCE_INSIDE]),
        content: sure([argument_label::CONTENT, argument_label::CONTENT_INSIDE]),
        filled: false,
        attribution: Attribution {
            cue: paragraph + cue.range.start..paragraph + cue.range.end,
            source: placed(argument_label::SOURCE, argument_label::SOURCE_INSIDE),
            content,
            confidence: 0.0,
        },
        cue,
    })
}

/// Runs of a begin label and the inside labels after it.
fn runs(path: &[u8], begin: u8, inside: u8) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, label) in path.iter().enumerate() {
        let goes_on = runs.last().is_some_and(|run| run.end == at);
        match runs.last_mut() {
            Some(run) if *label == inside && goes_on => run.end = at + 1,
            _ if *label == begin || *label == inside => runs.push(at..at + 1),
            _ => {}
        }
    }
    runs
}

/// The characters that a range of tokens covers.
pub fn span(document: &Document, range: &Range<usize>) -> Span {
    Span::new(document.tokens[range.start].span.start, document.tokens[range.end - 1].span.end)
}
