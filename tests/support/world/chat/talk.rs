//! The room of a team as the clients of several processes use it.

use super::{add_seat, open_team_room};
use crate::support::person::Person;
use crate::support::product::DistrictId;
use crate::support::world::World;
use std::net::SocketAddr;
use tongxing_client::{Client, Nodes, Transport};

pub struct Talk {
    pub district: DistrictId,
    pub coordinator: Person,
    pub members: Vec<Person>,
    pub room: String,
}

impl Talk {
    /// Plants it with so many members.
    pub async fn plant(world: &World, members: usize) -> Talk {
        let coordinator = world.coordinator().await;
        let room = open_team_room(&coordinator, &world.here).await;
        let mut talk = Talk {
            district: world.here.clone(),
            coordinator,
            members: vec![],
            room,
        };
        for _ in 0..members {
            let member = world.counsellor().await;
            let added = add_seat(&talk.coordinator, &talk.room, &member, "participant").await;
            added.expect(201);
            talk.members.push(member);
        }
        talk
    }

    /// The membership of somebody, who gets a seat if they have none.
    pub async fn membership_id(&self, node: SocketAddr, person: &Person) -> String {
        let added = add_seat(&self.coordinator.at(node), &self.room, person, "participant").await;
        added.expect(201)["membership_id"].as_str().unwrap().to_owned()
    }

    /// A client of each member, spread over the nodes; every second pair posts over HTTP.
    pub async fn clients(&self, nodes: &Nodes) -> Vec<Client> {
        let mut clients = vec![];
        for (index, member) in self.members.iter().enumerate() {
            let transport = if index % 4 < 2 {
                Transport::Socket
            } else {
                Transport::Http
            };
            clients.push(member.client(nodes, index, transport, &[&self.room]));
        }
        for client in &clients {
            client.wait_subscribed(&self.room).await;
        }
        clients
    }
}
