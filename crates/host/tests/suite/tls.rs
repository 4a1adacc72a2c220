//! The service greets in TLS where it has a certificate, and listens to the world in no other way.

use dunlin_host::{Config, Service, Settings};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::served::{Folder, SHIPPED, Served};

const CERTIFICATE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/tls/certificate.pem"
);
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/key.pem");

fn config(folder: &Folder, certificate: &str, key: &str) -> Config {
    let file = folder.file("host.yaml");
    let text = format!("tls: {{ certificate: '{certificate}', key: '{key}' }}\n");
    std::fs::write(&file, text).unwrap();
    Config::read(&file).unwrap()
}

#[test]
fn a_client_that_knows_the_certificate_is_answered_in_tls_and_nobody_otherwise() {
    let folder = Folder::new();
    let served = Served::with(&folder.file("dunlin.db"), |settings| {
        settings.config = config(&folder, CERTIFICATE, KEY);
    });
    let pem = std::fs::read(CERTIFICATE).unwrap();
    let known = Certificate::from_pem(&pem).unwrap();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&[known]))
        .build();
    let client: ureq::Agent = ureq::Agent::config_builder().tls_config(tls).build().into();
    let plain = served.url("/health");
    let encrypted = plain.replace("http://", "https://");
    let health = client
        .get(&encrypted)
        .call()
        .unwrap()
        .body_mut()
        .read_to_string()
        .unwrap();
    assert!(health.contains("\"up\""), "{health}");
    assert!(client.get(&plain).call().is_err(), "an answer without TLS");
    let stranger: ureq::Agent = ureq::Agent::config_builder().build().into();
    assert!(
        stranger.get(&encrypted).call().is_err(),
        "an unknown certificate is taken"
    );
}

#[tokio::test]
async fn a_certificate_that_can_not_be_used_is_named() {
    let folder = Folder::new();
    for (certificate, key, named) in [
        ("nowhere.pem", KEY, "nowhere.pem"),
        (CERTIFICATE, "nowhere.pem", "nowhere.pem"),
        (CERTIFICATE, CERTIFICATE, "certificate.pem"),
    ] {
        let mut settings = Settings::new(SHIPPED, folder.file("dunlin.db"));
        settings.listen = ([127, 0, 0, 1], 0).into();
        settings.config = config(&folder, certificate, key);
        let wrong = Service::open(settings).await.unwrap_err().to_string();
        assert!(wrong.contains(named), "{wrong}");
    }
}

#[tokio::test]
async fn nothing_listens_to_the_world_without_a_token_and_tls_or_a_proxy() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    let open = async |is_behind_proxy: bool, config: Config| {
        let mut settings = Settings::new(SHIPPED, &store);
        settings.listen = ([0, 0, 0, 0], 0).into();
        settings.behind_proxy = is_behind_proxy;
        settings.config = config;
        Service::open(settings)
            .await
            .map(drop)
            .map_err(|error| error.to_string())
    };
    let wrong = open(true, Config::default()).await.unwrap_err();
    assert!(wrong.contains("dunlin token new"), "{wrong}");
    dunlin_host::new_token(&store, "anna", "clerk").unwrap();
    let wrong = open(false, Config::default()).await.unwrap_err();
    assert!(
        wrong.contains("--behind-proxy") && wrong.contains("tls"),
        "{wrong}"
    );
    open(true, Config::default()).await.unwrap();
    open(false, config(&folder, CERTIFICATE, KEY))
        .await
        .unwrap();
}
