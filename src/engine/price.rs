//! What the form costs.

use crate::engine::answers::Answers;
use crate::engine::decimal::Decimal;
use crate::engine::definition::{Line, Period};
use crate::engine::json::Json;
use crate::engine::kinds::Answer;

/// An amount and the VAT on it, in øre.
///
/// ```
/// use blankett::engine::price::Price;
/// let price = Price { net: 530_000, vat: 132_500 };
/// assert_eq!(price.gross(), 662_500);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// Without VAT.
    pub net: u64,
    /// The VAT, rounded half up to a whole øre.
    pub vat: u64,
}

impl Price {
    /// With VAT.
    pub fn gross(self) -> u64 {
        self.net + self.vat
    }

    fn plus(self, other: Self) -> Self {
        Self {
            net: self.net + other.net,
            vat: self.vat + other.vat,
        }
    }
}

/// The most øre of one line: ten billion kroner. Sums of many stay exact in
/// any JSON reader.
const MOST: u64 = 1_000_000_000_000;

/// One line of the order as it stands now.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderLine {
    /// The field that it is about.
    pub field: usize,
    /// Which of its options, if it is one.
    pub option: Option<usize>,
    /// How many.
    pub quantity: Decimal,
    /// What it comes to; `None` for what is charged later.
    pub price: Option<Price>,
    /// How often.
    pub period: Period,
}

/// What a line comes to.
enum Amount {
    /// Not ordered, or not known yet.
    None,
    /// Charged later.
    Later,
    /// So much, for so many.
    Of(Decimal, Price),
    /// More than can be written down.
    TooMuch,
}

fn amount(answers: &Answers, line: &Line) -> Amount {
    if !ordered(answers, line) {
        return Amount::None;
    }
    let Some(amount) = line.rate.on(answers.today()) else {
        return Amount::Later;
    };
    let one = Decimal::from(1);
    let quantity = match &line.rate.quantity {
        None => Some(one),
        Some(quantity) => quantity.number(answers),
    };
    let known = quantity.filter(|it| *it > Decimal::from(0));
    let Some((quantity, first)) = known.zip(amount.amount.number(answers)) else {
        return Amount::None;
    };
    let net = match amount.further {
        None => first.times(quantity),
        Some(further) => quantity
            .minus(one)
            .and_then(|it| it.times(further))
            .and_then(|it| it.plus(first)),
    };
    match net.and_then(ore).filter(|net| *net < MOST) {
        Some(net) => {
            let vat = (net * u64::from(line.rate.vat) + 50) / 100;
            Amount::Of(quantity, Price { net, vat })
        }
        None => Amount::TooMuch,
    }
}

/// A whole number of øre, rounded half up.
fn ore(net: Decimal) -> Option<u64> {
    let doubled = net.times(Decimal::from(2))?.plus(Decimal::from(1))?;
    u64::try_from(doubled.floor().div_euclid(2)).ok()
}

fn ordered(answers: &Answers, line: &Line) -> bool {
    match line.option {
        None => answers.is_shown(line.field),
        Some(option) => is_chosen(answers, line.field, option),
    }
}

/// Whether an option is among the chosen.
fn is_chosen(answers: &Answers, field: usize, option: usize) -> bool {
    let code = &answers.definition().fields[field].kind.choices()[option].code;
    match answers.value(field) {
        Some(Answer::Text(chosen)) => chosen == *code,
        Some(Answer::Choices(chosen)) => chosen.contains(code),
        _ => false,
    }
}

/// The order as it stands now: what is shown, chosen and counted.
pub fn order(answers: &Answers) -> Vec<OrderLine> {
    let mut order = Vec::new();
    for line in &answers.definition().lines {
        let (quantity, price) = match amount(answers, line) {
            Amount::None | Amount::TooMuch => continue,
            Amount::Later => (Decimal::from(1), None),
            Amount::Of(quantity, price) => (quantity, Some(price)),
        };
        order.push(OrderLine {
            field: line.field,
            option: line.option,
            quantity,
            price,
            period: line.rate.period,
        });
    }
    order
}

