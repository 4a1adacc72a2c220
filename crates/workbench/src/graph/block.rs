//! What a drawing is put together from: blocks of lines that fit their width · no words, and no place on the page.

use super::text::{Style, wrap};

/// How wide the flows' columns are.
pub(super) const WIDE: i32 = 284;
/// How far lines stand from a block's edge.
pub(super) const PAD: i32 = 12;
/// How far above its first line, and below its last, a block ends.
const AIR: i32 = 8;
/// How much room an icon takes.
const ICON: i32 = 18;

/// What a block stands for, by its outline: none of it is told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// The head of a flow.
    Head,
    /// A step.
    Step,
    /// A step that has run.
    Done,
    /// A step that was passed over, or never runs.
    Passed,
    /// Where the case stands.
    Here,
    /// Where a flow ends.
    End,
    /// What happens beside the flows.
    Beside,
}

/// A small drawing before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Icon {
    Letter,
    Task,
    Charge,
    Settle,
    Move,
    Note,
    Start,
    End,
    Clock,
    Gate,
    Tick,
    Over,
    Here,
    Soon,
    Hold,
}

/// A line of a block, which may take several.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) icon: Option<Icon>,
    pub(super) lines: Vec<String>,
    pub(super) style: Style,
    /// The flow to which an arrow leads from it, by its place.
    pub(super) leads: Vec<usize>,
    indent: i32,
}

/// A block: lines under each other.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) look: Look,
    pub(super) lines: Vec<Line>,
}

/// What stands between two blocks of a column, beside the arrow.
#[derive(Debug, Clone, Default)]
pub(super) struct Gap {
    pub(super) lines: Vec<Line>,
}

impl Line {
    fn new(icon: Option<Icon>, text: &str, style: Style, room: i32, most: usize) -> Self {
        let indent = if icon.is_some() { ICON } else { 0 };
        Self {
            icon,
            lines: wrap(text, style, room - indent, most),
            style,
            leads: Vec::new(),
            indent,
        }
    }

    /// Returns how far from a block's edge its text begins.
    pub(super) fn left(&self) -> i32 {
        PAD + self.indent
    }

    pub(super) fn height(&self) -> i32 {
        self.style.leading() * self.lines.len() as i32
    }

    /// Returns how far below its top the baseline of its line of that place is.
    pub(super) fn baseline(&self, at: usize) -> i32 {
        let (leading, size) = (self.style.leading(), self.style.size());
        leading * at as i32 + (leading + size * 7 / 10) / 2
    }
}

impl Block {
    pub(super) fn new(look: Look) -> Self {
        let lines = Vec::new();
        Self { look, lines }
    }

    /// Adds a line of at most so many.
    pub(super) fn line(&mut self, icon: Option<Icon>, text: &str, style: Style, most: usize) {
        let line = Line::new(icon, text, style, WIDE - 2 * PAD, most);
        self.lines.push(line);
    }

    /// Adds a line that stands under the text of one with an icon.
    pub(super) fn under(&mut self, text: &str, style: Style, most: usize) {
        let mut line = Line::new(None, text, style, WIDE - 2 * PAD - ICON, most);
        line.indent = ICON;
        self.lines.push(line);
    }

    /// Adds the flows to which arrows lead from the line that was added last.
    pub(super) fn lead(&mut self, flows: impl IntoIterator<Item = usize>) {
        if let Some(line) = self.lines.last_mut() {
            line.leads.extend(flows);
        }
    }

    pub(super) fn height(&self) -> i32 {
        2 * AIR + self.lines.iter().map(Line::height).sum::<i32>()
    }

    /// Returns each line with how far below the block's top it begins.
    pub(super) fn placed(&self) -> impl Iterator<Item = (i32, &Line)> {
        let mut top = AIR;
        self.lines.iter().map(move |line| {
            let at = top;
            top += line.height();
            (at, line)
        })
    }
}

impl Gap {
    /// How far from a column's left edge the arrow runs.
    pub(super) const ARROW: i32 = 22;
    /// How far beyond the arrow the text begins, its padding aside.
    const BESIDE: i32 = 26;
    const AIR: i32 = 8;

    pub(super) fn line(&mut self, icon: Option<Icon>, text: &str, style: Style, most: usize) {
        let room = WIDE - Self::BESIDE - PAD;
        let line = Line::new(None, text, style, room, most);
        self.lines.push(Line { icon, ..line });
    }

    /// Returns how far from a column's left edge a line's padding begins.
    pub(super) fn left() -> i32 {
        Self::BESIDE
    }

    pub(super) fn height(&self) -> i32 {
        let lines: i32 = self.lines.iter().map(Line::height).sum();
        (2 * Self::AIR + lines + 4).max(28)
    }

    pub(super) fn placed(&self) -> impl Iterator<Item = (i32, &Line)> {
        let mut top = Self::AIR - 2;
        self.lines.iter().map(move |line| {
            let at = top;
            top += line.height();
            (at, line)
        })
    }
}
