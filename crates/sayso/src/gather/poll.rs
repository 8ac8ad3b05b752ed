//! One round of gathering: sources that are due are polled, what they list is fetched and kept,
//! and articles that are due are looked at again.
//!
//! Many requests are under way at once, one a host; what has come is kept in batches, one
//! transaction each, so that a stop at any moment loses nothing that was kept.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use jiff::Timestamp;
use sayso_ledger::source::{Kind, Listed, Look, Poll, Refetch, Source, Waiting};
use sayso_ledger::{Ledger, Recorded, State};
use sayso_page::{Found, Origin};
use sha2::{Digest as _, Sha256};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::http::{Answer, Body, Client, Known, Refusal, Status};
use super::item::{Item, Listing};
use super::sitemap::{self, Sitemap};
use super::{feed, http};
use crate::cli::add::keep;
use crate::cli::ledger::hinted;
use crate::reading::{self, Engine, Page, Reading, Told};

/// How many sources, items or articles are worked on at once.
const AT_ONCE: usize = 10_000;
/// How many polls are kept in one transaction.
const POLLS: usize = 500;
/// How many reports are kept in one transaction.
const REPORTS: usize = 32;
/// How long what has come waits for more.
const LINGER: Duration = Duration::from_millis(300);
/// How many sitemaps of an index are read, the newest.
const CHILDREN: usize = 20;
/// How many bytes of listed texts are held; items beyond are fetched by their link.
const HELD: usize = 64 << 20;

/// What happens in a round, as it happens.
pub enum Event<'a> {
    /// A source was polled; so many of its items are new.
    Polled(&'a Source, &'a Poll, usize),
    /// A report was kept or known already.
    Kept(&'a Reading, &'a Recorded),
    /// A report could not be had.
    Missed(&'a str, &'a str),
}

/// A round in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Sources that were polled.
    pub polled: usize,
    /// Those that had nothing new, by their word or their bytes.
    pub unchanged: usize,
    /// Those that could not be read or are gone.
    pub failed: usize,
    /// Items that were new or changed.
    pub listed: usize,
    /// New articles.
    pub new: usize,
    /// New versions of articles.
    pub changed: usize,
    /// Reports whose words were kept already.
    pub known: usize,
    /// Reports that could not be had.
    pub missed: usize,
    /// Statements of new articles and versions.
    pub statements: usize,
}

/// What a round works with.
pub struct Round<'a> {
    ledger: &'a mut Ledger,
    worker: Worker,
    stop: watch::Receiver<bool>,
    tell: &'a mut dyn FnMut(&Event),
    /// All that is due by now is done.
    now: Timestamp,
    /// The longest that polling, fetching and looking again may take each.
    limit: Option<Duration>,
    texts: Texts,
    tally: Tally,
}

/// Fetches and reads; cheap to copy into a task.
#[derive(Clone)]
struct Worker {
    client: Arc<Client>,
    engine: Engine,
    /// As many texts are read at once as there are cores.
    readers: Arc<Semaphore>,
}

/// What was listed with its own text, until it is read.
#[derive(Default)]
struct Texts {
    held: HashMap<(i64, String), Text>,
    bytes: usize,
}

enum Text {
    Item(Box<Item>),
    /// The page that is followed itself.
    Page(Body),
}

/// What came of an item: its source, its identity there, and its report.
type Tried = (i64, String, Result<Reading>);

/// What came of polling one source.
struct Polled {
    source: Source,
    poll: Poll,
    items: Vec<Item>,
    page: Option<Body>,
}

