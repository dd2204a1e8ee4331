//! What the demo needs before anything can be seen: the built extension, the tenant, filled-in settings.

use std::path::{Path, PathBuf};

use crate::{
    Outcome,
    support::{
        chromium::{CdpError, Page, extension_id_of},
        tenant::{CLIENT, CONTOSO, Scenario, SimulatedTenant, alerts},
    },
};

/// The built extension: `HASHCARD_DIST`, else `dist/`.
pub(crate) fn dist() -> PathBuf {
    std::env::var_os("HASHCARD_DIST").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"), PathBuf::from)
}

/// A tenant in which that extension is registered.
pub(crate) fn tenant(dist: &Path) -> Outcome<SimulatedTenant> {
    if !dist.join("manifest.json").is_file() {
        return Err(format!("`{}` is no built extension; `cargo xtask demo` builds one", dist.display()).into());
    }
    Ok(SimulatedTenant::start(Scenario::for_extension(&extension_id_of(dist)?)))
}

/// The portal's page of an incident whose alerts have files, no files, no access and no trace left.
pub(crate) fn incident_page() -> String {
    format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT)
}

/// Fills the options page in as a person does.
pub(crate) async fn fill_in(options: &Page) -> Result<(), CdpError> {
    type_in(options, CONTOSO, CLIENT).await?;
    options.get_by_role("textbox", "Name").await?.fill("Contoso").await?;
    options.get_by_role("button", "Save").await?.click().await?;
    options.wait_for_words("status", "Saved").await.map(drop)
}

/// Types into the two fields without which nothing is saved.
pub(crate) async fn type_in(options: &Page, tenant_id: &str, client_id: &str) -> Result<(), CdpError> {
    options.get_by_role("textbox", "Tenant id").await?.fill(tenant_id).await?;
    options.get_by_role("textbox", "Client id").await?.fill(client_id).await
}
