//! A page in the browser: a tab, the popup, the side panel, the sign-in window.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{
    PATIENCE,
    connection::{Network, Session, Target, World, shortened},
    element::{Element, Name, Root, elements_by_role},
    error::{CdpError, number_at, text_at},
    keyboard::key_events,
};

/// How often a condition in a page is looked at again. The page tells nobody when it becomes true.
const GLANCE: Duration = Duration::from_millis(25);

/// An open page.
#[derive(Clone, Debug)]
pub struct Page {
    session: Session,
    target: String,
}

impl Page {
    pub(super) fn new(session: Session, target: String) -> Self {
        Self { session, target }
    }

    /// The DevTools session, for what has no method here.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The browser's id for the page.
    pub fn target_id(&self) -> &str {
        &self.target
    }

    /// Runs a script and gives its value, as JSON; a promise is awaited, an exception is an error.
    pub async fn evaluate(&self, script: &str) -> Result<Value, CdpError> {
        self.session.evaluate(script).await
    }

    /// As [`Page::evaluate`], as if a person had just clicked.
    pub async fn evaluate_with_gesture(&self, script: &str) -> Result<Value, CdpError> {
        self.session.evaluate_with_gesture(script).await
    }

    /// Runs a script in the world of the extension's content script, as if the content script had been forged.
    pub async fn evaluate_as_content_script(&self, extension_id: &str, script: &str) -> Result<Value, CdpError> {
        let origin = format!("chrome-extension://{extension_id}");
        let session = self.session.clone();
        let what = format!("the content script of `{extension_id}` in the page");
        let world: World = self
            .session
            .connection()
            .wait(&what, PATIENCE, |state| {
                state.worlds_of(&self.target).iter().find(|world| world.origin == origin).cloned()
            })
            .await?;
        session.evaluate_in(&world, script).await
    }

    /// Waits until a JavaScript condition is true, or the promise of one.
    pub async fn wait_until(&self, condition: &str) -> Result<(), CdpError> {
        self.wait_until_within(PATIENCE, condition).await
    }

    /// Waits until a JavaScript condition is true, for at most `patience`.
    pub async fn wait_until_within(&self, patience: Duration, condition: &str) -> Result<(), CdpError> {
        self.look_until(patience, &format!("`{}`", shortened(condition)), async || {
            let holds =
                self.evaluate(&format!("Promise.resolve({condition}).then(Boolean)")).await? == Value::Bool(true);
            Ok(if holds { Ok(()) } else { Err(format!("it is false on `{}`", self.url().await?)) })
        })
        .await
    }

    /// Goes to an address and waits until it has loaded.
    pub async fn navigate(&self, url: &str) -> Result<(), CdpError> {
        let mut loaded = self.session.events("Page.loadEventFired");
        let reply = self.session.call("Page.navigate", json!({ "url": url })).await?;
        if let Some(reason) = reply["errorText"].as_str().filter(|reason| !reason.is_empty()) {
            return Err(CdpError::Refused { method: format!("Page.navigate to `{url}`"), message: reason.into() });
        }
        // Without a loader the address differs by its fragment only, and there is nothing to load.
        if reply.get("loaderId").is_some() {
            loaded.next().await?;
        }
        Ok(())
    }

    /// Loads the page again and waits until it has loaded.
    pub async fn reload(&self) -> Result<(), CdpError> {
        let mut loaded = self.session.events("Page.loadEventFired");
        self.session.call("Page.reload", json!({})).await?;
        loaded.next().await?;
        Ok(())
    }

    /// The address that the page has now.
    pub async fn url(&self) -> Result<String, CdpError> {
        text_at(&json!([self.evaluate("location.href").await?]), "/0")
    }

    /// The page's whole visible text.
    pub async fn text(&self) -> Result<String, CdpError> {
        text_at(&json!([self.evaluate("document.body.innerText").await?]), "/0")
    }

    /// Brings the page's tab to the front.
    pub async fn bring_to_front(&self) -> Result<(), CdpError> {
        self.session.call("Page.bringToFront", json!({})).await.map(drop)
    }

    /// Closes the page and waits until it is gone.
    pub async fn close(self) -> Result<(), CdpError> {
        self.session.connection().browser().call("Target.closeTarget", json!({ "targetId": self.target })).await?;
        self.wait_until_closed().await
    }

