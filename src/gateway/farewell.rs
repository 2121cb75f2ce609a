//! Why a socket ends, and what its client does next (`docs/REALTIME.md`).

/// A reason with its close code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// A frame larger than announced.
    TooBig,
    /// `hello` could not be answered: the database is away.
    Failed,
    /// Not JSON, not text, frames in the wrong order, or a `hello` that names too much.
    Malformed,
    /// The authorisation has run out.
    AuthExpired,
    /// The login or the person is no longer welcome.
    Revoked,
    /// The screen of the login was locked; its next socket comes when it is open again.
    Locked,
    /// No `hello`, or no answer to a ping.
    Silent,
    /// Too many sockets; this one was replaced.
    Replaced,
    /// Frames come far too fast.
    Flood,
    /// What was sent is not taken.
    TooSlow,
    /// The server goes down for a while.
    Draining,
    /// A version of the protocol that is not spoken here.
    Version,
}

impl Farewell {
    /// The close code.
    pub fn code(self) -> u16 {
        match self {
            Farewell::TooBig => 1009,
            Farewell::Failed => 1011,
            Farewell::Malformed => 4400,
            Farewell::AuthExpired => 4401,
            Farewell::Revoked => 4403,
            Farewell::Locked => 4423,
            Farewell::Silent => 4408,
            Farewell::Replaced => 4409,
            Farewell::Flood => 4429,
            Farewell::TooSlow => 4430,
            Farewell::Draining => 4503,
            Farewell::Version => 4505,
        }
    }

    /// One or two words for the log of a developer.
    pub fn reason(self) -> &'static str {
        match self {
            Farewell::TooBig => "too_big",
            Farewell::Failed => "failed",
            Farewell::Malformed => "malformed",
            Farewell::AuthExpired => "auth_expired",
            Farewell::Revoked => "revoked",
            Farewell::Locked => "locked",
            Farewell::Silent => "silent",
            Farewell::Replaced => "replaced",
            Farewell::Flood => "flood",
            Farewell::TooSlow => "too_slow",
            Farewell::Draining => "draining",
            Farewell::Version => "version",
        }
    }

    /// Whether the client may come back by itself and go on where it was.
    pub fn may_resume(self) -> bool {
        matches!(
            self,
            Farewell::Failed
                | Farewell::AuthExpired
                | Farewell::Silent
                | Farewell::Flood
                | Farewell::TooSlow
                | Farewell::Draining
        )
    }
}
