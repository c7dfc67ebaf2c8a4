//! What is wrong with an answer, as data. A locale turns it into a sentence.

/// Whether a violation stops the form from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Must be mended before the form is sent.
    Error,
    /// Worth a second look; never blocks.
    Warning,
}

/// One answer that breaks one rule. Never holds what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// JSON Pointer into the answers, such as `/virksomhet/navn`.
    pub path: String,
    /// The key of the sentence in the locale, such as `required`.
    pub code: String,
    /// Figures and names the sentence needs, such as `("max", "64")`.
    pub params: Vec<(&'static str, String)>,
    /// Error or warning.
    pub severity: Severity,
}

/// What one rule finds wrong: a violation that does not yet know its field.
///
/// ```
/// use blankett::engine::violation::{Fault, Severity};
/// let violation = Fault::error("text.long").with("max", 64).at("/sertifikat/cn");
/// assert_eq!(violation.path, "/sertifikat/cn");
/// assert_eq!(violation.params, [("max", "64".to_owned())]);
/// assert_eq!(violation.severity, Severity::Error);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// See [`Violation::code`].
    pub code: String,
    /// See [`Violation::params`].
    pub params: Vec<(&'static str, String)>,
    /// See [`Violation::severity`].
    pub severity: Severity,
}

impl Fault {
    /// An error with this code.
    pub fn error(code: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            params: Vec::new(),
            severity: Severity::Error,
        }
    }

    /// A warning with this code.
    pub fn warning(code: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code)
        }
    }

    /// Adds a figure or name for the sentence.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// The violation of the field at `path`.
    pub fn at(self, path: &str) -> Violation {
        Violation {
            path: path.to_owned(),
            code: self.code,
            params: self.params,
            severity: self.severity,
        }
    }
}
