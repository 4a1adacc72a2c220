//! The API as a page to read, made from its document: no script, and nothing from elsewhere.

mod forms;
mod html;

use std::fmt::Write;

use axum::Extension;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::document::{Document, meaning};
use super::language::Language;
use super::read::Query;
use forms::{fields, form, list, text};
use html::{Escaped, marked};

const STYLE: &str = include_str!("style.css");

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DocsQuery {
    /// The page's language, where it isn't to be the browser's.
    #[param(inline)]
    lang: Option<Spoken>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Spoken {
    En,
    Da,
}

/// Shows this document as a page to read
#[utoipa::path(get, path = "/docs", operation_id = "docs", tag = "operations", params(DocsQuery),
    responses((status = 200, body = String, content_type = "text/html", description = "The page")))]
pub(super) async fn docs(
    Extension(document): Extension<Document>,
    language: Language,
    Query(query): Query<DocsQuery>,
) -> Response {
    let language = match query.lang {
        None => language,
        Some(Spoken::En) => Language::English,
        Some(Spoken::Da) => Language::Danish,
    };
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_LANGUAGE, language.code()),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ];
    (headers, page(&document.api, language)).into_response()
}

/// How the page looks
#[utoipa::path(get, path = "/docs.css", operation_id = "styleOfDocs", tag = "operations",
    responses((status = 200, body = String, content_type = "text/css", description = "The page's style")))]
pub(super) async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// What any request may be answered with.
const EVERYWHERE: [&str; 5] = ["401", "408", "429", "500", "503"];

/// The whole page. Writing into a text can't fail, here and below.
fn page(api: &Value, language: Language) -> String {
    let said = |english, danish| language.of([english, danish]);
    let other = language.of([
        "<a href=\"?lang=da\" hreflang=\"da\" lang=\"da\">Dansk</a>",
        "<a href=\"?lang=en\" hreflang=\"en\" lang=\"en\">English</a>",
    ]);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Dunlin · API</title>\n<link rel=\"stylesheet\" href=\"/docs.css\">\n</head>\n<body>\n",
        language.code()
    );
    let _ = write!(
        page,
        "<header>\n<p class=\"other\">{other}</p>\n<h1>Dunlin · API</h1>\n<p class=\"lead\"{}>{}</p>\n<p class=\"lead\">{}</p>\n</header>\n<main>\n",
        english(language),
        marked(text(api, "/info/description")),
        said(
            "Every request but those under <a href=\"#tag-operations\">operations</a> that say otherwise sends <code>Authorization: Bearer TOKEN</code>. For programs, the same stands in <a href=\"/openapi.json\">openapi.json</a>.",
            "Alle forespørgsler sender <code>Authorization: Bearer TOKEN</code>, hvor der ikke står andet. For programmer står det samme i <a href=\"/openapi.json\">openapi.json</a>. Teksterne om hver adresse er på engelsk.",
        ),
    );
    let _ = writeln!(page, "<nav aria-label=\"{}\">", said("Contents", "Indhold"));
    for tag in list(api, "/tags") {
        let name = text(tag, "/name");
        let _ = write!(
            page,
            "<div><h2><a href=\"#tag-{0}\">{1}</a></h2>\n<ul>\n",
            Escaped(name),
            Escaped(title(name, language)),
        );
        for asked in operations(api).filter(|asked| asked.is_under(name)) {
            let _ = writeln!(
                page,
                "<li><a href=\"#{}\">{}</a></li>",
                Escaped(asked.id()),
                asked.line()
            );
        }
        page.push_str("</ul></div>\n");
    }
    page.push_str("</nav>\n");
    let _ = writeln!(
        page,
        "<section id=\"everywhere\">\n<h2>{}</h2>\n<p class=\"over\">{}</p>\n<dl class=\"answers\">",
        said(
            "What any request may be answered",
            "Det, enhver forespørgsel kan få til svar"
        ),
        said(
            "Each as a <a href=\"#form-Problem\">Problem</a> that says what to do.",
            "Hver som et <a href=\"#form-Problem\">Problem</a>, der siger, hvad man gør.",
        ),
    );
    for status in EVERYWHERE {
        let _ = writeln!(
            page,
            "<div><dt class=\"s{}\">{status}</dt><dd{}>{}</dd></div>",
            status.get(..1).unwrap_or_default(),
            english(language),
            marked(meaning(status)),
        );
    }
    page.push_str("</dl>\n</section>\n");
    for tag in list(api, "/tags") {
        let name = text(tag, "/name");
        let _ = write!(
            page,
            "<section id=\"tag-{0}\">\n<h2>{1}</h2>\n<p class=\"over\"{2}>{3}</p>\n",
            Escaped(name),
            Escaped(title(name, language)),
            english(language),
            marked(text(tag, "/description")),
        );
        for asked in operations(api).filter(|asked| asked.is_under(name)) {
            asked.write(&mut page, api, language);
        }
        page.push_str("</section>\n");
    }
    let _ = writeln!(
        page,
        "<section id=\"forms\">\n<h2>{}</h2>\n<p class=\"over\">{}</p>",
        said("Forms", "Former"),
        said(
            "What is sent and answered, as JSON. A name in italics may be missing.",
            "Det, der sendes og svares, som JSON. Et navn i kursiv kan mangle.",
        ),
    );
    if let Some(Value::Object(schemas)) = api.pointer("/components/schemas") {
        for (name, schema) in schemas {
            let _ = writeln!(
                page,
                "<article id=\"form-{0}\"{1}>\n<h3>{0}</h3>\n<p>{2}</p>\n{3}</article>",
                Escaped(name),
                english(language),
                marked(text(schema, "/description")),
                fields(schema, language),
            );
        }
    }
    page.push_str("</section>\n</main>\n</body>\n</html>\n");
    page
}

