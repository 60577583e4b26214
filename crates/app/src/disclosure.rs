//! What is open to the public by place and item (村务公开、事项公开): towns, their villages, and what each has published.

use crate::error::AppError;
use crate::public::{NOTICES, PublicNotice};
use crate::workspace::Workspace;
use casework::Caller;
use casework::notice::{DisclosureItem, Notice, PublishedFilter, PublishedPlace};
use casework::people::OfficeKind;
use casework::record::Page;
use std::collections::BTreeMap;

/// A place, and how much it has published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicPlace {
    /// Its code: a town's, or a village's written `town/village`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Notices published for it, of a town with those of its villages.
    pub published: u64,
}

/// The places of the district that have something to publish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicPlaces {
    towns: BTreeMap<String, PublicPlace>,
    villages: BTreeMap<String, PublicPlace>,
}

impl PublicPlaces {
    /// Towns, by code.
    pub fn towns(&self) -> impl Iterator<Item = &PublicPlace> {
        self.towns.values()
    }

    /// A town.
    pub fn town(&self, code: &str) -> Option<&PublicPlace> {
        self.towns.get(code)
    }

    /// A village, by `town/village`.
    pub fn village(&self, code: &str) -> Option<&PublicPlace> {
        self.villages.get(code)
    }

    /// The villages of a town, by code; those that have published nothing as well, since that is worth knowing.
    pub fn villages_of(&self, town: &str) -> impl Iterator<Item = &PublicPlace> {
        let below = format!("{town}/");
        self.villages.values().filter(move |village| village.code.starts_with(&below))
    }

    fn place(&mut self, place: PublishedPlace, name: Option<&str>, published: u64) {
        let (all, code) = match place {
            PublishedPlace::Town(code) => (&mut self.towns, code),
            PublishedPlace::Village(code) => {
                if let Some((town, _)) = code.split_once('/') {
                    self.place(PublishedPlace::Town(town.to_owned()), None, published);
                }
                (&mut self.villages, code)
            }
        };
        let shown = name.or(code.rsplit('/').next()).unwrap_or_default().to_owned();
        let new = PublicPlace { code: code.clone(), name: shown, published: 0 };
        all.entry(code).or_insert(new).published += published;
    }
}

impl Workspace {
    /// Every town and village of the district, and how much each has published of an item, or of all.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn public_places(&self, item: Option<DisclosureItem>) -> Result<PublicPlaces, AppError> {
        let mut places = PublicPlaces::default();
        for office in self.ledger.offices().await?.iter().filter(|office| office.active) {
            let place = match office.kind {
                OfficeKind::Town => PublishedPlace::Town(office.code.clone()),
                OfficeKind::Village => PublishedPlace::Village(office.code.clone()),
                _ => continue,
            };
            places.place(place, Some(office.name.rsplit('/').next().unwrap_or_default()), 0);
        }
        for (place, published) in self.ledger.published_places(&Caller::public().scope, item).await? {
            places.place(place, None, published);
        }
        Ok(places)
    }

    /// A page of what is published, of a place and an item where they are given, the newest first, and where the next one begins.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn disclosed(
        &self,
        place: Option<PublishedPlace>,
        item: Option<DisclosureItem>,
        after: Option<Page>,
    ) -> Result<(Vec<PublicNotice>, Option<Page>), AppError> {
        let filter = PublishedFilter { item, place, after, limit: NOTICES as u32 + 1 };
        let mut notices: Vec<Notice> = self.ledger.published_notices(&Caller::public().scope, &filter).await?;
        let more = notices.len() > NOTICES;
        notices.truncate(NOTICES);
        let next = notices.last().filter(|_| more).map(Page::behind_notice);
        Ok((notices.into_iter().map(PublicNotice::from).collect(), next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_counts_what_its_villages_publish_and_a_village_without_anything_is_named() {
        let mut places = PublicPlaces::default();
        places.place(PublishedPlace::Village("东岭镇/甲村".into()), Some("甲村"), 0);
        places.place(PublishedPlace::Village("东岭镇/乙村".into()), None, 2);
        places.place(PublishedPlace::Town("东岭镇".into()), None, 1);
        assert_eq!(places.town("东岭镇").map(|town| town.published), Some(3));
        let villages: Vec<_> = places.villages_of("东岭镇").map(|village| (village.name.as_str(), village.published)).collect();
        assert_eq!(villages, [("乙村", 2), ("甲村", 0)]);
        assert_eq!(places.villages_of("东").count(), 0);
    }
}
