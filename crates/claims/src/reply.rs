//! The reply's envelope, as the interface has it.

use crate::judge::{Warning, hexadecimal};
use crate::read::Head;
use chrono::NaiveDateTime;
use serde::Serialize;
use sm3::{Digest as _, Sm3};
use vocabulary::{Answer, Fen};

/// A reply: `infcode` 0 with what came out, or -1 with what is wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    /// 0 done, -1 refused.
    pub infcode: i8,
    /// The reply's own identifier, made from the request's: the same request has the same for ever.
    pub inf_refmsgid: String,
    /// When the request arrived, yyyyMMddHHmmssSSS.
    pub refmsg_time: String,
    /// When it was answered, in the same form.
    pub respond_time: String,
    /// What is wrong, with the path of the field; blank when done.
    pub err_msg: String,
    /// Echoed.
    pub signtype: String,
    /// Echoed.
    pub cainfo: String,
    /// What came out.
    pub output: Output,
}

/// `output` of a reply.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Output {
    /// The warnings of 3101 and 3102, empty when clean; absent from other replies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Vec<JudgeResult>>,
}

/// One warning in the interface's terms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JudgeResult {
    /// The warning's identifier.
    pub jr_id: String,
    /// The rule's code.
    pub rule_id: &'static str,
    /// The rule's Chinese name.
    pub rule_name: &'static str,
    /// What is wrong.
    pub vola_cont: String,
    /// The patient.
    pub patn_id: String,
    /// The encounter.
    pub mdtrt_id: String,
    /// The one order.
    pub judge_result_detail_dtos: [JudgeDetail; 1],
    /// The amount in yuan.
    pub vola_amt: Yuan,
    /// 1: the amount is computed.
    pub vola_amt_stas: &'static str,
    /// 1 remind, 2 suspect, 3 intercept.
    pub sev_deg: &'static str,
    /// What the point rests on.
    pub vola_evid: String,
    /// 1 policy, 2 management, 3 medical.
    pub vola_bhvr_type: &'static str,
    /// Echoed.
    pub task_id: String,
}

/// The order of a warning.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JudgeDetail {
    /// The warning's identifier and `-1`.
    pub jrd_id: String,
    /// The patient.
    pub patn_id: String,
    /// The encounter.
    pub mdtrt_id: String,
    /// The order.
    pub rx_id: String,
    /// 1: an order.
    pub vola_item_type: &'static str,
    /// The amount in yuan.
    pub vola_amt: Yuan,
}

/// An amount that goes out as a JSON number of yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Yuan(pub Fen);

impl Serialize for Yuan {
    /// The number is the double nearest to the text, which is written out again as that text: up to fifteen digits nothing is lost, and no
    /// amount that is read has more.
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let number: f64 = self.0.to_string().parse().map_err(serde::ser::Error::custom)?;
        to.serialize_f64(number)
    }
}

impl Reply {
    /// A reply that says it is done.
    pub fn done(head: &Head, at: NaiveDateTime, output: Output) -> Self {
        Self::of(head, at, 0, String::new(), output)
    }

    /// A reply that says what is wrong.
    pub fn refused(head: &Head, at: NaiveDateTime, reason: impl Into<String>) -> Self {
        Self::of(head, at, -1, reason.into(), Output::default())
    }

    fn of(head: &Head, at: NaiveDateTime, infcode: i8, err_msg: String, output: Output) -> Self {
        let time = at.format("%Y%m%d%H%M%S%3f").to_string();
        Self {
            infcode,
            inf_refmsgid: reference(&head.msgid),
            refmsg_time: time.clone(),
            respond_time: time,
            err_msg,
            signtype: head.signtype.clone(),
            cainfo: head.cainfo.clone(),
            output,
        }
    }
}

fn reference(msgid: &str) -> String {
    hexadecimal(&Sm3::digest(msgid)[..15])
}

impl JudgeResult {
    /// A warning as it is told.
    pub fn of(warning: &Warning, task_id: &str) -> Self {
        let (patn_id, mdtrt_id, vola_amt) = (warning.patn_id.to_string(), warning.mdtrt_id.to_string(), Yuan(warning.amount));
        Self {
            jr_id: warning.jr_id.clone(),
            rule_id: warning.rule.code(),
            rule_name: warning.rule.zh(),
            vola_cont: warning.words.clone(),
            judge_result_detail_dtos: [JudgeDetail {
                jrd_id: format!("{}-1", warning.jr_id),
                patn_id: patn_id.clone(),
                mdtrt_id: mdtrt_id.clone(),
                rx_id: warning.rx_id.to_string(),
                vola_item_type: "1",
                vola_amt,
            }],
            patn_id,
            mdtrt_id,
            vola_amt,
            vola_amt_stas: "1",
            sev_deg: match warning.answer {
                Answer::Remind => "1",
                Answer::Suspect => "2",
                Answer::Intercept => "3",
            },
            vola_evid: warning.evidence.to_string(),
            vola_bhvr_type: warning.rule.behaviour().code(),
            task_id: task_id.to_owned(),
        }
    }
}
