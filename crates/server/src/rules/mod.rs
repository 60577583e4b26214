//! Rules under governance (规则治理): versions, pauses, parameters.

mod standing;
mod versions;

use crate::endpoint::Api;

const TAG: &str = "rules";

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    versions::add(api);
    standing::add(api);
}
