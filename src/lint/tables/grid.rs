//! Rows as areas over the parts of each input, and the search for inputs that none of them takes. No wording is in here.

use super::domain::{Column, Part};
use crate::rules::table::{Cell, Version};
use crate::rules::{Kind, ListId, Parameter, Vocabulary};
use crate::value::Value;

/// The inputs that a table may have: beyond these nothing is searched.
const MOST_COLUMNS: usize = 32;
/// The comparisons of a part with a value of a cell, for one version.
const MOST_COMPARISONS: usize = 4_000_000;
/// The parts and rows that one question about a version may look at.
const MOST_STEPS: usize = 50_000_000;
/// Those that are looked at to see which rows meet: nothing of that can be left out.
const MOST_PAIRS: usize = 200_000_000;

/// For each column, which of its parts are in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Area(pub(super) Vec<Vec<bool>>);

/// The rows of a version over the parts of its inputs.
pub(super) struct Grid<'r> {
    pub(super) columns: Vec<Column<'r>>,
    pub(super) rows: Vec<Area>,
    /// The pairs of columns, and for each part of the one which parts of the other go with it.
    links: Vec<Link>,
}

/// Two columns of which one takes from a list that depends on the other's.
struct Link {
    parent: usize,
    child: usize,
    together: Vec<Vec<bool>>,
}

/// How much of a question's work is left.
pub(super) struct Steps(usize);

/// That a question was too large to be answered.
pub(super) struct TooLarge;

impl Steps {
    pub(super) fn new() -> Self {
        Self(MOST_STEPS)
    }

    /// Enough for holding each row against each other one.
    pub(super) fn for_pairs() -> Self {
        Self(MOST_PAIRS)
    }

    fn spend(&mut self, steps: usize) -> Result<(), TooLarge> {
        self.0 = self.0.checked_sub(steps).ok_or(TooLarge)?;
        Ok(())
    }
}

impl Area {
    /// Whether it holds nothing, since one of its columns doesn't.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().any(|parts| !parts.contains(&true))
    }

    /// What both hold.
    pub(super) fn and(&self, other: &Self) -> Self {
        let columns = self.0.iter().zip(&other.0);
        let shared = columns.map(|(a, b)| a.iter().zip(b).map(|(a, b)| *a && *b).collect());
        Self(shared.collect())
    }

    /// Whether the two share anything.
    fn meets(&self, other: &Self) -> bool {
        let mut columns = self.0.iter().zip(&other.0);
        columns.all(|(a, b)| a.iter().zip(b).any(|(a, b)| *a && *b))
    }

    /// Whether it holds all that another does.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let mut columns = self.0.iter().zip(&other.0);
        columns.all(|(a, b)| a.iter().zip(b).all(|(a, b)| *a || !b))
    }

    fn has(&self, column: usize, part: usize) -> bool {
        let parts = self.0.get(column);
        parts.is_some_and(|parts| parts.get(part) == Some(&true))
    }

    fn set(&mut self, column: usize, part: usize, within: bool) {
        let parts = self.0.get_mut(column);
        if let Some(found) = parts.and_then(|parts| parts.get_mut(part)) {
            *found = within;
        }
    }

    /// Whether it holds every part from a column on that another does.
    fn covers_from(
        &self,
        column: usize,
        other: &Self,
        steps: &mut Steps,
    ) -> Result<bool, TooLarge> {
        let mut looked_at = 0;
        let columns = self.0.iter().zip(&other.0).skip(column);
        let covers = columns.flat_map(|(a, b)| a.iter().zip(b)).all(|(a, b)| {
            looked_at += 1;
            *a || !b
        });
        steps.spend(looked_at)?;
        Ok(covers)
    }
}

