//! What the Defender API answered, read tolerantly.
