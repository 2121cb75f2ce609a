//! How emails leave the house.

use super::email::Email;
use super::failure::{Fault, MailerError};
use super::smtp;
use crate::config::Config;
use crate::files;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::AsyncWriteExt as _;

/// Sends emails. Cloning shares it.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
    Memory(Mutex<Vec<Email>>),
    None,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0.way {
            Way::Smtp(_) => "Mailer(smtp)",
            Way::Folder(_) => "Mailer(folder)",
            Way::Memory(_) => "Mailer(memory)",
            Way::None => "Mailer(none)",
        })
    }
}

impl Mailer {
    /// By SMTP where a server is set; `memory:` is for tests; the demo writes files; otherwise emails stay queued.
    pub fn new(config: &Config) -> Result<Self, MailerError> {
        let from = config.mail_from.parse().map_err(|_| MailerError::From)?;
        let way = match config.smtp_url.as_ref().map(|url| url.expose()) {
            Some("memory:") => Way::Memory(Mutex::default()),
            Some(url) => Way::Smtp(smtp::transport(url, config.smtp_ca_file.as_deref())?),
            None if config.is_demo => {
                files::make_private(&config.mail_folder);
                Way::Folder(config.mail_folder.clone())
            }
            None => {
                tracing::warn!("smtp_url is not set: letters stay queued");
                Way::None
            }
        };
        Ok(Mailer(Arc::new(Inner { from, way })))
    }

    /// Sends one email. An email may leave twice if the process dies at the wrong moment; its id is the same then.
    pub async fn send(&self, letter: &Email) -> Result<(), Fault> {
        let message = letter
            .message(&self.0.from)
            .ok_or_else(|| Fault::Never("address".into()))?;
        match &self.0.way {
            Way::Smtp(transport) => transport
                .send(message)
                .await
                .map(drop)
                .map_err(|error| smtp::fault(&error)),
            Way::Folder(folder) => {
                let path = folder.join(format!("{}.eml", letter.id));
                let write = async {
                    files::make_folder(folder)?;
                    let mut file = tokio::fs::OpenOptions::new();
                    let file = file.write(true).create(true).truncate(true).mode(0o600);
                    file.open(path).await?.write_all(&message.formatted()).await
                };
                write
                    .await
                    .map_err(|error| Fault::Later(format!("folder: {}", error.kind())))
            }
            Way::Memory(letters) => {
                letters
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(letter.clone());
                Ok(())
            }
            Way::None => Err(Fault::NoWay),
        }
    }

    /// What was sent so far, where emails go into memory.
    pub fn sent(&self) -> Vec<Email> {
        match &self.0.way {
            Way::Memory(letters) => letters.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            _ => vec![],
        }
    }
}
