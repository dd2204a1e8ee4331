//! Who exists: tenants, accounts, the application and what it may do.

use super::hosts::{Api, SignIn};

/// The tenant that most tests live in: commercial, with Defender for Endpoint.
pub const CONTOSO: &str = "72f1c0de-3a5b-4c8e-9d10-5ec0fc047050";
/// A second commercial tenant, where Ada is a guest (an MSSP's customer).
pub const FABRIKAM: &str = "fab21ca0-6d41-4f5e-8b0a-1f2e3d4c5b6a";
/// A commercial tenant without Defender for Endpoint.
pub const ADATUM: &str = "ada70a00-2b1c-4d3e-9f8a-7b6c5d4e3f21";
/// A tenant of US Government GCC: commercial sign-in, government API.
pub const WOODGROVE: &str = "60cc0001-1a2b-4c3d-8e4f-5a6b7c8d9e0f";
/// A tenant of US Government GCC High.
pub const LITWARE: &str = "60c41640-2b3c-4d4e-9f5a-6b7c8d9e0f1a";
/// A tenant of the US Department of Defense.
pub const TREY: &str = "d0d00001-3c4d-4e5f-8a6b-7c8d9e0f1a2b";

/// The application registered in every tenant of the commercial authority.
pub const CLIENT: &str = "5ca1ab1e-4d3f-4c2b-9a1e-0a5bca4d0001";
/// The application registered in every tenant of the government authority (registrations do not cross clouds).
pub const GOVERNMENT_CLIENT: &str = "5ca1ab1e-4d3f-4c2b-9a1e-0a5bca4d0002";

/// An analyst of Contoso, and a guest in Fabrikam.
pub const ADA: &str = "ada@contoso.com";
/// A second analyst of Contoso.
pub const GRACE: &str = "grace@contoso.com";
/// Somebody of Contoso without the role permission 'View Data'.
pub const LINUS: &str = "linus@contoso.com";

/// The world at the start of a test. Start from [`Scenario::for_extension`] and change what the test is about.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The organisations.
    pub tenants: Vec<Tenant>,
    /// The registered applications.
    pub applications: Vec<Application>,
}

/// An Entra tenant.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its id, a GUID.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its domain, which also names it in sign-in addresses.
    pub domain: String,
    /// Which API serves it; decides the sign-in authority too.
    pub cloud: TenantCloud,
    /// Whether the resource `WindowsDefenderATP` exists there.
    pub defender: Defender,
    /// Who can sign in, guests included.
    pub accounts: Vec<Account>,
    /// The delegated permissions that an administrator granted to the application for everybody.
    pub consented: Vec<String>,
    /// The delegated permissions that only an administrator can grant (AADSTS90094).
    pub administrator_only: Vec<String>,
}

/// Which Microsoft cloud a tenant lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantCloud {
    /// The commercial cloud.
    Commercial,
    /// Commercial sign-in, API of GCC.
    Gcc,
    /// GCC High or DoD.
    Government,
}

/// Whether a tenant has Defender for Endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defender {
    /// It has.
    Present,
    /// It has not: AADSTS500011.
    Absent,
}

/// Somebody who can sign in to a tenant.
#[derive(Clone, Debug)]
pub struct Account {
    /// The user principal name, which is also how the sign-in page calls the account.
    pub upn: String,
    /// The name for people.
    pub name: String,
    /// The object id in that tenant; a guest has another one than at home.
    pub oid: String,
    /// What the account may see in Defender.
    pub role: AccountRole,
}

/// The part of Defender's roles that this API asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountRole {
    /// Has the role permission 'View Data'.
    SecurityReader,
    /// Lacks it: every call answers 403.
    WithoutViewData,
}

/// An application registration with redirect URIs of type single-page application.
#[derive(Clone, Debug)]
pub struct Application {
    /// The client id, a GUID.
    pub client_id: String,
    /// The name on the consent page.
    pub name: String,
    /// Where it is registered.
    pub authority: Authority,
    /// The registered redirect URIs, exact to the letter.
    pub redirect_uris: Vec<String>,
}

/// The sign-in authority of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// `login.microsoftonline.com`
    Commercial,
    /// `login.microsoftonline.us`
    Government,
}

