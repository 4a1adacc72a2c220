//! Which way the arrows between flows take: through the gutters beside columns, and the lanes above heads · in counts, not in units.

use super::sheet::{Bus, Sheet};

/// Where flows stand: so many beside each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    pub(super) per_row: usize,
}

impl Grid {
    pub(super) fn row(self, flow: usize) -> usize {
        flow / self.per_row.max(1)
    }

    pub(super) fn column(self, flow: usize) -> usize {
        flow % self.per_row.max(1)
    }
}

/// An arrow from a line of a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route {
    pub(super) from: usize,
    pub(super) item: usize,
    pub(super) line: usize,
    pub(super) to: usize,
    pub(super) way: Way,
}

/// Which way it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Up the gutter to the right, into the head of the next flow.
    Right,
    /// Up the gutter to the left, into the head of the flow before, or of its own.
    Left,
    /// Up the gutter to the right, over the heads, and down.
    Over,
}

impl Route {
    /// Returns the gutter that it goes up in: that of a number is left of the column of the number.
    pub(super) fn gutter(self, grid: Grid) -> usize {
        let column = grid.column(self.from);
        match self.way {
            Way::Left => column,
            Way::Right | Way::Over => column + 1,
        }
    }
}

/// Returns the arrows of every step.
pub(super) fn of(sheet: &Sheet, grid: Grid) -> Vec<Route> {
    let mut routes = Vec::new();
    for (from, column) in sheet.columns.iter().enumerate() {
        for (item, (_, block)) in column.items.iter().enumerate() {
            for (line, written) in block.lines.iter().enumerate() {
                for to in written.leads.iter().copied() {
                    let way = way(from, to, grid);
                    routes.push(Route {
                        from,
                        item,
                        line,
                        to,
                        way,
                    });
                }
            }
        }
    }
    routes
}

fn way(from: usize, to: usize, grid: Grid) -> Way {
    let same_row = grid.row(from) == grid.row(to);
    match (same_row, from.abs_diff(to)) {
        (true, 1) if to > from => Way::Right,
        (true, 0 | 1) => Way::Left,
        _ => Way::Over,
    }
}

/// Returns the arrows that go up in a gutter, from left to right: so that those of one side never cross.
pub(super) fn tracks(routes: &[Route], grid: Grid, row: usize, gutter: usize) -> Vec<usize> {
    let mut within: Vec<usize> = (0..routes.len()).collect();
    within.retain(|at| {
        let route = routes.get(*at);
        route.is_some_and(|route| grid.row(route.from) == row && route.gutter(grid) == gutter)
    });
    let order = |at: &usize| {
        routes.get(*at).map(|route| {
            let place = (route.item, route.line);
            // Those from the right come behind, the upper ones nearest to their steps.
            match route.way {
                Way::Over => (0, place.0 as i64, place.1 as i64),
                Way::Right => (1, place.0 as i64, place.1 as i64),
                Way::Left => (2, -(place.0 as i64), -(place.1 as i64)),
            }
        })
    };
    within.sort_by_key(order);
    within
}

/// A stretch above the heads of a row.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    pub(super) row: usize,
    pub(super) of: Carried,
    /// How far above the heads it runs, from nothing.
    pub(super) level: usize,
    /// From where to where: heads have odd numbers, gutters even ones, and the margin is less than nothing.
    span: (i64, i64),
}

/// What a lane carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carried {
    /// An arrow of a step, from the gutter on.
    Leaving(usize),
    /// An arrow of a step that comes from another row.
    Arriving(usize),
    /// An action's arrow.
    Bus(usize),
}

impl Carried {
    /// Returns what tells it from every other.
    pub(super) fn key(self) -> (u8, usize) {
        match self {
            Self::Leaving(at) => (0, at),
            Self::Arriving(at) => (1, at),
            Self::Bus(at) => (2, at),
        }
    }
}

const MARGIN: i64 = -1;

fn head(grid: Grid, flow: usize) -> i64 {
    2 * grid.column(flow) as i64 + 1
}

/// Returns the lanes, each at a level where it meets no other.
pub(super) fn lanes(routes: &[Route], buses: &[Bus], grid: Grid) -> Vec<Lane> {
    let mut lanes = Vec::new();
    let mut add = |row: usize, of: Carried, ends: &[i64]| {
        let least = ends.iter().copied().min().unwrap_or_default();
        let most = ends.iter().copied().max().unwrap_or_default();
        lanes.push(Lane {
            row,
            of,
            level: 0,
            span: (least, most),
        });
    };
    for (at, route) in routes.iter().enumerate() {
        if route.way != Way::Over {
            continue;
        }
        let (from, to) = (grid.row(route.from), grid.row(route.to));
        let gutter = 2 * route.gutter(grid) as i64;
        if from == to {
            add(from, Carried::Leaving(at), &[gutter, head(grid, route.to)]);
        } else {
            add(from, Carried::Leaving(at), &[gutter, MARGIN]);
            add(to, Carried::Arriving(at), &[MARGIN, head(grid, route.to)]);
        }
    }
    for (at, bus) in buses.iter().enumerate() {
        let ends = bus.from.iter().chain([&bus.to]);
        let ends: Vec<i64> = ends.map(|flow| head(grid, *flow)).collect();
        add(grid.row(bus.to), Carried::Bus(at), &ends);
    }
    // Short stretches are the nearest to the heads.
    lanes.sort_by_key(|lane| (lane.span.1 - lane.span.0, lane.span.0));
    let mut placed: Vec<Lane> = Vec::new();
    for lane in lanes {
        let is_free = |level: &usize| {
            let mut others = placed.iter();
            others.all(|other| {
                let apart = other.span.1 < lane.span.0 || lane.span.1 < other.span.0;
                other.row != lane.row || other.level != *level || apart
            })
        };
        let level = (0..).find(is_free).unwrap_or_default();
        placed.push(Lane { level, ..lane });
    }
    placed
}

impl Lane {
    /// Returns in which order its ends stand on a head: an end of one that goes left before one that goes right, so
    /// that they don't cross.
    pub(super) fn order(&self, grid: Grid, flow: usize) -> (i32, i64) {
        let here = head(grid, flow);
        let level = self.level as i64;
        match (self.span.0 < here, here < self.span.1) {
            (true, false) => (0, level),
            (false, true) => (2, -level),
            _ => (1, level),
        }
    }
}
