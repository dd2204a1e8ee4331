//! Portal addresses, page reports and pasted text, held to addresses from the field and to those made to mislead.

use std::{iter, slice};

use hashcard::{
    alert_id::AlertId,
    auth::tenant::TenantId,
    cloud::Cloud,
    json::{Json, Recorded},
    portal::{PageAlerts, Pasted, PortalHost, PortalUrl, alert_link, pasted},
};
use proptest::prelude::*;

const VECTORS: &str = include_str!("fixtures/portal_urls.tsv");
const ALERT: &str = "da637551227677560813_-961444813";
const OTHER: &str = "da637578995287051192_756343937";
const TENANT: &str = "b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c";

fn id(text: &str) -> AlertId {
    AlertId::parse(text).expect("an alert id")
}

fn tenant(text: &str) -> TenantId {
    TenantId(text.parse().expect("a tenant id"))
}

fn alert_at(url: &str) -> Option<String> {
    PortalUrl::parse(url)?.alert.map(|id| id.to_string())
}

fn pasted_id(text: &str) -> Option<String> {
    pasted(text).map(|found| found.alert.to_string())
}

/// A page of the portal after it has reported links.
fn page(url: &str, links: &[&str]) -> PageAlerts {
    let mut page = PageAlerts::of(url).expect("a page of the portal");
    page.add_links(links.iter().copied());
    page
}

fn linked(page: &PageAlerts) -> Vec<&str> {
    page.linked.iter().map(|alert| alert.id.as_str()).collect()
}

mod addresses {
    use super::*;

