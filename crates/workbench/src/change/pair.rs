//! Two lists side by side: what stands in both, by its key, and what in one alone. What a key is, others say.

/// Places in two lists that belong together, or one that has no other.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// Pairs what has the same key, the first with the first; what is left over stands alone.
///
/// In the order of the second list, with what is in the first alone where it stood.
pub(super) fn by_key<K: PartialEq>(kept: &[K], new: &[K]) -> Vec<Pair> {
    let mut taken = vec![false; kept.len()];
    let mut pairs: Vec<Pair> = Vec::new();
    for (to, key) in new.iter().enumerate() {
        let free = kept.iter().zip(&taken);
        let from = free
            .enumerate()
            .position(|(_, (of, taken))| of == key && !taken);
        if let Some(taken) = from.and_then(|from| taken.get_mut(from)) {
            *taken = true;
        }
        pairs.push((from, Some(to)));
    }
    for from in (0..kept.len()).filter(|from| taken.get(*from) == Some(&false)) {
        let before = |pair: &Pair| pair.0.is_some_and(|other| other < from);
        let at = pairs.iter().rposition(before).map_or(0, |at| at + 1);
        pairs.insert(at, (Some(from), None));
    }
    pairs
}

/// Whether what stands in both lists stands in another order.
pub(super) fn is_reordered(pairs: &[Pair]) -> bool {
    let both = pairs.iter().filter(|pair| pair.1.is_some());
    let froms: Vec<usize> = both.filter_map(|pair| pair.0).collect();
    !froms.is_sorted()
}

/// Pairs what stands alone in both lists one after the other, as far as it goes.
pub(super) fn leftovers(pairs: Vec<Pair>, alike: impl Fn(usize, usize) -> bool) -> Vec<Pair> {
    let mut paired: Vec<Pair> = Vec::new();
    let mut gone: Vec<usize> = pairs
        .iter()
        .filter_map(|pair| pair.1.is_none().then_some(pair.0).flatten())
        .collect();
    for (from, to) in pairs {
        match (from, to) {
            (None, Some(to)) => {
                let like = gone.iter().position(|from| alike(*from, to));
                paired.push((like.map(|like| gone.remove(like)), Some(to)));
            }
            both => paired.push(both),
        }
    }
    // What was paired no longer stands alone.
    let taken: Vec<usize> = paired
        .iter()
        .filter_map(|(from, to)| to.and(*from))
        .collect();
    paired.retain(|(from, to)| to.is_some() || from.is_none_or(|from| !taken.contains(&from)));
    paired
}
