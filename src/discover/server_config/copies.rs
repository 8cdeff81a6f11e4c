//! How many zones the files of a root may serve besides the first of each: a few lines that each of many views
//! includes give every file to as many zones. Knows no zone and no file.

/// How many further zones there may be, whatever the configurations and their files are.
const MOST_COPIES: usize = 2_000;
/// For each file that is declared, how many more.
const COPIES_OF_A_FILE: usize = 2;
/// For how many octets of configurations there may be one more: hardly a zone is written out in less.
const OCTETS_OF_A_COPY: usize = 32;

/// The zones that the files of a root serve besides the first of each.
#[derive(Debug, Default)]
pub struct Copies {
    /// How long the configurations are that were read, in octets.
    pub octets: usize,
    counted: usize,
    /// How many were too many, and the place of the first.
    pub left_out: Option<(usize, String)>,
}

impl Copies {
    /// Whether a file, one of `files`, that serves a zone already may serve another, which `place` declares.
    pub fn may_add(&mut self, files: usize, place: &str) -> bool {
        let most = MOST_COPIES + COPIES_OF_A_FILE * files + self.octets / OCTETS_OF_A_COPY;
        let may = self.counted < most;
        if may {
            self.counted += 1;
        } else {
            self.left_out.get_or_insert_with(|| (0, place.to_owned())).0 += 1;
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_zones_are_counted_where_they_are_too_many() {
        let mut copies = Copies { octets: 64, ..Copies::default() };
        let added = (0..10_000).filter(|number| copies.may_add(3, &format!("c:{number}"))).count();
        assert_eq!(added, MOST_COPIES + 2 * 3 + 2);
        assert_eq!(copies.left_out, Some((10_000 - added, format!("c:{added}"))));
    }
}
