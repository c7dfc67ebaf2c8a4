// The page's service worker: what is kept for when there is no network, and how a new version comes.

const WORKER = "blankett-worker.js";

// Milliseconds: between checks for a new version of a page that stays open, between attempts to
// reach the network, and for a worker to answer and to take over, and a host to answer.
const HOUR = 3_600_000;
const PAUSE = 30_000;
const PATIENCE = 2_000;
const PATIENCE_WITH_CHANGE = 10_000;
const PATIENCE_WITH_HOST = 10_000;

const { serviceWorker } = navigator;
const offline = document.querySelector("#offline");
const update = document.querySelector("#update");
const button = document.createElement("button");
button.addEventListener("click", renew);

let registration;
let words = {};
/** Whether nothing came back the last time; whether a version waits, and for other tabs. */
let failed = false;
let waits = false;
let others = false;
/** Whether something stands in the form that is not sent. */
let typed = false;
let checked = Date.now();
let timer;

/** How many pages a worker would change. One that does not answer may change some. */
function pages(worker) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((done) => {
    port1.onmessage = ({ data }) => done(data);
    setTimeout(done, PATIENCE, Infinity);
    worker.postMessage({ blankett: "pages" }, [port2]);
  });
}

/** Before there is anything on the page: changes to the version that waits, and loads the page again. Else it goes on. */
export async function takeOver() {
  const waiting = (await serviceWorker.getRegistration())?.waiting;
  if (!waiting || (await pages(waiting)) > 1) return;
  // Whenever it comes: this page is of the old version.
  serviceWorker.addEventListener("controllerchange", () => location.reload());
  waiting.postMessage({ blankett: "take" });
  await new Promise((done) => setTimeout(done, PATIENCE_WITH_CHANGE));
}

/** Keeps the page, from now on. */
export async function keep() {
  addEventListener("offline", draw);
  addEventListener("online", reach);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("blankett-queued", reach);
  document.addEventListener("blankett-error", reach);
  document.addEventListener("blankett-change", type);
  document.addEventListener("blankett-delivered", () => {
    failed = false;
    typed = false;
    draw();
  });
  // What a worker shows has come from nowhere.
  if (serviceWorker.controller) void reach();
  try {
    registration = await serviceWorker.register(WORKER, { updateViaCache: "none" });
    registration.addEventListener("updatefound", follow);
    follow();
  } catch (error) {
    console.warn(`blankett: ${error.message}`);
  }
}

/** Says what is to be said in the words of a locale. */
export function say(locale) {
  words = locale;
  draw();
}

/** A version that is there in full waits if this page has one already. */
function follow() {
  const ready = () => {
    waits ||= Boolean(registration.waiting && serviceWorker.controller);
    draw();
  };
  registration.installing?.addEventListener("statechange", ready);
  ready();
}

/** The reloaded page changes to it: nobody is asked to leave a page that has changed already. */
async function renew() {
  const { waiting } = registration;
  others = Boolean(waiting) && (await pages(waiting)) > 1;
  draw();
  if (!others) location.reload();
}

/** At every key; what is drawn anew would put off the next look for the host. */
function type() {
  if (typed) return;
  typed = true;
  draw();
}

function look() {
  if (document.visibilityState !== "visible") return;
  if (failed) void reach();
  if (Date.now() - checked < HOUR) return;
  checked = Date.now();
  registration?.update().catch(() => {});
}

/** Whether the host can be reached: no worker answers this. */
async function reach() {
  const signal = AbortSignal.timeout(PATIENCE_WITH_HOST);
  const asked = navigator.onLine && fetch(WORKER, { method: "HEAD", cache: "no-store", redirect: "error", signal });
  failed = !(await Promise.resolve(asked).then((it) => it.ok, () => false));
  draw();
}

function draw() {
  clearTimeout(timer);
  const cut = failed || !navigator.onLine;
  if (cut) timer = setTimeout(reach, PAUSE);
  write(offline, cut ? words["app.offline"] : "");
  const more = others ? words["app.update.others"] : typed && words["app.update.typed"];
  write(update.firstElementChild, waits ? [words["app.update"], more].filter(Boolean).join(" ") : "");
  update.classList.toggle("notice", waits);
  button.textContent = words["app.update.take"];
  if (waits) update.append(button);
}

/** The same words again are not said again. */
function write(place, text = "") {
  if (place.textContent !== text) place.textContent = text;
}