impl<'r> Grid<'r> {
    /// The rows of a version over its inputs' parts; none where they are too many to be searched.
    pub(super) fn new(
        inputs: &'r [Parameter],
        version: &Version,
        words: &Vocabulary,
    ) -> Option<Self> {
        if inputs.len() > MOST_COLUMNS {
            return None;
        }
        let cells = |at: usize| version.rows.iter().filter_map(move |row| row.cells.get(at));
        let columns: Vec<Column<'_>> = inputs
            .iter()
            .enumerate()
            .map(|(at, input)| Column::new(input, cells(at), words))
            .collect();
        let comparisons = columns.iter().enumerate().map(|(at, column)| {
            let values: usize = cells(at).map(size).sum();
            values.saturating_mul(column.parts.len())
        });
        if comparisons.fold(0, usize::saturating_add) > MOST_COMPARISONS {
            return None;
        }
        let takes = |cell: &Cell, column: &Column<'_>| {
            let parts = column.parts.iter();
            parts.map(|part| cell.matches(&part.witness)).collect()
        };
        let rows = version.rows.iter().map(|row| {
            let cells = row.cells.iter().zip(&columns);
            Area(cells.map(|(cell, column)| takes(cell, column)).collect())
        });
        let rows = rows.collect();
        let links = links(&columns, words);
        Some(Self {
            columns,
            rows,
            links,
        })
    }

    /// All inputs.
    pub(super) fn all(&self) -> Area {
        let columns = self.columns.iter();
        Area(
            columns
                .map(|column| vec![true; column.parts.len()])
                .collect(),
        )
    }

    /// The first inputs within an area, one part a column, that none of `taken` holds.
    pub(super) fn free(
        &self,
        within: &Area,
        taken: &[&Area],
        steps: &mut Steps,
    ) -> Result<Option<Area>, TooLarge> {
        let mut chosen = Vec::with_capacity(self.columns.len());
        if !self.search(within, taken, &mut chosen, steps)? {
            return Ok(None);
        }
        let mut found = Area(
            self.all()
                .0
                .iter()
                .map(|parts| vec![false; parts.len()])
                .collect(),
        );
        for (column, part) in chosen.into_iter().enumerate() {
            found.set(column, part, true);
        }
        Ok(Some(found))
    }

    /// Chooses a part of each further column, so that nothing of `taken` is left that holds them all.
    fn search(
        &self,
        within: &Area,
        taken: &[&Area],
        chosen: &mut Vec<usize>,
        steps: &mut Steps,
    ) -> Result<bool, TooLarge> {
        steps.spend(1 + taken.len())?;
        let at = chosen.len();
        let Some(column) = self.columns.get(at) else {
            return Ok(taken.is_empty());
        };
        for area in taken {
            if area.covers_from(at, within, steps)? {
                return Ok(false);
            }
        }
        for part in 0..column.parts.len() {
            if !within.has(at, part) || !self.goes_with(chosen, part) {
                continue;
            }
            let left: Vec<&Area> = taken
                .iter()
                .filter(|area| area.has(at, part))
                .copied()
                .collect();
            chosen.push(part);
            if self.search(within, &left, chosen, steps)? {
                return Ok(true);
            }
            chosen.pop();
        }
        Ok(false)
    }

    /// Whether a part of the next column can be chosen together with those of the columns before it.
    fn goes_with(&self, chosen: &[usize], part: usize) -> bool {
        self.links.iter().all(|link| {
            let pair = if link.child == chosen.len() {
                chosen.get(link.parent).map(|parent| (*parent, part))
            } else if link.parent == chosen.len() {
                chosen.get(link.child).map(|child| (part, *child))
            } else {
                None
            };
            pair.is_none_or(|(parent, child)| {
                let children = link.together.get(parent);
                children.is_some_and(|children| children.get(child) == Some(&true))
            })
        })
    }

    /// An area that no row meets, made as large as it can be: the last columns first.
    pub(super) fn grown(&self, mut area: Area, steps: &mut Steps) -> Result<Area, TooLarge> {
        for (at, column) in self.columns.iter().enumerate().rev() {
            let first = (0..column.parts.len()).find(|part| area.has(at, *part));
            let first = first.unwrap_or_default();
            let onward = first + 1..column.parts.len();
            self.grow(&mut area, at, onward, steps)?;
            self.grow(&mut area, at, (0..first).rev(), steps)?;
        }
        Ok(area)
    }

    /// Adds parts to a column of an area as long as no row meets it; what is ordered stays in one piece.
    fn grow(
        &self,
        area: &mut Area,
        at: usize,
        parts: impl Iterator<Item = usize>,
        steps: &mut Steps,
    ) -> Result<(), TooLarge> {
        let mut ended = false;
        for part in parts {
            let ordered = self.part(at, part).is_some_and(Part::is_ordered);
            if ordered && ended {
                continue;
            }
            steps.spend(1 + self.rows.len() * self.columns.len())?;
            area.set(at, part, true);
            if self.rows.iter().any(|row| row.meets(area)) {
                area.set(at, part, false);
                ended = true;
            }
        }
        Ok(())
    }

    /// Inputs that two rows share, if there are any.
    pub(super) fn shared(
        &self,
        one: &Area,
        other: &Area,
        steps: &mut Steps,
    ) -> Result<Option<Area>, TooLarge> {
        steps.spend(self.columns.iter().map(|column| column.parts.len()).sum())?;
        if !one.meets(other) {
            return Ok(None);
        }
        let both = one.and(other);
        Ok(self.free(&both, &[], steps)?.map(|_| both))
    }

    fn part(&self, column: usize, part: usize) -> Option<&Part> {
        self.columns.get(column)?.parts.get(part)
    }
}

/// How many values a cell holds.
fn size(cell: &Cell) -> usize {
    match cell {
        Cell::OneOf(values) => values.len().max(1),
        Cell::Any | Cell::Compare(..) | Cell::Range(..) => 1,
    }
}

/// The columns that take from a list which depends on the list of another column.
fn links(columns: &[Column<'_>], words: &Vocabulary) -> Vec<Link> {
    let list_of = |column: &Column<'_>| match column.input.ty.kind {
        Kind::Choice(list) => Some(list),
        _ => None,
    };
    let place_of = |list: ListId| {
        columns
            .iter()
            .position(|column| list_of(column) == Some(list))
    };
    let mut links = Vec::new();
    for (child, column) in columns.iter().enumerate() {
        let list = list_of(column).and_then(|list| words.list(list));
        let Some((list, parent)) = list.and_then(|list| Some((list, place_of(list.parent?)?)))
        else {
            continue;
        };
        let goes_under = |above: &Value, below: &Value| match (above.as_str(), below.as_str()) {
            (Some(above), Some(below)) => list
                .options
                .get(below)
                .is_some_and(|option| option.under.iter().any(|name| **name == *above)),
            // Where one of them is missing, nothing is said about the other.
            _ => true,
        };
        let above = columns
            .get(parent)
            .into_iter()
            .flat_map(|column| &column.parts);
        let together = above.map(|above| {
            let below = column.parts.iter();
            below
                .map(|below| goes_under(&above.witness, &below.witness))
                .collect()
        });
        links.push(Link {
            parent,
            child,
            together: together.collect(),
        });
    }
    links
}
