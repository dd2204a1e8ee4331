//! How common a file is worldwide.

/// On how many devices worldwide Defender saw the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prevalence(pub u64);

/// A reading aid, not a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Band {
    /// Under 50 devices.
    Rare,
    /// 50 to 1,000 devices.
    Uncommon,
    /// More than 1,000 devices.
    Common,
}

impl Prevalence {
    /// The band this number falls in.
    pub fn band(self) -> Band {
        match self.0 {
            0..50 => Band::Rare,
            50..=1_000 => Band::Uncommon,
            1_001.. => Band::Common,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_end_where_analysts_draw_the_line() {
        for (devices, band) in [
            (0, Band::Rare),
            (49, Band::Rare),
            (50, Band::Uncommon),
            (1_000, Band::Uncommon),
            (1_001, Band::Common),
            (u64::MAX, Band::Common),
        ] {
            assert_eq!(Prevalence(devices).band(), band, "{devices}");
        }
    }
}
