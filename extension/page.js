// Starts the popup, the side panel or the options page: the wasm looks at the address.
import init, { open_page } from './hashcard.js';

// The first card waits for these answers. They are asked for here, so that the browser gives them while it compiles the
// wasm; what cannot be had the wasm asks for itself (src/browser/ahead.rs).
const none = () => null;
const tabs = chrome.tabs.query({ active: true, currentWindow: true });
const local = chrome.storage.local.get({ settings: null, policy: null });
const session = tabs.then(([tab]) =>
  chrome.storage.session.get({
    sessions: null,
    'copy-request': null,
    'sign-in outcome': null,
    'sign-in pending': null,
    [`page ${tab?.id}`]: null,
    [`job ${tab?.id}`]: null,
    [`view ${tab?.id}`]: null,
  }),
);
const ahead = { tabs: tabs.catch(none), local: local.catch(none), session: session.catch(none) };

await init({ module_or_path: './hashcard_bg.wasm' });
open_page(ahead);