/// What one of a line costs today, before anything is known of how many.
pub fn each(answers: &Answers, line: &Line) -> Option<Price> {
    let amount = &line.rate.on(answers.today())?.amount;
    let net = amount.number(answers).and_then(ore)?;
    let vat = (net * u64::from(line.rate.vat) + 50) / 100;
    Some(Price { net, vat })
}

/// Whether this field's answer makes some line more than can be written down.
pub fn overflows(answers: &Answers, field: usize) -> bool {
    answers.definition().lines.iter().any(|line| {
        let mut hangs = false;
        line.rate.fields(&mut |it| hangs |= it == field);
        hangs && matches!(amount(answers, line), Amount::TooMuch)
    })
}

/// The sum of all lines with this period; `None` if there is none.
pub fn sum(order: &[OrderLine], period: Period) -> Option<Price> {
    order
        .iter()
        .filter(|it| it.period == period)
        .filter_map(|it| it.price)
        .reduce(Price::plus)
}

/// The envelope's `totals` in øre: the currency, the sum of what is charged once
/// as `net`, `vat` and `gross`, that of what is charged every `month` and every
/// `year`, and each of the `lines`. An empty object for an order of nothing.
///
/// ```
/// use blankett::engine::{answers::Answers, definition::Definition, price};
/// let definition = Definition::read(r#"{
///     "id": "a", "version": "1", "title": "A", "sections": [{"id": "s", "title": "S", "fields": [
///         {"key": "pris", "kind": "price", "amount": 530000, "vat": 25, "label": "Pris"}
///     ]}]
/// }"#).unwrap();
/// let totals = price::totals(&Answers::new(definition.into(), "nb"));
/// assert_eq!(totals.get("gross").unwrap().canonical(), "662500");
/// assert_eq!(totals.get("lines").unwrap().canonical(),
///     r#"[{"gross":662500,"key":"pris","net":530000,"period":"once","quantity":1,"vat":132500}]"#);
/// ```
pub fn totals(answers: &Answers) -> Json {
    totals_of(answers, &order(answers), "")
}

/// The same for some of the lines: those of one form of a packet, whose keys all
/// begin with `prefix`, which is left out.
pub fn totals_of(answers: &Answers, order: &[OrderLine], prefix: &str) -> Json {
    if order.is_empty() {
        return Json::Object(Vec::new());
    }
    let mut members = vec![("currency".to_owned(), Json::text("NOK"))];
    put(&mut members, sum(order, Period::Once).unwrap_or_default());
    for period in [Period::Month, Period::Year] {
        if let Some(sum) = sum(order, period) {
            let mut inner = Vec::new();
            put(&mut inner, sum);
            members.push((period.name().to_owned(), Json::Object(inner)));
        }
    }
    let lines = order.iter().map(|line| written(answers, line, prefix));
    members.push(("lines".to_owned(), Json::Array(lines.collect())));
    Json::Object(members)
}

fn written(answers: &Answers, line: &OrderLine, prefix: &str) -> Json {
    let field = &answers.definition().fields[line.field];
    let key = field.key.strip_prefix(prefix).unwrap_or(&field.key);
    let mut members = vec![
        ("key".to_owned(), Json::text(key)),
        ("quantity".to_owned(), Json::Number(line.quantity)),
        ("period".to_owned(), Json::text(line.period.name())),
    ];
    if let Some(option) = line.option {
        let code = &field.kind.choices()[option].code;
        members.push(("option".to_owned(), Json::text(code)));
    }
    match line.price {
        Some(price) => put(&mut members, price),
        None => members.push(("later".to_owned(), Json::Bool(true))),
    }
    Json::Object(members)
}

fn put(members: &mut Vec<(String, Json)>, price: Price) {
    let amounts = [
        ("net", price.net),
        ("vat", price.vat),
        ("gross", price.gross()),
    ];
    for (name, amount) in amounts {
        let amount = i64::try_from(amount)
            .ok()
            .and_then(|it| Decimal::try_from(it).ok());
        members.push((name.to_owned(), amount.map_or(Json::Null, Json::Number)));
    }
}
