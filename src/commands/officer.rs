//! `operator-card` and `appoint-officer`, for a deployment in which nobody at headquarters can sign in.

use super::world::offline;
use super::{Done, config};
use std::io::{IsTerminal as _, stdin};
use tongxing::accounts::api;
use tongxing::error::{Code, Error};

/// A nickname from the standard input: in the arguments it would stay in the shell's history and show in the list of processes.
fn read_nickname() -> Result<String, Box<dyn std::error::Error>> {
    if stdin().is_terminal() {
        eprintln!("Nickname of somebody of headquarters:");
    }
    let mut line = String::new();
    stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

fn explain(error: Error) -> Box<dyn std::error::Error> {
    match error.code {
        Code::UnknownNickname => "nobody who can sign in at headquarters has that nickname".into(),
        _ => error.into(),
    }
}

pub async fn operator_card() -> Done {
    let nickname = read_nickname()?;
    let (app, _lock) = offline(config()?).await?;
    let made = api::make_operator_card(&app.accounts, &nickname).await;
    app.stop(None).await;
    println!(
        "One-time code that sets a new passphrase and removes the second factor: {}",
        made.map_err(explain)?
    );
    println!("Open {}/recover and enter it.", app.config.public_url);
    Ok(())
}

pub async fn appoint_officer() -> Done {
    let nickname = read_nickname()?;
    let (app, _lock) = offline(config()?).await?;
    let done = api::appoint_officer(&app.accounts, &nickname).await;
    app.stop(None).await;
    done.map_err(explain)?;
    println!("Privacy officer now. The other officers are told.");
    Ok(())
}
