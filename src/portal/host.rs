//! The hosts of the portal, and which clouds they serve.

use crate::{cloud::Cloud, json::record};

/// One row for each host: the enum, its record, the lists and the names follow from it.
macro_rules! hosts {
    (live { $($(#[$meaning:meta])* $host:ident = $name:literal,)* }
     retired { $($(#[$past:meta])* $old:ident = $old_name:literal,)* }) => {
        /// A host of the Defender portal; the list is closed.
        ///
        /// Hosts: <https://learn.microsoft.com/en-us/defender-endpoint/gov> and
        /// <https://learn.microsoft.com/en-us/defender-xdr/usgov>.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum PortalHost {
            $($(#[$meaning])* #[doc = concat!(" `", $name, "`")] $host,)*
            $($(#[$past])* #[doc = concat!(" `", $old_name, "`")] $old,)*
        }

        record!(enum PortalHost { $($host,)* $($old,)* });

        impl PortalHost {
            /// Every host, live ones first.
            pub const ALL: [PortalHost; [$($name,)* $($old_name,)*].len()] =
                [$(PortalHost::$host,)* $(PortalHost::$old,)*];

            /// The browser's patterns of the live ones. The first is permitted by the installation, the others by a
            /// click.
            pub const PATTERNS: &[&str] = &[$(concat!("https://", $name, "/*"),)*];

            /// The host name, lowercase.
            pub fn name(self) -> &'static str {
                match self {
                    $(PortalHost::$host => $name,)*
                    $(PortalHost::$old => $old_name,)*
                }
            }

            /// Whether the host is gone: understood in old links, never asked for as a permission.
            pub fn is_retired(self) -> bool {
                match self {
                    $(PortalHost::$host)|* => false,
                    $(PortalHost::$old)|* => true,
                }
            }
        }
    };
}

hosts! {
    live {
        /// Commercial and GCC: the host alone does not tell the cloud.
        Commercial = "security.microsoft.com",
        /// GCC High.
        GccHigh = "security.microsoft.us",
        /// DoD.
        Dod = "security.apps.mil",
        /// GCC customers in migration, with their old commercial data.
        Transition = "transition.security.microsoft.com",
        /// Multitenant management.
        Multitenant = "mto.security.microsoft.com",
    }
    retired {
        /// Commercial, retired.
        OldestCommercial = "securitycenter.windows.com",
        /// Commercial, retired.
        OldCommercial = "securitycenter.microsoft.com",
        /// GCC, retired.
        OldGcc = "gcc.securitycenter.microsoft.us",
        /// GCC High and DoD, retired.
        OldGovernment = "securitycenter.microsoft.us",
    }
}

impl PortalHost {
    /// The portal in which analysts of a cloud open alerts today.
    pub fn of(cloud: Cloud) -> PortalHost {
        match cloud {
            Cloud::Commercial | Cloud::Gcc => PortalHost::Commercial,
            Cloud::GccHigh => PortalHost::GccHigh,
            Cloud::Dod => PortalHost::Dod,
        }
    }

    /// Those that no cloud's analysts need at once: each is permitted by a click of its own.
    pub const MORE: [PortalHost; 2] = [PortalHost::Multitenant, PortalHost::Transition];

    /// The origin, without a slash at its end.
    pub fn origin(self) -> String {
        ["https://", self.name()].concat()
    }

    /// Whether a tenant of this cloud can be looked at through this host.
    pub fn serves(self, cloud: Cloud) -> bool {
        match self {
            PortalHost::Commercial | PortalHost::Transition | PortalHost::Multitenant => {
                matches!(cloud, Cloud::Commercial | Cloud::Gcc)
            }
            PortalHost::OldestCommercial | PortalHost::OldCommercial => cloud == Cloud::Commercial,
            PortalHost::OldGcc => cloud == Cloud::Gcc,
            PortalHost::GccHigh => cloud == Cloud::GccHigh,
            PortalHost::Dod => cloud == Cloud::Dod,
            PortalHost::OldGovernment => matches!(cloud, Cloud::GccHigh | Cloud::Dod),
        }
    }

    /// The portal with this origin, `https://` and a live host, as the browser writes it.
    pub fn of_origin(origin: &str) -> Option<PortalHost> {
        let host = origin.strip_prefix("https://")?;
        PortalHost::ALL.into_iter().find(|portal| portal.name() == host && !portal.is_retired())
    }

    pub(super) fn named(host: &str) -> Option<PortalHost> {
        PortalHost::ALL.into_iter().find(|portal| host.eq_ignore_ascii_case(portal.name()))
    }

    /// Whether some tenant can be looked at through both hosts.
    pub fn shares_a_cloud_with(self, other: PortalHost) -> bool {
        [Cloud::Commercial, Cloud::Gcc, Cloud::GccHigh, Cloud::Dod]
            .into_iter()
            .any(|cloud| self.serves(cloud) && other.serves(cloud))
    }
}
