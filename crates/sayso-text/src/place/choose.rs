//! Which entry a name means, given what the text says of it and of the places around it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::candidate::Candidate;
use super::doubt::Doubt;
use super::gazetteer::{self, Entry, Kind, distance, fold};
use super::{Place, Precision, Usage, span_of};
use crate::country::{self, Sense};
use crate::{Document, actor, list};

static ABBREVIATIONS: LazyLock<FxHashMap<&'static str, (&'static str, &'static str)>> = LazyLock::new(|| {
    list::entries(include_str!("../../lists/place-abbreviations.txt"))
        .filter_map(|(short, full)| full.split_once(", ").map(|full| (short, full)))
        .collect()
});

/// Names of more or less than one place, which small places somewhere share.
static WIDE: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| list::words(include_str!("../../lists/place-wide.txt")).map(fold).collect());

/// Names of what is wider than a country.
static AREAS: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| list::words(include_str!("../../lists/place-areas.txt")).map(fold).collect());

/// About 100,000 people, as the gazetteer counts them.
const BIG: f64 = 5.0;

/// In the first round the biggest place wins; a small town may take two more to draw others to it.
const ROUNDS: usize = 3;

/// Resolves candidates in rounds: what each knows of the text's places came from the one before.
/// At the end, what too little speaks for is given up.
pub(super) fn places(document: &Document, candidates: &[Candidate]) -> Vec<Place> {
    let options: Vec<Vec<Entry>> = candidates.iter().map(|candidate| options(document, candidate)).collect();
    let containers = containers(document, candidates, &options);
    let named: Vec<Named> = candidates.iter().map(|candidate| Named::new(document, candidate)).collect();
    let spoken_of = countries(document);
    let choices: Vec<Vec<Choice>> = (0..candidates.len())
        .map(|at| {
            let choice = |entry: &Entry| Choice {
                site: Site::of(*entry),
                alone: alone(&candidates[at], *entry, &named[at], &spoken_of),
            };
            options[at].iter().map(choice).collect()
        })
        .collect();
    let mut chosen: Vec<Option<Entry>> = vec![None; candidates.len()];
    // Containers first: what lies in them needs them.
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|at| depth(&containers, *at));
    for _ in 0..ROUNDS {
        let known = distinct(&named, &chosen);
        for &at in &order {
            let container = containers[at].and_then(|container| chosen[container]);
            let around = Around { countries: &spoken_of, known: &known, named: &named[at], container };
            chosen[at] = choose(&candidates[at], &choices[at], &around);
        }
        agree(candidates, &named, &containers, &mut chosen);
    }
    let known = distinct(&named, &chosen);
    let doubt = Doubt::of(document, candidates, &containers);
    let kept: Vec<Option<Entry>> = (0..candidates.len())
        .map(|at| {
            let container = containers[at].and_then(|container| chosen[container]);
            let around = Around { countries: &spoken_of, known: &known, named: &named[at], container };
            let town = |entry: Entry| matches!(entry.kind(), Kind::Town | Kind::District);
            chosen[at]
                .filter(|entry| container.is_some() || !town(*entry) || !doubt.rules_out(&candidates[at]))
                .filter(|entry| entry.people() >= BIG || !town(*entry) || !doubt.only_opens(&candidates[at]))
                .filter(|entry| is_believed(*entry, &options[at], &around))
        })
        .collect();
    finish(document, candidates, &containers, &kept, &doubt)
}

/// A candidate's name, as written and as compared.
struct Named {
    name: String,
    folded: String,
    /// Behind `the`, with no noun that the article could belong to: `the West`.
    with_article: bool,
}

impl Named {
    fn new(document: &Document, candidate: &Candidate) -> Named {
        let name = name(document, candidate);
        let article = candidate.name.start.checked_sub(1).is_some_and(|at| {
            matches!(document.word(at), "the" | "The")
                && document.tokens[at].sentence == document.tokens[candidate.name.start].sentence
        });
        // Of `the Oslo and Bergen exchanges` the article is the exchanges'.
        let listed = matches!(document.tokens.get(candidate.name.end).map(|token| token.tag), Some("CC"))
            && document.tokens.get(candidate.name.end + 1).is_some_and(|token| token.tag == "NNP");
        let noun_behind = document.tokens.get(candidate.name.end).is_some_and(|token| {
            listed || token.tag.starts_with("NN") || matches!(token.tag, "HYPH" | "JJ" | "VBG" | "CD")
        });
        Named { folded: fold(&name), name, with_article: article && !noun_behind }
    }
}