impl<'a> Round<'a> {
    /// A round that ends early once `stop` turns true, and says what it does as it does it.
    pub fn new(
        ledger: &'a mut Ledger,
        client: Arc<Client>,
        engine: Engine,
        stop: watch::Receiver<bool>,
        tell: &'a mut dyn FnMut(&Event),
    ) -> Round<'a> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let worker = Worker { client, engine, readers: Arc::new(Semaphore::new(cores)) };
        let now = Timestamp::now();
        Round {
            ledger,
            worker,
            stop,
            tell,
            now,
            limit: None,
            texts: Texts::default(),
            tally: Tally::default(),
        }
    }

    /// Leaves for the next round what takes longer, so that one host with much to fetch does
    /// not hold up all others. Each of the three parts of a round may take so long.
    pub fn within(mut self, limit: Duration) -> Round<'a> {
        self.limit = Some(limit);
        self
    }

    /// All that is due.
    pub async fn due(mut self) -> Result<Tally> {
        let patience = self.patience();
        loop {
            let due = self.ledger.due_sources(self.now, AT_ONCE).map_err(hinted)?;
            if due.is_empty() || !self.poll(due, &patience).await? {
                break;
            }
        }
        self.rest().await
    }

    /// One source, due or not, with what it lists.
    pub async fn one(mut self, source: Source) -> Result<Tally> {
        let patience = self.patience();
        self.poll(vec![source], &patience).await?;
        self.fetch().await?;
        Ok(self.tally)
    }

    /// All sources that are followed, due or not.
    pub async fn everything(mut self) -> Result<Tally> {
        let patience = self.patience();
        let mut sources = self.ledger.sources().map_err(hinted)?;
        sources.retain(|source| source.state == "active");
        for some in sources.chunks(AT_ONCE) {
            self.poll(some.to_vec(), &patience).await?;
        }
        self.rest().await
    }

    async fn rest(mut self) -> Result<Tally> {
        self.fetch().await?;
        self.look_again().await?;
        Ok(self.tally)
    }

    fn patience(&self) -> Patience {
        Patience { stop: self.stop.clone(), until: self.limit.map(|limit| Instant::now() + limit) }
    }

    /// Polls sources; false where nothing came of it.
    async fn poll(&mut self, sources: Vec<Source>, patience: &Patience) -> Result<bool> {
        let mut tasks = JoinSet::new();
        for source in sources {
            tasks.spawn(self.worker.clone().poll(source));
        }
        let mut came = false;
        loop {
            let done = patience.ready(&mut tasks, POLLS).await;
            if done.is_empty() {
                return Ok(came);
            }
            came = true;
            self.take_in(done)?;
        }
    }

    /// Keeps what many polls brought.
    fn take_in(&mut self, done: Vec<Polled>) -> Result<()> {
        let lists: Vec<(i64, Vec<Listed>)> =
            done.iter().map(|polled| (polled.source.id, listed(&polled.items))).collect();
        let fresh = self.ledger.list_all(&lists, self.now).map_err(hinted)?;
        let mut polls = Vec::new();
        for (mut polled, fresh) in done.into_iter().zip(fresh) {
            if let Poll::Read { fresh: is_fresh, .. } = &mut polled.poll {
                *is_fresh = !fresh.is_empty();
            }
            self.tally.count_poll(&polled.poll, fresh.len());
            (self.tell)(&Event::Polled(&polled.source, &polled.poll, fresh.len()));
            self.texts.hold(polled.source.id, polled.items, polled.page, &fresh);
            polls.push((polled.source.id, polled.poll));
        }
        self.ledger.record_polls(&polls, Timestamp::now()).map_err(hinted)
    }

    /// Fetches and keeps what was listed.
    async fn fetch(&mut self) -> Result<()> {
        let outlets = Outlets::of(self.ledger.sources().map_err(hinted)?);
        self.own_texts(&outlets).await?;
        let patience = self.patience();
        loop {
            let mut tasks = JoinSet::new();
            for waiting in self.ledger.waiting_items(self.now, AT_ONCE).map_err(hinted)? {
                let Waiting { source, guid, url } = waiting;
                let text = self.texts.take(source, &guid);
                let outlet = outlets.of_item(source, Some(&url));
                tasks.spawn(self.worker.clone().linked(source, guid, url, text, outlet));
            }
            if !self.keep_all(tasks, &patience).await? {
                return Ok(());
            }
        }
    }

    /// Keeps what was listed with its whole text; nothing is asked for it.
    async fn own_texts(&mut self, outlets: &Outlets) -> Result<()> {
        let mut tasks = JoinSet::new();
        for (source, guid, text) in self.texts.take_whole() {
            let outlet = outlets.of_item(source, text.url());
            tasks.spawn(self.worker.clone().whole(source, guid, text, outlet));
        }
        let patience = Patience { stop: self.stop.clone(), until: None };
        self.keep_all(tasks, &patience).await?;
        loop {
            let mut tasks = JoinSet::new();
            for (source, guid, text) in self.ledger.waiting_texts(self.now, REPORTS).map_err(hinted)? {
                let outlet = outlets.of_item(source, None);
                tasks.spawn(self.worker.clone().without_link(source, guid, text, outlet));
            }
            if !self.keep_all(tasks, &patience).await? {
                return Ok(());
            }
        }
    }

    /// Keeps what comes; false where nothing came.
    async fn keep_all(&mut self, mut tasks: JoinSet<Tried>, patience: &Patience) -> Result<bool> {
        let mut came = false;
        loop {
            let done = patience.ready(&mut tasks, REPORTS).await;
            if done.is_empty() {
                return Ok(came);
            }
            came = true;
            self.keep_items(done)?;
        }
    }

    fn keep_items(&mut self, done: Vec<Tried>) -> Result<()> {
        let mut readings = Vec::new();
        let mut tried = Vec::new();
        for (source, guid, reading) in done {
            match reading {
                Ok(reading) => {
                    readings.push(reading);
                    tried.push((source, guid, None));
                }
                Err(error) => {
                    let trouble = format!("{error:#}");
                    self.tally.missed += 1;
                    (self.tell)(&Event::Missed(&guid, &trouble));
                    tried.push((source, guid, Some(trouble)));
                }
            }
        }
        self.keep(&readings)?;
        self.ledger.items_tried(&tried, Timestamp::now()).map_err(hinted)
    }

    fn keep(&mut self, readings: &[Reading]) -> Result<()> {
        let recorded = keep(self.ledger, readings, Timestamp::now())?;
        for (reading, recorded) in readings.iter().zip(&recorded) {
            self.tally.count(recorded);
            (self.tell)(&Event::Kept(reading, recorded));
        }
        Ok(())
    }

    /// Looks again at articles whose time has come.
    async fn look_again(&mut self) -> Result<()> {
        let patience = self.patience();
        loop {
            let mut tasks = JoinSet::new();
            for refetch in self.ledger.due_refetches(self.now, AT_ONCE).map_err(hinted)? {
                tasks.spawn(self.worker.clone().again(refetch));
            }
            let mut came = false;
            loop {
                let done = patience.ready(&mut tasks, REPORTS).await;
                if done.is_empty() {
                    break;
                }
                came = true;
                self.keep_again(done)?;
            }
            if !came {
                return Ok(());
            }
        }
    }

    fn keep_again(&mut self, done: Vec<(Refetch, Result<Option<Reading>>)>) -> Result<()> {
        let mut readings = Vec::new();
        let mut looked = Vec::new();
        for (refetch, again) in done {
            let look = match &again {
                Ok(Some(_)) => Look::Found,
                Ok(None) => Look::Gone,
                Err(error) if error.downcast_ref::<Status>().is_some_and(Status::is_missing) => Look::Missing,
                Err(_) => Look::Failed,
            };
            looked.push((refetch.article, look));
            match again {
                Ok(reading) => readings.extend(reading),
                Err(error) => {
                    self.tally.missed += 1;
                    (self.tell)(&Event::Missed(&refetch.url, &format!("{error:#}")));
                }
            }
        }
        self.keep(&readings)?;
        self.ledger.refetched_all(&looked, Timestamp::now()).map_err(hinted)
    }
}

