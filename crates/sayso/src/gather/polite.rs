//! Manners: one request at a time a host with a pause between, and what its robots.txt asks.
//!
//! A host that sends us away (`Retry-After`) is not asked again before it said so: who waits
//! in its line hears that at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::anyhow;
use jiff::SignedDuration;
use reqwest::Url;
use texting_robots::Robot;
use tokio::sync::OwnedMutexGuard;

use super::http::{AGENT, Refusal};

/// How long a robots.txt holds.
const RULES_HOLD: Duration = Duration::from_secs(24 * 3600);
/// How long we wait where robots.txt cannot be had.
const RULES_RETRY: Duration = Duration::from_secs(600);
/// The most of a robots.txt that is read.
const RULES_BYTES: usize = 500 << 10;
/// The most `*` that are read: a rule with one becomes a regular expression.
const RULES_WILD: usize = 4_000;
/// The longest pause that a robots.txt may ask for between two requests.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// So many hosts are remembered before those that nobody waits for are forgotten.
const MANY_HOSTS: usize = 20_000;

/// All hosts that were asked.
pub struct Hosts {
    pause: Duration,
    hosts: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Host>>>>,
}

struct Host {
    pause: Duration,
    /// When the next request may start.
    free_at: Instant,
    /// Nobody asks before this.
    closed_until: Option<Instant>,
    rules: Rules,
    rules_until: Instant,
}

/// What a robots.txt says.
enum Rules {
    All,
    Some(Box<Robot>),
    /// It cannot be had: nothing is asked, and this is why.
    Unknown(String),
}

/// The right to ask a host: nobody else asks it meanwhile.
pub struct Turn {
    host: OwnedMutexGuard<Host>,
    pause: Duration,
}

impl Hosts {
    /// A pause between two requests to the same host.
    pub fn new(pause: Duration) -> Hosts {
        Hosts { pause, hosts: Mutex::default() }
    }

    /// Waits in a host's line.
    pub async fn turn(&self, url: &Url) -> Result<Turn, Refusal> {
        let host = self.host(url);
        let turn = Turn { host: host.lock_owned().await, pause: self.pause };
        let now = Instant::now();
        match turn.host.closed_until {
            Some(until) if until > now => Err(Refusal {
                why: anyhow!("its host asked to be left alone for a while"),
                wait: SignedDuration::try_from(until - now).ok(),
            }),
            _ => Ok(turn),
        }
    }

    fn host(&self, url: &Url) -> Arc<tokio::sync::Mutex<Host>> {
        let now = Instant::now();
        let key = url.origin().ascii_serialization();
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MANY_HOSTS {
            hosts.retain(|_, host| Arc::strong_count(host) > 1 || is_closed(host, now));
        }
        let new = || Host {
            pause: self.pause,
            free_at: now,
            closed_until: None,
            rules: Rules::All,
            rules_until: now,
        };
        Arc::clone(hosts.entry(key).or_insert_with(|| Arc::new(tokio::sync::Mutex::new(new()))))
    }
}

fn is_closed(host: &tokio::sync::Mutex<Host>, now: Instant) -> bool {
    host.try_lock().map_or(true, |host| host.closed_until.is_some_and(|until| until > now))
}

/// As much of a robots.txt as can be understood in no time.
fn bounded(bytes: &[u8]) -> &[u8] {
    let bytes = &bytes[..bytes.len().min(RULES_BYTES)];
    let mut wild = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'*');
    wild.nth(RULES_WILD).map_or(bytes, |(at, _)| &bytes[..at])
}

impl Turn {
    /// Whether robots.txt is to be read (again).
    pub fn rules_are_old(&self) -> bool {
        self.host.rules_until <= Instant::now()
    }

    /// Takes in a robots.txt, that there is none, or why it cannot be had.
    pub fn learn(&mut self, rules: Result<Option<Vec<u8>>, Refusal>) {
        let hold = if rules.is_ok() { RULES_HOLD } else { RULES_RETRY };
        self.host.pause = self.pause;
        self.host.rules = match rules {
            Ok(None) => Rules::All,
            Ok(Some(bytes)) => match Robot::new(AGENT, bounded(&bytes)) {
                Ok(robot) => {
                    let asked =
                        Duration::try_from_secs_f32(robot.delay.unwrap_or(0.0)).unwrap_or(LONGEST_PAUSE);
                    self.host.pause = self.pause.max(asked.min(LONGEST_PAUSE));
                    Rules::Some(Box::new(robot))
                }
                // What cannot be read forbids nothing.
                Err(_) => Rules::All,
            },
            Err(refusal) => Rules::Unknown(format!("{:#}", refusal.why)),
        };
        self.host.rules_until = Instant::now() + hold;
    }

    /// Whether robots.txt lets us ask for this.
    pub fn may_ask(&self, url: &Url) -> Result<(), Refusal> {
        match &self.host.rules {
            Rules::Some(robot) if !robot.allowed(url.as_str()) => {
                Err(anyhow!("its robots.txt asks programs not to fetch it").into())
            }
            Rules::Unknown(why) => {
                Err(Refusal { why: anyhow!("{why}"), wait: SignedDuration::try_from(RULES_RETRY).ok() })
            }
            _ => Ok(()),
        }
    }

    /// Waits until the host may be asked again.
    pub async fn pause(&self) {
        tokio::time::sleep_until(self.host.free_at.into()).await;
    }

    /// Lets the next one in the line ask, after the pause, or sends the line away.
    pub fn end(mut self, wait: Option<SignedDuration>) {
        let now = Instant::now();
        self.host.free_at = now + self.host.pause;
        if let Some(wait) = wait.and_then(|wait| Duration::try_from(wait).ok()) {
            self.host.closed_until = Some(now + wait);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heaps_of_rules_are_bounded() {
        let rule = b"Disallow: /*a*b*c*d*e*f$\n";
        let heap = rule.repeat(1 << 16);
        assert!(bounded(&heap).len() < 20_000);
        let robot =
            Robot::new(AGENT, bounded(&[b"User-agent: *\n", &heap[..]].concat())).expect("it is read");
        assert!(!robot.allowed("https://example.org/abcdef"));
        assert_eq!(bounded(b"Disallow: /*/a").len(), 14);
    }
}
