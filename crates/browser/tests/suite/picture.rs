//! Pictures of pages, to be looked at. What they show, other tests hold.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::browser::Browser;

/// Where pictures are kept.
const FOLDER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/../screenshots");
/// How much of a long page is shown, in CSS pixels.
const TALLEST: f64 = 4_000.0;

impl Browser {
    /// Keeps a picture of the page from its top, as `NAME-desk-light.png`.
    pub(crate) fn is_pictured(&self, name: &str) {
        let (screen, light) = self.look();
        let name = format!("{name}-{}-{}.png", screen.name(), light.name());
        let size = self.told_by_chromium("Page.getLayoutMetrics", json!({}));
        let of = |side: &str| size["cssContentSize"][side].as_f64().unwrap();
        let shown = [0.0, 0.0, of("width"), of("height").min(TALLEST)];
        self.pictures(&Path::new(FOLDER).join(name), shown);
    }

    /// Keeps a picture of a part of the page: from where, how wide and how high.
    pub(crate) fn pictures(&self, file: &Path, [x, y, width, height]: [f64; 4]) -> PathBuf {
        self.runs("scrollTo({ top: 0, behavior: 'instant' })", &[]);
        let (_, screen) = self.look().0.size();
        let shown = json!({
            "captureBeyondViewport": y + height > f64::from(screen),
            "clip": { "x": x, "y": y, "width": width, "height": height, "scale": 1 },
        });
        let picture = self.told_by_chromium("Page.captureScreenshot", shown);
        // What is clicked before the page is drawn on its screen again gets lost.
        self.runs_until_done("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, from_base64(picture["data"].as_str().unwrap())).unwrap();
        file.to_owned()
    }
}

/// The bytes of a text in base64, which has no line breaks.
fn from_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for sign in text.bytes() {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    bytes
}

#[test]
fn base64_is_read() {
    for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo")] {
        assert_eq!(from_base64(text), bytes.as_bytes(), "{text}");
    }
}
