//! A price the vendor has set (`price`): shown, summed, never typed.
//!
//! Options: `amount` in øre without VAT, `vat` in per cent (25 unless said).

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{Read, Reader};
use crate::engine::violation::Fault;

pub const KEYS: &[&str] = &["amount", "vat"];

/// An amount and the VAT on it, in øre.
///
/// ```
/// use blankett::engine::kinds::Price;
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
}

pub fn read<'a>(field: &'a Reader<'a>) -> Read<Box<dyn Kind>> {
    let net = field.must("amount")?.count(0, 4_000_000_000)?;
    let percent = field.maybe("vat", |it| it.count(0, 100))?.unwrap_or(25);
    let vat = (u64::from(net) * u64::from(percent) + 50) / 100;
    Ok(Box::new(Price {
        net: u64::from(net),
        vat,
    }))
}

impl Kind for Price {
    fn control(&self) -> Control<'_> {
        Control::Price(*self)
    }

    fn normalise(&self, _: &Answer) -> Option<Answer> {
        None
    }

    fn check(&self, _: &Answer, _: Context) -> Result<(), Fault> {
        Ok(())
    }

    fn read_answer(&self, _: &Json) -> Option<Answer> {
        None
    }

    fn answered(&self) -> bool {
        false
    }
}
