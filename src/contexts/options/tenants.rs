//! The tenants: one form is open, the others are rows.

use web_sys::Event;
use yew::{Callback, Html};

use super::{
    change::Change,
    draft::{Draft, FormReason, Open},
    fields::{FieldAccess, Labelled, button, failure, locked, named_button, section},
    intent::Intent,
    spot::Spot,
    state::{Action, Obstacle, State},
    test_result::test_result,
};
use crate::{
    auth::tenant::TenantId,
    cloud::{Cloud, Region},
    contexts::{
        element::{EventKind, element, keyed, leaf, on, on_click, text},
        foreign_text::foreign_text,
    },
    display::made_visible,
    settings::{Field, Key, Tenant},
    words::{self as all_words, options as words},
};

/// Draws the section.
pub fn tenants(state: &State, intend: &Callback<Intent>) -> Html {
    let access = FieldAccess::locked_if(state.is_locked(Key::Tenants), "tenants-locked");
    let opened = state.opened();
    let row = |(at, tenant): (usize, &Tenant)| {
        if opened == Some(tenant) { form(state, access, intend) } else { row(state, at, tenant, access, intend) }
    };
    let list = match state.tenants().is_empty() {
        true if state.removed.is_none() => leaf("p", "", words::no_tenant()),
        true => Html::default(),
        false => {
            let rows = state.tenants().iter().enumerate().map(row).collect::<Vec<_>>();
            element("ul", &[("class", "tenants"), ("role", "list")], rows)
        }
    };
    let last = match opened {
        None => form(state, access, intend),
        Some(_) if access == FieldAccess::Open => {
            let add = button(words::add_tenant(), "", intend, Intent::Dispatch(Action::Open(Open::New)));
            element("div", &[("class", "row")], [add, unsaved(state, None)])
        }
        Some(_) => Html::default(),
    };
    let parts = [locked(access), overruled(state), removed(state, intend), list, last];
    section(Spot::Tenants.element_id(), words::tenants(), parts)
}

/// The mark of a form with text that is not saved.
fn unsaved(state: &State, form: Option<&TenantId>) -> Html {
    if state.is_edited(form) { leaf("span", "badge", words::unsaved()) } else { Html::default() }
}

/// A tenant whose form is not open.
fn row(state: &State, at: usize, tenant: &Tenant, access: FieldAccess, intend: &Callback<Intent>) -> Html {
    let label = match access {
        FieldAccess::Open => words::edit(),
        FieldAccess::Locked { .. } => words::show(),
    };
    let told = [title(at, tenant), unsaved(state, Some(&tenant.id)), where_it_is(tenant)];
    let open = Intent::Dispatch(Action::Open(Open::Tenant(tenant.id.clone())));
    let mut parts = vec![element("div", &[], told), of_tenant(label, tenant, intend, open)];
    if access == FieldAccess::Open {
        parts.extend(manage(state, at, tenant, intend));
    }
    keyed(&tenant.id.to_string(), element("li", &[("class", "tenant")], parts))
}

/// Name and marks of a listed tenant.
fn title(at: usize, tenant: &Tenant) -> Html {
    let default = if at == 0 { leaf("span", "badge", words::default()) } else { Html::default() };
    element("h3", &[], [foreign_text(tenant.label()), default])
}

fn where_it_is(tenant: &Tenant) -> Html {
    let mut parts = vec![text(words::cloud(tenant.cloud))];
    if tenant.region != Region::Default {
        parts.extend([text(" · "), text(words::region(tenant.region))]);
    }
    if tenant.name.is_some() {
        parts.extend([text(" · "), leaf("span", "id", tenant.id.to_string())]);
    }
    element("p", &[("class", "quiet")], parts)
}

/// What can be done to a listed tenant.
fn manage(state: &State, at: usize, tenant: &Tenant, intend: &Callback<Intent>) -> Vec<Html> {
    let mut buttons = Vec::new();
    if at > 0 && state.tenants().len() > 1 {
        let make_default = Intent::Change(Change::MakeDefault(tenant.id.clone()), words::saved());
        buttons.push(of_tenant(words::make_default(), tenant, intend, make_default));
    }
    let remove = Intent::Change(Change::Remove(at, tenant.clone()), words::removed_told());
    buttons.push(of_tenant(words::remove(), tenant, intend, remove));
    buttons
}

fn of_tenant(name: &'static str, tenant: &Tenant, intend: &Callback<Intent>, intent: Intent) -> Html {
    named_button(name, tenant.label(), "subtle", on_click(intend, intent))
}

