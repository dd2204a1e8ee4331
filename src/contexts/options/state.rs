//! What the options page knows, what can happen to it, and what it knows then. Typed text outlives every re-read.

use std::rc::Rc;

use super::{
    change::Change,
    draft::{Draft, FormReason, Open},
    installation::Diagnostics,
    registration_test::RegistrationTest,
    spot::Spot,
};
use crate::{
    auth::{directory::Directory, tenant::TenantId},
    cloud::Cloud,
    configuration::Configuration,
    contexts::drawing::Drawn,
    portal::PortalHost,
    settings::{Field, Key, KnownGood, LONGEST_CACHE_MINUTES, Tenant, TenantForm},
    sign_in::SignedIn,
};

/// What was read from the browser.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The settings in force and where they come from.
    pub configuration: Configuration,
    /// Who is signed in, the latest first.
    pub signed_in: Vec<SignedIn>,
    /// What support asks for.
    pub diagnostics: Diagnostics,
    /// The analyst's own list of known-good files.
    pub known_good: Rc<KnownGood>,
    /// Whether somebody has signed in with a tenant of the settings.
    pub set_up: bool,
    /// Whether our button is in the toolbar.
    pub pinned: bool,
    /// The portals beside those of the clouds, and whether the browser opens them to us.
    pub more_portals: Vec<(PortalHost, bool)>,
}

/// What stopped a change from being kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The person did not permit the hosts of this cloud.
    HostsRefused(Cloud),
    /// The browser's storage did not take it.
    NotStored,
}

/// All that the page draws from.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What was read from the browser.
    pub facts: Rc<Facts>,
    /// What must be registered.
    pub redirect_uri: String,
    /// Whether the page guides through the set-up: nobody had signed in when it was opened.
    pub guided: bool,
    /// What was typed and not saved yet.
    pub drafts: Vec<Draft>,
    /// Whose form is open.
    pub open: Open,
    /// The minutes as typed, while they are not a number that can be kept.
    pub wrong_minutes: Option<String>,
    /// The tenant that was removed last, and where it stood.
    pub removed: Option<(usize, Tenant)>,
    /// The list of known-good files as typed, while it is edited.
    pub list: Option<String>,
    /// What of the list that was saved last was no hash, by the number of its line.
    pub unread: Vec<(usize, String)>,
    /// The last test.
    pub test: Option<Rc<RegistrationTest>>,
    /// What stopped the last change.
    pub obstacle: Option<Obstacle>,
    /// What was said last, with a number that tells two alike apart.
    pub said: Option<(String, u32)>,
    /// Whether that was why something could not be done.
    pub warns: bool,
    /// Where the focus is to go, with a number likewise.
    pub focus: Option<(Spot, u32)>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The browser was read again.
    Read(Rc<Facts>),
    /// Somebody typed or chose.
    Edit(Field, String),
    /// Somebody wants to see a tenant's form.
    Open(Open),
    /// What was typed into the open form goes.
    Discard,
    /// The open form cannot be saved.
    Refuse(Vec<(Field, FormReason)>),
    /// The minutes cannot be kept.
    RefuseMinutes(String),
    /// A change could not be kept.
    Stopped(Obstacle),
    /// A change is kept; this was read afterwards.
    Kept(Change, Rc<Facts>),
    /// The list of known-good files is edited, or no longer.
    List(Option<String>),
    /// It was saved, without these words, which are no hashes.
    ListSaved(Vec<(usize, String)>),
    /// A test came further.
    Test(Rc<RegistrationTest>),
    /// Something is to be said.
    Say(String),
    /// Something could not be done, which is said.
    Warn(String),
    /// That number has been said long enough.
    Hush(u32),
}

impl State {
    /// The page as it opens.
    pub fn new(facts: Rc<Facts>, redirect_uri: String) -> State {
        let mut state = State {
            guided: !facts.set_up,
            facts,
            redirect_uri,
            drafts: Vec::new(),
            open: Open::Default,
            wrong_minutes: None,
            list: None,
            unread: Vec::new(),
            removed: None,
            test: None,
            obstacle: None,
            said: None,
            warns: false,
            focus: None,
        };
        state.settle_on_default();
        state
    }

    /// The tenants in force.
    pub fn tenants(&self) -> &[Tenant] {
        &self.facts.configuration.settings.tenants
    }

    /// The list of known-good files, a hash a line. Made when it is asked for: it may be megabytes.
    pub fn list_text(&self) -> String {
        self.facts.known_good.text()
    }

