//! What a notice makes public (公开事项): how the public looks for it.

use vocabulary::labelled;

labelled! {
    /// What is made public (公开事项).
    pub enum DisclosureItem {
        /// Income and spending of a village (村级财务收支).
        VillageFinance = "village_finance", "村级财务", "Village finances";
        /// Assets, resources and money of the collective (集体“三资”).
        CollectiveAssets = "collective_assets", "集体资产资源资金", "Collective assets";
        /// What was leased, contracted and built (承包租赁、工程项目).
        Contracts = "contracts", "承包租赁与工程项目", "Leases and works";
        /// Who was paid subsidies for farmers (惠农惠民补贴发放).
        Subsidies = "subsidies", "惠农惠民补贴", "Subsidies";
        /// Minimum living allowance and relief (低保、特困、救助).
        Relief = "relief", "低保与救助", "Living allowance and relief";
        /// Land taken, homesteads (征地补偿、宅基地).
        Land = "land", "征地补偿与宅基地", "Land and homesteads";
        /// Canteens of schools and their money (校园餐).
        SchoolMeals = "school_meals", "校园餐", "School meals";
        /// Use of the medical insurance fund (医保基金使用).
        Medical = "medical", "医保基金", "Medical insurance fund";
        /// Registration of property (不动产登记办证).
        Property = "property", "不动产登记", "Property registration";
        /// What came of a campaign or of an issue (整治成果、处理结果).
        Results = "results", "整治与处理结果", "Results";
        /// Something else (其他).
        Other = "other", "其他事项", "Other";
    }
}

crate::schema::labelled_schema!(DisclosureItem as "DisclosureItem");
