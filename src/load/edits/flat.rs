//! A rule set and those that it extends as one: the base's files, with what the others set and replace in its place, and the way back from there. Nothing is compared here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::said::{Manifest, Said, entries, entry};
use super::write::{Replacement, replace};
use crate::load::base;
use crate::source::{FileId, Report, Source, Sources, Span};

const MANIFEST: &str = "dunlin.yaml";

/// The texts of a rule set as if it extended no other.
#[derive(Debug, Clone)]
pub(super) struct Flat {
    pub(super) sources: Sources,
    /// Where each of them comes from, by its name and so in their order.
    origins: BTreeMap<String, Origin>,
    /// The folder of the base.
    base: String,
    /// The manifests of those that extend it, the rule set's own first.
    extending: Vec<String>,
    /// What they say in the place of the base's manifest, in the order of its text.
    said: Vec<Said>,
}

/// The file that a text comes from.
#[derive(Debug, Clone)]
struct Origin {
    id: FileId,
    name: String,
    /// The letters that it replaces.
    replaced: Vec<String>,
}

impl Flat {
    /// Two versions; where the texts of one can't be taken as one, nor loaded, both stay as they are.
    pub(super) fn both(old: &Sources, new: &Sources) -> (Self, Self) {
        let flat = Self::of(old).zip(Self::of(new));
        flat.unwrap_or_else(|| (Self::as_it_is(old), Self::as_it_is(new)))
    }

    fn as_it_is(sources: &Sources) -> Self {
        let mut flat = Self::empty();
        for (id, source) in files(sources) {
            flat.put(source.name(), id, source);
        }
        flat
    }

    fn empty() -> Self {
        Self {
            sources: Sources::new(),
            origins: BTreeMap::new(),
            base: String::new(),
            extending: Vec::new(),
            said: Vec::new(),
        }
    }

    fn of(sources: &Sources) -> Option<Self> {
        let chain = base::chain(sources, &mut Report::default())?;
        let mut flat = Self::empty();
        for (depth, prefix) in chain.base_first().enumerate() {
            if depth == 0 {
                prefix.clone_into(&mut flat.base);
            } else {
                flat.extending.insert(0, format!("{prefix}{MANIFEST}"));
            }
            let own = files(sources).filter(|(_, source)| chain.prefix_of(source.name()) == prefix);
            for (id, source) in own {
                let name = source.name().strip_prefix(prefix)?;
                match name {
                    _ if depth == 0 || name.starts_with("templates/") => flat.put(name, id, source),
                    MANIFEST => {}
                    // It may not stand there, and isn't left out in silence.
                    _ => return None,
                }
            }
        }
        flat.say(sources)?;
        Some(flat)
    }

    fn put(&mut self, name: &str, id: FileId, source: &Source) {
        self.sources.add(name, source.text());
        let earlier = self.origins.remove(name);
        let replaced = earlier.map(|earlier| [earlier.replaced, vec![earlier.name]].concat());
        let origin = Origin {
            id,
            name: source.name().to_owned(),
            replaced: replaced.unwrap_or_default(),
        };
        self.origins.insert(name.to_owned(), origin);
    }

    /// Says in the base's manifest what those that extend it say.
    fn say(&mut self, sources: &Sources) -> Option<()> {
        if self.extending.is_empty() {
            return Some(());
        }
        let base = Manifest::read(sources, &format!("{}{MANIFEST}", self.base))?;
        let mut said = self.said_over(&base, sources)?;
        said.sort_by_key(|said| said.base.range.start);
        let mut text = String::new();
        let mut at = 0;
        for said in &mut said {
            text.push_str(base.text.get(at..said.base.range.start)?);
            said.say(&mut text);
            at = said.base.range.end;
        }
        text.push_str(base.text.get(at..)?);
        self.sources.add(MANIFEST, text);
        self.said = said;
        Some(())
    }

    fn said_over(&self, base: &Manifest<'_>, sources: &Sources) -> Option<Vec<Said>> {
        let mut said: Vec<Said> = Vec::new();
        for (depth, name) in self.extending.iter().enumerate() {
            let own = Manifest::read(sources, name)?;
            let names = ["rule_set", "version"];
            for name in names.iter().filter(|_| depth == 0) {
                match (entry(&base.root, &[name]), entry(&own.root, &[name])) {
                    (Some(there), Some(here)) => said.push(Said::new(base, there, &own, here)?),
                    (None, None) => {}
                    _ => return None,
                }
            }
            for here in entries(&own.root)? {
                match here.0.text.as_str() {
                    "settings" => {
                        let mut settings = Said::of_settings(base, &own, here)?;
                        // What is set nearer to the rule set itself holds.
                        settings.retain(|set| !said.iter().any(|known| known.way == set.way));
                        said.extend(settings);
                    }
                    name if name == "extends" || names.contains(&name) => {}
                    _ => return None,
                }
            }
        }
        Some(said)
    }

