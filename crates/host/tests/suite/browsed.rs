//! A reader of pages: signs in, keeps cookies, follows what a form answers, and finds what forms carry. No script runs.

use std::collections::BTreeMap;

use crate::served::Served;

/// Somebody who looks at pages.
pub(crate) struct Browser {
    base: String,
    client: ureq::Agent,
    cookies: BTreeMap<String, String>,
}

/// A page that was looked at, or what led on from it.
#[derive(Debug)]
pub(crate) struct Looked {
    pub(crate) status: u16,
    /// Where it leads on to.
    pub(crate) to: Option<String>,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) text: String,
}

impl Browser {
    pub(crate) fn of(served: &Served) -> Self {
        Self {
            base: served.url("/"),
            client: ureq::Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .build()
                .into(),
            cookies: BTreeMap::new(),
        }
    }

    /// A reader of a language who is signed in by a token.
    pub(crate) fn signed_in(served: &Served, token: &str, language: &str) -> Self {
        let mut browser = Self::of(served);
        browser.set("dunlin_language", language);
        let looked = browser.send("/ui/sign-in", &[("token", token)]);
        assert_eq!(looked.status, 303, "{}", looked.text);
        browser
    }

    pub(crate) fn set(&mut self, cookie: &str, value: &str) {
        self.cookies.insert(cookie.to_owned(), value.to_owned());
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base.trim_end_matches('/'))
    }

    fn header(&self) -> String {
        let cookies = self.cookies.iter();
        let cookies = cookies.map(|(name, value)| format!("{name}={value}"));
        cookies.collect::<Vec<_>>().join("; ")
    }

    /// Looks at a page, and follows where it leads on to.
    pub(crate) fn look(&mut self, path: &str) -> Looked {
        let looked = self.get(path);
        match &looked.to {
            Some(to) => self.look(&to.clone()),
            None => looked,
        }
    }

    /// Looks at a page, and follows nothing.
    pub(crate) fn get(&mut self, path: &str) -> Looked {
        let request = self.client.get(self.address(path));
        let answer = request.header("cookie", self.header()).call().unwrap();
        self.looked(answer)
    }

    /// Sends a form, and follows nothing.
    pub(crate) fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Looked {
        self.send_with(path, fields, &[])
    }

    pub(crate) fn send_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Looked {
        let mut request = self
            .client
            .post(self.address(path))
            .header("cookie", self.header());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send_form(fields.iter().copied()).unwrap();
        self.looked(answer)
    }

    /// Sends files in a form.
    pub(crate) fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Looked {
        const MARK: &str = "------mark";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!(
                    "--{MARK}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .bytes(),
            );
        }
        for (name, bytes) in files {
            body.extend(format!("--{MARK}\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n").bytes());
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{MARK}--\r\n").bytes());
        let answer = self
            .client
            .post(self.address(path))
            .header("cookie", self.header())
            .header(
                "content-type",
                format!("multipart/form-data; boundary={MARK}"),
            )
            .send(&body)
            .unwrap();
        self.looked(answer)
    }

    fn looked(&mut self, mut answer: ureq::http::Response<ureq::Body>) -> Looked {
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let to = answer.headers().get("location");
        Looked {
            status: answer.status().as_u16(),
            to: to.map(|to| to.to_str().unwrap().to_owned()),
            headers: answer.headers().clone(),
            text: answer.body_mut().read_to_string().unwrap(),
        }
    }
}

impl Looked {
    /// What a hidden field of the page's form carries; of several forms, the last that has it.
    #[track_caller]
    pub(crate) fn field(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let (_, rest) = self
            .text
            .rsplit_once(&mark)
            .unwrap_or_else(|| panic!("no field `{name}` in {}", self.text));
        rest.split('"').next().unwrap().to_owned()
    }

    /// What it says, apostrophes and strokes as they are read.
    fn read(&self) -> String {
        self.text.replace("&#x27;", "'").replace("&#x2f;", "/")
    }

    /// Holds it to say something.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) {
        assert!(
            self.read().contains(words),
            "`{words}` isn't in {}",
            self.text
        );
    }

    /// Holds it not to.
    #[track_caller]
    pub(crate) fn is_silent_about(&self, words: &str) {
        assert!(
            !self.read().contains(words),
            "`{words}` is in {}",
            self.text
        );
    }
}