/// Titles and hosts of sources.
struct Outlets(HashMap<i64, (String, String)>);

impl Outlets {
    fn of(sources: Vec<Source>) -> Outlets {
        Outlets(sources.into_iter().map(|source| (source.id, (source.title, source.host))).collect())
    }

    /// Who publishes an item whose page does not say: the source, by its title, where it is on
    /// the same site. What an aggregator calls itself is no outlet.
    fn of_item(&self, source: i64, url: Option<&str>) -> Option<String> {
        let (title, host) = self.0.get(&source).filter(|(title, _)| !title.is_empty())?;
        let own = url.is_none_or(|url| is_on(url, host));
        own.then(|| title.clone())
    }
}

/// Whether an address is on a host or beside it: `www.example.org` and `feeds.example.org`.
fn is_on(url: &str, host: &str) -> bool {
    let Some(there) = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)) else {
        return false;
    };
    let site = |host: &str| {
        let front = SERVICES.iter().find_map(|service| host.strip_prefix(service));
        front.unwrap_or(host).to_owned()
    };
    let (there, here) = (site(&there), site(host));
    there == here || there.ends_with(&format!(".{here}")) || here.ends_with(&format!(".{there}"))
}

/// What stands before the name of a site.
const SERVICES: &[&str] = &["www.", "feeds.", "feed.", "rss.", "m.", "amp."];

/// How long is waited: until it is asked to stop, or until a moment.
struct Patience {
    stop: watch::Receiver<bool>,
    until: Option<Instant>,
}

