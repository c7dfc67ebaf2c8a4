//! The page around a form.

use crate::view::Page;
use chrono::NaiveDate;
use gloo::timers::callback::Timeout;
use leptos::ev::Event;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, PointerEvent};

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
        let (container, selector) = (self.container.clone(), format!("[id=\"{id}\"]"));
        // After the drawing that the same event has set off.
        Timeout::new(0, move || {
            let found: Option<Element> = container.query_selector(&selector).ok().flatten();
            if let Some(element) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
                let _ = element.focus();
            }
        })
        .forget();
    }

    fn print(&self) {
        if let Some(window) = web_sys::window() {
            let _ = window.print();
        }
    }

    fn today(&self) -> Option<NaiveDate> {
        let now = js_sys::Date::new_0();
        NaiveDate::from_ymd_opt(
            now.get_full_year() as i32,
            now.get_month() + 1,
            now.get_date(),
        )
    }

    fn point(&self, pointer: &Event, (width, height): (i32, i32)) -> Option<(i32, i32)> {
        let event: &PointerEvent = pointer
            .dyn_ref()
            .filter(|it: &&PointerEvent| it.buttons() == 1)?;
        let pad: Element = pointer.current_target()?.dyn_into().ok()?;
        if pointer.type_() == "pointerdown" {
            // A stroke that leaves the box goes on.
            let _ = pad.set_pointer_capture(event.pointer_id());
        }
        let place = pad.get_bounding_client_rect();
        let along = |at: i32, from: f64, length: f64, most: i32| {
            let part = (f64::from(at) - from) / length.max(1.0);
            (part * f64::from(most)).clamp(0.0, f64::from(most)) as i32
        };
        let x = along(event.client_x(), place.left(), place.width(), width);
        Some((
            x,
            along(event.client_y(), place.top(), place.height(), height),
        ))
    }

    fn regroup(&self, typed: &Event, group: &dyn Fn(&str) -> Option<String>) {
        let Some(input) = typed
            .target()
            .and_then(|it| it.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let before = input.value();
        let Some(after) = group(&before).filter(|it| *it != before) else {
            return;
        };
        let caret = input
            .selection_start()
            .ok()
            .flatten()
            .map_or(before.len(), |it| it as usize);
        // What is grouped is digits and separators, each one UTF-16 unit.
        let digits = before
            .chars()
            .take(caret)
            .filter(char::is_ascii_digit)
            .count();
        input.set_value(&after);
        let caret = after
            .char_indices()
            .filter(|(_, it)| it.is_ascii_digit())
            .nth(digits.wrapping_sub(1));
        let caret = if digits == 0 {
            0
        } else {
            caret.map_or(after.len(), |(at, _)| at + 1)
        };
        let _ = input.set_selection_range(caret as u32, caret as u32);
    }
}
