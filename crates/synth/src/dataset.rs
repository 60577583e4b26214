//! The datasets (数据集) that are written: codes, titles and headers.

use crate::spoil::Spoil;

/// One dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dataset {
    Residents,
    Deaths,
    PublicEmployees,
    Vehicles,
    Properties,
    Companies,
    EmploymentInsurance,
    Inmates,
    DibaoPayments,
    DestitutePayments,
    DisabilityCertificates,
    DisabilityAllowances,
    PensionPayments,
    ElderlyAllowances,
    UnemploymentBenefits,
    AgriSubsidies,
    LandParcels,
    TrainingSubsidies,
}

use Dataset::{
    AgriSubsidies, Companies, Deaths, DestitutePayments, DibaoPayments, DisabilityAllowances, DisabilityCertificates, ElderlyAllowances,
    EmploymentInsurance, Inmates, LandParcels, PensionPayments, Properties, PublicEmployees, Residents, TrainingSubsidies,
    UnemploymentBenefits, Vehicles,
};

/// All of them, in the order of the manifest.
pub const ALL: [Dataset; 18] = [
    Residents,
    Deaths,
    PublicEmployees,
    Vehicles,
    Properties,
    Companies,
    EmploymentInsurance,
    Inmates,
    DibaoPayments,
    DestitutePayments,
    DisabilityCertificates,
    DisabilityAllowances,
    PensionPayments,
    ElderlyAllowances,
    UnemploymentBenefits,
    AgriSubsidies,
    LandParcels,
    TrainingSubsidies,
];

impl Dataset {
    /// The code by which the product knows it.
    pub const fn code(self) -> &'static str {
        match self {
            Residents => "residents",
            Deaths => "deaths",
            PublicEmployees => "public_employees",
            Vehicles => "vehicles",
            Properties => "properties",
            Companies => "companies",
            EmploymentInsurance => "employment_insurance",
            Inmates => "inmates",
            DibaoPayments => "dibao_payments",
            DestitutePayments => "destitute_payments",
            DisabilityCertificates => "disability_certificates",
            DisabilityAllowances => "disability_allowances",
            PensionPayments => "pension_payments",
            ElderlyAllowances => "elderly_allowances",
            UnemploymentBenefits => "unemployment_benefits",
            AgriSubsidies => "agri_subsidies",
            LandParcels => "land_parcels",
            TrainingSubsidies => "training_subsidies",
        }
    }

    /// The Chinese title.
    pub const fn title(self) -> &'static str {
        match self {
            Residents => "户籍人口",
            Deaths => "死亡人员",
            PublicEmployees => "财政供养人员",
            Vehicles => "机动车登记",
            Properties => "不动产权登记",
            Companies => "市场主体登记",
            EmploymentInsurance => "职工社保缴费",
            Inmates => "服刑人员",
            DibaoPayments => "低保金发放",
            DestitutePayments => "特困供养金发放",
            DisabilityCertificates => "残疾人证",
            DisabilityAllowances => "残疾人两项补贴发放",
            PensionPayments => "养老待遇发放",
            ElderlyAllowances => "高龄津贴发放",
            UnemploymentBenefits => "失业保险金发放",
            AgriSubsidies => "惠农补贴发放",
            LandParcels => "土地确权",
            TrainingSubsidies => "职业培训补贴",
        }
    }

    /// The Chinese headers, in the order of the row's values.
    pub const fn headers(self) -> &'static [&'static str] {
        match self {
            Residents => &["身份证号", "姓名", "性别", "出生日期", "户号", "与户主关系", "镇街", "村居", "户籍状态"],
            Deaths => &["身份证号", "姓名", "死亡日期", "信息来源"],
            PublicEmployees => &["身份证号", "姓名", "单位", "人员类别", "起始日期", "终止日期"],
            Vehicles => &["身份证号", "姓名", "号牌号码", "车辆类型", "购置价", "登记日期", "注销日期"],
            Properties => &["身份证号", "姓名", "不动产单元号", "用途", "面积", "登记日期", "注销日期"],
            Companies => &["统一社会信用代码", "名称", "法定代表人身份证号", "法定代表人", "主体类型", "注册资本", "成立日期", "注销日期"],
            EmploymentInsurance => &["身份证号", "姓名", "参保地", "单位名称", "险种", "缴费月份", "缴费基数"],
            Inmates => &["身份证号", "姓名", "收监日期", "释放日期"],
            DibaoPayments => &["身份证号", "姓名", "户号", "镇街", "村居", "发放月份", "金额", "银行账号"],
            DestitutePayments => &["身份证号", "姓名", "镇街", "村居", "发放月份", "金额", "银行账号"],
            DisabilityCertificates => &["身份证号", "姓名", "残疾证号", "残疾类别", "残疾等级", "发证日期", "有效期至"],
            DisabilityAllowances => &["身份证号", "姓名", "补贴类别", "发放月份", "金额", "银行账号"],
            PensionPayments => &["身份证号", "姓名", "险种", "发放月份", "金额", "银行账号"],
            ElderlyAllowances | UnemploymentBenefits => &["身份证号", "姓名", "发放月份", "金额", "银行账号"],
            AgriSubsidies => &["身份证号", "姓名", "镇街", "村居", "补贴项目", "年度", "面积", "金额", "银行账号"],
            LandParcels => &["身份证号", "姓名", "村居", "地块编码", "面积"],
            TrainingSubsidies => &["身份证号", "姓名", "培训机构", "培训项目", "开始日期", "结束日期", "课时", "金额"],
        }
    }

    /// Whether each row belongs to a month (按月报送).
    pub const fn monthly(self) -> bool {
        matches!(
            self,
            EmploymentInsurance
                | DibaoPayments
                | DestitutePayments
                | DisabilityAllowances
                | PensionPayments
                | ElderlyAllowances
                | UnemploymentBenefits
        )
    }

    /// In which ways a row of it can be wrong besides its resident number.
    pub const fn spoils(self) -> &'static [Spoil] {
        match self {
            Residents | Deaths | PublicEmployees | Inmates => &[Spoil::Date],
            Vehicles | Properties => &[Spoil::Code, Spoil::Date],
            Companies => &[Spoil::CreditCode, Spoil::Money, Spoil::Code],
            EmploymentInsurance | DisabilityAllowances | PensionPayments => &[Spoil::Month, Spoil::Money, Spoil::Code],
            DibaoPayments | DestitutePayments | ElderlyAllowances | UnemploymentBenefits => &[Spoil::Month, Spoil::Money],
            DisabilityCertificates => &[Spoil::Whole, Spoil::Date],
            AgriSubsidies => &[Spoil::Money, Spoil::Code, Spoil::Whole],
            LandParcels => &[Spoil::Decimal],
            TrainingSubsidies => &[Spoil::Money, Spoil::Date, Spoil::Whole],
        }
    }
}
