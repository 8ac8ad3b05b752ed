//! The model files, built into the binary and unpacked once.

use std::sync::LazyLock;

use crate::pack::Pack;

/// spaCy's small English model as `tools/train` repacked it.
pub(crate) static MODEL: LazyLock<Pack> =
    LazyLock::new(|| Pack::open(include_bytes!("../models/english.bin")));

/// The attribution models, with and without a parse.
pub(crate) static ATTRIBUTION: LazyLock<Pack> =
    LazyLock::new(|| Pack::open(include_bytes!("../models/attribution.bin")));
