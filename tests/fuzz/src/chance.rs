//! Numbers that look random and are the same each time: SplitMix64.

/// A sequence that its seed decides.
pub struct Chance(u64);

impl Chance {
    /// The sequence of one input: any of them can be made without those before it.
    pub fn new(seed: u64, reader: &str, input: u64) -> Self {
        let mut chance = Self(seed);
        for part in reader.bytes().map(u64::from).chain([input]) {
            chance.0 ^= part;
            chance.0 = chance.next();
        }
        chance
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to one less than this; 0 of nothing.
    pub fn below(&mut self, end: usize) -> usize {
        match end {
            0 => 0,
            _ => (self.next() % end as u64) as usize,
        }
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these, of which there is at least one.
    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}
