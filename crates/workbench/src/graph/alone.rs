//! One flow on its own: its column, the timers and actions that concern it, and where it leads, by name · no words, and no SVG.

use super::block::{Block, Gap, PAD, WIDE};
use super::plan::{EDGE, GUTTER, cards_at, legend};
use super::scene::{Framed, ICON, Placed, Rect, Scene, Stroke, Written};
use super::sheet::Sheet;
use super::text::{Style, shorten, width};

/// How far apart the ways out of a step are.
const EXIT: i32 = 34;
/// How high the name of a flow that is led to is.
const NAME: i32 = 24;
/// How far from the column's edge an arrow leaves, and how far its end is.
const LEAVES: (i32, i32) = (52, 78);

/// Returns the drawing of a sheet of one flow. Cards stand below the flow, or beside it.
pub(super) fn scene(sheet: &Sheet, is_wide: bool) -> Scene {
    let mut scene = Scene::default();
    let mut bottom = EDGE;
    for column in &sheet.columns {
        let head = scene.block(&column.head, EDGE, EDGE, 0);
        bottom = flow(&mut scene, sheet, &column.items, head.y + head.h);
    }
    let right = EDGE + WIDE;
    let cards = &sheet.cards;
    let (cards_right, cards_bottom) = match is_wide {
        true => beside(&mut scene, cards, right + GUTTER, bottom),
        false => cards_at(&mut scene, cards, EDGE, bottom + 24, 1),
    };
    scene.width = right.max(cards_right) + EDGE;
    scene.height = bottom.max(cards_bottom) + EDGE;
    if is_wide {
        let ends = (EDGE, scene.width - EDGE);
        let top = scene.height + 16;
        scene.height = legend(&mut scene, &sheet.legend, ends, top) + EDGE;
    }
    scene
}

/// Draws cards beside a flow, in as few columns as are no higher than it is.
fn beside(scene: &mut Scene, cards: &[Block], x: i32, bottom: i32) -> (i32, i32) {
    let fits = |count: &i32| {
        let (_, below) = cards_at(&mut Scene::default(), cards, x, EDGE, *count);
        below <= bottom
    };
    let count = (1..=2).find(fits).unwrap_or(2);
    cards_at(scene, cards, x, EDGE, count)
}

/// Draws the steps from below the head on; returns the lower end.
fn flow(scene: &mut Scene, sheet: &Sheet, items: &[(Gap, Block)], top: i32) -> i32 {
    let (mut y, x) = (top, EDGE);
    let mut before: Option<&Block> = None;
    for (gap, block) in items {
        let from = y;
        y = before.map_or(y, |before| exits(scene, sheet, before, y));
        let arrow = x + Gap::ARROW;
        for (down, line) in gap.placed() {
            if let Some(icon) = line.icon {
                scene.icons.push(Placed {
                    x: arrow - ICON / 2,
                    y: y + down + 1,
                    icon,
                    within: None,
                });
            }
            scene.line(line, x + Gap::left(), y + down, None);
        }
        y += gap.height();
        scene.arrow(vec![(arrow, from), (arrow, y)], Stroke::Next);
        y += scene.block(block, x, y, 0).h;
        before = Some(block);
    }
    before.map_or(y, |before| exits(scene, sheet, before, y))
}

/// Draws where a step leads, under each other: arrows to the names of flows. Returns the lower end.
fn exits(scene: &mut Scene, sheet: &Sheet, block: &Block, top: i32) -> i32 {
    let (from, end) = (EDGE + LEAVES.0, EDGE + LEAVES.1);
    let mut y = top;
    for to in block.lines.iter().flat_map(|line| &line.leads) {
        let name = sheet.flows.get(*to).map_or("", String::as_str);
        let text = shorten(name, Style::Mark, EDGE + WIDE - end - 2 * PAD);
        let middle = y + EXIT - NAME / 2;
        scene.arrow(
            vec![(from, top), (from, middle), (end, middle)],
            Stroke::Switch,
        );
        let within = Some(scene.boxes.len());
        scene.boxes.push(Framed {
            rect: Rect {
                x: end,
                y: middle - NAME / 2,
                w: width(&text, Style::Mark) + 2 * PAD,
                h: NAME,
            },
            look: super::block::Look::End,
        });
        scene.texts.push(Written {
            x: end + PAD,
            y: middle + 4,
            text,
            style: Style::Mark,
            within,
        });
        y += EXIT;
    }
    y
}