/// Each entry chosen so far once, with the name that it was chosen for.
fn distinct<'a>(named: &'a [Named], chosen: &[Option<Entry>]) -> Vec<(&'a str, Site)> {
    let mut known: Vec<(&str, Site)> = Vec::new();
    for (named, entry) in named.iter().zip(chosen) {
        if let Some(entry) = entry.filter(|entry| known.iter().all(|(_, known)| known.entry != *entry)) {
            known.push((&named.folded, Site::of(entry)));
        }
    }
    known
}

/// How many containers a place lies in.
fn depth(containers: &[Option<usize>], at: usize) -> usize {
    let mut depth = 0;
    let mut at = at;
    while let Some(container) = containers[at].filter(|_| depth < 8) {
        depth += 1;
        at = container;
    }
    depth
}

fn name(document: &Document, candidate: &Candidate) -> String {
    actor::phrase(document, candidate.name.clone())
}

/// The entries that a name can mean.
fn options(document: &Document, candidate: &Candidate) -> Vec<Entry> {
    let words = name(document, candidate);
    if candidate.sort.is_none() && WIDE.contains(fold(&words).as_str()) || is_area(document, candidate) {
        return Vec::new();
    }
    if let Some((full, iso)) = ABBREVIATIONS.get(words.as_str()) {
        let region = |entry: &Entry| entry.kind() == Kind::Region && entry.country() == *iso;
        let after_comma = candidate.name.start > 0 && document.word(candidate.name.start - 1) == ",";
        if after_comma || words.ends_with('.') {
            return gazetteer::look_up(full).into_iter().filter(region).collect();
        }
    }
    let whole = actor::phrase(document, candidate.whole.clone());
    let mut entries = gazetteer::look_up(&words);
    if candidate.whole.len() > candidate.name.len() {
        entries.extend(gazetteer::look_up(&whole));
    }
    if let Some(listed) = country::find(words.trim_end_matches('s')).or_else(|| country::find(&words)) {
        entries.extend(gazetteer::country(listed.iso));
    }
    if candidate.sort == Some(Precision::Region) {
        let regions: Vec<Entry> = entries.iter().filter_map(|entry| region_of_its_town(*entry)).collect();
        entries.extend(regions);
    }
    if candidate.sort == Some(Precision::District) {
        entries.extend(gazetteer::look_up(&format!("{words} county")));
    }
    entries.dedup();
    entries
}

/// Whether a name is that of a part of the world or a sea: `Asia`, `the Korean peninsula`.
fn is_area(document: &Document, candidate: &Candidate) -> bool {
    let whole = || fold(&actor::phrase(document, candidate.whole.clone()));
    AREAS.contains(fold(&name(document, candidate)).as_str()) && candidate.sort.is_none()
        || candidate.sort.is_some() && AREAS.contains(whole().as_str())
}

/// `Kursk region` is the region around Kursk, whose own name is `Kurskaya oblast'`.
fn region_of_its_town(town: Entry) -> Option<Entry> {
    let region = town.region().filter(|_| town.kind() == Kind::Town)?;
    let stem = |name: &str| fold(name).chars().take(4).collect::<String>();
    (stem(town.name()) == stem(region.name())).then_some(region)
}

/// Which candidate each lies in, by the words between them.
fn containers(document: &Document, candidates: &[Candidate], options: &[Vec<Entry>]) -> Vec<Option<usize>> {
    let mut containers: Vec<Option<usize>> = vec![None; candidates.len()];
    for at in (0..candidates.len().saturating_sub(1)).rev() {
        let (one, next) = (&candidates[at], &candidates[at + 1]);
        if document.tokens[one.whole.start].sentence != document.tokens[next.whole.start].sentence
            || one.whole.end > next.whole.start
        {
            continue;
        }
        match gap(document, one.whole.end..next.whole.start) {
            Gap::Inside if fits_inside(&options[at], &options[at + 1], one) => containers[at] = Some(at + 1),
            Gap::Owns => containers[at + 1] = containers[at + 1].or(Some(at)),
            Gap::Comma if some_within(&options[at], &options[at + 1]) => containers[at] = Some(at + 1),
            Gap::Comma | Gap::And if one.sort != Some(Precision::Region) => {
                let shared = containers[at + 1].filter(|held| shares(&options[at], &options[*held]));
                containers[at] = shared;
            }
            _ => {}
        }
    }
    containers
}

enum Gap {
    /// `in`, `of`: the first lies in the second.
    Inside,
    /// `'s`: the second lies in the first.
    Owns,
    Comma,
    And,
    Apart,
}

