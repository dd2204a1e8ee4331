//! An element found as a screen reader finds it, by role and name, and pressed as a person presses it.

use std::{fmt, time::Duration};

use serde_json::{Value, json};

use super::{
    PATIENCE,
    connection::value_of,
    error::{CdpError, list_at, number_at, text_at},
    keyboard::SHIFT,
    page::Page,
};

/// What [`Element::reach`] says of an element that was taken out of the page.
const GONE: &str = "it is not in the page any more";
/// How often an element that moves away is pressed.
const MOST_PRESSES: usize = 5;
/// Whether an element is pressed where this is hit: itself, what is in it, or its label.
const REACHES: &str = "(element, hit) => element.contains(hit) || hit.contains(element) && hit.tagName === 'LABEL'
    || hit.closest('label')?.control === element";

/// An element of a page.
#[derive(Clone, Debug)]
pub struct Element {
    page: Page,
    /// The browser's number for the node, which lasts as long as the node does.
    node: i64,
    role: String,
    name: String,
}

/// The accessible name to look for.
#[derive(Clone, Debug)]
pub enum Name {
    /// The whole name.
    Exactly(String),
    /// What the name begins with, such as `File `.
    Starting(String),
    /// Whatever it is called.
    Any,
}

impl Name {
    /// A name that begins with these words.
    pub fn starting(words: &str) -> Self {
        Self::Starting(words.to_owned())
    }

    fn fits(&self, name: &str) -> bool {
        match self {
            Self::Exactly(whole) => name == whole,
            Self::Starting(words) => name.starts_with(words),
            Self::Any => true,
        }
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self::Exactly(name.to_owned())
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::Exactly(name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(name) => write!(f, "`{name}`"),
            Self::Starting(words) => write!(f, "`{words}…`"),
            Self::Any => f.write_str("anything"),
        }
    }
}

