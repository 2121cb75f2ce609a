//! The list of what this program is made of, in CycloneDX 1.6 (`tongxing sbom`): the locked Rust packages and those of the
//! interface, each with the hash that the lock file holds. It is read at compile time, so it always belongs to this version.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const MANIFEST: &str = include_str!("../../Cargo.toml");
const RUST: &str = include_str!("../../Cargo.lock");
const INTERFACE: &str = include_str!("../../frontend/package-lock.json");

/// Why the list of packages cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SbomError {
    /// `Cargo.lock` or `Cargo.toml` is not what cargo writes.
    #[error("the locked Rust packages cannot be read: {0}")]
    Rust(#[from] toml::de::Error),
    /// `package-lock.json` is not what npm writes.
    #[error("the locked packages of the interface cannot be read: {0}")]
    Interface(#[from] serde_json::Error),
}

#[derive(Deserialize)]
struct CargoLock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    checksum: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
    #[serde(default, rename = "build-dependencies")]
    build_dependencies: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
struct NpmLock {
    packages: BTreeMap<String, NpmPackage>,
}

#[derive(Deserialize)]
struct NpmPackage {
    version: Option<String>,
    integrity: Option<String>,
    license: Option<String>,
    #[serde(default)]
    dev: bool,
}

/// The document. What only tests and tools need is listed with the scope `excluded`.
pub fn document() -> Result<Value, SbomError> {
    let mut components = rust_components()?;
    components.extend(interface_components()?);
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "tongxing",
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "licenses": [{ "license": { "id": env!("CARGO_PKG_LICENSE") } }],
            },
        },
        "components": components,
    }))
}

fn rust_components() -> Result<Vec<Value>, SbomError> {
    let lock: CargoLock = toml::from_str(RUST)?;
    let manifest: Manifest = toml::from_str(MANIFEST)?;
    let shipped = reachable(&lock, &manifest);
    let foreign = lock.package.iter().filter(|package| package.checksum.is_some());
    Ok(foreign
        .map(|package| {
            let purl = format!("pkg:cargo/{}@{}", package.name, package.version);
            let is_shipped = shipped.contains(&(package.name.as_str(), package.version.as_str()));
            json!({
                "type": "library",
                "bom-ref": purl,
                "name": package.name,
                "version": package.version,
                "scope": scope(is_shipped),
                "purl": purl,
                "hashes": [{ "alg": "SHA-256", "content": package.checksum }],
            })
        })
        .collect())
}

/// Packages that the program or its build needs, by name and version.
fn reachable<'a>(lock: &'a CargoLock, manifest: &Manifest) -> BTreeSet<(&'a str, &'a str)> {
    let direct = manifest.dependencies.keys().chain(manifest.build_dependencies.keys());
    let mut found = BTreeSet::new();
    let mut open: Vec<&Package> = lock
        .package
        .iter()
        .filter(|package| package.name == env!("CARGO_PKG_NAME"))
        .flat_map(|own| &own.dependencies)
        .filter(|entry| direct.clone().any(|name| entry.split(' ').next() == Some(name)))
        .filter_map(|entry| find(lock, entry))
        .collect();
    while let Some(package) = open.pop() {
        if found.insert((package.name.as_str(), package.version.as_str())) {
            open.extend(package.dependencies.iter().filter_map(|entry| find(lock, entry)));
        }
    }
    found
}

/// An entry is a name, with a version where the lock holds several.
fn find<'a>(lock: &'a CargoLock, entry: &str) -> Option<&'a Package> {
    let mut words = entry.split(' ');
    let (name, version) = (words.next()?, words.next());
    lock.package
        .iter()
        .find(|package| package.name == name && version.is_none_or(|version| package.version == version))
}

fn interface_components() -> Result<Vec<Value>, SbomError> {
    let lock: NpmLock = serde_json::from_str(INTERFACE)?;
    let named = lock.packages.iter().filter_map(|(path, package)| {
        let name = path.rsplit_once("node_modules/")?.1;
        Some((name, package, package.version.as_ref()?))
    });
    Ok(named
        .map(|(name, package, version)| {
            let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
            let mut component = json!({
                "type": "library",
                "name": name,
                "version": version,
                "scope": scope(!package.dev),
                "purl": purl,
            });
            if let Some(hash) = package.integrity.as_deref().and_then(sha512) {
                component["hashes"] = json!([{ "alg": "SHA-512", "content": hash }]);
            }
            if let Some(license) = &package.license {
                component["licenses"] = json!([{ "expression": license }]);
            }
            component
        })
        .collect())
}

fn sha512(integrity: &str) -> Option<String> {
    let bytes = BASE64.decode(integrity.strip_prefix("sha512-")?).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn scope(is_shipped: bool) -> &'static str {
    if is_shipped { "required" } else { "excluded" }
}
