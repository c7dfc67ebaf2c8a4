//! The inside of `<blankett-form>`. Its outside, `blankett.js`, is JavaScript,
//! because Rust cannot extend `HTMLElement`.

use crate::browser::delivery::Sender;
use crate::browser::document::Document;
use crate::browser::shell::{Host, Options};
use crate::engine::definition::{Definition, DefinitionError};
use crate::engine::identifiers::Accept;
use crate::engine::json::Json;
use crate::engine::kinds::Context;
use crate::engine::messages::Locale;
use crate::view::{Drawn, FormState, Page, Phase, draw};
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// Called once, when the module has been loaded.
pub fn start() {
    // Where it broke, and nothing of what somebody may have typed. A release only traps.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, ToString::to_string);
        web_sys::console::error_2(&"blankett: broke at".into(), &place.into());
    }));
}

/// A form in the page, held by its element.
#[wasm_bindgen]
pub struct Mounted {
    state: FormState,
    sender: Rc<Sender>,
    drawn: Drawn,
    owner: Owner,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.drawn.unmount();
        self.owner.cleanup();
    }
}

/// Draws a form into an element.
///
/// # Errors
/// A definition that cannot be used: a list of `pointer: sentence`, one a line.
#[wasm_bindgen]
pub fn mount(container: HtmlElement, options: Options) -> Result<Mounted, String> {
    let definition = read(&options.definition())?;
    let locale = Locale::read(&options.locale())?;
    let accept = Accept {
        test_numbers: options.test_numbers(),
    };
    let prefill = options
        .prefill()
        .map(|text| Json::parse(&text))
        .transpose()?;
    let locale = Arc::new(locale);
    let owner = Owner::new();
    let page = Document::around(container.clone());
    let today = page.today().unwrap_or_default();
    let context = Context { today, accept };
    let (state, sender, mut drawn) = owner.with(|| {
        let state = FormState::new(definition, locale, context).on_page(page);
        state.set_layout(options.steps());
        let host = Host(Rc::new(options));
        let sender = Rc::new(Sender::new(state, host.clone()));
        state.on_change(move |field| {
            let key = state.with_field(field, |it| it.key.clone());
            host.tell("blankett-change", &[("field", &key)]);
        });
        let send = sender.clone();
        (state, sender, draw(state, move || send.send()))
    });
    drawn.mount(&container, None);
    if let Some(prefill) = prefill {
        let refused: Vec<_> = state
            .prefill(&prefill)
            .into_iter()
            .map(|it| it.path + ": " + &it.code)
            .collect();
        if !refused.is_empty() {
            web_sys::console::warn_1(
                &["blankett: prefill not used: ", &refused.join(", ")]
                    .concat()
                    .into(),
            );
        }
    }
    Ok(Mounted {
        state,
        sender,
        drawn,
        owner,
    })
}

fn read(definition: &str) -> Result<Arc<Definition>, String> {
    Definition::read(definition).map(Arc::new).map_err(told)
}

fn told(errors: Vec<DefinitionError>) -> String {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[wasm_bindgen]
impl Mounted {
    /// Checks everything and sends. False if something is wrong, which is shown
    /// then. `stay` leaves the fields on the screen: the host shows what comes.
    pub fn submit(&self, stay: bool) -> bool {
        let fine = self.state.is_complete() && self.state.attempt();
        if fine {
            if !stay {
                self.state.go(Phase::Reviewing, "");
            }
            self.sender.send();
        } else {
            self.state.go(Phase::Filling, "summary");
        }
        fine
    }

    /// Shows one section at a time, or all at once; as the definition says if
    /// nothing is given.
    pub fn lay(&self, steps: Option<bool>) {
        self.state.set_layout(steps);
    }

    /// Begins anew, with nothing typed. Not while a submission is in this page
    /// alone: then it does nothing and gives false.
    pub fn reset(&self) -> bool {
        let free = !self.sender.is_unsettled();
        if free {
            self.state.restart();
        }
        free
    }

    /// Takes up a locale and, if there is another one, a reading of the same form:
    /// in another language, drawn anew, or what had yet to come.
    ///
    /// # Errors
    /// What cannot be used, as with [`mount`].
    pub fn renew(
        &self,
        locale: &str,
        definition: Option<String>,
        anew: bool,
    ) -> Result<(), String> {
        let locale = Arc::new(Locale::read(locale)?);
        let definition = definition.map(|it| read(&it)).transpose()?;
        if anew {
            self.state.set_locale(locale, definition);
        } else {
            self.state.complete(locale, definition);
        }
        Ok(())
    }

    /// What has been typed, as JSON text that `prefill` takes.
    pub fn typed(&self) -> String {
        self.state.typed_answers().canonical()
    }

    /// The same without what must not stay on a machine.
    pub fn draft(&self) -> String {
        self.state.draft_answers().canonical()
    }

    /// The answers as they would be sent, as JSON text.
    pub fn answers(&self) -> String {
        self.state.answers().canonical()
    }

    /// Whether something is on its way that is nowhere but here, so that the page should not be left.
    #[wasm_bindgen(getter)]
    pub fn unsettled(&self) -> bool {
        self.sender.is_unsettled()
    }

    /// Whether the form shows a submission that is not delivered yet, wherever that is kept.
    #[wasm_bindgen(getter)]
    pub fn sending(&self) -> bool {
        self.sender.is_sending()
    }

    /// What `identify` found.
    pub fn identified(&self, id: String, hashes: &str, time: String, written: String) {
        self.sender.identified(id, hashes, time, written);
    }

    /// What has become of what `post` was given.
    pub fn came(&self, id: &str, what: u8, status: u16, kept: bool, text: &str) {
        self.sender.came(id, what, status, kept, text);
    }

    /// A submission of these answers, made before the form broke, is being sent.
    pub fn resume(&self, id: String, hashes: &str, written: String) {
        self.state.go(Phase::Reviewing, "");
        self.sender.resume(id, hashes, written);
    }

    /// The answers correct this submission, which the backend refused, perhaps for what it said.
    pub fn correct(&self, id: String, problem: Option<String>) {
        self.sender.correct(id, problem.as_deref());
    }

    /// The host's own `<form>` has what `post` gave.
    pub fn handed(&self) {
        self.sender.handed();
    }
}
