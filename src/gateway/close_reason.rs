//! Why a socket is closed, and what its client does next (`docs/REALTIME.md`).

/// A reason with its close code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// A frame larger than announced.
    TooBig,
    /// The database did not answer `hello`.
    Failed,
    /// Not JSON, not text, frames in the wrong order, or a `hello` that names too much.
    Malformed,
    /// The authorisation has expired.
    AuthExpired,
    /// The login has ended, or the person is disabled.
    Revoked,
    /// The screen of the login was locked; the client reconnects when it is unlocked.
    Locked,
    /// No `hello`, or no answer to a ping.
    Silent,
    /// Too many sockets; this one was replaced.
    Replaced,
    /// Frames come far over the rate limit.
    Flood,
    /// The client does not take what was sent.
    TooSlow,
    /// The server is shutting down.
    Draining,
    /// Unknown version of the protocol.
    Version,
}

impl CloseReason {
    pub fn code(self) -> u16 {
        match self {
            CloseReason::TooBig => 1009,
            CloseReason::Failed => 1011,
            CloseReason::Malformed => 4400,
            CloseReason::AuthExpired => 4401,
            CloseReason::Revoked => 4403,
            CloseReason::Locked => 4423,
            CloseReason::Silent => 4408,
            CloseReason::Replaced => 4409,
            CloseReason::Flood => 4429,
            CloseReason::TooSlow => 4430,
            CloseReason::Draining => 4503,
            CloseReason::Version => 4505,
        }
    }

    /// The reason in the close frame, for developers.
    pub fn reason(self) -> &'static str {
        match self {
            CloseReason::TooBig => "too_big",
            CloseReason::Failed => "failed",
            CloseReason::Malformed => "malformed",
            CloseReason::AuthExpired => "auth_expired",
            CloseReason::Revoked => "revoked",
            CloseReason::Locked => "locked",
            CloseReason::Silent => "silent",
            CloseReason::Replaced => "replaced",
            CloseReason::Flood => "flood",
            CloseReason::TooSlow => "too_slow",
            CloseReason::Draining => "draining",
            CloseReason::Version => "version",
        }
    }

    /// Whether the client may reconnect by itself and resume.
    pub fn may_resume(self) -> bool {
        matches!(
            self,
            CloseReason::Failed
                | CloseReason::AuthExpired
                | CloseReason::Silent
                | CloseReason::Flood
                | CloseReason::TooSlow
                | CloseReason::Draining
        )
    }
}