impl Scenario {
    /// Six tenants over all clouds, `File.Read.All` granted by their administrators, `Alert.Read` not yet.
    pub fn for_extension(extension_id: &str) -> Scenario {
        let redirect_uris = vec![format!("https://{extension_id}.chromiumapp.org/")];
        let ada = account(ADA, "Ada Byrne", "a11da000-0000-4000-8000-000000000001");
        let ada_as_guest = account(ADA, "Ada Byrne (Contoso)", "a11da000-0000-4000-8000-0000000000f1");
        let grace = account(GRACE, "Grace Murray", "96ace000-0000-4000-8000-000000000002");
        let linus = Account {
            role: AccountRole::WithoutViewData,
            ..account(LINUS, "Linus Helsing", "11905000-0000-4000-8000-000000000003")
        };
        Scenario {
            tenants: vec![
                tenant(CONTOSO, "Contoso", "contoso.com", TenantCloud::Commercial, vec![ada, grace, linus]),
                tenant(
                    FABRIKAM,
                    "Fabrikam",
                    "fabrikam.com",
                    TenantCloud::Commercial,
                    vec![
                        ada_as_guest,
                        account("finn@fabrikam.com", "Finn Okoro", "f1990000-0000-4000-8000-000000000004"),
                    ],
                ),
                Tenant {
                    defender: Defender::Absent,
                    ..tenant(
                        ADATUM,
                        "A. Datum",
                        "adatum.com",
                        TenantCloud::Commercial,
                        vec![account("amal@adatum.com", "Amal Haddad", "a9a10000-0000-4000-8000-000000000005")],
                    )
                },
                tenant(
                    WOODGROVE,
                    "Woodgrove County",
                    "woodgrove.gov",
                    TenantCloud::Gcc,
                    vec![account("wade@woodgrove.gov", "Wade Ito", "3ade0000-0000-4000-8000-000000000006")],
                ),
                tenant(
                    LITWARE,
                    "Litware Agency",
                    "litware.us",
                    TenantCloud::Government,
                    vec![account("lena@litware.us", "Lena Vogt", "1e9a0000-0000-4000-8000-000000000007")],
                ),
                tenant(
                    TREY,
                    "Trey Command",
                    "trey.mil",
                    TenantCloud::Government,
                    vec![account("theo@trey.mil", "Theo Brandt", "7e000000-0000-4000-8000-000000000008")],
                ),
            ],
            applications: vec![
                Application {
                    client_id: CLIENT.to_owned(),
                    name: "Hashcard".to_owned(),
                    authority: Authority::Commercial,
                    redirect_uris: redirect_uris.clone(),
                },
                Application {
                    client_id: GOVERNMENT_CLIENT.to_owned(),
                    name: "Hashcard".to_owned(),
                    authority: Authority::Government,
                    redirect_uris,
                },
            ],
        }
    }

    /// The tenant that a sign-in address names by id or domain.
    pub fn tenant(&self, id_or_domain: &str) -> Option<&Tenant> {
        self.tenants.iter().find(|tenant| {
            tenant.id.eq_ignore_ascii_case(id_or_domain) || tenant.domain.eq_ignore_ascii_case(id_or_domain)
        })
    }

    /// The same, to change it before the start.
    pub fn tenant_mut(&mut self, id: &str) -> &mut Tenant {
        self.tenants.iter_mut().find(|tenant| tenant.id == id).expect("the id of a tenant of this scenario")
    }

    /// The application of that client id.
    pub fn application(&self, client_id: &str) -> Option<&Application> {
        self.applications.iter().find(|application| application.client_id.eq_ignore_ascii_case(client_id))
    }

    /// Registers a redirect URI with every application.
    pub fn register_redirect_uri(&mut self, redirect_uri: &str) {
        for application in &mut self.applications {
            application.redirect_uris.push(redirect_uri.to_owned());
        }
    }

    /// Grants a delegated permission for everybody in a tenant.
    pub fn consent(&mut self, tenant_id: &str, permission: &str) {
        self.tenant_mut(tenant_id).consented.push(permission.to_owned());
    }
}

impl Tenant {
    /// The account of that user principal name.
    pub fn account(&self, upn: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.upn.eq_ignore_ascii_case(upn))
    }

    /// The family of API hosts that serves this tenant.
    pub(super) fn api(&self) -> Api {
        match self.cloud {
            TenantCloud::Commercial => Api::Commercial,
            TenantCloud::Gcc => Api::Gcc,
            TenantCloud::Government => Api::Government,
        }
    }

    /// Where its people sign in.
    pub(super) fn sign_in(&self) -> SignIn {
        match self.cloud {
            TenantCloud::Commercial | TenantCloud::Gcc => SignIn::Commercial,
            TenantCloud::Government => SignIn::Government,
        }
    }
}

fn tenant(id: &str, name: &str, domain: &str, cloud: TenantCloud, accounts: Vec<Account>) -> Tenant {
    Tenant {
        id: id.to_owned(),
        name: name.to_owned(),
        domain: domain.to_owned(),
        cloud,
        defender: Defender::Present,
        accounts,
        consented: vec!["File.Read.All".to_owned()],
        administrator_only: Vec::new(),
    }
}

fn account(upn: &str, name: &str, oid: &str) -> Account {
    Account { upn: upn.to_owned(), name: name.to_owned(), oid: oid.to_owned(), role: AccountRole::SecurityReader }
}
