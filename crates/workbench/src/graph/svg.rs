//! The drawing as SVG: how boxes, texts, icons and lines look on a screen, light or dark, and in black on paper · nothing is placed here.

use std::fmt::Write;

use super::block::{Icon, Look};
use super::scene::{Drawn, Framed, Placed, Scene, Stroke, Written};
use super::sheet::Sheet;
use crate::report::Escaped;

const STYLE: &str = include_str!("style.css");
/// How round the corners of lines are.
const ROUND: i32 = 7;

/// Writes a drawing; its classes begin as told, so that no other stylesheet means them.
struct Pen<'s> {
    scene: &'s Scene,
    prefix: &'static str,
    svg: String,
}

/// Returns the drawing as an SVG document.
pub(super) fn document(scene: &Scene, sheet: &Sheet) -> String {
    let (w, h) = (scene.width, scene.height);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
         lang=\"{}\" role=\"img\" aria-labelledby=\"graph-title graph-desc\">\n\
         <title id=\"graph-title\">{}</title>\n<desc id=\"graph-desc\">{}</desc>\n\
         <style>\n{STYLE}</style>\n<rect class=\"page\" width=\"{w}\" height=\"{h}\"/>\n",
        sheet.language,
        Escaped(&sheet.title),
        Escaped(&sheet.description)
    );
    Pen {
        scene,
        prefix: "",
        svg,
    }
    .drawn()
}

/// Returns the drawing as an element of a page: what it looks like is the page's stylesheet's to say.
pub(super) fn element(
    scene: &Scene,
    sheet: &Sheet,
    id: &str,
    root: &str,
    prefix: &'static str,
) -> String {
    let (w, h, id) = (scene.width, scene.height, Escaped(id));
    let svg = format!(
        "<svg class=\"{root}\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" lang=\"{}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
        sheet.language,
        Escaped(&sheet.title),
        Escaped(&sheet.description)
    );
    Pen { scene, prefix, svg }.drawn()
}

impl Pen<'_> {
    fn drawn(mut self) -> String {
        for line in &self.scene.lines {
            self.stroke(line);
        }
        for (at, framed) in self.scene.boxes.iter().enumerate() {
            let (prefix, class) = (self.prefix, class(framed.look));
            let _ = writeln!(self.svg, "<g class=\"{prefix}{class}\">");
            self.frame(framed);
            self.contents(Some(at));
            self.svg.push_str("</g>\n");
        }
        self.contents(None);
        self.svg.push_str("</svg>\n");
        self.svg
    }

    /// The icons and texts of a box, or of none.
    fn contents(&mut self, within: Option<usize>) {
        let prefix = self.prefix;
        let icons = self.scene.icons.iter();
        for icon in icons.filter(|icon| icon.within == within) {
            self.icon(icon);
        }
        let texts = self.scene.texts.iter();
        for text in texts.filter(|text| text.within == within) {
            let Written { x, y, style, .. } = text;
            let class = style.class();
            let _ = writeln!(
                self.svg,
                "<text x=\"{x}\" y=\"{y}\" class=\"{prefix}{class}\">{}</text>",
                Escaped(&text.text)
            );
        }
    }

    fn frame(&mut self, framed: &Framed) {
        let rect = framed.rect;
        let round = match framed.look {
            Look::End => rect.h / 2,
            Look::Head => 3,
            _ => 8,
        };
        let _ = writeln!(
            self.svg,
            "<rect class=\"{}box\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            self.prefix,
            rect.x,
            rect.y,
            rect.w,
            rect.h,
            round.min(18)
        );
    }

    /// A line whose corners are round, and the arrow at its end.
    fn stroke(&mut self, line: &Drawn) {
        let class = match line.stroke {
            Stroke::Next => "then",
            Stroke::Switch => "switch",
            Stroke::Action => "action",
        };
        let prefix = self.prefix;
        let path = rounded(&line.points);
        let _ = writeln!(self.svg, "<path class=\"{prefix}{class}\" d=\"{path}\"/>");
        let end = line
            .points
            .split_last()
            .and_then(|(end, rest)| Some((*end, *rest.last()?)));
        match end {
            Some(((x, y), (from_x, from_y))) if line.is_arrow => {
                let (dx, dy) = ((from_x - x).signum(), (from_y - y).signum());
                let (back_x, back_y) = (x + 8 * dx, y + 8 * dy);
                let (side_x, side_y) = (4 * dy, 4 * dx);
                let _ = writeln!(
                    self.svg,
                    "<path class=\"{prefix}tip\" d=\"M{x},{y} L{},{} L{},{} z\"/>",
                    back_x + side_x,
                    back_y + side_y,
                    back_x - side_x,
                    back_y - side_y
                );
            }
            Some(((x, y), _)) => {
                let _ = writeln!(
                    self.svg,
                    "<circle class=\"{prefix}tip\" cx=\"{x}\" cy=\"{y}\" r=\"2.5\"/>"
                );
            }
            None => {}
        }
    }

    fn icon(&mut self, placed: &Placed) {
        let prefix = self.prefix;
        let _ = write!(
            self.svg,
            "<g class=\"{prefix}icon\" transform=\"translate({},{})\">",
            placed.x, placed.y
        );
        for (class, shape) in shapes(placed.icon) {
            let class = match class {
                "" => String::new(),
                class => format!(" class=\"{prefix}{class}\""),
            };
            let _ = match shape {
                Shape::Path(path) => write!(self.svg, "<path{class} d=\"{path}\"/>"),
                Shape::Circle(radius) => write!(
                    self.svg,
                    "<circle{class} cx=\"6\" cy=\"6\" r=\"{radius}\"/>"
                ),
            };
        }
        self.svg.push_str("</g>\n");
    }
}

