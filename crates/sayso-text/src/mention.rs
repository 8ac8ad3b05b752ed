//! Who is meant by a source that does not give its name: `Zelensky`, `he`, `the ministry`
//! stand for somebody elsewhere in the text.
//!
//! The text is read once in order (`reader`): names, nouns and pronouns are gathered into
//! entities (`entity`), and each pronoun or role is given to the entity that fits it and is
//! most in mind. Sources then ask whom their words were given to.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::actor::{self, Actor};
use crate::grammar::subtree;
use crate::{Document, Span};

mod entity;
mod gender;
mod mentions;
mod reader;
mod role;

use entity::{Entity, Kind};
use mentions::Form;
use reader::Reader;

/// Resolves the actors of sources that are given in reading order.
pub(crate) fn resolve(document: &Document, sources: &[Vec<Range<usize>>], actors: &mut [Vec<Actor>]) {
    let ranges: Vec<Vec<Option<Range<usize>>>> = sources
        .iter()
        .zip(&*actors)
        .map(|(source, actors)| actors.iter().map(|actor| tokens(document, actor.span?, source)).collect())
        .collect();
    let flat: Vec<Range<usize>> = ranges
        .iter()
        .flatten()
        .flatten()
        .filter(|range| relative(document, range).is_none())
        .cloned()
        .collect();
    let reader = Reader::read(document, &flat);
    // Actors that were asked for before, by the mention that names them.
    let mut described: FxHashMap<usize, Actor> = FxHashMap::default();
    for (ranges, actors) in ranges.iter().zip(actors) {
        let mut meant = Vec::with_capacity(actors.len());
        for (actor, range) in actors.drain(..).zip(ranges) {
            match range {
                Some(range) => meant.extend(whom(document, &reader, &mut described, actor, range)),
                None => meant.push(actor),
            }
        }
        *actors = meant;
    }
}

/// The actor of a source with whom it stands for; two where it stands for two (`they`).
fn whom(
    document: &Document,
    reader: &Reader,
    described: &mut FxHashMap<usize, Actor>,
    actor: Actor,
    range: &Range<usize>,
) -> Vec<Actor> {
    if let Some(noun) = relative(document, range) {
        let meant = actor::actors(document, std::slice::from_ref(&noun)).into_iter().next();
        let refers = Some(crate::attribution::span(document, &noun));
        return vec![meant.map_or(actor.clone(), |meant| Actor { span: actor.span, refers, ..meant })];
    }
    let Some(mention) = reader.mention_of(range) else { return vec![actor] };
    let Some(entity) = reader.mentions[mention].entity else { return vec![actor] };
    let members = &reader.entities[entity].members;
    let entities = if members.is_empty() { std::slice::from_ref(&entity) } else { members };
    let resolved = entities
        .iter()
        .map(|entity| stands_for(document, reader, described, &actor, mention, &reader.entities[*entity]));
    resolved.map(|resolved| resolved.unwrap_or_else(|| actor.clone())).collect()
}

/// The actor with the name, role and party of the mention that names its entity best.
fn stands_for(
    document: &Document,
    reader: &Reader,
    described: &mut FxHashMap<usize, Actor>,
    actor: &Actor,
    mention: usize,
    entity: &Entity,
) -> Option<Actor> {
    let best = reader.best(entity, mention)?;
    let named = &reader.mentions[best];
    let earlier = described.entry(best).or_insert_with(|| {
        let found = actor::actors(document, std::slice::from_ref(&named.range)).into_iter();
        let found = found.last().unwrap_or_else(|| actor.clone());
        let person = entity.named && entity.kind == Kind::Person;
        let name = if person {
            actor::phrase(document, actor::without_honours(document, named.core.clone()))
        } else {
            found.name.clone()
        };
        Actor { name, ..found }
    });
    let own = reader.mentions[mention].form == Form::Name;
    Some(Actor {
        span: actor.span,
        name: earlier.name.clone(),
        role: fuller_role(actor.role.as_deref(), earlier.role.as_deref()).map(str::to_owned),
        party: actor.party.clone().or_else(|| earlier.party.clone()),
        unnamed: earlier.unnamed,
        refers: Some(crate::attribution::span(document, &named.range)),
    })
    .filter(|meant| !own || meant.name.len() > actor.name.len())
}

/// The role that is given here, unless it is only polite: `Mr Lee` is the chairman still.
fn fuller_role<'a>(own: Option<&'a str>, earlier: Option<&'a str>) -> Option<&'a str> {
    let polite = |role: &str| {
        matches!(
            role,
            "Dr" | "Dr." | "Lady" | "Miss" | "Mr" | "Mr." | "Mrs" | "Mrs." | "Ms" | "Ms." | "Mx" | "Sir"
        )
    };
    match own {
        Some(own) if polite(own) => earlier.or(Some(own)),
        _ => own.or(earlier),
    }
}

/// The noun that a lone `who` stands for: `the mayor, who said`.
fn relative(document: &Document, range: &Range<usize>) -> Option<Range<usize>> {
    let pronoun = document
        .tokens
        .get(range.start)
        .filter(|token| range.len() == 1 && matches!(token.tag, "WP" | "WDT"))?;
    let verb = document.tokens.get(pronoun.head).filter(|verb| verb.dep == "relcl")?;
    let start = subtree(document, verb.head).start;
    let end = (start..range.start).rev().find(|at| document.tokens[*at].pos != "PUNCT")? + 1;
    (start < end && verb.head < end).then_some(start..end)
}

/// The tokens of a source that an actor's span covers.
fn tokens(document: &Document, span: Span, source: &[Range<usize>]) -> Option<Range<usize>> {
    let inside = |at: &usize| span.contains(document.tokens[*at].span);
    let all = source.iter().cloned().flatten().filter(|at| inside(at));
    let start = all.clone().next()?;
    Some(start..all.max()? + 1)
}
