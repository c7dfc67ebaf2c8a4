//! Which agreements stand in the record of processing, and which of them have
//! been displaced by whom.
//!
//! Anybody may send an agreement in anybody's name: an organisation number is
//! public, and so is what a submission says of itself (`submittedAt`,
//! `replaces`). So none of that displaces anything:
//!
//! - The agreement of a controller and form that was *received* first stands.
//! - A later one waits, until the office has confirmed it, or if it came with a
//!   token of the controller's own.
//! - One that says it corrects another controller's (`replaces`: a wrong number
//!   was typed) stands for its own controller as above. The other is withdrawn
//!   when the office confirms it, or if it came with a token of that controller.
//!
//! The office's last decision counts, so that each can be undone by another.

use std::collections::{HashMap, HashSet};

/// An agreement that was received: what it says of itself, and what the server
/// knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The submission's id.
    pub id: String,
    /// The agreement's form.
    pub form: String,
    /// The form that was sent: a packet, or the agreement's own.
    pub whole: String,
    /// The controller's name.
    pub name: String,
    /// The controller's organisation number, or nothing.
    pub number: String,
    /// The submission that it says it corrects.
    pub replaces: Option<String>,
    /// Its place in the order of receipt: clocks can be put back.
    pub place: i64,
    /// When it was received, RFC 3339; nothing of what stands in a file.
    pub received_at: String,
    /// Whether the submission that it corrects was refused here.
    pub corrects_refused: bool,
    /// The organisation whose token it came with.
    pub sender: Option<String>,
}

/// A decision of the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The submission that may displace another, or may not.
    pub submission: String,
    /// The form of the agreement.
    pub form: String,
    /// The submission that is displaced.
    pub displaces: String,
    /// Whether it may.
    pub confirmed: bool,
    /// Who decided.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
}

/// Whether one agreement displaces another, and by whose word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does not yet: nobody who may has said so.
    Pending,
    /// It does: the office has confirmed it.
    Confirmed,
    /// It does not: the office has rejected it.
    Rejected,
    /// It does: it came with the token of the one whose agreement it displaces.
    Sender,
    /// It does not: of files nobody knows.
    Unproved,
}

/// One agreement that displaces another or would do so, by their places among
/// the claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Displacement {
    /// The later one.
    pub by: usize,
    /// The one that is displaced, or would be.
    pub of: usize,
    /// Whether it is.
    pub state: State,
    /// The office's last word.
    pub decision: Option<Decision>,
}

/// Something odd about the submission that an agreement says it corrects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// It is not here, nor is it known to have been refused.
    Unknown,
    /// It is itself.
    Itself,
    /// It says in its turn, perhaps by way of others, that it corrects this one.
    Circle,
    /// It was received later.
    Later,
    /// It is another form.
    OtherForm,
    /// It is another controller's.
    OtherController,
}

/// What stands, and all that was or would be displaced.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Succession {
    /// The agreements in the record.
    pub in_force: Vec<usize>,
    /// Every displacement.
    pub displacements: Vec<Displacement>,
    /// Every odd `replaces`.
    pub odd: Vec<(usize, Odd)>,
}

impl Claim {
    /// Whose agreement it is, and which: those of one group displace each
    /// other. Without number and name it is nobody's, and stands by itself.
    pub fn group(&self) -> (String, &str) {
        let letters = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
        let (number, name) = (letters(&self.number), letters(&self.name));
        let controller = match (number.as_str(), name.as_str()) {
            ("", "") => ["id ", &self.id].concat(),
            ("", _) => ["name ", &name].concat(),
            _ => number,
        };
        (controller, &self.form)
    }

    /// Whether it came with a token of this agreement's controller.
    fn sent_by_controller_of(&self, other: &Self) -> bool {
        !other.number.is_empty() && self.sender.as_ref() == Some(&other.number)
    }
}

/// Everything looked up while working it out.
struct Book<'a> {
    claims: &'a [Claim],
    /// The place of each claim in the order of receipt.
    rank: Vec<usize>,
    /// When each was received; never earlier than one that was received before it.
    times: Vec<&'a str>,
    /// By id and form.
    places: HashMap<(&'a str, &'a str), usize>,
    /// The form that was sent, by id, of all submissions that are known.
    wholes: HashMap<&'a str, &'a str>,
    /// The office's decisions by submission and form, in their order.
    decisions: HashMap<(&'a str, &'a str), Vec<(usize, &'a Decision)>>,
}