fn gap(document: &Document, range: Range<usize>) -> Gap {
    if range.len() > 5 {
        return Gap::Apart;
    }
    let mut gap = Gap::Apart;
    for at in range {
        let token = &document.tokens[at];
        gap = match (document.word(at), token.tag) {
            ("in" | "of", _) => Gap::Inside,
            (_, "POS") => Gap::Owns,
            (",", _) => {
                if matches!(gap, Gap::Inside) {
                    return Gap::Apart;
                } else {
                    Gap::Comma
                }
            }
            ("and" | "or", _) => Gap::And,
            ("the", _) => gap,
            (_, "JJ" | "HYPH") => gap,
            _ => return Gap::Apart,
        };
    }
    gap
}

fn some_within(inner: &[Entry], outer: &[Entry]) -> bool {
    outer
        .iter()
        .filter(|outer| outer.kind() != Kind::Town)
        .any(|outer| inner.iter().any(|inner| inner.within(*outer)))
}

/// Whether the first of two can lie in what the second lies in. `Alaska, Idaho and Boise, Idaho`:
/// what is big and known to lie elsewhere does not.
fn shares(inner: &[Entry], outer: &[Entry]) -> bool {
    let big = |entry: &Entry| matches!(entry.kind(), Kind::Country | Kind::Region) || entry.people() >= BIG;
    some_within(inner, outer) || !inner.iter().any(big)
}

/// A town or an unknown may lie in a region; a country may not lie in a town.
fn fits_inside(inner: &[Entry], outer: &[Entry], candidate: &Candidate) -> bool {
    let country = inner.first().is_some_and(|entry| entry.kind() == Kind::Country);
    let holds = outer.iter().any(|entry| entry.kind() != Kind::Town) || outer.is_empty();
    !country && (holds || candidate.sort.is_some())
}

type Countries = FxHashMap<&'static str, FxHashMap<&'static str, usize>>;

/// How often the text speaks of each country, by which of its names or its people's.
fn countries(document: &Document) -> Countries {
    let mut counts = Countries::default();
    for at in 0..document.tokens.len() {
        let word = document.word(at);
        if !word.starts_with(char::is_uppercase) || !country::begins(word) {
            continue;
        }
        let found = (1..=3)
            .rev()
            .filter(|length| at + length <= document.tokens.len())
            .find_map(|length| country::find(&actor::phrase(document, at..at + length)));
        // `Georgia` and `Jordan` may be something else: only their people's names count.
        let also_region = |listed: &country::Listed| {
            listed.sense == Sense::Name
                && gazetteer::look_up(listed.name)
                    .iter()
                    .any(|entry| entry.kind() == Kind::Region && entry.country() != listed.iso)
        };
        if let Some(listed) = found.filter(|listed| !also_region(listed)) {
            *counts.entry(listed.iso).or_default().entry(listed.name).or_insert(0) += 1;
        }
    }
    counts
}

struct Around<'a> {
    countries: &'a Countries,
    known: &'a [(&'a str, Site)],
    named: &'a Named,
    container: Option<Entry>,
}

impl<'a> Around<'a> {
    /// The entries chosen for the text's other names.
    fn others(&self) -> impl Iterator<Item = &'a Site> {
        let folded = &self.named.folded;
        self.known.iter().filter(move |(name, _)| name != folded).map(|(_, site)| site)
    }
}

/// An entry with what is asked of it again and again.
struct Site {
    entry: Entry,
    kind: Kind,
    country: &'static str,
    region: Option<Entry>,
    spot: (f64, f64),
}

impl Site {
    fn of(entry: Entry) -> Site {
        let (kind, country, region, spot) = (entry.kind(), entry.country(), entry.region(), entry.spot());
        Site { entry, kind, country, region, spot }
    }
}

/// An entry that a name can mean, with how well it fits whatever stands around it.
struct Choice {
    site: Site,
    alone: f64,
}

/// How often the text speaks of a country, other than by a name.
fn spoken(countries: &Countries, named: &Named, country: &str) -> usize {
    countries.get(country).map_or(0, |names| {
        names.iter().filter(|(name, _)| **name != named.name).map(|(_, count)| count).sum()
    })
}

