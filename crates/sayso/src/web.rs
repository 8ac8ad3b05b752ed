//! The desk in a browser, and the same as JSON. This file is the site map: every address with who
//! may ask for it. What is not listed here is denied.
//!
//! A page is a [`View`]: what is asked, a look into the ledger, and how it is drawn; the JSON is
//! the same struct. What changes something is a [`Deed`].

mod actor;
mod assets;
mod chart;
mod desk;
mod door;
mod events;
mod feeds;
mod kit;
mod map;
mod openapi;
mod outlet;
mod problem;
mod question;
mod report;
mod review;
mod search;
mod serve;
mod settings;
mod shapes;
mod shell;
mod sign_in;
mod site;
mod sources;
mod statement;
mod story;
mod today;

pub use door::hashed;
pub use serve::{Bound, run};

use sayso_ledger::people::Role;
use site::{Access, Site};

/// Every address of the desk.
fn site() -> Site {
    let reader = Access::Role(Role::Reader);
    let reviewer = Access::Role(Role::Reviewer);
    let keeper = Access::Role(Role::Keeper);
    Site::default()
        .view::<today::Today>(reader, "/", "/today", "What is new since a time")
        .view::<question::Questions>(reader, "/questions", "/questions", "Questions, the last change first")
        .view::<question::Asked>(
            reader,
            "/questions/{id}",
            "/questions/{id}",
            "A question with its answers and standing",
        )
        .view::<report::Report>(
            reader,
            "/articles/{id}",
            "/articles/{id}",
            "A report with its text, blocks and statements",
        )
        .view::<report::Compared>(reader, "/compare", "/compare", "What changed from one version to another")
        .view::<statement::Stated>(
            reader,
            "/statements/{id}",
            "/statements/{id}",
            "A statement in its sentence",
        )
        .view::<actor::Actors>(reader, "/actors", "/actors", "Who says most")
        .view::<actor::Said>(reader, "/actors/{id}", "/actors/{id}", "What somebody has said")
        .view::<outlet::Outlets>(reader, "/outlets", "/outlets", "Who publishes")
        .view::<outlet::Published>(
            reader,
            "/outlets/{id}",
            "/outlets/{id}",
            "What an outlet has first and what it copies",
        )
        .view::<story::Stories>(reader, "/stories", "/stories", "Stories, the last seen first")
        .view::<story::Told>(
            reader,
            "/stories/{id}",
            "/stories/{id}",
            "The reports on one happening in time order",
        )
        .view::<map::Mapped>(reader, "/map", "/map", "Statements by place and time")
        .view::<search::Searched>(reader, "/search", "/search", "Statements by words and fields")
        .view::<review::Queue>(reviewer, "/review", "/review", "Statements that wait for a decision")
        .view::<review::Decided>(reader, "/reviews", "/reviews", "Decisions, the newest first")
        .view::<sources::Followed>(reader, "/sources", "/sources", "What is followed and how it fares")
        .view::<settings::Settings>(reader, "/settings", "/settings", "Settings, people and tokens")
        .deed::<review::Decide>(reviewer, "/reviews", "/reviews", "Decide on a statement or a question")
        .deed::<review::TakeBack>(
            reviewer,
            "/reviews/{id}/undo",
            "/reviews/{id}/undo",
            "Take a decision back",
        )
        .deed::<sources::Follow>(keeper, "/sources", "/sources", "Follow an address")
        .deed::<sources::Change>(
            keeper,
            "/sources/{id}",
            "/sources/{id}",
            "Pause, resume, poll or unfollow a source",
        )
        .deed::<search::Save>(reader, "/searches", "/searches", "Keep a search")
        .deed::<search::Forget>(
            reader,
            "/searches/{id}/forget",
            "/searches/{id}/forget",
            "Keep a search no longer",
        )
        .deed::<today::Looked>(reader, "/looked", "/looked", "Say that all up to now has been seen")
        .deed::<today::Samples>(keeper, "/samples", "/samples", "Add the sample reports")
        .deed::<settings::Change>(keeper, "/settings", "/settings", "Change a setting of the ledger")
        .deed::<settings::Admit>(keeper, "/people", "/people", "Let somebody in")
        .deed::<settings::Dismiss>(keeper, "/people/dismiss", "/people/dismiss", "Let somebody in no longer")
        .post(reader, "/tokens", settings::new_token)
        .call::<settings::NewToken>(reader, "/tokens", "Make a token for a program; it is shown once")
        .deed::<settings::EndToken>(reader, "/tokens/{id}/end", "/tokens/{id}/end", "End a token")
        .post(Access::Anyone, "/theme", settings::theme)
        .get(Access::Anyone, "/sign-in", sign_in::page)
        .post(Access::Anyone, "/sign-in", sign_in::sign_in)
        .post(Access::Anyone, "/sign-out", sign_in::sign_out)
        .post(keeper, "/sources/list", sources::list)
        .get(reader, "/archive/{version}", report::archive)
        .get(Access::Key, "/feeds/{key}/atom.xml", feeds::atom)
        .get(Access::Key, "/feeds/{key}/feed.json", feeds::json)
        .get(reader, "/events", events::stream)
        .get(reader, "/api/v1/events", events::stream)
        .get(reader, "/api/v1/openapi.json", openapi::document)
        .get(Access::Anyone, "/assets/{name}", assets::file)
        .get(Access::Anyone, "/favicon.ico", assets::icon)
}
