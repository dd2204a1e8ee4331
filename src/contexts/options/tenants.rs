//! The tenants: one form is open, the others are rows.

use yew::prelude::*;

use super::{
    change::Change,
    draft::{Draft, Entry, FormReason},
    fields::{Access, Labelled, failure, locked},
    page::{Intent, button},
    state::{Action, Obstacle, Open, Spot, State},
    test_result::test_result,
};
use crate::{
    auth::tenant::TenantId,
    contexts::leaf::leaf,
    contexts::popup::foreign_text::foreign_text,
    defender::cloud::{Cloud, Region},
    display::made_visible,
    settings::{Key, Tenant},
    words::{self as all_words, options as words},
};

/// The ids of elements that get the focus or are described by others.
pub fn element_id(spot: Spot) -> &'static str {
    match spot {
        Spot::Entry(Entry::TenantId) => "tenant-id",
        Spot::Entry(Entry::ClientId) => "client-id",
        Spot::Entry(Entry::Name) => "name",
        Spot::Entry(Entry::Cloud) => "cloud",
        Spot::Entry(Entry::Region) => "region",
        Spot::Tenants => "tenants",
        Spot::CacheMinutes => "cache-minutes",
        Spot::Undo => "undo",
    }
}

/// Draws the section.
pub fn tenants(state: &State, intend: &Callback<Intent>) -> Html {
    let access = Access::locked_if(state.is_locked(Key::Tenants), "tenants-locked");
    let opened = state.opened();
    let new_is_typed = state.is_edited(None) && access == Access::Open;
    let row = |(at, tenant): (usize, &Tenant)| {
        if opened == Some(tenant) { form(state, access, intend) } else { row(state, at, tenant, access, intend) }
    };
    html! {
        <section aria-labelledby="tenants">
            <h2 id="tenants" tabindex="-1">{ words::TENANTS }</h2>
            { locked(access) }
            { overruled(state) }
            if state.tenants().is_empty() && state.removed.is_none() {
                { leaf("p", "", words::NO_TENANT) }
            }
            { removed(state, intend) }
            if !state.tenants().is_empty() {
                <ul class="tenants" role="list">
                    { for state.tenants().iter().enumerate().map(row) }
                </ul>
            }
            if opened.is_none() {
                { form(state, access, intend) }
            } else if access == Access::Open {
                <div class="row">
                    { button(words::ADD_TENANT, "", intend, Intent::Tell(Action::Open(Open::New))) }
                    if new_is_typed {
                        { leaf("span", "badge", words::UNSAVED) }
                    }
                </div>
            }
        </section>
    }
}

/// A tenant whose form is not open.
fn row(state: &State, at: usize, tenant: &Tenant, access: Access, intend: &Callback<Intent>) -> Html {
    let open = Intent::Tell(Action::Open(Open::Tenant(tenant.id.clone())));
    let label = match access {
        Access::Open => words::EDIT,
        Access::Locked { .. } => words::SHOW,
    };
    html! {
        <li key={tenant.id.to_string()} class="tenant">
            <div>
                { title(at, tenant) }
                if state.is_edited(Some(&tenant.id)) {
                    { leaf("span", "badge", words::UNSAVED) }
                }
                <p class="quiet">{ where_it_is(tenant) }</p>
            </div>
            { named_button(label, tenant, intend, open) }
            if access == Access::Open {
                { manage(state, at, tenant, intend) }
            }
        </li>
    }
}

/// Name and marks of a listed tenant.
fn title(at: usize, tenant: &Tenant) -> Html {
    html! {
        <h3>
            { foreign_text(tenant.label()) }
            if at == 0 {
                { leaf("span", "badge", words::DEFAULT) }
            }
        </h3>
    }
}

fn where_it_is(tenant: &Tenant) -> Html {
    let region = (tenant.region != Region::Default).then(|| words::region(tenant.region));
    html! {
        <>
            { words::cloud(tenant.cloud) }
            if let Some(region) = region {
                { " · " }{ region }
            }
            if tenant.name.is_some() {
                { " · " }{ leaf("span", "id", tenant.id.to_string()) }
            }
        </>
    }
}

/// What can be done to a listed tenant.
fn manage(state: &State, at: usize, tenant: &Tenant, intend: &Callback<Intent>) -> Html {
    let remove = Intent::Change(Change::Remove(at, tenant.clone()), words::REMOVED);
    let make_default = Intent::Change(Change::MakeDefault(tenant.id.clone()), words::SAVED);
    html! {
        <>
            if at > 0 && state.tenants().len() > 1 {
                { named_button(words::MAKE_DEFAULT, tenant, intend, make_default) }
            }
            { named_button(words::REMOVE, tenant, intend, remove) }
        </>
    }
}

/// A button that many tenants have, so that its name says which tenant's it is.
fn named_button(name: &'static str, tenant: &Tenant, intend: &Callback<Intent>, intent: Intent) -> Html {
    let onclick = intend.reform(move |_: MouseEvent| intent.clone());
    let full_name = words::of_tenant(name, &made_visible(tenant.label()));
    html! { <button type="button" class="subtle" aria-label={full_name} {onclick}>{ name }</button> }
}