/// A shape of an icon.
enum Shape {
    Path(&'static str),
    /// Around the icon's middle.
    Circle(&'static str),
}

/// What an icon is made of: each shape with its class.
fn shapes(icon: Icon) -> Vec<(&'static str, Shape)> {
    use Shape::{Circle, Path};
    match icon {
        Icon::Letter => vec![("", Path("M1,2.5h10v7.5h-10z M1,3l5,4l5,-4"))],
        Icon::Task => vec![("", Path("M1.5,1.5h9v9h-9z M3.5,6l2,2l3,-4"))],
        Icon::Charge => vec![("", Circle("5")), ("", Path("M3.5,6h5 M6,3.5v5"))],
        Icon::Settle => vec![("", Circle("5")), ("", Path("M3.5,6h5"))],
        Icon::Move => vec![("", Path("M1,6h9 M6.5,2.5l4,3.5l-4,3.5"))],
        Icon::Note => vec![("", Path("M1.5,3h9 M1.5,6h9 M1.5,9h6"))],
        Icon::Start => vec![("full", Circle("4.5"))],
        Icon::End => vec![("", Circle("5")), ("full", Circle("2.6"))],
        Icon::Clock => vec![("", Circle("5")), ("", Path("M6,3v3l2.2,1.6"))],
        Icon::Gate => vec![("gate", Path("M6,0l6,6l-6,6l-6,-6z"))],
        Icon::Tick => vec![("thick", Path("M1,6.5l3.5,3.5l6.5,-8"))],
        Icon::Over => vec![("thick", Path("M1,9c1,-7 8,-7 9,-1 M6.5,7l3.6,1.6l1.2,-3.8"))],
        Icon::Here => vec![("full", Path("M1.5,0.5l10,5.5l-10,5.5z"))],
        Icon::Soon => vec![("dashed", Circle("5"))],
        Icon::Hold => vec![("thick", Path("M3.5,1.5v9 M8.5,1.5v9"))],
    }
}

/// The path through some points, round at its corners.
fn rounded(points: &[(i32, i32)]) -> String {
    let mut path = String::new();
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
    path
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

/// A point a little from another, in the direction of a third.
fn toward(corner: (i32, i32), point: (i32, i32)) -> (i32, i32) {
    let step = |from: i32, to: i32| from + (to - from).signum() * ROUND.min((to - from).abs() / 2);
    (step(corner.0, point.0), step(corner.1, point.1))
}
