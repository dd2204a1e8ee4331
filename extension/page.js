// Starts the popup, the side panel or the options page: the wasm looks at the address.
import init, { open_page } from './hashcard.js';

await init({ module_or_path: './hashcard_bg.wasm' });
open_page();