/// The open form, in the list if its tenant is.
fn form(state: &State, access: Access, intend: &Callback<Intent>) -> Html {
    let draft = state.draft();
    let onsubmit = intend.reform(|event: SubmitEvent| {
        event.prevent_default();
        Intent::Save
    });
    let tenants = state.tenants();
    let at = draft.of.as_ref().and_then(|id| tenants.iter().position(|tenant| tenant.id == *id));
    let listed = at.and_then(|at| Some((at, tenants.get(at)?)));
    let running = state.test.as_ref().is_some_and(|test| test.stage.is_running());
    let on_test = intend.reform(|_: MouseEvent| Intent::Test);
    let form = html! {
        // The browser's own bubbles would come before our sentences.
        <form key={draft.of.as_ref().map(TenantId::to_string).unwrap_or_default()} novalidate=true {onsubmit}>
            if let Some((at, tenant)) = listed {
                { title(at, tenant) }
            } else if !tenants.is_empty() {
                { leaf("h3", "", words::NEW_TENANT) }
            }
            if !draft.faults.is_empty() {
                <p class="wrong" role="alert">{ words::not_saved(draft.faults.len()) }</p>
            }
            { fields(&draft, access, intend) }
            { obstacle(state, intend) }
            <div class="row">
                if access == Access::Open {
                    <button type="submit" class="primary">{ words::SAVE }</button>
                }
                <button type="button" disabled={running} onclick={on_test}>{ words::TEST }</button>
                { aside(state, &draft, listed, access, intend) }
            </div>
            { test_result(state, intend) }
        </form>
    };
    match listed {
        Some((_, tenant)) => html! { <li key={tenant.id.to_string()}>{ form }</li> },
        None => form,
    }
}

/// The quiet buttons beside `Save` and `Test`.
fn aside(
    state: &State,
    draft: &Draft,
    listed: Option<(usize, &Tenant)>,
    access: Access,
    intend: &Callback<Intent>,
) -> Html {
    if access != Access::Open {
        return Html::default();
    }
    let discard = Intent::Tell(Action::Discard);
    match listed {
        Some((at, tenant)) => html! {
            <>
                if state.is_edited(Some(&tenant.id)) {
                    { button(words::DISCARD, "subtle", intend, discard) }
                }
                { manage(state, at, tenant, intend) }
            </>
        },
        None if !state.tenants().is_empty() => button(words::CANCEL, "subtle", intend, discard),
        None if state.is_edited(draft.of.as_ref()) => button(words::DISCARD, "subtle", intend, discard),
        None => Html::default(),
    }
}

fn fields(draft: &Draft, access: Access, intend: &Callback<Intent>) -> Html {
    let labelled = |entry: Entry, label, hint| {
        let fault = draft.faults.iter().find(|(wrong, _)| *wrong == entry).map(|(_, reason)| fault(*reason));
        Labelled { id: element_id(Spot::Entry(entry)), label, hint, fault, access }
    };
    let edit = |entry| intend.reform(move |text| Intent::Tell(Action::Edit(entry, text)));
    let clouds = Cloud::ALL.map(|cloud| (cloud.as_str(), words::cloud(cloud)));
    let regions = Region::ALL.map(|region| (region.as_str(), words::region(region)));
    let form = &draft.form;
    html! {
        <div class="fields">
            { labelled(Entry::TenantId, words::TENANT_ID, words::TENANT_ID_HINT)
                .text(&form.tenant_id, "id", edit(Entry::TenantId)) }
            { labelled(Entry::ClientId, words::CLIENT_ID, words::CLIENT_ID_HINT)
                .text(&form.client_id, "id", edit(Entry::ClientId)) }
            { labelled(Entry::Name, words::NAME, words::NAME_HINT).text(&form.name, "", edit(Entry::Name)) }
            { labelled(Entry::Cloud, words::CLOUD, words::CLOUD_HINT)
                .choice(&form.cloud, &clouds, edit(Entry::Cloud)) }
            if form.cloud == Cloud::Commercial.as_str() {
                { labelled(Entry::Region, words::REGION, words::REGION_HINT)
                    .choice(&form.region, &regions, edit(Entry::Region)) }
            }
        </div>
    }
}

fn fault(reason: FormReason) -> &'static str {
    match reason {
        FormReason::Field(reason) => all_words::settings::field_reason(reason),
        FormReason::TenantListed => words::TENANT_LISTED,
    }
}

fn obstacle(state: &State, intend: &Callback<Intent>) -> Html {
    let Some(obstacle) = state.obstacle else { return Html::default() };
    let notice = match obstacle {
        Obstacle::HostsRefused(cloud) => words::hosts_refused(cloud),
        Obstacle::NotStored => words::not_stored(),
    };
    failure(&notice, None, &intend.reform(|text| Intent::Copy(text, words::COPIED)))
}

/// The tenant that was just removed, and the way back.
fn removed(state: &State, intend: &Callback<Intent>) -> Html {
    let Some((at, tenant)) = &state.removed else { return Html::default() };
    let restore = Intent::Change(Change::Restore(*at, tenant.clone()), words::SAVED);
    let onclick = intend.reform(move |_: MouseEvent| restore.clone());
    html! {
        <div class="row">
            <span>{ foreign_text(&words::removed(tenant.label())) }</span>
            <button type="button" id={element_id(Spot::Undo)} {onclick}>{ words::UNDO }</button>
        </div>
    }
}

/// What was typed before policy came.
fn overruled(state: &State) -> Html {
    let mut drafts = state.overruled_drafts().peekable();
    if drafts.peek().is_none() {
        return Html::default();
    }
    let ids = drafts.flat_map(|draft| [&draft.form.tenant_id, &draft.form.client_id, &draft.form.name]);
    html! {
        <div class="notice warning" role="alert">
            { leaf("p", "", words::OVERRULED) }
            { for ids.filter(|id| !id.is_empty()).map(|id| html! { <p>{ leaf("code", "value", made_visible(id)) }</p> }) }
        </div>
    }
}
