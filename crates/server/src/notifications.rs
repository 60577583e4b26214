//! Notifications (通知): one's own, and what of them goes by mail.

use crate::Services;
use crate::body::{Body, Query};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::notification::{Choices, Notification, NotificationCounts};
use axum::Json;
use axum::extract::State;
use axum::routing::{get, post, put};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

const TAG: &str = "notifications";
/// Notifications a page.
const PAGE: u32 = 50;

/// A notification, and its sentence.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationLine {
    /// The notification.
    #[serde(flatten)]
    pub notification: Notification,
    /// In a sentence, as it stands now.
    pub text: String,
}

/// A page of notifications.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationPage {
    /// The newest first.
    pub items: Vec<NotificationLine>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<i64>,
}

/// Which notifications were read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNotifications {
    /// By number; all of the caller's where none is named.
    #[serde(default)]
    pub ids: Vec<i64>,
}

/// How many were marked as read.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarkedRead {
    /// Those that were not read before.
    pub read: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    unread: Option<bool>,
    before: Option<i64>,
    limit: Option<u32>,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (page, counts, ids, read, choices) = (
        api.schema::<NotificationPage>(),
        api.schema::<NotificationCounts>(),
        api.schema::<ReadNotifications>(),
        api.schema::<MarkedRead>(),
        api.schema::<Choices>(),
    );
    let base = "/api/v1/notifications";
    api.add(
        Endpoint::new(Verb::Get, base, Access::SignedIn, "list_notifications", get(list))
            .about(TAG, "The caller's notifications, the newest first.")
            .parameter("query", "unread", "Only those that are not read.", json!({ "type": "boolean" }))
            .parameter(
                "query",
                "before",
                "Older than this one: `next` of the page before.",
                json!({ "type": "integer", "format": "int64" }),
            )
            .parameter("query", "limit", "Notifications a page.", json!({ "type": "integer", "minimum": 1, "maximum": 200 }))
            .problems(&[400])
            .gives(&page),
    );
    api.add(
        Endpoint::new(Verb::Get, format!("{base}/counts"), Access::SignedIn, "count_notifications", get(count))
            .about(TAG, "How many notifications the caller has, and how many are not read.")
            .gives(&counts),
    );
    api.add(
        Endpoint::new(Verb::Post, format!("{base}/read"), Access::SignedIn, "read_notifications", post(mark))
            .about(TAG, "Marks notifications of the caller as read.")
            .takes(&ids)
            .gives(&read),
    );
    let preferences = format!("{base}/preferences");
    api.add(
        Endpoint::new(Verb::Get, preferences.clone(), Access::SignedIn, "get_notification_preferences", get(chosen))
            .about(TAG, "Where the caller's mail goes, and which kinds do not go by it.")
            .gives(&choices),
    );
    api.add(
        Endpoint::new(Verb::Put, preferences, Access::SignedIn, "set_notification_preferences", put(choose))
            .about(TAG, "Chooses where the caller's mail goes, and which kinds do not go by it.")
            .takes(&choices)
            .gives(&choices),
    );
}

async fn list(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<Asked>,
) -> Result<Json<NotificationPage>, Problem> {
    let limit = asked.limit.unwrap_or(PAGE);
    if !(1..=200).contains(&limit) {
        return Err(Problem::bad_request("limit 应在 1 至 200 之间").at("limit"));
    }
    let found = services.workspace.notifications(&caller, asked.unread == Some(true), asked.before, limit).await?;
    let items: Vec<_> = found.into_iter().map(|(notification, text)| NotificationLine { notification, text }).collect();
    let next = items.last().filter(|_| items.len() == limit as usize).map(|line| line.notification.id);
    Ok(Json(NotificationPage { items, next }))
}

async fn count(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Json<NotificationCounts>, Problem> {
    Ok(Json(services.workspace.notification_counts(&caller).await?))
}

async fn mark(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(asked): Body<ReadNotifications>,
) -> Result<Json<MarkedRead>, Problem> {
    if asked.ids.len() > 1000 {
        return Err(Problem::unfit("一次最多 1000 条").at("ids"));
    }
    Ok(Json(MarkedRead { read: services.workspace.mark_notifications_read(&caller, &asked.ids).await? }))
}

async fn chosen(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Json<Choices>, Problem> {
    Ok(Json(services.workspace.notification_choices(&caller).await?))
}

async fn choose(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(choices): Body<Choices>,
) -> Result<Json<Choices>, Problem> {
    services.workspace.choose_notifications(&caller, &choices).await?;
    Ok(Json(choices))
}
