//! Closing the popup loses nothing: what a tab showed is told as a record, and the next popup goes on there.

use super::{
    decide::Wanted,
    state::{Facts, Focus, State},
    tools::Selection,
};
use crate::{evidence::triage::Order, last_view::LastView};

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
            filter: self.filter.clone(),
            order: order as u64,
            unfolded: self.tools.unfolded,
            selected: self.tools.selected.identities(),
            scroll: 0,
        }
    }

    /// Whether [`State::last_view`] is the same for both. Asked with every drawing, so no record is made for it.
    pub fn is_left_like(&self, other: &State) -> bool {
        (&self.focus, &self.filter, self.order) == (&other.focus, &other.filter, other.order)
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
        }
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
