//! Characters that nobody sees, in text that people type, paste or send past the form.
//!
//! | | what becomes of it |
//! |---|---|
//! | soft hyphens, zero-width spaces, byte order marks, marks of direction, tags | removed: they come along with what is pasted, and mean nothing in an answer |
//! | U+200C and U+200D after a letter of a script that joins, or in an emoji | kept: Persian, Indic languages and emoji are written with them |
//! | the same elsewhere | removed: two names would look alike and differ |
//! | U+202E | refused: it turns letters around, so that people read another text than the one that is sent |
//!
//! Sources: Unicode Standard Annex 9 (bidirectional), Annex 31 section 2.3 (joiners), Technical
//! Report 36 section 2.5 (spoofing).

/// The one mark that turns Latin letters around (RIGHT-TO-LEFT OVERRIDE).
pub const OVERRIDE: char = '\u{202e}';

/// A mark that nobody sees and that an answer does without.
///
/// ```
/// use blankett::engine::kinds::characters::is_invisible;
/// assert!(is_invisible('\u{200b}') && is_invisible('\u{202e}'));
/// assert!(!is_invisible(' ') && !is_invisible('\u{fe0f}'));
/// ```
pub fn is_invisible(it: char) -> bool {
    matches!(it, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a joiner may follow: the scripts that join, and emoji.
fn joins(it: char) -> bool {
    matches!(it, '\u{590}'..='\u{1dff}' | '\u{20a0}'..) && !is_invisible(it)
}

fn is_joiner(it: char) -> bool {
    matches!(it, '\u{200c}' | '\u{200d}')
}

/// Text without what nobody sees, and without spaces at its ends. [`OVERRIDE`] stays, to be
/// refused.
///
/// ```
/// use blankett::engine::kinds::characters::visible;
/// assert_eq!(visible("Kari\u{200b} Nord\u{ad}mann\u{feff} "), "Kari Nordmann");
/// assert_eq!(visible("Ka\u{200d}ri"), "Kari");
/// assert_eq!(visible("👩\u{200d}⚕\u{fe0f}"), "👩\u{200d}⚕\u{fe0f}");
/// ```
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for it in text.chars() {
        let stays = match it {
            OVERRIDE => true,
            _ if is_joiner(it) => joins(before),
            _ => !is_invisible(it),
        };
        if stays {
            out.push(it);
            before = it;
        }
    }
    let ends = |it: char| it.is_whitespace() || is_joiner(it);
    out.trim_start().trim_end_matches(ends).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_needs_stays() {
        for text in [
            "می\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
            "❤\u{fe0f}\u{200d}🔥",
            "葛\u{e0100}城",
            "Øst/Vest – «Ås»",
            "e\u{301}",
        ] {
            assert_eq!(visible(text), text);
        }
    }

    #[test]
    fn what_nobody_sees_goes() {
        for (typed, kept) in [
            ("\u{feff}Kari", "Kari"),
            ("Ka\u{200b}ri", "Kari"),
            ("\u{202d}+47 22\u{202c}", "+47 22"),
            ("\u{2067}Kari\u{2069}", "Kari"),
            ("Kari\u{e0041}\u{e007f}", "Kari"),
            ("می\u{200c}\u{200c}خ", "می\u{200c}خ"),
            ("می\u{200c} ", "می"),
            ("\u{200d}Kari", "Kari"),
            (" \u{200b} ", ""),
        ] {
            assert_eq!(visible(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn what_turns_letters_around_stays_to_be_refused() {
        assert_eq!(visible("Kari\u{202e}nnam"), "Kari\u{202e}nnam");
    }
}
