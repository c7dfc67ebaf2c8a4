//! The application's pages.

use crate::order::Order;
use blankett::engine::messages::Locale;
use blankett::view::{ErrorSummary, Field, Form};
use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{A, Route, Router, Routes};
use leptos_router::path;
use std::sync::Arc;

/// The vendor's own; the backend has the same file.
const JOURNAL: &str = include_str!("../forms/journal-bestilling.json");
/// One that is fetched.
const CERTIFICATE: &str = "/blankett/forms/buypass-virksomhetssertifikat.json";

type Fetched = LocalResource<Result<Order, String>>;

/// Holds what outlives a page: the forms and the language.
#[component]
pub fn App() -> impl IntoView {
    let locale = RwSignal::new(Arc::new(Locale::nb()));
    let journal = Order::open(JOURNAL, "journal-", locale.get_untracked()).expect("it is tested");
    let certificate = LocalResource::new(move || async move {
        let definition = fetch(CERTIFICATE).await.map_err(|it| it.to_string())?;
        Order::open(&definition, "certificate-", locale.get_untracked())
    });
    let speak = move |language: &str| {
        let words = format!("/blankett/locales/{language}.json");
        spawn_local(async move {
            let words = fetch(&words)
                .await
                .ok()
                .and_then(|it| Locale::read(&it).ok());
            let Some(words) = words.map(Arc::new) else {
                return;
            };
            journal.state.set_locale(words.clone(), None);
            if let Some(Ok(certificate)) = certificate.get_untracked() {
                certificate.state.set_locale(words.clone(), None);
            }
            locale.set(words);
        });
    };
    view! {
        <Router>
            <header>
                <A href="/">"Bestilling"</A>
                <A href="/virksomhet">"Virksomheten"</A>
                <button on:click=move |_| speak("nb")>"Norsk"</button>
                <button lang="en" on:click=move |_| speak("en")>"English"</button>
            </header>
            <main>
                <h1>"Journal i skyen"</h1>
                <dl aria-label="Bestillingen så langt">
                    <dt>"Organisasjonsnummer"</dt>
                    <dd>{move || journal.known.get().virksomhet.organisasjonsnummer}</dd>
                    <dt>"Sum med mva."</dt>
                    <dd>{move || locale.get().money(journal.known.get().sum)}</dd>
                </dl>
                <Routes fallback=|| "Siden finnes ikke.">
                    <Route path=path!("/") view=move || view! { <Forms journal certificate /> } />
                    <Route path=path!("/virksomhet") view=move || view! { <Organisation journal locale /> } />
                </Routes>
            </main>
        </Router>
    }
}

/// Two whole forms beside each other.
#[component]
fn Forms(journal: Order, certificate: Fetched) -> impl IntoView {
    let form = |it: Order| view! { <Form state=it.state on_send=move || it.outbox.send() /> };
    let certificate = move || match certificate.get() {
        Some(Ok(certificate)) => form(certificate).into_any(),
        Some(Err(_)) => "Vi fikk ikke hentet skjemaet.".into_any(),
        None => "Henter skjemaet …".into_any(),
    };
    view! {
        <div class="beside">
            <article aria-label="Journal">{form(journal)}</article>
            <article aria-label="Sertifikat">{certificate}</article>
        </div>
    }
}

/// Some fields of the same form, in a layout of one's own.
#[component]
fn Organisation(journal: Order, locale: RwSignal<Arc<Locale>>) -> impl IntoView {
    let state = journal.state;
    let field = move |key: &str| {
        state
            .definition()
            .find(key)
            .map(|field| view! { <Field state field /> })
    };
    let fields = move || {
        // A label is drawn once: another language draws it anew.
        locale.track();
        ["virksomhet.organisasjonsnummer", "virksomhet.navn"]
            .map(field)
            .collect_view()
    };
    view! {
        // The styles are about what stands in `.blankett`.
        <div class="blankett organisation">{fields} <ErrorSummary state /></div>
    }
}

async fn fetch(url: &str) -> Result<String, gloo_net::Error> {
    Request::get(url).send().await?.text().await
}
