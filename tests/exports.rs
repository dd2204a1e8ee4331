//! Exports: byte for byte against golden files, and read by the programs that people read them with.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/mod.rs"]
mod support;

#[path = "support/one_alert.rs"]
mod one_alert;

use std::{
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use hashcard::{
    alert_id::AlertId,
    auth::tenant::TenantId,
    evidence::{
        File, Hashes,
        alert::{Alert, Sighting},
        organisation::InOrganisation,
        prevalence::Prevalence,
        signature::Signature,
        verdict::Verdict,
    },
    export::{
        csv,
        indicators::indicators,
        json, kql, markdown, stix,
        ticket::{AlertSource, ticket},
    },
    formats::{ExportFormat, Indicators, Query},
    portal::PortalHost,
    time::Timestamp,
    words,
};
use one_alert::{LINK, NOW, alert, alert_id, source, text};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::chromium::skip;

/// What a name can bring along to become more than a name.
const HOSTILE: [&str; 25] = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\u{FEFF}=1+1",
    " =1+1",
    "\u{3000}=1+1",
    "＝1+1",
    "＠SUM(A1)",
    "a;=1+1",
    "a,=1+1",
    "a\"b",
    "a\"\r\n=1+1",
    "invoice\u{202E}fdp.exe",
    "a|b`c`*d*_e_<b>[f](https://evil.example)",
    "\"]); DeviceInfo //",
    "\0\u{1}\u{85}\u{2028}",
    r"\\server\share\x'; drop",
    "﹦1+1",
    "﹢1",
    "﹣1",
    "﹫SUM(A1)",
    "−1",
];

fn sighting(name: &str, folder: &str, device: &str) -> Sighting {
    Sighting { name: text(name), folder: text(folder), detection: text("Detected"), device: text(device) }
}

/// A hack tool under two names, signed by somebody whom Defender does not name.
fn hack_tool() -> File {
    File {
        hashes: Hashes {
            sha256: "b9a6b9a1b44a0f9f6a4d5e3c6d1e5f0a1b2c3d4e5f60718293a4b5c6d7e8f901".parse().ok(),
            sha1: "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70".parse().ok(),
            md5: "8d5b7cc9a832e21d22503057e1fec8e9".parse().ok(),
        },
        verdict: Verdict { determination: text("Unknown"), threat: text("HackTool:MSIL/AutoKms") },
        signature: Signature {
            certificate: "9dc17888b5cfad98b3cb35c1994e96227f061675".parse().ok(),
            reported_valid: Some(false),
            ..Signature::default()
        },
        publisher: text("Microsoft, Inc."),
        prevalence: Some(Prevalence(29)),
        first_seen: Some(Timestamp(1_553_385_246_013)),
        last_seen: Some(Timestamp(1_769_459_000_000)),
        size: Some(740_544),
        file_type: text("APP"),
        portable_executable: Some(true),
        sightings: vec![
            sighting("AutoKMS.exe", r"C:\Windows\AutoKMS", "ws-042.contoso.com"),
            sighting("kms.exe", r"D:\", "ws-077.contoso.com"),
        ],
        alerts: vec![alert_id()],
        ..File::default()
    }
}

/// A common, validly signed file without a SHA-256.
fn signed() -> File {
    File {
        hashes: Hashes { sha1: "ff836cfb1af40252bd2a2ea843032e99a5b262ed".parse().ok(), ..Hashes::default() },
        signature: Signature {
            signer: text("Microsoft Windows"),
            issuer: text("Microsoft Windows Production PCA 2011"),
            certificate: "9dc17888b5cfad98b3cb35c1994e96227f061675".parse().ok(),
            reported_valid: Some(true),
            ..Signature::default()
        },
        prevalence: Some(Prevalence(1_316_463)),
        size: Some(71_680),
        portable_executable: Some(true),
        alerts: vec![alert_id()],
        in_organisation: Some(InOrganisation {
            devices: Some(4_512),
            first_seen: Some(Timestamp(1_767_323_045_000)),
            last_seen: Some(Timestamp(1_769_459_000_000)),
            names: vec!["svchost.exe".to_owned(), "invoice.exe".to_owned()],
        }),
        ..File::default()
    }
}

/// A file of which Defender knows its MD5 alone.
fn nearly_unknown() -> File {
    let md5 = "0cc175b9c0f1b6a831c399e269772661".parse().ok();
    File { hashes: Hashes { md5, ..Hashes::default() }, size: Some(0), alerts: vec![alert_id()], ..File::default() }
}

/// A file whose every text is `told`.
fn telling(told: &str) -> File {
    let mut file = hack_tool();
    file.verdict = Verdict { determination: text(told), threat: text(told) };
    file.signature.signer = text(told);
    file.signature.issuer = text(told);
    (file.publisher, file.product, file.file_type) = (text(told), text(told), text(told));
    file.in_organisation =
        Some(InOrganisation { names: vec![told.to_owned(), told.to_owned()], ..InOrganisation::default() });
    file.sightings = vec![Sighting { name: text(told), folder: text(told), detection: text(told), device: text(told) }];
    file
}

fn golden(name: &str, written: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports").join(name);
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == expected, "{} is not what is written now:\n{written}", path.display());
}

