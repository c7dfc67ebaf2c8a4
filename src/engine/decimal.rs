//! Exact decimal numbers: what people type and JSON carries, without rounding.

use core::cmp::Ordering;
use core::fmt;

/// A number of at most 15 significant digits, so that it survives any JSON
/// reader that keeps numbers as 64-bit floats.
///
/// ```
/// use blankett::engine::decimal::Decimal;
/// let typed = Decimal::parse("1 234,50").unwrap();
/// assert_eq!(typed.to_string(), "1234.5");
/// assert!(typed > Decimal::from(1234));
/// assert_eq!(Decimal::parse("tolv"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    units: i64,
    decimals: u8,
}

/// ECMAScript, and so RFC 8785, writes smaller numbers with an exponent: `1e-7`.
const MAX_DECIMALS: u8 = 6;
const LIMIT: i64 = 1_000_000_000_000_000;

impl Decimal {
    /// `units` / 10^`decimals`, with trailing zeros removed.
    fn new(mut units: i64, mut decimals: u8) -> Option<Self> {
        while decimals > 0 && units % 10 == 0 {
            units /= 10;
            decimals -= 1;
        }
        (units.abs() < LIMIT && decimals <= MAX_DECIMALS).then_some(Self { units, decimals })
    }

    /// Reads a number as people write it: spaces between thousands, comma or
    /// point before the decimals. `None` for anything else or over 15 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (mut units, mut decimals, mut digits) = (0i64, None::<u8>, 0);
        let mut negative = false;
        for (at, character) in text.trim().chars().enumerate() {
            match character {
                '-' | '\u{2212}' if at == 0 => negative = true,
                '0'..='9' => {
                    units = units * 10 + i64::from(character as u32 - '0' as u32);
                    digits += 1;
                    if let Some(count) = &mut decimals {
                        *count += 1;
                    }
                    if units >= LIMIT || digits > 30 || decimals > Some(15) {
                        return None;
                    }
                }
                ',' | '.' if decimals.is_none() && digits > 0 => decimals = Some(0),
                _ if character.is_whitespace() && decimals.is_none() && digits > 0 => {}
                _ => return None,
            }
        }
        if digits == 0 || decimals == Some(0) {
            return None;
        }
        Self::new(if negative { -units } else { units }, decimals.unwrap_or(0))
    }

    /// Reads a number as JSON writes it: `-12.50`, `1e3`. `None` over 15 digits
    /// or 6 decimals. Whether it is JSON's grammar is the caller's to know.
    pub fn from_json(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent = Self::parse(exponent.trim_start_matches('+'))?.whole()?;
        let exponent = i32::try_from(exponent).ok()?;
        let (mut units, mut decimals) = (0i64, 0i32);
        let mut point = false;
        for byte in mantissa.bytes() {
            match byte {
                b'-' => {}
                b'.' => point = true,
                _ => {
                    units = units.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                    decimals += i32::from(point);
                }
            }
        }
        decimals = decimals.checked_sub(exponent)?;
        while units != 0 && decimals < 0 {
            units = units.checked_mul(10)?;
            decimals += 1;
        }
        while units % 10 == 0 && units != 0 && decimals > 0 {
            units /= 10;
            decimals -= 1;
        }
        let decimals = if units == 0 {
            0
        } else {
            u8::try_from(decimals).ok()?
        };
        Self::new(
            if mantissa.starts_with('-') {
                -units
            } else {
                units
            },
            decimals,
        )
    }

    /// How many decimals it has: 0 for a whole number.
    pub fn decimals(self) -> u8 {
        self.decimals
    }

    /// The sum; `None` over 15 digits.
    ///
    /// ```
    /// use blankett::engine::decimal::Decimal;
    /// let read = |text| Decimal::parse(text).unwrap();
    /// assert_eq!(read("0,75").plus(read("1,25")), Some(read("2")));
    /// assert_eq!(read("2").minus(read("2,5")), Some(read("-0,5")));
    /// assert_eq!(read("1,5").times(read("4")), Some(read("6")));
    /// assert_eq!(read("2").over(read("3")).unwrap().to_string(), "0.6667");
    /// assert_eq!(read("2").over(read("0")), None);
    /// ```
    pub fn plus(self, other: Self) -> Option<Self> {
        let decimals = self.decimals.max(other.decimals);
        let units = self
            .scaled(decimals)?
            .checked_add(other.scaled(decimals)?)?;
        Self::new(units, decimals)
    }

    /// The difference; `None` over 15 digits.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self {
            units: -other.units,
            ..other
        })
    }

    /// The product; `None` over 15 digits or 6 decimals.
    pub fn times(self, other: Self) -> Option<Self> {
        Self::new(
            self.units.checked_mul(other.units)?,
            self.decimals + other.decimals,
        )
    }

    /// The quotient, rounded half up to 4 decimals; `None` by zero or over 15 digits.
    pub fn over(self, other: Self) -> Option<Self> {
        let decimals = self.decimals.max(other.decimals);
        let (above, below) = (self.scaled(decimals)?, other.scaled(decimals)?);
        let doubled = above.checked_mul(20_000)?.checked_div(below)?;
        Self::new((doubled + 1).div_euclid(2), 4)
    }

    /// So many units of 10^-`decimals`.
    fn scaled(self, decimals: u8) -> Option<i64> {
        self.units
            .checked_mul(10i64.pow(u32::from(decimals - self.decimals)))
    }

    /// The greatest whole number that is not greater.
    pub fn floor(self) -> i64 {
        self.units.div_euclid(10i64.pow(u32::from(self.decimals)))
    }

    /// The whole number, if it is one.
    pub fn whole(self) -> Option<i64> {
        (self.decimals == 0).then_some(self.units)
    }
}