    /// Whether policy decides a setting.
    pub fn is_locked(&self, key: Key) -> bool {
        self.facts.configuration.locks.holds(key)
    }

    /// The tenant whose form is open; `None` is a new one's.
    pub fn opened(&self) -> Option<&Tenant> {
        let tenants = self.tenants();
        let listed = |id: &TenantId| tenants.iter().find(|tenant| tenant.id == *id);
        match &self.open {
            Open::New if !self.is_locked(Key::Tenants) => None,
            // Removed elsewhere while somebody was typing: what was typed can still be saved, as a new tenant.
            Open::Tenant(id) if self.draft_of(Some(id)).is_some() && !self.is_locked(Key::Tenants) => listed(id),
            Open::Tenant(id) => listed(id).or(tenants.first()),
            Open::New | Open::Default => tenants.first(),
        }
    }

    /// The open form: as typed, or as saved. Policy's tenants show as policy has them.
    pub fn draft(&self) -> Draft {
        let id = self.opened_id();
        let typed = self.draft_of(id.as_ref()).filter(|_| !self.is_locked(Key::Tenants));
        typed.cloned().unwrap_or_else(|| Draft { form: self.saved_form(id.as_ref()), of: id, faults: Vec::new() })
    }

    /// Whether a form differs from what is saved.
    pub fn is_edited(&self, id: Option<&TenantId>) -> bool {
        self.draft_of(id).is_some_and(|draft| draft.form != self.saved_form(id))
    }

    /// What was typed before policy took the tenants over.
    pub fn overruled_drafts(&self) -> impl Iterator<Item = &Draft> {
        let locked = self.is_locked(Key::Tenants);
        self.drafts.iter().filter(move |draft| locked && draft.form != self.saved_form(draft.of.as_ref()))
    }

    /// The open form as a change to keep, or what is wrong with it.
    pub fn change(&self) -> Result<(Change, Tenant), Vec<(Field, FormReason)>> {
        let draft = self.draft();
        let tenant = draft.parse()?;
        if self.tenants().iter().any(|other| other.id == tenant.id && draft.of.as_ref() != Some(&other.id)) {
            return Err(vec![(Field::TenantId, FormReason::TenantListed)]);
        }
        Ok((Change::Keep { before: draft.of, tenant: tenant.clone() }, tenant))
    }

    /// The last test, if it was of what the open form says now.
    pub fn shown_test(&self) -> Option<&RegistrationTest> {
        let directory = Directory::from(&self.draft().form.parse().ok()?);
        self.test.as_deref().filter(|test| test.directory == directory)
    }

    fn opened_id(&self) -> Option<TenantId> {
        match (&self.open, self.opened()) {
            (_, Some(tenant)) => Some(tenant.id.clone()),
            (Open::Tenant(id), None) => Some(id.clone()),
            (Open::New | Open::Default, None) => None,
        }
    }

    fn draft_of(&self, id: Option<&TenantId>) -> Option<&Draft> {
        self.drafts.iter().find(|draft| draft.of.as_ref() == id)
    }

    fn saved_form(&self, id: Option<&TenantId>) -> TenantForm {
        let saved = id.and_then(|id| self.facts.configuration.settings.tenant(id));
        // An empty cloud and region would show as the first of their lists without being them.
        let empty =
            || TenantForm { cloud: Cloud::Commercial.to_string(), region: default_region(), ..TenantForm::default() };
        saved.map_or_else(empty, Tenant::form)
    }

    /// Takes in what happened.
    pub fn apply(&mut self, action: Action) {
        match action {
            Action::Read(facts) => {
                self.facts = facts;
                self.settle_on_default();
            }
            Action::Edit(field, text) => self.edit(field, text),
            Action::List(text) => {
                if self.list.is_some() != text.is_some() {
                    self.focus_on(if text.is_some() { Spot::List } else { Spot::EditList });
                }
                self.list = text;
            }
            Action::ListSaved(unread) => {
                self.list = None;
                self.focus_on(Spot::EditList);
                self.obstacle = None;
                self.unread = unread;
            }
            Action::Open(open) => {
                self.open = open;
                self.obstacle = None;
                self.focus_on(Spot::Field(Field::TenantId));
            }
            Action::Discard => {
                let id = self.opened_id();
                self.drafts.retain(|draft| draft.of != id);
                self.open = id.map_or(Open::Default, Open::Tenant);
                self.obstacle = None;
                self.focus_on(Spot::Tenants);
            }
            Action::Refuse(faults) => {
                if let Some((field, _)) = faults.first() {
                    self.focus_on(Spot::Field(*field));
                }
                self.obstacle = None;
                self.hush();
                self.draft_mut().faults = faults;
            }
            Action::RefuseMinutes(text) => {
                // The focus is on its way to the next field, and is not called back.
                self.wrong_minutes = Some(text);
                self.hush();
            }
            Action::Stopped(obstacle) => {
                self.obstacle = Some(obstacle);
                self.hush();
            }
            Action::Kept(change, facts) => {
                self.facts = facts;
                self.kept(change);
                self.settle_on_default();
            }
            Action::Test(test) => {
                self.test = Some(test);
                // Words about the run before would be taken for this one's.
                self.hush();
            }
            Action::Say(text) => self.say(text, false),
            Action::Warn(text) => self.say(text, true),
            Action::Hush(number) => {
                if self.said.as_ref().is_some_and(|(_, said)| *said == number) {
                    self.hush();
                }
            }
        }
    }

