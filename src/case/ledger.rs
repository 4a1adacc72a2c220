//! Sums over the ledger's entries: what is owed, and what is left of each kind once payments are allocated. Entries are never changed.

use rust_decimal::Decimal;

use super::Entry;
use crate::rules::{EntryId, Side, Vocabulary};

/// Charges less settlements.
///
/// Saturates where a sum can't be kept: amounts are held to their limit on entering the ledger.
pub(crate) fn balance<'a>(words: &Vocabulary, entries: impl Iterator<Item = &'a Entry>) -> Decimal {
    entries.fold(Decimal::ZERO, |sum, entry| {
        match words.entry_side(entry.entry) {
            Side::Charge => sum.saturating_add(entry.amount),
            Side::Settlement => sum.saturating_sub(entry.amount),
        }
    })
}

/// The sum of one kind.
pub(crate) fn sum<'a>(entries: impl Iterator<Item = &'a Entry>, kind: EntryId) -> Decimal {
    entries
        .filter(|entry| entry.entry == kind)
        .fold(Decimal::ZERO, |sum, entry| sum.saturating_add(entry.amount))
}

/// What is left of one kind of charge, each settlement having paid in the rule set's order what
/// was owed on its day, and the rest what came later.
pub(crate) fn left_of<'a>(
    words: &Vocabulary,
    entries: impl Iterator<Item = &'a Entry>,
    kind: EntryId,
) -> Decimal {
    let mut by_date: Vec<&Entry> = entries.collect();
    by_date.sort_by_key(|entry| entry.date);
    let mut owed = Owed::new(words);
    for entry in by_date {
        match words.entry_side(entry.entry) {
            Side::Charge => owed.charge(entry.entry, entry.amount),
            Side::Settlement => owed.settle(entry.amount),
        }
    }
    owed.left(kind)
}

/// What is owed of each kind, in the order in which it is paid.
struct Owed {
    kinds: Vec<(EntryId, Decimal, Decimal)>,
    unspent: Decimal,
}

impl Owed {
    fn new(words: &Vocabulary) -> Self {
        let charges = words
            .entries
            .values()
            .enumerate()
            .filter(|(_, kind)| kind.side == Side::Charge);
        let mut order = words.allocation.clone();
        order.extend(
            charges
                .map(|(index, _)| EntryId::new(index))
                .filter(|id| !words.allocation.contains(id)),
        );
        Self {
            kinds: order
                .into_iter()
                .map(|id| (id, Decimal::ZERO, Decimal::ZERO))
                .collect(),
            unspent: Decimal::ZERO,
        }
    }

    fn charge(&mut self, kind: EntryId, amount: Decimal) {
        if let Some((_, charged, _)) = self.kinds.iter_mut().find(|(id, ..)| *id == kind) {
            *charged = charged.saturating_add(amount);
        }
        self.spend();
    }

    fn settle(&mut self, amount: Decimal) {
        self.unspent = self.unspent.saturating_add(amount);
        self.spend();
    }

    fn spend(&mut self) {
        // What is paid and no longer owed, for a charge that was taken back, is free again.
        for (_, charged, paid) in &mut self.kinds {
            let surplus = paid.saturating_sub(*charged).max(Decimal::ZERO);
            *paid = paid.saturating_sub(surplus);
            self.unspent = self.unspent.saturating_add(surplus);
        }
        for (_, charged, paid) in &mut self.kinds {
            let part = charged
                .saturating_sub(*paid)
                .min(self.unspent)
                .max(Decimal::ZERO);
            *paid = paid.saturating_add(part);
            self.unspent = self.unspent.saturating_sub(part);
        }
        // A payment that was taken back is owed again, last what was paid last.
        for (_, _, paid) in self.kinds.iter_mut().rev() {
            if self.unspent >= Decimal::ZERO {
                break;
            }
            let part = (*paid).min(self.unspent.saturating_mul(Decimal::NEGATIVE_ONE));
            *paid = paid.saturating_sub(part);
            self.unspent = self.unspent.saturating_add(part);
        }
    }

    fn left(&self, kind: EntryId) -> Decimal {
        self.kinds
            .iter()
            .find(|(id, ..)| *id == kind)
            .map_or(Decimal::ZERO, |(_, charged, paid)| {
                charged.saturating_sub(*paid)
            })
    }
}
