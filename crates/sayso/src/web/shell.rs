//! What stands around every page: head, navigation, search, keys.

use std::sync::LazyLock;

use base64ct::{Base64, Encoding as _};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sayso_ledger::people::Role;
use sha2::{Digest as _, Sha256};

use super::assets::STYLE;
use super::door::Visitor;
use super::kit;

/// A page without what stands around all of them.
pub struct Page {
    /// The section of the navigation that it belongs to.
    section: &'static str,
    title: String,
    body: Markup,
    /// Addresses of feeds of this page: title, address.
    feeds: Vec<(String, String)>,
}

impl Page {
    /// A page of a section.
    pub fn new(section: &'static str, title: &str, body: Markup) -> Page {
        Page { section, title: title.to_owned(), body, feeds: Vec::new() }
    }

    /// The same with feeds that readers of feeds find.
    pub fn with_feeds(self, feeds: Vec<(String, String)>) -> Page {
        Page { feeds, ..self }
    }
}

/// The sections: name, address, its key after `g`.
const SECTIONS: &[(&str, &str, char)] = &[
    ("Today", "/", 't'),
    ("Questions", "/questions", 'q'),
    ("Stories", "/stories", 's'),
    ("Map", "/map", 'm'),
    ("Actors", "/actors", 'a'),
    ("Outlets", "/outlets", 'o'),
    ("Search", "/search", 'f'),
    ("Review", "/review", 'r'),
    ("Sources", "/sources", 'u'),
    ("Settings", "/settings", 'e'),
];

/// What the browser may do on a page: load from here alone, run no script that stands in a page.
pub fn policy() -> String {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let hash = Base64::encode_string(&Sha256::digest(STYLE.as_bytes()));
        format!(
            "default-src 'none'; script-src 'self'; style-src 'sha256-{hash}'; img-src 'self' data:; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
             frame-src 'self'"
        )
    });
    POLICY.clone()
}

/// The whole page.
pub fn shell(page: &Page, visitor: &Visitor) -> Markup {
    let theme = Some(visitor.theme).filter(|theme| !theme.is_empty());
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[theme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content=(theme.unwrap_or("light dark"));
                title { (page.title) " · Sayso" }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                @for (title, address) in &page.feeds {
                    link rel="alternate" title=(title) href=(address)
                        type=(if address.ends_with("json") { "application/feed+json" } else { "application/atom+xml" });
                }
                style { (PreEscaped(STYLE)) }
                script src="/assets/desk.js" type="module" {}
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header.top {
                    a.brand href="/" { (kit::mark()) "Sayso" }
                    @if visitor.role.is_some() { (navigation(page.section, visitor)) (search_box()) }
                }
                main #main tabindex="-1" { (page.body) }
                footer.foot {
                    p { "Who says what, on whose knowledge. Standing is never truth." @if let Some(person) = &visitor.person { " Signed in as " b dir="auto" { (person.name) } ", " (person.role.name()) "." } }
                    p { button.quiet type="button" data-keys hidden { "Keys " kbd { "?" } } }
                }
                @if visitor.role.is_some() { (keys()) }
            }
        }
    }
}

fn navigation(section: &str, visitor: &Visitor) -> Markup {
    let may = |name: &str| match name {
        "Review" => visitor.may(Role::Reviewer),
        _ => true,
    };
    html! {
        nav.sections aria-label="Sections" {
            ul {
                @for (name, address, key) in SECTIONS.iter().filter(|(name, ..)| may(name)) {
                    li { a href=(address) data-go=(key) aria-current=[(*name == section).then_some("page")] { (name) } }
                }
            }
        }
    }
}

fn search_box() -> Markup {
    html! {
        form.seek role="search" aria-label="Quick search" action="/search" {
            label.unseen for="seek" { "Search statements" }
            input #seek type="search" name="q" placeholder="Search  /" autocomplete="off" maxlength="2000";
        }
    }
}

fn keys() -> Markup {
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { "Keys" }
            dl.keys {
                dt { kbd { "/" } } dd { "search" }
                dt { kbd { "j" } " " kbd { "k" } } dd { "next and previous" }
                dt { kbd { "Enter" } } dd { "open" }
                dt { kbd { "?" } } dd { "these keys" }
                dt { kbd { "Esc" } } dd { "close" }
                @for (name, _, key) in SECTIONS { dt { kbd { "g" } " " kbd { (key) } } dd { (name) } }
            }
            p.dim { "In Review: " kbd { "a" } " accept, " kbd { "x" } " reject, " kbd { "e" } " correct, "
                kbd { "l" } " link, " kbd { "s" } " split, " kbd { "m" } " merge, " kbd { "n" } " next, " kbd { "u" } " undo." }
            form method="dialog" { button { "Close" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Encoding as _};

    #[test]
    fn base64_pads() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(Base64::encode_string(bytes.as_bytes()), text);
        }
    }
}
