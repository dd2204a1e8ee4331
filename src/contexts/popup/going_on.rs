//! Closing the popup loses nothing: what a tab showed is told as a record, and the next popup goes on there.

use super::{
    state::{Facts, Focus, State},
    tools::Selection,
};
use crate::{
    alert_id::AlertId, decision::Wanted, evidence::triage::Order, incident::IncidentAlerts, job::Job,
    last_view::LastView,
};

impl Facts {
    /// The job that was started on this page, if it can go on. The alerts of a job are links of its page, or of its
    /// incident's list; by them another page in the same tab is told apart.
    pub fn job_of_page(&self) -> Option<&Job> {
        let (page, job) = (self.page.as_ref()?, self.job.as_ref()?);
        let of_job = |id: &AlertId| job.alerts.iter().any(|alert| alert.id.is_same(id));
        let of_list = |list: &IncidentAlerts| list.alerts.iter().any(|alert| of_job(&alert.id));
        let is_of_page = page.linked.iter().any(|linked| of_job(&linked.id)) || self.list.as_ref().is_some_and(of_list);
        let is_signed_in = self.signed_in.iter().any(|session| session.account.key() == job.account);
        (is_of_page && is_signed_in && !job.cancelled).then_some(job)
    }
}

impl Focus {
    /// What is shown before a person picks something: a page without an alert of its own goes on with the job that was
    /// started on it.
    pub fn first(facts: &Facts) -> Focus {
        let names_none = facts.page.as_ref().is_some_and(|page| page.named.is_none());
        if names_none && facts.job_of_page().is_some() { Focus::Job } else { Focus::Page }
    }
}

impl State {
    /// What is to be kept of this page, but for how far it is scrolled.
    pub fn last_view(&self) -> LastView {
        let wanted = match &self.focus {
            Focus::Alert(wanted) => Some(wanted.clone()),
            Focus::Page | Focus::Alerts | Focus::Job | Focus::TokenEntry(_) | Focus::Sample => None,
        };
        let order = Order::ALL.iter().position(|order| *order == self.order).unwrap_or_default();
        LastView {
            subject: subject(&self.facts),
            account: account(&self.facts),
            alert: wanted.as_ref().map(|wanted| wanted.alert.clone()),
            tenant: wanted.as_ref().and_then(|wanted| wanted.tenant.clone()),
            host: wanted.and_then(|wanted| wanted.host),
            tried: self.tried().cloned(),
            job: self.focus == Focus::Job,
            filter: self.filter.clone(),
            order: order as u64,
            unfolded: self.tools.unfolded,
            selected: self.tools.selected.identities(),
            scroll: 0,
        }
    }

    /// The alert of another product whose files came all the same. One that Defender does not know costs a call each time,
    /// and each of those a click.
    fn tried(&self) -> Option<&AlertId> {
        let came =
            |alert: &&AlertId| self.cards.as_ref().is_some_and(|cards| cards.id == **alert && cards.at.is_some());
        self.confirmed.other_product.as_ref().filter(came)
    }

    /// Whether [`State::last_view`] is the same for both. Asked with every drawing, so no record is made for it.
    pub fn is_left_like(&self, other: &State) -> bool {
        (&self.focus, &self.filter, self.order) == (&other.focus, &other.filter, other.order)
            && self.tried() == other.tried()
            && self.tools.unfolded == other.tools.unfolded
            && self.tools.selected == other.tools.selected
            && subject(&self.facts) == subject(&other.facts)
            && account(&self.facts) == account(&other.facts)
    }

    /// Goes on where this tab was left, if it is still about the same, and the same person looks. Returns how far it was
    /// scrolled.
    pub fn go_on(&mut self) -> Option<u64> {
        let view = *self.facts.view.clone()?;
        if view.subject != subject(&self.facts) || view.account != account(&self.facts) {
            return None;
        }
        if let Some(alert) = view.alert {
            self.focus = Focus::Alert(Wanted { alert, tenant: view.tenant, host: view.host });
        } else if view.job && self.facts.job_of_page().is_some() {
            self.focus = Focus::Job;
        }
        self.confirmed.other_product = view.tried;
        self.filter = view.filter;
        self.order = usize::try_from(view.order).ok().and_then(|at| Order::ALL.get(at).copied()).unwrap_or_default();
        self.tools.unfolded = view.unfolded;
        self.tools.selected = Selection::of(view.selected);
        Some(view.scroll)
    }
}

/// What the tab's page is about, apart from the links that come and go; of pages that are no portal's nothing is known.
fn subject(facts: &Facts) -> String {
    let Some(page) = &facts.page else { return String::new() };
    let incident = page.incident.map(|incident| incident.to_string()).unwrap_or_default();
    let named = page.named.as_ref().map_or("", |named| named.as_str());
    let tenant = page.tenant.as_ref().map_or("", |tenant| tenant.0.as_str());
    [named, tenant, &incident].join(" ")
}

fn account(facts: &Facts) -> String {
    facts.signed_in.first().map(|session| session.account.key()).unwrap_or_default()
}
