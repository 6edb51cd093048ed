//! One error for everything below HTTP. The public part is safe to show; the private part goes to the log only.

use serde_json::Value as Json;

use crate::{Lang, Text};

/// The result of nearly everything.
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! codes {
    ($($variant:ident $code:literal $status:literal $zh:literal $en:literal;)*) => {
        /// What went wrong, as programs read it. `docs/api.md` has a row for each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $en] $variant,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code's name in answers.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The HTTP status it is answered with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// What it says to people.
            pub const fn title(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$variant, Lang::Zh) => $zh, (Self::$variant, Lang::En) => $en,)* }
            }
        }
    };
}

codes! {
    BadJson "bad_json" 400 "请求内容不是有效的 JSON" "The body is not valid JSON";
    BadRequest "bad_request" 400 "请求格式不正确" "The request is malformed";
    Unauthenticated "unauthenticated" 401 "请先登录" "Sign in first";
    WrongCredentials "wrong_credentials" 401 "邮箱或密码不正确" "E-mail or password is wrong";
    Forbidden "forbidden" 403 "您没有执行此操作的权限" "You have no right to do this";
    CrossSite "cross_site" 403 "已拒绝来自其他网站的请求" "A request from another site was refused";
    NotFound "not_found" 404 "没有找到" "Not found";
    MethodNotAllowed "method_not_allowed" 405 "此地址不支持该方法" "This address has no such method";
    GateNotMet "gate_not_met" 409 "还不能推进：有未完成的要求" "It can't move on yet: something is missing";
    WrongState "wrong_state" 409 "当前状态不允许此操作" "The present state doesn't allow this";
    ContactRefused "contact_refused" 409 "现在不能联系对方" "They may not be contacted now";
    Duplicate "duplicate" 409 "已存在相同的记录" "There is one like it already";
    InUse "in_use" 409 "仍被其他记录引用" "Other records still refer to it";
    VersionConflict "version_conflict" 412 "记录已被他人修改" "Somebody else has changed the record";
    BodyTooLarge "body_too_large" 413 "请求内容过大" "The body is too large";
    UnsupportedType "unsupported_type" 415 "请使用 application/json" "Send application/json";
    Invalid "invalid" 422 "有内容需要更正" "Some values need correcting";
    UnknownField "unknown_field" 422 "没有这个字段" "There is no such field";
    ReadOnlyField "read_only_field" 422 "此字段不能直接修改" "This field can't be changed directly";
    Required "required" 422 "必填" "Required";
    InvalidValue "invalid_value" 422 "值不正确" "The value is not right";
    ReferenceNotFound "reference_not_found" 422 "引用的记录不存在" "The record referred to doesn't exist";
    FileUnreadable "file_unreadable" 422 "文件无法导入" "The file can't be imported";
    InvalidFilter "invalid_filter" 422 "筛选条件不正确" "The filter is not right";
    TooExpensive "too_expensive" 422 "查询用时过长，已停止：请减少条件或缩小范围" "The query took too long and was stopped: use fewer conditions or ask for less";
    InvalidCursor "invalid_cursor" 422 "翻页位置已失效，请重新查询" "The cursor doesn't belong to this list";
    IdempotencyMismatch "idempotency_mismatch" 422 "同一个 Idempotency-Key 用在了不同的请求上" "The Idempotency-Key was used for another request";
    VersionRequired "version_required" 428 "修改时须带 If-Match 版本" "A change needs If-Match with the version";
    RateLimited "rate_limited" 429 "请求过于频繁，请稍后再试" "Too many requests, try again later";
    Internal "internal" 500 "系统出错了，已记录，请稍后重试" "Something went wrong here; it is logged";
    Unavailable "unavailable" 503 "服务正忙，请稍后再试" "The service is busy, try again shortly";
    StorageFull "storage_full" 507 "存储空间已满，未保存；请联系管理员" "The disk is full: nothing was saved; tell the administrator";
}

/// One thing that is wrong with the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer into the body or the filter.
    pub pointer: String,
    /// What kind of fault.
    pub code: Code,
    /// What to do, in both languages.
    pub text: Text,
}

impl FieldError {
    /// A fault at `pointer`.
    pub fn new(pointer: impl Into<String>, code: Code, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            text: Text::new(zh, en),
        }
    }

    /// A fault that the code's own title explains.
    pub fn plain(pointer: impl Into<String>, code: Code) -> Self {
        Self::new(pointer, code, code.title(Lang::Zh), code.title(Lang::En))
    }
}

/// Why something wasn't done.
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    code: Code,
    detail: Option<Text>,
    errors: Vec<FieldError>,
    extra: Vec<(&'static str, Json)>,
    private: Option<String>,
    retry: bool,
}

impl Error {
    /// An error of this kind.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            code,
            detail: None,
            errors: Vec::new(),
            extra: Vec::new(),
            private: None,
            retry: false,
        }))
    }

    /// The answer for what isn't there or may not be seen.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// A right is missing on something that may be seen.
    pub fn forbidden() -> Self {
        Self::new(Code::Forbidden)
    }

    /// Faults in the input; the first one's code is the error's.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let code = errors.first().map_or(Code::Invalid, |e| e.code);
        let mut error = Self::new(code);
        error.0.errors = errors;
        error
    }

    /// One fault in the input.
    pub fn field(pointer: impl Into<String>, code: Code, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::fields(vec![FieldError::new(pointer, code, zh, en)])
    }

    /// A fault of the program or the machine; `private` is for the log.
    pub fn internal(private: impl std::fmt::Display) -> Self {
        let mut error = Self::new(Code::Internal);
        error.0.private = Some(private.to_string());
        error
    }

    /// Adds what to say beyond the code's title.
    pub fn detail(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.0.detail = Some(Text::new(zh, en));
        self
    }

    /// The same with its faults pointed at inside of the member at `pointer`.
    pub fn within(mut self, pointer: &str) -> Self {
        for fault in &mut self.0.errors {
            fault.pointer.insert_str(0, pointer);
        }
        self
    }

    /// Adds a member to the answer, such as `missing` or the current record.
    pub fn with(mut self, key: &'static str, value: Json) -> Self {
        self.0.extra.push((key, value));
        self
    }

    /// Adds what only the log may know.
    pub fn private(mut self, text: impl std::fmt::Display) -> Self {
        self.0.private = Some(text.to_string());
        self
    }

    /// Marks a transaction that lost a race and may be run again.
    pub fn retryable(mut self) -> Self {
        self.0.retry = true;
        self
    }

    /// What kind of error.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The text for people: the detail if there is one, else the code's title.
    pub fn text(&self, lang: Lang) -> &str {
        self.0
            .detail
            .as_ref()
            .map_or_else(|| self.0.code.title(lang), |t| t.get(lang))
    }

    /// The faults in the input.
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// Further members of the answer.
    pub fn extra(&self) -> &[(&'static str, Json)] {
        &self.0.extra
    }

    /// What only the log may know.
    pub fn private_text(&self) -> Option<&str> {
        self.0.private.as_deref()
    }

    /// Whether the transaction may be run again.
    pub fn may_retry(&self) -> bool {
        self.0.retry
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.0.code.as_str(), self.text(Lang::En))?;
        for e in &self.0.errors {
            write!(f, "; {} {}: {}", e.pointer, e.code.as_str(), e.text.en)?;
        }
        if let Some(private) = &self.0.private {
            write!(f, " [{private}]")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
