//! Requests to the server.

use crate::fixture::{Server, TOKEN};
use blankett::engine::json::Json;
use std::time::Duration;
use ureq::http::HeaderMap;
use ureq::{Agent, Error};

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Json {
        Json::parse(self.text()).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A text in the JSON.
    pub fn member(&self, key: &str) -> String {
        self.json()
            .get(key)
            .and_then(Json::as_text)
            .unwrap_or_default()
            .to_owned()
    }

    /// The last part of a problem's type, after checking that it is a problem.
    pub fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.text()
        );
        self.member("type")
            .strip_prefix("urn:blankett:problem:")
            .unwrap()
            .to_owned()
    }

    /// A problem's pointers and codes.
    pub fn complaints(&self) -> Vec<(String, String)> {
        let json = self.json();
        let Some(Json::Array(errors)) = json.get("errors") else {
            return Vec::new();
        };
        let part = |error: &Json, key| error.get(key).and_then(Json::as_text).unwrap().to_owned();
        assert!(
            errors.iter().all(|error| !part(error, "detail").is_empty()),
            "{}",
            self.text()
        );
        errors
            .iter()
            .map(|error| (part(error, "pointer"), part(error, "code")))
            .collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0);
    config
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}

/// Sends a request; `None` if the connection broke.
pub fn attempt(
    server: &Server,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Answer> {
    let mut request = ureq::http::Request::builder()
        .method(method)
        .uri(server.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = if method == "POST" {
        agent().run(request.body(body).unwrap())
    } else {
        agent().run(request.body(()).unwrap())
    };
    let mut answer = match answer {
        Ok(answer) => answer,
        Err(Error::Io(_) | Error::ConnectionFailed | Error::Timeout(_)) => return None,
        Err(other) => panic!("{other}"),
    };
    let body = answer.body_mut().read_to_vec().ok()?;
    Some(Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        body,
    })
}

fn request(
    server: &Server,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    attempt(server, method, path, headers, body).expect("the server answers")
}

/// Posts bytes as JSON.
pub fn post(server: &Server, body: impl AsRef<[u8]>) -> Answer {
    post_with(server, &[], body)
}

/// Posts bytes as JSON with further headers.
pub fn post_with(server: &Server, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
    let headers = [&[("content-type", "application/json")], headers].concat();
    request(server, "POST", "/api/innsendinger", &headers, body.as_ref())
}

pub fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Answer {
    request(server, "GET", path, headers, &[])
}

pub fn send(server: &Server, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    request(server, method, path, headers, &[])
}

/// Reads with the token.
pub fn read(server: &Server, path: &str) -> Answer {
    get(
        server,
        path,
        &[("authorization", &format!("Bearer {TOKEN}"))],
    )
}

/// The ids of all that is kept, the newest first, page by page.
pub fn kept(server: &Server) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    loop {
        let after = ids
            .last()
            .map_or_else(String::new, |id| format!("&after={id}"));
        let page = read(server, &format!("/api/innsendinger?limit=7{after}")).json();
        let Some(Json::Array(items)) = page.get("items") else {
            panic!("no list")
        };
        ids.extend(
            items
                .iter()
                .map(|it| it.get("id").and_then(Json::as_text).unwrap().to_owned()),
        );
        match page.get("next") {
            Some(Json::Text(next)) => assert_eq!(Some(next), ids.last()),
            _ => return ids,
        }
    }
}