    #[test]
    fn addresses_from_the_field_name_their_alert_and_tenant() {
        let mut rows = 0;
        for line in VECTORS.lines().skip(1) {
            let [value, alert, tenant, odd] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("four columns expected in `{line}`");
            };
            rows += 1;
            let named = |found: Option<String>| found.unwrap_or_else(|| "-".to_owned());
            assert_eq!(named(pasted_id(value)), alert, "pasted: {value} ({odd})");
            if value.contains('\\') {
                continue;
            }
            let url = PortalUrl::parse(value);
            assert_eq!(url.is_none(), odd == "a host that was never the portal", "{value}");
            let (found, tid) = url.map_or((None, None), |url| (url.alert, url.tenant));
            assert_eq!(named(found.map(|id| id.to_string())), alert, "{value} ({odd})");
            assert_eq!(named(tid.map(|tenant| tenant.to_string())), tenant, "{value} ({odd})");
        }
        assert_eq!(rows, 34);
    }

    #[test]
    fn an_alert_is_found_however_its_address_is_written() {
        for url in [
            "https://security.microsoft.com/alerts/{}",
            "https://security.microsoft.com/alert/{}",
            "https://security.microsoft.com/alerts/{}/",
            "https://security.microsoft.com//alerts//{}",
            "https://security.microsoft.com/alerts/{}/overview",
            "https://security.microsoft.com/alerts/{}/overview/x/y?tid=&z#top",
            "https://security.microsoft.com/v2/alerts/{}",
            "https://security.microsoft.com/incident2/152/alerts/{}",
            "https://security.microsoft.com/alerts%2F{}",
            "https://security.microsoft.com/%61lerts/{}%2foverview",
            "https://security.microsoft.com/alerts/x/../{}",
            "https://security.microsoft.com/Alerts/{}",
            "HTTPS://SECURITY.MICROSOFT.COM/ALERTS/{}",
            "https://security.microsoft.com:443/alerts/{}",
            "http://security.microsoft.com/alerts/{}",
            "http://security.microsoft.com:80/alerts/{}",
            "security.microsoft.com/alerts/{}",
            "  https://security.microsoft.com/alerts/{}\n",
            "https://security.microsoft.com/alerts/{}:Y3JlYXRlZA==",
            "https://security.microsoft.com/alerts/{}).",
            "https://security.microsoft.com/alerts/{}#/machines",
            "https://security.microsoft.com/incidents/byalert?alertId={}&source=SIEM",
            "https://security.microsoft.com/incidents/byalert?source=SIEM&alertid={}",
            "https://security.microsoft.com/incident2/152/overview?alertId={}",
            "https://security.microsoft.com/alerts?id={}",
            "https://security.microsoft.com?alertId={}",
            "https://security.microsoft.us/alerts/{}",
            "https://security.apps.mil/alerts/{}",
            "https://transition.security.microsoft.com/alerts/{}",
            "https://mto.security.microsoft.com/alerts/{}",
            "https://securitycenter.windows.com/alert/{}",
            "https://securitycenter.microsoft.com/alert/{}",
            "https://gcc.securitycenter.microsoft.us/alert/{}",
            "https://securitycenter.microsoft.us/alert/{}",
        ] {
            for alert in [ALERT, "DA637551227677560813_-961444813", "636210704265059241_673569822", "da1234"] {
                let url = url.replace("{}", alert);
                assert_eq!(alert_at(&url).as_deref(), Some(alert), "{url}");
            }
        }
    }

    #[test]
    fn the_minus_sign_survives_when_it_was_encoded() {
        let url = "https://security.microsoft.com/alerts/da637551227677560813%5F%2D961444813";
        assert_eq!(alert_at(url).as_deref(), Some(ALERT));
    }

    #[test]
    fn pages_about_something_else_name_no_alert() {
        for path in [
            "",
            "/",
            "/alerts",
            "/alerts/",
            "/alerts/overview",
            "/alerts/20240101",
            "/alerts/../",
            "/file/da5e45915354850261cf0e87dc7af19597b1bb1e",
            "/file/da5e45915354850261cf0e87dc7af19597b1bb1e/alerts",
            "/file/da5e45915354850261cf0e87dc7af19597b1bb1e/alerts/",
            "/alerts/da5e45915354850261cf0e87dc7af19597b1bb1e",
            "/files/x/alerts/da637551227677560813_-961444813",
            "/machines/v2/da637551227677560813_-961444813/alerts",
            "/machines/v2/x/alerts/da637551227677560813_-961444813",
            "/machines?id=da637551227677560813_-961444813",
            "/alerts/da637551227677560813_-961444813/../../file/x",
            "/alerts/da637551227677560813_-961444813/%2e%2e/x/overview",
            "/alertsx/da637551227677560813_-961444813",
            "/da637551227677560813_-961444813",
            "/alerts/da637551227677560813_-961444813ü",
            "/homepage#/alerts/da637551227677560813_-961444813",
            "/homepage?returnUrl=/alerts/da637551227677560813_-961444813",
        ] {
            let url = format!("https://security.microsoft.com{path}");
            let read = PortalUrl::parse(&url).unwrap_or_else(|| panic!("{url} is a page of the portal"));
            assert_eq!(read.alert, None, "{url}");
        }
    }

    #[test]
    fn hosts_that_only_look_like_the_portal_are_not_the_portal() {
        for authority in [
            "defender.microsoft.com",
            "evil.example",
            "security.microsoft.com.evil.example",
            "security.microsoft.com.",
            "evil-security.microsoft.com",
            "x.security.microsoft.com",
            "xsecurity.microsoft.com",
            "security.microsoft.co",
            "security-microsoft.com",
            "security.microsoft.com@evil.example",
            "evil.example@security.microsoft.com",
            "user:password@security.microsoft.com",
            "security.microsoft.com:443@evil.example",
            "security.microsoft.com:8443",
            "security.microsoft.com:80",
            "security.microsoft.com:443:443",
            "security.microsoft.com:",
            "security.microsoft.com\\@evil.example",
            "evil.example\\@security.microsoft.com",
            "security.microsoft.com\\.evil.example",
            "security.micro\tsoft.com",
            "security.micro\nsoft.com",
            "security.microsoft.com ",
            "security%2Emicrosoft.com",
            "security。microsoft。com",
            "ѕecurity.microsoft.com",
            "login.microsoftonline.com",
            "[::1]",
            "",
        ] {
            let url = format!("https://{authority}/alerts/{ALERT}?tid={TENANT}");
            assert_eq!(PortalUrl::parse(&url), None, "{url}");
            assert_eq!(PageAlerts::of(&url), None, "{url}");
        }
        for scheme in ["ftp", "javascript", "file", "chrome-extension", "blob:https", "data", "https:"] {
            let url = format!("{scheme}://security.microsoft.com/alerts/{ALERT}");
            assert_eq!(PortalUrl::parse(&url), None, "{url}");
        }
        assert_eq!(PortalUrl::parse(&format!("//security.microsoft.com/alerts/{ALERT}")), None);
    }

    #[test]
    fn a_tenant_that_is_not_a_whole_guid_is_no_tenant() {
        for (query, wanted) in [
            (format!("tid={TENANT}"), Some(TENANT)),
            (format!("TID={}", TENANT.to_uppercase()), Some(TENANT)),
            (format!("source=mail&tid={TENANT}&x=1"), Some(TENANT)),
            (format!("tid={TENANT}).#top"), Some(TENANT)),
            (format!("tid={}", TENANT.replace('-', "%2D")), Some(TENANT)),
            ("tid=".to_owned(), None),
            ("tid".to_owned(), None),
            (String::new(), None),
            ("tid=xyz".to_owned(), None),
            ("tid=4b2462a4-bbee-495...".to_owned(), None),
            (format!("tid={}", &TENANT[..35]), None),
            (format!("tid={TENANT}0"), None),
            (format!("tid={}", TENANT.replace('-', "")), None),
            ("tid=contoso.com".to_owned(), None),
            ("tid=organizations".to_owned(), None),
            (format!("otid={TENANT}"), None),
            // A second one does not mend the first: two readers might take different ones.
            (format!("tid=&tid={TENANT}"), None),
        ] {
            let url = format!("https://security.microsoft.com/alerts/{ALERT}?{query}");
            let read = PortalUrl::parse(&url).expect("a page of the portal");
            assert_eq!(read.tenant, wanted.map(tenant), "{url}");
            assert_eq!(read.alert, Some(id(ALERT)), "{url}");
        }
    }

    #[test]
    fn an_incident_page_tells_its_number() {
        for (path, incident) in [
            ("/incidents/28282", Some(28282)),
            ("/incident2/152/overview", Some(152)),
            ("/incident2/1791/summary?tid=", Some(1791)),
            ("/incidents", None),
            ("/incidents/byalert", None),
            ("/incidents/+37", None),
            ("/incidents/99999999999999999999", None),
            ("/x/incidents/37", None),
        ] {
            let read = PortalUrl::parse(&format!("https://security.microsoft.com{path}")).expect("a page");
            assert_eq!(read.incident, incident, "{path}");
        }
    }

    #[test]
    fn the_alert_in_the_path_goes_before_the_one_in_the_query() {
        let url = format!("https://security.microsoft.com/alerts/{ALERT}?alertId={OTHER}&id={OTHER}");
        assert_eq!(alert_at(&url).as_deref(), Some(ALERT));
    }
}

