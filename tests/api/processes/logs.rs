//! Nothing that people write, and nothing that proves who they are, reaches a log, a metric or a problem document
//! (safety 44), however talkative the server is made.

use crate::support::app::Answer;
use crate::support::deployment::{Deployment, Node};
use crate::support::person::Person;
use crate::support::product::{Clock, Role, accounts};
use crate::support::socket::Socket;
use crate::support::world::{PASSPHRASE, TOTP_SECRET};
use crate::support::world::{Talk, World};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

/// In everything that a person could write; once as letters that a dump of bytes shows as they are.
const MARKER: &str = "zqxmarkerxqz";
const MARKED: &str = "暗号zqxmarkerxqz月光";
const NICKNAME: &str = "静夜听竹";
const NEWCOMER: &str = "远山含翠";
const NEW_PASSPHRASE: &str = "春江潮水连海平海上明月";

/// Asks for everything as somebody, and keeps what must not be found anywhere.
struct Talker<'a> {
    node: &'a Node,
    http: Client,
    secrets: Vec<String>,
    problems: Vec<String>,
}

impl Talker<'_> {
    async fn ask(&mut self, request: RequestBuilder) -> Answer {
        let answer = Answer::read(request.send().await.expect("an answer")).await;
        if answer.status >= 400 {
            self.problems.push(answer.text.clone());
        }
        if let Some(cookie) = answer.headers.get("set-cookie").and_then(|value| value.to_str().ok()) {
            let value = cookie.split(['=', ';']).nth(1).unwrap_or_default();
            if value.len() > 16 {
                self.secrets.push(value.to_owned());
            }
        }
        for name in ["access_token", "ticket", "code"] {
            let secret = answer.json[name].as_str().filter(|_| answer.status < 300);
            self.secrets.extend(secret.map(str::to_owned));
        }
        answer
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("http://{}{path}", self.node.address))
    }

    async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.ask(self.request(Method::POST, path).json(&body)).await
    }
}

#[tokio::test]
async fn what_people_write_reaches_no_log_no_metric_and_no_problem_document() {
    let plant = async |world: &World| {
        let talk = Talk::plant(world, 1).await;
        let known = world
            .person_named(NICKNAME, &[(Role::Member, Some(talk.district.clone()))])
            .await;
        let staff = world
            .person_named("云开见月", &[(Role::Coordinator, Some(talk.district.clone()))])
            .await;
        (talk, known, staff)
    };
    let (deployment, (talk, known, staff)) = Deployment::after(plant).await;
    let mut node = deployment.start_with("", &[("TONGXING_LOG", "trace")]).await;
    let mut talker = Talker {
        node: &node,
        http: Client::new(),
        secrets: vec![talk.members[0].token.clone(), staff.token.clone(), known.token.clone()],
        problems: vec![],
    };
    enter(&mut talker, &staff, &talk).await;
    write_badly(&mut talker, &talk).await;
    speak(&mut talker, &talk).await;
    let Talker { secrets, problems, .. } = talker;
    let metrics = node.metrics().await;
    node.ask_to_stop();
    assert_eq!(node.wait_for_exit().await.code(), Some(0));
    let log = node.log();
    assert!(log.contains("\"message\":\"answered\""), "requests are logged");
    assert!(secrets.len() >= 8, "{}", secrets.len());
    assert!(problems.len() >= 15, "{}", problems.len());
    let written = [MARKER, "暗号", NICKNAME, NEWCOMER, PASSPHRASE, NEW_PASSPHRASE].map(str::to_owned);
    for secret in written.iter().chain(&secrets) {
        assert_absent(secret, "the log", &log);
        assert_absent(secret, "the metrics", &metrics);
        for problem in &problems {
            assert_absent(secret, "a problem document", problem);
        }
    }
}

#[track_caller]
fn assert_absent(secret: &str, place: &str, text: &str) {
    if let Some(line) = text.lines().find(|line| line.contains(secret)) {
        panic!("{secret} stands in {place}: {line}");
    }
    // as a dump of bytes shows what is not ASCII
    let dumped: String = secret
        .bytes()
        .map(|byte| std::ascii::escape_default(byte).to_string())
        .collect();
    assert!(!text.contains(&dumped), "{secret} stands in {place} as bytes");
}