    /// Waits until the page is gone, as a popup after Escape.
    pub async fn wait_until_closed(&self) -> Result<(), CdpError> {
        self.closed_within(PATIENCE).await
    }

    async fn closed_within(&self, patience: Duration) -> Result<(), CdpError> {
        let is_self = |target: &Target| target.id == self.target;
        let closed = |state: &super::connection::State| (!state.targets.iter().any(is_self)).then_some(());
        self.session.connection().wait("the page to close", patience, closed).await
    }

    /// Whether the page is still open.
    pub fn is_open(&self) -> bool {
        self.session.connection().targets().iter().any(|target| target.id == self.target)
    }

    /// The one element of this role and name; waits until there is exactly one.
    pub async fn get_by_role(&self, role: &str, name: impl Into<Name>) -> Result<Element, CdpError> {
        Root::Document.get_by_role(self, role, &name.into(), PATIENCE).await
    }

    /// As [`Page::get_by_role`], for at most `patience`.
    pub async fn get_by_role_within(
        &self,
        patience: Duration,
        role: &str,
        name: impl Into<Name>,
    ) -> Result<Element, CdpError> {
        Root::Document.get_by_role(self, role, &name.into(), patience).await
    }

    /// The elements of this role and name that are there now, in the order of the document.
    pub async fn get_all_by_role(&self, role: &str, name: impl Into<Name>) -> Result<Vec<Element>, CdpError> {
        elements_by_role(self, &Root::Document, role, &name.into()).await
    }

    /// The names of the elements of this role that are there now, in the order of the document.
    pub async fn names_by_role(&self, role: &str) -> Result<Vec<String>, CdpError> {
        let elements = self.get_all_by_role(role, Name::Any).await?;
        Ok(elements.into_iter().map(|element| element.name().to_owned()).collect())
    }

    /// Waits until there are `count` elements of this role and name.
    pub async fn wait_for_count(
        &self,
        count: usize,
        role: &str,
        name: impl Into<Name>,
    ) -> Result<Vec<Element>, CdpError> {
        let name = name.into();
        self.look_until(PATIENCE, &format!("{count} {role} named {name}"), async || {
            let found = elements_by_role(self, &Root::Document, role, &name).await?;
            Ok(if found.len() == count { Ok(found) } else { Err(format!("there are {}", found.len())) })
        })
        .await
    }

    /// Waits until no element of this role and name is left.
    pub async fn wait_until_none(&self, role: &str, name: impl Into<Name>) -> Result<(), CdpError> {
        self.wait_for_count(0, role, name).await.map(drop)
    }

    /// Waits until an element of this role says something that contains `words`: a toast, a failure.
    pub async fn wait_for_words(&self, role: &str, words: &str) -> Result<String, CdpError> {
        self.look_until(PATIENCE, &format!("{role} saying `{words}`"), async || {
            let mut said = Vec::new();
            for element in elements_by_role(self, &Root::Document, role, &Name::Any).await? {
                said.push(element.text().await?);
            }
            Ok(match said.iter().find(|text| text.contains(words)) {
                Some(text) => Ok(text.clone()),
                None => Err(format!("{role} says {said:?}")),
            })
        })
        .await
    }

    /// Presses a key where the focus is: `Escape`, `Shift+F10`, `ContextMenu`, `Control+c`, `a`.
    pub async fn press(&self, chord: &str) -> Result<(), CdpError> {
        let [down, up] = key_events(chord);
        self.outlive(self.session.call("Input.dispatchKeyEvent", down).await).await?;
        self.outlive(self.session.call("Input.dispatchKeyEvent", up).await).await
    }

    /// Types where the focus is, as an input method does: all at once.
    pub async fn type_text(&self, text: &str) -> Result<(), CdpError> {
        self.session.call("Input.insertText", json!({ "text": text })).await.map(drop)
    }

    /// The name of the element that has the focus, as a screen reader says it; empty without one.
    pub async fn focused_name(&self) -> Result<String, CdpError> {
        Root::Focused.name(self).await
    }

    /// What the clipboard holds as text. The page must have the focus, as the popup has.
    pub async fn clipboard(&self) -> Result<String, CdpError> {
        text_at(&json!([self.evaluate("navigator.clipboard.readText()").await?]), "/0")
    }

