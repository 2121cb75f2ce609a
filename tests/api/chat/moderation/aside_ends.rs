//! How an aside ends (safety 40).

use super::asides::{of, say};
use crate::support::person::Person;
use crate::support::product::Role;
use crate::support::socket::Socket;
use crate::support::world::{MemberRoom, set_online_rooms_consent};
use serde_json::{Value, json};

#[tokio::test]
async fn either_of_the_two_ends_it_and_a_flag_opens_it_to_the_supervisors() {
    let group = MemberRoom::open(1).await;
    let ann = &group.members[0];
    let _held = Socket::subscribe(&group, &group.coordinator, &[&group.room]).await;
    let aside = group.aside(&group.coordinator, 30).await.expect(201);
    for number in 0..8 {
        say(ann, &aside, number, &format!("第{number}句")).await.expect(201);
    }
    let hurt = say(&group.coordinator, &aside, 1, "不好听的话").await.expect(201);
    let m = hurt["m"].as_str().unwrap();
    let review = format!("/reviews/messages/{m}");
    assert!(group.review_queue().await["messages"].as_array().unwrap().is_empty());
    group.supervisor.get(&review).await.problem("not_found");
    let mut listener = Socket::subscribe(&group, &group.coordinator, &[aside["id"].as_str().unwrap()]).await;
    ann.post(&of(&aside, "/end"), json!({})).await.expect(204);
    let told = listener.expect_event("room").await;
    assert_eq!(told["d"]["open_until"], group.clock.now());
    ann.post(&of(&aside, "/end"), json!({})).await.expect(204);
    say(&group.coordinator, &aside, 2, "等等").await.problem("read_only");
    // also after its end
    let flag = of(&aside, &format!("/messages/{m}/flag"));
    ann.post(&flag, json!({ "reason": "hurtful" })).await.expect(204);
    let notices = group.supervisor.get("/notices").await.expect(200);
    assert_eq!(notices["items"][0]["link"], "/review");
    let opened = group.supervisor.get(&review).await.expect(200);
    assert_eq!(opened["messages"].as_array().unwrap().len(), 9, "all of it");
    group
        .neighbour(Role::Supervisor)
        .await
        .get(&review)
        .await
        .problem("not_found");
    group.finish().await;
}

async fn is_over(aside: &Value, who: &Person) {
    let refused = say(who, aside, 99, "还在吗").await.problem("read_only");
    assert_eq!(refused["why"], "aside_over");
}

#[tokio::test]
async fn an_aside_ends_with_what_it_rests_on() {
    // safety 12, 40
    let group = MemberRoom::open(2).await;
    let ann = &group.members[0];
    let second = group.counsellor().await;
    set_online_rooms_consent(&second, true).await;
    let seat = json!({ "person_id": second.id, "role": "facilitator" });
    group
        .coordinator
        .post(&group.path("/seats"), seat.clone())
        .await
        .expect(201);
    let _held = Socket::subscribe(&group, &second, &[&group.room]).await;
    // whoever no longer holds the room speaks alone with nobody
    let aside = group.aside(&second, 30).await.expect(201);
    say(ann, &aside, 1, "在").await.expect(201);
    let mut listener = Socket::subscribe(&group, ann, &[aside["id"].as_str().unwrap()]).await;
    let demoted = json!({ "person_id": second.id, "role": "participant" });
    group.coordinator.post(&group.path("/seats"), demoted).await.expect(201);
    assert_eq!(
        listener.expect_event("room").await["d"]["open_until"],
        group.clock.now()
    );
    is_over(&aside, ann).await;
    is_over(&aside, &second).await;
    // whoever leaves the room leaves what was beside it, and still reads and flags what was said there
    group.coordinator.post(&group.path("/seats"), seat).await.expect(201);
    let aside = group.aside(&second, 30).await.expect(201);
    let hurt = say(&second, &aside, 2, "不好听的话").await.expect(201);
    let away = json!({ "verb": "away_2_weeks", "reason": "calm", "membership_id": group.membership_id(ann).await });
    group.coordinator.post(&group.path("/measures"), away).await.expect(201);
    is_over(&aside, ann).await;
    // a consent that is given again brings back into the group, not into what is over
    let bob = &group.members[1];
    let with = json!({ "membership_id": group.membership_id(bob).await, "minutes": 15 });
    let other = second.post(&group.path("/asides"), with).await.expect(201);
    let withdrawn = json!({ "is_given": false, "language": "zh" });
    bob.put("/me/consents/online_rooms", withdrawn).await.expect(200);
    set_online_rooms_consent(bob, true).await;
    bob.get(&group.path("")).await.expect(200);
    bob.get(&of(&other, "")).await.problem("not_found");
    let flag = of(&aside, &format!("/messages/{}/flag", hurt["m"].as_str().unwrap()));
    ann.post(&flag, json!({ "reason": "hurtful" })).await.expect(204);
    assert_eq!(group.review_queue().await["messages"].as_array().unwrap().len(), 1);
    group.finish().await;
}

