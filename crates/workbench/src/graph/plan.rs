//! Where everything stands: columns beside each other or in rows, cards beside or below, arrows around them · one page, as large as it prints best.

use super::block::{Block, Gap, WIDE};
use super::routes::{self, Carried, Grid, Lane, Route, Way};
use super::scene::{ICON, Placed, Rect, Scene, Stroke, Written};
use super::sheet::{Sheet, Sign};
use super::text::{Style, shorten, width, wrap};

/// How far everything stays from the page's edge.
const MARGIN: i32 = 28;
/// How far everything stays from the edge of a picture that stands among text.
pub(super) const EDGE: i32 = 4;
/// How wide the gutter between two columns is, where no more is needed.
pub(super) const GUTTER: i32 = 40;
/// How far apart arrows run in a gutter.
const TRACK: i32 = 14;
/// How far apart lanes run above the heads.
const LANE: i32 = 24;
/// How far above the heads the first lane runs.
const ABOVE: i32 = 18;
/// What lies between rows.
const BETWEEN: i32 = 32;
/// How wide a page of A4 is between its margins, in units of which 96 are an inch; how high, likewise.
const PAPER: (i32, i32) = (1046, 717);
/// A page is no narrower than this.
const NARROWEST: i32 = 560;

/// No wider than this is a picture among text, if it can be helped.
const ROOM: i32 = 1200;

/// Returns the drawing, arranged so that it is as large as can be on a page of A4 that lies.
pub(super) fn scene(sheet: &Sheet) -> Scene {
    let flows = sheet.columns.len().max(1);
    // An action's arrows stay above one row.
    let fewest = if sheet.buses.is_empty() { 1 } else { flows };
    let mut best: Option<(i64, Scene)> = None;
    for per_row in fewest..=flows {
        for beside in 0..=3 {
            let scene = Plan::new(sheet, Grid { per_row }).drawn(beside);
            let scale =
                |paper: i32, length: i32| i64::from(paper) * 100_000 / i64::from(length.max(1));
            let scale = match sheet.is_inline {
                // A page of text goes on downwards.
                true if scene.width <= ROOM => i64::from(i32::MAX - scene.height),
                true => -i64::from(scene.width),
                false => scale(PAPER.0, scene.width).min(scale(PAPER.1, scene.height)),
            };
            if best.as_ref().is_none_or(|(known, _)| scale > *known) {
                best = Some((scale, scene));
            }
        }
    }
    best.map(|(_, scene)| scene).unwrap_or_default()
}

struct Plan<'s> {
    sheet: &'s Sheet,
    grid: Grid,
    routes: Vec<Route>,
    lanes: Vec<Lane>,
    scene: Scene,
    /// Where each flow's head stands.
    heads: Vec<Rect>,
    /// Where each step stands, flow by flow.
    steps: Vec<Vec<Rect>>,
    /// Where the arrows of a gutter run: row, gutter, and the arrow with its place.
    tracks: Vec<(usize, i32)>,
    /// Where an arrow to another row runs beside all of them.
    trunks: Vec<(usize, i32)>,
}

impl<'s> Plan<'s> {
    fn new(sheet: &'s Sheet, grid: Grid) -> Self {
        let routes = routes::of(sheet, grid);
        let lanes = routes::lanes(&routes, &sheet.buses, grid);
        Self {
            sheet,
            grid,
            routes,
            lanes,
            scene: Scene::default(),
            heads: Vec::new(),
            steps: Vec::new(),
            tracks: Vec::new(),
            trunks: Vec::new(),
        }
    }

    /// Draws everything, with so many columns of cards beside the flows; with none, they stand below.
    fn drawn(mut self, beside: i32) -> Scene {
        let top = match self.sheet.is_inline {
            true => EDGE,
            false => MARGIN + Style::Title.leading() + self.lead_height() + 16,
        };
        let (right, bottom) = self.rows(top);
        let cards = &self.sheet.cards;
        let first = self.heads.first().map_or(top, |head| head.y);
        let (x, y, count) = match beside {
            0 => {
                let across = (right - MARGIN + GUTTER) / (WIDE + GUTTER);
                (MARGIN, bottom + BETWEEN, across.max(1))
            }
            beside => (right + GUTTER, first, beside),
        };
        let (cards_right, cards_bottom) = cards_at(&mut self.scene, cards, x, y, count);
        self.arrows();
        self.scene.width = (right.max(cards_right) + MARGIN).max(NARROWEST);
        self.head_lines();
        // Beside the flows, there is room under the cards.
        let bottom = if cards_right > right {
            bottom.max(self.legend(x, cards_bottom + BETWEEN))
        } else {
            self.legend(MARGIN, bottom.max(cards_bottom) + BETWEEN)
        };
        self.scene.height = bottom + MARGIN;
        self.scene
    }

