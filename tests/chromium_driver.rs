//! Whether the browser driver sees and does what the other browser tests rely on.

mod support;
