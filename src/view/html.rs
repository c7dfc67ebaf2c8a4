//! Elements as data: the one type that every part of the view is made of.
//!
//! Leptos's `view!` gives every piece of markup a type of its own, and the
//! compiler writes drawing, redrawing and removing for each. Measured with this
//! form that is 161 kB brotli; with one type for all it is a fraction. What is
//! drawn is still Leptos: [`El`] is a view like any other, it draws in a browser
//! through Leptos's renderer and natively as text.

use crate::view::live::Effect;
use leptos::ev::Event;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::html::property::IntoProperty;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::{RemoveEventHandler, Rndr, types};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use std::borrow::Cow;

type Words = Cow<'static, str>;
type Run<T> = Box<dyn FnMut() -> T + Send>;
type Act = Box<dyn FnMut(Event) + Send>;

/// One element, not drawn yet. Boxed, so that building one moves a pointer.
pub struct El(Box<Inner>);

struct Inner {
    tag: &'static str,
    attributes: Vec<(&'static str, Attribute)>,
    properties: Vec<(&'static str, Run<Property>)>,
    listeners: Vec<(&'static str, Act)>,
    content: Content,
}

enum Attribute {
    Fixed(Words),
    Live(Run<Option<Words>>),
}

enum Content {
    Fixed(Vec<Child>),
    Live(Run<Vec<Child>>),
}

/// What stands inside an element.
pub enum Child {
    /// Another element.
    El(El),
    /// Text.
    Text(Words),
}

/// What a property such as `value` or `checked` is set to.
pub enum Property {
    /// `value`
    Text(String),
    /// `checked`
    Flag(bool),
}

/// An element with this tag.
pub fn el(tag: &'static str) -> El {
    El(Box::new(Inner {
        tag,
        attributes: Vec::new(),
        properties: Vec::new(),
        listeners: Vec::new(),
        content: Content::Fixed(Vec::new()),
    }))
}

impl El {
    /// Sets an attribute; not at all if the value is empty.
    pub fn attr(self, name: &'static str, value: impl Into<Words>) -> Self {
        self.fixed(name, value.into())
    }

    fn fixed(mut self, name: &'static str, value: Words) -> Self {
        if !value.is_empty() {
            self.0.attributes.push((name, Attribute::Fixed(value)));
        }
        self
    }

    /// Sets the class, which is the element's name for a page's own styles too.
    pub fn class(self, names: &'static str) -> Self {
        self.attr("class", names).attr("part", names)
    }

    /// An attribute that follows what `value` reads; absent while it is `None`.
    pub fn live(
        self,
        name: &'static str,
        value: impl FnMut() -> Option<Words> + Send + 'static,
    ) -> Self {
        self.followed(name, Box::new(value))
    }

    fn followed(mut self, name: &'static str, value: Run<Option<Words>>) -> Self {
        self.0.attributes.push((name, Attribute::Live(value)));
        self
    }

    /// Hides the element while this holds.
    pub fn hidden(self, mut when: impl FnMut() -> bool + Send + 'static) -> Self {
        self.live("hidden", move || when().then_some(Cow::Borrowed("")))
    }

    /// A property that follows what `value` reads. Unlike an attribute it
    /// stands in no markup: here belongs what a person typed.
    pub fn property(
        mut self,
        name: &'static str,
        value: impl FnMut() -> Property + Send + 'static,
    ) -> Self {
        self.0.properties.push((name, Box::new(value)));
        self
    }

    /// Listens to an event.
    pub fn on(mut self, event: &'static str, act: impl FnMut(Event) + Send + 'static) -> Self {
        self.0.listeners.push((event, Box::new(act)));
        self
    }

    /// Adds an element inside.
    pub fn with(self, child: El) -> Self {
        self.child(Child::El(child))
    }

    /// Adds an element inside, if there is one.
    pub fn maybe(self, child: Option<El>) -> Self {
        match child {
            Some(child) => self.with(child),
            None => self,
        }
    }

    /// Adds elements inside.
    pub fn all(mut self, children: impl IntoIterator<Item = El>) -> Self {
        for child in children {
            self = self.with(child);
        }
        self
    }

    /// Adds text inside.
    pub fn text(self, text: impl Into<Words>) -> Self {
        self.child(Child::Text(text.into()))
    }

    /// What is inside follows what `content` reads.
    pub fn content(mut self, content: impl FnMut() -> Vec<Child> + Send + 'static) -> Self {
        self.0.content = Content::Live(Box::new(content));
        self
    }

    /// The text inside follows what `text` reads.
    pub fn words(self, mut text: impl FnMut() -> String + Send + 'static) -> Self {
        self.content(move || vec![Child::Text(text().into())])
    }

    fn child(mut self, child: Child) -> Self {
        if let Content::Fixed(children) = &mut self.0.content {
            children.push(child);
        }
        self
    }
}

/// What keeps a drawn element alive: its effects and listeners.
pub enum Kept {
    Effect {
        _keep: Effect,
    },
    Listener {
        _keep: RemoveEventHandler<types::Element>,
    },
}

fn effect(run: Box<dyn FnMut()>) -> Kept {
    Kept::Effect {
        _keep: Effect::new(run),
    }
}

fn draw(El(el): El, kept: &mut Vec<Kept>) -> types::Element {
    let drawing = matches!(el.tag, "svg" | "path").then_some("http://www.w3.org/2000/svg");
    let element = Rndr::create_element(el.tag, drawing);
    for (name, attribute) in el.attributes {
        match attribute {
            Attribute::Fixed(value) => Rndr::set_attribute(&element, name, &value),
            Attribute::Live(mut value) => {
                let element = element.clone();
                kept.push(effect(Box::new(move || match value() {
                    Some(value) => Rndr::set_attribute(&element, name, &value),
                    None => Rndr::remove_attribute(&element, name),
                })));
            }
        }
    }
    match el.content {
        Content::Fixed(children) => fill(&element, children, kept),
        Content::Live(mut content) => {
            let element = element.clone();
            let mut inner = Vec::new();
            kept.push(effect(Box::new(move || {
                inner.clear();
                Rndr::clear_children(&element);
                fill(&element, content(), &mut inner);
            })));
        }
    }
    // After the children, since a `<select>` takes no value without options.
    for (name, mut value) in el.properties {
        let element = element.clone();
        kept.push(effect(Box::new(move || match value() {
            Property::Text(text) => drop(IntoProperty::build(text, &element, name)),
            Property::Flag(flag) => drop(IntoProperty::build(flag, &element, name)),
        })));
    }
    for (event, mut act) in el.listeners {
        let _keep =
            Rndr::add_event_listener(&element, event, Box::new(move |event| act(event.into())));
        kept.push(Kept::Listener { _keep });
    }
    element
}

fn fill(parent: &types::Element, children: Vec<Child>, kept: &mut Vec<Kept>) {
    for child in children {
        match child {
            Child::El(child) => Rndr::insert_node(parent, &draw(child, kept), None),
            Child::Text(text) => Rndr::insert_node(parent, &Rndr::create_text_node(&text), None),
        }
    }
}

fn write(El(el): El, out: &mut String) {
    out.push('<');
    out.push_str(el.tag);
    for (name, attribute) in el.attributes {
        let value = match attribute {
            Attribute::Fixed(value) => Some(value),
            Attribute::Live(mut value) => value(),
        };
        if let Some(value) = value {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(&value, out);
            out.push('"');
        }
    }
    out.push('>');
    if el.tag == "input" {
        return;
    }
    let children = match el.content {
        Content::Fixed(children) => children,
        Content::Live(mut content) => content(),
    };
    for child in children {
        match child {
            Child::El(child) => write(child, out),
            Child::Text(text) => escape(&text, out),
        }
    }
    out.push_str("</");
    out.push_str(el.tag);
    out.push('>');
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(character),
        }
    }
}

/// An element in the page.
pub struct Drawn {
    element: types::Element,
    _kept: Vec<Kept>,
}

impl Render for El {
    type State = Drawn;