fn choose(candidate: &Candidate, choices: &[Choice], around: &Around) -> Option<Entry> {
    let inside = |choice: &&Choice| {
        let entry = choice.site.entry;
        around.container.is_none_or(|container| entry.within(container) || entry == container)
    };
    let others: Vec<&Site> = around.others().collect();
    let score = |choice: &Choice| choice.alone + nearness(&choice.site, &others);
    let scored = choices.iter().filter(inside).map(|choice| (choice.site.entry, score(choice)));
    let (best, highest) = scored.max_by(|a, b| a.1.total_cmp(&b.1))?;
    // `in Odesa` is the city, not the region that is named after it; Bihar Sharif is seldom `Bihar`.
    let city = |site: &&Site| {
        site.kind == Kind::Town
            && site.entry.people() >= 5.0
            && site.region == Some(best)
            && fold(site.entry.name()) == around.named.folded
    };
    let sites = || choices.iter().map(|choice| &choice.site);
    // `here in Mexico` is the country, though some village of that name lies near New York.
    const FAR_BIGGER: f64 = 3.6;
    let country =
        sites().find(|site| site.kind == Kind::Country && site.entry.people() > best.people() + FAR_BIGGER);
    let best = country.filter(|_| around.container.is_none()).map_or(best, |country| country.entry);
    let best = match candidate.sort {
        None if best.kind() == Kind::Region => sites().find(city).map_or(best, |city| city.entry),
        _ => best,
    };
    (highest > 0.0).then_some(best)
}

/// Whether enough speaks for an entry to show it, rather than to say that the place is not known.
fn is_believed(entry: Entry, options: &[Entry], around: &Around) -> bool {
    let named = around.named;
    let placed = around.container.is_some_and(|container| entry.within(container));
    if matches!(entry.kind(), Kind::Country | Kind::Region) || placed {
        return true;
    }
    // Towns have no article but their own: `the Red River`, `the West`; `The Hague`.
    if named.with_article && !fold(entry.name()).starts_with("the ") {
        return false;
    }
    let spoken = spoken(around.countries, named, entry.country()) > 0;
    let (mut region, mut near): (usize, usize) = (0, 0);
    for other in around.others().filter(|other| other.entry != entry && other.kind != Kind::Country) {
        if entry.region() == Some(other.entry) {
            region += 2;
        } else if is_near(other.spot, entry.spot()) {
            near += 1;
        } else if other.region == entry.region() {
            region += 1;
        }
    }
    // Many towns of one name make each less likely, unless it is far bigger than the rest.
    let rival = |other: &&Entry| {
        other.kind() == Kind::Town
            && other.people() + 2.5 > entry.people()
            && !is_near(other.spot(), entry.spot())
    };
    let rivals = options.iter().filter(rival).count() as f64;
    // A name that only one place has, in a region that the text speaks of.
    let only = options.iter().all(|other| is_near(other.spot(), entry.spot()));
    let weight = entry.people()
        + if only && region > 0 { 1.2 } else { 0.0 }
        + if spoken { 0.3 } else { 0.0 }
        + 0.45 * region.min(2) as f64
        + 1.5 * near.min(3) as f64
        - 0.3 * (1.0 + rivals).log2()
        - if is_feature(&named.folded) { 0.8 } else { 0.0 };
    weight >= BELIEVED
}

/// About 25,000 people where nothing else speaks for a place. Higher, and fewer names are put
/// elsewhere but more towns stay unknown; both are counted by `train score places`.
const BELIEVED: f64 = 4.4;

static FEATURES: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| list::entries(include_str!("../../lists/place-features.txt")).collect());

/// Whether a name's words say a river, a street, a school or the like.
pub(super) fn is_feature(folded: &str) -> bool {
    let says = |word: Option<&str>, side| {
        word.and_then(|word| FEATURES.get(word)).is_some_and(|stands| *stands == side)
    };
    folded.contains(' ')
        && (says(folded.split(' ').next(), "before") || says(folded.split(' ').next_back(), "after"))
}

/// How well an entry fits, whatever stands around it. The weights, those of `nearness`, and those of `is_believed`, were set on the open halves of
/// the sets that `train score places` reads.
fn alone(candidate: &Candidate, entry: Entry, named: &Named, countries: &Countries) -> f64 {
    let mut score = entry.people();
    score += match entry.kind() {
        Kind::Country => 1.2,
        Kind::Region => 0.8,
        Kind::District => -1.6,
        Kind::Town if is_capital(entry, &named.folded) => 3.8,
        Kind::Town => 0.0,
    };
    if let Some(sort) = candidate.sort.filter(|sort| !matches!(sort, Precision::Point | Precision::Unknown)) {
        score += if sort == Precision::of(entry.kind()) { 4.0 } else { -3.0 };
    }
    if fold(entry.name()) == named.folded {
        score += 0.8;
    }
    let spoken = spoken(countries, named, entry.country());
    score + (0.1 * spoken.min(5) as f64 + if spoken > 0 { 0.5 } else { 0.0 })
}

