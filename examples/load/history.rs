//! W5: the newest page of a long room.

use crate::child::Child;
use crate::pages::requests;
use crate::server::Dataset;

/// The room holds so many messages.
const MESSAGES: usize = 100_000;

pub async fn run() {
    println!("W5: last 50 messages of a room with {MESSAGES}, 32 clients");
    let server = Child::server(Dataset::Long { messages: MESSAGES }).await;
    let path = format!("/api/v1/chat/rooms/{}/messages?limit=50", server.room(0));
    requests(&server, &path, 0).await.print("from the room in memory");
    let older = format!("{path}&before_no={}", MESSAGES / 2);
    requests(&server, &older, 0).await.print("half-way back, from SQL");
    requests(&server, "/healthz", 0).await.print("floor: two bytes of text");
}
