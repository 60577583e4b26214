//! The messages as they come: the fields that are read, in their loose forms. Fields that are not named here are passed over.

use super::loose::{Loose, Many, One, Wire, Words};
use super::request::Head;
use serde::Deserialize;

macro_rules! wire {
    ($(#[$outer:meta])* $name:ident $expected:literal { $($text:ident)* } $([$($own:ident: $owned:ty),+])? $({ $($field:ident: $type:ty),+ })?) => {
        $(#[$outer])*
        #[derive(Debug, Default, Deserialize)]
        #[serde(default)]
        pub(super) struct $name<'a> {
            $(#[serde(borrow)] pub(super) $text: Loose<'a>,)*
            $($(pub(super) $own: $owned,)+)?
            $($(#[serde(borrow)] pub(super) $field: $type,)+)?
        }

        impl Wire for $name<'_> {
            const EXPECTED: &'static str = $expected;
        }
    };
}

wire! {
    /// The envelope of a request.
    Envelope "报文对象" {
        infno msgid mdtrtarea_admvs insuplc_admdvs recer_sys_code signtype cainfo inf_time fixmedins_code
    } { input: One<Input<'a>> }
}

wire! {
    /// `input`.
    Input "对象" {} { data: One<Data<'a>> }
}

wire! {
    /// `input.data` of 3101 and 3102, and that of 3103: a message has the fields of its transaction.
    Data "对象" { syscode task_id trig_scen warn_type } [rule_ids: Words] { patient_dtos: Many<PatientDto<'a>>, warns: Many<WarnDto<'a>> }
}

wire! {
    /// One of `patient_dtos`.
    PatientDto "患者对象" { patn_id patn_name gend brdy poolarea curr_mdtrt_id } { fsi_encounter_dtos: Many<EncounterDto<'a>> }
}

wire! {
    /// One of `fsi_encounter_dtos`.
    EncounterDto "就诊对象" {
        mdtrt_id medins_id medins_lv adm_date dscg_date dscg_main_dise_codg med_mdtrt_type matn_stas insutype
    } { fsi_diagnose_dtos: Many<DiagnosisDto<'a>>, fsi_order_dtos: Many<OrderDto<'a>> }
}

wire! {
    /// One of `fsi_diagnose_dtos`.
    DiagnosisDto "诊断对象" { dise_codg maindise_flag }
}

wire! {
    /// One of `fsi_order_dtos`.
    OrderDto "医嘱明细对象" {
        rx_id chrg_type hilist_code hilist_name cnt pric sumamt drord_begn_date drord_dept_codg drord_dr_codg drord_dr_profttl curr_drord_flag
    }
}

wire! {
    /// One of `warns` of 3103.
    WarnDto "处理结果对象" { warn_rslt_id dspo_way dspo_way_rea }
}

impl Envelope<'_> {
    pub(super) fn head(&self) -> Head {
        Head {
            infno: self.infno.text().to_owned(),
            msgid: self.msgid.text().to_owned(),
            signtype: self.signtype.text().to_owned(),
            cainfo: self.cainfo.text().to_owned(),
            institution: self.fixmedins_code.text().to_owned(),
            sent_at: self.inf_time.known().and_then(|text| vocabulary::parse_timestamp(text).ok()),
        }
    }
}