mod clouds {
    use super::*;

    const CLOUDS: [Cloud; 4] = [Cloud::Commercial, Cloud::Gcc, Cloud::GccHigh, Cloud::Dod];

    #[test]
    fn a_portal_serves_the_clouds_that_microsoft_documents() {
        let served: Vec<_> = PortalHost::ALL
            .into_iter()
            .map(|host| {
                let clouds: Vec<_> = CLOUDS.into_iter().filter(|cloud| host.serves(*cloud)).collect();
                (host.name(), host.is_retired(), clouds)
            })
            .collect();
        let both = vec![Cloud::Commercial, Cloud::Gcc];
        assert_eq!(
            served,
            [
                ("security.microsoft.com", false, both.clone()),
                ("security.microsoft.us", false, vec![Cloud::GccHigh]),
                ("security.apps.mil", false, vec![Cloud::Dod]),
                ("transition.security.microsoft.com", false, both.clone()),
                ("mto.security.microsoft.com", false, both),
                ("securitycenter.windows.com", true, vec![Cloud::Commercial]),
                ("securitycenter.microsoft.com", true, vec![Cloud::Commercial]),
                ("gcc.securitycenter.microsoft.us", true, vec![Cloud::Gcc]),
                ("securitycenter.microsoft.us", true, vec![Cloud::GccHigh, Cloud::Dod]),
            ]
        );
    }

    #[test]
    fn the_link_for_a_ticket_leads_back_to_the_alert_in_every_cloud() {
        for cloud in CLOUDS {
            let link = alert_link(cloud, &id(ALERT), Some(&tenant(TENANT)));
            let read = PortalUrl::parse(&link).expect("a page of the portal");
            assert!(read.host.serves(cloud) && !read.host.is_retired(), "{link}");
            assert_eq!((read.alert, read.tenant), (Some(id(ALERT)), Some(tenant(TENANT))), "{link}");
        }
        assert_eq!(
            alert_link(Cloud::Gcc, &id(ALERT), None),
            "https://security.microsoft.com/alerts/da637551227677560813_-961444813"
        );
        assert_eq!(
            alert_link(Cloud::Dod, &id(ALERT), Some(&tenant(TENANT))),
            "https://security.apps.mil/alerts/da637551227677560813_-961444813?tid=b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c"
        );
    }
}

