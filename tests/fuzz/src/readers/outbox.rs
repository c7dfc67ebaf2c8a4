//! A row of the queue, whatever numbers stand in it, through everything that may happen to it.

use crate::chance::Chance;
use blankett::engine::outbox::{Action, Event, Item, LONGEST_WAIT, Reply, State, Trouble, next};

const NUMBERS: [f64; 14] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    1e3,
    1.8e12,
    1.8e12 + 1e5,
    9e15,
    1e308,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MIN_POSITIVE,
];
const STATUSES: [u16; 16] = [
    0, 200, 201, 202, 204, 206, 302, 400, 401, 403, 408, 409, 422, 429, 500, 503,
];

/// Eight bytes a number: the row's four, then five for each event.
pub fn make(chance: &mut Chance) -> Vec<u8> {
    let number = |chance: &mut Chance| match chance.below(4) {
        0 => chance.next(),
        _ => chance.of(&NUMBERS).to_bits(),
    };
    let small = |chance: &mut Chance, end| match chance.once_in(8) {
        true => chance.next(),
        false => chance.below(end) as u64,
    };
    let mut words = vec![
        small(chance, 3),
        small(chance, 5),
        small(chance, 12),
        number(chance),
    ];
    for _ in 0..=chance.below(12) {
        words.push(small(chance, 5));
        words.push(u64::from(*chance.of(&STATUSES)));
        words.push(small(chance, 400));
        words.extend([number(chance), number(chance)]);
    }
    words.into_iter().flat_map(u64::to_le_bytes).collect()
}

pub fn read(bytes: &[u8]) -> bool {
    let words: Vec<u64> = bytes
        .chunks_exact(8)
        .map(|it| u64::from_le_bytes(it.try_into().expect("eight bytes")))
        .collect();
    let [state, why, tries, due, ref events @ ..] = words[..] else {
        return false;
    };
    let whys = [
        Trouble::Network,
        Trouble::Busy,
        Trouble::Stranger,
        Trouble::Host,
    ];
    let mut item = Item {
        state: match state {
            0 => State::Waiting(whys.get(why as usize).copied()),
            1 => State::Paused,
            _ => State::Parked,
        },
        tries: tries as u32,
        due: f64::from_bits(due),
    };
    for event in events.chunks_exact(5) {
        let (now, chance) = (f64::from_bits(event[3]), f64::from_bits(event[4]));
        let event = happening(event[0], event[1] as u16, event[2]);
        let then = next(item, event, now, chance);
        check(item, event, now, &then);
        item = then.item;
    }
    true
}

fn happening(event: u64, status: u16, more: u64) -> Event {
    match event {
        0 => Event::Look,
        1 => Event::Wake,
        2 => Event::Login,
        3 => Event::Ask,
        _ => Event::Came(match more % 8 {
            0 => Reply::Nothing,
            1 => Reply::Unready,
            _ => Reply::Answer {
                status,
                echoes: more.is_multiple_of(2),
                retry_after: more.is_multiple_of(3).then_some(more as u32),
            },
        }),
    }
}

/// What the machine promises of any row.
fn check(before: Item, event: Event, now: f64, then: &blankett::engine::outbox::Next) {
    let delivered = matches!(
        event,
        Event::Came(Reply::Answer {
            status: 201 | 202 | 204,
            ..
        }) | Event::Came(Reply::Answer {
            status: 200,
            echoes: true,
            ..
        })
    );
    assert_eq!(
        then.action == Action::Deliver,
        delivered,
        "delivered without a receipt, or not with one"
    );
    let is_answer = matches!(event, Event::Came(_));
    assert!(then.action != Action::Send || !is_answer, "an answer sends");
    assert!(then.item.tries >= before.tries, "attempts are forgotten");
    let is_parked = then.item.state == State::Parked;
    assert!(
        then.action != Action::Send || !is_parked,
        "sent while parked"
    );
    let unchanged = then.item.due.to_bits() == before.due.to_bits();
    if now.is_finite() && !unchanged && !is_parked {
        assert!(
            then.item.due >= now && then.item.due <= now + LONGEST_WAIT,
            "due at no time: {}",
            then.item.due
        );
    }
    // Whatever stands in a row: by itself it waits no longer than that.
    if now.is_finite()
        && matches!(before.state, State::Waiting(_))
        && before.due > now + LONGEST_WAIT
    {
        assert!(
            event != Event::Look || then.action == Action::Send,
            "nothing waits for ever"
        );
    }
}