    /// Where that which stands in one of these texts stands in the rule set's own.
    pub(super) fn span(&self, span: Span, sources: &Sources) -> Span {
        let at = usize::try_from(span.file.0).unwrap_or(usize::MAX);
        let Some((name, origin)) = self.origins.iter().nth(at) else {
            return span;
        };
        let range = span.start as usize..span.end as usize;
        if name != MANIFEST {
            return Span::new(origin.id, range.start, range.end);
        }
        match self.said.iter().find(|said| said.is_at(range.start)) {
            Some(said) => {
                let mut files = files(sources);
                let file = files.find(|(_, source)| source.name() == said.manifest);
                let id = file.map_or(origin.id, |(id, _)| id);
                Span::new(id, said.own.entry.start, said.own.entry.end)
            }
            None => {
                let range = self.in_base(&range);
                Span::new(origin.id, range.start, range.end)
            }
        }
    }

    /// Makes replacements in one of these texts where it comes from.
    pub(super) fn make(&self, name: &str, replacements: Vec<Replacement>, made: &mut Sources) {
        let Some(origin) = self.origins.get(name) else {
            return;
        };
        if name != MANIFEST {
            rewrite(&origin.name, replacements, made);
            return;
        }
        let mut of_base = Vec::new();
        let mut of_others: BTreeMap<&str, Vec<Replacement>> = BTreeMap::new();
        let mut gone: BTreeSet<&[String]> = BTreeSet::new();
        for Replacement { range, text } in replacements {
            if let Some(said) = self.said.iter().find(|said| said.is_all_of(&range)) {
                let own = of_others.entry(&said.manifest).or_default();
                own.push(said.replaced(text));
            } else {
                // What the base's manifest says anew, no other may say.
                let within = self.said.iter().filter(|said| said.is_in(&range));
                gone.extend(within.map(|said| said.way.as_slice()));
                let range = self.in_base(&range);
                of_base.push(Replacement { range, text });
            }
        }
        rewrite(&origin.name, of_base, made);
        for (name, replacements) in of_others {
            rewrite(name, replacements, made);
        }
        for name in self.extending.iter().filter(|_| !gone.is_empty()) {
            let manifest = Manifest::read(made, name);
            if let Some(text) = manifest.map(|manifest| manifest.without(&gone)) {
                made.add(name, text);
            }
        }
    }

    /// A part of the manifest in the text of the base.
    fn in_base(&self, range: &Range<usize>) -> Range<usize> {
        let there = |at: usize| {
            let before = self.said.iter().rev().find(|said| said.here.end <= at);
            before.map_or(at, |said| said.base.range.end + at - said.here.end)
        };
        there(range.start)..there(range.end)
    }

    /// Puts another text in the place of one of these.
    pub(super) fn put_in_place(&self, name: &str, text: &str, made: &mut Sources) {
        if let Some(origin) = self.origins.get(name) {
            made.add(&origin.name, text);
        }
    }

    /// Takes away one of these texts, and those that it replaces.
    pub(super) fn remove(&self, name: &str, made: &mut Sources) {
        if let Some(origin) = self.origins.get(name) {
            made.remove(&origin.name);
            for replaced in &origin.replaced {
                made.remove(replaced);
            }
        }
    }

    /// Puts another text beside these.
    pub(super) fn add(&self, name: &str, text: &str, made: &mut Sources) {
        let mut name = format!("{}{name}", self.base);
        while let (Some(_), Some((stem, ending))) = (made.get(&name), name.rsplit_once('.')) {
            name = format!("{stem}_new.{ending}");
        }
        made.add(name, text);
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.sources.get(name).map_or("", Source::text)
    }
}

fn rewrite(name: &str, replacements: Vec<Replacement>, made: &mut Sources) {
    let text = made.get(name).map_or("", Source::text);
    let text = replace(text, 0..text.len(), replacements);
    made.add(name, text);
}

fn files(sources: &Sources) -> impl Iterator<Item = (FileId, &Source)> {
    let files = sources.iter().enumerate();
    files.map(|(at, source)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), source))
}