#[test]
fn each_format_reads_as_its_golden_file() {
    let (alert, mut tool, signed, unknown) = (alert(), hack_tool(), signed(), nearly_unknown());
    tool.in_organisation = Some(InOrganisation { devices: Some(0), ..InOrganisation::default() });
    let (sources, files) = (source(Some(&alert)), [&tool, &signed, &unknown]);
    golden("files.csv", &csv::csv(&sources, &files));
    golden("files.json", &json::json(&sources, &files));
    golden("files.md", &markdown::markdown(&files));
    golden("indicators.csv", &indicators(&sources, &files, true, &|_| false).parts.concat());
    golden("query.kql", &kql::query(&files).text);
    golden("bundle.json", &stix::bundle(&files, [7; 16]));
}

#[test]
fn no_files_are_an_empty_table_and_no_query() {
    assert_eq!(csv::csv(&source(None), &[]).lines().count(), 1);
    assert_eq!(serde_json::from_str::<Value>(&json::json(&source(None), &[])).expect("JSON"), json!([]));
    assert_eq!(markdown::markdown(&[]).lines().count(), 2);
    assert_eq!(indicators(&source(None), &[], false, &|_| false), Indicators::default());
    assert_eq!(kql::query(&[&nearly_unknown()]), Query { without: 1, ..Query::default() });
}

/// Runs a program of Python with `input`, or says why not.
fn python(test: &str, program: &str, arguments: &[&Path], input: &str) -> Option<Value> {
    let spawned = Command::new("python3")
        .args(["-c", program])
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut process = match spawned {
        Ok(process) => process,
        Err(missing) => {
            skip(test, &format!("python3: {missing}"));
            return None;
        }
    };
    let mut stdin = process.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("python3 reads");
    drop(stdin);
    let output = process.wait_with_output().expect("python3 ends");
    assert!(output.status.success(), "python3 refused the export");
    Some(serde_json::from_slice(&output.stdout).expect("our own program prints JSON"))
}

const READ_CSV: &str = "
import csv, io, json, sys
text = sys.stdin.buffer.read().decode('utf-8')
json.dump(list(csv.reader(io.StringIO(text, newline=''), strict=True)), sys.stdout)";

/// Whether a spreadsheet would calculate the cell, in a locale that separates lists by commas or by semicolons.
fn calculates(cell: &str) -> bool {
    cell.split([',', ';']).any(|part| {
        part.trim_start_matches(|first: char| first.is_whitespace() || first.is_control() || first == '\u{FEFF}')
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−'])
    })
}

