//! What things cost: prices as configuration.

use crate::engine::condition::{Fields, Formula};
use crate::engine::decimal::Decimal;
use crate::engine::json::Json;
use crate::engine::kinds::{RATE_KEYS, iso};
use crate::engine::reader::{Read, Reader};
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

/// The most øre that one amount may be: ten million kroner.
const MOST: u32 = 1_000_000_000;

impl Rate {
    /// Reads a rate out of the field or option that has it.
    ///
    /// # Errors
    /// No amount or several, amounts that are no whole øre, dates out of order.
    pub fn read(reader: &Reader, fields: &dyn Fields) -> Read<Self> {
        let single = reader.maybe("amount", |it| amount(it, fields))?;
        let later = reader.maybe("later", |it| it.flag())?.unwrap_or(false);
        let further = reader.maybe("further", ore)?;
        let mut amounts = match reader.may("prices") {
            None => Vec::new(),
            Some(prices) => prices.list(1, |price| {
                price.only(&[&["from", "amount", "further"]])?;
                let from = price.must("from")?;
                let day = iso(from.text()?)
                    .ok_or_else(|| from.error("Expected a date such as 2026-12-24."))?;
                Ok(Amount {
                    from: Some(day),
                    amount: amount(price.must("amount")?, fields)?,
                    further: price.maybe("further", ore)?,
                })
            })?,
        };
        if amounts.windows(2).any(|pair| pair[0].from >= pair[1].from) {
            return Err(reader
                .must("prices")?
                .error("Expected the earliest date first."));
        }
        let ways = u32::from(single.is_some()) + u32::from(later) + u32::from(!amounts.is_empty());
        if ways != 1 {
            return Err(reader.error("Expected one of \"amount\", \"prices\" and \"later\"."));
        }
        amounts.extend(single.map(|amount| Amount {
            from: None,
            amount,
            further,
        }));
        let period = reader.maybe("period", |it| it.word(&Period::ALL.map(Period::name)))?;
        Ok(Self {
            amounts,
            quantity: reader.maybe("quantity", |it| Formula::read(it, fields))?,
            vat: reader.maybe("vat", |it| it.count(0, 100))?.unwrap_or(25),
            period: Period::ALL
                .into_iter()
                .find(|it| Some(it.name()) == period)
                .unwrap_or(Period::Once),
        })
    }

    /// Reads the price of an option.
    pub(super) fn of_option(price: &Reader, fields: &dyn Fields) -> Read<Self> {
        price.only(&[RATE_KEYS])?;
        Self::read(price, fields)
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

fn ore(reader: Reader) -> Read<Decimal> {
    reader.count(0, MOST).map(Decimal::from)
}

fn amount(reader: Reader, fields: &dyn Fields) -> Read<Formula> {
    match reader.json() {
        Json::Number(_) => ore(reader).map(Formula::Number),
        _ => Formula::read(reader, fields),
    }
}
