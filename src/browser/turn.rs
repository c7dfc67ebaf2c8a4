//! `engine/outbox.rs` alone, in numbers, for scripts: the page's and the worker's. `turn.js`
//! calls it. Compiled by itself (`xtask/src/widget.rs`): no part of the crate.

#[path = "../engine/outbox.rs"]
// Scripts make the rows; `Item::stored` is for hosts in Rust.
#[allow(dead_code)]
mod outbox;

use outbox::{Action, Event, Item, Reply, State, Trouble, next};

/// State, reason, attempts, due, action, hold.
static mut FOUND: [f64; 6] = [0.0; 6];

const TROUBLES: [Option<Trouble>; 5] = [
    None,
    Some(Trouble::Network),
    Some(Trouble::Busy),
    Some(Trouble::Stranger),
    Some(Trouble::Host),
];

/// [`next`]. States, reasons and events are counted in the order of `turn.js`; a status of -1
/// is no answer, -2 a host that was not ready; a negative `retry_after` is none.
#[unsafe(no_mangle)]
pub extern "C" fn turn(
    state: u32,
    why: u32,
    tries: u32,
    due: f64,
    event: u32,
    status: i32,
    echoes: u32,
    retry_after: i32,
    now: f64,
    chance: f64,
) -> *const f64 {
    let item = Item {
        state: match state {
            0 => State::Waiting(TROUBLES.get(why as usize).copied().flatten()),
            1 => State::Paused,
            _ => State::Parked,
        },
        tries,
        due,
    };
    let event = match event {
        0 => Event::Look,
        1 => Event::Wake,
        2 => Event::Login,
        3 => Event::Ask,
        _ => Event::Came(match status {
            -2 => Reply::Unready,
            ..0 => Reply::Nothing,
            _ => Reply::Answer {
                status: status as u16,
                echoes: echoes != 0,
                retry_after: u32::try_from(retry_after).ok(),
            },
        }),
    };
    let next = next(item, event, now, chance);
    let (state, why) = match next.item.state {
        State::Waiting(why) => (0, TROUBLES.iter().position(|it| *it == why).unwrap_or(0)),
        State::Paused => (1, 0),
        State::Parked => (2, 0),
    };
    let action = match next.action {
        Action::Rest => 0,
        Action::Send => 1,
        Action::Deliver => 2,
    };
    // One thread, and read before the next call.
    unsafe {
        FOUND = [
            f64::from(state),
            why as f64,
            f64::from(next.item.tries),
            next.item.due,
            f64::from(action),
            f64::from(u8::from(next.hold)),
        ];
        &raw const FOUND as *const f64
    }
}