/// The open form, in the list if its tenant is.
fn form(state: &State, access: FieldAccess, intend: &Callback<Intent>) -> Html {
    let draft = state.draft();
    let tenants = state.tenants();
    let at = draft.of.as_ref().and_then(|id| tenants.iter().position(|tenant| tenant.id == *id));
    let listed = at.and_then(|at| Some((at, tenants.get(at)?)));
    let title = match listed {
        Some((at, tenant)) => title(at, tenant),
        None if !tenants.is_empty() => leaf("h3", "", words::new_tenant()),
        None => Html::default(),
    };
    let faults = match draft.faults.len() {
        0 => Html::default(),
        faults => element("p", &[("class", "wrong"), ("role", "alert")], [text(&words::not_saved(faults))]),
    };
    let mut buttons = vec![test_button(state, intend)];
    if access == FieldAccess::Open {
        buttons.insert(
            0,
            element(
                "button",
                &[("type", "submit"), ("class", "primary"), ("id", Spot::Save.element_id())],
                [text(words::save())],
            ),
        );
        buttons.extend(aside(state, &draft, listed, intend));
    }
    let parts = [
        title,
        faults,
        fields(&draft, access, intend),
        obstacle(state),
        element("div", &[("class", "row")], buttons),
        test_result(state, intend),
    ];
    let on_submit = intend.reform(|event: Event| {
        event.prevent_default();
        Intent::Save
    });
    // The browser's own bubbles would come before our sentences.
    let form = on(EventKind::Submit, on_submit, element("form", &[("novalidate", "novalidate")], parts));
    let key = draft.of.as_ref().map(TenantId::to_string).unwrap_or_default();
    match listed {
        Some(_) => keyed(&key, element("li", &[], [form])),
        None => keyed(&key, form),
    }
}

fn test_button(state: &State, intend: &Callback<Intent>) -> Html {
    let running = state.test.as_ref().is_some_and(|test| test.stage.is_running());
    let attributes = [("type", "button"), ("disabled", if running { "disabled" } else { "" })];
    let button = element("button", &attributes, [text(words::test())]);
    on(EventKind::Click, on_click(intend, Intent::Test), button)
}

/// The quiet buttons beside `Save` and `Test`.
fn aside(state: &State, draft: &Draft, listed: Option<(usize, &Tenant)>, intend: &Callback<Intent>) -> Vec<Html> {
    let discard = |name| button(name, "subtle", intend, Intent::Dispatch(Action::Discard));
    let edited = state.is_edited(draft.of.as_ref());
    let mut buttons = match listed {
        None if !state.tenants().is_empty() => vec![discard(words::cancel())],
        Some(_) | None if edited => vec![discard(words::discard())],
        Some(_) | None => Vec::new(),
    };
    if let Some((at, tenant)) = listed {
        buttons.extend(manage(state, at, tenant, intend));
    }
    buttons
}

fn fields(draft: &Draft, access: FieldAccess, intend: &Callback<Intent>) -> Html {
    let labelled = |field: Field, label, hint| {
        let fault = draft.faults.iter().find(|(wrong, _)| *wrong == field).map(|(_, reason)| fault(*reason));
        Labelled { id: Spot::Field(field).element_id(), label, hint, fault, access }
    };
    let edit = |field| intend.reform(move |text| Intent::Dispatch(Action::Edit(field, text)));
    let clouds = Cloud::ALL.map(|cloud| (cloud.as_str(), words::cloud(cloud)));
    let regions = Region::ALL.map(|region| (region.as_str(), words::region(region)));
    let form = &draft.form;
    let mut fields = vec![
        labelled(Field::TenantId, words::tenant_id(), words::tenant_id_hint()).text(
            &form.tenant_id,
            "id",
            edit(Field::TenantId),
        ),
        labelled(Field::ClientId, words::client_id(), words::client_id_hint()).text(
            &form.client_id,
            "id",
            edit(Field::ClientId),
        ),
        labelled(Field::Name, words::name(), words::name_hint()).text(&form.name, "", edit(Field::Name)),
        labelled(Field::Cloud, words::cloud_field(), words::cloud_hint()).choice(
            &form.cloud,
            &clouds,
            edit(Field::Cloud),
        ),
        Html::default(),
    ];
    if form.cloud == Cloud::Commercial.as_str() {
        fields[4] = labelled(Field::Region, words::region_field(), words::region_hint()).choice(
            &form.region,
            &regions,
            edit(Field::Region),
        );
    }
    element("div", &[("class", "fields")], fields)
}

fn fault(reason: FormReason) -> &'static str {
    match reason {
        FormReason::Field(reason) => all_words::settings::field_reason(reason),
        FormReason::TenantListed => words::tenant_listed(),
    }
}

fn obstacle(state: &State) -> Html {
    let Some(obstacle) = state.obstacle else { return Html::default() };
    let notice = match obstacle {
        Obstacle::HostsRefused(cloud) => words::hosts_refused(cloud),
        Obstacle::NotStored => words::not_stored(),
    };
    failure(&notice, &[])
}

/// The tenant that was just removed, and the way back.
fn removed(state: &State, intend: &Callback<Intent>) -> Html {
    let Some((at, tenant)) = &state.removed else { return Html::default() };
    let restore = Intent::Change(Change::Restore(*at, tenant.clone()), words::saved());
    let said = element("span", &[], [foreign_text(&words::removed(tenant.label()))]);
    let undo = element("button", &[("type", "button"), ("id", Spot::Undo.element_id())], [text(words::undo())]);
    let undo = on(EventKind::Click, on_click(intend, restore), undo);
    element("div", &[("class", "row")], [said, undo])
}

/// What was typed before policy came.
fn overruled(state: &State) -> Html {
    let ids =
        state.overruled_drafts().flat_map(|draft| [&draft.form.tenant_id, &draft.form.client_id, &draft.form.name]);
    let mut parts: Vec<Html> = ids
        .filter(|id| !id.is_empty())
        .map(|id| element("p", &[], [leaf("code", "value", made_visible(id))]))
        .collect();
    if parts.is_empty() {
        return Html::default();
    }
    parts.insert(0, leaf("p", "", words::overruled()));
    element("div", &[("class", "notice warning"), ("role", "alert")], parts)
}
