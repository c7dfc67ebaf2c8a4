// Web Locks, where there are any: some browsers have none, and some have them and say no.

/**
 * Holds a lock while `act` does its work; gives what it gives. With `ifAvailable`, nothing is
 * done while another page holds it. Without locks it is done at once: what this protects is
 * right without them too, only slower.
 */
export async function locked(name, options, act) {
  let began = false;
  const begin = (lock) => {
    began = true;
    return lock ? act() : undefined;
  };
  try {
    return await navigator.locks.request(name, options, begin);
  } catch (error) {
    if (began) throw error;
    return act();
  }
}

/** Holds a lock until what this gives is called; false if another page holds it. */
export async function hold(name) {
  return new Promise((done) => {
    const held = () => new Promise((release) => done(release));
    void locked(name, { ifAvailable: true }, held).then(() => done(false));
  });
}

/** The names of the locks that any page holds. */
export async function held() {
  const found = await Promise.resolve(navigator.locks?.query()).catch(() => undefined);
  return (found?.held ?? []).map((it) => it.name);
}
