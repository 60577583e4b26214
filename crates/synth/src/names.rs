//! Names of people who do not exist.

use crate::chance::Chance;
use crate::lists::Sex;

/// Surnames (姓), the commonest first.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任\
卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文牛\
樊葛邢安齐庞颜庄聂章鲁岳翟申倪殷耿关焦左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季成霍苗涂谷曲裴俞盛路解游柴骆温辛詹时管费靳\
祁屈滕饶欧华牟项司卜车景蓝褚娄位瞿房窦池查冉党喻席连鲍兰苑植邬仇丛晏卓古占艾尤原应冷隋戚翁商习迟晋储桂麦练米巩臧闵匡\
简宫阳边敖揭佟封储麻南楼战强郎官桑隆初廉阎艳门储满栗伍宗胥蒲谌辜麦危雍邸全于茅巫竺茹宿居奚乐鹿湛荆利籍乌巴逯冀浦楚\
边寇皮沙支仝苟伏鄢阙佘历卞银芦菅暴钮汲晁蔺井区练郁但矫来邝惠敬生扈荀衣厉闻曾勾么岑雒经储郜逄昌幸丘甄缪栾";
/// Surnames of two characters (复姓).
const DOUBLE_SURNAMES: [&str; 12] = ["欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "令狐", "司徒", "东方", "慕容", "夏侯", "端木"];
const MEN: &str = "伟强军磊勇杰涛超明刚平辉鹏华飞波斌宇浩凯健俊帆帅旭宁龙林峰志鑫洋亮建国庆东海山福贵荣昌德忠义成永康胜利\
学文武祥瑞振兴立民生光天达安邦良才博航轩泽然晨阳睿诚毅翔嘉奇松柏春雨江川河金宝根树旺发财来顺喜喆昇炎";
const WOMEN: &str = "芳娜敏静丽艳娟霞秀玲桂英华慧红梅兰萍燕云莲凤琴玉珍淑洁雪琳晶欣婷颖佳倩莉蓉薇菲妍怡悦思雨梦瑶雅琪晓蕾\
春花菊香翠爱美荣巧惠银彩珠月仙素贞娥婉姗嫣璐瑾珊岚青竹冰莹茜媛曦诗涵若彤欢乐可心语依晨露珺玥祎";
/// Characters that trip readers: rare, and in GB 18030 or UTF-16 longer than the rest.
const RARE: &str = "䶮堃犇淼焱甯翀頔彧昉旻奡晟𬍛𬭎";
/// Characters that clerks take for one another (录错字).
const MIXED_UP: [(char, char); 14] = [
    ('伟', '玮'),
    ('丽', '莉'),
    ('静', '婧'),
    ('华', '花'),
    ('霞', '遐'),
    ('强', '蔷'),
    ('平', '萍'),
    ('军', '君'),
    ('英', '瑛'),
    ('红', '虹'),
    ('玲', '铃'),
    ('敏', '闵'),
    ('云', '芸'),
    ('明', '铭'),
];

/// Draws names, common surnames more often.
pub struct Names {
    surnames: Vec<String>,
    /// Running sums of the surnames' weights.
    sums: Vec<u32>,
    men: Vec<char>,
    women: Vec<char>,
    rare: Vec<char>,
}

impl Names {
    pub fn new() -> Self {
        let mut surnames: Vec<String> = Vec::new();
        for surname in SURNAMES.chars().map(String::from) {
            if !surnames.contains(&surname) {
                surnames.push(surname);
            }
        }
        surnames.extend(DOUBLE_SURNAMES.map(String::from));
        let mut sum = 0;
        let sums = (0..surnames.len())
            .map(|rank| {
                sum += 12_000 / (u32::try_from(rank).unwrap_or(0) + 12);
                sum
            })
            .collect();
        Self { surnames, sums, men: MEN.chars().collect(), women: WOMEN.chars().collect(), rare: RARE.chars().collect() }
    }

    /// A surname (姓).
    pub fn surname(&self, chance: &mut Chance) -> &str {
        let drawn = chance.below(*self.sums.last().unwrap_or(&1));
        &self.surnames[self.sums.partition_point(|sum| *sum <= drawn)]
    }

    /// A full name (姓名): three in four given names have two characters.
    pub fn full(&self, surname: &str, sex: Sex, chance: &mut Chance) -> String {
        let given = if sex == Sex::Man { &self.men } else { &self.women };
        let mut name = String::with_capacity(12);
        name.push_str(surname);
        name.push(chance.one(given));
        if chance.in_1000(4) {
            name.push(chance.one(&self.rare));
        } else if chance.in_1000(750) {
            name.push(chance.one(given));
        }
        name
    }

    /// The name as another office wrote it.
    pub fn miswritten(name: &str) -> String {
        for (right, wrong) in MIXED_UP {
            if name.contains(right) {
                return name.replace(right, &wrong.to_string());
            }
        }
        let mut characters: Vec<char> = name.chars().collect();
        characters.insert(1, ' ');
        characters.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn common_surnames_are_common() {
        let names = Names::new();
        assert!(names.surnames.len() > 300, "{}", names.surnames.len());
        let mut chance = Chance::new(1, 1);
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for _ in 0..20_000 {
            *counts.entry(names.surname(&mut chance)).or_default() += 1;
        }
        assert!(counts["王"] > counts["钱"] && counts.len() > 250);
    }

    #[test]
    fn a_miswritten_name_differs() {
        assert_eq!(Names::miswritten("张伟"), "张玮");
        assert_eq!(Names::miswritten("李堃"), "李 堃");
    }
}
