//! What the form costs.

use crate::engine::answers::Answers;
use crate::engine::decimal::Decimal;
use crate::engine::json::Json;
use crate::engine::kinds::{Control, Price};

/// The sum of the prices that are shown, in øre. `None` for a form without prices.
pub fn total(answers: &Answers) -> Option<Price> {
    let fields = answers.definition().fields.iter().enumerate();
    let prices = fields
        .filter(|(index, _)| answers.is_shown(*index))
        .filter_map(|(_, field)| match field.kind.control() {
            Control::Price(price) => Some(price),
            _ => None,
        });
    prices.reduce(|sum, it| Price {
        net: sum.net + it.net,
        vat: sum.vat + it.vat,
    })
}

/// The envelope's `totals`: `net`, `vat` and `gross` in øre and the currency;
/// an empty object for a form without prices.
///
/// ```
/// use blankett::engine::{answers::Answers, definition::Definition, price};
/// let definition = Definition::read(r#"{
///     "id": "a", "version": "1", "title": "A", "sections": [{"id": "s", "title": "S", "fields": [
///         {"key": "pris", "kind": "price", "amount": 530000, "vat": 25, "label": "Pris"}
///     ]}]
/// }"#).unwrap();
/// let totals = price::totals(&Answers::new(definition.into(), "nb"));
/// assert_eq!(totals.canonical(), r#"{"currency":"NOK","gross":662500,"net":530000,"vat":132500}"#);
/// ```
pub fn totals(answers: &Answers) -> Json {
    let ore = |amount: u64| {
        let amount = i64::try_from(amount)
            .ok()
            .and_then(|it| Decimal::try_from(it).ok());
        amount.map_or(Json::Null, Json::Number)
    };
    let members = total(answers).map(|sum| {
        vec![
            ("currency".to_owned(), Json::text("NOK")),
            ("net".to_owned(), ore(sum.net)),
            ("vat".to_owned(), ore(sum.vat)),
            ("gross".to_owned(), ore(sum.gross())),
        ]
    });
    Json::Object(members.unwrap_or_default())
}
