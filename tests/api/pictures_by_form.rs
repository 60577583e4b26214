//! Pictures on the public form and in the mailbox, as a browser without scripts sends them.

use super::pages::{REPORT, ROOTS, between, code_on, left_nothing, send, with, worked};
use super::people::District;
use super::pictures::{SECRET, picture};
use super::server::{Answer, Server, Store};
use crate::support::text;
use serde_json::json;

/// Sends a form with pictures as a browser does; with none, what it sends where none was chosen. The button stands behind them.
#[track_caller]
fn post(server: &Server, root: &str, fields: &[(&str, &str)], pictures: &[Vec<u8>]) -> Answer {
    let mut body = Vec::new();
    let field = |body: &mut Vec<u8>, name: &str, value: &str| {
        let part = format!("--qy\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{}\r\n", value.replace('\n', "\r\n"));
        body.extend_from_slice(part.as_bytes());
    };
    fields.iter().filter(|(name, _)| *name != "do").for_each(|(name, value)| field(&mut body, name, value));
    let empty = [Vec::new()];
    for bytes in if pictures.is_empty() { &empty[..] } else { pictures } {
        body.extend_from_slice(b"--qy\r\nContent-Disposition: form-data; name=\"pictures\"; filename=\"\xe5\xbc\xa0\xe4\xb8\x89.jpg\"\r\n");
        body.extend_from_slice(b"Content-Type: application/octet-stream\r\n\r\n");
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    fields.iter().filter(|(name, _)| *name == "do").for_each(|(name, value)| field(&mut body, name, value));
    body.extend_from_slice(b"--qy--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=qy"), ("origin", "null"), ("sec-fetch-site", "same-origin")];
    left_nothing(server.ask("POST", root, &headers, Some(&body)))
}

#[test]
fn pictures_come_with_a_report_and_with_a_message_without_a_script_on_a_file() {
    with_report_and_message(&District::start(Store::Sqlite), "/public/");
}

#[test]
fn pictures_come_with_a_report_and_with_a_message_without_a_script_on_a_database() {
    with_report_and_message(&District::start(Store::Postgres), "/public/en/");
}

fn with_report_and_message(district: &District, root: &str) {
    let server = &district.server;
    let form = send(server, root, &[("do", "report")]).expect(200).text();
    assert!(form.contains("enctype=\"multipart/form-data\"") && form.contains("type=\"file\" multiple"), "{form}");
    let (pass, solution) = worked(server, root);
    let good = with(REPORT, &[("pass", &pass), ("solution", &solution)]);
    let shown = || post(server, root, &good, &[picture(1), picture(2)]).expect(200).text();
    let page = shown();
    let code = code_on(&page);
    assert!(between(&page, "role=\"status\">", "<").contains('2'), "{page}");
    assert_eq!(code_on(&shown()), code, "the button was pressed twice");
    send(server, root, &[("do", "confirm"), ("code", &code)]).expect(200);

    let mailbox = send(server, root, &[("do", "open"), ("code", &code)]).expect(200).text();
    assert!(mailbox.contains("type=\"file\" multiple"), "{mailbox}");
    let message = [("do", "write"), ("code", code.as_str()), ("message", "又拍到一张")];
    for _ in 0..2 {
        let written = post(server, root, &message, &[picture(3)]).expect(200).text();
        assert_eq!(written.matches("附件3.jpg").count(), 1, "sent twice, it is one message with one picture: {written}");
    }
    let refused = post(server, root, &message, &[b"%PDF-1.7".to_vec()]).expect(422).text();
    assert!(refused.contains("又拍到一张") && refused.contains("id=\"pictures-error\""), "{refused}");

    let desk = district.at("desk");
    let attached = desk.get("/api/v1/complaints/1/attachments");
    let with_message: Vec<bool> = attached.as_array().unwrap().iter().map(|one| one["with_message"] == true).collect();
    assert_eq!(with_message, [false, false, true], "{attached}");
    let digest = text(&attached[0]["digest"]);
    desk.ask("GET", &format!("/api/v1/files/{digest}"), &[], None).expect(200);
    assert!(!server.keeps(SECRET), "what the pictures told beside themselves is kept nowhere");
    assert!(!server.keeps("张三.jpg".as_bytes()), "nor what the public has called them");
}

#[test]
fn a_picture_that_is_not_taken_is_told_at_its_field_and_nothing_typed_is_lost() {
    let district = District::start(Store::Sqlite);
    let server = &district.server;
    for root in ROOTS {
        let (pass, solution) = worked(server, root);
        let good = with(REPORT, &[("pass", &pass), ("solution", &solution)]);
        let typed = |page: &str| page.contains("东岭镇前进村") && page.contains("村会计") && page.contains(&solution);
        let refused = |pictures: &[Vec<u8>], status: u16, told: &str| {
            let page = post(server, root, &good, pictures).expect(status).text();
            assert!(typed(&page), "{page}");
            assert!(page.contains("<a href=\"#pictures\">"), "{page}");
            assert!(between(&page, "id=\"pictures-error\">", "<").contains(told), "{told}: {page}");
        };
        let english = root.contains("/en/");
        refused(&[picture(1), b"%PDF-1.7".to_vec()], 422, "PDF");
        refused(&[b"<html>".to_vec()], 422, "PNG");
        refused(&[picture(1)[..60].to_vec()], 422, if english { "broken" } else { "已损坏" });
        refused(&[[picture(1), vec![0; 10 << 20]].concat()], 422, "10 MiB");
        refused(&vec![picture(1); 6], 422, "5");
        refused(&vec![vec![0; 8 << 20]; 5], 413, "30 MiB");
        let missing = post(server, root, &with(&good, &[("class", "")]), &[picture(1)]).expect(422).text();
        assert!(typed(&missing) && missing.contains("id=\"pictures-error\"") && missing.contains("id=\"class-error\""), "{missing}");
        let turned = post(server, root, &with(&good, &[("do", "again")]), &[picture(1)]).expect(200).text();
        assert!(typed(&turned) && turned.contains("id=\"pictures-error\""), "they have to be chosen again: {turned}");
        assert!(!post(server, root, &with(&good, &[("do", "again")]), &[]).expect(200).text().contains("pictures-error"));
        code_on(&post(server, root, &good, &[]).expect(200).text());
        for broken in ["multipart/form-data; boundary=other", "multipart/form-data"] {
            left_nothing(server.ask("POST", root, &[("content-type", broken)], Some(b"--qy--"))).expect(400);
        }
    }
    let mut often = (0..60).map(|_| post(server, "/public/", &[("do", "follow")], &[picture(1)]).status);
    often.find(|status| *status == 200).expect("forms are read");
    often.for_each(drop);
    let page = post(server, "/public/", REPORT, &[vec![0xFF; 1 << 20]]).expect(429).text();
    assert!(page.contains("东岭镇前进村") && page.contains("id=\"pictures-error\""), "so many are not read any more: {page}");
    assert_eq!(district.at("desk").get("/api/v1/complaints/counts"), json!([{ "state": "unconfirmed", "count": 2 }]));
}
