//! The words of the guide through the set-up: four steps, and how far each is.

use super::catalogue::messages;

messages! { "guide":
    title, explained,
    register, register_how, registered, not_registered,
    ids, ids_how, ids_ready, ids_wrong, ids_saved,
    test, test_how, test_runs, test_failed, test_works,
    button, pin_how, pinned,
}