/// Check E-03.
#[test]
fn pythons_csv_reads_every_cell_back_and_none_is_a_formula() {
    let files: Vec<File> = HOSTILE.into_iter().map(telling).collect();
    let files: Vec<&File> = files.iter().collect();
    let alert = Alert { title: text("=cmd|' /C calc'!A0"), ..alert() };
    let test = "pythons_csv_reads_every_cell_back_and_none_is_a_formula";
    for table in [
        csv::csv(&source(Some(&alert)), &files),
        indicators(&source(Some(&alert)), &files, true, &|_| false).parts.concat(),
    ] {
        let Some(rows) = python(test, READ_CSV, &[], &table) else { return };
        let rows = rows.as_array().expect("rows");
        let width = rows[0].as_array().expect("a head").len();
        for row in rows {
            let cells = row.as_array().expect("cells");
            assert_eq!(cells.len(), width, "{row}");
            for cell in cells {
                let cell = cell.as_str().expect("a text");
                assert!(!calculates(cell), "{cell}");
                assert!(!cell.contains(char::is_control), "{cell:?}");
            }
        }
        let rows: Vec<Vec<String>> = serde_json::from_value(json!(rows)).expect("texts");
        if let Some(threat) = rows[0].iter().position(|name| name == "threat") {
            let read: Vec<&str> = rows.iter().skip(1).map(|row| row[threat].as_str()).collect();
            assert_eq!(read.len(), HOSTILE.len());
            assert_eq!(read[0], "'=1+1");
            assert_eq!(read[7], " '=1+1");
            assert_eq!(read[13], "a\"b");
            assert_eq!(read[15], "invoice<U+202E>fdp.exe");
        }
    }
}

/// What LibreOffice makes of a table whose cells `separator` separates, as flat XML, or why there is none.
fn spreadsheet(test: &str, table: &str, separator: char) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("table.csv"), table).expect("a file");
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    // Quotes are double, text is UTF-8, and the first line is the first.
    let reading = format!("--infilter=CSV:{},34,76,1", u32::from(separator));
    let run = Command::new("soffice")
        .args([&profile, "--headless", &reading, "--convert-to", "fods", "--outdir"])
        .args([folder.path(), &folder.path().join("table.csv")])
        .output();
    match run {
        Ok(output) => assert!(output.status.success(), "{output:?}"),
        Err(missing) => {
            skip(test, &format!("LibreOffice: {missing}"));
            return None;
        }
    }
    Some(std::fs::read_to_string(folder.path().join("table.fods")).expect("a spreadsheet"))
}

/// Check E-03.
#[test]
fn libreoffice_calculates_nothing_in_a_table_and_shows_each_text_as_it_is_written() {
    let test = "libreoffice_calculates_nothing_in_a_table_and_shows_each_text_as_it_is_written";
    let files: Vec<File> = HOSTILE.into_iter().map(telling).collect();
    let files: Vec<&File> = files.iter().collect();
    let alert = Alert { title: text("=cmd|' /C calc'!A0"), ..alert() };
    let facts = csv::csv(&source(Some(&alert)), &files);
    let imported = indicators(&source(Some(&alert)), &files, true, &|_| false).parts.concat();
    for (table, separator) in [(&facts, ','), (&facts, ';'), (&imported, ','), (&imported, ';')] {
        // As it is saved, with its mark.
        let Some(sheet) = spreadsheet(test, &format!("{}{table}", csv::BYTE_ORDER_MARK), separator) else { return };
        assert_eq!(sheet.matches("table:formula=").count(), 0, "separated by `{separator}`: {table}");
    }
    let Some(sheet) = spreadsheet(test, &facts, ',') else { return };
    for shown in ["&apos;=1+1", "&apos;@SUM(A1)", "a;&apos;=1+1", "a,&apos;=1+1", "invoice&lt;U+202E&gt;fdp.exe"] {
        assert!(sheet.contains(&format!("<text:p>{shown}</text:p>")), "{shown}: {sheet:.3000}");
    }
    // What this test would see: the same text without care.
    let careless = spreadsheet(test, "threat\r\n=1+1\r\n", ',').expect("LibreOffice was there");
    assert_eq!(careless.matches("table:formula=").count(), 1);
}

/// Check E-03.
#[test]
fn pythons_json_reads_every_text_back_as_it_came() {
    let files: Vec<File> = HOSTILE.into_iter().map(telling).collect();
    let alert = alert();
    let written = json::json(&source(Some(&alert)), &files.iter().collect::<Vec<_>>());
    let program = "import json, sys; json.dump(json.loads(sys.stdin.buffer.read()), sys.stdout)";
    let test = "pythons_json_reads_every_text_back_as_it_came";
    let Some(read) = python(test, program, &[], &written) else { return };
    for (object, told) in read.as_array().expect("an array").iter().zip(HOSTILE) {
        for pointer in
            ["/threat", "/signer", "/product", "/sightings/0/name", "/sightings/0/folder", "/organisationNames/1"]
        {
            assert_eq!(object.pointer(pointer), Some(&json!(told)), "{pointer}");
        }
        assert_eq!(object["alerts"][0]["link"], LINK);
    }
}