    fn lead_height(&self) -> i32 {
        let columns = self.sheet.columns.len().min(self.grid.per_row) as i32;
        let room = (columns * (WIDE + GUTTER) - GUTTER).max(NARROWEST - 2 * MARGIN);
        let lines = wrap(&self.sheet.lead, Style::Lead, room, 2);
        Style::Lead.leading() * lines.len() as i32
    }

    fn legend(&mut self, left: i32, top: i32) -> i32 {
        let right = self.scene.width - MARGIN;
        legend(&mut self.scene, &self.sheet.legend, (left, right), top)
    }

    /// The title, and what stands under it, unless they stand above the picture.
    fn head_lines(&mut self) {
        if self.sheet.is_inline {
            return;
        }
        let room = self.scene.width - 2 * MARGIN;
        let title = shorten(&self.sheet.title, Style::Title, room);
        self.write(MARGIN, MARGIN + 20, title, Style::Title);
        let mut y = MARGIN + 20 + 24;
        for line in wrap(&self.sheet.lead, Style::Lead, room, 2) {
            self.write(MARGIN, y, line, Style::Lead);
            y += Style::Lead.leading();
        }
    }

    fn write(&mut self, x: i32, y: i32, text: String, style: Style) {
        self.scene.texts.push(Written {
            x,
            y,
            text,
            style,
            within: None,
        });
    }

    /// Draws the flows row by row; returns their right and their lower end.
    fn rows(&mut self, top: i32) -> (i32, i32) {
        let sheet = self.sheet;
        let rows = sheet.columns.len().div_ceil(self.grid.per_row.max(1));
        let mut left = MARGIN;
        for (at, route) in self.routes.iter().enumerate() {
            if self.grid.row(route.from) != self.grid.row(route.to) {
                self.trunks.push((at, left));
                left += TRACK;
            }
        }
        let (mut right, mut y) = (left, top);
        for row in 0..rows {
            if row > 0 {
                y += BETWEEN;
            }
            let first = row * self.grid.per_row;
            let columns = sheet.columns.iter().skip(first).take(self.grid.per_row);
            let levels = self.lanes.iter().filter(|lane| lane.row == row);
            let levels = levels
                .map(|lane| lane.level as i32 + 1)
                .max()
                .unwrap_or_default();
            y += if levels > 0 { ABOVE + levels * LANE } else { 0 };
            let head_height = columns.clone().map(|column| column.head.height()).max();
            let head_height = head_height.unwrap_or_default();
            let (mut x, mut bottom) = (left, y);
            for (at, column) in columns.enumerate() {
                x = self.gutter(row, at, x);
                let head = self.scene.block(&column.head, x, y, head_height);
                self.heads.push(head);
                let below = self.steps_at(&column.items, x, y + head_height);
                bottom = bottom.max(below);
                x += WIDE;
                right = right.max(x);
            }
            let count = sheet
                .columns
                .len()
                .saturating_sub(first)
                .min(self.grid.per_row);
            right = right.max(self.gutter(row, count, x));
            y = bottom;
        }
        (right, y)
    }

    /// Places the arrows of a gutter; returns where the column behind it begins.
    fn gutter(&mut self, row: usize, gutter: usize, x: i32) -> i32 {
        let tracks = routes::tracks(&self.routes, self.grid, row, gutter);
        let count = tracks.len() as i32;
        let needed = TRACK * (count + 1);
        let is_outer = gutter == 0 || gutter >= self.grid.per_row;
        let wide = match (is_outer, count) {
            (true, 0) => 0,
            (true, _) => needed,
            (false, _) => needed.max(GUTTER),
        };
        for (at, track) in tracks.into_iter().enumerate() {
            self.tracks
                .push((track, x + wide * (at as i32 + 1) / (count + 1)));
        }
        x + wide
    }

