//! Why mail does not leave.

/// Why an email did not leave, in a short code without the address or the server's words, which often repeat it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another try may help.
    Later(String),
    /// No other try can help.
    Never(String),
    /// There is no way out of the house; not the email's fault.
    NoWay,
}

/// Why the settings for mail are refused; the text is for the operator and holds no secret.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    #[error("mail_from is no address")]
    From,
    #[error("smtp_url is refused: {0}")]
    Url(&'static str),
    #[error("smtp_ca_file cannot be read as PEM")]
    Authority,
}
