//! What the compiler cannot check: all `unsafe` of the program, and what lives as long as it does, the `SALT`
//! of its names and the handler of `cut_short`. Knows no text and no name.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs::File;
use std::hash::BuildHasher;
use std::io::{self, Write};
use std::sync::OnceLock;

use memmap2::Mmap;

/// Work that is worth being compiled twice. A closure would do if it could be `#[inline(always)]`; without
/// that it is compiled once.
pub(crate) trait Task {
    /// What it makes.
    type Output;

    /// Does it. To be `#[inline(always)]`, with all it calls that counts.
    fn run(self) -> Self::Output;
}

/// Runs `task` with the instructions that processors of the last ten years have and older ones lack.
#[inline(always)]
pub(crate) fn run_with_best_instructions<T: Task>(task: T) -> T::Output {
    #[cfg(target_arch = "x86_64")]
    {
        /// The same, compiled for these processors.
        #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
        fn compiled_for_them<T: Task>(task: T) -> T::Output {
            task.run()
        }
        let has_all = std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("bmi2")
            && std::arch::is_x86_feature_detected!("lzcnt")
            && std::arch::is_x86_feature_detected!("popcnt");
        if has_all {
            // SAFETY: the processor has each of them.
            #[allow(unsafe_code)]
            return unsafe { compiled_for_them(task) };
        }
    }
    task.run()
}

/// Which of 64 octets are blanks and which are special, in the words of `byte_masks::Masks`; `None` where the
/// processor lacks AVX2.
#[inline(always)]
pub(crate) fn byte_masks(octets: &[u8; 64]) -> Option<(u64, u64)> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, which is all that the function asks for.
        #[allow(unsafe_code)]
        return Some(unsafe { avx2::masks(octets) });
    }
    let _ = octets;
    None
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
        _mm256_setr_epi64x,
    };

    /// One bit an octet, the first one's lowest: whether it is a blank, and whether it is special, in the
    /// words of `byte_masks::Masks`.
    #[target_feature(enable = "avx2")]
    pub fn masks(octets: &[u8; 64]) -> (u64, u64) {
        let (halves, _) = octets.as_chunks::<32>();
        let (low, high) = (half(&halves[0]), half(&halves[1]));
        let blank = u64::from(low.0) | u64::from(high.0) << 32;
        let special = u64::from(low.1) | u64::from(high.1) << 32;
        (blank, special & !blank)
    }

    #[target_feature(enable = "avx2")]
    fn half(octets: &[u8; 32]) -> (u32, u32) {
        let (parts, _) = octets.as_chunks::<8>();
        let [a, b, c, d] = [0, 1, 2, 3].map(|part| i64::from_le_bytes(parts[part]));
        let octets = _mm256_setr_epi64x(a, b, c, d);
        let each = |octet: u8| _mm256_set1_epi8(octet as i8);
        let is = |octet: u8| _mm256_cmpeq_epi8(octets, each(octet));
        let bits = |mask: __m256i| _mm256_movemask_epi8(mask) as u32;
        let low = _mm256_cmpeq_epi8(_mm256_min_epu8(octets, each(b')')), octets);
        let special = _mm256_or_si256(low, _mm256_or_si256(is(b'\\'), is(b';')));
        (bits(_mm256_or_si256(is(b' '), is(b'\t'))), bits(special))
    }
}

/// The octets of a regular file, as the system has them in memory: not a copy.
///
/// A program that writes to the file during the run changes what is read here; `FileBytes::has_changed`
/// tells. A program that cuts it short ends the process, with exit code 2 and a message.
///
/// # Errors
/// What the system says.
pub(crate) fn map(file: &File) -> io::Result<Mmap> {
    #[cfg(unix)]
    cut_short::install_handler()?;
    // SAFETY: no program may write to the file while its octets are borrowed, and a program that maps files
    // cannot make sure of that. What is made of them here is made by safe Rust, which checks every index that
    // it takes from them; a run whose file changed fails; and a file that is cut short raises SIGBUS,
    // which has a handler. What is left is a program that writes to the zone in the moment between
    // a text's check as UTF-8 and its use.
    #[allow(unsafe_code)]
    unsafe {
        Mmap::map(file)
    }
}

/// The system's memory, for the whole program. A run that is given none ends with exit code 2, as any that
/// cannot be trusted; Rust's own way is to abort.
#[derive(Debug)]
pub struct Memory;

impl Memory {
    #[inline]
    fn given(start: *mut u8) -> *mut u8 {
        if start.is_null() {
            Self::exit_out_of_memory();
        }
        start
    }

    #[cold]
    fn exit_out_of_memory() -> ! {
        // If standard error is closed, the exit code still says it.
        io::stderr().write_all(b"srvlint: out of memory: nothing is said of these files\n").ok();
        std::process::exit(2);
    }
}

// SAFETY: each call is handed on to the system's allocator as it is; where that gives nothing, the process
// ends.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Memory {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::given(unsafe { System.alloc(layout) })
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        Self::given(unsafe { System.alloc_zeroed(layout) })
    }

    #[inline]
    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Self::given(unsafe { System.realloc(start, layout, size) })
    }

    #[inline]
    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        unsafe { System.dealloc(start, layout) }
    }
}

/// A number that is another one in each run, so that no author of a zone can foresee what is made of it.
#[inline]
pub(crate) fn salt() -> u64 {
    static SALT: OnceLock<u64> = OnceLock::new();
    let new = || std::collections::hash_map::RandomState::new().hash_one("srvlint");
    *SALT.get_or_init(new)
}

/// Has the system refuse to write beyond the longest file that the process may make, in place of ending it.
pub fn ignore_full_files() {
    // SAFETY: to ignore a signal runs no code of ours, and this one is set nowhere else.
    #[cfg(unix)]
    #[allow(unsafe_code)]
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
    }
}

/// The signal that the system sends at a read of octets that a mapped file no longer has.
#[cfg(unix)]
mod cut_short {
    use std::io;
    use std::sync::OnceLock;

    const MESSAGE: &[u8] =
        b"srvlint: a file was cut short or could not be read while it was linted: nothing is said of it\n";

    /// Installs the handler, once.
    pub fn install_handler() -> io::Result<()> {
        static DONE: OnceLock<i32> = OnceLock::new();
        // SAFETY: the handler is a function of the type that the system asks for without SA_SIGINFO,
        // and calls nothing but what POSIX lists as safe in a signal handler.
        #[allow(unsafe_code)]
        let set = || unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = tell as extern "C" fn(libc::c_int) as usize;
            libc::sigaction(libc::SIGBUS, &action, std::ptr::null_mut())
        };
        match DONE.get_or_init(set) {
            0 => Ok(()),
            _ => Err(io::Error::other("the system refuses a signal handler")),
        }
    }

    extern "C" fn tell(_: libc::c_int) {
        // SAFETY: both calls are safe in a signal handler, and the message is as long as is said.
        #[allow(unsafe_code)]
        unsafe {
            libc::write(2, MESSAGE.as_ptr().cast(), MESSAGE.len());
            libc::_exit(2);
        }
    }
}