mod pages {
    use super::*;

    const INCIDENT: &str =
        "https://security.microsoft.com/incident2/152/overview?tid=b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c";

    #[test]
    fn links_are_kept_once_in_order_of_appearance() {
        let page = page(
            INCIDENT,
            &[
                "/alerts/da637551227677560813_-961444813?tid=b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c",
                "https://security.microsoft.com/alerts/da637578995287051192_756343937",
                "/alerts/DA637551227677560813_-961444813",
                "  alerts/da637111470533220658_-1814166510  ",
                "//security.microsoft.com/alerts/ed637810396041195799_-785916563/overview",
                "?alertId=da637111536085551266_1012263407",
                "https://securitycenter.windows.com/alert/636210704265059241_673569822",
            ],
        );
        assert_eq!(
            linked(&page),
            [
                ALERT,
                OTHER,
                "da637111470533220658_-1814166510",
                "ed637810396041195799_-785916563",
                "da637111536085551266_1012263407",
                "636210704265059241_673569822",
            ]
        );
        assert_eq!((page.named.as_ref(), page.count()), (None, 6));
        assert_eq!(page.tenant, Some(tenant(TENANT)));
    }

    #[test]
    fn links_to_elsewhere_are_passed_over() {
        let links: Vec<String> = [
            "",
            "#",
            "/alerts",
            "/alerts/overview",
            "/file/da5e45915354850261cf0e87dc7af19597b1bb1e/alerts",
            "javascript:/alerts/{}",
            "mailto:alerts/{}",
            "blob:https://security.microsoft.com/alerts/{}",
            "https:/alerts/{}",
            "https:alerts/{}",
            "https://evil.example/alerts/{}",
            "//evil.example/alerts/{}",
            "///evil.example/alerts/{}",
            "/\\evil.example/alerts/{}",
            "\\\\evil.example\\alerts\\{}",
            "/\t/evil.example/alerts/{}",
            "https://security.microsoft.com\\@evil.example/alerts/{}",
            // A portal of another cloud: its alerts cannot be this tenant's.
            "https://security.microsoft.us/alerts/{}",
            "https://security.apps.mil/alerts/{}",
        ]
        .into_iter()
        .map(|link| link.replace("{}", ALERT))
        .collect();
        for link in &links {
            assert_eq!(linked(&page(INCIDENT, &[link])), [""; 0], "{link}");
        }
    }

    #[test]
    fn the_alert_of_the_page_is_not_one_of_its_links() {
        let url = format!("https://security.microsoft.com/alerts/{ALERT}");
        let page = page(&url, &["/alerts/Da637551227677560813_-961444813", "/alerts/da637578995287051192_756343937"]);
        assert_eq!(page.named, Some(id(ALERT)));
        assert_eq!(linked(&page), [OTHER]);
        assert_eq!(page.count(), 2);
    }

    #[test]
    fn a_link_may_name_its_own_tenant_and_otherwise_has_the_page_s() {
        let own = "567ea528-4e82-40fa-914e-38c05fd69677";
        let page = page(
            INCIDENT,
            &[
                &format!("/alerts/{ALERT}?tid={own}"),
                &format!("/alerts/{OTHER}"),
                &format!("/alerts/{ALERT}"),
                // Seen without a tenant before: this link knows more.
                "/alerts/da637111470533220658_-1814166510",
                &format!("/alerts/da637111470533220658_-1814166510?tid={own}"),
            ],
        );
        let tenants: Vec<_> = page.linked.iter().map(|alert| page.tenant_of(alert).cloned()).collect();
        assert_eq!(tenants, [Some(tenant(own)), Some(tenant(TENANT)), Some(tenant(own))]);
    }

    #[test]
    fn alerts_found_while_scrolling_add_up() {
        let seen = page(INCIDENT, &[&format!("/alerts/{ALERT}")]);
        let later = page(INCIDENT, &[&format!("/alerts/{OTHER}"), &format!("/alerts/{ALERT}?tid={TENANT}")]);
        let both = later.after(seen);
        assert_eq!(linked(&both), [ALERT, OTHER]);
        assert_eq!(both.linked[0].tenant, Some(tenant(TENANT)));
    }

