//! What the CSV reader doesn't tell: the line on which each row begins, and quotes that close nowhere or too early.
//!
//! The bytes pass through unchanged. The reader takes whatever quotes it is given, and a forgotten
//! one makes two rows into one whose amount is the second's. What is found here is refused instead.

use std::collections::VecDeque;
use std::io::{self, Read};

/// More than any row holds; what is over it is a quote that never closes.
const LONGEST_ROW: usize = 1024 * 1024;

/// A source whose rows are watched.
#[derive(Debug)]
pub(super) struct Watch<R> {
    source: R,
    delimiter: u8,
    state: State,
    line: u64,
    after_return: bool,
    /// The bytes of the row so far.
    length: usize,
    rows: VecDeque<Begun>,
    too_long: Option<u64>,
}

/// A row that has begun, and perhaps ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Begun {
    /// The line on which it begins.
    pub(super) line: u64,
    pub(super) flaw: Option<Flaw>,
}

/// A quote that isn't where one may be, and its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It closes a field, and the field goes on.
    ClosesEarly(u64),
    /// It opens a field, and the file ends.
    NeverCloses(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    BetweenRows,
    BeforeField,
    Plain,
    /// In a field whose quote stands on this line.
    Quoted(u64),
    /// After a quote that closes the field, unless another follows.
    Closing(u64),
}

impl<R> Watch<R> {
    pub(super) fn new(source: R, delimiter: u8) -> Self {
        Self {
            source,
            delimiter,
            state: State::BetweenRows,
            line: 1,
            after_return: false,
            length: 0,
            rows: VecDeque::new(),
            too_long: None,
        }
    }

    /// Returns the next of the rows that the reader has read.
    pub(super) fn next_row(&mut self) -> Option<Begun> {
        self.rows.pop_front()
    }

    /// Returns the line of a row that is longer than any.
    pub(super) fn too_long(&self) -> Option<u64> {
        self.too_long
    }

    fn watch(&mut self, byte: u8) {
        let ends_row = matches!(byte, b'\r' | b'\n');
        self.state = match self.state {
            State::BetweenRows | State::BeforeField | State::Plain if ends_row => {
                self.length = 0;
                State::BetweenRows
            }
            State::BetweenRows => {
                self.rows.push_back(Begun {
                    line: self.line,
                    flaw: None,
                });
                self.field(byte)
            }
            State::BeforeField => self.field(byte),
            State::Plain if byte == self.delimiter => State::BeforeField,
            State::Plain => State::Plain,
            State::Quoted(line) if byte == b'"' => State::Closing(line),
            State::Quoted(line) => State::Quoted(line),
            State::Closing(line) if byte == b'"' => State::Quoted(line),
            State::Closing(_) if ends_row => {
                self.length = 0;
                State::BetweenRows
            }
            State::Closing(_) if byte == self.delimiter => State::BeforeField,
            State::Closing(_) => {
                self.flaw(Flaw::ClosesEarly(self.line));
                State::Plain
            }
        };
        // `\n`, `\r` and `\r\n` each end one line.
        if byte == b'\r' || (byte == b'\n' && !self.after_return) {
            self.line += 1;
        }
        self.after_return = byte == b'\r';
        self.length += usize::from(self.state != State::BetweenRows);
    }

    fn field(&self, byte: u8) -> State {
        match byte {
            b'"' => State::Quoted(self.line),
            _ if byte == self.delimiter => State::BeforeField,
            _ => State::Plain,
        }
    }

    /// Notes what is wrong with the row that is under way, the first thing only.
    fn flaw(&mut self, flaw: Flaw) {
        if let Some(row) = self.rows.back_mut() {
            row.flaw.get_or_insert(flaw);
        }
    }
}

impl<R: Read> Read for Watch<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        for byte in buffer.iter().take(count) {
            self.watch(*byte);
            if self.length > LONGEST_ROW {
                self.too_long = self.rows.back().map(|row| row.line);
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        if let (0, State::Quoted(line)) = (count, self.state) {
            self.flaw(Flaw::NeverCloses(line));
        }
        Ok(count)
    }
}
