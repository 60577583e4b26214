//! The endpoints that every kind of record has: list, enter, read, take a step, history, links, workbook.

use crate::Services;
use crate::asked::{AskedRecords, narrowed_records};
use crate::body::{Body, Id, Query};
use crate::download::{WORKBOOK, sent};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::files::WORKING;
use crate::masked::Masked;
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::record::{Line, Link, Offer, Page, Record, RecordFilter};
use app::casework::{Event, Kind, Reference};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lines {
    /// The records.
    pub items: Vec<Line>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<String>,
}

/// How many records there are in a state.
#[derive(Debug, Serialize, ToSchema)]
pub struct StateCount {
    /// The state, by code.
    pub state: String,
    /// How many.
    pub count: u64,
}

/// Reads a cursor that [`encode`] has made.
pub fn decode<T: DeserializeOwned>(cursor: &str) -> Result<T, Problem> {
    let wrong = || Problem::bad_request("after 不是本接口给出的翻页标记").at("after");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    serde_json::from_slice(&bytes).map_err(|_| wrong())
}

/// Writes where a page ends so that it can stand in an address.
pub fn encode<T: Serialize>(page: &T) -> Result<String, Problem> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(page).map_err(|_| Problem::internal("翻页标记"))?))
}

/// The plural under which a kind stands in the address.
pub const fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Complaint => "complaints",
        Kind::Lead => "leads",
        Kind::Issue => "issues",
        Kind::Risk => "risks",
        Kind::Inspection => "inspections",
        Kind::Clue => "clues",
        Kind::Case => "cases",
        Kind::Recommendation => "recommendations",
        Kind::Interview => "interviews",
        Kind::Recovery => "recoveries",
        Kind::Measure => "measures",
        Kind::Notice => "notices",
        Kind::Campaign => "campaigns",
    }
}

/// Adds the endpoints of a kind that is entered as it is drafted.
pub fn add<R>(api: &mut Api)
where
    R: Record + ToSchema,
    R::Draft: Serialize + DeserializeOwned + ToSchema + 'static,
    R::Change: DeserializeOwned + ToSchema + 'static,
{
    let (kind, tag) = (R::KIND, plural(R::KIND));
    let (record, draft) = (api.schema::<R>(), api.schema::<R::Draft>());
    let text = || json!({ "type": "string" });
    api.add(
        Endpoint::new(
            Verb::Post,
            format!("/api/v1/{tag}"),
            Access::Roles(R::entered_by()),
            format!("enter_{}", kind.code()),
            post(enter::<R>),
        )
        .about(tag, format!("Enters a {} ({}).", kind.code(), kind.zh()))
        .parameter("query", "from", "The record that it follows from, as kind:number, for instance lead:12.", text())
        .parameter("header", "idempotency-key", "Twice with the same key is once.", text())
        .problems(&[404, 409])
        .takes(&draft)
        .makes(&record),
    );
    add_without_entry::<R>(api);
}

/// Adds the endpoints of a kind but for its entry, which is a way of its own.
pub fn add_without_entry<R>(api: &mut Api)
where
    R: Record + ToSchema,
    R::Change: DeserializeOwned + ToSchema + 'static,
{
    let (kind, tag) = (R::KIND, plural(R::KIND));
    let base = format!("/api/v1/{tag}");
    let text = || json!({ "type": "string" });
    let (record, change) = (api.schema::<R>(), api.schema::<R::Change>());
    let (lines, link_list, events, counts) = (api.schema::<Lines>(), api.list::<Link>(), api.list::<Event>(), api.list::<StateCount>());
    let offers = api.list::<Offer>();
    let name = kind.code();

    let filtered = narrowed_records::<R>;
    api.add(
        filtered(
            Endpoint::new(Verb::Get, base.clone(), Access::SignedIn, format!("list_{tag}"), get(list::<R>))
                .about(tag, format!("{} within the caller's scope, a page at a time.", kind.zh())),
        )
        .parameter("query", "order", "newest, due or changed.", json!({ "type": "string", "enum": ["newest", "due", "changed"] }))
        .parameter("query", "after", "Where the page begins: `next` of the page before.", text())
        .parameter("query", "limit", "Records a page.", json!({ "type": "integer", "minimum": 1, "maximum": 500 }))
        .gives(&lines),
    );

    api.add(
        filtered(
            Endpoint::new(Verb::Get, format!("{base}/counts"), Access::SignedIn, format!("count_{tag}"), get(count::<R>))
                .about(tag, format!("How many {} the same filter finds, by state.", kind.zh())),
        )
        .gives(&counts),
    );

    api.add(
        filtered(
            Endpoint::new(Verb::Get, format!("{base}/export.xlsx"), WORKING, format!("export_{tag}"), get(export::<R>))
                .about(tag, format!("The same {} as a workbook, at most 100,000 of them.", kind.zh())),
        )
        .parameter("query", "order", "newest, due or changed.", json!({ "type": "string", "enum": ["newest", "due", "changed"] }))
        .gives_as(WORKBOOK),
    );

    api.add(
        Endpoint::new(Verb::Get, format!("{base}/{{id}}"), Access::SignedIn, format!("get_{name}"), get(one::<R>))
            .about(tag, format!("One {name}; its version is the ETag."))
            .problems(&[404])
            .gives(&record),
    );

    api.add(
        Endpoint::new(Verb::Post, format!("{base}/{{id}}/steps"), Access::SignedIn, format!("step_{name}"), post(step::<R>))
            .about(tag, format!("Takes a step with a {name}. If-Match names the version that the caller has seen."))
            .versioned()
            .takes(&change)
            .gives(&record),
    );

    api.add(
        Endpoint::new(Verb::Get, format!("{base}/{{id}}/steps"), Access::SignedIn, format!("offers_{name}"), get(offered::<R>))
            .about(tag, format!("The steps of the caller's role with a {name}, and which of them are possible now."))
            .problems(&[404])
            .gives(&offers),
    );

    api.add(
        Endpoint::new(Verb::Get, format!("{base}/{{id}}/events"), Access::SignedIn, format!("history_{name}"), get(history::<R>))
            .about(tag, format!("The events of a {name}, oldest first."))
            .problems(&[404])
            .gives(&events),
    );

    api.add(
        Endpoint::new(Verb::Get, format!("{base}/{{id}}/links"), Access::SignedIn, format!("links_{name}"), get(links::<R>))
            .about(tag, format!("What hangs on a {name}, and what it hangs on."))
            .problems(&[404])
            .gives(&link_list),
    );
}

