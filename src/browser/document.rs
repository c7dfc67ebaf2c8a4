//! The page around a form.

use crate::view::Page;
use chrono::NaiveDate;
use leptos::ev::Event;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    fn focus(container: &HtmlElement, id: &str);
    fn print();
    fn today() -> u32;
    fn point(pointer: &Event, width: i32, height: i32) -> Option<i32>;
    fn typed(event: &Event) -> String;
    fn put(event: &Event, after: &str);
}

/// A form's place in a real page: give it to
/// [`FormState::on_page`](crate::view::FormState::on_page).
///
/// ```no_run
/// # fn page(container: web_sys::HtmlElement, state: blankett::view::FormState) {
/// use blankett::browser::Document;
/// let state = state.on_page(Document::around(container));
/// # }
/// ```
pub struct Document {
    container: HtmlElement,
}

impl Document {
    /// The page around the element that the form is mounted in. Looks for ids
    /// only inside it, so that it works in a shadow root too.
    pub fn around(container: HtmlElement) -> Self {
        Self { container }
    }
}

impl Page for Document {
    fn focus(&self, id: &str) {
        focus(&self.container, id);
    }

    fn print(&self) {
        print();
    }

    fn today(&self) -> Option<NaiveDate> {
        let day = today();
        NaiveDate::from_ymd_opt((day / 10_000) as i32, day / 100 % 100, day % 100)
    }

    fn point(&self, pointer: &Event, (width, height): (i32, i32)) -> Option<(i32, i32)> {
        point(pointer, width, height).map(|it| (it & 0xffff, it >> 16))
    }

    fn regroup(&self, event: &Event, group: &dyn Fn(&str) -> Option<String>) {
        let before = typed(event);
        if let Some(after) = group(&before).filter(|it| *it != before) {
            put(event, &after);
        }
    }
}
