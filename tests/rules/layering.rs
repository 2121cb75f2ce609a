//! Who may import whom (docs/ARCHITECTURE.md). Arrows never return.

use crate::source::{Breach, File, files, none};
use regex::Regex;

/// What everything may use.
const GROUND: &[&str] = &[
    "error",
    "ids",
    "clock",
    "local_time",
    "rate_limit",
    "chance",
    "event",
    "content",
    "bilingual",
    "field",
    "files",
    "keys",
    "config",
];
/// What every room may use besides.
const KIT: &[&str] = &["realtime", "jobs", "audit", "db"];

/// The rooms that each room may look into; `None` = everything.
pub fn may_import(room: &str) -> Option<Vec<&'static str>> {
    let rooms: &[&str] = match room {
        "main" | "app" | "demo" | "lib" => return None,
        "routes" => &[
            "accounts",
            "districts",
            "cohorts",
            "scheduling",
            "training",
            "care",
            "chat",
            "notifications",
            "gateway",
            "imports",
            "retention",
            "web",
        ],
        "retention" => &["scheduling", "chat", "accounts"],
        "gateway" => &["accounts", "chat", "web"],
        "training" => &[
            "scheduling",
            "cohorts",
            "districts",
            "chat",
            "notifications",
            "accounts",
            "imports",
        ],
        "scheduling" => &["cohorts", "districts", "chat", "notifications", "accounts", "imports"],
        "cohorts" => &["districts", "chat", "notifications", "accounts", "imports"],
        "districts" => &["notifications", "accounts", "imports"],
        "care" => &["scheduling", "districts", "chat", "notifications", "accounts"],
        "chat" => &["notifications", "accounts"],
        "notifications" => &["accounts", "mail"],
        "accounts" => &["mail"],
        "imports" => &["accounts"],
        "realtime" | "jobs" | "audit" => &["db"],
        "mail" | "web" | "db" => &[],
        _ => &[],
    };
    let is_domain = matches!(
        room,
        "gateway"
            | "training"
            | "cohorts"
            | "scheduling"
            | "districts"
            | "care"
            | "chat"
            | "notifications"
            | "accounts"
            | "routes"
            | "retention"
            | "imports"
    );
    let kit: &[&str] = if is_domain { KIT } else { &[] };
    let also: &[&str] = match room {
        "web" => &["db"], // readiness asks the database
        "mail" => &["jobs"],
        _ => &[],
    };
    Some([GROUND, kit, rooms, also, &["web_from_http"]].concat())
}

fn breaches(file: &File) -> Vec<Breach> {
    let crate_path = Regex::new(r"\bcrate::(?:\{([^}]*)\}|([a-z_]+))").unwrap();
    let Some(allowed) = may_import(file.room()) else {
        return vec![];
    };
    let is_http = file.is_part("http");
    let mut found = vec![];
    for (line, code) in &file.code {
        for names in crate_path.captures_iter(code) {
            let list = names.get(1).or(names.get(2)).map_or("", |list| list.as_str());
            for name in list
                .split(',')
                .map(|part| part.trim().split("::").next().unwrap_or_default())
            {
                let is_own = name == file.room() || name.is_empty();
                // a view returns a page of rows; the rest of the kit for requests and answers is for http alone
                let is_page = file.is_part("views") && code.contains("crate::web::page::");
                let is_web = name == "web" && (is_http || is_page);
                let is_macro = !name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                    || ["native", "text_enum"].contains(&name);
                if !is_own && !is_web && !is_macro && !allowed.contains(&name) {
                    found.push(Breach {
                        path: file.path.clone(),
                        line: *line,
                        rule: "layering",
                        reason: format!("{} may not import {name}", file.room()),
                    });
                }
            }
        }
        let names_actix = code.contains("actix_web") || code.contains("actix_ws") || code.contains("actix_http");
        let is_edge = is_http || ["web", "gateway", "routes", "app"].contains(&file.room());
        if names_actix && !is_edge {
            found.push(Breach {
                path: file.path.clone(),
                line: *line,
                rule: "actix stays at the edge",
                reason: "only http.rs, web/, gateway/, routes.rs and app.rs name actix".into(),
            });
        }
    }
    found
}

#[test]
fn arrows_never_return() {
    none(&files("src", &[".rs"]).iter().flat_map(breaches).collect::<Vec<_>>());
}

#[test]
fn the_layering_rule_sees_a_bad_import_and_passes_a_good_one() {
    let good = File::new(
        "src/training/http.rs",
        "use crate::scheduling::api;\nuse crate::web::json;\nuse actix_web::web::Data;\n",
    );
    assert!(breaches(&good).is_empty());
    for bad in [
        "use crate::training::api;",
        "let x = crate::web::json::ok(&y);",
        "use actix_web::web::Data;",
        "use crate::{db, training};",
    ] {
        assert_eq!(breaches(&File::new("src/scheduling/actions.rs", bad)).len(), 1, "{bad}");
    }
}