    #[test]
    fn another_page_starts_anew() {
        let seen = page(INCIDENT, &[&format!("/alerts/{ALERT}")]);
        for url in [
            "https://security.microsoft.com/incident2/153/overview?tid=b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c",
            "https://security.microsoft.com/incident2/152/overview?tid=567ea528-4e82-40fa-914e-38c05fd69677",
            "https://security.microsoft.us/incident2/152/overview?tid=b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c",
            "https://security.microsoft.com/alerts",
        ] {
            let next = page(url, &[]);
            assert_eq!(next.clone().after(seen.clone()), next, "{url}");
        }
    }

    #[test]
    fn a_page_about_another_alert_starts_anew_also_where_the_query_alone_names_it() {
        let links = [&*format!("/alerts/{OTHER}")];
        for address in
            ["https://security.microsoft.com/incidents/byalert?alertId=", "https://security.microsoft.com/alerts?id="]
        {
            let seen = page(&format!("{address}{ALERT}"), &links);
            let next = page(&format!("{address}da637578995287051192_1"), &[]);
            assert_eq!(next.clone().after(seen.clone()), next, "{address}");
            assert_eq!(linked(&page(&format!("{address}{ALERT}"), &[]).after(seen)), [OTHER], "{address}");
        }
        let seen = page(&format!("{INCIDENT}&alertId={ALERT}"), &links);
        let next = page(&format!("{INCIDENT}&alertId=da637578995287051192_1"), &[]).after(seen);
        assert_eq!(linked(&next), [OTHER], "an incident's page is about the incident");
    }

    #[test]
    fn a_page_that_comes_to_name_a_linked_alert_links_it_no_more() {
        let seen = page(INCIDENT, &[&format!("/alerts/{ALERT}"), &format!("/alerts/{OTHER}")]);
        let opened = page(&format!("{INCIDENT}&alertId={ALERT}"), &[]).after(seen);
        assert_eq!((opened.named.as_ref(), linked(&opened)), (Some(&id(ALERT)), vec![OTHER]));
    }

    #[test]
    fn ten_thousand_links_give_the_first_500_alerts() {
        let links: Vec<String> = (0..10_000).map(|n| format!("/alerts/da63755122767756{:04}_-1", n / 2)).collect();
        let mut page = page(INCIDENT, &[]);
        page.add_links(links.iter().map(String::as_str));
        assert_eq!(page.linked.len(), PageAlerts::MOST_LINKED);
        assert_eq!(page.linked[499].id.as_str(), "da637551227677560499_-1");

        let mut later = PageAlerts::of(INCIDENT).expect("a page of the portal");
        later.add_links(links[5_000..].iter().map(String::as_str));
        let both = later.after(page.clone());
        assert_eq!(both, page, "the list is full and stays as it was");
    }

    #[test]
    fn each_link_is_looked_at_once_and_none_after_the_list_is_full() {
        let mut asked = 0;
        let same = format!("/alerts/{ALERT}");
        let mut page = PageAlerts::of(INCIDENT).expect("a page of the portal");
        page.add_links(iter::repeat_n(same.as_str(), 10_000).inspect(|_| asked += 1));
        assert_eq!((asked, page.linked.len()), (10_000, 1));

        let links: Vec<String> = (0..10_000).map(|n| format!("/alerts/da63755122767756{n:04}_-1")).collect();
        asked = 0;
        page.add_links(links.iter().map(String::as_str).inspect(|_| asked += 1));
        assert_eq!((asked, page.linked.len()), (500, 500));
    }

    #[test]
    fn a_page_comes_back_from_storage_as_it_was() {
        let page = page(&format!("{INCIDENT}&alertId={OTHER}"), &[&format!("/alerts/{ALERT}?tid={TENANT}")]);
        let stored = page.to_record().to_string();
        let read = |text: &str| PageAlerts::from_record(&Json::parse(text).expect("JSON"));
        assert_eq!(read(&stored), Some(page));
        let tampered = stored.replace(ALERT, "../machines");
        assert_eq!(read(&tampered), None, "{tampered}");
    }
}

mod pasted_text {
    use super::*;

