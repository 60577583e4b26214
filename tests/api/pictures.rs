//! Pictures that the public attaches: stripped before they are kept, and read by whoever handles the complaint.

use super::people::{District, TOWN, VILLAGE};
use super::server::{Answer, Server, Store};
use super::story::solved;
use crate::support::{count, text};
use serde_json::json;

/// Stands in the picture's EXIF: where it was taken, and with whose telephone.
pub const SECRET: &[u8] = b"34.2617N 108.9428E Zhang San's phone";

#[test]
fn a_picture_of_the_public_is_stripped_and_read_by_whoever_handles_it_in_a_file() {
    whole(Store::Sqlite);
}

#[test]
fn a_picture_of_the_public_is_stripped_and_read_by_whoever_handles_it_in_a_database() {
    whole(Store::Postgres);
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], &length[..], content].concat()
}

/// A picture that lies on its side and says where it was taken; no two are the same.
pub fn picture(n: u8) -> Vec<u8> {
    let exif = [b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", SECRET].concat();
    [
        vec![0xFF, 0xD8],
        segment(0xE1, &exif),
        segment(0xFE, SECRET),
        segment(0xDB, &[n; 65]),
        segment(0xC0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
        segment(0xDA, &[1, 1, 0, 0, 63, 0]),
        vec![0x12, 0x34, 0xFF, 0xD9],
        SECRET.to_vec(),
    ]
    .concat()
}

fn attach(server: &Server, code: &str, bytes: &[u8]) -> Answer {
    server.ask("POST", "/api/v1/public/attachments", &[("tracking-code", code)], Some(bytes))
}

/// A complaint on the public page, and its code.
fn submitted(server: &Server) -> String {
    let pass = server.get("/api/v1/public/pass?scripts=true");
    let (bits, pass) = (count(&pass["bits"]), text(&pass["pass"]));
    let head = json!({ "title": "村口垃圾无人清运", "place": { "town": TOWN, "village": VILLAGE } });
    let complaint = json!({ "head": head, "channel": "web", "class": "appeal", "reporter": "anonymous", "text": "已经半个月没有清运了" });
    let body = json!({ "pass": pass, "solution": solved(&pass, bits), "intake": { "complaint": complaint } });
    text(&server.post("/api/v1/public/complaints", &body).expect(201).json()["code"])
}

fn whole(store: Store) {
    let district = District::start(store);
    let server = &district.server;
    let code = submitted(server);
    let taken = attach(server, &code, &picture(1)).expect(201);
    assert_eq!(taken.header("set-cookie"), None, "the public's side sets no cookie");
    assert_eq!((&taken.json()["name"], &taken.json()["with_message"]), (&json!("附件1.jpg"), &json!(false)));
    attach(server, "0000 0000 0000 0000", &picture(2)).problem(404, "not_found");
    attach(server, "", &picture(2)).problem(404, "not_found");
    let refused = attach(server, &code, b"%PDF-1.7 /Author (Zhang San)").problem(422, "refused");
    assert!(text(&refused["detail"]).contains("不受理 PDF"), "{refused}");
    attach(server, &code, b"\0\0\0\x18ftypheic").problem(422, "refused");
    attach(server, &code, &picture(2)[..40]).problem(422, "refused");
    attach(server, &code, &vec![0xFF; (10 << 20) + 1]).problem(413, "too_large");
    for n in 2..=5 {
        attach(server, &code, &picture(n)).expect(201);
    }
    attach(server, &code, &picture(6)).problem(422, "unfit");

    server.post("/api/v1/public/complaints/confirm", &json!({ "code": code })).expect(204);
    assert_eq!(attach(server, &code, &picture(7)).expect(201).json()["with_message"], true);
    server.post("/api/v1/public/mailbox/messages", &json!({ "code": code, "text": "今天又拍到一张" })).expect(204);
    let mailbox = server.post("/api/v1/public/mailbox", &json!({ "code": code })).expect(200).json();
    assert_eq!(mailbox["messages"][0]["attachments"], json!(["附件6.jpg"]));
    read(&district);

    // So many an hour from one address, whatever they are.
    let refused = (0..20).map(|_| attach(server, &code, b"rubbish")).find(|answer| answer.status == 429);
    refused.expect("an end").problem(429, "too_many");
    district.server.end_and_run(&[&"audit", &"verify"]).expect(0);
}

fn read(district: &District) {
    let desk = district.at("desk");
    let id = count(&desk.get("/api/v1/complaints")["items"][0]["id"]);
    let at = format!("/api/v1/complaints/{id}/attachments");
    let listed = desk.get(&at);
    assert_eq!(listed.as_array().unwrap().len(), 6, "{listed:#}");
    let digest = |n: usize| text(&listed[n]["digest"]);
    for (n, last) in [(0, 1), (5, 7)] {
        let file = desk.ask("GET", &format!("/api/v1/files/{}", digest(n)), &[], None).expect(200);
        assert_eq!(file.header("content-type"), Some("image/jpeg"));
        let bytes = file.bytes();
        assert!(!bytes.windows(8).any(|window| window == &SECRET[..8]), "where it was taken is gone");
        let turned = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06";
        assert!(bytes.windows(turned.len()).any(|window| window == turned), "it is shown upright");
        assert!(bytes.windows(65).any(|window| window == [last; 65]) && bytes.ends_with(&[0x12, 0x34, 0xFF, 0xD9]));
    }
    // What came with a message is for the desk and the person in charge.
    let closer = district.at("closer");
    assert_eq!(closer.get(&at).as_array().unwrap().len(), 5);
    closer.ask("GET", &format!("/api/v1/files/{}", digest(0)), &[], None).expect(200);
    closer.ask("GET", &format!("/api/v1/files/{}", digest(5)), &[], None).problem(404, "not_found");
    for login in ["other-head", "other-staff", "school", "reader", "secadmin"] {
        let seat = district.at(login);
        seat.ask("GET", &format!("/api/v1/files/{}", digest(0)), &[], None).problem(404, "not_found");
        assert!(matches!(seat.ask("GET", &at, &[], None).status, 403 | 404), "{login}");
    }
    assert!(!district.server.keeps(SECRET), "the picture as it was sent is kept nowhere");
}