#[test]
fn what_is_not_known_is_left_out_of_the_objects() {
    let written = json::json(&source(None), &[&nearly_unknown()]);
    let read: Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(
        read,
        json!([{
            "md5": "0cc175b9c0f1b6a831c399e269772661",
            "size": 0,
            "signature": "noSignerReported",
            "alerts": [{ "id": alert_id().as_str(), "link": LINK, "asOf": "2026-01-26T20:40:00Z" }],
        }])
    );
}

#[test]
fn a_file_of_several_alerts_names_those_that_it_comes_from() {
    let other = AlertId::parse("da637472900382838869_1364969609").expect("an alert id");
    let alert = alert();
    let [first] = source(Some(&alert));
    let sources =
        [first, AlertSource { id: other.clone(), alert: None, link: "https://other.example".to_owned(), as_of: NOW }];
    let file = File { alerts: vec![other.clone()], ..signed() };
    let read: Value = serde_json::from_str(&json::json(&sources, &[&file])).expect("JSON");
    assert_eq!(read[0]["alerts"].as_array().map(Vec::len), Some(1));
    assert_eq!(read[0]["alerts"][0]["id"], other.as_str());
    let table = csv::csv(&sources, &[&file]);
    assert!(table.contains("https://other.example") && !table.contains(LINK), "{table}");
}

/// Any letters, and often those that end a line, begin a formula, or are markup; a text of `any` has no line breaks.
fn outside() -> impl Strategy<Value = String> {
    let telling: Vec<char> = "\r\n\t\u{B}\u{85}\u{2028}=+-@;,\"'|`<\\[*".chars().collect();
    prop::collection::vec(prop_oneof![any::<char>(), prop::sample::select(telling)], 0..20)
        .prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    /// Check E-03.
    #[test]
    fn no_text_from_outside_makes_a_cell_a_formula_or_adds_a_line(told in outside()) {
        let file = telling(&told);
        let alert = Alert { title: text(&told), ..alert() };
        let table = csv::csv(&source(Some(&alert)), &[&file, &signed()]);
        prop_assert_eq!(table.split("\r\n").count(), 4);
        prop_assert_eq!(table.matches(['\n', '\r']).count(), 6);
        prop_assert_eq!(markdown::markdown(&[&file]).lines().count(), 3);
    }

    /// Check E-03.
    #[test]
    fn no_text_from_outside_adds_a_column_to_a_markdown_table(told in outside()) {
        let table = markdown::markdown(&[&telling(&told)]);
        let row = table.lines().last().expect("a row").replace(r"\\", "").replace(r"\|", "").replace(r"\`", "");
        prop_assert_eq!(row.matches('|').count(), 8);
        prop_assert_eq!(row.matches('`').count(), 2);
        prop_assert!(!row.replace(r"\<", "").contains('<'));
    }
}

#[test]
fn in_a_markdown_table_nothing_from_outside_is_markup_or_a_link() {
    let table = markdown::markdown(&[&telling("a|b`c`*d*_e_<b>[f](https://evil.example) www.evil.example @all")]);
    assert!(table.contains(r"a\|b\`c\`\*d\*\_e\_\<b\>\[f\](https\://evil.example) www\.evil.example \@all"), "{table}");
}

#[test]
fn an_indicator_file_has_at_most_500_rows_and_a_head_in_each() {
    let files: Vec<File> = (0..1_201)
        .map(|number| File {
            hashes: Hashes { sha256: format!("{number:064x}").parse().ok(), ..Hashes::default() },
            ..File::default()
        })
        .collect();
    let files: Vec<&File> = files.iter().chain(&files[..5]).collect();
    let found = indicators(&source(None), &files, false, &|_| false);
    assert_eq!(found.rows, 1_201);
    assert_eq!(found.not_executable, 1_201);
    let lines: Vec<usize> = found.parts.iter().map(|part| part.lines().count()).collect();
    assert_eq!(lines, [501, 501, 202]);
    assert!(found.parts.iter().all(|part| part.starts_with("indicatorType,indicatorValue,action,title,description,")));
}

