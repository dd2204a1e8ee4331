//! The browser's own parts, in a browser: locks, clock, randomness, fetch, and the cards that come and go.
//!
//! Run by `cargo xtask test` with `wasm-bindgen-test-runner` and ChromeDriver.
#![cfg(target_arch = "wasm32")]

use std::{rc::Rc, time::Duration};

use hashcard::{
    browser::{Browser, language::Intl},
    capabilities::{Clock, Fetch, Lock, Random},
    cloud::Cloud,
    contexts::popup::{
        file_list::{FileList, FileListProps},
        tools::Selection,
    },
    evidence::{File, triage::Order},
    http::{Body, FetchError, HttpRequest},
    pivots::Portal,
    secret::AccessToken,
    time::Timestamp,
    words::{
        english::English,
        language::{Numbers, Unit},
    },
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use yew::Callback;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_lock_is_held_by_one_until_its_guard_goes() {
    let held = Browser.lock("a lock of this test").await;
    assert!(Browser.try_lock("a lock of this test").await.is_none());
    assert!(Browser.try_lock("another lock").await.is_some());
    drop(held);
    let _again = Browser.lock("a lock of this test").await;
}

#[wasm_bindgen_test]
async fn sleeping_takes_at_least_as_long_as_asked() {
    let before = Browser.now();
    Browser.sleep(Duration::from_millis(20)).await;
    // Timers may be a millisecond early against the wall clock.
    assert!(Browser.now().since(before) >= Duration::from_millis(19));
}

#[wasm_bindgen_test]
fn no_two_random_draws_are_alike() {
    assert_ne!(Browser.random::<32>(), Browser.random::<32>());
}

/// English by hand is what the browser's own formats say, which take too long for the first card.
#[wasm_bindgen_test]
fn english_by_hand_is_the_browsers_english() {
    for tag in ["en", "en-US", "en-GB"] {
        let browser = Intl::new(tag);
        let numbers = (0..64).flat_map(|bits| [(1_u64 << bits) - 1, 1 << bits, 3 << (bits / 2)]);
        for number in numbers.chain([999, 1_000, 9_999, 10_000, 1_316_463, u64::MAX]) {
            assert_eq!(English.number(number), browser.number(number), "{tag}");
            assert_eq!(English.plural(number), browser.plural(number), "{tag}: {number}");
        }
        for cut in 0..1_024_u32 {
            for (digits, power) in [(0, 1), (1, 10), (2, 100)] {
                let number = f64::from(cut) / f64::from(power);
                assert_eq!(English.decimal(number, digits), browser.decimal(number, digits), "{tag}: {number}");
            }
        }
        for unit in [Unit::Minute, Unit::Hour, Unit::Day, Unit::Month, Unit::Year] {
            for count in [1, 2, 11, 59, 999, 1_000, 2_025] {
                assert_eq!(English.ago(count, unit), browser.ago(count, unit), "{tag}");
            }
        }
    }
}

/// Other languages: as the browser writes them.
#[wasm_bindgen_test]
fn other_languages_write_numbers_their_own_way() {
    let [german, polish] = ["de", "pl"].map(Intl::new);
    assert_eq!(german.number(1_316_463), "1.316.463");
    assert_eq!(german.decimal(2.28, 2), "2,28");
    assert_eq!(german.ago(7, Unit::Year), "vor 7 Jahren");
    assert_eq!([1, 3, 5].map(|count| polish.plural(count)), ["one", "few", "many"]);
}

fn get(url: &str, max_bytes: usize) -> HttpRequest {
    let bearer = AccessToken::new("a token of this test".to_owned());
    HttpRequest { url: url.to_owned(), body: Body::Get { bearer }, timeout: Duration::from_secs(5), max_bytes }
}

#[wasm_bindgen_test]
async fn an_answer_is_read_whole_up_to_its_limit() {
    let answer = Browser.fetch(get("data:application/json,{\"value\":[]}", 100)).await.expect("an answer");
    assert_eq!((answer.status, answer.body.as_str()), (200, "{\"value\":[]}"));
}

#[wasm_bindgen_test]
async fn an_answer_over_its_limit_is_too_large() {
    let answer = Browser.fetch(get("data:text/plain,eleven-byte", 10)).await;
    assert_eq!(answer, Err(FetchError::TooLarge));
}

#[wasm_bindgen_test]
async fn what_cannot_be_reached_is_unreachable() {
    let answer = Browser.fetch(get("http://127.0.0.1:1/", 10)).await;
    assert_eq!(answer, Err(FetchError::Unreachable));
}

/// How many cards are in the page when the list has `files` of them, once there are `enough`: they come frame by frame.
async fn cards_in_page(files: usize, enough: u32) -> u32 {
    let document = web_sys::window().and_then(|window| window.document()).expect("a document");
    let root = document.create_element("div").expect("an element");
    document.body().expect("a body").append_child(&root).expect("room for it");
    let props = FileListProps {
        files: Rc::new((0..files).map(|_| Rc::new(File::default())).collect()),
        filter: String::new(),
        order: Order::default(),
        now: Timestamp(0),
        second: Timestamp(0),
        alerts_in_job: None,
        copied: None,
        selection: Selection::default(),
        export: None,
        settings: Rc::default(),
        known_good: Rc::default(),
        unfolded: false,
        portal: Portal { cloud: Cloud::Commercial, tenant: None },
        asked: Default::default(),
        intend: Callback::noop(),
    };
    let list = yew::Renderer::<FileList>::with_root_and_props(root.clone(), props).render();
    let count = || root.query_selector_all("article").expect("a selector").length();
    for _ in 0..100 {
        if count() >= enough {
            break;
        }
        Browser.sleep(Duration::from_millis(100)).await;
    }
    let cards = count();
    list.destroy();
    root.remove();
    cards
}

#[wasm_bindgen_test]
async fn up_to_200_cards_all_are_in_the_page() {
    assert_eq!(cards_in_page(200, 200).await, 200);
}

#[wasm_bindgen_test]
async fn of_more_cards_only_those_near_the_view_are_in_the_page() {
    // Without the style sheet eight cards are taller than two screens; tests/in_chromium/cards.rs scrolls to the last one.
    let cards = cards_in_page(5_000, 8).await;
    assert!((8..1_000).contains(&cards), "{cards}");
}