    fn check(text: &str, alert: &str, tid: Option<&str>, host: Option<PortalHost>) {
        let wanted = Pasted { alert: id(alert), tenant: tid.map(tenant), host };
        assert_eq!(pasted(text), Some(wanted), "{text}");
    }

    #[test]
    fn an_id_is_found_whatever_stands_around_it() {
        for text in [
            "{}",
            "  {}\n",
            "{}.",
            "\"{}\"",
            "'{}',",
            "<{}>",
            "({});",
            "`{}`",
            "**{}**",
            "„{}“",
            "（{}）",
            "{}…",
            "{}:Y3JlYXRlZC9ieStTSUVN==",
            "{}:YWJj",
            "Alert: {}",
            "AlertId:{}",
            "alertId={}&source=SIEM",
            "please look at {}, it is urgent",
            "Tenant b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c, 2026-01-22T20:43:42Z, alert {}",
            "CVE-2021-44228 on DESKTOP-4F2A1B9 (KB5005565): {}!",
            "{\"alertId\":\"{}\",\"severity\":\"High\"}",
            "{\\\"alertId\\\":\\\"{}\\\"}",
            "High,{},2026/01/22 20:43",
            "https://evil.example/x {}",
            "{} https://security.microsoft.com/alerts/da637111470533220658_-1814166510",
            "/alerts/{}",
            "alerts/{}",
            "GET /api/alerts/{}/files",
            "\u{200b}{}\u{feff}",
            "见{}。",
        ] {
            for alert in [ALERT, "da1712631f-3404-43b0-8e5f-9e7ce03198d6_1", "636210704265059241_673569822"] {
                check(&text.replace("{}", alert), alert, None, None);
            }
        }
    }

    #[test]
    fn a_link_is_found_however_it_was_written() {
        for text in [
            "https://security.microsoft.com/alerts/{a}?tid={t}",
            "security.microsoft.com/alerts/{a}?tid={t}",
            "<https://security.microsoft.com/alerts/{a}?tid={t}>",
            "\"https://security.microsoft.com/alerts/{a}?tid={t}\",",
            "(see https://security.microsoft.com/alerts/{a}?tid={t}).",
            "'https://security.microsoft.com/alerts/{a}?tid={t}'",
            "[{a}](https://security.microsoft.com/alerts/{a}?tid={t})",
            "{a}: https://security.microsoft.com/alerts/{a}?tid={t}",
            "Alert {a}\n\nhttps://evil.example/{a}\nhttps://security.microsoft.com/alerts/{a}?tid={t}",
            "link:https://security.microsoft.com/alerts/{a}?tid={t}",
            "<a href='https://security.microsoft.com/alerts/{a}?x=1&amp;tid={t}'>",
            "hxxps://security.microsoft.com/alerts/{a}?tid={t}",
            "hXXps://security[.]microsoft[.]com/alerts/{a}?tid={t}",
            "hxxps[://]security(.)microsoft[dot]com/alerts/{a}?tid={t}",
            "hxxps[:]//security.microsoft{.}com[/]alerts/{a}?tid={t}",
            "https:\\/\\/security.microsoft.com\\/alerts\\/{a}?tid={t}",
            "https:\\\\/\\\\/security.microsoft.com\\\\/alerts\\\\/{a}?tid={t}",
            "{\"url\":\"https://security.microsoft.com/alerts/{a}?x=1\\u0026tid={t}\"}",
            "{\"url\":\"https://security.microsoft.com/incidents/byalert?alertId={a}&source=SIEM&tid={t}\"}",
            "https%3A%2F%2Fsecurity.microsoft.com%2Falerts%2F{a}%3Ftid%3D{t}",
            "https%253A%252F%252Fsecurity.microsoft.com%252Falerts%252F{a}%253Ftid%253D{t}",
            "https://security.microsoft.com/alerts%2F{a}?tid={t}",
            "HTTPS://SECURITY.MICROSOFT.COM/alerts/{a}?tid={t}",
            "https://nam12.safelinks.protection.outlook.com/?url=https%3A%2F%2Fsecurity.microsoft.com%2Falerts%2F{a}%3Ftid%3D{t}&data=05%7C02&reserved=0",
        ] {
            let text = text.replace("{a}", ALERT).replace("{t}", TENANT);
            check(&text, ALERT, Some(TENANT), Some(PortalHost::Commercial));
        }
    }

