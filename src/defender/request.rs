//! What is asked of the Defender API.
