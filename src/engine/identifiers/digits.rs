//! What the numbers have in common: separators, digits, check digits and groups.

use core::ops::Range;

use super::Fault;

/// Marks nobody sees. Pasted text brings them along: iOS wraps a copied phone
/// number in U+202A … U+202C, web pages hyphenate softly with U+00AD.
pub(super) fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Hyphens, dashes and the minus sign.
pub(super) fn dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// What people group digits with.
pub(super) fn separator(c: char) -> bool {
    c == '.' || dash(c) || c.is_whitespace() || invisible(c)
}

/// [`separator`]s removed, everything else kept.
pub(super) fn without_separators(typed: &str) -> String {
    typed.chars().filter(|c| !separator(*c)).collect()
}

/// The text as `N` ASCII digits.
///
/// Fault: `characters` at the first other character, then `length`.
pub(super) fn digits<const N: usize>(text: &str) -> Result<&[u8; N], Fault> {
    only_digits(text)?;
    text.as_bytes().try_into().map_err(|_| Fault::new("length"))
}

/// Before the first other byte all are ASCII, so its index counts characters too.
pub(super) fn only_digits(text: &str) -> Result<(), Fault> {
    match text.bytes().position(|b| !b.is_ascii_digit()) {
        Some(at) => Err(Fault::at("characters", at)),
        None => Ok(()),
    }
}

/// Σ digit × weight, over the shorter of the two.
pub(super) fn weighted(digits: &[u8], weights: &[u8]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(d, w)| u32::from(d - b'0') * u32::from(*w))
        .sum()
}

/// `length` digits with `between` before each of the positions `gaps`; any other
/// text unchanged.
pub(super) fn grouped(text: &str, length: usize, gaps: &[usize], between: char) -> String {
    if text.len() != length || only_digits(text).is_err() {
        return text.to_owned();
    }
    parted(text, gaps, between)
}

/// ASCII text with `between` before each of the positions `gaps`.
pub(super) fn parted(text: &str, gaps: &[usize], between: char) -> String {
    let mut out = String::with_capacity(text.len() + gaps.len());
    for (at, digit) in text.chars().enumerate() {
        if gaps.contains(&at) {
            out.push(between);
        }
        out.push(digit);
    }
    out
}

/// Grouped text with a `•` for every digit outside `readable` (positions in it).
/// Text that isn't such a number is masked whole: what it is can't be known.
pub(super) fn masked(text: &str, grouped: &str, between: char, readable: Range<usize>) -> String {
    let number = grouped.len() > text.len();
    let show = |at: usize, c: char| number && (c == between || readable.contains(&at));
    grouped
        .chars()
        .enumerate()
        .map(|(at, c)| if show(at, c) { c } else { '•' })
        .collect()
}