/// What the text's other places add to how well an entry fits.
fn nearness(site: &Site, others: &[&Site]) -> f64 {
    let inner = site.kind != Kind::Country;
    let near: f64 = others
        .iter()
        .filter(|other| other.entry != site.entry)
        .map(|other| match () {
            _ if inner && other.region == site.region && other.kind != Kind::Country => 2.0,
            _ if is_near(other.spot, site.spot) => 1.4,
            _ if other.country == site.country => 0.25,
            _ => 0.0,
        })
        .sum();
    near.min(8.5)
}

/// Whether two spots lie within 150 km; most do not, by their latitudes alone.
fn is_near(a: (f64, f64), b: (f64, f64)) -> bool {
    (a.0 - b.0).abs() < 1.4 && distance(a, b) < 150.0
}

/// Whether an entry is the seat of its country's government.
fn is_capital(entry: Entry, folded: &str) -> bool {
    static CAPITALS: LazyLock<FxHashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
        let mut capitals: FxHashMap<String, Vec<&str>> = FxHashMap::default();
        for listed in country::all().iter().filter(|listed| listed.sense == Sense::Capital) {
            capitals.entry(fold(listed.name)).or_default().push(listed.iso);
        }
        capitals
    });
    CAPITALS.get(folded).is_some_and(|countries| countries.contains(&entry.country()))
}

/// The same name means the same place throughout; what a container backs goes first.
fn agree(
    candidates: &[Candidate],
    named: &[Named],
    containers: &[Option<usize>],
    chosen: &mut [Option<Entry>],
) {
    let key = |at: usize| (named[at].folded.as_str(), candidates[at].sort == Some(Precision::Region));
    let mut by_name: HashMap<(&str, bool), Entry> = HashMap::new();
    for at in 0..candidates.len() {
        if let Some(entry) = chosen[at].filter(|_| containers[at].is_some()) {
            by_name.entry(key(at)).or_insert(entry);
        }
    }
    for at in 0..candidates.len() {
        if containers[at].is_none()
            && let Some(entry) = by_name.get(&key(at))
        {
            chosen[at] = Some(*entry);
        }
    }
}

/// Places in order: known ones, and unknown ones that the words say are places.
fn finish(
    document: &Document,
    candidates: &[Candidate],
    containers: &[Option<usize>],
    chosen: &[Option<Entry>],
    doubt: &Doubt,
) -> Vec<Place> {
    let shown = |at: &usize| {
        let candidate = &candidates[*at];
        chosen[*at].is_some() || candidate.certain && (is_area(document, candidate) || doubt.shows(candidate))
    };
    let kept: Vec<usize> = (0..candidates.len()).filter(shown).collect();
    // `Paris, Texas`: the second says only which Paris.
    let after_comma = |at: usize| {
        let start = candidates[at].whole.start;
        start > 0
            && document.word(start - 1) == ","
            && candidates
                .iter()
                .zip(containers)
                .any(|(one, container)| *container == Some(at) && one.whole.end + 1 == start)
    };
    let position = |at: usize| kept.iter().position(|kept| *kept == at);
    let holds: Vec<usize> = kept.iter().filter_map(|at| containers[*at]).collect();
    kept.iter()
        .map(|at| {
            let candidate = &candidates[*at];
            let entry = chosen[*at];
            let holds_another = holds.contains(at) && candidate.usage != Usage::Where;
            let after_of = holds.contains(at) && entry.is_some_and(|entry| entry.kind() == Kind::Country);
            Place {
                span: span_of(document, &candidate.whole),
                name: shown_name(document, candidate),
                precision: match entry {
                    None if is_area(document, candidate) => Precision::Wide,
                    _ => precision(candidate, entry),
                },
                container: containers[*at].and_then(position),
                usage: if holds_another || after_of || after_comma(*at) {
                    Usage::Container
                } else {
                    candidate.usage
                },
                entry,
            }
        })
        .collect()
}

fn precision(candidate: &Candidate, entry: Option<Entry>) -> Precision {
    match (candidate.sort, entry) {
        (_, None) => Precision::Unknown,
        (Some(Precision::Point), _) => Precision::Point,
        (_, Some(entry)) => Precision::of(entry.kind()),
    }
}

/// The name with the word for its sort in small letters: `Kursk region`.
fn shown_name(document: &Document, candidate: &Candidate) -> String {
    let mut name = name(document, candidate);
    if candidate.whole.end > candidate.name.end {
        let sort = document.word(candidate.whole.end - 1);
        name.push(' ');
        name.push_str(&if matches!(sort, "City" | "County" | "Island" | "Bay") {
            sort.to_owned()
        } else {
            sort.to_lowercase()
        });
    }
    name
}
