//! What went wrong, as `application/problem+json` (RFC 9457): a small closed set of codes, each mapped to a status once, here.
//!
//! * What the caller can mend is told in Chinese, with the field where there is one.
//! * What the caller cannot mend is logged, and told as "internal" with nothing of its cause.

use app::casework::LedgerError;
use app::casework::people::AccessRefusal;
use app::{AppError, Fault, LakeError};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A problem (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:qingyuan:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: Box<str>,
    /// The code: stable, for programs.
    pub code: &'static str,
    /// The status, once more.
    pub status: u16,
    /// In a few words.
    pub title: &'static str,
    /// What exactly, for people.
    pub detail: String,
    /// The field that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// After how many seconds it is worth trying again; told in a header.
    #[serde(skip)]
    pub retry_after: Option<u32>,
    /// What is wrong with a rule's text or its cases, by line and column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faults: Option<Box<Faults>>,
}

/// Faults of a rule, apart so that a problem without any stays small.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(as = RuleTextFaults)]
pub struct Faults(pub Vec<Fault>);

macro_rules! problems {
    ($($name:ident = $code:literal, $status:ident, $title:literal;)+) => {
        impl Problem {
            $(
                #[doc = concat!("`", $code, "`: ", $title, ".")]
                pub fn $name(detail: impl Into<String>) -> Self {
                    Self {
                        kind: concat!("urn:qingyuan:problem:", $code).into(),
                        code: $code,
                        status: StatusCode::$status.as_u16(),
                        title: $title,
                        detail: detail.into(),
                        field: None,
                        retry_after: None,
                        faults: None,
                    }
                }
            )+
        }
    };
}

problems! {
    bad_request = "bad_request", BAD_REQUEST, "请求有误";
    unauthenticated = "unauthenticated", UNAUTHORIZED, "未登录或会话已过期";
    forbidden = "forbidden", FORBIDDEN, "没有权限";
    not_found = "not_found", NOT_FOUND, "不存在";
    wrong_method = "wrong_method", METHOD_NOT_ALLOWED, "不支持的方法";
    conflict = "conflict", CONFLICT, "与当前状态冲突";
    stale = "stale", PRECONDITION_FAILED, "记录已被他人修改";
    too_large = "too_large", PAYLOAD_TOO_LARGE, "内容过大";
    wrong_media = "wrong_media", UNSUPPORTED_MEDIA_TYPE, "内容类型有误";
    unfit = "unfit", UNPROCESSABLE_ENTITY, "内容不符合要求";
    refused = "refused", UNPROCESSABLE_ENTITY, "不允许的操作";
    faulty_rule = "faulty_rule", UNPROCESSABLE_ENTITY, "规则有错误";
    no_version = "no_version", PRECONDITION_REQUIRED, "缺少版本";
    too_many = "too_many", TOO_MANY_REQUESTS, "请求过于频繁";
    internal = "internal", INTERNAL_SERVER_ERROR, "系统内部错误";
}

impl Problem {
    /// With the seconds after which it is worth trying again.
    pub fn after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// With the field that it concerns.
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        let said = error.to_string();
        match error {
            LedgerError::NotFound { .. } | LedgerError::NoExemption(_) | LedgerError::NoSuchCode | LedgerError::NoRule(_) => {
                Self::not_found(said)
            }
            LedgerError::Stale { .. } | LedgerError::StaleExemption(_) | LedgerError::StaleRule(_) => Self::stale(said),
            LedgerError::RuleCodeTaken(_) => Self::conflict(said),
            LedgerError::ParameterValue(_) => Self::unfit(said).at("value"),
            LedgerError::Forbidden(_) => Self::forbidden(said),
            LedgerError::Refused { refusal, .. } | LedgerError::Exemption { refusal, .. } | LedgerError::Rule { refusal, .. } => {
                match refusal.code() {
                    "not_yours" => Self::forbidden(said),
                    "not_in_this_state" => Self::conflict(said),
                    code => Self { kind: format!("urn:qingyuan:problem:{code}").into(), code, ..Self::refused(said) },
                }
            }
            LedgerError::Unfit { field, .. } => Self::unfit(said).at(field),
            LedgerError::Access(refusal) => access(&refusal, said),
            LedgerError::KeyUsed => Self::unfit(said).at("idempotency-key"),
            LedgerError::NoFile(_) => Self::unfit(said).at("files"),
            LedgerError::Calendar(_) => Self::unfit(said),
            LedgerError::Gate(_) => Self::refused(said).at("pass"),
            error => Self::hidden(&error),
        }
    }
}

/// A refusal of access keeps its own code: the console asks for a code or a new password by it.
fn access(refusal: &AccessRefusal, said: String) -> Problem {
    let problem = match refusal {
        AccessRefusal::WrongCredentials
        | AccessRefusal::CodeWanted
        | AccessRefusal::WrongCode
        | AccessRefusal::NoSession
        | AccessRefusal::NoKey => Problem::unauthenticated(said),
        AccessRefusal::Locked { .. } | AccessRefusal::TooManyReveals { .. } => Problem::too_many(said),
        AccessRefusal::NoSuch { .. } => Problem::not_found(said),
        AccessRefusal::Exists { .. } | AccessRefusal::NotNow(_) => Problem::conflict(said),
        AccessRefusal::Stale { .. } => Problem::stale(said),
        AccessRefusal::Password(_) => Problem::unfit(said).at("password"),
        _ => Problem::forbidden(said),
    };
    Problem { kind: format!("urn:qingyuan:problem:{}", refusal.code()).into(), code: refusal.code(), ..problem }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Ledger(error) => error.into(),
            AppError::Refused(said) => Self::refused(said),
            AppError::NotVouched(cause) => {
                tracing::warn!(%cause, "the identity provider vouched for nobody");
                let said = "统一身份认证未能确认您的身份，请重试或改用密码登录";
                Self { kind: "urn:qingyuan:problem:not_vouched".into(), code: "not_vouched", ..Self::forbidden(said) }
            }
            AppError::Faulty(faults) => {
                let told = Some(Box::new(Faults(faults.clone())));
                Self { faults: told, ..Self::faulty_rule(AppError::Faulty(faults).to_string()) }
            }
            AppError::Missing(said) => Self::not_found(said),
            AppError::Forbidden(said) => Self::forbidden(said),
            AppError::TooLarge(said) => Self::too_large(said),
            // What is wrong with a file is told without its place on the disk.
            AppError::Lake(LakeError::File { source, .. }) => Self::unfit(source.to_string()),
            AppError::Lake(LakeError::NoBatch(batch)) => Self::not_found(format!("没有批次 {batch}")),
            AppError::Lake(LakeError::NotInForce(batch)) => Self::conflict(format!("批次 {batch} 已不在用，无需撤回")),
            error => Self::hidden(&error),
        }
    }
}

impl Problem {
    /// The cause goes to the log, and nowhere else.
    fn hidden(error: &dyn std::error::Error) -> Self {
        let mut causes = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            causes = format!("{causes}: {cause}");
            source = cause.source();
        }
        tracing::error!(%causes, "a request failed");
        Self::internal("系统内部错误，已记录；请稍后重试或联系系统管理员")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let media = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, media)], body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
