//! Measured numbers and what is said of them.

/// The same thing measured several times.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    /// Something that was measured once because it does not vary.
    pub(crate) fn once(value: f64) -> Self {
        Self(vec![value])
    }

    /// One more.
    pub(crate) fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    /// How often it was measured.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The one in the middle; of two in the middle their mean. 0 without any.
    pub(crate) fn median(&self) -> f64 {
        self.quantile(1, 2)
    }

    /// The distance between the quarters, which holds the middle half of all: what counts as noise.
    pub(crate) fn spread(&self) -> f64 {
        self.quantile(3, 4) - self.quantile(1, 4)
    }

    fn quantile(&self, of: usize, parts: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
        let (at, rest) = (last * of / parts, last * of % parts);
        let next = sorted[(at + 1).min(last)];
        sorted[at] + (next - sorted[at]) * rest as f64 / parts as f64
    }
}
