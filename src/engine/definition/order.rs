//! The third pass over a definition: in which order fields are looked at.

use super::{Definition, Field, Required};
use crate::engine::kinds::Control;
use crate::engine::reader::{ReadError, Reader};

/// How many answers may be looked up to work out all fields' answers once.
const MOST_LOOKS: usize = 100_000;

/// How many fields may hang together, each on the one before, for its answer.
const DEEPEST: usize = 100;

impl Definition {
    /// Works out what depends on what.
    pub(super) fn arrange(&mut self, root: &Reader, errors: &mut Vec<ReadError>) {
        let count = self.fields.len();
        // Whether a field is shown, and its answer, may hang on these.
        let mut needs = vec![Vec::new(); count];
        // Only whether it is required or in order hangs on these.
        let mut watches = vec![Vec::new(); count];
        for (index, field) in self.fields.iter().enumerate() {
            if let Some(shown) = &field.shown {
                shown.fields(&mut |it| needs[index].push(it));
            }
            needs[index].extend(field.default_from);
            if let Some(formula) = &field.formula {
                formula.fields(&mut |it| needs[index].push(it));
            }
            for rule in &field.rules {
                rule.when.fields(&mut |it| watches[index].push(it));
            }
            if field.kind.control() == Control::Signature {
                watches[index].extend(self.covered(index));
            }
            if let Required::When(when) = &field.required {
                when.fields(&mut |it| watches[index].push(it));
            }
            watches[index].extend(field.implied.iter().map(|(by, _)| *by));
        }
        if let Some(looped) = self.sort(&needs) {
            let key = &self.fields[looped].key;
            let words = [
                "The field \"",
                key,
                "\" waits, through other fields, for itself.",
            ];
            let place = root.at("sections");
            errors.push(place.as_ref().unwrap_or(root).wrong(&words));
            return;
        }
        if let Err(field) = self.looks() {
            let key = &self.fields[field].key;
            let words = [
                "The field \"",
                key,
                "\" is worked out through too many others.",
            ];
            let place = root.at("sections");
            errors.push(place.as_ref().unwrap_or(root).wrong(&words));
            return;
        }
        let reverse = |edges: &[Vec<usize>]| {
            let mut back = vec![Vec::new(); count];
            edges
                .iter()
                .enumerate()
                .for_each(|(to, from)| from.iter().for_each(|it| back[*it].push(to)));
            back
        };
        let (moves, nudges) = (reverse(&needs), reverse(&watches));
        self.dependents = (0..count)
            .map(|field| reached(field, &moves, &nudges, &self.order))
            .collect();
    }

    /// How many answers are looked up to work out all answers once: each is worked out anew
    /// wherever it is named, so that a short form could take years. Gives the field at which that
    /// is too many, if it is.
    fn looks(&self) -> Result<usize, usize> {
        let mut costs = vec![(0, 0); self.fields.len()];
        let mut sum = 0_usize;
        for &index in &self.order {
            let field = &self.fields[index];
            let (mut looks, mut depth) = (1_usize, 1);
            let mut add = |on: usize| {
                let (more, below): (usize, usize) = costs[on];
                looks = looks.saturating_add(more);
                depth = depth.max(below + 1);
            };
            field.default_from.into_iter().for_each(&mut add);
            if let Some(formula) = &field.formula {
                formula.fields(&mut add);
            }
            if let Some(rows) = &field.rows {
                looks += rows.columns.looks().unwrap_or(MOST_LOOKS);
            }
            costs[index] = (looks, depth);
            sum = sum.saturating_add(looks);
            if sum > MOST_LOOKS || depth > DEEPEST {
                return Err(index);
            }
        }
        Ok(sum)
    }

    /// The fields that a signature is over: all of its form but signatures and
    /// what belongs to them, such as the name below, which is often written last.
    pub fn covered(&self, signature: usize) -> impl Iterator<Item = usize> {
        let part = self.fields[signature].part;
        let signs = |it: &Field| it.kind.control() == Control::Signature;
        let mut belonging: Vec<usize> = Vec::new();
        for field in self.fields.iter().filter(|it| it.part == part) {
            belonging.extend(&field.with);
        }
        let fields = self.fields.iter().enumerate();
        fields
            .filter(move |(at, it)| {
                let counts = it.part == part && it.kind.answered() && !signs(it);
                counts && !belonging.contains(at)
            })
            .map(|(at, _)| at)
    }

    /// Puts the fields in [`Self::order`]. Gives a field that needs itself, if any.
    fn sort(&mut self, needs: &[Vec<usize>]) -> Option<usize> {
        let (mut opened, mut done) = (vec![false; needs.len()], vec![false; needs.len()]);
        for start in 0..needs.len() {
            let mut path = vec![start];
            while let Some(&field) = path.last() {
                opened[field] = true;
                match needs[field].iter().find(|need| !done[**need]) {
                    Some(&need) if opened[need] => return Some(need),
                    Some(&need) => path.push(need),
                    None => {
                        path.pop();
                        if !std::mem::replace(&mut done[field], true) {
                            self.order.push(field);
                        }
                    }
                }
            }
        }
        None
    }
}

/// Everything a change of `field` can move, each after what it depends on.
fn reached(
    field: usize,
    moves: &[Vec<usize>],
    nudges: &[Vec<usize>],
    order: &[usize],
) -> Vec<usize> {
    let mut seen = vec![false; order.len()];
    let mut found = vec![field];
    let mut next = 0;
    while let Some(&from) = found.get(next) {
        next += 1;
        for &to in &moves[from] {
            if !std::mem::replace(&mut seen[to], true) {
                found.push(to);
            }
        }
    }
    for at in 0..next {
        for &to in &nudges[found[at]] {
            seen[to] = true;
        }
    }
    // The field itself is among them only by its nudges.
    order.iter().copied().filter(|it| seen[*it]).collect()
}
