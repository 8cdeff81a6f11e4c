//! How many zones may be made of one file, where views, names or links ask for many that differ: their texts together grow
//! with what the run reads. Loads none.

/// How long the texts of further zones may be together, in octets, whatever the run reads.
const FREE: u64 = 1 << 20;
/// For each octet that it reads, how many more.
const PER_OCTET: u64 = 4;

/// What was spent on zones besides the first of each file.
#[derive(Debug, Default)]
pub struct Copied {
    /// How much was read, in octets: of files, and of the longest configurations.
    texts: u64,
    configurations: u64,
    spent: u64,
}

impl Copied {
    /// How many of the zones may be made of a file with a text of so many octets; its root's configurations have so many.
    pub fn may_make(&mut self, zones: usize, length: usize, configurations: usize) -> usize {
        let length = length.max(1) as u64;
        self.texts += length;
        self.configurations = self.configurations.max(configurations as u64);
        let most = FREE + PER_OCTET * (self.texts + self.configurations);
        let more = (most.saturating_sub(self.spent) / length).min(zones.saturating_sub(1) as u64);
        self.spent += more * length;
        1 + more as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_one_file_are_as_many_as_the_texts_of_the_run_allow() {
        let mut copied = Copied::default();
        assert_eq!(copied.may_make(1, 1 << 30, 0), 1);
        let mut copied = Copied::default();
        assert_eq!(copied.may_make(10_000, 100, 0), 10_000, "small ones are free");
        let mut copied = Copied::default();
        assert_eq!(copied.may_make(10_000, 1 << 20, 0), 1 + 1 + 4);
        assert_eq!(copied.may_make(10_000, 1 << 20, 0), 1 + 4, "what is free is free once");
        assert_eq!(copied.may_make(10_000, 1 << 20, 2 << 20), 1 + 4 + 8);
        assert_eq!(copied.may_make(3, 1 << 20, 2 << 20), 3);
    }
}
