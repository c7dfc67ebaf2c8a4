//! Reads JSON text (RFC 8259).
//!
//! Our own, because it goes over the network to every reader: 1.3 kB brotli
//! where `serde_json` takes 5, and numbers stay exact. `tests/properties` holds
//! it against `serde_json`, text by text.

use super::{Json, sorted};
use crate::engine::decimal::Decimal;

/// How deep arrays and objects may stand in each other.
const DEEPEST: u32 = 128;

type Parsed<T> = Result<T, &'static str>;

/// The value of a whole text, or a sentence that ends with line and column.
pub fn parse(text: &str) -> Result<Json, String> {
    let mut parser = Parser { text, at: 0 };
    let whole = parser.value(0).and_then(|json| match parser.peek() {
        None => Ok(json),
        Some(_) => Err("something stands after the value"),
    });
    whole.map_err(|what| {
        let before = &text.as_bytes()[..parser.at.min(text.len())];
        let line = before.iter().filter(|it| **it == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|it| **it != b'\n').count() + 1;
        [
            what,
            " at line ",
            &line.to_string(),
            " column ",
            &column.to_string(),
        ]
        .concat()
    })
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    /// Whether this byte comes next; it is then taken.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: u32) -> Parsed<Json> {
        if depth > DEEPEST {
            return Err("nested too deep");
        }
        match self.peek() {
            Some(b'"') => self.string().map(Json::Text),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(_) => Err("expected a value"),
            None => Err("the text ends too early"),
        }
    }

    fn word(&mut self, word: &str, json: Json) -> Parsed<Json> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err("expected a value");
        }
        self.at += word.len();
        Ok(json)
    }

    fn array(&mut self, depth: u32) -> Parsed<Json> {
        self.at += 1;
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Json::Array(items));
            }
            if !self.take(b',') {
                return Err("expected , or ]");
            }
        }
    }

    fn object(&mut self, depth: u32) -> Parsed<Json> {
        self.at += 1;
        let mut members = Vec::new();
        if self.take(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err("expected a key in quotation marks");
            }
            let key = self.string()?;
            if !self.take(b':') {
                return Err("expected :");
            }
            members.push((key, self.value(depth + 1)?));
            if self.take(b'}') {
                break;
            }
            if !self.take(b',') {
                return Err("expected , or }");
            }
        }
        // Once and sorted: a hundred thousand keys must not take minutes.
        if sorted(&members)
            .windows(2)
            .any(|pair| pair[0].0 == pair[1].0)
        {
            return Err("a key stands twice in the object that ends");
        }
        Ok(Json::Object(members))
    }

    fn digits(&mut self) -> Parsed<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        if self.at > start {
            Ok(())
        } else {
            Err("expected a digit")
        }
    }

    fn number(&mut self) -> Parsed<Json> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let number = self.text.get(start..self.at).and_then(Decimal::from_json);
        number
            .map(Json::Number)
            .ok_or("a number of more than 15 digits or 6 decimals")
    }

    fn string(&mut self) -> Parsed<String> {
        self.at += 1;
        let mut out = String::new();
        let mut start = self.at;
        loop {
            let byte = self.byte().ok_or("the text ends within a string")?;
            if byte < b' ' {
                return Err("a string holds a control character");
            }
            if byte != b'"' && byte != b'\\' {
                self.at += 1;
                continue;
            }
            out.push_str(self.text.get(start..self.at).unwrap_or_default());
            self.at += 1;
            if byte == b'"' {
                return Ok(out);
            }
            out.push(self.escape()?);
            start = self.at;
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let letter = self.byte().ok_or("the text ends within a string")?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => letter as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.hex()?;
                if (0xD800..0xDC00).contains(&code)
                    && self.text.as_bytes()[self.at..].starts_with(b"\\u")
                {
                    self.at += 2;
                    // Out of range, and so refused below, if it is no low half.
                    let low = self.hex()?;
                    code = if (0xDC00..0xE000).contains(&low) {
                        0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                    } else {
                        code
                    };
                }
                char::from_u32(code).ok_or("half of a character")?
            }
            _ => return Err("an unknown escape"),
        })
    }

    fn hex(&mut self) -> Parsed<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|it| (it as char).to_digit(16));
            code = code * 16 + digit.ok_or("expected four hexadecimal digits")?;
            self.at += 1;
        }
        Ok(code)
    }
}
