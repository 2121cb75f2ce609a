//! The whole process: killed at any moment, asked to stop, and made to talk as much as it can.

mod killed;
mod silent;
mod stopped;

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{DistrictId, Role};
use serde_json::json;
use std::net::SocketAddr;
use tongxing_client::{Client, Nodes, Road};

/// A room of a team: a coordinator who holds it, and members.
pub struct Talk {
    pub district: DistrictId,
    pub chair: Person,
    pub members: Vec<Person>,
    pub room: String,
}

impl Talk {
    /// Plants it with so many members.
    pub async fn plant(app: &App, members: usize) -> Talk {
        let district = app.district("静安区").await;
        let chair = app.person(Role::Coordinator, &district).await;
        let opened = json!({ "owner_kind": "team", "name": "队", "district_id": district });
        let room = chair.post("/chat/rooms", opened).await.expect(201)["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let mut talk = Talk {
            district,
            chair,
            members: vec![],
            room,
        };
        for _ in 0..members {
            let member = app.person(Role::Counsellor, &talk.district).await;
            let seat = json!({ "person_id": member.id, "role": "participant" });
            let path = format!("/chat/rooms/{}/seats", talk.room);
            talk.chair.post(&path, seat).await.expect(201);
            talk.members.push(member);
        }
        talk
    }

    /// The membership of somebody.
    pub async fn seat_of(&self, node: SocketAddr, person: &Person) -> String {
        let body = json!({ "person_id": person.id, "role": "participant" });
        let path = format!("/chat/rooms/{}/seats", self.room);
        let seat = self.chair.at(node).post(&path, body).await.expect(201);
        seat["membership_id"].as_str().unwrap().to_owned()
    }

    /// A client of each member, spread over the nodes; every second one posts over HTTP.
    pub async fn clients(&self, nodes: &Nodes) -> Vec<Client> {
        let mut clients = vec![];
        for (index, member) in self.members.iter().enumerate() {
            let road = if index % 4 < 2 { Road::Socket } else { Road::Http };
            clients.push(member.client(nodes, index, road, &[&self.room]));
        }
        for client in &clients {
            client.listening(&self.room).await;
        }
        clients
    }
}
