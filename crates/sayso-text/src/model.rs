//! The model files, built into the binary and unpacked once.

use std::sync::LazyLock;

use crate::pack::Pack;

/// spaCy's small English model as `tools/train` repacked it.
pub(crate) static MODEL: LazyLock<Pack> =
    LazyLock::new(|| Pack::open(include_bytes!("../models/english.bin")));

/// The deep engine's network.
pub(crate) static DEEP: LazyLock<Pack> = LazyLock::new(|| Pack::open(include_bytes!("../models/deep.bin")));

/// What is learned of how sure its finds are.
pub(crate) static DEEP_VERDICT: LazyLock<Pack> =
    LazyLock::new(|| Pack::open(include_bytes!("../models/deep-verdict.bin")));

/// The attribution models, with and without a parse.
pub(crate) static ATTRIBUTION: LazyLock<Pack> =
    LazyLock::new(|| Pack::open(include_bytes!("../models/attribution.bin")));
