//! Walking the chain (验链): is every event the one that was written, are all of them there?

use super::{ChainLink, Event};
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError};
use serde::Serialize;
use sqlx::AnyConnection;
use std::fmt;

/// What a walk over the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainReport {
    /// Events that held before the first break, or all of them.
    pub events: u64,
    /// The newest link that holds: exported daily, so that it can be kept outside.
    pub newest: ChainLink,
    /// The first link that does not hold.
    pub broken: Option<ChainBreak>,
}

impl ChainReport {
    /// Whether every link holds.
    pub fn is_whole(&self) -> bool {
        self.broken.is_none()
    }
}

/// The first broken link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainBreak {
    /// Number of the event.
    pub seq: i64,
    /// What is wrong with it.
    pub fault: ChainFault,
}

/// What is wrong with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChainFault {
    /// The event's content is not what was hashed (内容被改动).
    HashDiffers,
    /// The event does not carry the hash of the one before (与前一条不衔接).
    LinkDiffers,
    /// There is no event of this number, but there are later ones (缺号).
    Gap,
    /// The head names a later event than there is: the tail was cut off (尾部被截断).
    Truncated,
    /// An event that no chain counts: numbered before the first, or behind the head (多出的记录).
    Extra,
    /// The event holds, but the head names another hash for it (链头不符).
    HeadDiffers,
    /// The head itself is gone; named is the newest event (链头缺失).
    HeadMissing,
    /// The event holds, but a link kept outside says otherwise (与外存链值不符): the chain was written anew.
    KeptDiffers,
    /// The event's row cannot be read as one (无法读取).
    Unreadable,
}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::HashDiffers => "内容被改动：与写入时的哈希不符",
            Self::LinkDiffers => "与前一条不衔接",
            Self::Gap => "缺号：该条已不存在",
            Self::Truncated => "尾部被截断：自该条起已不存在",
            Self::Extra => "多出的记录：不在链上",
            Self::HeadDiffers => "与链头记载的哈希不符",
            Self::HeadMissing => "链头缺失",
            Self::KeptDiffers => "与外存的链值不符：链条被重写过",
            Self::Unreadable => "该条无法读取",
        })
    }
}

impl fmt::Display for ChainBreak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第 {} 条：{}", self.seq, self.fault)
    }
}

impl Ledger {
    /// The newest link as the head has it, without walking; [`Ledger::verify_chain`] says whether it holds.
    ///
    /// # Errors
    /// A head that is gone, a database that cannot be read.
    pub async fn newest_link(&self) -> Result<ChainLink, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        ChainLink::stored_head(&mut connection).await?.ok_or(LedgerError::HeadMissing)
    }

    /// Walks the whole chain and names the first link that does not hold.
    ///
    /// # Errors
    /// A database that cannot be read at all; a damaged event is no error but a finding.
    pub async fn verify_chain(&self) -> Result<ChainReport, LedgerError> {
        self.verify_chain_against(&[]).await
    }

    /// The same, and holds the chain against links that were kept outside: who rewrites the chain whole, with its head, is
    /// found only so.
    ///
    /// # Errors
    /// A database that cannot be read at all.
    pub async fn verify_chain_against(&self, kept: &[ChainLink]) -> Result<ChainReport, LedgerError> {
        self.walk_chain(kept, &|_, _| {}).await
    }

    /// The same; `told` hears how many events hold so far, and of how many.
    pub(crate) async fn walk_chain(&self, kept: &[ChainLink], told: Told<'_>) -> Result<ChainReport, LedgerError> {
        let mut reading = self.reading().await?;
        let of = Sql::new("SELECT max(seq) AS n FROM events").optional(&mut reading).await?;
        let of = of.and_then(|row| Stored(&row).int_or_none("n").ok().flatten()).unwrap_or_default().unsigned_abs();
        let mut walk = Walk { newest: ChainLink::origin(), kept, of, told };
        let broken = walk.whole(&mut reading).await?;
        Ok(ChainReport { events: walk.newest.seq.unsigned_abs(), newest: walk.newest, broken })
    }
}

