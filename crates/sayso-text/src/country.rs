//! Countries by their names, by the words for their people, and by the seats of their governments.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::list;

/// What a listed name says of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    Name,
    Demonym,
    Capital,
}

/// A name on the list, with its country.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed {
    pub(crate) name: &'static str,
    pub(crate) sense: Sense,
    pub(crate) iso: &'static str,
    /// The country's first name on the list.
    pub(crate) country: &'static str,
}

/// All names on the list.
pub(crate) fn all() -> &'static [Listed] {
    static ALL: LazyLock<Vec<Listed>> = LazyLock::new(|| {
        list::entries(include_str!("../lists/countries.txt"))
            .flat_map(|(iso, fields)| listed(iso, fields))
            .collect()
    });
    &ALL
}

fn listed(iso: &'static str, fields: &'static str) -> Vec<Listed> {
    let country = fields.split(['|', ',']).next().unwrap_or("").trim();
    let senses = [Sense::Name, Sense::Demonym, Sense::Capital];
    let names = |(field, sense): (&'static str, Sense)| {
        field.split(',').map(str::trim).filter(|name| !name.is_empty()).map(move |name| Listed {
            name,
            sense,
            iso,
            country,
        })
    };
    fields.split('|').zip(senses).flat_map(names).collect()
}

/// The country that a name or a demonym belongs to.
pub(crate) fn find(name: &str) -> Option<Listed> {
    static BY_NAME: LazyLock<FxHashMap<&'static str, Listed>> = LazyLock::new(|| {
        all()
            .iter()
            .filter(|listed| listed.sense != Sense::Capital)
            .map(|listed| (listed.name, *listed))
            .collect()
    });
    BY_NAME.get(name).copied()
}

/// Whether a name or a demonym on the list begins with a word: most words can be passed over so.
pub(crate) fn begins(word: &str) -> bool {
    static SORTED: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let names = all().iter().filter(|listed| listed.sense != Sense::Capital);
        let mut names: Vec<&str> = names.map(|listed| listed.name).collect();
        names.sort_unstable();
        names
    });
    let first = SORTED.partition_point(|name| *name < word);
    SORTED.get(first).is_some_and(|name| name.starts_with(word))
}

/// Whether a name is that of a seat of government.
pub(crate) fn is_capital(name: &str) -> bool {
    static CAPITALS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
        all().iter().filter(|listed| listed.sense == Sense::Capital).map(|listed| listed.name).collect()
    });
    CAPITALS.contains(name)
}

/// The first word on the list for what is a country's: `North Korean`.
pub(crate) fn adjective(iso: &str) -> Option<&'static str> {
    all().iter().find(|listed| listed.iso == iso && listed.sense == Sense::Demonym).map(|listed| listed.name)
}
