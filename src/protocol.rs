//! Every message between contexts, and who may send it. One table, tested by forging.

use crate::{
    alert_id::AlertId,
    auth::{challenge::Claims, directory::Directory, failure::SignInFailure},
    failure::Failure,
    json::{Json, Recorded, record},
    portal::PortalHost,
    time::Timestamp,
};

/// What can be asked of the service worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// The content script tells what its page shows. Answered by nothing.
    Page(PageReport),
    /// A person clicked `Sign in`. Answered by a [`SignInOutcome`] when the window has closed.
    SignIn(SignIn),
    /// A page found its tokens too old. Answered by a [`SignInOutcome`]; shows no window.
    SignInSilently(SilentSignIn),
    /// A page advances a job. Answered by a [`LookedUp`], also when that page has closed meanwhile.
    LookUp(LookUp),
}

/// A portal page's own account of itself: a claim, for the page's scripts may have written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageReport {
    /// Its address.
    pub url: String,
    /// The raw `href` of links that look like alerts.
    pub links: Vec<String>,
}

record!(struct PageReport { url, links });
record!(struct SignIn { directory, access, account, claims, asked_in });
record!(struct SilentSignIn { directory });
record!(struct LookUp { tab, alert });
record!(
    enum Access {
        Files,
        FilesAndNames,
    }
);
record!(
    enum AccountChoice {
        Usual,
        Pick,
    }
);
record!(enum AskedIn { Popup { window }, Page });
record!(
    enum LookedUp {
        Done,
        Unanswered(why),
    }
);
record!(
    enum Unanswered {
        Waits { until },
        Throttled { until, shared, correlation },
        Failed(failure),
    }
);
record!(
    enum SignInOutcome {
        SignedIn,
        Failed(failure),
    }
);

impl Recorded for Request {
    fn to_record(&self) -> Json {
        let (kind, content) = match self {
            Request::Page(report) => (PAGE, report.to_record()),
            Request::SignIn(request) => (SIGN_IN, request.to_record()),
            Request::SignInSilently(request) => (SIGN_IN_SILENTLY, request.to_record()),
            Request::LookUp(request) => (LOOK_UP, request.to_record()),
        };
        let Json::Object(mut fields) = content else { return content };
        fields.push((TYPE.to_owned(), kind.into()));
        Json::Object(fields)
    }

    fn from_record(record: &Json) -> Option<Self> {
        match record[TYPE].as_str()? {
            PAGE => PageReport::from_record(record).map(Request::Page),
            SIGN_IN => SignIn::from_record(record).map(Request::SignIn),
            SIGN_IN_SILENTLY => SilentSignIn::from_record(record).map(Request::SignInSilently),
            LOOK_UP => LookUp::from_record(record).map(Request::LookUp),
            _ => None,
        }
    }
}

/// The field that tells what a request is; `content_script.js` writes it too.
const TYPE: &str = "type";
const PAGE: &str = "page";
const SIGN_IN: &str = "sign-in";
const SIGN_IN_SILENTLY: &str = "sign-in-silently";
const LOOK_UP: &str = "look-up";

/// A sign-in that a person asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Where.
    pub directory: Directory,
    /// What for.
    pub access: Access,
    /// Which account.
    pub account: AccountChoice,
    /// What Defender asked the next token to carry; bounded, whoever sends it.
    pub claims: Option<Claims>,
    /// Where the click was.
    pub asked_in: AskedIn,
}

/// A renewal without a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentSignIn {
    /// Where.
    pub directory: Directory,
}

/// What is next of a job, to be looked up by the worker. Whose job it is its record says, and not the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookUp {
    /// The tab that the job is of.
    pub tab: i32,
    /// The alert; `None` for the list of the job's incident, which has the names.
    pub alert: Option<AlertId>,
}

/// How looking up a part of a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookedUp {
    /// What was wanted is in the cache.
    Done,
    /// It is not.
    Unanswered(Unanswered),
}

/// Why a lookup that does not wait for the limits has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// The limits of the API are used up.
    Waits {
        /// Until then.
        until: Timestamp,
    },
    /// Defender answered 429.
    Throttled {
        /// How long to wait.
        until: Timestamp,
        /// Whether our own ledger had permits left, so that somebody else uses the same quota.
        shared: bool,
        /// What Microsoft's support asks for.
        correlation: Option<String>,
    },
    /// Waiting would not help.
    Failed(Failure),
}

impl From<Failure> for LookedUp {
    fn from(failure: Failure) -> Self {
        LookedUp::Unanswered(Unanswered::Failed(failure))
    }
}

/// Which permissions a sign-in asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// `File.Read.All`.
    Files,
    /// `File.Read.All` and `Alert.Read`: names, paths, devices.
    FilesAndNames,
}

/// Which account a sign-in is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChoice {
    /// The one that signed in here last, or whichever the browser offers.
    Usual,
    /// The person picks.
    Pick,
}

/// Where the click was, and so where the outcome is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInOutcome {
    /// Tokens are in session storage.
    SignedIn,
    /// They are not.
    Failed(SignInFailure),
}

/// `chrome.runtime.MessageSender`, as far as it matters. Written by the browser, not by the sender.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

impl RawSender {
    /// Reads what the browser tells of a sender; whatever is missing or odd is told of nobody.
    pub fn read(sender: &Json) -> RawSender {
        let tab = &sender["tab"];
        RawSender {
            id: sender.field("id"),
            origin: sender.field("origin"),
            frame_id: sender.field("frameId"),
            tab: tab.as_object().map(|_| SenderTab { id: tab.field("id"), url: tab.field("url") }),
        }
    }
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
            (Sender::OurPage, Request::SignIn(_) | Request::SignInSilently(_) | Request::LookUp(_)) => true,
            (Sender::ContentScript { .. }, Request::Page(_)) => true,
            (Sender::OurPage, Request::Page(_)) => false,
            (
                Sender::ContentScript { .. } | Sender::Stranger,
                Request::SignIn(_) | Request::SignInSilently(_) | Request::LookUp(_),
            )
            | (Sender::Stranger, Request::Page(_)) => false,
        }
    }
}