impl Patience {
    /// What is done, waiting for the first and a little for more; nothing once all is done or
    /// patience is at its end.
    async fn ready<T: 'static>(&self, tasks: &mut JoinSet<T>, most: usize) -> Vec<T> {
        let mut done = Vec::new();
        let mut stop = self.stop.clone();
        let linger = tokio::time::sleep(LINGER);
        tokio::pin!(linger);
        while done.len() < most {
            tokio::select! {
                biased;
                Ok(_) = stop.wait_for(|stop| *stop) => {
                    tasks.abort_all();
                    break;
                }
                () = sleep_until(self.until), if self.until.is_some() => {
                    tasks.abort_all();
                    break;
                }
                next = tasks.join_next() => match next {
                    Some(Ok(result)) => done.push(result),
                    // A task that was stopped; none of them panics.
                    Some(Err(_)) => {}
                    None => break,
                },
                () = &mut linger, if !done.is_empty() => break,
            }
        }
        done
    }
}

async fn sleep_until(until: Option<Instant>) {
    if let Some(until) = until {
        tokio::time::sleep_until(until.into()).await;
    }
}

/// The items as the ledger keeps them: what has no link with its own text, which nobody could fetch again.
fn listed(items: &[Item]) -> Vec<Listed> {
    let wanted = |item: &&Item| item.url.is_some() || item.html.is_some();
    let text = |item: &Item| item.url.is_none().then(|| serde_json::to_string(item).ok()).flatten();
    let listed = |item: &Item| Listed {
        guid: item.guid.clone(),
        url: item.url.clone(),
        stamp: item.stamp().map(str::to_owned),
        text: text(item),
    };
    items.iter().filter(wanted).map(listed).collect()
}

impl Texts {
    /// Holds the texts of what is new.
    fn hold(&mut self, source: i64, items: Vec<Item>, page: Option<Body>, fresh: &[Listed]) {
        if fresh.is_empty() {
            return;
        }
        if let (Some(page), Some(first)) = (page, fresh.first()) {
            if self.bytes < HELD {
                self.insert(source, first.guid.clone(), Text::Page(page));
            }
            return;
        }
        let mut fresh: HashSet<&str> = fresh.iter().map(|listed| listed.guid.as_str()).collect();
        for item in items {
            let is_fresh = fresh.remove(item.guid.as_str());
            if is_fresh && self.bytes < HELD && item.url.is_some() {
                self.insert(source, item.guid.clone(), Text::Item(Box::new(item)));
            }
        }
    }

    fn insert(&mut self, source: i64, guid: String, text: Text) {
        self.bytes += text.size();
        self.held.insert((source, guid), text);
    }

    fn take(&mut self, source: i64, guid: &str) -> Option<Text> {
        let text = self.held.remove(&(source, guid.to_owned()))?;
        self.bytes = self.bytes.saturating_sub(text.size());
        Some(text)
    }

    /// All that nothing has to be fetched for.
    fn take_whole(&mut self) -> Vec<(i64, String, Text)> {
        let whole = self.held.extract_if(|_, text| text.is_whole());
        let whole: Vec<(i64, String, Text)> =
            whole.map(|((source, guid), text)| (source, guid, text)).collect();
        let bytes: usize = whole.iter().map(|(_, _, text)| text.size()).sum();
        self.bytes = self.bytes.saturating_sub(bytes);
        whole
    }
}

impl Text {
    fn size(&self) -> usize {
        match self {
            Text::Item(item) => item.guid.len() + item.html.as_ref().map_or(0, String::len),
            Text::Page(body) => body.bytes.len(),
        }
    }

    fn url(&self) -> Option<&str> {
        match self {
            Text::Item(item) => item.url.as_deref(),
            Text::Page(body) => Some(&body.url),
        }
    }

    fn is_whole(&self) -> bool {
        match self {
            Text::Item(item) => item.is_full(),
            Text::Page(_) => true,
        }
    }
}

impl Worker {
    async fn poll(self, source: Source) -> Polled {
        let known = Known { etag: source.etag.as_deref(), last_modified: source.last_modified.as_deref() };
        let (poll, items, page) = match self.client.get(&source.url, known).await {
            Ok(Answer::Unchanged { wait }) => (Poll::Unchanged { wait }, Vec::new(), None),
            Ok(Answer::Gone) => (Poll::Gone, Vec::new(), None),
            Ok(Answer::Body(body)) => match Box::pin(self.listing(&source, body)).await {
                Ok(read) => read,
                Err(refusal) => (failed(refusal), Vec::new(), None),
            },
            Err(refusal) => (failed(refusal), Vec::new(), None),
        };
        Polled { source, poll, items, page }
    }