#[tokio::test]
async fn neither_of_the_two_moderates_the_other_or_reviews_the_conversation() {
    // safety 16, 40
    let group = MemberRoom::open(1).await;
    let ann = &group.members[0];
    set_online_rooms_consent(&group.supervisor, true).await;
    let seat = json!({ "person_id": group.supervisor.id, "role": "facilitator" });
    group.coordinator.post(&group.path("/seats"), seat).await.expect(201);
    let _held = Socket::subscribe(&group, &group.supervisor, &[&group.room]).await;
    // the only supervisor of the district would review their own words
    let refused = group.aside(&group.supervisor, 15).await.problem("wrong_state");
    assert_eq!(refused["why"], "no_reviewer");
    // nor is there one if the only other one is the one who is spoken with
    let other = group.supervisor().await;
    group.add_seat(&other).await.expect(201);
    let with = json!({ "membership_id": group.membership_id(&other).await, "minutes": 15 });
    let refused = group
        .supervisor
        .post(&group.path("/asides"), with)
        .await
        .problem("wrong_state");
    assert_eq!(refused["why"], "no_reviewer");
    let aside = group.aside(&group.supervisor, 15).await.expect(201);
    let inner = group.supervisor.get(&of(&aside, "")).await.expect(200);
    let seats = inner["seats"].as_array().unwrap();
    let theirs = seats.iter().find(|seat| seat["role"] == "participant").unwrap()["membership_id"].clone();
    let said = say(&group.supervisor, &aside, 1, "不好听的话").await.expect(201);
    let answer = say(ann, &aside, 1, "请不要这样").await.expect(201);
    let out = of(&aside, &format!("/seats/{}", theirs.as_str().unwrap()));
    group.supervisor.delete(&out).await.problem("wrong_state");
    for act in [
        json!({ "verb": "remove", "reason": "calm", "membership_id": theirs }),
        json!({ "verb": "hide", "reason": "calm", "m": said["m"] }),
        json!({ "verb": "pause", "reason": "calm" }),
    ] {
        let path = of(&aside, "/measures");
        group.supervisor.post(&path, act).await.problem("wrong_state");
    }
    let flag = |m: &Value| of(&aside, &format!("/messages/{}/flag", m.as_str().unwrap()));
    ann.post(&flag(&said["m"]), json!({ "reason": "hurtful" }))
        .await
        .expect(204);
    group
        .supervisor
        .post(&flag(&answer["m"]), json!({ "reason": "worried" }))
        .await
        .expect(204);
    // neither their own words nor the other one's are theirs to decide about
    let waiting = async |who: &Person| {
        let queue = who.get("/reviews").await.expect(200);
        queue["messages"].as_array().unwrap().len()
    };
    assert_eq!((waiting(&group.supervisor).await, waiting(&other).await), (0, 2));
    let keep = json!({ "decision": "keep", "reason": "agreement" });
    for m in [&said["m"], &answer["m"]] {
        let review = format!("/reviews/messages/{}", m.as_str().unwrap());
        group.supervisor.get(&review).await.problem("not_found");
        group.supervisor.post(&review, keep.clone()).await.problem("not_found");
        assert_eq!(
            other.get(&review).await.expect(200)["messages"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
        other.post(&review, keep.clone()).await.expect(204);
    }
    group.finish().await;
}
