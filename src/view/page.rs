//! What the view asks of the page around it.

use chrono::NaiveDate;
use leptos::ev::Event;

/// The few things that only a browser can do. Natively none of them happens.
pub trait Page {
    /// Moves the focus to the element with this id, once it is drawn.
    fn focus(&self, id: &str);

    /// Opens the browser's print dialogue.
    fn print(&self);

    /// Puts what `group` makes of it in place of the text in the field that was
    /// just typed in, and keeps the caret after the same digit.
    fn regroup(&self, typed: &Event, group: &dyn Fn(&str) -> Option<String>);

    /// The reader's calendar day now; `None` where there is no clock.
    fn today(&self) -> Option<NaiveDate>;

    /// Where in its element, taken as so wide and high, a pointer presses.
    /// `None` while it does not.
    fn point(&self, pointer: &Event, size: (i32, i32)) -> Option<(i32, i32)>;
}

/// A page that does nothing, for drawing natively.
pub struct NoPage;

impl Page for NoPage {
    fn focus(&self, _: &str) {}
    fn print(&self) {}
    fn regroup(&self, _: &Event, _: &dyn Fn(&str) -> Option<String>) {}
    fn today(&self) -> Option<NaiveDate> {
        None
    }
    fn point(&self, _: &Event, _: (i32, i32)) -> Option<(i32, i32)> {
        None
    }
}