/// The ways in: cards, passphrases, second factors, cookies.
async fn enter(talker: &mut Talker<'_>, staff: &Person, talk: &Talk) {
    let wrong = json!({ "nickname": NICKNAME, "passphrase": MARKED });
    talker.post("/api/v1/sign-in", wrong).await.problem("wrong_sign_in");
    let unknown = json!({ "nickname": MARKED, "passphrase": PASSPHRASE });
    talker.post("/api/v1/sign-in", unknown).await.problem("wrong_sign_in");
    let right = json!({ "nickname": NICKNAME, "passphrase": PASSPHRASE });
    let entered = talker.post("/api/v1/sign-in", right).await.expect(200);
    let token = entered["access_token"].as_str().unwrap().to_owned();
    let code = accounts::code_at(&TOTP_SECRET, Clock::system().now()).unwrap();
    let right = json!({ "nickname": "云开见月", "passphrase": PASSPHRASE, "device": MARKED });
    let challenge = talker.post("/api/v1/sign-in", right).await.json["second_factor"]["challenge"].clone();
    let challenge = challenge.as_str().expect("a challenge").to_owned();
    talker.secrets.push(challenge.clone());
    let wrong = json!({ "challenge": challenge, "code": MARKED });
    talker.post("/api/v1/sign-in/second-factor", wrong).await;
    let second = json!({ "challenge": challenge, "code": code });
    talker.post("/api/v1/sign-in/second-factor", second).await.expect(200);

    let invite = talker
        .request(Method::POST, "/api/v1/invitations")
        .bearer_auth(&staff.token);
    let card = json!({ "role": "member", "district_id": talk.district });
    let invitation = talker.ask(invite.json(&card)).await.expect(201);
    let code = invitation["code"].clone();
    talker
        .post("/api/v1/invitations/look-up", json!({ "code": code }))
        .await
        .expect(200);
    talker
        .post("/api/v1/invitations/look-up", json!({ "code": MARKED }))
        .await;
    let accept = |nickname: &str, passphrase: &str| {
        json!({ "code": code, "nickname": nickname, "passphrase": passphrase, "language": "zh",
                "consents": ["attend", "online_rooms"] })
    };
    talker
        .post("/api/v1/invitations/accept", accept(&MARKED.repeat(20), PASSPHRASE))
        .await;
    let mut mistaken = accept(NEWCOMER, MARKER);
    mistaken["code"] = MARKED.into();
    talker.post("/api/v1/invitations/accept", mistaken).await;
    let entered = talker
        .post("/api/v1/invitations/accept", accept(NEWCOMER, PASSPHRASE))
        .await;
    let cookie = entered.headers["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    entered.expect(200);
    let refresh = talker
        .request(Method::POST, "/api/v1/refresh")
        .header("cookie", &cookie);
    talker.ask(refresh).await.expect(200);
    let refresh = talker
        .request(Method::POST, "/api/v1/refresh")
        .header("cookie", format!("__Host-tongxing={MARKER}"));
    talker.ask(refresh).await;

    for next in ["x", NEW_PASSPHRASE] {
        let change = talker
            .request(Method::POST, "/api/v1/me/passphrase")
            .bearer_auth(&token);
        let body = json!({ "current": PASSPHRASE, "next": next });
        talker.ask(change.json(&body)).await;
    }
    let bearer = talker.request(Method::GET, "/api/v1/me").bearer_auth(MARKER);
    talker.ask(bearer).await;
}

/// Requests that are refused in every way there is.
async fn write_badly(talker: &mut Talker<'_>, talk: &Talk) {
    let token = &talk.members[0].token;
    let path = format!("/api/v1/chat/rooms/{}/messages", talk.room);
    let long = MARKED.repeat(400);
    for body in [
        json!({ "cid": "cid-too-long", "body": long }),
        json!({ "cid": MARKED, "body": "x" }),
        json!({ "cid": "cid-unknown-field", "body": "x", MARKED: MARKED }),
        json!({ "cid": "cid-wrong-type", "body": { "text": MARKED } }),
        json!({ "cid": "cid-control", "body": format!("{MARKED}\u{0}\u{202e}") }),
        json!({ "cid": "cid-reply", "body": MARKED, "reply": MARKED }),
        json!({ "cid": "cid-twice-1", "body": MARKED }),
        json!({ "cid": "cid-twice-1", "body": format!("{MARKED} again") }),
        json!([MARKED]),
    ] {
        talker
            .ask(talker.request(Method::POST, &path).bearer_auth(token).json(&body))
            .await;
    }
    let json = "application/json";
    for body in [
        format!("{{\"body\": \"{MARKED}"),
        MARKED.repeat(14_000),
        format!("\u{feff}{MARKED}"),
    ] {
        let request = talker
            .request(Method::POST, &path)
            .bearer_auth(token)
            .header("content-type", json);
        talker.ask(request.body(body)).await;
    }
    for kind in [
        "text/plain",
        "multipart/form-data; boundary=zqxmarkerxqz",
        "zqxmarkerxqz",
    ] {
        let request = talker
            .request(Method::POST, &path)
            .bearer_auth(token)
            .header("content-type", kind);
        talker.ask(request.body(MARKED)).await;
    }
    for address in [
        format!("/api/v1/{MARKED}"),
        format!("/{MARKED}?{MARKED}={MARKED}"),
        format!("/api/v1/chat/rooms/{MARKED}/messages"),
        format!("{path}?before_no={MARKED}&{MARKED}=1"),
        format!("/api/v1/people?search={MARKED}&q={MARKED}"),
        format!("/ws?ticket={MARKED}"),
    ] {
        talker
            .ask(talker.request(Method::GET, &address).bearer_auth(token))
            .await;
    }
    let named = talker.request(Method::GET, "/api/v1/me").bearer_auth(token);
    let named = named
        .header("user-agent", MARKER)
        .header("origin", format!("https://{MARKER}.example"));
    talker
        .ask(
            named
                .header("referer", format!("https://x.example/{MARKER}"))
                .header("x-request-id", MARKER),
        )
        .await;
    let method = Method::from_bytes(MARKER.as_bytes()).unwrap();
    talker.ask(talker.request(method, &path).bearer_auth(token)).await;
}

/// A socket on which good and bad frames are sent.
async fn speak(talker: &mut Talker<'_>, talk: &Talk) {
    let (address, ann) = (talker.node.address, talk.members[0].at(talker.node.address));
    for last in [
        Message::text(format!("{{\"t\":\"send\",\"body\":\"{MARKED}")),
        Message::binary(MARKED.as_bytes().to_vec()),
        Message::text(MARKED.repeat(2_000)),
    ] {
        let ticket = Socket::ticket(&ann).await;
        talker.secrets.push(ticket.clone());
        let mut socket = Socket::try_open(address, Socket::request(address, &ticket))
            .await
            .unwrap();
        assert!(
            Socket::try_open(address, Socket::request(address, &ticket))
                .await
                .is_err(),
            "a ticket is good once"
        );
        socket.hello(json!([{ "r": talk.room }, { "r": MARKED }])).await;
        let cid = format!("cid-{}", &ticket[..16].replace(['-', '_'], "x"));
        assert_eq!(socket.send_message(&talk.room, &cid, MARKED).await["t"], "sent");
        for frame in [
            json!({ "t": MARKED, "id": 1 }),
            json!({ "t": "send", "id": MARKED, "r": talk.room, "cid": "c", "body": MARKED }),
            json!({ "t": "send", "id": 3, "r": MARKED, "cid": "cid-not-here", "body": MARKED }),
            json!({ "t": "send", "id": 4, "r": talk.room, "cid": 7, "body": { "x": MARKED } }),
            json!({ "t": "send", "id": 5, "r": talk.room, "cid": "cid-too-long-1", "body": "长".repeat(4_001) + MARKED }),
            json!({ "t": "auth", "id": 6, "ticket": MARKED }),
        ] {
            socket.send(frame).await;
        }
        socket.send_raw(last).await;
        while socket.next().await.is_some_and(|frame| frame["t"] != "close") {}
    }
}
