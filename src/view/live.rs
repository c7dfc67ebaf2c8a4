//! What follows what: triggers, and effects that run again when they are pulled.
//!
//! Leptos's own would do, and did: they bring a scheduler, futures and hash
//! tables along; without them and wasm-streams the wasm is 10 kB (brotli) lighter. A form knows exactly which of
//! its parts a change touches, so that a list for each part is enough.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

/// Something that effects follow.
#[derive(Clone, Default)]
pub struct Trigger(Rc<RefCell<Vec<Follower>>>);

/// An effect and the run in which it followed.
struct Follower {
    effect: Weak<Running>,
    run: u32,
}

impl Follower {
    fn is_live(&self) -> bool {
        let effect = self.effect.upgrade();
        effect.is_some_and(|it| it.runs.get() == self.run)
    }
}

struct Running {
    act: RefCell<Box<dyn FnMut()>>,
    runs: Cell<u32>,
}

/// Runs what it was given at once, and again whenever a trigger is pulled that
/// it followed in its last run; no more once it is dropped.
pub struct Effect(Rc<Running>);

thread_local! {
    /// The effects that run now, one inside the other.
    static NOW: RefCell<Vec<Option<Rc<Running>>>> = const { RefCell::new(Vec::new()) };
}

/// Lists shorter than this are not worth tidying.
const FEW: usize = 8;

impl Trigger {
    /// Lets the effect that runs now run again when this is pulled.
    pub fn follow(&self) {
        let Some(effect) = NOW.with_borrow(|it| it.last().cloned().flatten()) else {
            return;
        };
        let mut followers = self.0.borrow_mut();
        if followers.len() >= FEW && followers.len().is_power_of_two() {
            followers.retain(Follower::is_live);
        }
        followers.push(Follower {
            effect: Rc::downgrade(&effect),
            run: effect.runs.get(),
        });
    }

    /// Runs all effects that follow.
    pub fn pull(&self) {
        for follower in self.0.take() {
            let effect = follower.effect.upgrade();
            if let Some(effect) = effect.filter(|it| it.runs.get() == follower.run) {
                run(&effect);
            }
        }
    }
}

impl Effect {
    /// Runs at once.
    pub fn new(act: Box<dyn FnMut()>) -> Self {
        let effect = Rc::new(Running {
            act: RefCell::new(act),
            runs: Cell::new(0),
        });
        run(&effect);
        Self(effect)
    }
}

impl Drop for Effect {
    fn drop(&mut self) {
        // Whoever still holds it for a moment finds it out of date.
        self.0.runs.set(u32::MAX);
    }
}

fn run(effect: &Rc<Running>) {
    // One that pulls what it follows itself does not run inside itself.
    let Ok(mut act) = effect.act.try_borrow_mut() else {
        return;
    };
    effect.runs.set(effect.runs.get() + 1);
    aside(Some(effect.clone()), &mut **act);
}

fn aside(effect: Option<Rc<Running>>, act: &mut dyn FnMut()) {
    NOW.with_borrow_mut(|it| it.push(effect));
    act();
    NOW.with_borrow_mut(Vec::pop);
}

/// Looks without following.
pub fn unfollowed<T>(look: impl FnOnce() -> T) -> T {
    let (mut look, mut found) = (Some(look), None);
    aside(None, &mut || found = look.take().map(|it| it()));
    found.unwrap_or_else(|| unreachable!("it has just been called"))
}