    #[test]
    fn a_link_may_have_no_tenant_or_a_cut_one() {
        for query in ["", "?tid=", "?tid=4b2462a4-bbee-495...", "?tid=<tenant_id>"] {
            check(
                &format!("https://securitycenter.microsoft.com/alert/{ALERT}{query}"),
                ALERT,
                None,
                Some(PortalHost::OldCommercial),
            );
        }
    }

    #[test]
    fn a_path_alone_has_a_tenant_but_no_host() {
        check(&format!("/alerts/{ALERT}?tid={TENANT}"), ALERT, Some(TENANT), None);
    }

    #[test]
    fn a_dash_that_a_text_program_made_of_the_minus_is_a_minus() {
        for dash in ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2212}'] {
            check(&format!("da637551227677560813_{dash}961444813"), ALERT, None, None);
        }
    }

    #[test]
    fn a_single_word_may_be_any_id_but_a_word_among_others_only_a_plain_one() {
        for word in ["da1234", "50c27011-725c-41d8-9090-efd4c10132c2", "\"da638123456789_-123456\"", " zz12345678. "] {
            let alone = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            check(word, alone, None, None);
        }
        for text in ["see da1234 please", "tenant 50c27011-725c-41d8-9090-efd4c10132c2", "it was 2026-01-22"] {
            assert_eq!(pasted(text), None, "{text}");
        }
    }

    #[test]
    fn text_without_an_alert_has_none() {
        for text in [
            "",
            " ",
            "hello",
            "not_exist",
            "152",
            "2026",
            "../machines",
            "%2e%2e%2f",
            "da5e45915354850261cf0e87dc7af19597b1bb1e",
            "SHA-1 da5e45915354850261cf0e87dc7af19597b1bb1e",
            "https://security.microsoft.com/alerts",
            "https://security.microsoft.com/incidents/37",
            "https://security.microsoft.com/file/da5e45915354850261cf0e87dc7af19597b1bb1e/alerts",
            "https://security.microsoft.com/alerts/<AlertId>",
        ] {
            assert_eq!(pasted(text), None, "{text}");
        }
    }

    #[test]
    fn a_link_to_a_host_that_only_looks_like_the_portal_gives_nothing() {
        for text in [
            "https://defender.microsoft.com/alert/{}",
            "https://security.microsoft.com.evil.example/alerts/{}",
            "https://evil.example/alerts/{}",
            "evil.example/alerts/{}",
            "hxxps://evil[.]example/alerts/{}",
            "https%3A%2F%2Fevil.example%2Falerts%2F{}",
            "https://security.microsoft.com@evil.example/alerts/{}",
            "https://evil.example\\@security.microsoft.com/alerts/{}",
            "https://evil.example\\/@security.microsoft.com/alerts/{}",
            "https://evil.example/?u=https://security.microsoft.com/alerts/{}",
            "https://evil.example/?u=https%3A%2F%2Fsecurity.microsoft.com%2Falerts%2F{}",
            "evil.example/?u=https://security.microsoft.com/alerts/{}",
            "https://evil.example/(security.microsoft.com/alerts/{})",
            "https://evil.example/,{}",
            "https://ѕecurity.microsoft.com/alerts/{}",
            "https://security。microsoft。com/alerts/{}",
            "https://x.safelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fsecurity.microsoft.com%2Falerts%2F{}",
            "https://evil.example#.safelinks.protection.outlook.com/?url=https%3A%2F%2Fsecurity.microsoft.com%2Falerts%2F{}",
            "https://nam12.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2Falerts%2F{}",
            "ftp://security.microsoft.com/alerts/{}",
        ] {
            let text = text.replace("{}", ALERT);
            assert_eq!(pasted(&text), None, "{text}");
        }
    }
}

/// Texts that tempt a reader to start over at every character.
const TEMPTING: [&str; 24] = [
    "a",
    "/",
    "\\",
    "%",
    "%2F",
    "%25",
    "://",
    "https://",
    "hxxps://",
    "alerts/",
    "/alerts/alerts",
    "../",
    "x/../",
    "&",
    "?",
    "=",
    "&tid=",
    "&alertId=",
    "[",
    "[.",
    ":da1",
    "da637551227677560813_",
    "( ",
    "\u{200b}ü",
];

