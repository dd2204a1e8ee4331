//! The settings beside the tenants; each is kept as soon as it is chosen.

use yew::{Callback, Html};

use super::{
    change::Change,
    fields::{FieldAccess, Labelled, locked, section},
    intent::Intent,
    spot::Spot,
    state::State,
};
use crate::{
    contexts::element::{self, EventKind, checked, element, leaf, on, on_click},
    portal::PortalHost,
    settings::{Key, OtherTenants, Pivot},
    words::{card, options as words},
};

const ASK: &str = "ask";
const FORBID: &str = "forbid";

/// Draws the section.
pub fn preferences(state: &State, intend: &Callback<Intent>) -> Html {
    let fields = [cache_minutes(state, intend), other_tenants(state, intend), prefetch(state, intend)];
    section(
        "preferences",
        words::preferences(),
        [element("div", &[("class", "fields")], fields), pivots(state, intend), more_portals(state, intend)],
    )
}

/// The portals that are not asked for with a cloud: the browser opens each after a click.
fn more_portals(state: &State, intend: &Callback<Intent>) -> Html {
    let row = |(portal, allowed): &(PortalHost, bool)| {
        if *allowed {
            return leaf("p", "", words::portal_allowed(portal.name()));
        }
        let then = on_click(intend, Intent::AllowPortal(*portal));
        element("p", &[], [element::button(&words::allow_portal(portal.name()), "", then)])
    };
    let mut parts = vec![leaf("legend", "", words::more_portals())];
    parts.extend(state.facts.more_portals.iter().map(row));
    parts.push(leaf("p", "hint", words::more_portals_hint()));
    element("fieldset", &[("class", "more-portals")], parts)
}

/// Which pages a card links to.
fn pivots(state: &State, intend: &Callback<Intent>) -> Html {
    let access = FieldAccess::locked_if(state.is_locked(Key::Pivots), "pivots-locked");
    let chosen = &state.facts.configuration.settings.pivots;
    let check = |pivot: &Pivot| {
        let pivot = *pivot;
        let (chosen, intend) = (chosen.clone(), intend.clone());
        let is_chosen = chosen.contains(&pivot);
        let then = Callback::from(move |_| {
            // In the order of the card, however they were ticked.
            let wanted = |other: &Pivot| chosen.contains(other) != (*other == pivot);
            let pivots = Pivot::ALL.into_iter().filter(wanted).collect();
            intend.emit(Intent::Change(Change::Pivots(pivots), words::saved()));
        });
        let attributes =
            [("type", "checkbox"), ("disabled", if access == FieldAccess::Open { "" } else { "disabled" })];
        let tick = on(EventKind::Change, then, checked(is_chosen, element("input", &attributes, [])));
        element("label", &[("class", "check")], [tick, leaf("span", "", card::pivot(pivot))])
    };
    let mut parts = vec![leaf("legend", "", words::pivots())];
    parts.extend(Pivot::ALL.iter().map(check));
    parts.extend([leaf("p", "hint", words::pivots_hint()), locked(access)]);
    element("fieldset", &[("class", "pivot-choices")], parts)
}

fn cache_minutes(state: &State, intend: &Callback<Intent>) -> Html {
    let access = FieldAccess::locked_if(state.is_locked(Key::CacheMinutes), "cache-minutes-locked");
    let kept = (state.facts.configuration.settings.cache.as_secs() / 60).to_string();
    let wrong = state.wrong_minutes.as_ref().filter(|_| access == FieldAccess::Open);
    let field = Labelled {
        id: Spot::CacheMinutes.element_id(),
        label: words::cache_minutes(),
        hint: words::cache_minutes_hint(),
        fault: wrong.map(|_| &**words::minutes_wrong()),
        access,
    };
    let entered = field.entered(wrong.unwrap_or(&kept), intend.reform(Intent::Minutes));
    element("div", &[], [entered, locked(access)])
}

fn other_tenants(state: &State, intend: &Callback<Intent>) -> Html {
    let access = FieldAccess::locked_if(state.is_locked(Key::OtherTenants), "other-tenants-locked");
    let choice = match state.facts.configuration.settings.other_tenants {
        OtherTenants::Ask => ASK,
        OtherTenants::Forbid => FORBID,
    };
    let choices =
        [(ASK, words::other_tenants(OtherTenants::Ask)), (FORBID, words::other_tenants(OtherTenants::Forbid))];
    let on_choice = intend.reform(|choice: String| {
        let choice = if choice == FORBID { OtherTenants::Forbid } else { OtherTenants::Ask };
        Intent::Change(Change::OtherTenants(choice), words::saved())
    });
    let field = Labelled {
        id: "other-tenants",
        label: words::other_tenants_field(),
        hint: words::other_tenants_hint(),
        fault: None,
        access,
    };
    element("div", &[], [field.choice(choice, &choices, on_choice), locked(access)])
}

fn prefetch(state: &State, intend: &Callback<Intent>) -> Html {
    let access = FieldAccess::locked_if(state.is_locked(Key::Prefetch), "prefetch-locked");
    let wanted = state.facts.configuration.settings.prefetch;
    let field =
        Labelled { id: "prefetch", label: words::prefetch(), hint: words::prefetch_hint(), fault: None, access };
    let on_click = intend.reform(move |_| Intent::Change(Change::Prefetch(!wanted), words::saved()));
    element("div", &[], [field.ticked(wanted, on_click), locked(access)])
}
