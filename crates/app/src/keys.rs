//! Keys of machines (接口密钥): made, renewed, revoked, listed; and the key behind a secret.

use crate::error::AppError;
use crate::workspace::{Workspace, now};
use casework::Caller;
use casework::people::{ApiKey, ApiKeyDraft, Token};
use chrono::{DateTime, Utc};

impl Workspace {
    /// The key of this secret, and that it is used.
    ///
    /// # Errors
    /// None, or one that is good no more.
    pub async fn key(&self, secret: &str) -> Result<ApiKey, AppError> {
        let at = now();
        let key = self.ledger.api_key(secret, at).await?;
        if key.touch_due(at) {
            self.ledger.touch_api_key(key.id, at).await?;
        }
        Ok(key)
    }

    /// Every key, without its secret.
    ///
    /// # Errors
    /// A caller who may not.
    pub async fn keys(&self, caller: &Caller) -> Result<Vec<ApiKey>, AppError> {
        Ok(self.ledger.api_keys(caller).await?)
    }

    /// Makes a key; its secret is told this once.
    ///
    /// # Errors
    /// A caller who may not; what does not go together.
    pub async fn create_key(&self, caller: &Caller, draft: ApiKeyDraft) -> Result<(ApiKey, Token), AppError> {
        Ok(self.ledger.create_api_key(caller, now(), draft).await?)
    }

    /// Gives a key another secret, told this once, and another end.
    ///
    /// # Errors
    /// A caller who may not; none of this number, or one that was revoked.
    pub async fn renew_key(&self, caller: &Caller, id: i64, expires_at: DateTime<Utc>, reason: &str) -> Result<(ApiKey, Token), AppError> {
        Ok(self.ledger.renew_api_key(caller, now(), id, expires_at, reason).await?)
    }

    /// Revokes a key.
    ///
    /// # Errors
    /// A caller who may not; none of this number, or one that was revoked.
    pub async fn revoke_key(&self, caller: &Caller, id: i64, reason: &str) -> Result<ApiKey, AppError> {
        Ok(self.ledger.revoke_api_key(caller, now(), id, reason).await?)
    }
}