impl From<u32> for Decimal {
    fn from(whole: u32) -> Self {
        Self {
            units: i64::from(whole),
            decimals: 0,
        }
    }
}

impl TryFrom<i64> for Decimal {
    type Error = ();

    /// Fails over 15 digits.
    fn try_from(whole: i64) -> Result<Self, ()> {
        if whole == i64::MIN {
            return Err(());
        }
        Self::new(whole, 0).ok_or(())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = |it: &Self, to: u8| i128::from(it.units) * 10i128.pow(u32::from(to));
        scale(self, other.decimals).cmp(&scale(other, self.decimals))
    }
}

/// The shortest form, with a point: also RFC 8785's form of a JSON number.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = self.units.unsigned_abs().to_string();
        let decimals = usize::from(self.decimals);
        while digits.len() <= decimals {
            digits.insert(0, '0');
        }
        if decimals > 0 {
            digits.insert(digits.len() - decimals, '.');
        }
        if self.units < 0 {
            f.write_str("-")?;
        }
        f.write_str(&digits)
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn reads_and_writes_the_shortest_form() {
        for (typed, written) in [
            ("0", "0"),
            ("007", "7"),
            ("-0,50", "-0.5"),
            ("\u{2212}3", "-3"),
            ("1\u{a0}000\u{a0}000", "1000000"),
            ("0.000001", "0.000001"),
            ("999999999999999", "999999999999999"),
        ] {
            assert_eq!(Decimal::parse(typed).unwrap().to_string(), written);
        }
        for wrong in [
            "",
            "-",
            ",5",
            "5,",
            "1,2,3",
            "1 000,5 0",
            "1e3",
            "--1",
            "1000000000000000",
            "0.0000001",
            "99999999999999999999999999",
        ] {
            assert_eq!(Decimal::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn json_numbers_stay_exact() {
        for (json, written) in [
            ("0.1", "0.1"),
            ("1e3", "1000"),
            ("-2.50", "-2.5"),
            ("1E+14", "100000000000000"),
            ("-0", "0"),
            ("0e999999999", "0"),
            ("0.000001", "0.000001"),
            ("1200e-5", "0.012"),
            ("999999999999999", "999999999999999"),
            ("1.000000000000", "1"),
        ] {
            assert_eq!(Decimal::from_json(json).unwrap().to_string(), written);
        }
        for wrong in [
            "1e15",
            "1e-7",
            "0.30000000000000004",
            "1e999999999",
            "1e-999999999",
            "1e99999999999",
        ] {
            assert_eq!(Decimal::from_json(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn order_is_by_value() {
        let read = |text| Decimal::parse(text).unwrap();
        assert!(read("0,9") < read("1"));
        assert!(read("-1") < read("-0,999999"));
        assert_eq!(read("1,0"), read("1"));
    }
}
