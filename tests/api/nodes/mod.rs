//! Two and three real processes on one PostgreSQL database are one service.

mod bus;
mod clock_skew;
mod epoch;
mod failing;
mod presence;
mod random;
mod reading;
mod revoking;
mod together;

use crate::support::checker::StoredRoom;
use crate::support::database::is_postgres;
use crate::support::deployment::{Deployment, Node};
use crate::support::world::Talk;
use tongxing_client::{Client, Journal, Nodes};

/// Several processes share a PostgreSQL server only; a SQLite file belongs to one, which the tests of `processes` cover.
fn can_have_several_nodes() -> bool {
    is_postgres()
}

/// A room with members, and nodes with these further settings.
struct Service {
    deployment: Deployment,
    talk: Talk,
    nodes: Nodes,
    running: Vec<Node>,
}

impl Service {
    async fn start(members: usize, count: usize, settings: &str) -> Service {
        let (deployment, talk) = Deployment::after(async |world| Talk::plant(world, members).await).await;
        let mut running = vec![];
        for _ in 0..count {
            running.push(deployment.start_with(settings, &[]).await);
        }
        let nodes = Nodes::at(running.iter().map(|node| node.address));
        Service {
            deployment,
            talk,
            nodes,
            running,
        }
    }

    /// A client of each member, spread over the nodes.
    async fn clients(&self) -> Vec<Client> {
        self.talk.clients(&self.nodes).await
    }

    /// Every message has its answer, every client has received every event, and I1 to I6 hold.
    async fn check(&self, clients: &[Client]) -> Vec<Journal> {
        for client in clients {
            client.wait_answered().await;
        }
        let truth = StoredRoom::read(&self.deployment.database.url, &self.deployment.keys, &self.talk.room).await;
        for client in clients {
            client.wait_received(&self.talk.room, truth.head).await;
        }
        let journals: Vec<Journal> = clients.iter().map(Client::journal).collect();
        truth.check_complete(&journals);
        let said: usize = journals.iter().map(|journal| journal.submitted().count()).sum();
        assert_eq!(truth.messages.len(), said, "I1, I3: each message stands once");
        journals
    }

    /// Ends one node, by force or by asking, and starts another in its place.
    async fn replace(&mut self, index: usize, by_force: bool) {
        let mut old = self.running.remove(index);
        self.nodes.change(|all| all.retain(|address| *address != old.address));
        if by_force {
            old.kill().await;
        } else {
            old.ask_to_stop();
            assert_eq!(old.wait_for_exit().await.code(), Some(0), "{}", old.log());
        }
        let new = self.deployment.start().await;
        self.nodes.change(|all| all.push(new.address));
        self.running.push(new);
    }

    /// The same where one device came back as another client: what stands was said by it or by its earlier life.
    async fn check_twice(&self, clients: &[Client], earlier: &Journal) -> Vec<Journal> {
        for client in clients {
            client.wait_answered().await;
        }
        let truth = StoredRoom::read(&self.deployment.database.url, &self.deployment.keys, &self.talk.room).await;
        for client in clients {
            client.wait_received(&self.talk.room, truth.head).await;
        }
        let journals: Vec<Journal> = clients.iter().map(Client::journal).collect();
        truth.check_complete(&journals);
        truth.check(std::slice::from_ref(earlier));
        let said: usize = journals.iter().map(|journal| journal.submitted().count()).sum();
        assert_eq!(truth.messages.len(), said, "F3: each message stands once");
        journals
    }

    async fn finish(mut self) {
        for node in &mut self.running {
            node.kill().await;
        }
    }
}

/// Everybody says so many things.
fn talk_all(clients: &mut [Client], room: &str, count: usize) {
    for (index, client) in clients.iter_mut().enumerate() {
        for number in 0..count {
            client.send_message(room, &format!("{index} 说 {number}"));
        }
    }
}
