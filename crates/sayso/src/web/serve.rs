//! Opens the desk: binds, answers, and listens for what changes until it is stopped.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::desk::Desk;
use super::site::Site;
use super::{door, events, site};
use crate::gather::http::Client;
use crate::reading::Engine;

/// The largest form or list that is taken.
const LARGEST: usize = 16 << 20;
/// The longest that an answer may take before it begins.
const LONGEST: Duration = Duration::from_secs(60);

/// A desk that is bound and not yet open.
pub struct Bound {
    listener: TcpListener,
    desk: Arc<Desk>,
    site: Site,
}

impl Bound {
    /// Binds a desk on a ledger to an address.
    pub async fn new(
        address: SocketAddr,
        ledger: sayso_ledger::Ledger,
        client: Arc<Client>,
        engine: Engine,
    ) -> Result<Bound> {
        let listener = TcpListener::bind(address).await.with_context(|| {
            format!(
                "cannot listen at {address}\n\nhint: another desk may be open there: `--port N` takes another"
            )
        })?;
        let site = super::site();
        let desk = Arc::new(Desk::new(ledger, &site, client, engine, address.ip().is_loopback())?);
        Ok(Bound { listener, desk, site })
    }

    /// Where it is.
    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }
}

/// Answers until it is stopped; answers under way are finished.
pub async fn run(bound: Bound, mut stop: watch::Receiver<bool>) -> Result<()> {
    let Bound { listener, desk, site } = bound;
    tokio::spawn(events::listen(Arc::clone(&desk)));
    let app = app(site, desk).into_make_service_with_connect_info::<SocketAddr>();
    let ended = async move {
        let _ = stop.wait_for(|stop| *stop).await;
    };
    let serve = axum::serve(listener, app);
    tokio::select! {
        served = serve => served.context("the desk's network ended"),
        // Streams of events have no end of their own.
        () = ended => Ok(()),
    }
}

/// The desk with all that stands around its addresses; what comes last here sees a request first.
pub fn app(site: Site, desk: Arc<Desk>) -> Router {
    site.router()
        .fallback(site::nothing)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(LARGEST))
        .layer(from_fn_with_state(Arc::clone(&desk), door::door))
        .layer(from_fn(whole))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST))
        .layer(from_fn(door::dressed))
        .layer(CompressionLayer::new())
        .with_state(desk)
}

async fn wrong_method() -> super::problem::Problem {
    super::problem::Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this address takes another method")
}

/// Refuses addresses that are too long to mean anything.
async fn whole(request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    use axum::response::IntoResponse as _;
    if request.uri().to_string().len() > 16_384 {
        return super::problem::Problem::new(StatusCode::URI_TOO_LONG, "the address is too long")
            .into_response();
    }
    next.run(request).await
}
