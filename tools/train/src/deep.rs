//! Makes the deep engine: a small transformer fine-tuned on PolNeAR train by the Python beside
//! this tool, then the verdict on what it finds.

use std::path::Path;

use anyhow::{Context as _, Result};
use sayso_text::attribution::Models;

use crate::attribution::{judge, train_verdict};
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
/// taught the network, so that this must learn from dev: thirteen numbers an attribution, no words.
pub fn verdict(models: &Path) -> Result<()> {
    let by_itself = Models::read(b"", "deep");
    let mut judged = Vec::new();
    for article in data::polnear("dev")? {
        let document = sayso_text::annotate_deep(&article.text, &data::lines(&article.text), None);
        judged.extend(judge(&by_itself, &article, &document));
    }
    let mut pack = Writer::new();
    train_verdict(&mut pack, "deep", judged);
    let path = models.join("deep-verdict.bin");
    std::fs::write(&path, pack.finish()).with_context(|| format!("cannot write `{}`", path.display()))
}
