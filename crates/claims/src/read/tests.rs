use super::*;
use crate::Decimal;
use chrono::NaiveDate;

fn body(data: &str) -> String {
    format!(r#"{{"infno": "3101", "msgid": "M1", "inf_time": "2022-03-10 09:00:01", "fixmedins_code": "H1", "input": {{"data": {data}}}}}"#)
}

/// A request of one order, its fields given.
fn order(fields: &str) -> String {
    let encounter = format!(r#"{{"mdtrt_id": "E1", "fsi_order_dtos": [{{{fields}}}]}}"#);
    body(&format!(r#"{{"patient_dtos": [{{"patn_id": "P1", "fsi_encounter_dtos": [{encounter}]}}]}}"#))
}

fn said(body: &str) -> Result<Request, String> {
    match read(body.as_bytes(), None).unwrap().message {
        Ok(Message::Audit(request)) => Ok(request),
        Ok(Message::Feedback(_)) => panic!("feedback"),
        Err(refusal) => Err(refusal.to_string()),
    }
}

fn one_order(fields: &str) -> Order {
    said(&order(fields)).unwrap().patients.remove(0).encounters.remove(0).orders.remove(0)
}

#[test]
fn every_loose_form_reads_the_same() {
    let strict = r#"{"trig_scen": "8", "rule_ids": ["M01"], "patient_dtos": [{"patn_id": "P1", "gend": "1", "brdy": "1960-06-15",
        "fsi_encounter_dtos": [{"mdtrt_id": "E1", "medins_id": "H1", "medins_lv": "05", "adm_date": "2022-03-01", "dscg_date": "",
        "med_mdtrt_type": "2", "fsi_diagnose_dtos": [], "fsi_order_dtos": [{"rx_id": "7", "hilist_code": "A", "chrg_type": "01",
        "cnt": "4.00", "pric": "2.35", "sumamt": "9.40", "drord_begn_date": "2022-03-10", "curr_drord_flag": "1"}]}]}]}"#;
    let loose = r#"{"trig_scen": 8, "rule_ids": "M01", "vendor": {"x": [1]}, "patient_dtos": {"patn_id": " P1 ", "gend": 1,
        "brdy": "19600615", "fsi_his_data_dto": "", "fsi_encounter_dtos": {"mdtrt_id": "E1", "medins_id": "", "medins_lv": 5,
        "adm_date": "2022/03/01 08:00:00", "dscg_date": "-", "med_mdtrt_type": 2, "fsi_diagnose_dtos": "", "fsi_operation_dtos": null,
        "fsi_order_dtos": {"rx_id": 7, "hilist_code": "A", "chrg_type": 1, "cnt": 4, "pric": 2.35, "sumamt": 9.4,
        "drord_begn_date": "2022-03-10 23:59:59"}}}}"#;
    let strict = said(&body(strict)).unwrap();
    assert_eq!(said(&body(loose)).unwrap(), strict);
    assert!(strict.settles() && strict.rules.has(crate::Rule::M01) && !strict.rules.has(crate::Rule::M02));
    let with_mark = [b"\xEF\xBB\xBF".as_slice(), body(loose).as_bytes()].concat();
    assert!(read(&with_mark, Some("3101")).unwrap().message.is_ok());
}