/// When a claim came to stand: the time, whether by decision, and its number
/// in the order of receipts or decisions.
type Event<'a> = (&'a str, bool, usize);

/// Works out what stands. `others` are the forms of submissions that are no
/// agreements, by id.
pub fn succession(
    claims: &[Claim],
    others: &HashMap<String, String>,
    decisions: &[Decision],
) -> Succession {
    let book = Book::new(claims, others, decisions);
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|at| book.rank[*at]);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known = HashMap::new();
    for at in &order {
        let group = *known.entry(claims[*at].group()).or_insert(groups.len());
        groups.resize(groups.len().max(group + 1), Vec::new());
        groups[group].push(*at);
    }
    let first: HashSet<usize> = groups.iter().filter_map(|it| it.first().copied()).collect();

    let mut out = Succession::default();
    let mut withdrawn = HashSet::new();
    for by in &order {
        out.odd.extend(book.odd(*by).map(|odd| (*by, odd)));
        let Some(of) = book.other_controllers(*by) else {
            continue;
        };
        let decision = book.decision(*by, |it| it.displaces == claims[of].id);
        let mut displacement = book.displacement(*by, of, decision.map(|(_, it)| it));
        if matches!(displacement.state, State::Confirmed | State::Sender) {
            // Nothing goes for the sake of what is not in the record itself.
            if first.contains(by) || book.event(*by).is_some() {
                withdrawn.insert(of);
            } else {
                displacement.state = State::Pending;
            }
        }
        out.displacements.push(displacement);
    }
    for mut group in groups {
        group.retain(|it| !withdrawn.contains(it));
        book.settle(&group, &mut out);
    }
    out
}

/// The same of files: nobody knows which came first or from whom, so nothing
/// displaces anything, and all of them stand.
pub fn of_files(claims: &[Claim]) -> Succession {
    let others = HashMap::new();
    let book = Book::new(claims, &others, &[]);
    let all = 0..claims.len();
    // Which is the later of two is not known either.
    let odd = |at| Some((at, book.odd(at).filter(|it| *it != Odd::Later)?));
    let displacement = |by: usize| {
        let of = book.target(by).filter(|of| *of != by)?;
        let (state, decision) = (State::Unproved, None);
        Some(Displacement {
            by,
            of,
            state,
            decision,
        })
    };
    Succession {
        in_force: all.clone().collect(),
        displacements: all.clone().filter_map(displacement).collect(),
        odd: all.filter_map(odd).collect(),
    }
}

impl<'a> Book<'a> {
    fn new(
        claims: &'a [Claim],
        others: &'a HashMap<String, String>,
        decisions: &'a [Decision],
    ) -> Self {
        let mut order: Vec<usize> = (0..claims.len()).collect();
        order.sort_by_key(|at| (claims[*at].place, &claims[*at].id, &claims[*at].form));
        let (mut rank, mut times) = (vec![0; claims.len()], vec![""; claims.len()]);
        let mut time = "";
        for (place, at) in order.iter().enumerate() {
            rank[*at] = place;
            time = time.max(&claims[*at].received_at);
            times[*at] = time;
        }
        let other = others.iter().map(|(id, form)| (id.as_str(), form.as_str()));
        let own = claims.iter().map(|it| (it.id.as_str(), it.whole.as_str()));
        let mut by_claim: HashMap<_, Vec<_>> = HashMap::new();
        for (number, it) in decisions.iter().enumerate() {
            let key = (it.submission.as_str(), it.form.as_str());
            by_claim.entry(key).or_default().push((number, it));
        }
        let places = claims.iter().enumerate();
        Self {
            claims,
            rank,
            times,
            places: places
                .map(|(at, it)| ((it.id.as_str(), it.form.as_str()), at))
                .collect(),
            wholes: other.chain(own).collect(),
            decisions: by_claim,
        }
    }

    /// The agreement of the same form in the submission that this one says it corrects.
    fn target(&self, at: usize) -> Option<usize> {
        let claim = &self.claims[at];
        let key = (claim.replaces.as_deref()?, claim.form.as_str());
        self.places.get(&key).copied()
    }

