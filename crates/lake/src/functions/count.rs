//! `count`, with `count(DISTINCT text)` answered by one table for all groups.
//!
//! The engine's own keeps a hash table of several kilobytes for each group of a distinct count over texts; a rule that counts a household's homes
//! for each of 200,000 payments then clears gigabytes of memory. Everything else is left to the engine's own function.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, ListArray, StringViewArray, StringViewBuilder};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{HashMap, HashSet, Result, ScalarValue};
use datafusion::functions_aggregate::count::count_udaf;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, GroupsAccumulator, ReversedUDAF, SetMonotonicity, Signature, StatisticsArgs,
};
use std::mem::size_of;
use std::sync::Arc;

/// The engine's `count` with another distinct count of texts.
pub(super) fn count() -> AggregateUDF {
    AggregateUDF::new_from_impl(Count { own: count_udaf() })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Count {
    own: Arc<AggregateUDF>,
}

impl AggregateUDFImpl for Count {
    fn name(&self) -> &str {
        self.own.name()
    }

    fn signature(&self) -> &Signature {
        self.own.signature()
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        self.own.return_type(arguments)
    }

    fn is_nullable(&self) -> bool {
        self.own.is_nullable()
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        self.own.state_fields(args)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        self.own.accumulator(args)
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        counts_texts(&args) || self.own.groups_accumulator_supported(args)
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        if counts_texts(&args) { Ok(Box::<DistinctTexts>::default()) } else { self.own.create_groups_accumulator(args) }
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        self.own.create_sliding_accumulator(args)
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        self.own.reverse_udf()
    }

    fn default_value(&self, kind: &DataType) -> Result<ScalarValue> {
        self.own.default_value(kind)
    }

    fn value_from_stats(&self, args: &StatisticsArgs<'_>) -> Option<ScalarValue> {
        self.own.value_from_stats(args)
    }

    fn set_monotonicity(&self, kind: &DataType) -> SetMonotonicity {
        self.own.inner().set_monotonicity(kind)
    }
}

fn counts_texts(args: &AccumulatorArgs<'_>) -> bool {
    args.is_distinct && args.exprs.len() == 1 && args.expr_fields[0].data_type() == &DataType::Utf8View
}

/// Every different text has a number; what a group has met are pairs of group and number.
#[derive(Default)]
struct DistinctTexts {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
    bytes: usize,
    met: HashSet<(usize, u32)>,
    counts: Vec<i64>,
}

impl DistinctTexts {
    fn meet(&mut self, group: usize, text: &str) {
        let number = match self.numbers.get(text) {
            Some(number) => *number,
            None => {
                let (number, text) = (u32::try_from(self.texts.len()).expect("fewer texts than rows of memory"), Arc::<str>::from(text));
                self.bytes += text.len();
                self.texts.push(Arc::clone(&text));
                self.numbers.insert(text, number);
                number
            }
        };
        if self.met.insert((group, number)) {
            self.counts[group] += 1;
        }
    }

    /// Takes the pairs of the first groups out; the other groups move up.
    fn take(&mut self, groups: EmitTo) -> Vec<(usize, u32)> {
        let met = std::mem::take(&mut self.met).into_iter();
        let EmitTo::First(first) = groups else { return met.collect() };
        let (taken, kept): (Vec<_>, Vec<_>) = met.partition(|(group, _)| *group < first);
        self.met = kept.into_iter().map(|(group, number)| (group - first, number)).collect();
        taken
    }
}

impl GroupsAccumulator for DistinctTexts {
    fn update_batch(&mut self, values: &[ArrayRef], groups: &[usize], filter: Option<&BooleanArray>, total: usize) -> Result<()> {
        self.counts.resize(total, 0);
        let texts = values[0].as_string_view();
        for (n, group) in groups.iter().enumerate() {
            if counts_row(texts, filter, n) {
                self.meet(*group, texts.value(n));
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, groups: EmitTo) -> Result<ArrayRef> {
        self.take(groups);
        Ok(Arc::new(Int64Array::from(groups.take_needed(&mut self.counts))))
    }

    fn state(&mut self, groups: EmitTo) -> Result<Vec<ArrayRef>> {
        let mut pairs = self.take(groups);
        pairs.sort_unstable();
        let mut texts = StringViewBuilder::with_capacity(pairs.len());
        pairs.iter().for_each(|(_, number)| texts.append_value(&self.texts[*number as usize]));
        let lengths =
            groups.take_needed(&mut self.counts).into_iter().map(|count| usize::try_from(count).expect("a count is not negative"));
        Ok(vec![lists(OffsetBuffer::from_lengths(lengths), texts)])
    }

    fn merge_batch(&mut self, values: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.counts.resize(total, 0);
        let lists = values[0].as_list::<i32>();
        for (n, group) in groups.iter().enumerate() {
            let texts = lists.value(n);
            texts.as_string_view().iter().flatten().for_each(|text| self.meet(*group, text));
        }
        Ok(())
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let texts = values[0].as_string_view();
        let mut counted = StringViewBuilder::with_capacity(texts.len());
        let lengths = OffsetBuffer::from_lengths((0..texts.len()).map(|n| {
            let counts = counts_row(texts, filter, n);
            if counts {
                counted.append_value(texts.value(n));
            }
            usize::from(counts)
        }));
        Ok(vec![lists(lengths, counted)])
    }

    fn size(&self) -> usize {
        /// What a text takes in both places beside its bytes: pointers, counters, the number.
        const TEXT: usize = 2 * size_of::<Arc<str>>() + 2 * size_of::<usize>() + size_of::<u32>();
        self.bytes
            + self.texts.capacity() * TEXT
            + self.met.capacity() * (size_of::<(usize, u32)>() + 1)
            + self.counts.capacity() * size_of::<i64>()
    }
}

/// Whether a row is counted: its text is not null, and it passes the filter.
fn counts_row(texts: &StringViewArray, filter: Option<&BooleanArray>, n: usize) -> bool {
    texts.is_valid(n) && filter.is_none_or(|filter| filter.is_valid(n) && filter.value(n))
}

/// Lists of texts, as the engine's own function hands its state on.
fn lists(offsets: OffsetBuffer<i32>, mut texts: StringViewBuilder) -> ArrayRef {
    Arc::new(ListArray::new(Arc::new(Field::new_list_field(DataType::Utf8View, true)), offsets, Arc::new(texts.finish()), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[Option<&str>]) -> ArrayRef {
        Arc::new(values.iter().copied().collect::<StringViewArray>())
    }

    fn numbers(counts: &ArrayRef) -> Vec<i64> {
        counts.as_primitive::<datafusion::arrow::datatypes::Int64Type>().values().to_vec()
    }

    #[test]
    fn each_text_counts_once_a_group() -> Result<()> {
        let mut met = DistinctTexts::default();
        let values = [texts(&[Some("a"), Some("b"), Some("a"), None, Some("a"), Some("c")])];
        let filter = BooleanArray::from(vec![Some(true), Some(true), Some(true), Some(true), Some(true), None]);
        met.update_batch(&values, &[0, 0, 0, 1, 2, 2], Some(&filter), 4)?;
        assert_eq!(numbers(&met.evaluate(EmitTo::First(1))?), [2]);
        met.update_batch(&values[..1], &[0, 0, 0, 0, 1, 1], None, 3)?;
        assert_eq!(numbers(&met.evaluate(EmitTo::All)?), [2, 2, 0]);
        Ok(())
    }

    #[test]
    fn states_merge_to_the_same_counts() -> Result<()> {
        let values = [texts(&[Some("a"), Some("b"), None, Some("a"), Some("a text longer than a view holds in place"), Some("b")])];
        let groups = [1, 1, 0, 1, 2, 2];
        let mut whole = DistinctTexts::default();
        whole.update_batch(&values, &groups, None, 4)?;
        let rows = whole.convert_to_state(&values, None)?;
        let mut merged = DistinctTexts::default();
        merged.merge_batch(&rows, &groups, 4)?;
        merged.merge_batch(&whole.state(EmitTo::First(2))?, &[0, 1], 4)?;
        merged.merge_batch(&whole.state(EmitTo::All)?, &[2, 3], 4)?;
        assert_eq!(numbers(&merged.evaluate(EmitTo::All)?), [0, 2, 2, 0]);
        Ok(())
    }
}
