//! Builds the interface with npm and writes the table of files that the binary embeds (`src/web/assets.rs` reads it).
//!
//! `FRONTEND=skip` leaves the interface out; `FRONTEND=<folder>` embeds a folder that was built elsewhere. Without Node
//! a debug build goes on with a notice page, a release build fails.

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// What a change of makes the interface new. `node_modules` follows the lock file.
const SOURCES: [&str; 9] = [
    "src",
    "public",
    "scripts/precache.ts",
    "index.html",
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];
const OLDEST_NODE: (u32, u32) = (20, 19);
/// Smaller files do not get smaller.
const WORTH_COMPRESSING: usize = 256;

fn main() {
    // The migrations are embedded by a macro, which does not tell cargo about the files it read.
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=FRONTEND");
    if let Err(error) = interface() {
        println!("cargo::error={error}");
    }
}

fn interface() -> Result<()> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let table = out.join("assets.rs");
    match env::var("FRONTEND").ok().filter(|value| !value.is_empty()) {
        Some(skip) if skip == "skip" => write_table(&table, None, &out),
        Some(folder) => {
            let folder = root.join(folder);
            if !folder.join("index.html").is_file() {
                return Err(format!("FRONTEND names {}, which holds no index.html", folder.display()).into());
            }
            println!("cargo:rerun-if-changed={}", folder.display());
            write_table(&table, Some(&folder), &out)
        }
        None => match node_problem() {
            None => {
                let dist = out.join("dist");
                build(&root.join("frontend"), &dist)?;
                write_table(&table, Some(&dist), &out)
            }
            Some(problem) if env::var("PROFILE")? == "release" => Err(problem.into()),
            Some(problem) => {
                println!("cargo:warning={problem} This build serves a notice page instead.");
                write_table(&table, None, &out)
            }
        },
    }
}

/// One sentence about what is wrong with Node, if anything is.
fn node_problem() -> Option<String> {
    let (major, minor) = OLDEST_NODE;
    let wanted = format!("building the interface needs Node {major}.{minor} or newer");
    let Ok(answer) = Command::new("node").arg("--version").output() else {
        return Some(format!(
            "{wanted}, and none was found (FRONTEND=skip builds without the interface)."
        ));
    };
    let text = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    let mut parts = text
        .trim_start_matches('v')
        .split('.')
        .map_while(|part| part.parse::<u32>().ok());
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    (found < OLDEST_NODE).then(|| format!("{wanted}, and this is {text} (FRONTEND=skip builds without the interface)."))
}

fn build(frontend: &Path, dist: &Path) -> Result<()> {
    for source in SOURCES {
        println!("cargo:rerun-if-changed=frontend/{source}");
    }
    let lock = fs::read(frontend.join("package-lock.json"))?;
    let installed = frontend.join("node_modules/.installed-lock.json");
    if fs::read(&installed).ok().as_ref() != Some(&lock) {
        run(Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(frontend))?;
        fs::write(&installed, &lock)?;
    }
    let vite = frontend.join("node_modules/vite/bin/vite.js");
    run(Command::new("node")
        .arg(vite)
        .args(["build", "--emptyOutDir", "--outDir"])
        .arg(dist)
        .current_dir(frontend))
}

fn run(command: &mut Command) -> Result<()> {
    let answer = command
        .output()
        .map_err(|error| format!("{command:?} did not start: {error}"))?;
    if answer.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&answer.stderr);
    for line in said.lines().filter(|line| !line.trim().is_empty()).take(40) {
        println!("cargo:warning={line}");
    }
    Err(format!(
        "{command:?} failed ({}); FRONTEND=skip builds without the interface",
        answer.status
    )
    .into())
}

/// Writes `FILES`, sorted by path, and `IS_BUILT`.
fn write_table(table: &Path, dist: Option<&Path>, out: &Path) -> Result<()> {
    let mut paths = vec![];
    if let Some(dist) = dist {
        list(dist, dist, &mut paths)?;
    }
    paths.sort();
    let packed = out.join("packed");
    if packed.exists() {
        fs::remove_dir_all(&packed)?;
    }
    fs::create_dir_all(&packed)?;
    let mut text = format!(
        "const IS_BUILT: bool = {};\nstatic FILES: &[File] = &[\n",
        dist.is_some()
    );
    for (number, path) in paths.iter().enumerate() {
        let Some(dist) = dist else { break };
        let file = dist.join(path);
        let bytes = fs::read(&file)?;
        let hash = Sha256::digest(&bytes);
        let tag = hash.iter().take(10).fold(String::new(), |mut tag, byte| {
            let _ = write!(tag, "{byte:02x}");
            tag
        });
        let kind = content_type(path);
        let is_text = bytes.len() >= WORTH_COMPRESSING && !kind.starts_with("image/png");
        let br = is_text.then(|| brotli(&bytes)).transpose()?;
        let gz = is_text.then(|| gzip(&bytes)).transpose()?;
        writeln!(
            text,
            "File {{ path: {:?}, content_type: {kind:?}, tag: {tag:?}, plain: include_bytes!({:?}), br: {}, gz: {} }},",
            format!("/{path}"),
            file,
            packed_file(&packed, number, "br", br.as_deref(), bytes.len())?,
            packed_file(&packed, number, "gz", gz.as_deref(), bytes.len())?,
        )?;
    }
    text.push_str("];\n");
    fs::write(table, text)?;
    Ok(())
}

fn packed_file(folder: &Path, number: usize, ending: &str, bytes: Option<&[u8]>, plain: usize) -> Result<String> {
    let Some(bytes) = bytes.filter(|bytes| bytes.len() < plain) else {
        return Ok("None".into());
    };
    let file = folder.join(format!("{number}.{ending}"));
    fs::write(&file, bytes)?;
    Ok(format!("Some(include_bytes!({file:?}))"))
}

/// The files under a folder, as paths with forward slashes.
fn list(root: &Path, folder: &Path, into: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, into)?;
        } else {
            let parts: Vec<_> = path
                .strip_prefix(root)?
                .iter()
                .map(|part| part.to_string_lossy())
                .collect();
            into.push(parts.join("/"));
        }
    }
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        ..Default::default()
    };
    let mut packed = vec![];
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(vec![], Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
