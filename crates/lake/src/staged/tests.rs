use super::*;
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::{cast, concat};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use pack::{PackFiles, Packs};
use proptest::prelude::*;
use vocabulary::resident_number::ResidentNumber;

const GRANTS: &str = r#"
code = "grants"
title = "补贴"
title_en = "Grants"
owner = "x"
mode = "append"
subject = "SUBJECT"
period = "month"
[[column]]
code = "person"
header = "身份证号"
type = "person_id"
optional = true
meaning = "x"
[[column]]
code = "name"
header = "姓名"
type = "text"
optional = true
meaning = "x"
[[column]]
code = "kind"
header = "类别"
type = "code"
values = ["甲", "乙"]
optional = true
meaning = "x"
[[column]]
code = "month"
header = "月份"
type = "month"
optional = true
meaning = "x"
[[column]]
code = "amount"
header = "金额"
type = "money"
optional = true
meaning = "x"
[[column]]
code = "alive"
header = "在世"
type = "bool"
optional = true
meaning = "x"
[[column]]
code = "account"
header = "账号"
type = "text"
optional = true
meaning = "x"
"#;

fn grants(subject: &str) -> Dataset {
    let mut files = PackFiles::default();
    files.insert("p/pack.toml", "code = \"p\"\ntitle = \"p\"\ntitle_en = \"p\"\n");
    files.insert("p/datasets/grants.toml", GRANTS.replace("SUBJECT", subject));
    Packs::load(&files).unwrap().datasets["grants"].clone()
}

type Grant = (Option<i64>, Option<String>, Option<usize>, Option<i32>, Option<i64>, Option<bool>, Option<String>);

fn lay(stager: &mut Stager<'_>, number: u64, (person, name, kind, month, amount, alive, account): &Grant) {
    stager.begin();
    match person {
        Some(person) => stager.number(0, *person),
        None => stager.nothing(0),
    }
    match name {
        Some(name) => stager.text(1, name),
        None => stager.nothing(1),
    }
    match kind {
        Some(kind) => stager.listed(2, *kind),
        None => stager.nothing(2),
    }
    match month {
        Some(month) => stager.day(3, *month),
        None => stager.nothing(3),
    }
    match amount {
        Some(amount) => stager.number(4, *amount),
        None => stager.nothing(4),
    }
    match alive {
        Some(alive) => stager.bool(5, *alive),
        None => stager.nothing(5),
    }
    match account {
        Some(account) => stager.text(6, account),
        None => stager.nothing(6),
    }
    stager.end(number);
}

fn any_grant() -> impl Strategy<Value = Grant> {
    let key = (0_i64..20).prop_map(|n| 37_990_119_900_101_000 + n);
    let option = proptest::option::of::<BoxedStrategy<String>>;
    (
        proptest::option::of(key),
        option("[王李a1]{1,20}".boxed()),
        proptest::option::of(0_usize..2),
        proptest::option::of(0_i32..90),
        proptest::option::of(any::<i64>().prop_map(|n| n % 1_000_000_000_000_000_000)),
        any::<Option<bool>>(),
        option("[0-9]{1,19}".boxed()),
    )
}

/// All columns of rows in the order in which they are written, each as the table has it.
fn written(dataset: &Dataset, staged: &[Staged]) -> Vec<ArrayRef> {
    let restorer = Restorer::new(dataset);
    let order = restorer.order(staged, 0..BUCKETS);
    let schema = crate::table_schema(dataset);
    let mut columns: Vec<Vec<ArrayRef>> = vec![Vec::new(); schema.fields().len()];
    let mut rest = order.as_slice();
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(restorer.piece(staged, rest));
        let keep = |at: usize, column| {
            columns[at].push(column);
            Ok::<_, ()>(())
        };
        restorer.columns(staged, piece, keep).unwrap();
        rest = behind;
    }
    columns.iter().map(|pieces| concat(&pieces.iter().map(AsRef::as_ref).collect::<Vec<&dyn Array>>()).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn rows_come_back_as_they_were_laid_down(grants in proptest::collection::vec(any_grant(), 1..60), by in prop_oneof![Just("person"), Just("name"), Just("kind"), Just("alive")]) {
        let dataset = self::grants(by);
        let mut stager = Stager::new(&dataset);
        for (n, grant) in grants.iter().enumerate() {
            // A row that is begun and given up leaves nothing.
            stager.begin();
            stager.text(1, "given up");
            lay(&mut stager, n as u64 + 2, grant);
        }
        let staged = stager.take(1, 0);
        prop_assert_eq!(staged.rows(), grants.len());
        prop_assert_eq!(staged.filled[1], grants.iter().filter(|grant| grant.1.is_some()).count() as u64);
        prop_assert_eq!(staged.periods.values().sum::<u64>(), grants.iter().filter(|grant| grant.3.is_some()).count() as u64);
        let rows = restored(&dataset, staged).unwrap();
        let column = |name: &str| rows.column_by_name(name).unwrap();
        for (n, (person, name, kind, month, amount, alive, account)) in grants.iter().enumerate() {
            let text = |column: &ArrayRef| column.as_string_view().iter().nth(n).unwrap().map(str::to_owned);
            let number = |column: &ArrayRef| cast(column, &DataType::Int64).unwrap().as_primitive::<Int64Type>().iter().nth(n).unwrap();
            let shown = person.map(|key| ResidentNumber::from_key(key).unwrap().as_str().to_owned());
            prop_assert_eq!(text(column("person")), shown);
            prop_assert_eq!(number(column("person_key")), *person);
            prop_assert_eq!(text(column("name")), name.clone());
            prop_assert_eq!(text(column("kind")), kind.map(|n| ["甲", "乙"][n].to_owned()));
            prop_assert_eq!(cast(column("month"), &DataType::Int32).unwrap().as_primitive::<datafusion::arrow::datatypes::Int32Type>().iter().nth(n).unwrap(), *month);
            prop_assert_eq!(column("amount").as_primitive::<datafusion::arrow::datatypes::Decimal128Type>().iter().nth(n).unwrap(), amount.map(i128::from));
            prop_assert_eq!(column("alive").as_boolean().iter().nth(n).unwrap(), *alive);
            prop_assert_eq!(text(column("account")), account.clone());
            prop_assert_eq!(number(column("_row")), Some(RowId { batch: 1, sheet: 0, row: n as u64 + 2 }.pack()));
        }
    }

    #[test]
    fn rows_are_written_by_bucket_and_key_whatever_the_chunks(grants in proptest::collection::vec(any_grant(), 1..60), cut in 0_usize..60) {
        let dataset = self::grants("person");
        let mut stager = Stager::new(&dataset);
        let mut one = Stager::new(&dataset);
        let mut chunks = Vec::new();
        for (n, grant) in grants.iter().enumerate() {
            if n == cut {
                chunks.push(stager.take(1, 0));
            }
            lay(&mut stager, n as u64 + 2, grant);
            lay(&mut one, n as u64 + 2, grant);
        }
        chunks.push(stager.take(1, 0));
        let columns = written(&dataset, &chunks);
        let whole = written(&dataset, &[one.take(1, 0)]);
        for (cut, whole) in columns.iter().zip(&whole) {
            prop_assert_eq!(cut.to_data(), whole.to_data());
        }
        let (keys, rows) = (columns[1].as_primitive::<Int64Type>(), columns[columns.len() - 1].as_primitive::<Int64Type>());
        let order: Vec<_> = keys.iter().zip(rows.values()).map(|(key, row)| (bucket(key.unwrap_or(0)), key.unwrap_or(0), *row)).collect();
        prop_assert!(order.is_sorted());
    }
}
