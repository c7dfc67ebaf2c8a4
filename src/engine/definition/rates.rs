//! What things cost: prices as configuration.

use crate::engine::condition::{Fields, Formula};
use crate::engine::decimal::Decimal;
use crate::engine::kinds::iso;
use crate::engine::reader::{ReadError, Reader};
use chrono::NaiveDate;

/// What may stand on the order: a `price` field, or an option that costs something.
pub struct Line {
    /// The field.
    pub field: usize,
    /// Which of its options, if it is one.
    pub option: Option<usize>,
    /// What it costs.
    pub rate: Rate,
}

/// What something costs, without VAT, in øre.
pub struct Rate {
    /// Amounts by the day from which they are valid, the earliest first. Empty
    /// for what is charged later, such as postage.
    pub amounts: Vec<Amount>,
    /// How many; one if `None`.
    pub quantity: Option<Formula>,
    /// VAT in per cent.
    pub vat: u32,
    /// How often it is charged.
    pub period: Period,
}

/// An amount and the day from which it is valid.
pub struct Amount {
    /// The day; always if `None`.
    pub from: Option<NaiveDate>,
    /// Øre for one, or for the first.
    pub amount: Formula,
    /// Øre for each after the first, if that is another amount.
    pub further: Option<Decimal>,
}

/// How often something is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Once.
    Once,
    /// Every month.
    Month,
    /// Every year.
    Year,
    /// The vendor does not say how often; never part of a sum.
    Other,
}

impl Period {
    /// All of them, in the order in which sums are shown.
    pub const ALL: [Self; 4] = [Self::Once, Self::Month, Self::Year, Self::Other];

    /// Its name in definitions, in the envelope and in locales.
    pub fn name(self) -> &'static str {
        ["once", "month", "year", "other"][self as usize]
    }
}

impl Rate {
    /// Reads a rate out of the field or option that has it. Told are: no amount
    /// or several, and dates out of order.
    pub(super) fn read(reader: &Reader, fields: &dyn Fields, errors: &mut Vec<ReadError>) -> Self {
        let mut amounts = Vec::new();
        let mut add = |from, reader: &Reader, errors: &mut Vec<ReadError>| {
            if let Some(amount) = reader.at("amount") {
                amounts.push(Amount {
                    from,
                    amount: Formula::read(&amount, fields, errors),
                    further: reader.number_at("further"),
                });
            }
        };
        let ways = ["amount", "prices", "later"].map(|it| reader.at(it).is_some());
        if ways.iter().filter(|it| **it).count() != 1 {
            errors.push(reader.wrong(&["Expected one of \"amount\", \"prices\" and \"later\"."]));
        }
        add(None, reader, errors);
        let mut last = None;
        if let Some(prices) = reader.at("prices") {
            for price in prices.items() {
                let from = iso(price.string_at("from"));
                if from <= last {
                    let words = "Expected a date such as 2026-12-24, the earliest first.";
                    errors.push(price.wrong(&[words]));
                }
                last = from;
                add(from, &price, errors);
            }
        }
        let period = reader.string_at("period");
        let quantity = reader.at("quantity");
        Self {
            amounts,
            quantity: quantity.map(|it| Formula::read(&it, fields, errors)),
            vat: reader.count_at("vat").unwrap_or(25),
            period: Period::ALL
                .into_iter()
                .find(|it| it.name() == period)
                .unwrap_or(Period::Once),
        }
    }

    /// The amount that is valid on a day; the first one if the day is not known.
    pub fn on(&self, day: Option<NaiveDate>) -> Option<&Amount> {
        let begun = |it: &&Amount| {
            it.from
                .is_none_or(|from| day.is_some_and(|day| from <= day))
        };
        let last = self.amounts.iter().rev().find(begun);
        last.or(self.amounts.first())
    }

    /// Calls `visit` with each field it hangs on.
    pub fn fields(&self, visit: &mut dyn FnMut(usize)) {
        self.amounts.iter().for_each(|it| it.amount.fields(visit));
        if let Some(quantity) = &self.quantity {
            quantity.fields(visit);
        }
    }
}
