//! Work on many files with several threads. Results come in the order of the work, and are the same with any
//! number of threads. Does not know the work.

use rayon::ThreadPool;
use rayon::prelude::*;

/// How many pieces of work it takes to be worth a thread.
const WORTH_A_THREAD: usize = 64;

/// How many octets of memory a piece of work is taken to keep.
const ROOM_OF_PIECE: usize = 4 << 10;
/// For how many octets a thread makes room at most.
const MOST_ROOM: usize = 32 << 20;
/// How many octets at once. The C library takes more than this from elsewhere.
const STEP: usize = 100 << 10;

/// Has the C library prepare so many octets of memory for this thread. As they are needed, it would ask the system for each
/// page of them by itself. What was prepared stays so when it is given back, and counts as used only once it is.
fn make_room(octets: usize) {
    let steps: Vec<Vec<u8>> = (0..octets / STEP).map(|_| Vec::with_capacity(STEP)).collect();
    std::hint::black_box(&steps);
}

/// The threads of a run.
#[derive(Debug)]
pub struct Threads(Option<ThreadPool>);

impl Threads {
    /// As many threads as `wanted`, or as the machine runs at once, but no more than so many `pieces`
    /// of work are worth. With one, nothing is started.
    pub fn new(wanted: Option<usize>, pieces: usize) -> Self {
        let threads = wanted.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        let threads = threads.min(pieces / WORTH_A_THREAD);
        if threads < 2 {
            return Threads(None);
        }
        let room = (pieces / threads).saturating_mul(ROOM_OF_PIECE).min(MOST_ROOM);
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
        Threads(builder.start_handler(move |_| make_room(room)).build().ok())
    }

    /// What `work` makes of each piece.
    pub fn map<T: Send, R: Send>(&self, pieces: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        match &self.0 {
            None => pieces.into_iter().map(work).collect(),
            Some(pool) => pool.install(|| pieces.into_par_iter().with_min_len(8).map(work).collect()),
        }
    }

    /// Whether there is more than one thread.
    pub fn are_many(&self) -> bool {
        self.0.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_with_any_number_of_threads() {
        for wanted in [Some(1), Some(2), Some(7), None] {
            let jobs = Threads::new(wanted, 1000);
            assert_eq!(
                jobs.are_many(),
                wanted != Some(1) && std::thread::available_parallelism().map_or(1, usize::from) > 1
                    || wanted.is_some_and(|count| count > 1)
            );
            let squares = jobs.map((0..1000u64).collect(), |number| number * number);
            assert!(squares.iter().enumerate().all(|(number, square)| *square == (number * number) as u64));
        }
        assert!(!Threads::new(Some(8), 10).are_many());
    }
}