    fn build(self) -> Drawn {
        let mut kept = Vec::new();
        Drawn {
            element: draw(self, &mut kept),
            _kept: kept,
        }
    }

    fn rebuild(self, state: &mut Drawn) {
        let mut before = std::mem::replace(state, self.build());
        before.insert_before_this(state);
        before.unmount();
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        Rndr::remove(&self.element);
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        Rndr::insert_node(parent, &self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = Rndr::get_parent(&self.element).map(types::Element::from_node);
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.element));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<types::Element> {
        vec![self.element.clone()]
    }
}

/// A parent is always an element here.
trait FromNode {
    fn from_node(node: types::Node) -> Self;
}

impl FromNode for types::Element {
    fn from_node(node: types::Node) -> Self {
        leptos::tachys::renderer::CastFrom::cast_from(node)
            .expect("only elements have children here")
    }
}

leptos::tachys::no_attrs!(El);

impl RenderHtml for El {
    type AsyncOutput = Self;
    type Owned = Self;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        write(self, buf);
        *position = Position::NextChild;
    }

    /// Draws anew in the place of what the server drew.
    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Drawn {
        if position.get() == Position::FirstChild {
            cursor.child();
        } else {
            cursor.sibling();
        }
        let before = cursor.current();
        let mut drawn = self.build();
        if let Some(parent) = Rndr::get_parent(&before).map(types::Element::from_node) {
            drawn.mount(&parent, Some(&before));
            Rndr::remove(&before);
        }
        cursor.set(drawn.element.clone().into());
        position.set(Position::NextChild);
        drawn
    }

    fn into_owned(self) -> Self {
        self
    }
}