    /// The earlier agreement of another controller that this one says it corrects.
    fn other_controllers(&self, by: usize) -> Option<usize> {
        let of = self.target(by)?;
        let other = self.claims[of].group() != self.claims[by].group();
        (other && self.rank[of] < self.rank[by]).then_some(of)
    }

    fn odd(&self, at: usize) -> Option<Odd> {
        let claim = &self.claims[at];
        let replaces = claim.replaces.as_deref()?;
        if replaces == claim.id {
            return Some(Odd::Itself);
        }
        let Some(target) = self.target(at) else {
            return match self.wholes.get(replaces) {
                // A packet in which that agreement was not part of the case.
                Some(whole) if *whole == claim.whole => None,
                Some(_) => Some(Odd::OtherForm),
                None if claim.corrects_refused => None,
                None => Some(Odd::Unknown),
            };
        };
        let mut passed = HashSet::from([at]);
        let mut next = Some(target);
        while let Some(place) = next {
            if !passed.insert(place) {
                break;
            }
            next = self.target(place);
        }
        if next == Some(at) {
            Some(Odd::Circle)
        } else if self.rank[target] > self.rank[at] {
            Some(Odd::Later)
        } else if self.claims[target].group() != claim.group() {
            Some(Odd::OtherController)
        } else {
            None
        }
    }

    /// The office's last decision on an agreement, of those that fit.
    fn decision(
        &self,
        by: usize,
        fits: impl Fn(&Decision) -> bool,
    ) -> Option<(usize, &'a Decision)> {
        let claim = &self.claims[by];
        let all = self
            .decisions
            .get(&(claim.id.as_str(), claim.form.as_str()))?;
        all.iter().rev().copied().find(|(_, it)| fits(it))
    }

    /// The office's last decision on whether an agreement displaces others of its group.
    fn own_decision(&self, by: usize) -> Option<(usize, &'a Decision)> {
        let claim = &self.claims[by];
        self.decision(by, |it| {
            let other = self
                .places
                .get(&(it.displaces.as_str(), claim.form.as_str()));
            other.is_some_and(|of| self.claims[*of].group() == claim.group())
        })
    }

    /// When somebody who may put an agreement in the place of others of its group.
    fn event(&self, by: usize) -> Option<Event<'a>> {
        let claim = &self.claims[by];
        match self.own_decision(by) {
            Some((number, it)) => it.confirmed.then_some((it.at.as_str(), true, number)),
            None => {
                claim
                    .sent_by_controller_of(claim)
                    .then_some((self.times[by], false, self.rank[by]))
            }
        }
    }

    fn displacement(&self, by: usize, of: usize, decision: Option<&Decision>) -> Displacement {
        let state = match decision {
            Some(it) if it.confirmed => State::Confirmed,
            Some(_) => State::Rejected,
            None if self.claims[by].sent_by_controller_of(&self.claims[of]) => State::Sender,
            None => State::Pending,
        };
        let decision = decision.cloned();
        Displacement {
            by,
            of,
            state,
            decision,
        }
    }

    /// What stands of a group, whose members are in the order of receipt.
    fn settle(&self, group: &[usize], out: &mut Succession) {
        let rejected = |at: &usize| self.own_decision(*at).is_some_and(|(_, it)| !it.confirmed);
        let Some(first) = group.iter().copied().find(|at| !rejected(at)) else {
            return;
        };
        let by_itself = (self.times[first], false, self.rank[first]);
        let event = |at: usize| match self.event(at) {
            None if at == first => Some((by_itself, at)),
            event => Some((event?, at)),
        };
        let mut events: Vec<(Event, usize)> = group.iter().copied().filter_map(event).collect();
        events.sort();
        let displace = |by, of| {
            let decision = self.own_decision(by).map(|(_, it)| it);
            self.displacement(by, of, decision)
        };
        for pair in events.windows(2) {
            out.displacements.push(displace(pair[1].1, pair[0].1));
        }
        let Some((_, last)) = events.last().copied() else {
            return;
        };
        out.in_force.push(last);
        let waiting = group
            .iter()
            .copied()
            .filter(|at| events.iter().all(|it| it.1 != *at));
        out.displacements
            .extend(waiting.map(|by| displace(by, last)));
    }
}

#[cfg(test)]
mod tests;