    fn steps_at(&mut self, items: &[(Gap, Block)], x: i32, top: i32) -> i32 {
        let mut y = top;
        let mut steps = Vec::new();
        for (gap, block) in items {
            let arrow = x + Gap::ARROW;
            let below = y + gap.height();
            for (down, line) in gap.placed() {
                if let Some(icon) = line.icon {
                    self.scene.icons.push(Placed {
                        x: arrow - ICON / 2,
                        y: y + down + 1,
                        icon,
                        within: None,
                    });
                }
                self.scene.line(line, x + Gap::left(), y + down, None);
            }
            self.scene
                .arrow(vec![(arrow, y), (arrow, below)], Stroke::Next);
            let rect = self.scene.block(block, x, below, 0);
            y = below + rect.h;
            steps.push(rect);
        }
        self.steps.push(steps);
        y
    }

    fn track(&self, route: usize) -> i32 {
        let found = self.tracks.iter().find(|(known, _)| *known == route);
        found.map_or(0, |(_, x)| *x)
    }

    fn head(&self, flow: usize) -> Rect {
        let none = Rect {
            x: 0,
            y: 0,
            w: 0,
            h: 0,
        };
        self.heads.get(flow).copied().unwrap_or(none)
    }

    fn lane_y(&self, lane: &Lane) -> i32 {
        let first = lane.row * self.grid.per_row;
        self.head(first).y - ABOVE - LANE * lane.level as i32
    }

    /// Where a lane meets a head.
    fn port(&self, carried: Carried, flow: usize) -> i32 {
        let head = self.head(flow);
        let mut ports: Vec<&Lane> = self
            .lanes
            .iter()
            .filter(|lane| self.meets(lane, flow))
            .collect();
        ports.sort_by_key(|lane| lane.order(self.grid, flow));
        let at = ports
            .iter()
            .position(|lane| lane.of == carried)
            .unwrap_or_default();
        head.x + head.w * (at as i32 + 1) / (ports.len() as i32 + 1)
    }

    fn meets(&self, lane: &Lane, flow: usize) -> bool {
        match lane.of {
            Carried::Leaving(at) | Carried::Arriving(at) => self
                .routes
                .get(at)
                .is_some_and(|route| route.to == flow && lane.row == self.grid.row(flow)),
            Carried::Bus(at) => {
                let bus = self.sheet.buses.get(at);
                bus.is_some_and(|bus| bus.to == flow || bus.from.contains(&flow))
            }
        }
    }

    fn arrows(&mut self) {
        for (at, route) in self.routes.clone().into_iter().enumerate() {
            let points = self.points(at, route);
            self.scene.arrow(points, Stroke::Switch);
        }
        for at in 0..self.sheet.buses.len() {
            self.bus(at);
        }
        for lane in self.lanes.clone() {
            self.label(&lane);
        }
    }

    /// The corners of an arrow of a step.
    fn points(&self, at: usize, route: Route) -> Vec<(i32, i32)> {
        let step = self
            .steps
            .get(route.from)
            .and_then(|steps| steps.get(route.item));
        let step = step.copied().unwrap_or(self.head(route.from));
        let block = self
            .sheet
            .columns
            .get(route.from)
            .and_then(|column| column.items.get(route.item));
        let line = block.and_then(|(_, block)| block.placed().nth(route.line));
        let y = step.y
            + line.map_or(0, |(top, line)| top + line.style.leading() / 2)
            + self.aside(at, route);
        let (x, head) = (self.track(at), self.head(route.to));
        match route.way {
            Way::Right => vec![
                (step.x + step.w, y),
                (x, y),
                (x, self.side(at, route)),
                (head.x, self.side(at, route)),
            ],
            Way::Left => {
                let side = self.side(at, route);
                let end = if route.to == route.from {
                    head.x
                } else {
                    head.x + head.w
                };
                vec![(step.x, y), (x, y), (x, side), (end, side)]
            }
            Way::Over => self.over(at, (step.x + step.w, y), x, head),
        }
    }

    /// Several arrows from one line leave under each other.
    fn aside(&self, at: usize, route: Route) -> i32 {
        let before = self.routes.iter().take(at);
        let same = before.filter(|other| {
            (other.from, other.item, other.line) == (route.from, route.item, route.line)
        });
        4 * same.count() as i32
    }