#[test]
fn what_is_unknown_is_not_wrong() {
    let blank = one_order(r#""rx_id": "R1", "cnt": "-", "pric": "", "sumamt": null, "drord_dept_codg": "-", "curr_drord_flag": "-""#);
    assert_eq!((blank.given.quantity, blank.given.amount, blank.price, blank.department), (None, None, None, None));
    assert!(blank.current);
    assert_eq!(blank.given.day, NaiveDate::from_ymd_opt(2022, 3, 10).unwrap(), "the day of inf_time");
    let odd = one_order(r#""rx_id": "R1", "cnt": "two", "pric": "12元", "sumamt": 0.30000000000000004, "curr_drord_flag": 0"#);
    assert_eq!((odd.given.quantity, odd.price, odd.given.amount), (None, None, Decimal::read("0.3")));
    assert!(!odd.current);
}

#[test]
fn the_end_of_a_stay() {
    let discharged = |date: &str| {
        let encounter = format!(r#"{{"mdtrt_id": "E1", "dscg_date": "{date}"}}"#);
        let data = format!(r#"{{"patient_dtos": [{{"patn_id": "P1", "fsi_encounter_dtos": [{encounter}]}}]}}"#);
        said(&body(&data)).unwrap().patients[0].encounters[0].discharged
    };
    assert_eq!(discharged("2022-03-05 10:00:00"), Discharge::On(NaiveDate::from_ymd_opt(2022, 3, 5).unwrap()));
    for open in ["1900-01-01 00:00:00", "9999-12-31", "99991231", "2101-01-01"] {
        assert_eq!(discharged(open), Discharge::StillIn, "{open}");
    }
    for unknown in ["", "-", "soon", "2022-02-30"] {
        assert_eq!(discharged(unknown), Discharge::Unknown, "{unknown}");
    }
}

#[test]
fn a_patient_who_is_told_twice_is_one() {
    let encounter = |id: &str| format!(r#"{{"patn_id": "P1", "fsi_encounter_dtos": {{"mdtrt_id": "{id}"}}, "gend": "{id}"}}"#);
    let request = said(&body(&format!(r#"{{"patient_dtos": [{}, {}]}}"#, encounter("0"), encounter("2")))).unwrap();
    assert_eq!((request.patients.len(), request.patients[0].encounters.len()), (1, 2));
    assert_eq!(request.patients[0].sex, Some(Sex::Female));
}

#[test]
fn a_fault_is_named_with_its_path() {
    let long = "x".repeat(51);
    let path = "input.data.patient_dtos[0].fsi_encounter_dtos[0].fsi_order_dtos[0]";
    for (body, fault) in [
        (order(r#""cnt": "1""#), format!("{path}.rx_id：不能为空")),
        (order(&format!(r#""rx_id": "{long}""#)), format!("{path}.rx_id：超过接口规定的长度 50（收到“xxxxxxxxxxxxxxxxxxxx…”）")),
        (
            order(r#""rx_id": "R1", "drord_begn_date": "10.3.""#),
            format!(
                "{path}.drord_begn_date：日期格式无法识别：应为 2022-03-05、2022/3/5、20220305、2022.03.05 或 2022年3月5日（收到“10.3.”）"
            ),
        ),
        (order(r#""rx_id": "R1", "cnt": {"a": 1}"#), format!("{path}.cnt：应为文本或数字")),
        (order(r#""rx_id": "R1", "rx_id": "R1""#), "字段 rx_id 重复".into()),
        (body(r#"{"patient_dtos": [{"patn_id": ""}]}"#), "input.data.patient_dtos[0].patn_id：不能为空".into()),
        (body(r#"{"patient_dtos": "P1"}"#), "input.data.patient_dtos：应为列表或对象".into()),
        (
            body(r#"{"patient_dtos": [{"patn_id": "P1", "fsi_encounter_dtos": ["E1"]}]}"#),
            "input.data.patient_dtos[0].fsi_encounter_dtos[0]：应为就诊对象".into(),
        ),
        (body(r#"{"patient_dtos": [["P1"]]}"#), "input.data.patient_dtos[0]：应为患者对象".into()),
        (body(r#"{"patient_dtos": []}"#), "input.data.patient_dtos：不能为空".into()),
        (
            body(r#"{"patient_dtos": [{"patn_id": "P1"}], "rule_ids": ["M01", "M99"]}"#),
            "input.data.rule_ids[1]：没有规则 M99：应为 M01 至 M32".into(),
        ),
        (body(r#"{"patient_dtos": [{"patn_id": "P1"}], "trig_scen": "10"}"#), "input.data.trig_scen：没有触发场景 10：应为 1 至 9".into()),
        (body("\"\""), "input.data：不能为空".into()),
        (r#"{"msgid": "1"}"#.into(), "infno：不能为空".into()),
        (r#"{"infno": "3101", "msgid": " "}"#.into(), "msgid：不能为空".into()),
        (r#"{"infno": "3104", "msgid": "1", "input": {"data": {}}}"#.into(), "infno：不支持交易 3104：本地址受理 3101、3102、3103".into()),
    ] {
        let found = said(&body).unwrap_err();
        assert!(found.ends_with(&fault), "{body}\n{found}\n{fault}");
    }
    let twice = r#"{"patient_dtos": [{"patn_id": "P1", "fsi_encounter_dtos": [{"mdtrt_id": "E1", "fsi_order_dtos": [{"rx_id": "R1"}, {"rx_id": "R1"}]}]}]}"#;
    assert!(said(&body(twice)).unwrap_err().contains("rx_id R1 出现两次"));
    let other = read(body("{}").as_bytes(), Some("3102")).unwrap().message.unwrap_err();
    assert_eq!(other.to_string(), "infno：报文中的交易编号 3101 与请求地址中的 3102 不一致");
}

#[test]
fn what_is_no_envelope() {
    for body in ["", "[]", "\"x\"", "{", "7", "{} {}"] {
        assert!(read(body.as_bytes(), None).is_err(), "{body:?}");
    }
    assert!(read(b"\xC4\xE3", None).is_err());
}

#[test]
fn the_head_is_read_though_the_rest_is_refused() {
    let reading =
        read(br#"{"infno": "3101", "msgid": "M1", "signtype": "SM2", "cainfo": "C", "input": {"data": {"patient_dtos": 7}}}"#, None)
            .unwrap();
    assert!(reading.message.is_err());
    assert_eq!((&*reading.head.msgid, &*reading.head.signtype, &*reading.head.cainfo), ("M1", "SM2", "C"));
}

#[test]
fn feedback_goes_on_for_a_reason_only() {
    let feedback = |data: &str| match read(body(data).replace("3101", "3103").as_bytes(), None).unwrap().message {
        Ok(Message::Feedback(feedback)) => Ok(feedback),
        Ok(Message::Audit(_)) => panic!("an audit"),
        Err(refusal) => Err(refusal.to_string()),
    };
    let right = feedback(r#"{"warn_type": 1, "warns": {"warn_rslt_id": "a", "dspo_way": 2, "dspo_way_rea": ""}}"#).unwrap();
    assert_eq!(right.verdicts, [Verdict { warning: "a".into(), goes_on: None }]);
    let right = feedback(r#"{"warn_type": "2", "warns": [{"warn_rslt_id": "a", "dspo_way": "1", "dspo_way_rea": "病情需要"}]}"#).unwrap();
    assert_eq!((right.kind, right.verdicts[0].goes_on.as_deref()), (Kind::During, Some("病情需要")));
    for (data, fault) in [
        (
            r#"{"warn_type": "1", "warns": [{"warn_rslt_id": "a", "dspo_way": "1"}]}"#,
            "input.data.warns[0].dspo_way_rea：预警 a 选择继续执行（dspo_way 为 1），必须填写原因",
        ),
        (
            r#"{"warn_type": "1", "warns": [{"warn_rslt_id": "a", "dspo_way": "3"}]}"#,
            "input.data.warns[0].dspo_way：应为 1（继续执行）或 2（返回修改）",
        ),
        (r#"{"warn_type": "1", "warns": []}"#, "input.data.warns：不能为空"),
        (r#"{"warn_type": "3", "warns": [{"warn_rslt_id": "a", "dspo_way": "2"}]}"#, "input.data.warn_type：应为 1（事前）或 2（事中）"),
    ] {
        assert_eq!(feedback(data).unwrap_err(), fault);
    }
}
