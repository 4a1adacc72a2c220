//! Where things stand in a scenario's text, which the parser that reads it doesn't keep. Nothing is read here but places.

use saphyr_parser::{Event, Parser, Span};

/// A line and a column, both from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    /// Where a text begins.
    pub(super) const START: Self = Self { line: 1, column: 1 };

    fn of(span: Span) -> Self {
        Self {
            line: span.start.line(),
            column: span.start.col() + 1,
        }
    }
}

/// The places of a scenario's keys and steps.
#[derive(Debug, Default)]
pub(super) struct Places {
    keys: Vec<(String, Place)>,
    steps: Vec<Place>,
    /// The first tag, anchor or alias: scenarios do without them.
    pub(super) untamed: Option<Place>,
}

impl Places {
    /// Finds the places in a text; those before the first thing that can't be parsed.
    pub(super) fn of(text: &str) -> Self {
        let mut places = Self::default();
        let mut depth = 0_usize;
        // At the depth of the top-level keys, keys and values take turns.
        let mut is_key = true;
        let mut parser = Parser::new_from_str(text);
        while let Some(Ok((event, span))) = parser.next_event() {
            // What more documents hold is no matter: they are refused.
            if matches!(event, Event::DocumentEnd) {
                break;
            }
            let place = Place::of(span);
            let is_untamed = match &event {
                Event::Alias(_) => true,
                Event::Scalar(_, _, anchor, tag) => *anchor > 0 || tag.is_some(),
                Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => {
                    *anchor > 0 || tag.is_some()
                }
                _ => false,
            };
            if is_untamed {
                places.untamed.get_or_insert(place);
            }
            let within_steps = places.keys.last().is_some_and(|(key, _)| key == "steps");
            let begins = matches!(
                event,
                Event::Scalar(..)
                    | Event::Alias(_)
                    | Event::SequenceStart(..)
                    | Event::MappingStart(..)
            );
            if begins && depth == 1 {
                if let (true, Event::Scalar(key, ..)) = (is_key, &event) {
                    places.keys.push((key.to_string(), place));
                }
                is_key = !is_key;
            }
            if begins && depth == 2 && within_steps {
                places.steps.push(place);
            }
            match event {
                Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
                Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        places
    }

    /// Where a key of the scenario stands.
    pub(super) fn key(&self, name: &str) -> Place {
        self.keys
            .iter()
            .find(|(key, _)| key == name)
            .map_or(Place::START, |(_, place)| *place)
    }

    /// Where a key of the scenario stands again.
    pub(super) fn repeated(&self) -> Option<Place> {
        let again = self
            .keys
            .iter()
            .enumerate()
            .find(|(at, (key, _))| self.keys.iter().take(*at).any(|(before, _)| before == key));
        again.map(|(_, (_, place))| *place)
    }

    /// Where a step begins, the first being 0.
    pub(super) fn step(&self, at: usize) -> Place {
        self.steps
            .get(at)
            .copied()
            .unwrap_or_else(|| self.key("steps"))
    }
}
