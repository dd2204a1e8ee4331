//! The options page: from an empty form to a registration that works.

use std::{path::Path, time::Duration};

use crate::{
    desk::{Desk, Outcome},
    support::{
        chromium::{AxeSource, CdpError, LaunchOptions, MediaFeature, Name, Page, skip},
        tenant::{ADATUM, CLIENT, CONTOSO, FABRIKAM},
    },
};

const NOBODYS_CLIENT: &str = "00000000-0000-4000-8000-000000000bad";

async fn fill(page: &Page, tenant: &str, client: &str) -> Result<(), CdpError> {
    page.get_by_role("textbox", "Tenant id").await?.fill(tenant).await?;
    page.get_by_role("textbox", "Client id").await?.fill(client).await
}

async fn press(page: &Page, button: &str) -> Result<(), CdpError> {
    page.get_by_role("button", button).await?.click().await
}

async fn value(page: &Page, field: &str) -> Result<String, CdpError> {
    page.get_by_role("textbox", field).await?.value().await
}

#[tokio::test]
async fn a_saved_tenant_is_there_after_a_reload() -> Outcome {
    let Some(desk) = Desk::new("a_saved_tenant_is_there_after_a_reload").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    fill(&page, &format!(" {} ", CONTOSO.to_uppercase()), CLIENT).await?;
    page.get_by_role("textbox", "Name").await?.fill("Contoso").await?;
    press(&page, "Save").await?;
    page.wait_for_words("status", "Saved").await?;
    page.reload().await?;
    assert_eq!(value(&page, "Tenant id").await?, CONTOSO);
    assert_eq!(value(&page, "Client id").await?, CLIENT);
    assert_eq!(value(&page, "Name").await?, "Contoso");
    assert!(desk.tenant.requests().is_empty(), "saving asks nobody");
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn ids_that_cannot_be_right_are_explained_and_the_first_gets_the_focus() -> Outcome {
    let Some(desk) = Desk::new("ids_that_cannot_be_right_are_explained").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    fill(&page, "contoso.com", "secret").await?;
    press(&page, "Save").await?;
    page.wait_for_words("alert", "2 fields").await?;
    assert_eq!(page.focused_name().await?, "Tenant id");
    let text = page.text().await?;
    assert!(text.contains("A domain name can move to another tenant."), "{text}");
    assert!(text.contains("This is not a GUID."), "{text}");
    let tenant = page.get_by_role("textbox", "Tenant id").await?;
    assert_eq!(tenant.attribute("aria-invalid").await?.as_deref(), Some("true"));
    assert_eq!(tenant.attribute("aria-describedby").await?.as_deref(), Some("tenant-id-hint"));
    fill(&page, CONTOSO, CLIENT).await?;
    assert!(page.get_all_by_role("alert", Name::Any).await?.is_empty());
    press(&page, "Save").await?;
    page.wait_for_words("status", "Saved").await?;
    Ok(())
}

#[tokio::test]
async fn the_redirect_uri_is_shown_and_copied_as_it_must_be_registered() -> Outcome {
    let Some(desk) = Desk::new("the_redirect_uri_is_shown_and_copied").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    let expected = format!("https://{}.chromiumapp.org/", desk.browser.extension_id());
    assert_eq!(value(&page, "Redirect URI").await?, expected);
    page.set_clipboard("before").await?;
    press(&page, "Copy redirect URI").await?;
    page.wait_for_words("status", "Redirect URI copied").await?;
    assert_eq!(page.clipboard().await?, expected);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn the_test_signs_in_and_hears_from_defender_that_no_such_alert_exists() -> Outcome {
    let Some(desk) = Desk::new("the_test_signs_in_and_hears_from_defender").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    fill(&page, CONTOSO, CLIENT).await?;
    press(&page, "Test").await?;
    desk.choose_account("ada@contoso.com").await?;
    page.wait_for_words("note", "Works: signed in as ada@contoso.com, Defender answered.").await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    page.wait_for_words("status", "The test succeeded").await?;
    desk.tenant.forget_requests();
    press(&page, "Test").await?;
    let asks_again = desk.tenant.wait_for_request(Duration::from_secs(20), |request| request.path.ends_with("/files"));
    assert!(asks_again.await.is_some(), "the second test asks again");
    page.wait_for_words("note", "Works").await?;
    assert!(desk.tenant.token_requests().is_empty(), "the session of the first test serves the second");
    press(&page, "Sign out").await?;
    page.wait_for_words("status", "Signed out").await?;
    assert!(page.text().await?.contains("Nobody is signed in."));
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// The marks of the guide, from top to bottom, by the classes of their icons.
async fn marks(page: &Page) -> Result<String, CdpError> {
    let marks = "[...document.querySelectorAll('.guide .icon')].map(icon => icon.classList[1]).join(' ')";
    Ok(page.evaluate(marks).await?.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_first_visit_is_guided_from_the_registration_to_a_test_that_works() -> Outcome {
    let Some(desk) = Desk::new("a_first_visit_is_guided").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    page.get_by_role("region", "Set up Hashcard").await?;
    assert!(marks(&page).await?.starts_with("quiet quiet quiet "), "{}", marks(&page).await?);
    let link = page.get_by_role("link", "Register Hashcard in Entra.").await?;
    link.click().await?;
    page.wait_until("location.hash === '#registration'").await?;
    fill(&page, CONTOSO, NOBODYS_CLIENT).await?;
    press(&page, "Test").await?;
    page.wait_for_words("alert", NOBODYS_CLIENT).await?;
    assert!(marks(&page).await?.starts_with("bad quiet bad "), "{}", marks(&page).await?);
    fill(&page, CONTOSO, CLIENT).await?;
    press(&page, "Save").await?;
    page.wait_until("document.querySelectorAll('.guide .icon')[1].classList.contains('good')").await?;
    press(&page, "Test").await?;
    desk.choose_account("ada@contoso.com").await?;
    page.wait_for_words("note", "Works").await?;
    assert!(marks(&page).await?.starts_with("good good good "), "{}", marks(&page).await?);
    page.reload().await?;
    page.get_by_role("textbox", "Tenant id").await?;
    assert_eq!(marks(&page).await?, "", "whoever has signed in needs no guide");
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn the_test_of_an_unknown_application_says_what_to_check() -> Outcome {
    let Some(desk) = Desk::new("the_test_of_an_unknown_application").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    fill(&page, CONTOSO, NOBODYS_CLIENT).await?;
    press(&page, "Test").await?;
    let said = page.wait_for_words("alert", NOBODYS_CLIENT).await?;
    assert!(said.contains(CONTOSO), "{said}");
    assert!(said.contains(".chromiumapp.org/"), "{said}");
    assert!(desk.tenant.api_calls().is_empty());
    Ok(())
}

#[tokio::test]
async fn the_test_of_an_account_without_view_data_says_whom_to_ask() -> Outcome {
    let Some(desk) = Desk::new("the_test_of_an_account_without_view_data").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    fill(&page, CONTOSO, CLIENT).await?;
    press(&page, "Test").await?;
    desk.choose_account("linus@contoso.com").await?;
    let said = page.wait_for_words("alert", "View Data").await?;
    assert!(said.contains("administrator"), "{said}");
    assert!(page.text().await?.contains("Signed in as linus@contoso.com"));
    page.get_by_role("button", "Copy correlation id").await?;
    Ok(())
}

#[tokio::test]
async fn of_several_tenants_one_form_is_open_and_the_first_is_the_default() -> Outcome {
    let Some(desk) = Desk::new("of_several_tenants_one_form_is_open").await? else { return Ok(()) };
    desk.know(&serde_json::json!({ "tenants": [
        { "tenantId": CONTOSO, "name": "Contoso", "clientId": CLIENT },
        { "tenantId": FABRIKAM, "name": "Fabrikam", "clientId": CLIENT },
    ] }))
    .await?;
    let page = desk.browser.open_extension_page("options.html").await?;
    assert_eq!(value(&page, "Tenant id").await?, CONTOSO);
    press(&page, "Make default Fabrikam").await?;
    page.wait_for_words("status", "Saved").await?;
    press(&page, "Edit Fabrikam").await?;
    assert_eq!(value(&page, "Tenant id").await?, FABRIKAM);
    press(&page, "Remove Contoso").await?;
    page.wait_until_none("button", "Edit Contoso").await?;
    assert_eq!(page.focused_name().await?, "Undo");
    press(&page, "Undo").await?;
    page.wait_until_none("button", "Undo").await?;
    assert_eq!(value(&page, "Tenant id").await?, CONTOSO);
    press(&page, "Add tenant").await?;
    assert_eq!(page.focused_name().await?, "Tenant id");
    fill(&page, CONTOSO, CLIENT).await?;
    press(&page, "Save").await?;
    page.wait_for_words("alert", "1 field").await?;
    assert!(page.text().await?.contains("This tenant is listed already."));
    fill(&page, ADATUM, CLIENT).await?;
    press(&page, "Save").await?;
    page.get_by_role("button", format!("Remove {ADATUM}")).await?;
    page.reload().await?;
    assert_eq!(value(&page, "Tenant id").await?, FABRIKAM, "the default's form is open");
    let headings = page.names_by_role("heading").await?;
    assert!(headings.iter().any(|name| name.starts_with("Contoso")), "{headings:?}");
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn what_is_typed_outlives_a_save_in_another_tab() -> Outcome {
    let Some(desk) = Desk::new("what_is_typed_outlives_a_save_in_another_tab").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    page.get_by_role("textbox", "Tenant id").await?.fill(FABRIKAM).await?;
    desk.know_contoso().await?;
    page.get_by_role("button", "Edit Contoso").await?;
    assert_eq!(value(&page, "Tenant id").await?, FABRIKAM);
    Ok(())
}

#[tokio::test]
async fn a_preference_is_kept_as_soon_as_it_is_chosen() -> Outcome {
    let Some(desk) = Desk::new("a_preference_is_kept_as_soon_as_it_is_chosen").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    page.get_by_role("combobox", "Alerts of tenants that are not listed").await?.choose("Never look them up").await?;
    page.wait_for_words("status", "Saved").await?;
    let minutes = page.get_by_role("textbox", "Minutes an answer stays fresh").await?;
    minutes.fill("1441").await?;
    minutes.press("Enter").await?;
    page.wait_until("document.querySelector('#cache-minutes[aria-invalid=true]')").await?;
    minutes.fill("30").await?;
    minutes.press("Enter").await?;
    page.wait_until("!document.querySelector('#cache-minutes[aria-invalid=true]')").await?;
    page.reload().await?;
    assert_eq!(value(&page, "Minutes an answer stays fresh").await?, "30");
    let other = page.get_by_role("combobox", "Alerts of tenants that are not listed").await?;
    assert_eq!(other.value().await?, "forbid");
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn no_rule_of_axe_is_broken_also_with_faults_and_large_dark_text() -> Outcome {
    let test = "no_rule_of_axe_is_broken_on_the_options_page";
    let Some(axe) = std::env::var_os("HASHCARD_AXE") else {
        skip(test, &"`HASHCARD_AXE` does not name axe.min.js");
        return Ok(());
    };
    let axe = AxeSource::read(Path::new(&axe))?;
    let large = |options| LaunchOptions { text_percent: 200, ..options };
    let Some(desk) = Desk::with(test, large).await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    page.get_by_role("textbox", "Tenant id").await?;
    let clean = async |state: &str| -> Outcome {
        let violations = page.axe(&axe).await?;
        assert!(violations.is_empty(), "{state}: {violations:?}");
        Ok(())
    };
    clean("empty").await?;
    fill(&page, "contoso.com", "").await?;
    press(&page, "Save").await?;
    page.wait_for_words("alert", "2 fields").await?;
    clean("faults").await?;
    page.emulate_media(&[MediaFeature::Dark]).await?;
    clean("faults in the dark").await?;
    fill(&page, CONTOSO, CLIENT).await?;
    press(&page, "Save").await?;
    page.wait_for_words("status", "Saved").await?;
    press(&page, "Test").await?;
    desk.choose_account("ada@contoso.com").await?;
    page.wait_for_words("note", "Works").await?;
    clean("a test that succeeded").await?;
    let overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").await?;
    assert_eq!(overflow, 0, "the page scrolls sideways");
    Ok(())
}
