//! The measured figures beside their budgets, as text and as `docs/performance.md`.

use std::fmt::Write as _;

use crate::samples::Samples;

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Milliseconds.
    Milliseconds,
    /// 2^20 bytes.
    Mebibytes,
    /// 1000 bytes.
    Kilobytes,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Unit::Milliseconds => "ms",
            Unit::Mebibytes => "MiB",
            Unit::Kilobytes => "KB",
        }
    }
}

/// What a figure may be at most.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    words: String,
    limit: f64,
}

impl Budget {
    /// A number.
    pub(crate) fn at_most(limit: f64, unit: Unit) -> Self {
        Self { words: format!("{limit} {}", unit.name()), limit }
    }

    /// So many times the floor.
    pub(crate) fn times(floor: &Samples, factor: f64) -> Self {
        let words = if factor == 1.0 { "the floor".to_owned() } else { format!("{factor:.2} x the floor") };
        Self { words, limit: floor.median() * factor }
    }

    /// The floor and a frame of 60 a second.
    pub(crate) fn one_frame_over(floor: &Samples) -> Self {
        Self { words: "the floor + 1 frame".to_owned(), limit: floor.median() + 1000.0 / 60.0 }
    }

    /// The floor and its noise.
    pub(crate) fn within_noise_of(floor: &Samples) -> Self {
        Self { words: "the floor + its noise".to_owned(), limit: floor.median() + floor.spread() }
    }
}

/// One figure.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    what: String,
    unit: Unit,
    floor: Option<Samples>,
    ours: Samples,
    budget: Budget,
}

impl Figure {
    /// A figure that the floor has too.
    pub(crate) fn beside(what: impl Into<String>, unit: Unit, floor: &Samples, ours: &Samples, budget: Budget) -> Self {
        Self { what: what.into(), unit, floor: Some(floor.clone()), ours: ours.clone(), budget }
    }

    /// A figure of the product alone.
    pub(crate) fn alone(what: impl Into<String>, unit: Unit, ours: &Samples, limit: f64) -> Self {
        Self { what: what.into(), unit, floor: None, ours: ours.clone(), budget: Budget::at_most(limit, unit) }
    }

    fn row(&self) -> String {
        let unit = self.unit.name();
        let ours = self.ours.median();
        let (floor, ratio) = match &self.floor {
            Some(floor) if floor.count() == 0 => ("not measured".to_owned(), "-".to_owned()),
            Some(floor) => (with_spread(floor, unit), format!("{:.2}", ours / floor.median())),
            None => ("-".to_owned(), "-".to_owned()),
        };
        let Budget { words, limit } = &self.budget;
        let outcome = match self.ours.count() {
            0 => "**not measured**".to_owned(),
            _ if ours <= *limit => "kept".to_owned(),
            _ => format!("**missed** ({limit:.1} {unit})"),
        };
        format!("| {} | {floor} | {} | {ratio} | {words} | {outcome} |", self.what, with_spread(&self.ours, unit))
    }
}

fn with_spread(samples: &Samples, unit: &str) -> String {
    match samples.spread() {
        spread if spread > 0.0 => format!("{:.1} {unit} (± {:.1})", samples.median(), spread / 2.0),
        _ => format!("{:.1} {unit}", samples.median()),
    }
}

/// A table of the report.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// What it is about.
    pub(crate) title: &'static str,
    /// How it was measured.
    pub(crate) explained: &'static str,
    /// Its rows.
    pub(crate) figures: Vec<Figure>,
}

impl Section {
    /// As Markdown.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("## {}\n\n{}\n\n", self.title, self.explained);
        text.push_str("| | floor | Hashcard | ratio | budget, at most | |\n| --- | ---: | ---: | ---: | --- | --- |\n");
        for figure in &self.figures {
            // A String takes every write.
            let _ = writeln!(text, "{}", figure.row());
        }
        text
    }
}