    async fn listing(&self, source: &Source, body: Body) -> Result<(Poll, Vec<Item>, Option<Body>), Refusal> {
        let content_hash = Sha256::digest(&body.bytes).to_vec();
        // An index is only the way to what may have changed.
        if source.content_hash.as_ref() == Some(&content_hash)
            && body.moved_to.is_none()
            && source.kind != Kind::Sitemap
        {
            return Ok((Poll::Unchanged { wait: body.wait }, Vec::new(), None));
        }
        let mut poll = (body.etag.clone(), body.last_modified.clone(), body.moved_to.clone(), body.wait);
        let (listing, page) = match source.kind {
            Kind::Feed => {
                let url = body.url.clone();
                (blocking(move || feed::read(&body.bytes, &url, Timestamp::now())).await?, None)
            }
            Kind::Sitemap => {
                let (listing, is_index) = self.sitemap(body).await?;
                if is_index {
                    // It may stay as it is while the sitemaps that it names change.
                    poll = (None, None, poll.2, poll.3);
                }
                (listing, None)
            }
            Kind::Page => (itself(&source.url, &content_hash), Some(body.laid_aside())),
        };
        poll.3 = poll.3.max(listing.wait);
        let (etag, last_modified, moved_to, wait) = poll;
        let read = Poll::Read {
            etag,
            last_modified,
            content_hash,
            title: listing.title,
            fresh: false,
            wait,
            moved_to,
        };
        Ok((read, listing.items, page))
    }

    /// A sitemap, or the newest ones of an index, and whether it is one.
    async fn sitemap(&self, body: Body) -> Result<(Listing, bool), Refusal> {
        let children = match read_sitemap(body).await? {
            Sitemap::Pages(listing) => return Ok((listing, false)),
            Sitemap::Index(children) => children,
        };
        let mut whole = Listing::default();
        for child in children.iter().take(CHILDREN) {
            if let Ok(Answer::Body(body)) = self.client.get(child, Known::default()).await
                && let Ok(Sitemap::Pages(listing)) = read_sitemap(body).await
            {
                whole.title = whole.title.or(listing.title);
                whole.items.extend(listing.items);
            }
        }
        if whole.items.is_empty() {
            return Err(anyhow!("none of the sitemaps that it names lists a page").into());
        }
        Ok((whole, true))
    }

    /// A report whose text is there already.
    async fn whole(self, source: i64, guid: String, text: Text, outlet: Option<String>) -> Tried {
        let reading = match text {
            Text::Page(body) => self.read(body, None, outlet).await,
            Text::Item(item) => self.own_text(*item, outlet).await,
        };
        (source, guid, reading)
    }

    /// A report that has no link, as the ledger keeps what was listed.
    async fn without_link(self, source: i64, guid: String, text: String, outlet: Option<String>) -> Tried {
        let reading = match serde_json::from_str::<Item>(&text) {
            Ok(item) => self.own_text(item, outlet).await,
            Err(error) => Err(anyhow!("its text was not kept whole: {error}")),
        };
        (source, guid, reading)
    }

    /// The report behind an item's link.
    async fn linked(
        self,
        source: i64,
        guid: String,
        url: String,
        text: Option<Text>,
        outlet: Option<String>,
    ) -> Tried {
        let item = match text {
            Some(Text::Item(item)) => Some(*item),
            _ => None,
        };
        (source, guid, self.behind(&url, item, outlet).await)
    }

    /// The page behind a link; where it cannot be had, the item's own text, marked as cut.
    async fn behind(&self, url: &str, item: Option<Item>, outlet: Option<String>) -> Result<Reading> {
        let day = item.as_ref().and_then(|item| item.published.as_ref()?.get(..10)?.parse().ok());
        let fetched = match self.page(url).await {
            Ok(Some(body)) => self.read(body, day, outlet.clone()).await,
            Ok(None) => Err(anyhow!("the server answers 410 Gone")),
            Err(error) => Err(error),
        };
        let error = match fetched {
            Ok(reading) => return Ok(reading),
            Err(error) => error,
        };
        match item.filter(|item| item.html.is_some()) {
            Some(item) => {
                let mut reading = self.own_text(item, outlet).await.map_err(|_| error)?;
                reading.article.complete = false;
                Ok(reading)
            }
            None => Err(error),
        }
    }

