//! What stands in the way of sending: the error summary and delivery troubles.

use crate::engine::outbox::Trouble;
use crate::view::html::{Child, El, el};
use crate::view::receipt::{Delivery, Kept};
use crate::view::state::{Entry, FormState};
use leptos::prelude::*;

/// The error summary of the Norwegian joint pattern: stands just above the
/// button, takes the focus, links to the fields, shrinks as they are mended.
#[component]
pub fn ErrorSummary(
    /// The form.
    state: FormState,
) -> impl IntoView {
    errors(state)
}

/// See [`ErrorSummary`].
pub fn errors(state: FormState) -> El {
    let title = state.own_id("summary-title");
    let words = move || {
        // They come with the rest.
        state.is_complete();
        let refused = matches!(state.delivery(), Delivery::Parked(_));
        state.text(if refused {
            "summary.rejected"
        } else {
            "summary.title"
        })
    };
    let entry = move |(own, field): Entry| {
        let link = el("a")
            .attr("href", ["#", &own.id(field)].concat())
            .words(move || {
                let Some(violation) = own.violation(field) else {
                    return String::new();
                };
                let (place, sentence) = (place_of(state, own, field), own.sentence(&violation));
                if place.is_empty() {
                    return sentence;
                }
                [&place, ": ", &sentence].concat()
            })
            .on("click", move |event| {
                event.prevent_default();
                own.focus_field(field);
            });
        Child::El(el("li").hidden(move || !own.is_wrong(field)).with(link))
    };
    el("div")
        .class("summary")
        .attr("id", state.own_id("summary"))
        .attr("tabindex", "-1")
        .attr("role", "group")
        .attr("aria-labelledby", title.clone())
        .hidden(move || !state.has_errors())
        .with(el("h3").class("heading").attr("id", title).words(words))
        .with(el("ul").content(move || state.summary().into_iter().map(entry).collect()))
}

/// Which row or, in a packet, which form a field stands in.
fn place_of(state: FormState, own: FormState, field: usize) -> String {
    let row = own.row_name();
    let part = own.with_field(field, |it| it.part);
    let Some(part) = part.filter(|_| row.is_empty()) else {
        return row;
    };
    let title = &state.definition().parts[part].title;
    title.get(state.locale().language()).to_owned()
}

/// What has become of the sending, said at once.
pub fn troubles(state: FormState) -> El {
    let where_kept = move |kept| match kept {
        Kept::OnDisk => state.text("trouble.kept"),
        Kept::InPage => state.text("trouble.unkept"),
    };
    let words = move || match state.delivery() {
        Delivery::Waiting(why, kept) => {
            let why = match why {
                Trouble::Network => state.text("trouble.network"),
                Trouble::Busy => state.text("trouble.busy"),
                Trouble::Stranger => state.text("trouble.stranger"),
                Trouble::Host => state.text("trouble.host"),
            };
            vec![why, where_kept(kept)]
        }
        Delivery::Paused(kept) => vec![state.text("trouble.paused"), where_kept(kept)],
        Delivery::Unsafe => vec![state.text("trouble.unsafe")],
        Delivery::Unset => vec![state.text("trouble.unset")],
        Delivery::Unsealed => vec![state.text("trouble.unsealed")],
        // The summary above says it all.
        Delivery::Parked(own) if own.is_empty() && state.has_errors() => Vec::new(),
        Delivery::Parked(own) if own.is_empty() => vec![state.text("trouble.parked")],
        Delivery::Parked(own) => own,
        Delivery::Idle | Delivery::Sending | Delivery::Delivered(_) => Vec::new(),
    };
    let line = |text: String| Child::El(el("p").text(text));
    let named = move || (!words().is_empty()).then_some("trouble".into());
    el("div")
        .attr("role", "alert")
        .live("class", named)
        .live("part", named)
        .content(move || words().into_iter().map(line).collect())
}