/// A rectangle in CSS pixels, from the page's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Element {
    /// The role under which it was found.
    pub fn role(&self) -> &str {
        &self.role
    }

    /// The accessible name under which it was found.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Clicks it in its middle with a real pointer; what was drawn anew meanwhile is clicked in its new place.
    pub async fn click(&self) -> Result<(), CdpError> {
        match self.press_pointer("left", 1, 0).await {
            Err(CdpError::OutOfReach { obstacle, .. }) if obstacle == GONE => {
                let drawn_anew = self.page.get_by_role(&self.role, Name::Exactly(self.name.clone())).await?;
                drawn_anew.press_pointer("left", 1, 0).await
            }
            outcome => outcome,
        }
    }

    /// Clicks it with Shift held.
    pub async fn shift_click(&self) -> Result<(), CdpError> {
        self.press_pointer("left", 1, SHIFT).await
    }

    /// Clicks it with the right button, which gives a trusted `contextmenu` event.
    pub async fn right_click(&self) -> Result<(), CdpError> {
        self.press_pointer("right", 1, 0).await
    }

    /// Clicks it twice.
    pub async fn double_click(&self) -> Result<(), CdpError> {
        self.press_pointer("left", 1, 0).await?;
        self.press_pointer("left", 2, 0).await
    }

    /// Moves the pointer onto it.
    pub async fn hover(&self) -> Result<(), CdpError> {
        let (x, y) = self.reach().await?;
        self.page.move_pointer(x, y).await
    }

    /// Drags the pointer from its left edge to its right edge, as one who selects its text.
    pub async fn drag_across(&self) -> Result<(), CdpError> {
        let (_, y) = self.reach().await?;
        let area = self.bounding_box().await?;
        let (left, right) = (area.x + 1.0, area.x + area.width - 1.0);
        self.page.move_pointer(left, y).await?;
        self.pointer(json!({ "type": "mousePressed", "x": left, "y": y, "button": "left", "clickCount": 1 })).await?;
        for step in 1..=4 {
            let x = left + (right - left) * f64::from(step) / 4.0;
            self.pointer(json!({ "type": "mouseMoved", "x": x, "y": y, "button": "left", "buttons": 1 })).await?;
        }
        self.pointer(json!({ "type": "mouseReleased", "x": right, "y": y, "button": "left", "clickCount": 1 })).await
    }

    /// Gives it the focus.
    pub async fn focus(&self) -> Result<(), CdpError> {
        self.run("function () { this.focus(); }").await.map(drop)
    }

    /// Focuses it and presses a key, as [`Page::press`].
    pub async fn press(&self, chord: &str) -> Result<(), CdpError> {
        self.focus().await?;
        self.page.press(chord).await
    }

    /// Replaces what stands in it by typing over it.
    pub async fn fill(&self, text: &str) -> Result<(), CdpError> {
        self.focus().await?;
        self.run("function () { this.select ? this.select() : document.execCommand('selectAll'); }").await?;
        if text.is_empty() { self.page.press("Delete").await } else { self.page.type_text(text).await }
    }

    /// Chooses the option with this label or value in a select.
    pub async fn choose(&self, option: &str) -> Result<(), CdpError> {
        let script = format!(
            "function () {{
                const wanted = {};
                const option = [...this.options].find(option => option.label === wanted || option.value === wanted);
                if (!option) throw new Error(`expected the option ${{wanted}}, found ${{[...this.options].map(o => o.label)}}`);
                this.value = option.value;
                this.dispatchEvent(new Event('input', {{ bubbles: true }}));
                this.dispatchEvent(new Event('change', {{ bubbles: true }}));
            }}",
            json!(option)
        );
        self.run(&script).await.map(drop)
    }

    /// Its visible text.
    pub async fn text(&self) -> Result<String, CdpError> {
        text_at(&json!([self.run("function () { return this.innerText ?? this.textContent; }").await?]), "/0")
    }

    /// What stands in an input.
    pub async fn value(&self) -> Result<String, CdpError> {
        text_at(&json!([self.run("function () { return this.value; }").await?]), "/0")
    }

    /// An attribute, if it has it.
    pub async fn attribute(&self, name: &str) -> Result<Option<String>, CdpError> {
        let value = self.run(&format!("function () {{ return this.getAttribute({}); }}", json!(name))).await?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// Where it is drawn now.
    pub async fn bounding_box(&self) -> Result<BoundingBox, CdpError> {
        let script = "function () { const b = this.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }";
        let numbers = self.run(script).await?;
        Ok(BoundingBox {
            x: number_at(&numbers, "/0")?,
            y: number_at(&numbers, "/1")?,
            width: number_at(&numbers, "/2")?,
            height: number_at(&numbers, "/3")?,
        })
    }

    /// Calls a JavaScript function with the element as `this` and gives what it returns.
    pub async fn run(&self, function: &str) -> Result<Value, CdpError> {
        let params = json!({
            "functionDeclaration": function, "objectId": self.object().await?, "returnByValue": true, "awaitPromise": true,
        });
        let reply = self.page.session().call("Runtime.callFunctionOn", params).await?;
        value_of(function, &reply)
    }

    /// The one element of this role and name inside; waits until there is exactly one.
    pub async fn get_by_role(&self, role: &str, name: impl Into<Name>) -> Result<Element, CdpError> {
        Root::Inside(self).get_by_role(&self.page, role, &name.into(), PATIENCE).await
    }

    /// The elements of this role and name that are inside now, in the order of the document.
    pub async fn get_all_by_role(&self, role: &str, name: impl Into<Name>) -> Result<Vec<Element>, CdpError> {
        elements_by_role(&self.page, &Root::Inside(self), role, &name.into()).await
    }

    /// The names of the elements of this role that are inside now, in the order of the document.
    pub async fn names_by_role(&self, role: &str) -> Result<Vec<String>, CdpError> {
        let elements = self.get_all_by_role(role, Name::Any).await?;
        Ok(elements.into_iter().map(|element| element.name).collect())
    }

    /// A handle on the node in the page, which ends with the next navigation.
    async fn object(&self) -> Result<String, CdpError> {
        let reply = self.page.session().call("DOM.resolveNode", json!({ "backendNodeId": self.node })).await?;
        text_at(&reply, "/object/objectId")
    }

    /// Presses and releases; once more where the page did not hear it or it missed. Before its first paint a page hears
    /// nothing, and a window that is just taking its size moves everything in it between a look and a press.
    async fn press_pointer(&self, button: &str, count: u8, modifiers: u8) -> Result<(), CdpError> {
        // The right button opens a menu as it goes down, which then lies under the pointer.
        let heard = if button == "left" { "['pointerdown', 'pointerup']" } else { "['pointerdown']" };
        let listen = format!(
            "function () {{
                globalThis.press?.listening.abort();
                const press = globalThis.press = {{ wanted: {heard}.length, hits: 0, listening: new AbortController() }};
                for (const heard of {heard}) {{
                    const look = ({{ target }}) => {{ if (({REACHES})(this, target)) press.hits += 1; }};
                    addEventListener(heard, look, {{ capture: true, signal: press.listening.signal }});
                }}
            }}"
        );
        for _ in 0..MOST_PRESSES {
            let (x, y) = self.point_at().await?;
            self.run(&listen).await?;
            for kind in ["mousePressed", "mouseReleased"] {
                self.pointer(json!({
                    "type": kind, "x": x, "y": y, "button": button, "clickCount": count, "modifiers": modifiers,
                }))
                .await?;
            }
            // A page that the press has closed or led elsewhere was hit.
            if !self.page.evaluate("globalThis.press?.hits < press.wanted").await.is_ok_and(|missed| missed == true) {
                return Ok(());
            }
        }
        Err(self.out_of_reach(format!("{MOST_PRESSES} presses missed it")))
    }

    /// Moves the pointer onto it, and after it if it moves away meanwhile: what was drawn anew pushes things aside.
    async fn point_at(&self) -> Result<(f64, f64), CdpError> {
        let mut place = self.reach().await?;
        loop {
            self.page.move_pointer(place.0, place.1).await?;
            let now = self.reach().await?;
            if now == place {
                return Ok(place);
            }
            place = now;
        }
    }

    async fn pointer(&self, event: Value) -> Result<(), CdpError> {
        self.page.outlive(self.page.session().call("Input.dispatchMouseEvent", event).await).await
    }

    /// Its middle, scrolled into view; an error if a person's pointer would hit something else there.
    async fn reach(&self) -> Result<(f64, f64), CdpError> {
        let place = self
            .run(&format!(
                "function () {{
                    this.scrollIntoView({{ block: 'nearest', inline: 'nearest', behavior: 'instant' }});
                    const box = this.getBoundingClientRect();
                    const x = box.x + box.width / 2, y = box.y + box.height / 2;
                    if (!this.isConnected) return [x, y, '{GONE}'];
                    if (box.width === 0 || box.height === 0) return [x, y, 'it has no area'];
                    const hit = document.elementFromPoint(x, y);
                    if (!hit) return [x, y, `its middle (${{x}}, ${{y}}) lies outside of the window`];
                    return [x, y, ({REACHES})(this, hit) ? '' : `over it lies ${{hit.outerHTML.slice(0, 120)}}`];
                }}"
            ))
            .await?;
        let obstacle = text_at(&place, "/2")?;
        if obstacle.is_empty() {
            Ok((number_at(&place, "/0")?, number_at(&place, "/1")?))
        } else {
            Err(self.out_of_reach(obstacle))
        }
    }

    fn out_of_reach(&self, obstacle: String) -> CdpError {
        CdpError::OutOfReach { element: format!("{} `{}`", self.role, self.name), obstacle }
    }
}

