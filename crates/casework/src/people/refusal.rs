//! Why somebody does not get in, or may not do something to an account, in the words of the person who asked.

use chrono::{DateTime, FixedOffset, Utc};

/// Why access was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AccessRefusal {
    /// Name, password or both are wrong: which of them is not said.
    #[error("账号或密码不正确")]
    WrongCredentials,
    /// Too many failures; also for names that no account has.
    #[error("连续登录失败次数过多，请于 {} 后再试", beijing_minute(*.until))]
    Locked {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The password was right; the second factor is still asked for.
    #[error("请输入动态验证码或恢复码")]
    CodeWanted,
    /// The code was wrong, too old, or used before.
    #[error("验证码不正确或已使用")]
    WrongCode,
    /// The account is disabled.
    #[error("账号已停用，请联系安全管理员")]
    Disabled,
    /// The account waits for a second security administrator.
    #[error("账号尚待另一名安全管理员批准")]
    AwaitingApproval,
    /// No session, or one that has ended.
    #[error("登录已失效，请重新登录")]
    NoSession,
    /// The password was set by another and has to be changed first.
    #[error("请先修改初始密码")]
    MustChangePassword,
    /// A password that may not be set.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// Nobody does this to their own account.
    #[error("不能对本人账号“{0}”")]
    OwnAccount(&'static str),
    /// Who proposed an administrator does not approve it.
    #[error("提出人不能批准本人提出的管理员账号")]
    OwnProposal,
    /// The account, office or key is not in a state that allows this.
    #[error("{0}")]
    NotNow(&'static str),
    /// There is none of this name.
    #[error("{what}“{name}”不存在")]
    NoSuch {
        /// What was looked for, in Chinese.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// There is one of this name already.
    #[error("{what}“{name}”已存在")]
    Exists {
        /// What was to be made, in Chinese.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Somebody else has changed it meanwhile.
    #[error("账号“{login}”已被他人修改（您看到的是第 {expected} 版，现为第 {found} 版），请刷新后再办理")]
    Stale {
        /// The account.
        login: String,
        /// The version that the caller knew.
        expected: i64,
        /// The version that there is.
        found: i64,
    },
    /// The set-up link was used, is too old, or never was one.
    #[error("初始化链接无效或已过期")]
    SetupOver,
    /// Too much was shown in full within an hour.
    #[error("一小时内查看{what}已达 {limit} 次，请稍后再试")]
    TooManyReveals {
        /// What was shown, in Chinese.
        what: &'static str,
        /// How often it may be done.
        limit: u32,
    },
    /// Nobody's account here is linked with the one of the identity provider.
    #[error("该统一身份认证账号尚未关联本系统账号，请联系安全管理员")]
    NotLinked,
    /// A sign-in by the identity provider that is over, or was never begun by this browser.
    #[error("登录请求已失效，请重新登录")]
    SignInOver,
    /// An administrator comes in by the identity provider with a second factor alone.
    #[error("管理员须先启用双因素认证，方可使用统一身份认证登录")]
    SecondFactorWanted,
    /// No such key, or one that was revoked or is too old.
    #[error("接口密钥无效、已撤销或已过期")]
    NoKey,
}

/// What is wrong with a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Too few characters.
    #[error("密码至少 12 个字符")]
    TooShort,
    /// Too many: hashing them would be work for nothing.
    #[error("密码不能超过 128 个字符")]
    TooLong,
    /// Among those that are tried first.
    #[error("密码过于常见或过于简单")]
    Common,
    /// It holds the login name.
    #[error("密码不能包含账号名")]
    LikeLogin,
    /// It was this account's before.
    #[error("不能使用最近 5 次用过的密码")]
    UsedBefore,
    /// The present password is not this.
    #[error("原密码不正确")]
    WrongCurrent,
}

impl AccessRefusal {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongCredentials => "wrong_credentials",
            Self::Locked { .. } => "locked",
            Self::CodeWanted => "code_wanted",
            Self::WrongCode => "wrong_code",
            Self::Disabled => "disabled",
            Self::AwaitingApproval => "awaiting_approval",
            Self::NoSession => "no_session",
            Self::MustChangePassword => "must_change_password",
            Self::Password(_) => "password",
            Self::OwnAccount(_) => "own_account",
            Self::OwnProposal => "own_proposal",
            Self::NotNow(_) => "not_now",
            Self::NoSuch { .. } => "no_such",
            Self::Exists { .. } => "exists",
            Self::Stale { .. } => "stale",
            Self::SetupOver => "setup_over",
            Self::TooManyReveals { .. } => "too_many_reveals",
            Self::SignInOver => "sign_in_over",
            Self::NotLinked => "not_linked",
            Self::SecondFactorWanted => "second_factor_wanted",
            Self::NoKey => "no_key",
        }
    }
}

/// A minute as people in Beijing read it.
fn beijing_minute(at: DateTime<Utc>) -> String {
    let beijing = FixedOffset::east_opt(8 * 3600).expect("eight hours are within a day");
    at.with_timezone(&beijing).format("%Y-%m-%d %H:%M").to_string()
}
