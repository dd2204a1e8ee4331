//! Every message between contexts, and who may send it. One table, tested by forging.

use serde::{Deserialize, Serialize};

use crate::{
    auth::{client::ClientId, failure::SignInFailure, tenant::TenantId},
    defender::cloud::{Cloud, Region},
    portal::PortalHost,
    settings::Tenant,
};

/// What can be asked of the service worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Request {
    /// The content script tells what its page shows. Answered by nothing.
    Page(PageReport),
    /// A person clicked `Sign in`. Answered by a [`SignInOutcome`] when the window has closed.
    SignIn(SignIn),
    /// A page found its tokens too old. Answered by a [`SignInOutcome`]; shows no window.
    SignInSilently(SilentSignIn),
}

/// A portal page's own account of itself: a claim, for the page's scripts may have written it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageReport {
    /// Its address.
    pub url: String,
    /// The raw `href` of links that look like alerts.
    pub links: Vec<String>,
}

/// Where to sign in: a tenant's directory and the app registration to use there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    /// The cloud, which decides sign-in host and audience.
    pub cloud: Cloud,
    /// The region, which decides the API host.
    pub region: Region,
    /// The tenant.
    pub tenant: TenantId,
    /// The app registration.
    pub client: ClientId,
}

impl Directory {
    /// Whether tokens for one open the alerts of the other: one tenant, one audience, whatever the registration.
    ///
    /// The two high government clouds share an audience, so that a pasted token tells no more than that.
    pub fn same_place(&self, other: &Directory) -> bool {
        self.tenant == other.tenant && self.cloud.audience() == other.cloud.audience()
    }
}

impl From<&Tenant> for Directory {
    fn from(tenant: &Tenant) -> Self {
        Directory {
            cloud: tenant.cloud,
            region: tenant.region,
            tenant: tenant.id.clone(),
            client: tenant.client.clone(),
        }
    }
}

/// A sign-in that a person asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Where.
    pub directory: Directory,
    /// What for.
    pub access: Access,
    /// Which account.
    pub account: AccountChoice,
    /// Where the click was.
    pub asked_in: AskedIn,
}

/// A renewal without a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SilentSignIn {
    /// Where.
    pub directory: Directory,
}

/// Which permissions a sign-in asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// `File.Read.All`.
    Files,
    /// `File.Read.All` and `Alert.Read`: names, paths, devices.
    FilesAndNames,
}

/// Which account a sign-in is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountChoice {
    /// The one that signed in here last, or whichever the browser offers.
    Usual,
    /// The person picks.
    Pick,
}

/// Where the click was, and so where the outcome is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskedIn {
    /// In the popup of this window: it closed when the sign-in window took the focus, so it is opened again.
    Popup {
        /// The browser window's id.
        window: i32,
    },
    /// In the side panel or the options page, which stay open.
    Page,
}

/// How a sign-in ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInOutcome {
    /// Tokens are in session storage.
    SignedIn,
    /// They are not.
    Failed(SignInFailure),
}

/// `chrome.runtime.MessageSender`, as far as it matters. Written by the browser, not by the sender.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RawSender {
    /// The extension that sent it.
    pub id: Option<String>,
    /// The origin of the document that sent it.
    pub origin: Option<String>,
    /// The frame: 0 is the top one.
    pub frame_id: Option<i32>,
    /// The tab, when it was sent from one. An options page in a tab has one too, so it proves nothing.
    pub tab: Option<SenderTab>,
}

/// The tab of a sender.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SenderTab {
    /// Its id.
    pub id: Option<i32>,
    /// Its address now; unlike the sender's own `url` it follows pushState.
    pub url: Option<String>,
}

/// Who sent a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Popup, side panel or options page.
    OurPage,
    /// The content script in the top frame of a portal tab.
    ContentScript {
        /// The tab's id.
        tab: i32,
        /// The tab's address, from the browser.
        url: String,
    },
    /// Anybody else.
    Stranger,
}

impl Sender {
    /// Reads who sent a message. `our_id` and `our_origin` are the extension's own.
    pub fn of(raw: RawSender, our_id: &str, our_origin: &str) -> Sender {
        if raw.id.as_deref() != Some(our_id) {
            return Sender::Stranger;
        }
        match (raw.origin.as_deref(), raw.frame_id, raw.tab) {
            (Some(origin), _, _) if origin == our_origin => Sender::OurPage,
            (Some(origin), Some(0), Some(SenderTab { id: Some(tab), url: Some(url) }))
                if PortalHost::of_origin(origin).is_some() =>
            {
                Sender::ContentScript { tab, url }
            }
            _ => Sender::Stranger,
        }
    }

    /// The table: who may send what.
    pub fn may_send(&self, request: &Request) -> bool {
        match (self, request) {
            (Sender::OurPage, Request::SignIn(_) | Request::SignInSilently(_)) => true,
            (Sender::ContentScript { .. }, Request::Page(_)) => true,
            (Sender::OurPage, Request::Page(_)) => false,
            (Sender::ContentScript { .. }, Request::SignIn(_) | Request::SignInSilently(_)) => false,
            (Sender::Stranger, Request::Page(_) | Request::SignIn(_) | Request::SignInSilently(_)) => false,
        }
    }
}