/// Where a search by role begins.
pub(super) enum Root<'a> {
    Document,
    Focused,
    Inside(&'a Element),
}

impl Root<'_> {
    pub(super) async fn get_by_role(
        &self,
        page: &Page,
        role: &str,
        name: &Name,
        patience: Duration,
    ) -> Result<Element, CdpError> {
        page.look_until(patience, &format!("one {role} named {name}"), async || {
            let mut found = elements_by_role(page, self, role, name).await?;
            if found.len() == 1 {
                return Ok(Ok(found.remove(0)));
            }
            let others = elements_by_role(page, self, role, &Name::Any).await?;
            let others: Vec<&str> = others.iter().map(Element::name).collect();
            Ok(Err(format!("there are {}; every {role}: {others:?}; the page is `{}`", found.len(), page.url().await?)))
        })
        .await
    }

    /// The accessible name of the root itself, empty if it has none.
    pub(super) async fn name(&self, page: &Page) -> Result<String, CdpError> {
        let Some(object) = self.object(page).await? else { return Ok(String::new()) };
        let params = json!({ "objectId": object, "fetchRelatives": false });
        let reply = page.session().call("Accessibility.getPartialAXTree", params).await?;
        let named = reply.pointer("/nodes/0/name/value").and_then(Value::as_str);
        Ok(named.unwrap_or_default().to_owned())
    }

    async fn object(&self, page: &Page) -> Result<Option<String>, CdpError> {
        let script = match self {
            Self::Inside(element) => return element.object().await.map(Some),
            Self::Document => "document",
            Self::Focused => "document.activeElement",
        };
        let reply = page.session().call("Runtime.evaluate", json!({ "expression": script })).await?;
        Ok(reply.pointer("/result/objectId").and_then(Value::as_str).map(str::to_owned))
    }
}

/// The elements of a role and name below a root that are there now, hidden ones left out.
pub(super) async fn elements_by_role(
    page: &Page,
    root: &Root<'_>,
    role: &str,
    name: &Name,
) -> Result<Vec<Element>, CdpError> {
    let Some(object) = root.object(page).await? else { return Ok(Vec::new()) };
    // The one role of ARIA that Chromium knows under another name.
    let asked = if role == "img" { "image" } else { role };
    let mut query = json!({ "objectId": object, "role": asked });
    if let Name::Exactly(whole) = name {
        query["accessibleName"] = json!(whole);
    }
    let reply = page.session().call("Accessibility.queryAXTree", query).await?;
    let mut elements = Vec::new();
    for node in list_at(&reply, "/nodes")? {
        let found = node.pointer("/name/value").and_then(Value::as_str).unwrap_or_default();
        if node["ignored"] == true || !name.fits(found) {
            continue;
        }
        let node = number_at(node, "/backendDOMNodeId")? as i64;
        elements.push(Element { page: page.clone(), node, role: role.to_owned(), name: found.to_owned() });
    }
    Ok(elements)
}
