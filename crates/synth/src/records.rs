//! Rows of one group of households, before they take the form of a file.

use chrono::NaiveDate;

use crate::calendar::Month;
use crate::dataset::Dataset;
use crate::lists::{AllowanceKind, FirmKind, PensionScheme, Program, Scheme, ServantKind, Standing, Usage, VehicleKind};
use crate::spoil::Spoil;

/// Place of a person in the group.
pub type Who = u16;

/// A row and what is wrong with it, if anything.
#[derive(Clone, Copy)]
pub struct Row<T> {
    pub data: T,
    pub spoil: Option<Spoil>,
}

macro_rules! personal {
    ($(#[$about:meta])* $name:ident { $($field:ident: $kind:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub struct $name { pub who: Who, $(pub $field: $kind),* }
    };
}

personal! {
    /// 户籍人口
    Resident { household: u16, standing: Standing }
}
personal! {
    /// 死亡人员
    Death { date: NaiveDate, source: &'static str }
}
personal! {
    /// 财政供养人员
    Servant { office: usize, kind: ServantKind, start: NaiveDate, end: Option<NaiveDate> }
}
personal! {
    /// 机动车登记
    Vehicle { plate: u32, kind: VehicleKind, price: i64, registered: NaiveDate, cancelled: Option<NaiveDate> }
}
personal! {
    /// 不动产权登记
    Property { unit: u64, usage: Usage, area: i64, registered: NaiveDate, cancelled: Option<NaiveDate> }
}
personal! {
    /// 市场主体登记
    Firm { serial: u64, kind: FirmKind, capital: i64, registered: NaiveDate, cancelled: Option<NaiveDate> }
}
personal! {
    /// 职工社保缴费
    Insurance { month: Month, base: i64, region: u32, employer: u32, scheme: Scheme }
}
personal! {
    /// 服刑人员
    Inmate { from: NaiveDate, to: Option<NaiveDate> }
}
personal! {
    /// 低保金发放
    Dibao { household: u16, month: Month, amount: i64, account: u64 }
}
personal! {
    /// 特困供养金、高龄津贴、失业保险金发放
    Payment { month: Month, amount: i64, account: u64 }
}
personal! {
    /// 残疾人证
    Certificate { category: u8, level: u8, issued: NaiveDate, valid_to: NaiveDate }
}
personal! {
    /// 残疾人两项补贴发放
    Allowance { kind: AllowanceKind, month: Month, amount: i64, account: u64 }
}
personal! {
    /// 养老待遇发放
    Pension { scheme: PensionScheme, month: Month, amount: i64, account: u64 }
}
personal! {
    /// 惠农补贴发放
    Agri { program: Program, year: i32, area: i64, amount: i64, account: u64 }
}
personal! {
    /// 土地确权
    Parcel { parcel: u64, area: i64 }
}
personal! {
    /// 职业培训补贴
    Training { school: usize, course: usize, start: NaiveDate, end: NaiveDate, hours: u32, amount: i64 }
}

macro_rules! tables {
    ($($name:ident: $kind:ty = $dataset:ident),+ $(,)?) => {
        /// The rows of all datasets, in the order in which they are written.
        #[derive(Default)]
        pub struct Records {
            pub residents: Vec<Row<Resident>>,
            $(pub $name: Vec<Row<$kind>>),+
        }

        impl Records {
            /// Takes out everything that is said of a person, except in the register of residents.
            pub fn forget(&mut self, who: Who) {
                $(self.$name.retain(|row| row.data.who != who);)+
            }

            /// Spoils the rows for which `how` has a way, except in the register of residents.
            pub fn spoil_each(&mut self, mut how: impl FnMut(Dataset, Who) -> Option<Spoil>) {
                $(
                    for row in &mut self.$name {
                        row.spoil = row.spoil.or_else(|| how(Dataset::$dataset, row.data.who));
                    }
                )+
            }
        }
    };
}

tables! {
    deaths: Death = Deaths,
    servants: Servant = PublicEmployees,
    vehicles: Vehicle = Vehicles,
    properties: Property = Properties,
    firms: Firm = Companies,
    insurance: Insurance = EmploymentInsurance,
    inmates: Inmate = Inmates,
    dibao: Dibao = DibaoPayments,
    destitute: Payment = DestitutePayments,
    certificates: Certificate = DisabilityCertificates,
    allowances: Allowance = DisabilityAllowances,
    pensions: Pension = PensionPayments,
    elderly: Payment = ElderlyAllowances,
    unemployment: Payment = UnemploymentBenefits,
    agri: Agri = AgriSubsidies,
    parcels: Parcel = LandParcels,
    trainings: Training = TrainingSubsidies,
}

/// Adds a sound row to a table.
pub trait Put<T> {
    fn put(&mut self, data: T);
}

impl<T> Put<T> for Vec<Row<T>> {
    fn put(&mut self, data: T) {
        self.push(Row { data, spoil: None });
    }
}

/// The rows that are accepted (入库).
pub fn accepted<T>(rows: &[Row<T>]) -> impl Iterator<Item = &T> {
    rows.iter().filter(|row| row.spoil.is_none()).map(|row| &row.data)
}
