//! Alerts of any size: the id says how many files there are, and everything else follows from it.

use serde_json::{Value, json};

use super::{Alert, seeded};

const TITLES: [&str; 8] = [
    "Suspicious PowerShell command line",
    "Ransomware-linked emerging threat activity group detected",
    "Hands-on keyboard attack involving multiple devices",
    "Possible credential access tool was detected",
    "Suspicious process injection observed",
    "Unwanted software was prevented on one endpoint",
    "Anomalous scheduled task creation",
    "Low-reputation code run by a signed executable",
];
const NAMES: [&str; 10] = [
    "setup.exe",
    "updater.exe",
    "invoice.js",
    "loader.dll",
    "helper.ps1",
    "agent.exe",
    "report.docm",
    "svc.dll",
    "install.msi",
    "run.bat",
];
const SIGNERS: [(&str, &str); 5] = [
    ("Microsoft Corporation", "Microsoft Code Signing PCA 2011"),
    ("Microsoft Windows", "Microsoft Windows Production PCA 2011"),
    ("Google LLC", "DigiCert Trusted G4 Code Signing RSA4096 SHA384 2021 CA1"),
    ("Mozilla Corporation", "DigiCert SHA2 Assured ID Code Signing CA"),
    ("Adobe Inc.", "DigiCert Trusted G4 Code Signing RSA4096 SHA384 2021 CA1"),
];

/// The id of the alert number `index` with so many files (under 100,000); both in the digits of its ticks.
pub fn alert_id(files: u32, index: u32) -> String {
    assert!(files < 100_000 && index < 1_000_000, "`{files}`, `{index}`: expected under 100,000 and 1,000,000");
    let suffix = seeded::number(&format!("{files}.{index}"), "suffix", 1 << 32);
    let suffix = i64::try_from(suffix).expect("32 bits") - (1 << 31);
    format!("da6390{files:05}{index:06}000_{suffix}")
}

/// The alert of such an id.
pub fn alert(id: &str) -> Option<Alert> {
    let digits = id.strip_prefix("da6390")?.get(..11)?;
    let (files, index) = (digits[..5].parse().ok()?, digits[5..].parse().ok()?);
    if alert_id(files, index) != id {
        return None;
    }
    let rows: Vec<Row> = (0..files).map(|row| Row::of(files, index, row)).collect();
    let machine = seeded::number(id, "machine", 40);
    let created = format!("ago:{}m", 5 + index * 7);
    // Evidence names most files, not all: the API promises nothing there.
    let evidence = rows.iter().enumerate().filter(|(row, _)| row % 9 != 8).map(|(_, row)| row.evidence());
    let fields = json!({
        "id": id,
        "incidentId": 4712,
        "title": seeded::choice(id, "title", &TITLES),
        "description": "Generated.",
        "severity": seeded::choice(id, "severity", &["High", "Medium", "Medium", "Low", "Informational"]),
        "status": seeded::choice(id, "status", &["New", "New", "InProgress", "Resolved"]),
        "category": "Execution",
        "detectionSource": "WindowsDefenderAtp",
        "machineId": seeded::digits(&machine.to_string(), "machine", 40),
        "computerDnsName": format!("ws-{machine:03}.contoso.com"),
        "alertCreationTime": created,
        "firstEventTime": created,
        "lastEventTime": created,
        "lastUpdateTime": created,
        "evidence": evidence.collect::<Vec<_>>(),
    });
    Some(Alert::made(id, fields, rows.iter().map(Row::file).collect()))
}

/// One generated file, found again by its hash: the last sixteen digits of a hash are its coordinates.
struct Row {
    coordinates: String,
}

impl Row {
    /// Every fifth file is a well-known one that other alerts have too.
    fn of(files: u32, index: u32, row: u32) -> Row {
        let (files, index) = if row % 5 == 4 { (0, 0) } else { (files, index) };
        Row { coordinates: format!("{files:05}{index:06}{row:05}") }
    }

    fn is_well_known(&self) -> bool {
        self.coordinates.starts_with("00000")
    }

    fn hash(&self, name: &str, length: usize) -> String {
        format!("{}{}", seeded::digits(&self.coordinates, name, length - 16), self.coordinates)
    }

    fn name(&self) -> String {
        let seed = &self.coordinates;
        format!("{}-{}", seeded::number(seed, "name number", 10_000), seeded::choice(seed, "name", &NAMES))
    }

    fn file(&self) -> Value {
        let seed = self.coordinates.as_str();
        let kind = if self.is_well_known() { 0 } else { seeded::number(seed, "kind", 10) };
        let is_signed = kind < 6;
        let (signer, issuer) = SIGNERS[usize::try_from(seeded::number(seed, "signer", 5)).expect("under 5")];
        let signer = is_signed.then_some(signer);
        let prevalence = match kind {
            0..=3 => 50_000 + seeded::number(seed, "prevalence", 5_000_000),
            4..=7 => 60 + seeded::number(seed, "prevalence", 4_000),
            _ => 1 + seeded::number(seed, "prevalence", 40),
        };
        let is_pe = kind != 7;
        json!({
            "sha1": self.hash("sha1", 40),
            "sha256": self.hash("sha256", 64),
            "md5": self.hash("md5", 32),
            "globalPrevalence": prevalence,
            "globalFirstObserved": format!("ago:{}d", 2 + seeded::number(seed, "first", 2_500)),
            "globalLastObserved": format!("ago:{}h", 1 + seeded::number(seed, "last", 40)),
            "size": 200 + seeded::number(seed, "size", if is_pe { 40_000_000 } else { 9_000 }),
            "fileType": null,
            "isPeFile": is_pe,
            "filePublisher": signer,
            "fileProductName": signer.map(|name| format!("{name} Product")),
            "signer": signer,
            "issuer": is_signed.then_some(issuer),
            "signerHash": is_signed.then(|| seeded::digits(issuer, "certificate", 40)),
            "isValidCertificate": if is_pe { Some(is_signed && kind != 5) } else { None },
            "determinationType": if kind == 9 { "Malware" } else { "Unknown" },
            "determinationValue": (kind == 9).then_some("Trojan:Win32/Wacatac.B!ml"),
        })
    }

    fn evidence(&self) -> Value {
        json!({
            "entityType": "File",
            "evidenceCreationTime": "ago:1h",
            "sha1": self.hash("sha1", 40),
            "sha256": self.hash("sha256", 64),
            "fileName": self.name(),
            "filePath": "C:\\Users\\Public\\Downloads",
            "detectionStatus": "Detected",
        })
    }
}

/// The generated file of that hash, with its name.
pub fn file(hash: &str) -> Option<(Value, String)> {
    let start = hash.len().checked_sub(16)?;
    let coordinates = hash.get(start..)?;
    let row = Row { coordinates: coordinates.to_owned() };
    let is_of_row = row.hash("sha1", 40) == hash || row.hash("sha256", 64) == hash;
    is_of_row.then(|| (row.file(), row.name()))
}
