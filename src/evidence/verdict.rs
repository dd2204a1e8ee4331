//! What Defender determined about a file.

/// Type and value as Defender sent them; unknown words are kept as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// `determinationType`, for example `Unknown` or `Pua`.
    pub determination: Option<String>,
    /// `determinationValue`: a threat name, shown whatever the type says, for real answers carry
    /// `HackTool:MSIL/AutoKms` beside the type `Unknown`.
    pub threat: Option<String>,
}

impl Verdict {
    /// The determination, unless it says that there is none. Defender documents no list of them.
    pub fn telling_determination(&self) -> Option<&str> {
        self.determination.as_deref().filter(|determination| !determination.eq_ignore_ascii_case("unknown"))
    }
}
