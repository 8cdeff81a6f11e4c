//! How fast the library is, step by step (parse, load, lint), on one zone of 100,000 records and on 1,000
//! small files.
//!
//! `cargo bench --bench lint`. Whole processes, and other programs, are timed by `benches/compare.sh`.

#![allow(missing_docs)] // `criterion_group!` writes a function without any

mod generate;
mod stages;

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const RECORDS: u64 = 100_000;
const FILES: u64 = 1_000;
const SEED: u64 = 1;

fn one_zone(criterion: &mut Criterion) {
    let zone = generate::enterprise(RECORDS, SEED);
    let (text, origin) = (&zone.text[..], zone.origin.as_str());
    // A benchmark of a wrong answer is void.
    assert_eq!(stages::load(text, origin) as u64, zone.records, "records of the generated zone");
    assert_eq!(stages::lint(text, origin), 0, "findings in the clean zone");

    let size = Throughput::Bytes(text.len() as u64);
    let id = || BenchmarkId::from_parameter("one zone, 100k records");
    let mut group = criterion.benchmark_group("parse");
    group.throughput(size.clone()).sample_size(20);
    group.bench_function(id(), |bencher| bencher.iter(|| stages::parse(black_box(text))));
    group.finish();

    let mut group = criterion.benchmark_group("load");
    group.throughput(size.clone()).sample_size(20);
    group.bench_function(id(), |bencher| bencher.iter(|| stages::load(black_box(text), origin)));
    group.finish();

    let mut group = criterion.benchmark_group("lint");
    group.throughput(size).sample_size(20);
    group.bench_function(id(), |bencher| bencher.iter(|| stages::lint(black_box(text), origin)));
    group.finish();
}

fn small_files(criterion: &mut Criterion) {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("srvlint-small-files");
    let _ = fs::remove_dir_all(&directory); // of an earlier run
    let paths = generate::repository(&directory, FILES, SEED).expect("the target directory can be written");
    let files: Vec<(Vec<u8>, String)> = paths
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            (fs::read(path).expect("just written"), name.trim_end_matches("zone").to_owned())
        })
        .collect();
    assert_eq!(stages::lint_paths(&paths), 0, "findings in clean files");

    let size = Throughput::Bytes(files.iter().map(|(text, _)| text.len() as u64).sum());
    let id = || BenchmarkId::from_parameter("1,000 small files");
    let mut group = criterion.benchmark_group("parse");
    group.throughput(size.clone()).sample_size(20);
    group.bench_function(id(), |bencher| {
        bencher.iter(|| files.iter().map(|(text, _)| stages::parse(black_box(text))).sum::<usize>());
    });
    group.finish();

    let mut group = criterion.benchmark_group("load");
    group.throughput(size.clone()).sample_size(20);
    group.bench_function(id(), |bencher| {
        bencher
            .iter(|| files.iter().map(|(text, origin)| stages::load(black_box(text), origin)).sum::<usize>());
    });
    group.finish();

    // From the disk, and with targets in each other's zones.
    let mut group = criterion.benchmark_group("lint");
    group.throughput(size).sample_size(20);
    group.bench_function(id(), |bencher| bencher.iter(|| stages::lint_paths(black_box(&paths))));
    group.finish();
    let _ = fs::remove_dir_all(&directory);
}

criterion_group!(benches, one_zone, small_files);
criterion_main!(benches);
