//! Lines as a tree: what is deeper belongs to the line above. What the lines say is no matter here.

/// A line with what stands below it; an empty one is a line too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    depth: usize,
    /// The line without what it is indented by.
    pub(super) line: String,
    pub(super) below: Vec<Node>,
}

impl Node {
    /// Reads lines; none is left out.
    pub(super) fn read<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<Self> {
        // The nodes that are still open, each with the depth that is deeper than its own.
        let mut open: Vec<Self> = Vec::new();
        let mut done = Vec::new();
        let mut blank = 0_usize;
        for line in lines {
            let said = line.trim_start_matches(' ');
            if said.is_empty() {
                blank += 1;
                continue;
            }
            let depth = line.len() - said.len();
            close(&mut open, &mut done, depth);
            let level = open.last_mut().map_or(&mut done, |node| &mut node.below);
            level.extend(std::iter::repeat_n(Self::new(depth, ""), blank));
            blank = 0;
            open.push(Self::new(depth, said));
        }
        close(&mut open, &mut done, 0);
        done.extend(std::iter::repeat_n(Self::new(0, ""), blank));
        done
    }

    fn new(depth: usize, line: &str) -> Self {
        Self {
            depth,
            line: line.to_owned(),
            below: Vec::new(),
        }
    }

    /// Returns what stands before the line's first `: `, or before a `:` at its end.
    pub(super) fn name(&self) -> &str {
        let named = self.line.split_once(": ").map(|(name, _)| name);
        named.unwrap_or_else(|| self.line.strip_suffix(':').unwrap_or(&self.line))
    }

    /// Returns what stands after the line's first `: `, or the lines below it.
    pub(super) fn value(&self) -> String {
        match self.line.split_once(": ") {
            Some((_, value)) if self.below.is_empty() => value.to_owned(),
            Some((_, value)) => format!("{value}\n{}", lines(&self.below)),
            None => lines(&self.below),
        }
    }

    /// Returns what a line of that name among those below says.
    pub(super) fn said(&self, name: &str) -> Option<String> {
        let node = self.below.iter().find(|node| node.name() == name);
        node.map(Self::value)
    }

    /// Whether what stands below is names with their values, and no text of several lines.
    pub(super) fn is_record(&self) -> bool {
        let is_pair = |node: &Self| {
            let name = node.name();
            let spaced = name.contains(' ') || name.is_empty();
            name.len() < node.line.len() && !spaced
        };
        !self.below.is_empty() && self.below.iter().all(is_pair)
    }
}

/// Moves the nodes that nothing more belongs to below those that they belong to.
fn close(open: &mut Vec<Node>, done: &mut Vec<Node>, depth: usize) {
    while let Some(node) = open.pop_if(|node| node.depth >= depth) {
        open.last_mut()
            .map_or(&mut *done, |parent| &mut parent.below)
            .push(node);
    }
}

/// The lines of nodes as they stood, without what all of them are indented by.
pub(super) fn lines(nodes: &[Node]) -> String {
    let deep = nodes.iter().filter(|node| !node.line.is_empty());
    let least = deep.map(|node| node.depth).min().unwrap_or_default();
    let mut text = String::new();
    write(&mut text, nodes, least);
    text.truncate(text.trim_end_matches('\n').len());
    text
}

fn write(text: &mut String, nodes: &[Node], least: usize) {
    for node in nodes {
        if !node.line.is_empty() {
            text.extend(std::iter::repeat_n(' ', node.depth.saturating_sub(least)));
            text.push_str(&node.line);
        }
        text.push('\n');
        write(text, &node.below, least);
    }
}