    /// Where an arrow enters the side of a head: the lower its step, the lower.
    fn side(&self, at: usize, route: Route) -> i32 {
        let head = self.head(route.to);
        let on_left = |route: &Route| {
            route.way == Way::Right || (route.way == Way::Left && route.to == route.from)
        };
        let entering = self.routes.iter().enumerate().filter(|(_, other)| {
            other.way != Way::Over && other.to == route.to && on_left(other) == on_left(&route)
        });
        let entering: Vec<usize> = entering.map(|(at, _)| at).collect();
        let place = entering
            .iter()
            .position(|known| *known == at)
            .unwrap_or_default();
        head.y + head.h * (place as i32 + 1) / (entering.len() as i32 + 1)
    }

    fn over(&self, at: usize, from: (i32, i32), x: i32, head: Rect) -> Vec<(i32, i32)> {
        let lane = |carried| self.lanes.iter().find(|lane| lane.of == carried);
        let leaving = lane(Carried::Leaving(at)).map_or(0, |lane| self.lane_y(lane));
        let to = self.routes.get(at).map_or(0, |route| route.to);
        let mut points = vec![from, (x, from.1), (x, leaving)];
        let carried = match lane(Carried::Arriving(at)) {
            Some(arriving) => {
                let trunk = self.trunks.iter().find(|(known, _)| *known == at);
                let (trunk, y) = (trunk.map_or(MARGIN, |(_, x)| *x), self.lane_y(arriving));
                let port = self.port(arriving.of, to);
                points.extend([(trunk, leaving), (trunk, y), (port, y)]);
                arriving.of
            }
            None => {
                let port = self.port(Carried::Leaving(at), to);
                points.push((port, leaving));
                Carried::Leaving(at)
            }
        };
        points.push((self.port(carried, to), head.y));
        points
    }

    /// An action's arrow: from the farthest flow on each side, the others joining it.
    fn bus(&mut self, at: usize) {
        let carried = Carried::Bus(at);
        let (Some(bus), Some(lane)) = (
            self.sheet.buses.get(at),
            self.lanes.iter().find(|lane| lane.of == carried),
        ) else {
            return;
        };
        let (y, top) = (self.lane_y(lane), self.head(bus.to).y);
        let end = self.port(carried, bus.to);
        let farthest = [
            bus.from.iter().min().filter(|from| **from < bus.to),
            bus.from.iter().max().filter(|from| **from > bus.to),
        ];
        for from in &bus.from {
            let x = self.port(carried, *from);
            if farthest.contains(&Some(from)) {
                let points = vec![(x, top), (x, y), (end, y), (end, top)];
                self.scene.arrow(points, Stroke::Action);
            } else {
                self.scene.lines.push(super::scene::Drawn {
                    points: vec![(x, top), (x, y)],
                    stroke: Stroke::Action,
                    is_arrow: false,
                });
            }
        }
    }

    /// Writes above a lane what it carries, where nothing crosses it.
    fn label(&mut self, lane: &Lane) {
        let bus = match lane.of {
            Carried::Bus(at) => self.sheet.buses.get(at),
            _ => None,
        };
        let text = match lane.of {
            Carried::Bus(_) => bus.map(|bus| bus.label.clone()),
            Carried::Leaving(at) | Carried::Arriving(at) => self.step_label(at),
        };
        let y = self.lane_y(lane);
        let own = self.spans_at(y);
        let (Some(text), Some((left, right))) = (text, own.get(&lane.of.key()).copied()) else {
            return;
        };
        let mut crossings = vec![left, right];
        for drawn in &self.scene.lines {
            for pair in drawn.points.windows(2) {
                if let [(x, a), (other, b)] = pair
                    && x == other
                    && *a.min(b) < y
                    && y - 18 < *a.max(b)
                {
                    crossings.push(*x);
                }
            }
        }
        crossings.retain(|x| (left..=right).contains(x));
        crossings.sort_unstable();
        let gaps = crossings.windows(2).filter_map(|pair| match pair {
            [from, to] => Some((to - from, *from)),
            _ => None,
        });
        let Some((room, from)) = gaps.max_by_key(|(room, from)| (*room, -from)) else {
            return;
        };
        let room = room - 16;
        if room < 40 {
            return;
        }
        // Rather without the roles than cut off.
        let short = bus.map(|bus| bus.short.clone());
        let text = match short.filter(|_| width(&text, Style::Condition) > room) {
            Some(short) => shorten(&short, Style::Condition, room),
            None => shorten(&text, Style::Condition, room),
        };
        let x = from + 8 + (room - width(&text, Style::Condition)) / 2;
        self.write(x, y - 6, text, Style::Condition);
    }