    async fn own_text(&self, item: Item, outlet: Option<String>) -> Result<Reading> {
        let bytes = item.page(outlet.as_deref()).ok_or_else(|| anyhow!("it has no text"))?;
        let input = item.url.clone().unwrap_or(item.guid);
        let url = item.url.clone();
        self.reading(
            move |told| {
                reading::page(
                    Page { input: &input, bytes, charset: Some("utf-8"), url: url.as_deref() },
                    told,
                )
            },
            None,
            outlet,
        )
        .await
    }

    /// An article's page as it is now; nothing where it is gone.
    async fn again(self, refetch: Refetch) -> (Refetch, Result<Option<Reading>>) {
        let reading = match self.page(&refetch.url).await {
            Ok(None) => Ok(None),
            Ok(Some(body)) => self.read(body, None, None).await.map(|mut reading| {
                // It is the same article, whatever its page calls itself now.
                reading.article.url =
                    Some(Found { value: refetch.url.clone(), origin: Origin::Given, span: None });
                Some(reading)
            }),
            Err(error) => Err(error),
        };
        (refetch, reading)
    }

    /// The page at an address; nothing where it is gone.
    async fn page(&self, url: &str) -> Result<Option<Body>> {
        match self.client.get(url, Known::default()).await {
            Ok(Answer::Body(body)) => Ok(Some(body)),
            Ok(Answer::Gone) => Ok(None),
            Ok(Answer::Unchanged { .. }) => Err(anyhow!("the server answers 304 Not Modified")),
            Err(http::Refusal { why, .. }) => Err(why.context(format!("cannot fetch `{url}`"))),
        }
    }

    async fn read(
        &self,
        body: Body,
        day: Option<jiff::civil::Date>,
        outlet: Option<String>,
    ) -> Result<Reading> {
        self.reading(
            move |told| {
                let Body { bytes, charset, url, .. } = body;
                reading::page(Page { input: &url, bytes, charset: charset.as_deref(), url: Some(&url) }, told)
            },
            day,
            outlet,
        )
        .await
    }

    async fn reading(
        &self,
        read: impl FnOnce(&Told) -> Result<Reading> + Send + 'static,
        published: Option<jiff::civil::Date>,
        outlet: Option<String>,
    ) -> Result<Reading> {
        let _reader = self.readers.acquire().await?;
        let engine = self.engine;
        blocking(move || read(&Told { published, outlet: outlet.as_deref(), engine })).await
    }
}

/// A page that is followed itself: it is new whenever its bytes are.
fn itself(url: &str, hash: &[u8]) -> Listing {
    let stamp: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let item =
        Item { guid: url.to_owned(), url: Some(url.to_owned()), updated: Some(stamp), ..Item::default() };
    Listing { items: vec![item], ..Listing::default() }
}

async fn read_sitemap(body: Body) -> Result<Sitemap> {
    blocking(move || sitemap::read(&body.bytes, &body.url, Timestamp::now())).await
}

/// Work that takes long, where it holds up nobody.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.context("it could not be read to the end")?
}

fn failed(refusal: Refusal) -> Poll {
    Poll::Failed { trouble: format!("{:#}", refusal.why), wait: refusal.wait }
}

impl Tally {
    fn count_poll(&mut self, poll: &Poll, fresh: usize) {
        self.polled += 1;
        self.listed += fresh;
        match poll {
            Poll::Read { fresh: true, .. } => {}
            Poll::Read { .. } | Poll::Unchanged { .. } => self.unchanged += 1,
            Poll::Failed { .. } | Poll::Gone => self.failed += 1,
        }
    }

    fn count(&mut self, recorded: &Recorded) {
        match recorded.state {
            State::New => self.new += 1,
            State::Changed => self.changed += 1,
            State::Known => self.known += 1,
        }
        if recorded.state != State::Known {
            self.statements += recorded.statements;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_on;

    #[test]
    fn sites_by_their_hosts() {
        assert!(is_on("https://www.example.org/a", "example.org"));
        assert!(is_on("https://example.org/a", "feeds.example.org"));
        assert!(is_on("https://www.example.org/a", "feeds.example.org"));
        assert!(!is_on("https://courier.example/a", "aggregator.example"));
        assert!(!is_on("https://courier.co.uk/a", "www.observer.co.uk"));
        assert!(!is_on("http://127.0.0.1/a", "127.1.0.1"));
        assert!(!is_on("nonsense", "example.org"));
    }
}