/// A reader that starts over at every character would not come back from a megabyte.
fn check_garbage(piece: &str, length: usize) {
    let garbage = piece.repeat(length / piece.len());
    assert_eq!(pasted(&garbage), None, "{piece}");
    for start in ["/", "/alerts?id="] {
        let url = format!("https://security.microsoft.com{start}{garbage}");
        assert_eq!(PortalUrl::parse(&url).and_then(|url| url.alert), None, "{url:.60}");
    }
    assert_eq!(linked(&page("https://security.microsoft.com/", &[&garbage])), [""; 0], "{piece}");
}

#[test]
fn ten_kilobytes_of_garbage_name_nothing() {
    TEMPTING.into_iter().for_each(|piece| check_garbage(piece, 10_000));
}

#[test]
fn a_megabyte_of_garbage_names_nothing() {
    for piece in ["/", "%2F", "x/../", "https://", "/alerts/alerts", "&tid=", ":da1"] {
        check_garbage(piece, 1_000_000);
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_gives_safe_ids(text in any::<String>()) {
        all_ids_are_path_safe(&text)?;
    }

    #[test]
    fn text_made_of_what_addresses_are_made_of_is_read_without_panic(
        pieces in prop::collection::vec(prop::sample::select([&TEMPTING[..], &[
            "https://security.microsoft.com/", "security.microsoft.com", "evil.example", "@", ":443", "?tid=",
            "?id=", "alertId=", ALERT, TENANT, "da1234", "-961444813", "..", "\t", "\n", "\"", "<", ",", "ü", "%C3", "\\u0026",
            "&amp;", "hxxp", "#", "_", "-", "0",
        ]].concat()), 0..24)
    ) {
        all_ids_are_path_safe(&pieces.concat())?;
    }

    #[test]
    fn every_id_is_found_in_every_address(
        prefix in "(?i)(da|ed)?",
        ticks in 600_000_000_000_000_000_u64..700_000_000_000_000_000,
        number: i32,
        host in prop::sample::select(PortalHost::ALL.to_vec()),
        way in prop::sample::select(vec!["/alerts/{}", "/alert/{}", "/alerts/{}/more", "/alerts%2F{}", "/incidents/byalert?alertId={}&source=SIEM", "/alerts?id={}"]),
    ) {
        let alert = format!("{prefix}{ticks}_{number}");
        let url = format!("https://{}{}", host.name(), way.replace("{}", &alert));
        let read = PortalUrl::parse(&url).expect("a page of the portal");
        prop_assert_eq!(read.host, host);
        prop_assert_eq!(read.alert, Some(id(&alert)));
        prop_assert_eq!(pasted(&format!("see {url}, please")).map(|found| found.alert), Some(id(&alert)));
        prop_assert_eq!(pasted(&url.replace('/', "\\/")).map(|found| found.alert), Some(id(&alert)));
    }

    #[test]
    fn no_other_host_is_the_portal(host in "[a-z.@:\\\\-]{1,12}", way in prop::sample::select(vec!["{}security.microsoft.com", "security.microsoft.com{}", "security{}microsoft.com"])) {
        let authority = way.replace("{}", &host);
        let is_portal = ["security.microsoft.com", "mto.security.microsoft.com"].contains(&authority.as_str());
        prop_assert_eq!(PortalUrl::parse(&format!("https://{authority}/alerts/{ALERT}")).is_some(), is_portal);
    }

    #[test]
    fn a_tenant_is_always_a_whole_guid(value in any::<String>()) {
        let url = format!("https://security.microsoft.com/alerts?tid={value}");
        if let Some(tenant) = PortalUrl::parse(&url).and_then(|url| url.tenant) {
            prop_assert_eq!(tenant.to_string().len(), 36);
        }
    }
}

fn all_ids_are_path_safe(text: &str) -> Result<(), TestCaseError> {
    let mut page = PageAlerts::of("https://security.microsoft.com/incidents").expect("a page of the portal");
    page.add_links(slice::from_ref(&text).iter().copied());
    let found = pasted(text).map(|found| found.alert);
    let read = PortalUrl::parse(text).and_then(|url| url.alert);
    let of_page = PageAlerts::of(text).and_then(|page| page.named);
    for id in found.into_iter().chain(read).chain(of_page).chain(page.linked.into_iter().map(|alert| alert.id)) {
        prop_assert!(
            (6..=128).contains(&id.as_str().len())
                && id.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'),
            "`{id}` in `{text}`"
        );
    }
    Ok(())
}