    /// Puts text into the clipboard, so that a test can tell a copy from what was there before.
    pub async fn set_clipboard(&self, text: &str) -> Result<(), CdpError> {
        self.evaluate(&format!("navigator.clipboard.writeText({})", json!(text))).await.map(drop)
    }

    /// Writes what the page shows to a PNG file.
    pub async fn screenshot(&self, path: &Path) -> Result<(), CdpError> {
        let picture = self.picture().await?;
        fs::write(path, picture).map_err(|source| CdpError::File { path: path.to_owned(), source })
    }

    /// What the page shows, as the bytes of a PNG.
    pub async fn picture(&self) -> Result<Vec<u8>, CdpError> {
        let reply = self.session.call("Page.captureScreenshot", json!({ "format": "png" })).await?;
        let encoded = text_at(&reply, "/data")?;
        STANDARD
            .decode(encoded)
            .map_err(|_| CdpError::Unexpected { expected: "/data in base64".into(), reply: Value::Null })
    }

    /// Lets the page believe in these preferences of its reader, and in no others.
    pub async fn emulate_media(&self, features: &[MediaFeature]) -> Result<(), CdpError> {
        let features: Vec<Value> = features
            .iter()
            .map(|feature| feature.name_and_value())
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        self.session.call("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// Whether the page's own traffic gets out.
    pub async fn set_network(&self, network: Network) -> Result<(), CdpError> {
        self.session.set_network(network).await
    }

    /// Moves the pointer to a point of the page, in CSS pixels.
    pub async fn move_pointer(&self, x: f64, y: f64) -> Result<(), CdpError> {
        self.session.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y })).await.map(drop)
    }

    /// Where a point of the page lies on the screen, for a [`Display`](super::Display): headful windows only.
    pub async fn on_screen(&self, x: f64, y: f64) -> Result<(i32, i32), CdpError> {
        let corner = self.evaluate("[screenX, screenY + outerHeight - innerHeight, devicePixelRatio]").await?;
        let scale = number_at(&corner, "/2")?;
        let place = |origin: f64, offset: f64| ((origin + offset) * scale).round() as i32;
        Ok((place(number_at(&corner, "/0")?, x), place(number_at(&corner, "/1")?, y)))
    }

    /// A press may close the page that it is pressed in; then there is nobody left to confirm it.
    pub(super) async fn outlive(&self, outcome: Result<Value, CdpError>) -> Result<(), CdpError> {
        match outcome {
            // The page's session may end a moment before the page is off the list.
            Err(reason @ (CdpError::Gone { .. } | CdpError::Refused { .. })) => {
                self.closed_within(Duration::from_secs(1)).await.map_err(|_| reason)
            }
            outcome => outcome.map(drop),
        }
    }

    /// Looks again and again until it sees what it wants (`Ok(Ok)`), or else says what it saw (`Ok(Err)`).
    pub(super) async fn look_until<T>(
        &self,
        patience: Duration,
        waited_for: &str,
        look: impl AsyncFn() -> Result<Result<T, String>, CdpError>,
    ) -> Result<T, CdpError> {
        let deadline = Instant::now() + patience;
        loop {
            let instead = match look().await {
                Ok(Ok(found)) => return Ok(found),
                Ok(Err(seen)) => seen,
                // A page that is just being replaced by the next one refuses for a moment.
                Err(passing @ (CdpError::Refused { .. } | CdpError::Thrown { .. })) if self.is_open() => {
                    passing.to_string()
                }
                Err(lasting) => return Err(lasting),
            };
            if Instant::now() >= deadline {
                return Err(CdpError::TimedOut { waited_for: waited_for.to_owned(), patience, instead });
            }
            tokio::time::sleep(GLANCE).await;
        }
    }
}

/// A preference of the reader that a page can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaFeature {
    /// Dark colours.
    Dark,
    /// Light colours.
    Light,
    /// The system's own colours, as in Windows' contrast themes.
    ForcedColors,
    /// As little motion as possible.
    ReducedMotion,
}

impl MediaFeature {
    fn name_and_value(self) -> (&'static str, &'static str) {
        match self {
            Self::Dark => ("prefers-color-scheme", "dark"),
            Self::Light => ("prefers-color-scheme", "light"),
            Self::ForcedColors => ("forced-colors", "active"),
            Self::ReducedMotion => ("prefers-reduced-motion", "reduce"),
        }
    }
}
