//! What is open to the public by place and item: the district, a town, a village.

use super::open::{Line, line};
use super::words::{Lang, put};
use super::{Frame, TAG, answered, page};
use crate::Services;
use crate::body::Query;
use crate::endpoint::{Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::records::{decode, encode};
use app::casework::notice::{DisclosureItem, PublishedPlace};
use app::{PublicPlace, PublicPlaces};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// Villages on one page of a town.
const VILLAGES: usize = 60;

#[derive(Template)]
#[template(path = "public/disclosure.html")]
struct Shown {
    f: Frame,
    title: String,
    /// It is the page of the whole district.
    root: bool,
    /// The pages above it, with their names.
    above: Vec<(String, String)>,
    /// Its own address.
    here: String,
    item: Option<DisclosureItem>,
    below_title: Option<&'static str>,
    below: Vec<Below>,
    /// The further places below it.
    further: Option<(String, String)>,
    list_title: &'static str,
    lines: Vec<Line>,
    older: Option<String>,
    paged: bool,
    newest: String,
}

impl Shown {
    fn is(&self, item: &DisclosureItem) -> bool {
        self.item == Some(*item)
    }
}

/// A place below the one that is shown.
struct Below {
    path: String,
    name: String,
    published: String,
}

/// What is asked for.
#[derive(Deserialize)]
struct Wanted {
    item: Option<String>,
    after: Option<String>,
    from: Option<usize>,
}

/// Whose page it is.
enum Of {
    District,
    Town(String),
    Village(String, String),
}

/// Adds the pages of a language.
pub fn add(api: &mut Api, lang: Lang, page: &impl Fn(Verb, &str, &str, MethodRouter<Arc<Services>>) -> Endpoint) {
    let asked = |endpoint: Endpoint, about: &str| {
        endpoint
            .about(TAG, about)
            .parameter("query", "item", "Of this item, by code.", json!({ "type": "string" }))
            .parameter("query", "after", "Where the page begins, as the page before links it.", json!({ "type": "string" }))
            .problems(&[400, 404, 500])
            .gives_as("text/html")
    };
    let all = get(move |State(services): State<Arc<Services>>, wanted: Result<Query<Wanted>, Problem>| async move {
        let made = shown(&services, lang, Of::District, wanted).await;
        answered(&services, lang, made).await
    });
    api.add(asked(page(Verb::Get, "disclosure", "disclosure", all), "What was made public: the towns, and what is new."));
    let town =
        get(move |State(services): State<Arc<Services>>, Path(town): Path<String>, wanted: Result<Query<Wanted>, Problem>| async move {
            let made = shown(&services, lang, Of::Town(town), wanted).await;
            answered(&services, lang, made).await
        });
    let of_town = page(Verb::Get, "disclosure/{town}", "disclosure_town", town).parameter(
        "query",
        "from",
        "The first of its villages to be shown, from 0.",
        json!({ "type": "integer", "minimum": 0 }),
    );
    api.add(asked(of_town, "What a town made public, and its villages."));
    let village = get(
        move |State(services): State<Arc<Services>>,
              Path((town, village)): Path<(String, String)>,
              wanted: Result<Query<Wanted>, Problem>| async move {
            let made = shown(&services, lang, Of::Village(town, village), wanted).await;
            answered(&services, lang, made).await
        },
    );
    api.add(asked(page(Verb::Get, "disclosure/{town}/{village}", "disclosure_village", village), "What a village made public."));
}

async fn shown(services: &Services, lang: Lang, of: Of, wanted: Result<Query<Wanted>, Problem>) -> Result<Response, Problem> {
    let (w, Query(wanted)) = (lang.words(), wanted?);
    let item = wanted.item.as_deref().and_then(DisclosureItem::from_code);
    let after = wanted.after.as_deref().map(decode).transpose()?;
    let paged = after.is_some();
    let places = services.workspace.public_places(item).await?;
    let missing = || Problem::not_found(w.no_place);
    let root = format!("{}disclosure", lang.root());
    let (place, title, path) = match &of {
        Of::District => (None, w.disclosure_title.to_owned(), String::new()),
        Of::Town(code) => {
            let town = places.town(code).ok_or_else(missing)?;
            (Some(PublishedPlace::Town(code.clone())), town.name.clone(), format!("/{}", segment(code)))
        }
        Of::Village(town, name) => {
            let code = format!("{town}/{name}");
            let village = places.village(&code).ok_or_else(missing)?;
            (Some(PublishedPlace::Village(code)), village.name.clone(), format!("/{}/{}", segment(town), segment(name)))
        }
    };
    let (found, next) = services.workspace.disclosed(place, item, after).await?;
    let office = services.workspace.public_office().await?;
    let here = format!("{root}{path}");
    let of_item = item.map_or_else(String::new, |item| format!("item={}", item.code()));
    let queried = |more: String| {
        let parts: Vec<&str> = [of_item.as_str(), more.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { here.clone() } else { format!("{here}?{}", parts.join("&")) }
    };
    let from = wanted.from.unwrap_or_default();
    let (below_title, below) = below(lang, &of, &places, &root, &of_item);
    let further = (below.len() > from.saturating_add(VILLAGES))
        .then(|| (queried(format!("from={}", from + VILLAGES)), put(w.villages_from, "n", from + VILLAGES + 1)));
    let above = match &of {
        Of::District => vec![],
        Of::Town(_) => vec![(root.clone(), w.all_places.to_owned())],
        Of::Village(town, _) => {
            let name = places.town(town).map_or_else(|| town.clone(), |town| town.name.clone());
            vec![(root.clone(), w.all_places.to_owned()), (format!("{root}/{}", segment(town)), name)]
        }
    };
    let page_shown = Shown {
        f: Frame::at(lang, &office, &format!("disclosure{path}")),
        title,
        root: matches!(of, Of::District),
        above,
        item,
        below_title,
        below: below.into_iter().skip(from).take(VILLAGES).collect(),
        further,
        list_title: if matches!(of, Of::Town(_)) { w.of_town_title } else { w.newest_title },
        lines: found.iter().map(|notice| line(lang, notice)).collect(),
        older: next.map(|next| encode(&next)).transpose()?.map(|next| queried(format!("after={next}"))),
        paged,
        newest: queried(String::new()),
        here,
    };
    Ok(page(StatusCode::OK, &page_shown))
}

/// The places below: the towns of the district, the villages of a town.
fn below(lang: Lang, of: &Of, places: &PublicPlaces, root: &str, of_item: &str) -> (Option<&'static str>, Vec<Below>) {
    let w = lang.words();
    let one = |place: &PublicPlace| {
        let path = place.code.split('/').map(segment).collect::<Vec<_>>().join("/");
        let query = if of_item.is_empty() { String::new() } else { format!("?{of_item}") };
        let published = match place.published {
            0 => w.published_none.to_owned(),
            n => put(w.published_count, "n", n),
        };
        Below { path: format!("{root}/{path}{query}"), name: place.name.clone(), published }
    };
    match of {
        Of::District => (Some(w.towns_title), places.towns().map(one).collect()),
        Of::Town(code) => (Some(w.villages_title), places.villages_of(code).map(one).collect()),
        Of::Village(..) => (None, vec![]),
    }
}

/// A name as a part of an address: letters of any script stay as they are, and all else is written as numbers.
fn segment(name: &str) -> String {
    let written = |c: char| {
        if c.is_alphanumeric() || matches!(c, '-' | '_') {
            return c.to_string();
        }
        let mut bytes = [0; 4];
        c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")).collect()
    };
    name.chars().map(written).collect()
}

#[cfg(test)]
mod tests {
    use super::segment;

    #[test]
    fn a_name_stands_in_an_address_so_that_it_comes_back_whole() {
        assert_eq!(segment("东岭镇"), "东岭镇");
        assert_eq!(segment("a/b?c#d%e \"f"), "a%2Fb%3Fc%23d%25e%20%22f");
        assert_eq!(segment("甲（社区）"), "甲%EF%BC%88社区%EF%BC%89");
    }
}
