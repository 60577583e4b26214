//! Closed lists (代码表) of the datasets, as the departments write them.

macro_rules! closed_list {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $label:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($variant),+ }

        impl $name {
            /// As it stands in a file.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }
    };
}

closed_list! {
    /// Sex (性别).
    Sex { Man = "男", Woman = "女" }
}
closed_list! {
    /// Standing in the register of residents (户籍状态).
    Standing { Normal = "正常", Struck = "注销", Moved = "迁出" }
}
closed_list! {
    /// Kind of person paid by the treasury (人员类别).
    ServantKind { Official = "公务员", Institution = "事业", Cadre = "村干部", Other = "其他" }
}
closed_list! {
    /// Kind of vehicle (车辆类型).
    VehicleKind { Car = "小型客车", Lorry = "货车", Motorcycle = "摩托车", Farm = "农用车", Disabled = "残疾人专用车" }
}
closed_list! {
    /// Use of a property (用途).
    Usage { Home = "住宅", Shop = "商业", Parking = "车位", Other = "其他" }
}
closed_list! {
    /// Kind of market entity (主体类型).
    FirmKind { Company = "企业", SelfEmployed = "个体工商户", Cooperative = "合作社" }
}
closed_list! {
    /// Scheme of employees' insurance (险种).
    Scheme { OldAge = "养老", Unemployment = "失业", Injury = "工伤", Medical = "医疗" }
}
closed_list! {
    /// Kind of disability allowance (补贴类别).
    AllowanceKind { Living = "生活补贴", Nursing = "护理补贴" }
}
closed_list! {
    /// Pension scheme (养老险种).
    PensionScheme { Employee = "职工养老", Resident = "居民养老" }
}
closed_list! {
    /// Farm subsidy (补贴项目).
    Program { Land = "耕地地力保护补贴", Grain = "种粮补贴", Machine = "农机购置补贴" }
}
