//! Where an inspection was carried out (现场定位): told by the device of whoever looked, when they asked it to, and never by itself.

use crate::record::Refusal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A place on earth, as a device told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InspectionSpot)]
pub struct Spot {
    /// Degrees to the north of the equator, in millionths (WGS 84); to the south it is negative.
    pub latitude: i64,
    /// Degrees to the east of Greenwich, in millionths (WGS 84); to the west it is negative.
    pub longitude: i64,
    /// How far it may be off, in metres.
    pub accuracy: i64,
    /// When the device told it.
    pub at: DateTime<Utc>,
}

/// The pole, in millionths of a degree.
const POLE: i64 = 90_000_000;

impl Spot {
    /// # Errors
    /// A place that is none, an accuracy below nothing, or a moment that is still to come.
    pub(super) fn check(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        let unfit = |problem| Err(Refusal::Unfit { field: "现场定位", problem });
        let on_earth = (-POLE..=POLE).contains(&self.latitude) && (-2 * POLE..=2 * POLE).contains(&self.longitude);
        if !on_earth || self.accuracy < 0 {
            return unfit("不是有效的经纬度和误差");
        }
        // The device's clock may be a little fast.
        if self.at > now + chrono::TimeDelta::minutes(10) {
            return unfit("时间晚于现在，请核对设备时间");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_on_earth_and_was_told_before_now() {
        let now: DateTime<Utc> = "2026-03-10T04:00:00Z".parse().expect("a moment");
        let spot = Spot { latitude: 31_230_416, longitude: 121_473_701, accuracy: 20, at: now };
        assert_eq!(spot.check(now), Ok(()));
        let wrong = [
            Spot { latitude: 90_000_001, ..spot.clone() },
            Spot { longitude: -180_000_001, ..spot.clone() },
            Spot { accuracy: -1, ..spot.clone() },
            Spot { at: now + chrono::TimeDelta::hours(1), ..spot },
        ];
        for spot in wrong {
            assert!(spot.check(now).is_err(), "{spot:?}");
        }
    }
}
