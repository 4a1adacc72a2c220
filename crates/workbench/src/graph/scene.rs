//! A drawing as what stands where: boxes, texts, icons and lines, in whole units · how each looks is told in `svg.rs`.

use super::block::{Block, Icon, Look};
use super::text::Style;

/// Everything that is drawn, on a page of its size.
#[derive(Debug, Clone, Default)]
pub(super) struct Scene {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) boxes: Vec<Framed>,
    pub(super) texts: Vec<Written>,
    pub(super) icons: Vec<Placed>,
    pub(super) lines: Vec<Drawn>,
}

/// A place on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

/// A box.
#[derive(Debug, Clone)]
pub(super) struct Framed {
    pub(super) rect: Rect,
    pub(super) look: Look,
}

/// A text on one line, from its left end on its baseline.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) text: String,
    pub(super) style: Style,
    /// The box that it stands in, by its place.
    pub(super) within: Option<usize>,
}

/// An icon, from its left upper corner.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) icon: Icon,
    pub(super) within: Option<usize>,
}

/// What a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stroke {
    /// One thing follows another in a flow.
    Next,
    /// A step moves the case to another flow.
    Switch,
    /// An action does.
    Action,
}

/// A line with right angles.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) points: Vec<(i32, i32)>,
    pub(super) stroke: Stroke,
    /// Whether it ends in an arrow, rather than on another line.
    pub(super) is_arrow: bool,
}

/// How large an icon is.
pub(super) const ICON: i32 = 12;

#[cfg(test)]
impl Written {
    /// Returns the place that it takes at most.
    pub(super) fn rect(&self) -> Rect {
        let size = self.style.size();
        Rect {
            x: self.x,
            y: self.y - size * 4 / 5,
            w: super::text::width(&self.text, self.style),
            h: size,
        }
    }
}

impl Scene {
    /// Draws a block, at least so high.
    pub(super) fn block(&mut self, block: &Block, x: i32, y: i32, height: i32) -> Rect {
        let rect = Rect {
            x,
            y,
            w: super::block::WIDE,
            h: block.height().max(height),
        };
        let within = Some(self.boxes.len());
        self.boxes.push(Framed {
            rect,
            look: block.look,
        });
        for (top, line) in block.placed() {
            if let Some(icon) = line.icon {
                let y = y + top + (line.style.leading() - ICON) / 2;
                let x = x + super::block::PAD;
                self.icons.push(Placed { x, y, icon, within });
            }
            self.line(line, x, y + top, within);
        }
        rect
    }

    /// Writes a line of a block or a gap.
    pub(super) fn line(
        &mut self,
        line: &super::block::Line,
        x: i32,
        y: i32,
        within: Option<usize>,
    ) {
        for (at, text) in line.lines.iter().enumerate() {
            self.texts.push(Written {
                x: x + line.left(),
                y: y + line.baseline(at),
                text: text.clone(),
                style: line.style,
                within,
            });
        }
    }

    /// Draws a line; the last of its points has an arrow.
    pub(super) fn arrow(&mut self, points: Vec<(i32, i32)>, stroke: Stroke) {
        self.lines.push(Drawn {
            points,
            stroke,
            is_arrow: true,
        });
    }
}
