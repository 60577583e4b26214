//! The trade's words as types: numbers, money, months, working days.
//!
//! Everything here is pure: no input or output, no clock ("today" is always a parameter), no floating-point money.
//! A department's files are read through these functions, so each error's `Display` is the Chinese reason
//! a department clerk finds beside the row in the quarantine workbook, and each error has a stable English `code()`.

pub mod calendar;
pub mod credit_code;
pub mod date;
pub mod decimal;
pub mod int;
pub mod label;
pub mod mask;
pub mod money;
pub mod month;
mod number;
pub mod resident_number;
pub mod text;

pub use calendar::{CalendarError, WorkCalendar};
pub use credit_code::{CreditCode, CreditCodeError};
pub use date::{DateError, beijing_day, from_excel_serial, from_excel_serial_timestamp, parse_date, parse_timestamp};
pub use decimal::{DecimalError, parse_decimal};
pub use int::{BoolError, IntError, parse_bool, parse_int};
pub use label::{Answer, Priority, Sex};
pub use mask::{mask_account, mask_name, mask_phone, mask_resident_number};
pub use money::{Fen, MoneyError};
pub use month::{Month, MonthError};
pub use resident_number::{ResidentNumber, ResidentNumberError};
pub use text::{fold, header_key, is_blank};
