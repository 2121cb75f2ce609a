//! Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30 seconds, one step of drift either way.

use crate::clock::Millis;
use crate::error::{Error, Result};
use totp_rs::{Builder, Secret, Totp};

fn totp(secret: &[u8]) -> Result<Totp> {
    Builder::new()
        .with_secret(secret.to_vec())
        .with_skew(1)
        .build()
        .map_err(|_| Error::internal("a TOTP secret is not usable"))
}

/// The step whose code this is, if it is one of now.
pub fn matching_step(secret: Vec<u8>, code: &str, now: Millis) -> Result<Option<i64>> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(now.div_euclid(1000)).unwrap_or(0);
    Ok(totp(&secret)?
        .check(&code, seconds)
        .and_then(|step| i64::try_from(step).ok()))
}

/// The code of a secret at an instant: for the demo world's notice and for tests.
pub fn code_at(secret: &[u8], now: Millis) -> Result<String> {
    let seconds = u64::try_from(now.div_euclid(1000)).unwrap_or(0);
    Ok(totp(secret)?.generate(seconds).to_string())
}

/// As it is typed into an authenticator.
pub fn base32(secret: &[u8]) -> Result<String> {
    Ok(Secret::from(secret).to_base32())
}

/// As it is scanned by an authenticator, which then shows only the product's neutral title and the nickname.
pub fn otpauth_url(secret: &[u8], title: &str, nickname: &str) -> Result<String> {
    let (title, nickname) = (encoded(title), encoded(nickname));
    let secret = base32(secret)?;
    Ok(format!(
        "otpauth://totp/{title}:{nickname}?secret={secret}&issuer={title}&algorithm=SHA1&digits=6&period=30"
    ))
}

fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_right_in_its_own_step_and_the_two_beside_it() {
        let (secret, now) = (vec![7; 20], 1_795_399_200_000);
        let code = code_at(&secret, now).unwrap();
        let step = now / 30_000;
        assert_eq!(matching_step(secret.clone(), &code, now).unwrap(), Some(step));
        assert_eq!(matching_step(secret.clone(), &code, now + 30_000).unwrap(), Some(step));
        assert_eq!(matching_step(secret.clone(), &code, now - 30_000).unwrap(), Some(step));
        assert_eq!(matching_step(secret.clone(), &code, now + 60_000).unwrap(), None);
        for nonsense in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(matching_step(secret.clone(), nonsense, now).unwrap(), None);
        }
    }

    #[test]
    fn the_address_for_the_authenticator_is_encoded() {
        let url = otpauth_url(&[0; 20], "Notes", "小 云").unwrap();
        assert!(
            url.starts_with("otpauth://totp/Notes:%E5%B0%8F%20%E4%BA%91?secret=AAAA"),
            "{url}"
        );
    }
}