/// Hears how many events hold so far, and of how many.
type Told<'t> = &'t (dyn Fn(u64, u64) + Send + Sync);

/// As far as the chain has been walked and holds.
struct Walk<'k> {
    newest: ChainLink,
    kept: &'k [ChainLink],
    of: u64,
    told: Told<'k>,
}

impl Walk<'_> {
    const PAGE: i64 = 1000;

    async fn whole(&mut self, on: &mut AnyConnection) -> Result<Option<ChainBreak>, LedgerError> {
        let before_first = Sql::new("SELECT seq FROM events WHERE seq < 1 ORDER BY seq LIMIT 1");
        if let Some(row) = before_first.optional(on).await? {
            return Ok(broken(Stored(&row).int("seq").unwrap_or(0), ChainFault::Extra));
        }
        loop {
            let page = match page_after(self.newest.seq, Self::PAGE, on).await {
                Ok(page) => page,
                // One damaged row makes its whole page unreadable: walk up to it row by row.
                Err(_) => match page_after(self.newest.seq, 1, on).await {
                    Ok(page) => page,
                    Err(_) => {
                        return Ok(broken(next_seq(self.newest.seq, on).await?, ChainFault::Unreadable));
                    }
                },
            };
            if page.is_empty() {
                break;
            }
            for event in page {
                if let Some(fault) = self.step(&event) {
                    return Ok(Some(fault));
                }
            }
            (self.told)(self.newest.seq.unsigned_abs(), self.of);
        }
        self.end(on).await
    }

    fn step(&mut self, event: &Event) -> Option<ChainBreak> {
        let expected = self.newest.seq + 1;
        if event.seq != expected {
            return broken(expected, ChainFault::Gap);
        }
        if event.previous != self.newest.hash {
            return broken(event.seq, ChainFault::LinkDiffers);
        }
        if event.hash != event.computed_hash() {
            return broken(event.seq, ChainFault::HashDiffers);
        }
        if self.kept.iter().any(|kept| kept.seq == event.seq && kept.hash != event.hash) {
            return broken(event.seq, ChainFault::KeptDiffers);
        }
        self.newest = ChainLink { seq: event.seq, hash: event.hash.clone() };
        None
    }

    async fn end(&self, on: &mut AnyConnection) -> Result<Option<ChainBreak>, LedgerError> {
        let newest = &self.newest;
        let head = match ChainLink::stored_head(on).await {
            Ok(Some(head)) => head,
            Ok(None) => return Ok(broken(newest.seq, ChainFault::HeadMissing)),
            Err(_) => return Ok(broken(newest.seq, ChainFault::HeadDiffers)),
        };
        let named = head.seq.max(self.kept.iter().map(|kept| kept.seq).max().unwrap_or(0));
        Ok(if named > newest.seq {
            broken(newest.seq + 1, ChainFault::Truncated)
        } else if head.seq < newest.seq {
            broken(head.seq + 1, ChainFault::Extra)
        } else if head.hash != newest.hash {
            broken(newest.seq, ChainFault::HeadDiffers)
        } else {
            None
        })
    }
}

fn broken(seq: i64, fault: ChainFault) -> Option<ChainBreak> {
    Some(ChainBreak { seq, fault })
}

async fn page_after(seq: i64, rows: i64, on: &mut AnyConnection) -> Result<Vec<Event>, LedgerError> {
    let mut sql = Sql::new("SELECT ");
    sql.push(Event::COLUMNS).push(" FROM events e WHERE e.seq > ").bind(seq).push(" ORDER BY e.seq LIMIT ").bind(rows);
    sql.all(on).await?.iter().map(Event::stored).collect()
}

async fn next_seq(after: i64, on: &mut AnyConnection) -> Result<i64, LedgerError> {
    let mut sql = Sql::new("SELECT seq FROM events WHERE seq > ");
    sql.bind(after).push(" ORDER BY seq LIMIT 1");
    // A number that is none either is named as the one that should be here.
    let found = sql.optional(on).await?.and_then(|row| Stored(&row).int("seq").ok());
    Ok(found.unwrap_or(after + 1))
}