/// What marks English texts on a page that isn't.
fn english(language: Language) -> &'static str {
    language.of(["", " lang=\"en\""])
}

/// What a part of the API is called.
fn title(tag: &str, language: Language) -> &str {
    let titles = match tag {
        "cases" => ["Cases", "Sager"],
        "journal" => ["Journal", "Journal"],
        "outbox" => ["Outbox", "Udbakke"],
        "rules" => ["Rules", "Regler"],
        "operations" => ["Operations", "Drift"],
        other => return other,
    };
    language.of(titles)
}

/// One thing that can be asked.
struct Asked<'a> {
    path: &'a str,
    method: &'a str,
    operation: &'a Value,
}

fn operations(api: &Value) -> impl Iterator<Item = Asked<'_>> {
    let paths = api.get("paths").and_then(Value::as_object);
    paths.into_iter().flatten().flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| Asked {
            path,
            method,
            operation,
        })
    })
}

impl Asked<'_> {
    fn id(&self) -> &str {
        text(self.operation, "/operationId")
    }

    fn is_under(&self, tag: &str) -> bool {
        list(self.operation, "/tags").any(|under| under == tag)
    }

    fn line(&self) -> String {
        format!(
            "<b class=\"{0}\">{1}</b> <code>{2}</code>",
            Escaped(self.method),
            Escaped(self.method.to_uppercase()),
            // A long path breaks where its parts do.
            Escaped(self.path).to_string().replace('/', "/<wbr>"),
        )
    }

    fn write(&self, page: &mut String, api: &Value, language: Language) {
        let said = |english, danish| language.of([english, danish]);
        let operation = self.operation;
        let _ = write!(
            page,
            "<article id=\"{}\">\n<h3>{}</h3>\n<div{}>\n<p class=\"summary\">{}</p>\n",
            Escaped(self.id()),
            self.line(),
            english(language),
            marked(text(operation, "/summary")),
        );
        let more = text(operation, "/description");
        if !more.is_empty() {
            let _ = writeln!(page, "<p>{}</p>", marked(more));
        }
        page.push_str("</div>\n");
        if operation.get("security").is_none() {
            let _ = writeln!(
                page,
                "<p class=\"over\">{}</p>",
                said("No token is needed.", "Kræver intet token.")
            );
        }
        self.write_parameters(page, language);
        let mut example = None;
        if let Some(Value::Object(content)) = operation.pointer("/requestBody/content") {
            let _ = writeln!(
                page,
                "<h4>{}</h4>\n<ul class=\"body\">",
                said("Body", "Indhold")
            );
            for (media, body) in content {
                let schema = body.get("schema").unwrap_or(&Value::Null);
                let _ = writeln!(
                    page,
                    "<li><code>{}</code> {}</li>",
                    Escaped(media),
                    form(schema, language)
                );
                example = example.or_else(|| forms::example(api, schema));
            }
            page.push_str("</ul>\n");
        }
        let _ = writeln!(
            page,
            "<h4>{}</h4>\n<dl class=\"answers\">",
            said("Answers", "Svar")
        );
        if let Some(Value::Object(responses)) = operation.get("responses") {
            // What any request may be answered stands once, above.
            let of_its_own = responses.iter().filter(|(status, response)| {
                !EVERYWHERE.contains(&status.as_str())
                    || text(response, "/description") != meaning(status)
            });
            for (status, response) in of_its_own {
                let content = response.get("content").and_then(Value::as_object);
                let schema = content.and_then(|content| content.values().next()?.get("schema"));
                let _ = writeln!(
                    page,
                    "<div><dt class=\"s{}\">{}</dt><dd><span{}>{}</span> {}</dd></div>",
                    Escaped(status.get(..1).unwrap_or_default()),
                    Escaped(status),
                    english(language),
                    marked(text(response, "/description")),
                    schema
                        .map(|schema| form(schema, language))
                        .unwrap_or_default(),
                );
            }
        }
        let _ = write!(
            page,
            "</dl>\n<h4>{}</h4>\n<pre tabindex=\"0\"><code>{}</code></pre>\n</article>\n",
            said("Example", "Eksempel"),
            Escaped(self.command(example)),
        );
    }

    fn write_parameters(&self, page: &mut String, language: Language) {
        let mut parameters = list(self.operation, "/parameters").peekable();
        if parameters.peek().is_none() {
            return;
        }
        let places = |place: &str| match place {
            "path" => language.of(["path", "sti"]),
            "query" => language.of(["query", "forespørgsel"]),
            _ => language.of(["header", "hoved"]),
        };
        let _ = writeln!(
            page,
            "<h4>{}</h4>\n<dl>",
            language.of(["Parameters", "Parametre"])
        );
        for parameter in parameters {
            let is_required = parameter.get("required") == Some(&Value::Bool(true));
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            let _ = writeln!(
                page,
                "<div><dt><code{}>{}</code></dt><dd><small>{} · {}</small> <span{}>{}</span></dd></div>",
                if is_required { "" } else { " class=\"may\"" },
                Escaped(text(parameter, "/name")),
                places(text(parameter, "/in")),
                form(schema, language),
                english(language),
                marked(text(parameter, "/description")),
            );
        }
        page.push_str("</dl>\n");
    }

    /// How it is asked with curl.
    fn command(&self, example: Option<&Value>) -> String {
        let path = self.path.replace("{id}", "1001");
        let path = path.replace("{action}", "partial_payment");
        let mut command = "curl -s".to_owned();
        if self.operation.get("security").is_some() {
            command.push_str(" -H \"Authorization: Bearer $TOKEN\"");
        }
        if self.method == "post" {
            let takes_key = list(self.operation, "/parameters")
                .any(|parameter| text(parameter, "/name") == "Idempotency-Key");
            if takes_key {
                command.push_str(" \\\n  -H \"Idempotency-Key: $(uuidgen)\"");
            }
            match example {
                Some(example) => {
                    let _ = write!(
                        command,
                        " -H \"Content-Type: application/json\" \\\n  -d '{example}'"
                    );
                }
                None => command.push_str(" -X POST"),
            }
        }
        let _ = write!(command, " \\\n  http://127.0.0.1:8080{path}");
        command
    }
}
