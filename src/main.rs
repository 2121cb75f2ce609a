//! The command line. Without a verb it is the demo: `cargo run` and look.

mod commands;

use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use tongxing::demo::agency::{Scale, Size};

/// Tongxing 同行 coordinates a peer-education programme.
#[derive(Parser)]
#[command(version, about)]
struct Line {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Plants an invented world in a file of its own and serves it on this machine (the default)
    Demo,
    /// Prints the present second-factor code of the demo's staff
    DemoCode,
    /// Serves; settings come from TONGXING_CONFIG and the environment
    Serve,
    /// Brings the database up to this program's schema
    Migrate,
    /// Plants the demo world, with the demo's keys, in an empty database that only `demo` serves; refuses any other
    Seed {
        /// Plants an invented agency of this size instead, for measurements and tests
        #[arg(long)]
        size: Option<SeedSize>,
        /// How many years of it: ten have ten times the sessions and people
        #[arg(long, default_value_t = 1, requires = "size", value_parser = clap::value_parser!(u8).range(1..=10))]
        times: u8,
        /// Another number makes other people meet at other times
        #[arg(long, default_value_t = 1, requires = "size")]
        seed: u64,
    },
    /// Prints a one-time code for the first headquarters person; only while nobody has that role
    FirstCard,
    /// Prints a recovery card, which also resets the second factor, for somebody of headquarters; the nickname is read from the
    /// standard input
    OperatorCard,
    /// Makes somebody of headquarters privacy officer; the nickname is read from the standard input
    AppointOfficer,
    /// Imports a spreadsheet: districts, service_points, studios, rooms, opening_hours, cohorts, counsellors, sessions
    Import {
        /// What the lines are
        kind: String,
        /// The CSV file, UTF-8 or GB18030
        file: PathBuf,
        /// The month that dates without a year belong to, such as 2026-12
        #[arg(long)]
        month: Option<String>,
        /// Says what would happen and changes nothing
        #[arg(long)]
        dry_run: bool,
        /// Imports the good lines and skips the refused ones; without it one refused line refuses the file
        #[arg(long)]
        skip_refused: bool,
    },
    /// Writes an encrypted copy of the SQLite database, also while the server runs
    Backup {
        /// The file to write; must not exist
        file: PathBuf,
    },
    /// Reads a copy back into a new database file
    Restore {
        /// The copy that `backup` wrote
        file: PathBuf,
        /// The database file to write; must not exist
        to: PathBuf,
    },
    /// Forgets what is past its time (`serve` does so every hour), or says what that would be
    Retention {
        /// Says what would be forgotten and changes nothing, also while the server runs
        #[arg(long)]
        dry_run: bool,
    },
    Audit {
        #[command(subcommand)]
        verb: AuditVerb,
    },
    Keys {
        #[command(subcommand)]
        verb: KeysVerb,
    },
    /// Reads the settings and says whether they would do
    CheckConfig,
    /// Prints the OpenAPI document
    Openapi,
    /// Prints what the program is made of, as CycloneDX
    Sbom,
}

#[derive(Clone, Copy, ValueEnum)]
enum SeedSize {
    /// Two districts and nine weeks
    Small,
    /// Sixteen districts, 400 counsellors, 5,000 members, 200 sessions a week for a year
    Large,
}

impl From<SeedSize> for Size {
    fn from(size: SeedSize) -> Size {
        match size {
            SeedSize::Small => Size::Small,
            SeedSize::Large => Size::Large,
        }
    }
}

#[derive(Subcommand)]
enum AuditVerb {
    /// Recomputes the chain under its key and names the first line that does not fit
    Verify {
        /// A head that was kept elsewhere, as the log and the file of heads say it: <number>-<hash>
        #[arg(long)]
        head: Option<String>,
    },
}

#[derive(Subcommand)]
enum KeysVerb {
    /// Makes the key file named in the settings; never replaces one
    New,
    /// Adds a key of each kind; what the ones before made stays good
    Rotate {
        /// When the new keys are used, so that every node has the file by then
        #[arg(long, default_value_t = 1)]
        in_minutes: u16,
    },
    /// Seals with the newest key what earlier ones have sealed; a running server does it by itself
    Reseal,
    /// Says what still needs an earlier key
    Status,
}

fn main() -> ExitCode {
    tongxing::files::keep_to_ourselves();
    let line = Line::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return commands::refuse(&error),
    };
    let done = runtime.block_on(async {
        match line.verb.unwrap_or(Verb::Demo) {
            Verb::Demo => commands::serve::demo().await,
            Verb::DemoCode => commands::world::demo_code(),
            Verb::Serve => commands::serve::serve().await,
            Verb::Migrate => commands::database::migrate(),
            Verb::Seed { size: None, .. } => commands::world::seed().await,
            Verb::Seed {
                size: Some(size),
                times,
                seed,
            } => commands::world::seed_agency(Scale::new(size.into(), times.into()), seed).await,
            Verb::FirstCard => commands::world::first_card().await,
            Verb::OperatorCard => commands::officer::operator_card().await,
            Verb::AppointOfficer => commands::officer::appoint_officer().await,
            Verb::Import {
                kind,
                file,
                month,
                dry_run,
                skip_refused,
            } => commands::world::import(&kind, &file, month.as_deref(), dry_run, skip_refused).await,
            Verb::Backup { file } => commands::database::backup(&file),
            Verb::Restore { file, to } => commands::database::restore(&file, &to),
            Verb::Retention { dry_run } => commands::world::retention(dry_run).await,
            Verb::Audit {
                verb: AuditVerb::Verify { head },
            } => commands::database::verify_audit(head.as_deref()).await,
            Verb::Keys { verb } => match verb {
                KeysVerb::New => commands::new_keys(),
                KeysVerb::Rotate { in_minutes } => commands::rotate_keys(in_minutes),
                KeysVerb::Reseal => commands::database::reseal().await,
                KeysVerb::Status => commands::database::key_status().await,
            },
            Verb::CheckConfig => commands::check_config(),
            Verb::Openapi => commands::openapi(),
            Verb::Sbom => commands::print_sbom(),
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => commands::refuse(error.as_ref()),
    }
}
