//! Every sentence that an analyst reads.