async fn list<R: Record>(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<AskedRecords>,
) -> Result<Masked<Lines>, Problem> {
    let filter = asked.filter::<R>(services.now())?;
    let limit = filter.limit.unwrap_or(50);
    // One more than asked for tells whether there is a next page.
    let one_more = RecordFilter { limit: Some((limit + 1).min(500)), ..filter.clone() };
    let mut items = services.workspace.lines(&caller, R::KIND, &one_more).await?;
    let more = items.len() > limit as usize || (limit == 500 && items.len() == 500);
    items.truncate(limit as usize);
    let next = items.last().filter(|_| more).map(|line| encode(&Page::behind(line, filter.order))).transpose()?;
    Ok(Masked(Lines { items, next }))
}

async fn count<R: Record>(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<AskedRecords>,
) -> Result<Json<Vec<StateCount>>, Problem> {
    let counts = services.workspace.record_counts(&caller, R::KIND, &asked.filter::<R>(services.now())?).await?;
    Ok(Json(counts.into_iter().map(|(state, count)| StateCount { state, count }).collect()))
}

async fn export<R: Record>(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<AskedRecords>,
) -> Result<Response, Problem> {
    let filter = asked.filter::<R>(services.now())?;
    sent(services.workspace.acting(&caller).download_records(R::KIND, &filter).await?)
}

/// From which record a new one follows.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Origin {
    from: Option<String>,
}

impl Origin {
    fn reference(&self) -> Result<Option<Reference>, Problem> {
        let Some(from) = &self.from else { return Ok(None) };
        let wrong = || Problem::bad_request("from 应为 类别:编号，如 lead:12").at("from");
        let (kind, id) = from.split_once(':').ok_or_else(wrong)?;
        Ok(Some(Reference { kind: Kind::from_code(kind).ok_or_else(wrong)?, id: id.parse().map_err(|_| wrong())? }))
    }
}

/// The key under which a request is done once.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().filter(|key| (1..=200).contains(&key.len()));
    key.map(Some).ok_or_else(|| Problem::bad_request("Idempotency-Key 应为 1 至 200 个可见字符").at("idempotency-key"))
}

async fn enter<R: Record>(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(origin): Query<Origin>,
    headers: HeaderMap,
    Body(draft): Body<R::Draft>,
) -> Result<Response, Problem>
where
    R::Draft: Serialize + DeserializeOwned,
{
    let key = idempotency_key(&headers)?;
    let record = services.workspace.open_record::<R>(&caller, key, origin.reference()?, draft).await?;
    made(record)
}

/// A record that was just made: where it is, and its version.
pub fn made<R: Record>(record: R) -> Result<Response, Problem> {
    let place = format!("/api/v1/{}/{}", plural(R::KIND), record.head().id);
    let place = HeaderValue::from_str(&place).map_err(|_| Problem::internal("地址"))?;
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], tagged(record)).into_response())
}

async fn one<R: Record>(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Response, Problem> {
    Ok(tagged(services.workspace.record::<R>(&caller, id).await?))
}

async fn step<R: Record>(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
    Body(change): Body<R::Change>,
) -> Result<Response, Problem>
where
    R::Change: DeserializeOwned,
{
    let version = if_match(&headers)?;
    Ok(tagged(services.workspace.change_record::<R>(&caller, id, version, &change).await?))
}

async fn offered<R: Record>(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Json<Vec<Offer>>, Problem>
where
    R::Change: DeserializeOwned + ToSchema,
{
    Ok(Json(services.workspace.offers::<R>(&caller, id).await?))
}

async fn history<R: Record>(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
) -> Result<Masked<Vec<Event>>, Problem> {
    services.workspace.record::<R>(&caller, id).await?;
    Ok(Masked(services.workspace.history(&caller, Reference { kind: R::KIND, id }).await?))
}

async fn links<R: Record>(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Json<Vec<Link>>, Problem> {
    services.workspace.record::<R>(&caller, id).await?;
    Ok(Json(services.workspace.links(&caller, Reference { kind: R::KIND, id }).await?))
}

/// A record with its version as ETag.
pub fn tagged<R: Record>(record: R) -> Response {
    let tag = HeaderValue::from_str(&format!("\"v{}\"", record.head().version)).ok();
    let mut response = Masked(record).into_response();
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The version that a change names.
pub fn if_match(headers: &HeaderMap) -> Result<i64, Problem> {
    let Some(tag) = headers.get(header::IF_MATCH) else {
        return Err(Problem::no_version("请在 If-Match 中给出所见记录的版本（ETag）").at("if-match"));
    };
    let tag = tag.to_str().unwrap_or_default().trim();
    let version = tag.strip_prefix("\"v").and_then(|rest| rest.strip_suffix('"')).and_then(|digits| digits.parse().ok());
    version.ok_or_else(|| Problem::bad_request("If-Match 应为记录的 ETag，如 \"v3\"").at("if-match"))
}
