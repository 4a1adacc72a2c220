//! Sums over the ledger's entries: what is owed, and what is left of each kind once payments are allocated. Entries are never changed.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Entry;
use crate::rules::{EntryId, Side, Vocabulary};

/// A case's entries in the order in which they were posted, and their sums, kept as they come in.
///
/// Sums saturate where they can't be kept: amounts are held to their limit on entering the ledger.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Ledger {
    balance: Decimal,
    /// By kind, as far as there are entries.
    totals: Vec<Total>,
    entries: Vec<Entry>,
}

/// The entries of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Total {
    count: usize,
    sum: Decimal,
}

impl Ledger {
    pub(crate) fn new(words: &Vocabulary, entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut ledger = Self::default();
        ledger.extend(words, entries);
        ledger
    }

    pub(crate) fn extend(&mut self, words: &Vocabulary, entries: impl IntoIterator<Item = Entry>) {
        for entry in entries {
            self.balance = balance_with(words, self.balance, &entry);
            let kind = entry.entry.index();
            if self.totals.len() <= kind {
                self.totals.resize(kind + 1, Total::default());
            }
            if let Some(total) = self.totals.get_mut(kind) {
                total.count += 1;
                total.sum = total.sum.saturating_add(entry.amount);
            }
            self.entries.push(entry);
        }
    }

    /// Charges less settlements.
    pub(crate) fn balance(&self) -> Decimal {
        self.balance
    }

    /// The sum of one kind.
    pub(crate) fn sum(&self, kind: EntryId) -> Decimal {
        self.total(kind).sum
    }

    /// How many entries of one kind there are.
    pub(crate) fn count(&self, kind: EntryId) -> usize {
        self.total(kind).count
    }

    fn total(&self, kind: EntryId) -> Total {
        self.totals.get(kind.index()).copied().unwrap_or_default()
    }
}

impl std::ops::Deref for Ledger {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        &self.entries
    }
}

/// The balance once an entry has come in.
pub(crate) fn balance_with(words: &Vocabulary, balance: Decimal, entry: &Entry) -> Decimal {
    match words.entry_side(entry.entry) {
        Side::Charge => balance.saturating_add(entry.amount),
        Side::Settlement => balance.saturating_sub(entry.amount),
    }
}

/// What is left of one kind of charge.
pub(crate) fn left_of<'a>(
    words: &Vocabulary,
    entries: impl Iterator<Item = &'a Entry>,
    kind: EntryId,
) -> Decimal {
    Allocation::of(words, entries).left(kind)
}

/// What is left of one kind of charge at the end of each day on which something was entered, in
/// the order of the days.
pub(crate) fn left_by_date<'a>(
    words: &Vocabulary,
    entries: impl Iterator<Item = &'a Entry>,
    kind: EntryId,
) -> Vec<(NaiveDate, Decimal)> {
    let mut allocation = Allocation::new(words);
    let mut days: Vec<(NaiveDate, Decimal)> = Vec::new();
    for entry in by_date(entries) {
        allocation.enter(words, entry);
        let left = allocation.left(kind);
        match days.last_mut() {
            Some((date, before)) if *date == entry.date => *before = left,
            _ => days.push((entry.date, left)),
        }
    }
    days
}

/// The entries in the order of their dates; those of one day as they were entered.
fn by_date<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<&'a Entry> {
    let mut by_date: Vec<&Entry> = entries.collect();
    by_date.sort_by_key(|entry| entry.date);
    by_date
}

/// What is owed and paid of each kind of charge: each settlement has paid, in the rule set's
/// order, what was owed when it was entered, and the rest what came later.
pub(crate) struct Allocation {
    /// In the order in which they are paid.
    charges: Vec<Charge>,
    /// What pays nothing yet. Less than nothing where more was taken back than had been paid.
    unspent: Decimal,
}

/// One kind of charge.
struct Charge {
    kind: EntryId,
    charged: Decimal,
    /// Never more than is charged.
    paid: Decimal,
}

impl Charge {
    fn left(&self) -> Decimal {
        self.charged.saturating_sub(self.paid)
    }
}

impl Allocation {
    /// The allocation of entries in any order.
    pub(crate) fn of<'a>(words: &Vocabulary, entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut allocation = Self::new(words);
        for entry in by_date(entries) {
            allocation.enter(words, entry);
        }
        allocation
    }

    fn new(words: &Vocabulary) -> Self {
        let kinds = (0..words.entries.len()).map(EntryId::new);
        let others = kinds.filter(|kind| {
            words.entry_side(*kind) == Side::Charge && !words.allocation.contains(kind)
        });
        let order = words.allocation.iter().copied().chain(others);
        Self {
            charges: order
                .map(|kind| Charge {
                    kind,
                    charged: Decimal::ZERO,
                    paid: Decimal::ZERO,
                })
                .collect(),
            unspent: Decimal::ZERO,
        }
    }

    /// Takes the next entry, none of which is dated earlier than those before it.
    fn enter(&mut self, words: &Vocabulary, entry: &Entry) {
        match words.entry_side(entry.entry) {
            Side::Charge => self.charge(entry.entry, entry.amount),
            Side::Settlement => self.unspent = self.unspent.saturating_add(entry.amount),
        }
        self.pay();
        self.owe_again();
    }

    fn charge(&mut self, kind: EntryId, amount: Decimal) {
        let found = self.charges.iter_mut().find(|charge| charge.kind == kind);
        if let Some(charge) = found {
            charge.charged = charge.charged.saturating_add(amount);
            // What is paid and no longer owed, for a charge that was taken back, is free again.
            let surplus = charge.left().min(Decimal::ZERO);
            charge.paid = charge.paid.saturating_add(surplus);
            self.unspent = self.unspent.saturating_sub(surplus);
        }
    }

    fn pay(&mut self) {
        if self.unspent <= Decimal::ZERO {
            return;
        }
        for charge in &mut self.charges {
            let part = charge.left().min(self.unspent).max(Decimal::ZERO);
            charge.paid = charge.paid.saturating_add(part);
            self.unspent = self.unspent.saturating_sub(part);
        }
    }

    /// A payment that was taken back is owed again, first what was paid last.
    fn owe_again(&mut self) {
        if self.unspent >= Decimal::ZERO {
            return;
        }
        for charge in self.charges.iter_mut().rev() {
            let lacking = self.unspent.min(Decimal::ZERO);
            let part = charge.paid.max(Decimal::ZERO).min(-lacking);
            charge.paid = charge.paid.saturating_sub(part);
            self.unspent = self.unspent.saturating_add(part);
        }
    }

    /// What is left of one kind.
    pub(crate) fn left(&self, kind: EntryId) -> Decimal {
        let charge = self.charges.iter().find(|charge| charge.kind == kind);
        charge.map_or(Decimal::ZERO, Charge::left)
    }

    /// What has been paid and pays nothing yet.
    pub(crate) fn unspent(&self) -> Decimal {
        self.unspent
    }

    /// Charges less settlements: what is left of all of them, less what pays nothing yet.
    pub(crate) fn balance(&self) -> Decimal {
        let left = self.charges.iter().map(Charge::left);
        left.fold(Decimal::ZERO, Decimal::saturating_add)
            .saturating_sub(self.unspent)
    }
}
