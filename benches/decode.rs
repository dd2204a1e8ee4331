//! How long an answer takes from its text to the files in the order of triage.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hashcard::{
    alert_id::AlertId,
    cloud::Cloud,
    defender::response,
    evidence::{
        File, merge,
        triage::{Order, sort},
    },
    time::Timestamp,
    words::card::said_of,
};

const NOW: Timestamp = Timestamp(1_770_000_000_000);

/// An answer with this many rows of the documented shape, each of another file.
fn answer(rows: u32) -> String {
    let rows: Vec<String> = (0..rows)
        .map(|row| {
            format!(
                r#"{{"sha1":"{row:040x}","sha256":"{row:064x}","md5":"{row:032x}","globalPrevalence":{row},
                "globalFirstObserved":"2019-03-23T23:54:06.0135204Z","globalLastObserved":"2019-04-23T00:43:20.0489831Z",
                "size":113984,"fileType":null,"isPeFile":true,"filePublisher":"Microsoft Corporation",
                "fileProductName":"Microsoft&copy; Windows© Operating System","signer":"Microsoft Corporation",
                "issuer":"Microsoft Code Signing PCA","signerHash":"9dc17888b5cfad98b3cb35c1994e96227f061675",
                "isValidCertificate":true,"determinationType":"Unknown","determinationValue":null}}"#
            )
        })
        .collect();
    format!(
        r#"{{"@odata.context":"https://api.securitycenter.microsoft.com/api/$metadata#Files","value":[{}]}}"#,
        rows.join(",")
    )
}

fn files(body: &str) -> Vec<File> {
    let alert = AlertId::parse("da637472900382838869_1364969609").expect("an alert id");
    response::files(body, &alert, Cloud::Commercial).expect("a page").files
}

fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    for rows in [1, 1_000, 10_000] {
        let body = answer(rows);
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(rows), &body, |bencher, body| bencher.iter(|| files(body)));
    }
    group.finish();
}

fn arrange(criterion: &mut Criterion) {
    let once = files(&answer(10_000));
    let twice: Vec<File> = once.iter().chain(&once).cloned().collect();
    let mut group = criterion.benchmark_group("10000 files");
    group.sample_size(20);
    group.bench_function("merge two alerts", |bencher| {
        bencher.iter_batched(|| twice.clone(), merge, criterion::BatchSize::LargeInput);
    });
    group.bench_function("sort by triage", |bencher| {
        let sorted = |mut files: Vec<File>| {
            sort(&mut files, Order::Triage, NOW);
            files
        };
        bencher.iter_batched(|| once.clone(), sorted, criterion::BatchSize::LargeInput);
    });
    group.bench_function("filter by a word", |bencher| {
        bencher.iter(|| once.iter().filter(|file| file.matches("not there", said_of)).count());
    });
    group.bench_function("filter by a hash", |bencher| {
        bencher.iter(|| once.iter().filter(|file| file.matches("dcd71ef5", said_of)).count());
    });
    group.finish();
}

criterion_group!(benches, decode, arrange);
criterion_main!(benches);