#[test]
fn known_good_files_are_no_indicators_unless_they_are_wanted() {
    let (tool, signed, unknown) = (hack_tool(), signed(), nearly_unknown());
    let files = [&tool, &signed, &unknown];
    let found = indicators(&source(None), &files, false, &|_| false);
    assert_eq!((found.rows, found.known_good_left_out, found.without, found.not_executable), (1, 1, 1, 0));
    assert_eq!(words::export::indicators(&found), "; 1 known-good left out; 1 file has no SHA-256 or SHA-1");
    let found = indicators(&source(None), &files, true, &|_| false);
    assert_eq!((found.rows, found.known_good_left_out), (2, 0));
    // What Defender named stays an indicator, whatever a list says.
    let found = indicators(&source(None), &files, false, &|_| true);
    assert_eq!((found.rows, found.known_good_left_out), (1, 2));
    // So does what it caught.
    for (status, rows) in [("Detected", 1), ("Prevented", 1), ("blocked", 1), ("Unknown", 0)] {
        let sightings = vec![Sighting { detection: text(status), ..Sighting::default() }];
        let found = indicators(&source(None), &[&File { sightings, ..signed.clone() }], false, &|_| true);
        assert_eq!(found.rows, rows, "{status}");
    }
}

#[test]
fn of_a_file_that_only_the_evidence_knows_no_export_says_that_it_is_unsigned() {
    let alert = alert();
    let file = File { signature: Signature::default(), only_in_evidence: true, ..hack_tool() };
    let (sources, files) = (source(Some(&alert)), [&file]);
    let read: Value = serde_json::from_str(&json::json(&sources, &files)).expect("JSON");
    assert_eq!(read[0].get("signature"), None, "{read}");
    let unsigned = File { only_in_evidence: false, ..file.clone() };
    let claim = &**words::ticket::signature(unsigned.signature.state());
    assert!(markdown::markdown(&[&unsigned]).contains(claim) && ticket(&sources, &[&unsigned]).contains(claim));
    for written in [csv::csv(&sources, &files), markdown::markdown(&files), ticket(&sources, &files)] {
        assert!(!written.contains(claim) && !written.contains("noSignerReported"), "{written}");
    }
}

#[test]
fn an_indicator_of_a_named_threat_is_as_grave_as_its_alert() {
    let severity = |alert: Option<&Alert>, file: &File| {
        let part = indicators(&source(alert), &[file], true, &|_| false).parts.concat();
        ["Informational", "Low", "Medium", "High"].into_iter().find(|word| part.contains(&format!(",{word},")))
    };
    let told = |severity: &str| Alert { severity: text(severity), ..alert() };
    assert_eq!(severity(Some(&told("High")), &hack_tool()), Some("High"));
    assert_eq!(severity(Some(&told("low")), &hack_tool()), Some("Low"));
    assert_eq!(severity(Some(&told("UnSpecified")), &hack_tool()), Some("Medium"));
    assert_eq!(severity(None, &hack_tool()), Some("Medium"));
    assert_eq!(severity(Some(&told("High")), &signed()), Some("Informational"));
}

#[test]
fn a_query_asks_by_both_hashes_and_holds_nothing_from_outside() {
    let files: Vec<File> = HOSTILE.into_iter().map(telling).collect();
    let query = kql::query(&files.iter().collect::<Vec<_>>()).text;
    let honest = kql::query(&[&hack_tool()]).text;
    assert_eq!(query, honest);
    for part in ["DeviceProcessEvents, DeviceFileEvents, DeviceImageLoadEvents", "ago(30d)", "by DeviceId, DeviceName"]
    {
        assert!(query.contains(part), "{query}");
    }
}

fn packed(query: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&kql::unpacked(query)).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

