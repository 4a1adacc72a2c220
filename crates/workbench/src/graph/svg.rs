//! The drawing as SVG: how boxes, texts, icons and lines look on a screen, light or dark, and in black on paper · nothing is placed here.

use std::fmt::Write;

use super::block::{Icon, Look};
use super::scene::{Drawn, Framed, Placed, Scene, Stroke, Written};
use super::sheet::Sheet;
use crate::report::Escaped;

const STYLE: &str = include_str!("style.css");
/// How round the corners of lines are.
const ROUND: i32 = 7;

/// Returns the drawing as an SVG document.
pub(super) fn written(scene: &Scene, sheet: &Sheet) -> String {
    let (w, h) = (scene.width, scene.height);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
         lang=\"{}\" role=\"img\" aria-labelledby=\"graph-title graph-desc\">\n\
         <title id=\"graph-title\">{}</title>\n<desc id=\"graph-desc\">{}</desc>\n\
         <style>\n{STYLE}</style>\n<rect class=\"page\" width=\"{w}\" height=\"{h}\"/>\n",
        sheet.language,
        Escaped(&sheet.title),
        Escaped(&sheet.description)
    );
    for line in &scene.lines {
        svg.push_str(&drawn(line));
    }
    for (at, framed) in scene.boxes.iter().enumerate() {
        let _ = writeln!(svg, "<g class=\"{}\">", class(framed.look));
        svg.push_str(&frame(framed));
        contents(&mut svg, scene, Some(at));
        svg.push_str("</g>\n");
    }
    contents(&mut svg, scene, None);
    svg.push_str("</svg>\n");
    svg
}

/// The icons and texts of a box, or of none.
fn contents(svg: &mut String, scene: &Scene, within: Option<usize>) {
    for icon in scene.icons.iter().filter(|icon| icon.within == within) {
        svg.push_str(&placed(icon));
    }
    for text in scene.texts.iter().filter(|text| text.within == within) {
        let Written { x, y, style, .. } = text;
        let class = style.class();
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>",
            Escaped(&text.text)
        );
    }
}

fn class(look: Look) -> &'static str {
    match look {
        Look::Head => "head",
        Look::Step => "next",
        Look::Done => "done",
        Look::Passed => "passed",
        Look::Here => "here",
        Look::End => "end",
        Look::Beside => "beside",
    }
}

fn frame(framed: &Framed) -> String {
    let rect = framed.rect;
    let round = match framed.look {
        Look::End => rect.h / 2,
        Look::Head => 3,
        _ => 8,
    };
    format!(
        "<rect class=\"box\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>\n",
        rect.x,
        rect.y,
        rect.w,
        rect.h,
        round.min(18)
    )
}

/// A line whose corners are round, and the arrow at its end.
fn drawn(line: &Drawn) -> String {
    let class = match line.stroke {
        Stroke::Next => "then",
        Stroke::Switch => "switch",
        Stroke::Action => "action",
    };
    let mut path = String::new();
    let points = &line.points;
    for (at, (x, y)) in points.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| points.get(before));
        match (before, points.get(at + 1)) {
            (None, _) => {
                let _ = write!(path, "M{x},{y}");
            }
            (Some(before), Some(after)) => {
                let (from, to) = (toward((*x, *y), *before), toward((*x, *y), *after));
                let _ = write!(path, " L{},{} Q{x},{y} {},{}", from.0, from.1, to.0, to.1);
            }
            (Some(_), None) => {
                let _ = write!(path, " L{x},{y}");
            }
        }
    }
    let mut svg = format!("<path class=\"{class}\" d=\"{path}\"/>\n");
    let end = points
        .split_last()
        .and_then(|(end, rest)| Some((*end, *rest.last()?)));
    match end {
        Some(((x, y), (from_x, from_y))) if line.is_arrow => {
            let (dx, dy) = ((from_x - x).signum(), (from_y - y).signum());
            let (back_x, back_y) = (x + 8 * dx, y + 8 * dy);
            let (side_x, side_y) = (4 * dy, 4 * dx);
            let _ = writeln!(
                svg,
                "<path class=\"tip\" d=\"M{x},{y} L{},{} L{},{} z\"/>",
                back_x + side_x,
                back_y + side_y,
                back_x - side_x,
                back_y - side_y
            );
        }
        Some(((x, y), _)) => {
            let _ = writeln!(
                svg,
                "<circle class=\"tip\" cx=\"{x}\" cy=\"{y}\" r=\"2.5\"/>"
            );
        }
        None => {}
    }
    svg
}

/// A point a little from another, in the direction of a third.
fn toward(corner: (i32, i32), point: (i32, i32)) -> (i32, i32) {
    let step = |from: i32, to: i32| from + (to - from).signum() * ROUND.min((to - from).abs() / 2);
    (step(corner.0, point.0), step(corner.1, point.1))
}

fn placed(placed: &Placed) -> String {
    let shapes = match placed.icon {
        Icon::Letter => "<path d=\"M1,2.5h10v7.5h-10z M1,3l5,4l5,-4\"/>",
        Icon::Task => "<path d=\"M1.5,1.5h9v9h-9z M3.5,6l2,2l3,-4\"/>",
        Icon::Charge => "<circle cx=\"6\" cy=\"6\" r=\"5\"/><path d=\"M3.5,6h5 M6,3.5v5\"/>",
        Icon::Settle => "<circle cx=\"6\" cy=\"6\" r=\"5\"/><path d=\"M3.5,6h5\"/>",
        Icon::Move => "<path d=\"M1,6h9 M6.5,2.5l4,3.5l-4,3.5\"/>",
        Icon::Note => "<path d=\"M1.5,3h9 M1.5,6h9 M1.5,9h6\"/>",
        Icon::Start => "<circle class=\"full\" cx=\"6\" cy=\"6\" r=\"4.5\"/>",
        Icon::End => {
            "<circle cx=\"6\" cy=\"6\" r=\"5\"/><circle class=\"full\" cx=\"6\" cy=\"6\" r=\"2.6\"/>"
        }
        Icon::Clock => "<circle cx=\"6\" cy=\"6\" r=\"5\"/><path d=\"M6,3v3l2.2,1.6\"/>",
        Icon::Gate => "<path class=\"gate\" d=\"M6,0l6,6l-6,6l-6,-6z\"/>",
        Icon::Tick => "<path class=\"thick\" d=\"M1,6.5l3.5,3.5l6.5,-8\"/>",
        Icon::Over => "<path class=\"thick\" d=\"M1,9c1,-7 8,-7 9,-1 M6.5,7l3.6,1.6l1.2,-3.8\"/>",
        Icon::Here => "<path class=\"full\" d=\"M1.5,0.5l10,5.5l-10,5.5z\"/>",
        Icon::Soon => "<circle class=\"dashed\" cx=\"6\" cy=\"6\" r=\"5\"/>",
        Icon::Hold => "<path class=\"thick\" d=\"M3.5,1.5v9 M8.5,1.5v9\"/>",
    };
    format!(
        "<g class=\"icon\" transform=\"translate({},{})\">{shapes}</g>\n",
        placed.x, placed.y
    )
}
