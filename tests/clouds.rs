//! The cloud table, written out a second time: a change there must be made here on purpose.

use std::fmt::Write as _;

use hashcard::{
    auth::scope::Scope,
    cloud::{Cloud, NotACloud, NotARegion, Region, hosts},
    json::Recorded,
};

///
#[test]
fn the_table_of_clouds_is_the_golden_one() {
    let mut table = String::new();
    for cloud in Cloud::ALL {
        writeln!(table, "{cloud}").expect("text");
        writeln!(table, "  sign-in  {}", cloud.authority()).expect("text");
        writeln!(table, "  portal   {}", cloud.portal_host()).expect("text");
        writeln!(table, "  audience {}", cloud.audience()).expect("text");
        writeln!(table, "  accepted {}", cloud.accepted_audiences().join(" ")).expect("text");
        let scope = Scope::parameter(Scope::FILES, cloud);
        writeln!(table, "  scope    {}", scope.trim_start_matches("openid profile offline_access ")).expect("text");
        let regions = if cloud == Cloud::Commercial { &Region::ALL[..] } else { &[Region::Default] };
        for region in regions {
            writeln!(table, "  {:<8} {}", region.as_str(), cloud.api_base(*region)).expect("text");
        }
    }
    assert_eq!(table, include_str!("fixtures/clouds.golden"));
}

#[test]
fn every_host_that_is_asked_may_be_asked() {
    for cloud in Cloud::ALL {
        for region in Region::ALL {
            let host = cloud.api_base(region).strip_prefix("https://").expect("https");
            assert!(cloud.api_hosts().contains(&host), "{cloud} {region}");
            assert!(hosts().contains(&host), "{cloud} {region}");
        }
    }
}

#[test]
fn the_hosts_of_the_content_security_policy_are_each_named_once() {
    assert_eq!(
        hosts(),
        [
            "login.microsoftonline.com",
            "api.securitycenter.microsoft.com",
            "us.api.security.microsoft.com",
            "eu.api.security.microsoft.com",
            "uk.api.security.microsoft.com",
            "au.api.security.microsoft.com",
            "swa.api.security.microsoft.com",
            "ina.api.security.microsoft.com",
            "aea.api.security.microsoft.com",
            "api-gcc.securitycenter.microsoft.us",
            "login.microsoftonline.us",
            "api-gov.securitycenter.microsoft.us",
        ]
    );
}

#[test]
fn a_cloud_without_regions_has_one_address_whatever_the_region_says() {
    for region in Region::ALL {
        assert_eq!(Cloud::Gcc.api_base(region), "https://api-gcc.securitycenter.microsoft.us", "{region}");
    }
}

#[test]
fn every_accepted_audience_names_its_cloud() {
    for (audience, cloud) in [
        ("https://api.securitycenter.microsoft.com", Some(Cloud::Commercial)),
        ("https://api.securitycenter.microsoft.com/", Some(Cloud::Commercial)),
        ("https://api.securitycenter.windows.com", Some(Cloud::Commercial)),
        ("https://securitycenter.onmicrosoft.com/windowsatpservice", Some(Cloud::Commercial)),
        ("https://api-gcc.securitycenter.microsoft.us", Some(Cloud::Gcc)),
        ("https://api-gov.securitycenter.microsoft.us", Some(Cloud::GccHigh)),
        // The XDR API, Microsoft Graph and a trap of the portal: tokens for other resources.
        ("https://api.security.microsoft.com", None),
        ("https://graph.microsoft.com", None),
        ("https://userrequestsgraphapi-prd.trafficmanager.net", None),
        // The application id of Defender's resource, which does not tell the cloud.
        ("fc780465-2017-40d4-a0c5-307022471b92", None),
        ("", None),
    ] {
        assert_eq!(Cloud::of_audience(audience), cloud, "{audience}");
    }
}

#[test]
fn names_in_policies_are_read_to_the_letter() {
    for cloud in Cloud::ALL {
        assert_eq!(cloud.as_str().parse(), Ok(cloud));
        assert_eq!(Cloud::from_record(&cloud.to_record()), Some(cloud));
    }
    for region in Region::ALL {
        assert_eq!(region.as_str().parse(), Ok(region));
        assert_eq!(Region::from_record(&region.to_record()), Some(region));
    }
    for name in ["", "GCC", "gcchigh", "gcc_high", "china", " dod"] {
        assert_eq!(name.parse::<Cloud>(), Err(NotACloud), "{name}");
    }
    for name in ["", "EU", "fr", "eu."] {
        assert_eq!(name.parse::<Region>(), Err(NotARegion), "{name}");
    }
}
