//! Frames in the order in which they leave, and the rest of a partial write.

use bytes::{Buf as _, Bytes};
use std::collections::VecDeque;
use std::io::{self, IoSlice};

/// Frames in one system call.
const AT_ONCE: usize = 64;

/// What waits to be written. A frame that has begun comes first, then control frames, then the others.
#[derive(Default)]
pub(super) struct PendingFrames {
    /// The rest of a frame of which the kernel has taken a part, and whether it counts.
    begun: Option<(Bytes, bool)>,
    control: VecDeque<Bytes>,
    queue: VecDeque<Bytes>,
    /// Bytes that wait, without control frames.
    bytes: usize,
}

impl PendingFrames {
    pub(super) fn push(&mut self, frame: Bytes) {
        self.bytes += frame.len();
        self.queue.push_back(frame);
    }

    pub(super) fn push_control(&mut self, frame: Bytes) {
        self.control.push_back(frame);
    }

    pub(super) fn controls(&self) -> usize {
        self.control.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.begun.is_none() && self.control.is_empty() && self.queue.is_empty()
    }

    /// Drops queued frames that have not begun.
    pub(super) fn drop_queue(&mut self) {
        self.bytes = match &self.begun {
            Some((rest, true)) => rest.len(),
            _ => 0,
        };
        self.queue = VecDeque::new();
    }

    /// Offers the next frames to `write`, which returns how many bytes it took.
    pub(super) fn write_with(&mut self, write: impl FnOnce(&[IoSlice<'_>]) -> io::Result<usize>) -> io::Result<()> {
        let mut slices = [IoSlice::new(&[]); AT_ONCE];
        let mut count = 0;
        let begun = self.begun.iter().map(|(rest, _)| rest);
        for (slice, frame) in slices.iter_mut().zip(begun.chain(&self.control).chain(&self.queue)) {
            *slice = IoSlice::new(frame);
            count += 1;
        }
        let taken = write(&slices[..count])?;
        if taken == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.take(taken);
        Ok(())
    }

    fn take(&mut self, mut taken: usize) {
        while taken > 0 {
            let Some((mut frame, counts)) = self.next() else { return };
            let part = taken.min(frame.len());
            taken -= part;
            if counts {
                self.bytes -= part;
            }
            if part < frame.len() {
                frame.advance(part);
                self.begun = Some((frame, counts));
            }
        }
    }

    fn next(&mut self) -> Option<(Bytes, bool)> {
        self.begun
            .take()
            .or_else(|| self.control.pop_front().map(|frame| (frame, false)))
            .or_else(|| self.queue.pop_front().map(|frame| (frame, true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However little the kernel takes each time, every frame leaves whole, and each kind in its order.
        #[test]
        fn frames_leave_whole_and_in_order_whatever_is_taken(
            frames in prop::collection::vec((1usize..40, any::<bool>()), 0..100),
            takes in prop::collection::vec(1usize..200, 1..40),
        ) {
            let mut pending = PendingFrames::default();
            let (mut out, mut takes) = (vec![], takes.into_iter().cycle());
            for (number, (length, is_control)) in frames.iter().enumerate() {
                let mut frame = vec![*length as u8; *length];
                frame.push(number as u8);
                frame.push(u8::from(*is_control));
                if *is_control {
                    pending.push_control(frame.into());
                } else {
                    pending.push(frame.into());
                }
                if number % 3 == 0 {
                    pump(&mut pending, &mut out, takes.next().unwrap_or(1));
                }
            }
            while !pending.is_empty() {
                pump(&mut pending, &mut out, takes.next().unwrap_or(1));
            }
            prop_assert_eq!(pending.bytes(), 0);
            let mut seen = vec![];
            while let Some(length) = out.first().copied().map(usize::from) {
                let frame: Vec<u8> = out.drain(..length + 2).collect();
                prop_assert!(frame[..length].iter().all(|byte| usize::from(*byte) == length));
                seen.push((frame[length], frame[length + 1]));
            }
            prop_assert_eq!(seen.len(), frames.len());
            for kind in [0, 1] {
                let numbers: Vec<u8> = seen.iter().filter(|(_, of)| *of == kind).map(|(number, _)| *number).collect();
                prop_assert!(numbers.is_sorted());
            }
        }
    }

    fn pump(pending: &mut PendingFrames, out: &mut Vec<u8>, most: usize) {
        if pending.is_empty() {
            return;
        }
        let write = |slices: &[IoSlice<'_>]| {
            let all: Vec<u8> = slices.iter().flat_map(|slice| slice.iter().copied()).collect();
            let taken = all.len().min(most);
            out.extend(&all[..taken]);
            Ok(taken)
        };
        pending.write_with(write).unwrap();
    }

    #[test]
    fn what_ends_drops_the_queue_but_not_the_frame_that_has_begun() {
        let mut pending = PendingFrames::default();
        pending.push(Bytes::from_static(b"begun"));
        pending.push(Bytes::from_static(b"dropped"));
        pending.write_with(|_| Ok(2)).unwrap();
        pending.drop_queue();
        pending.push_control(Bytes::from_static(b"bye"));
        assert_eq!(pending.bytes(), 3);
        let mut out = vec![];
        while !pending.is_empty() {
            pump(&mut pending, &mut out, 100);
        }
        assert_eq!(out, b"gunbye");
        assert!(pending.write_with(|_| Ok(0)).is_err());
    }
}
