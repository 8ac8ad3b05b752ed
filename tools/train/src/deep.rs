//! Makes the deep engine: a small transformer fine-tuned on PolNeAR train by the Python beside
//! this tool, then the verdict on what it finds.

use std::path::Path;

use anyhow::{Context as _, Result};
use sayso_text::attribution::{Candidate, Models};

use crate::attribution::{Judged, LEAST, judge, train_verdict};
use crate::pack::Writer;
use crate::{data, python};

/// Writes `deep.bin` into `models`: an hour on one core.
pub fn network(models: &Path) -> Result<()> {
    let path = models.join("deep.bin");
    let train = data::path("polnear")?.join("train.jsonl");
    let arguments = [train.display().to_string(), path.display().to_string()];
    python::run("deep.py", &[&arguments[0], &arguments[1]], "").map(|_| ())
}

/// Writes `deep-verdict.bin` into `models`, by the network that is built in. All of PolNeAR train
/// taught the network, so that this must learn from dev: some twenty numbers an attribution, no words. How well
/// it does on articles that it has not seen is printed: learned on one half, asked on the other.
pub fn verdict(models: &Path) -> Result<()> {
    let by_itself = Models::read(b"", "deep");
    let mut halves = [Vec::new(), Vec::new()];
    for (at, article) in data::polnear("dev")?.iter().enumerate() {
        let document = sayso_text::annotate_deep(&article.text, &data::lines(&article.text), None);
        halves[at % 2].extend(judge(&by_itself, article, &document));
    }
    let [one, other] = &halves;
    let (right, kept) =
        asked(one, other).into_iter().chain(asked(other, one)).fold((0, 0), |(right, kept), (sure, is)| {
            let keep = sure >= LEAST;
            (right + usize::from(keep && is), kept + usize::from(keep))
        });
    eprintln!(
        "  verdict learned on one half of the articles and asked on the other: {kept} kept, {right} right"
    );
    let judged: Vec<Judged> = halves.into_iter().flatten().collect();
    let mut pack = Writer::new();
    train_verdict(&mut pack, "deep", &judged);
    let path = models.join("deep-verdict.bin");
    std::fs::write(&path, pack.finish()).with_context(|| format!("cannot write `{}`", path.display()))
}

/// How sure a verdict learned on one half is of each in the other, and whether that is right.
fn asked(learned: &[Judged], asked: &[Judged]) -> Vec<(f32, bool)> {
    let mut pack = Writer::new();
    train_verdict(&mut pack, "deep", learned);
    let models = Models::read(Box::leak(pack.finish().into_boxed_slice()), "deep");
    let candidate = |judged: &Judged| Candidate { features: judged.features.clone(), ..Candidate::default() };
    let sure = models.judge(asked.iter().map(candidate).collect());
    sure.iter()
        .map(|attribution| attribution.confidence)
        .zip(asked.iter().map(|judged| judged.right))
        .collect()
}
