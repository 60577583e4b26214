use super::*;
use crate::knowledge::HEADER;
use crate::read::prepare;

fn knowledge() -> Knowledge {
    let rows = "P1,M13,A,甲,,intercept,order,依据,,\nP2,M09,B,乙,max=3,remind,excess,依据,,";
    Knowledge::read([("kb.csv", &*format!("{}\n{rows}\n", HEADER.join(",")))]).unwrap()
}

/// An envelope of an institution.
fn envelope(infno: &str, institution: &str, msgid: &str, data: &str) -> String {
    format!(
        r#"{{"infno": "{infno}", "msgid": "{msgid}", "inf_time": "2022-03-10 09:00:01", "fixmedins_code": "{institution}", "signtype": "SM2", "input": {{"data": {data}}}}}"#
    )
}

/// Orders of item A, one a number.
fn orders(institution: &str, msgid: &str, scene: &str, numbers: &[&str]) -> String {
    let order = |rx: &&str| format!(r#"{{"rx_id": "{rx}", "hilist_code": "A", "cnt": 1, "pric": 5, "sumamt": 5}}"#);
    let orders: Vec<String> = numbers.iter().map(order).collect();
    let encounter = format!(r#"{{"mdtrt_id": "E1", "fsi_order_dtos": [{}]}}"#, orders.join(","));
    let data = format!(
        r#"{{"trig_scen": "{scene}", "task_id": "T", "patient_dtos": [{{"patn_id": "P1", "fsi_encounter_dtos": [{encounter}]}}]}}"#
    );
    envelope("3102", institution, msgid, &data)
}

fn feedback(institution: &str, msgid: &str, warnings: &[(&str, &str, &str)]) -> String {
    let warn =
        |(id, way, reason): &(&str, &str, &str)| format!(r#"{{"warn_rslt_id": "{id}", "dspo_way": "{way}", "dspo_way_rea": "{reason}"}}"#);
    let warns: Vec<String> = warnings.iter().map(warn).collect();
    envelope("3103", institution, msgid, &format!(r#"{{"warn_type": "2", "warns": [{}]}}"#, warns.join(",")))
}

struct Test {
    desk: Desk,
    knowledge: Knowledge,
}

impl Test {
    fn new() -> Self {
        Self { desk: Desk::default(), knowledge: knowledge() }
    }

    fn answer(&mut self, body: &str) -> Answered {
        self.desk.answer(&self.knowledge, &Registers::default(), prepare(body.as_bytes(), None).unwrap(), None)
    }

    /// The warned orders, or the error.
    fn warned(&mut self, body: &str) -> Vec<String> {
        let reply = self.answer(body).reply;
        match reply.output.result {
            Some(results) => results.iter().map(|result| result.judge_result_detail_dtos[0].rx_id.clone()).collect(),
            None => vec![reply.err_msg],
        }
    }
}

#[test]
fn a_reply_is_what_the_interface_says() {
    let mut test = Test::new();
    let reply = serde_json::to_value(test.answer(&orders("H1", "M1", "4", &["R1", "R2"])).reply).unwrap();
    let jr_id = crate::jr_id("H1", "R2", crate::Rule::M13);
    assert_eq!(jr_id.len(), 32);
    let detail = serde_json::json!({
        "jrd_id": format!("{jr_id}-1"), "patn_id": "P1", "mdtrt_id": "E1", "rx_id": "R2", "vola_item_type": "1", "vola_amt": 5.0,
    });
    let result = serde_json::json!({
        "jr_id": jr_id, "rule_id": "M13", "rule_name": "同日重复开具", "vola_cont": "A同日已在机构 H1 开具（R1）", "patn_id": "P1",
        "mdtrt_id": "E1", "judge_result_detail_dtos": [detail], "vola_amt": 5.0, "vola_amt_stas": "1", "sev_deg": "3",
        "vola_evid": "依据", "vola_bhvr_type": "2", "task_id": "T",
    });
    let reference = reply["inf_refmsgid"].clone();
    assert_eq!(reference.as_str().map(str::len), Some(30));
    let expected = serde_json::json!({
        "infcode": 0, "inf_refmsgid": reference, "refmsg_time": "20220310090001000", "respond_time": "20220310090001000", "err_msg": "",
        "signtype": "SM2", "cainfo": "", "output": {"result": [result]},
    });
    assert_eq!(reply, expected);
}

#[test]
fn a_message_that_is_sent_again_has_its_first_answer_and_counts_once() {
    let mut test = Test::new();
    let first = test.answer(&orders("H1", "M1", "4", &["R1", "R2"]));
    let history = test.desk.history("P1").clone();
    let again = test.answer(&orders("H1", "M1", "4", &["R1", "R2"]).replace("\"cnt\": 1", "\"cnt\": \"1.0\""));
    assert!(again.repeated && again.judgement.is_none() && again.reply == first.reply);
    assert_eq!(test.desk.history("P1"), &history);
    let other = test.answer(&orders("H1", "M1", "4", &["R3"]));
    assert_eq!((other.reply.infcode, other.reply.err_msg.starts_with("msgid already used")), (-1, true));
    assert_eq!(test.desk.history("P1"), &history);
}

#[test]
fn a_refused_message_leaves_nothing_and_its_identifier_is_free() {
    let mut test = Test::new();
    let wrong = orders("H1", "M1", "4", &["R1", "R1"]);
    assert_eq!(test.answer(&wrong).reply.infcode, -1);
    assert!(test.desk.history("P1").is_empty());
    assert_eq!(test.warned(&orders("H1", "M1", "4", &["R1"])), Vec::<String>::new());
    assert!(prepare(b"[]", None).is_err());
}

#[test]
fn what_is_asked_again_is_warned_again_with_the_same_identifier() {
    let mut test = Test::new();
    let first = test.answer(&orders("H1", "M1", "4", &["R1", "R2"])).reply.output;
    assert_eq!(test.answer(&orders("H1", "M2", "4", &["R1", "R2"])).reply.output, first);
    assert_eq!(test.desk.history("P1").orders().len(), 2);
}

#[test]
fn a_settlement_takes_the_place_of_the_stored_orders_of_its_encounters() {
    let mut test = Test::new();
    test.answer(&orders("H1", "M1", "4", &["R1"]));
    test.answer(&orders("H2", "M2", "4", &["R1"]));
    assert_eq!(test.warned(&orders("H1", "M3", "4", &["R2"])), ["R2"]);
    assert_eq!(test.desk.history("P1").orders().len(), 3);
    test.answer(&orders("H1", "M4", "8", &["R3"]));
    let left: Vec<_> = test.desk.history("P1").orders().iter().map(|given| (&*given.institution, &*given.rx_id)).collect();
    assert_eq!(left, [("H2", "R1"), ("H1", "R3")]);
}

#[test]
fn going_back_takes_the_order_out_until_it_is_sent_anew() {
    let mut test = Test::new();
    test.answer(&orders("H1", "M1", "4", &["R1", "R2"]));
    let jr_id = crate::jr_id("H1", "R2", crate::Rule::M13);
    let answered = test.answer(&feedback("H1", "M2", &[(&jr_id, "2", "")]));
    assert_eq!((answered.reply.infcode, answered.reply.output.result), (0, None));
    assert_eq!(test.desk.history("P1").orders().len(), 1);
    test.answer(&feedback("H1", "M3", &[(&jr_id, "1", "病情需要")]));
    assert_eq!(test.desk.history("P1").orders().len(), 1, "feedback never brings an order back");
    let given = test.desk.warning(&jr_id).unwrap();
    assert_eq!(given.feedback.iter().map(|told| told.goes_on.as_deref()).collect::<Vec<_>>(), [None, Some("病情需要")]);
    assert!(given.is_own_cost());
    assert_eq!(test.warned(&orders("H1", "M4", "4", &["R2"])), ["R2"]);
    assert_eq!(test.desk.history("P1").orders().len(), 2);
}

#[test]
fn feedback_is_all_or_nothing() {
    let mut test = Test::new();
    test.answer(&orders("H1", "M1", "4", &["R1", "R2"]));
    let jr_id = crate::jr_id("H1", "R2", crate::Rule::M13);
    for (institution, warnings, fault) in [
        ("H1", vec![(&*jr_id, "2", ""), ("nothing", "2", "")], "input.data.warns[1].warn_rslt_id：本机构没有预警 nothing"),
        ("H2", vec![(&*jr_id, "2", "")], &*format!("input.data.warns[0].warn_rslt_id：本机构没有预警 {jr_id}")),
        (
            "H1",
            vec![(&*jr_id, "2", ""), (&*jr_id, "1", "")],
            &*format!("input.data.warns[1].dspo_way_rea：预警 {jr_id} 选择继续执行（dspo_way 为 1），必须填写原因"),
        ),
    ] {
        let reply = test.answer(&feedback(institution, "M2", &warnings)).reply;
        assert_eq!((reply.infcode, &*reply.err_msg), (-1, fault));
    }
    assert_eq!(test.desk.history("P1").orders().len(), 2);
    assert!(test.desk.warning(&jr_id).unwrap().feedback.is_empty());
    assert_eq!(test.answer(&feedback("H1", "M2", &[(&jr_id, "2", "")])).reply.infcode, 0, "the identifier is still free");
}
