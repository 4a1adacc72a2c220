//! Text in lines, indented by what it belongs to. What the lines say is no matter here.

/// Lines as they are written, two spaces deeper for what belongs to the line above.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    /// Adds a line.
    pub(super) fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n("  ", self.depth));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// Adds lines that belong to the one above.
    pub(super) fn within<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let written = write(self);
        self.depth -= 1;
        written
    }

    /// Adds a line, and what belongs to it.
    pub(super) fn block<T>(&mut self, line: &str, write: impl FnOnce(&mut Self) -> T) -> T {
        self.line(line);
        self.within(write)
    }

    /// Adds a name with a text, which stands below it where it has several lines.
    pub(super) fn pair(&mut self, name: &str, text: &str) {
        if text.trim_end().contains('\n') {
            self.block(&format!("{name}:"), |lines| {
                text.trim_end()
                    .lines()
                    .for_each(|line| lines.line(line.trim_end()));
            });
        } else {
            self.line(format!("{name}: {}", text.trim_end()).trim_end());
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}