#[test]
fn a_link_to_advanced_hunting_carries_the_query_to_the_tenants_portal() {
    let (tool, signed) = (hack_tool(), signed());
    let query = kql::query(&[&tool, &signed]).text;
    let tenant = TenantId("11111111-1111-4111-8111-111111111111".parse().expect("a GUID"));
    let link = kql::link(PortalHost::GccHigh, Some(&tenant), &packed(&query)).expect("a short query");
    let rest = link.strip_prefix("https://security.microsoft.us/hunting?query=").expect("the portal of the cloud");
    let (carried, rest) = rest.split_once('&').expect("more parameters");
    assert_eq!(rest, "timeRangeId=month&tid=11111111-1111-4111-8111-111111111111");
    assert!(carried.starts_with("H4sI"), "{carried}");
    let bytes = hashcard::auth::base64::decoded(carried).expect("base64");
    let mut unpacked = Vec::new();
    GzDecoder::new(&*bytes).read_to_end(&mut unpacked).expect("gzip");
    let units: Vec<u16> = unpacked.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    assert_eq!(String::from_utf16(&units).expect("UTF-16"), query);
}

#[test]
fn a_link_that_would_be_cut_is_none() {
    let bytes = vec![0xA5; kql::LONGEST_LINK * 3 / 4];
    assert_eq!(kql::link(PortalHost::Commercial, None, &bytes), None);
    assert!(kql::link(PortalHost::Commercial, None, &bytes[..5_900]).is_some());
}

const VALIDATE: &str = "
import json, sys, uuid
sys.path.insert(0, sys.argv[1])
import stix2validator
text = sys.stdin.buffer.read().decode('utf-8')
result = stix2validator.validate_string(text, stix2validator.ValidationOptions(version='2.1', strict=True))
results = result if isinstance(result, list) else [result]
faults = [str(fault) for one in results for fault in (one.errors or []) + (one.warnings or [])]
space = uuid.UUID('00abedb4-aa42-466c-9c01-fed23315a9b7')
for item in json.loads(text).get('objects', []):
    naming = {}
    if 'hashes' in item:
        first = [kind for kind in ('MD5', 'SHA-1', 'SHA-256') if kind in item['hashes']][0]
        naming['hashes'] = {first: item['hashes'][first]}
    if 'name' in item:
        naming['name'] = item['name']
    canonical = json.dumps(naming, sort_keys=True, ensure_ascii=False, separators=(',', ':'))
    if item['id'] != 'file--' + str(uuid.uuid5(space, canonical)):
        faults.append('the id of ' + canonical)
json.dump(faults, sys.stdout)";

#[test]
fn the_validator_of_oasis_finds_no_fault_in_a_bundle() {
    let test = "the_validator_of_oasis_finds_no_fault_in_a_bundle";
    let Some(validator) = std::env::var_os("HASHCARD_STIX") else {
        return skip(test, &"the validator of OASIS, for want of HASHCARD_STIX");
    };
    let hostile: Vec<File> = HOSTILE
        .into_iter()
        .enumerate()
        .map(|(number, told)| File {
            hashes: Hashes { sha1: format!("{number:040x}").parse().ok(), ..Hashes::default() },
            ..telling(told)
        })
        .collect();
    let (tool, signed, unknown) = (hack_tool(), signed(), nearly_unknown());
    let named = File { hashes: Hashes::default(), ..hack_tool() };
    let files: Vec<&File> = hostile.iter().chain([&tool, &signed, &unknown, &named, &tool]).collect();
    let bundle = stix::bundle(&files, [7; 16]);
    let Some(faults) = python(test, VALIDATE, &[Path::new(&validator)], &bundle) else { return };
    assert_eq!(faults, json!([]), "{bundle}");
    let read: Value = serde_json::from_str(&bundle).expect("JSON");
    assert_eq!(read["objects"].as_array().map(Vec::len), Some(HOSTILE.len() + 4), "the same file twice");
}

#[test]
fn a_saved_file_is_named_after_what_it_holds() {
    let mut endings: Vec<_> = ExportFormat::ALL.into_iter().map(ExportFormat::ending).collect();
    endings.sort_unstable();
    endings.dedup();
    assert_eq!(endings.len(), ExportFormat::ALL.len());
    assert_eq!(words::export::copied(ExportFormat::Csv, 1), "CSV of 1 file copied");
    assert_eq!(words::export::copied(ExportFormat::Kql, 6), "Hunting query (KQL) of 6 files copied");
}
