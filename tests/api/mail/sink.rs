//! A local mail server of the test's own.

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The server's folder, its certificate, and the process while it runs.
pub struct Sink {
    pub folder: TempDir,
    pub port: u16,
    mode: &'static str,
    process: Option<Child>,
}

impl Sink {
    /// Starts a server that demands `mode`: `starttls`, `tls` or `plain`.
    pub fn start(mode: &'static str) -> Sink {
        let folder = tempfile::tempdir().expect("a folder");
        make_certificates(folder.path());
        let mut sink = Sink {
            folder,
            port: 0,
            mode,
            process: None,
        };
        sink.write("password", "open: sesame");
        sink.up();
        sink
    }

    /// Starts it again, on the same port.
    pub fn up(&mut self) {
        let script = format!("{}/tests/support/mail_sink.py", env!("CARGO_MANIFEST_DIR"));
        let mut child = Command::new("/usr/bin/python3")
            .arg(script)
            .arg(self.folder.path())
            .args([&self.port.to_string(), self.mode])
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 with aiosmtpd (bin/setup installs it)");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("the port");
        self.port = line.trim().parse().expect("the port");
        self.process = Some(child);
    }

    /// Stops it.
    pub fn down(&mut self) {
        if let Some(mut child) = self.process.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Writes a file that sets the behaviour of the server.
    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).expect("a file");
    }

    /// Removes such a file.
    pub fn remove(&self, name: &str) {
        std::fs::remove_file(self.folder.path().join(name)).expect("a file");
    }

    /// What came in, oldest first.
    pub fn letters(&self) -> Vec<Value> {
        let mut paths: Vec<_> = std::fs::read_dir(self.folder.path())
            .expect("the folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| {
                path.file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with("letter-"))
            })
            .collect();
        paths.sort();
        let read = |path| serde_json::from_slice(&std::fs::read(path).expect("a letter")).expect("JSON");
        paths.into_iter().map(read).collect()
    }

    /// The address for the settings.
    pub fn url(&self) -> String {
        let scheme = if self.mode == "tls" { "smtps" } else { "smtp" };
        format!("{scheme}://notes:open%3A%20sesame@localhost:{}", self.port)
    }

    /// The authority that signed its certificate.
    pub fn authority(&self) -> std::path::PathBuf {
        self.folder.path().join("ca.pem")
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.down();
    }
}

fn make_certificates(folder: &Path) {
    let openssl = |args: &str| {
        let done = Command::new("openssl")
            .current_dir(folder)
            .args(args.split(' '))
            .output()
            .expect("openssl");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    std::fs::write(
        folder.join("san"),
        "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n",
    )
    .expect("a file");
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=authority",
    );
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr -subj /CN=localhost",
    );
    openssl("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.crt -days 2 -extfile san");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file");
    std::fs::write(folder.join("server.pem"), read("server.key") + &read("server.crt")).expect("a file");
}
