//! `$filter` as far as the alerts page documents it: comparisons joined by `and`, these joined by `or`.

use serde_json::Value;

/// The properties that can be filtered by.
const FIELDS: [&str; 12] = [
    "alertCreationTime",
    "lastUpdateTime",
    "incidentId",
    "InvestigationId",
    "id",
    "assignedTo",
    "asssignedTo",
    "detectionSource",
    "lastEventTime",
    "status",
    "severity",
    "category",
];

/// Alternatives, each a list of comparisons that all must hold.
#[derive(Debug)]
pub struct Filter(Vec<Vec<Comparison>>);

#[derive(Debug)]
struct Comparison {
    field: String,
    operator: Operator,
    operand: Operand,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

#[derive(Debug)]
enum Operand {
    Text(String),
    Number(i64),
}

impl Filter {
    /// Reads a filter; the error says which part is not one.
    pub fn parse(text: &str) -> Result<Filter, String> {
        let alternative = |part: &str| part.split(" and ").map(Comparison::parse).collect();
        text.split(" or ").map(alternative).collect::<Result<_, _>>().map(Filter)
    }

    /// Whether an alert is selected.
    pub fn accepts(&self, alert: &Value) -> bool {
        self.0.iter().any(|comparisons| comparisons.iter().all(|comparison| comparison.holds(alert)))
    }
}

impl Comparison {
    fn parse(text: &str) -> Result<Comparison, String> {
        let refused = || format!("The query specified in the URI is not valid: '{text}'.");
        let mut words = text.trim().splitn(3, ' ');
        let (field, operator, operand) = (words.next(), words.next(), words.next());
        let field = field.filter(|name| FIELDS.contains(name)).ok_or_else(refused)?;
        let operator = match operator {
            Some("eq") => Operator::Equal,
            Some("ne") => Operator::NotEqual,
            Some("gt") => Operator::Greater,
            Some("ge") => Operator::GreaterOrEqual,
            Some("lt") => Operator::Less,
            Some("le") => Operator::LessOrEqual,
            _ => return Err(refused()),
        };
        let operand = operand.ok_or_else(refused)?;
        let quoted = operand.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        let operand = match (quoted, operand.parse()) {
            (Some(text), _) => Operand::Text(text.to_owned()),
            (None, Ok(number)) => Operand::Number(number),
            // A moment stands without quotes.
            (None, Err(_)) if operand.starts_with(|first: char| first.is_ascii_digit()) => {
                Operand::Text(operand.to_owned())
            }
            (None, Err(_)) => return Err(refused()),
        };
        Ok(Comparison { field: field.replace("asssigned", "assigned"), operator, operand })
    }

    fn holds(&self, alert: &Value) -> bool {
        let name = if self.field == "InvestigationId" { "investigationId" } else { &self.field };
        let order = match &self.operand {
            Operand::Text(text) => alert[name].as_str().map(|value| value.cmp(text)),
            Operand::Number(number) => alert[name].as_i64().map(|value| value.cmp(number)),
        };
        match (self.operator, order) {
            (Operator::NotEqual, order) => order.is_none_or(std::cmp::Ordering::is_ne),
            (_, None) => false,
            (Operator::Equal, Some(order)) => order.is_eq(),
            (Operator::Greater, Some(order)) => order.is_gt(),
            (Operator::GreaterOrEqual, Some(order)) => order.is_ge(),
            (Operator::Less, Some(order)) => order.is_lt(),
            (Operator::LessOrEqual, Some(order)) => order.is_le(),
        }
    }
}
