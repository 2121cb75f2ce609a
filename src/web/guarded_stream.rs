//! A TCP stream that owns a connection slot and enforces a deadline for each request head.
//!
//! actix gives the first head of a connection a deadline and none to the next ones, so a client that was answered once could
//! send the next request byte by byte for ever. Here the deadline begins with the first byte after a response.

use super::connection_slots::ConnectionSlot;
use actix_web::rt::net::TcpStream;
use std::cell::Cell;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// What a request can know of its connection.
#[derive(Clone)]
pub struct Visit {
    pub slot: ConnectionSlot,
    state: Rc<State>,
}

#[derive(Default)]
struct State {
    is_busy: Cell<bool>,
    /// The number of heads that were received.
    heads: Cell<u64>,
}

/// A request that is under way. What comes after its end is the next head, or the rest of a body that nobody reads.
pub struct UnderWay(Rc<State>);

impl Visit {
    /// The head was received: from here on the deadline of the body counts.
    pub fn begin(&self) -> UnderWay {
        self.state.is_busy.set(true);
        self.state.heads.set(self.state.heads.get() + 1);
        UnderWay(self.state.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.is_busy.set(false);
    }
}

pub struct GuardedStream {
    io: TcpStream,
    visit: Visit,
    head: Duration,
    /// When the head that has begun must be here, and how many there were before it.
    deadline: Option<(u64, Pin<Box<Sleep>>)>,
}

impl GuardedStream {
    /// Watches `io`; each head may take as long as `head`.
    pub fn new(io: TcpStream, slot: ConnectionSlot, head: Duration) -> Self {
        let visit = Visit {
            slot,
            state: Rc::default(),
        };
        GuardedStream {
            io,
            visit,
            head,
            deadline: None,
        }
    }

    pub fn io(&self) -> &TcpStream {
        &self.io
    }

    pub fn visit(&self) -> Visit {
        self.visit.clone()
    }

    /// The stream without HTTP. Whoever takes it has to keep its slot.
    pub fn into_inner(self) -> TcpStream {
        self.io
    }
}

impl AsyncRead for GuardedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let (is_busy, heads) = (self.visit.state.is_busy.get(), self.visit.state.heads.get());
        if is_busy || self.deadline.as_ref().is_some_and(|(before, _)| *before != heads) {
            self.deadline = None;
        }
        if let Some((_, deadline)) = &mut self.deadline
            && deadline.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Ok(())); // as if the client had gone
        }
        let before = buf.filled().len();
        let read = Pin::new(&mut self.io).poll_read(cx, buf);
        let has_come = buf.filled().len() > before;
        if has_come && !is_busy && self.deadline.is_none() {
            // polled once, so that this connection is woken when it is over
            let mut deadline = Box::pin(sleep(self.head));
            if deadline.as_mut().poll(cx).is_pending() {
                self.deadline = Some((heads, deadline));
            }
        }
        read
    }
}

impl AsyncWrite for GuardedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }
}
