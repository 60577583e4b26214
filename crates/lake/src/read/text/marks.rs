//! Where separators and line ends stand, found sixty-four bytes at a time: most cells are shorter than a call of a search is long.

const BLOCK: usize = 64;

/// Separators and line ends of a text, asked for from its start to its end.
pub(super) struct Marks<'t> {
    text: &'t [u8],
    delimiter: u8,
    /// Where the block begins that was looked at.
    block: usize,
    /// A bit for each mark in it.
    bits: u64,
}

impl<'t> Marks<'t> {
    pub(super) fn new(text: &'t [u8], delimiter: u8) -> Self {
        let mut marks = Self { text, delimiter, block: 0, bits: 0 };
        marks.bits = marks.look();
        marks
    }

    /// The first mark at or behind `from`, or the text's end. `from` never goes back.
    pub(super) fn next(&mut self, from: usize) -> usize {
        if from >= self.block + BLOCK {
            self.block = from / BLOCK * BLOCK;
            self.bits = self.look();
        }
        // Between `from` and a block behind it there is no mark: the block was looked at for one.
        let mut bits = self.bits & (u64::MAX << from.saturating_sub(self.block));
        while bits == 0 {
            self.block += BLOCK;
            if self.block >= self.text.len() {
                // What is asked for from here on is the end again.
                self.bits = 0;
                return self.text.len();
            }
            bits = self.look();
            self.bits = bits;
        }
        self.block + bits.trailing_zeros() as usize
    }

    fn look(&self) -> u64 {
        match self.text.get(self.block..).and_then(<[u8]>::first_chunk::<BLOCK>) {
            Some(block) => bits(block, self.delimiter),
            None => {
                let rest = self.text.get(self.block..).unwrap_or_default();
                let mut block = [0; BLOCK];
                block[..rest.len()].copy_from_slice(rest);
                bits(&block, self.delimiter)
            }
        }
    }
}

#[inline]
fn bits(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    let mut marked = [0_u8; BLOCK];
    for (mark, byte) in marked.iter_mut().zip(block) {
        *mark = u8::from(*byte == delimiter) | u8::from(*byte == b'\n');
    }
    // The multiplication brings the lowest bits of eight bytes together in the highest byte.
    let eight = |at: usize| {
        let bytes = marked[at * 8..at * 8 + 8].try_into().expect("eight bytes");
        u64::from_le_bytes(bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56
    };
    (0..8).fold(0, |all, at| all | eight(at) << (at * 8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_are_where_they_stand(text in "[ab,\n]{0,300}", steps in proptest::collection::vec(0_usize..90, 0..60)) {
            let text = text.as_bytes();
            let mut marks = Marks::new(text, b',');
            let mut from = 0;
            for step in steps {
                let found = text.iter().skip(from).position(|byte| matches!(byte, b',' | b'\n')).map_or(text.len(), |at| from + at);
                prop_assert_eq!(marks.next(from), found);
                from = text.len().min(from + step);
            }
        }
    }
}
