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

/// Digits in groups of these sizes with `between` in the gaps; any other text
/// unchanged. The sizes add up to the whole.
pub(super) fn grouped(text: &str, sizes: &[usize], between: char) -> String {
    if text.len() != sizes.iter().sum::<usize>() || only_digits(text).is_err() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + sizes.len());
    let mut rest = text;
    for size in sizes {
        if !out.is_empty() {
            out.push(between);
        }
        let (group, after) = rest.split_at(*size);
        out.push_str(group);
        rest = after;
    }
    out
}

/// As [`grouped`], with a `•` for every digit outside `readable` (positions in
/// the grouped text). Text that isn't such a number is masked whole: what it is
/// can't be known.
pub(super) fn masked(text: &str, sizes: &[usize], between: char, readable: Range<usize>) -> String {
    let grouped = grouped(text, sizes, between);
    let number = grouped.len() > text.len();
    let show = |at: usize, c: char| number && (c == between || readable.contains(&at));
    grouped
        .char_indices()
        .map(|(at, c)| if show(at, c) { c } else { '•' })
        .collect()
}
