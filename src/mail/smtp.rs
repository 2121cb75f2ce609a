//! SMTP by URL: `smtp://user:password@host:587` upgrades with STARTTLS or does not send at all, `smtps://…:465` begins with TLS.

use super::failure::{Fault, MailerError};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use std::path::Path;
use std::time::Duration;

/// A server that does not answer is tried again later.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, PartialEq, Eq)]
struct Server {
    is_tls_from_start: bool,
    host: String,
    port: u16,
    user: Option<(String, String)>,
}

/// The connection that the URL describes; opens nothing yet.
pub(super) fn transport(
    url: &str,
    authority: Option<&Path>,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailerError> {
    let server = parse(url)?;
    let mut tls = TlsParameters::builder(server.host.clone());
    if let Some(path) = authority {
        let pem = std::fs::read(path).map_err(|_| MailerError::Authority)?;
        tls = tls.add_root_certificate(Certificate::from_pem(&pem).map_err(|_| MailerError::Authority)?);
    }
    let tls = tls
        .build()
        .map_err(|_| MailerError::Url("TLS is not possible with this host name"))?;
    let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host)
        .port(server.port)
        .tls(if server.is_tls_from_start {
            Tls::Wrapper(tls)
        } else {
            Tls::Required(tls)
        })
        .timeout(Some(PATIENCE));
    if let Some((name, password)) = server.user {
        transport = transport.credentials(Credentials::new(name, password));
    }
    Ok(transport.build())
}

fn parse(url: &str) -> Result<Server, MailerError> {
    let refuse = |why| Err(MailerError::Url(why));
    let (scheme, rest) = url
        .split_once("://")
        .ok_or(MailerError::Url("it starts with smtp:// or smtps://"))?;
    let (is_tls_from_start, usual_port) = match scheme {
        "smtp" => (false, 587),
        "smtps" => (true, 465),
        _ => return refuse("it starts with smtp:// or smtps://"),
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (user, place) = match rest.rsplit_once('@') {
        Some((user, place)) => {
            let (name, password) = user
                .split_once(':')
                .ok_or(MailerError::Url("the user has no password"))?;
            let decoded = decode(name).zip(decode(password));
            (
                Some(decoded.ok_or(MailerError::Url("the user is not percent-encoded UTF-8"))?),
                place,
            )
        }
        None => (None, rest),
    };
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (
            host,
            port.parse().map_err(|_| MailerError::Url("the port is no number"))?,
        ),
        None => (place, usual_port),
    };
    if host.is_empty() || host.contains(['/', '?', '#', ' ', '[', ']']) {
        return refuse("it names a host and nothing after it");
    }
    Ok(Server {
        is_tls_from_start,
        host: host.to_owned(),
        port,
        user,
    })
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = vec![];
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// What a failure means. The server's words are left out: they often repeat the address.
pub(super) fn fault(error: &lettre::transport::smtp::Error) -> Fault {
    if let Some(code) = error.status() {
        let code = code.to_string();
        // 53x: the sign-in is refused or TLS is demanded; that is about our settings, not about this email.
        let is_about_us = !error.is_permanent() || code.starts_with("53");
        let said = format!("smtp {code}");
        return if is_about_us {
            Fault::Later(said)
        } else {
            Fault::Never(said)
        };
    }
    let what = if error.is_tls() {
        "tls"
    } else if error.is_timeout() {
        "timeout"
    } else if error.is_client() || error.is_response() {
        "protocol"
    } else {
        "connection"
    };
    Fault::Later(what.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_how_to_reach_the_server() {
        let server = parse("smtp://notes%40a.example:p%3Aw@mail.example").unwrap();
        assert_eq!(
            (server.host.as_str(), server.port, server.is_tls_from_start),
            ("mail.example", 587, false)
        );
        assert_eq!(server.user, Some(("notes@a.example".into(), "p:w".into())));
        let server = parse("smtps://mail.example:4465/").unwrap();
        assert_eq!((server.port, server.is_tls_from_start, server.user), (4465, true, None));
    }

    #[test]
    fn nonsense_is_refused_without_repeating_it() {
        for url in [
            "mail.example",
            "http://x",
            "smtp://",
            "smtp://u@h",
            "smtp://h:x",
            "smtp://h/?tls=none",
            "smtp://u:%zz@h",
            "smtp://u:%f@h",
        ] {
            let error = transport(url, None).map(drop).unwrap_err();
            assert!(!error.to_string().contains(url), "{error}");
        }
    }
}