    fn step_label(&self, at: usize) -> Option<String> {
        let route = self.routes.get(at)?;
        let (_, block) = self.sheet.columns.get(route.from)?.items.get(route.item)?;
        Some(block.lines.first()?.lines.join(" "))
    }

    /// From where to where each lane at a height runs.
    fn spans_at(&self, y: i32) -> std::collections::BTreeMap<(u8, usize), (i32, i32)> {
        let mut spans = std::collections::BTreeMap::new();
        for lane in self.lanes.iter().filter(|lane| self.lane_y(lane) == y) {
            let ends = match lane.of {
                Carried::Bus(at) => self.sheet.buses.get(at).map_or(Vec::new(), |bus| {
                    let flows = bus.from.iter().chain([&bus.to]);
                    flows.map(|flow| self.port(lane.of, *flow)).collect()
                }),
                Carried::Leaving(at) | Carried::Arriving(at) => {
                    let route = self.routes.get(at);
                    let to = route.map_or(0, |route| route.to);
                    let trunk = self.trunks.iter().find(|(known, _)| *known == at);
                    match (lane.of, trunk) {
                        (Carried::Arriving(_), Some((_, trunk))) => {
                            vec![*trunk, self.port(lane.of, to)]
                        }
                        (_, Some((_, trunk))) => vec![*trunk, self.track(at)],
                        _ => vec![self.track(at), self.port(lane.of, to)],
                    }
                }
            };
            let (least, most) = (ends.iter().min(), ends.iter().max());
            if let (Some(least), Some(most)) = (least, most) {
                spans.insert(lane.of.key(), (*least, *most));
            }
        }
        spans
    }
}

/// Explains what is used between a left and a right end; returns the lower end.
pub(super) fn legend(
    scene: &mut Scene,
    legend: &[(Sign, String)],
    (left, right): (i32, i32),
    top: i32,
) -> i32 {
    let (mut x, mut y) = (left, top);
    for (sign, text) in legend {
        let sign_wide = sign.wide();
        let text = shorten(text, Style::Under, right - left - sign_wide - 8);
        let wide = sign_wide + 8 + width(&text, Style::Under);
        if x > left && x + wide > right {
            (x, y) = (left, y + 24);
        }
        explained(scene, *sign, x, y);
        scene.texts.push(Written {
            x: x + sign_wide + 8,
            y: y + 13,
            text,
            style: Style::Under,
            within: None,
        });
        x += wide + 22;
    }
    y + 18
}

fn explained(scene: &mut Scene, sign: Sign, x: i32, y: i32) {
    let middle = y + 9;
    match sign {
        Sign::Icon(icon) => scene.icons.push(Placed {
            x,
            y: y + 3,
            icon,
            within: None,
        }),
        Sign::Block(look) => scene.boxes.push(super::scene::Framed {
            rect: Rect {
                x: x + 2,
                y: y + 1,
                w: 26,
                h: 16,
            },
            look,
        }),
        Sign::Switch => scene.arrow(vec![(x, middle), (x + 30, middle)], Stroke::Switch),
        Sign::Action => scene.arrow(vec![(x, middle), (x + 30, middle)], Stroke::Action),
    }
}

impl Sign {
    fn wide(self) -> i32 {
        match self {
            Self::Icon(_) => ICON,
            Self::Block(_) | Self::Switch | Self::Action => 30,
        }
    }
}

/// Draws cards in so many columns, each into the shortest; returns their right and their lower end.
pub(super) fn cards_at(
    scene: &mut Scene,
    cards: &[Block],
    x: i32,
    y: i32,
    count: i32,
) -> (i32, i32) {
    let mut tops = vec![y; usize::try_from(count).unwrap_or(1)];
    let mut right = 0;
    for card in cards {
        let shortest = tops
            .iter_mut()
            .enumerate()
            .min_by_key(|(at, top)| (**top, *at));
        let Some((at, top)) = shortest else {
            break;
        };
        let x = x + at as i32 * (WIDE + GUTTER / 2);
        let rect = scene.block(card, x, *top, 0);
        *top += rect.h + 16;
        right = right.max(rect.x + rect.w);
    }
    let bottom = tops.into_iter().max().unwrap_or(y);
    (right, if cards.is_empty() { 0 } else { bottom - 16 })
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