    fn edit(&mut self, field: Field, text: String) {
        self.obstacle = None;
        let draft = self.draft_mut();
        draft.faults.retain(|(wrong, _)| *wrong != field);
        match field {
            Field::TenantId => draft.form.tenant_id = text,
            Field::ClientId => draft.form.client_id = text,
            Field::Name => draft.form.name = text,
            Field::Region => draft.form.region = text,
            Field::Cloud => {
                if text != Cloud::Commercial.as_str() {
                    // The others have no regions, and the field for it goes.
                    draft.form.region = default_region();
                }
                draft.form.cloud = text;
            }
        }
    }

    fn kept(&mut self, change: Change) {
        self.obstacle = None;
        self.removed = None;
        match change {
            Change::Keep { before, tenant } => {
                // What was typed since the click is not kept yet.
                self.drafts.retain(|draft| draft.of != before || draft.form.parse().as_ref() != Ok(&tenant));
                match self.drafts.iter_mut().find(|draft| draft.of == before) {
                    Some(draft) => draft.of = Some(tenant.id.clone()),
                    // A new form takes the place of the one that had the focus.
                    None => self.focus_on(Spot::Save),
                }
                self.open = Open::Tenant(tenant.id);
            }
            Change::Restore(_, tenant) => {
                self.open = Open::Tenant(tenant.id);
                self.focus_on(Spot::Tenants);
            }
            Change::Remove(at, tenant) => {
                self.drafts.retain(|draft| draft.of.as_ref() != Some(&tenant.id));
                if self.open == Open::Tenant(tenant.id.clone()) {
                    self.open = Open::Default;
                }
                self.removed = Some((at, tenant));
                self.focus_on(Spot::Undo);
            }
            Change::MakeDefault(_) => self.focus_on(Spot::Tenants),
            Change::CacheMinutes(_) => self.wrong_minutes = None,
            Change::OtherTenants(_) | Change::Pivots(_) | Change::Prefetch(_) => {}
        }
    }

    /// The default's form stays open when another tenant becomes the default.
    fn settle_on_default(&mut self) {
        if let (Open::Default, Some(tenant)) = (&self.open, self.tenants().first()) {
            self.open = Open::Tenant(tenant.id.clone());
        }
    }

    /// The open form's draft, made if there is none; from now on the form stays open whatever is read.
    fn draft_mut(&mut self) -> &mut Draft {
        let draft = self.draft();
        self.open = draft.of.clone().map_or(Open::New, Open::Tenant);
        let at = self.drafts.iter().position(|other| other.of == draft.of).unwrap_or_else(|| {
            self.drafts.push(draft);
            self.drafts.len() - 1
        });
        &mut self.drafts[at]
    }

    fn say(&mut self, text: String, warns: bool) {
        let number = self.said.as_ref().map_or(0, |(_, number)| number.wrapping_add(1));
        (self.said, self.warns) = (Some((text, number)), warns);
    }

    /// The number stays, so that the next words are known to be new.
    fn hush(&mut self) {
        if let Some((text, _)) = &mut self.said {
            text.clear();
        }
    }

    fn focus_on(&mut self, spot: Spot) {
        let number = self.focus.map_or(0, |(_, number)| number.wrapping_add(1));
        self.focus = Some((spot, number));
    }
}

/// The minutes that somebody typed, if they can be kept.
pub fn minutes(text: &str) -> Option<u16> {
    text.trim().parse().ok().filter(|minutes| *minutes <= LONGEST_CACHE_MINUTES)
}

fn default_region() -> String {
    crate::cloud::Region::Default.to_string()
}

impl Drawn for State {
    type Action = Action;

    fn take_in(&mut self, action: Action) {
        self.apply(action);
    }
}
