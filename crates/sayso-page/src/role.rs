//! What each block is for. Works on whole blocks, in the same way for HTML and text.
//!
//! One line is judged by what it says (lists, bylines, whom it addresses); then its
//! neighbours count: an appeal goes on once opened, the lines after "Related stories" are
//! its list, a scrap between two pieces of furniture is furniture.

use crate::byline::{self, Line};
use crate::phrases::{self, plain};

/// What a block is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The headline.
    Headline,
    /// The line under the headline that sums up.
    Standfirst,
    /// A heading inside the report.
    Subheading,
    /// A paragraph, item or cell of the report.
    Body,
    /// What is said under a picture, with its credit.
    Caption,
    /// Who wrote it.
    Byline,
    /// Who wrote it and when, in one line.
    BylineAndDates,
    /// When it was published or changed, how old it is, how long it takes to read.
    Dates,
    /// A section or kind (`Opinion`).
    Label,
    /// A request for money or membership.
    Appeal,
    /// A question to the reader (`Not ready to support today?`).
    Prompt,
    /// What can be pressed.
    Button,
    /// Buttons and calls to share or follow.
    Share,
    /// Other reports.
    Related,
    /// The text of a picture.
    ImageText,
    /// A newsletter's box.
    Newsletter,
    /// A cookie or privacy notice.
    Cookie,
    /// An advertisement or its mark.
    Advert,
    /// Comments and calls to comment.
    Comments,
    /// Who the author is.
    AuthorLife,
    /// Copyright, first publication, corrections policy.
    Legal,
    /// The link to the rest of the text.
    MoreLink,
    /// The headline or standfirst once more.
    Repeat,
    /// Menus, breadcrumbs, headers and footers of the site.
    Navigation,
    /// Visible, but none of the above.
    Other,
}

impl Role {
    /// Whether the block belongs to the report.
    pub fn keep(self) -> bool {
        matches!(self, Self::Headline | Self::Standfirst | Self::Subheading | Self::Body | Self::Caption)
    }

    /// The role's name as shown and exported.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Standfirst => "standfirst",
            Self::Subheading => "subheading",
            Self::Body => "body",
            Self::Caption => "caption",
            Self::Byline => "byline",
            Self::BylineAndDates => "byline-and-dates",
            Self::Dates => "dates",
            Self::Label => "label",
            Self::Appeal => "appeal",
            Self::Prompt => "prompt",
            Self::Button => "button",
            Self::Share => "share",
            Self::Related => "related",
            Self::ImageText => "image-alt",
            Self::Newsletter => "newsletter",
            Self::Cookie => "cookie-notice",
            Self::Advert => "advert",
            Self::Comments => "comments",
            Self::AuthorLife => "author-life",
            Self::Legal => "legal",
            Self::MoreLink => "more-link",
            Self::Repeat => "repeat",
            Self::Navigation => "navigation",
            Self::Other => "other",
        }
    }
}

/// What the words of a block say, whatever stands around it.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The text as lists have it.
    pub line: String,
    pub role: Option<Role>,
}

impl Words {
    pub fn of(text: &str) -> Self {
        let line = plain(text);
        Self { role: of_line(text, &line), line }
    }
}

/// A block on its way to a role.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    pub text: &'a str,
    pub words: &'a Words,
    /// Settled by the page's own markup, before the words are asked.
    pub given: Option<Role>,
    /// 1 to 6 in a heading of the page.
    pub heading: u8,
    /// Known to be part of running text by the page's markup.
    pub item: bool,
}

/// Gives every block its role. `title` is the headline where the page's head names it.
pub fn assign(blocks: &[Candidate], title: Option<&str>) -> Vec<Role> {
    let mut roles: Vec<Option<Role>> = blocks.iter().map(|block| block.given.or(block.words.role)).collect();
    for (role, block) in roles.iter_mut().zip(blocks) {
        if block.item && block.given.is_none() && role.is_some_and(is_word_of_lists) {
            *role = None;
        }
    }
    let headline = headline(blocks, &roles, title);
    if let Some(headline) = headline {
        roles[headline] = Some(Role::Headline);
    }
    labels_near(&mut roles, headline);
    head_zone(blocks, &mut roles, headline);
    appeal_runs(blocks, &mut roles);
    related_runs(blocks, &mut roles);
    scraps(blocks, &mut roles);
    repeats(blocks, &mut roles, headline);
    let body = |(block, role): (&Candidate, Option<Role>)| {
        role.unwrap_or(if block.heading > 0 { Role::Subheading } else { Role::Body })
    };
    blocks.iter().zip(roles).map(body).collect()
}

/// "Yes", "Search" and "Politics" are cells and items of reports, too.
fn is_word_of_lists(role: Role) -> bool {
    matches!(
        role,
        Role::Label
            | Role::Button
            | Role::Prompt
            | Role::Navigation
            | Role::Legal
            | Role::Dates
            | Role::AuthorLife
    )
}

/// A section's name is a label beside the headline alone.
fn labels_near(roles: &mut [Option<Role>], headline: Option<usize>) {
    for (at, role) in roles.iter_mut().enumerate() {
        let near = headline.is_some_and(|headline| at.abs_diff(headline) <= 4);
        if *role == Some(Role::Label) && !near {
            *role = None;
        }
    }
}

/// What a line is by its own words.
fn of_line(text: &str, line: &str) -> Option<Role> {
    if line.is_empty() {
        return Some(Role::Other);
    }
    let length = line.chars().count();
    if length <= 400
        && let Some(role) = phrases::role(line)
        && !(role == Role::Label && length > 30)
        && !is_quoted(text)
    {
        return Some(role);
    }
    if let Some(parsed) = byline::read(text) {
        return Some(of_byline(&parsed));
    }
    if is_credit(text, line) {
        return Some(Role::Caption);
    }
    if is_author_life(text, line) {
        return Some(Role::AuthorLife);
    }
    None
}

fn of_byline(line: &Line) -> Role {
    let dated = line.published.is_some() || line.updated.is_some() || line.age.is_some() || line.read_time;
    match (line.named, dated) {
        (true, true) => Role::BylineAndDates,
        (true, false) => Role::Byline,
        _ => Role::Dates,
    }
}

/// A whole block in quotation marks is somebody's words, whatever they are.
fn is_quoted(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['"', '“', '«', '‘']) || text.matches(['"', '“', '”']).count() >= 2 && text.len() > 60
}

/// `Photo: Jane Doe / Agency`, `Jane Doe/AFP via Getty Images`.
fn is_credit(text: &str, line: &str) -> bool {
    if line.starts_with("image caption") || line.starts_with("caption:") || line.starts_with("media caption")
    {
        return true;
    }
    let short = line.chars().count() <= 120 && !text.trim_end().ends_with(['.', '?', '!']);
    let named = [
        "photo by ",
        "photo: ",
        "photograph: ",
        "image: ",
        "image credit",
        "photo credit",
        "picture: ",
        "credit: ",
        "illustration: ",
        "source: getty",
        "file photo",
        "video: ",
        "graphic: ",
    ];
    let agencies = [
        "getty images",
        "ap photo",
        "/reuters",
        "/afp",
        "shutterstock",
        "istock",
        "/ap",
        "unsplash",
        "handout",
    ];
    short
        && (named.iter().any(|start| line.starts_with(start))
            || agencies.iter().any(|agency| line.ends_with(agency)) && line.split(' ').count() <= 12)
}

/// `Jane Doe is a reporter at …`, `Jane Doe covers courts for …`: a name, then a trade.
fn is_author_life(text: &str, line: &str) -> bool {
    const TRADES: &[&str] = &[
        "reporter",
        "journalist",
        "correspondent",
        "editor",
        "writer",
        "columnist",
        "contributor",
        "producer",
        "author",
        "bureau chief",
        "freelance",
        "critic",
        "photographer",
        "analyst at",
        "fellow at",
        "lecturer",
        "professor",
    ];
    let about = line.starts_with("about the author") || line.starts_with("about the writer");
    if about {
        return true;
    }
    let mut words = text.split_whitespace();
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && !word.ends_with([',', '.', ':']);
    if !words.next().is_some_and(is_name) || !words.next().is_some_and(is_name) {
        return false;
    }
    let rest: Vec<&str> = words.take(10).collect();
    let verb = rest.iter().take(2).position(|word| matches!(*word, "is" | "covers" | "writes" | "reports"));
    let Some(verb) = verb else { return false };
    let after = rest[verb..].iter().take(9).copied().collect::<Vec<_>>().join(" ").to_lowercase();
    let of_outlet = after.starts_with("covers ") && line.contains(" for ")
        || after.starts_with("writes about")
        || after.starts_with("reports on");
    let trade = after.starts_with("is a") && TRADES.iter().any(|trade| after.contains(trade))
        || after.starts_with("is the") && TRADES.iter().any(|trade| after.contains(trade));
    // News says what people are, too: "John Roe is a reporter who was jailed on Monday."
    let news =
        [" said", " told", " was ", " were ", " killed", " arrested", " jailed", " accused", "according to"];
    (trade || of_outlet) && line.chars().count() <= 600 && !news.iter().any(|word| line.contains(word))
}

/// The block that is the headline: the one that the page's head names, else the first
/// heading, else the first line that is short and no sentence.
fn headline(blocks: &[Candidate], roles: &[Option<Role>], title: Option<&str>) -> Option<usize> {
    let free = |at: &usize| blocks[*at].given.is_none();
    let title = title.map(plain).filter(|title| !title.is_empty());
    if let Some(title) = &title {
        let same = |at: &usize| {
            let line = &blocks[*at].words.line;
            !line.is_empty() && (line == title || is_most_of(line, title))
        };
        let headings = (0..blocks.len()).filter(|at| {
            blocks[*at].heading > 0 && blocks[*at].given.is_none_or(|role| role == Role::Headline)
        });
        if let Some(at) =
            headings.into_iter().find(same).or_else(|| (0..blocks.len()).filter(free).find(same))
        {
            return Some(at);
        }
    }
    let marked = (0..blocks.len()).find(|at| blocks[*at].given == Some(Role::Headline));
    let first = (0..blocks.len()).filter(free).find(|at| blocks[*at].heading == 1);
    if let Some(at) = marked.or(first) {
        return Some(at);
    }
    if title.is_some() {
        return None;
    }
    let mut open =
        (0..blocks.len()).filter(free).filter(|at| roles[*at].is_none_or(|role| role == Role::Label));
    let first = open.find(|at| roles[*at].is_none())?;
    let alone = (first + 1..blocks.len()).all(|at| roles[at].is_some());
    (!alone && is_title(blocks[first].text)).then_some(first)
}

/// One is the start of the other, and most of it.
fn is_most_of(line: &str, title: &str) -> bool {
    let (short, long) = if line.len() < title.len() { (line, title) } else { (title, line) };
    long.starts_with(short) && short.len() * 10 >= long.len() * 7 && short.len() > 20
}

/// Short, and not ended as a sentence is.
pub fn is_title(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 220
        && !text.ends_with(['.', ':', ';', ',', '…'])
        && !text.ends_with(".\"")
        && !text.ends_with(".”")
}

/// Ended as a sentence is, and long enough to be one.
pub fn is_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', '\'', ')', '»']);
    text.ends_with(['.', '?', '!', '…']) && text.split_whitespace().nth(4).is_some()
}

/// Between headline and first paragraph stand labels, places, outlets and standfirsts.
fn head_zone(blocks: &[Candidate], roles: &mut [Option<Role>], headline: Option<usize>) {
    let Some(headline) = headline else { return };
    standfirst(blocks, roles, headline);
    for at in headline.saturating_sub(3)..blocks.len().min(headline + 8) {
        let open = roles[at].is_none() || roles[at] == Some(Role::Label);
        if at == headline || !open || blocks[at].item || blocks[at].heading > 0 {
            continue;
        }
        let text = blocks[at].text;
        let line = &blocks[at].words.line;
        let few = line.split(' ').count() <= 3 && line.chars().count() <= 30;
        if is_sentence(text) || !few {
            if at > headline {
                break;
            }
            continue;
        }
        let is_name = text.starts_with(char::is_uppercase) && !text.contains(['.', '"', '“', ':']);
        let agency = matches!(
            line.as_str(),
            "afp"
                | "ani"
                | "ap"
                | "bbc"
                | "cnn"
                | "dpa"
                | "ians"
                | "pti"
                | "reuters"
                | "tass"
                | "upi"
                | "xinhua"
        );
        let is_outlet =
            agency || line.contains(' ') && phrases::is_outlet(text) && phrases::role(line).is_none();
        match (is_outlet, is_name) {
            (true, _) => roles[at] = Some(Role::Byline),
            (_, true) => roles[at] = Some(Role::Label),
            _ => {}
        }
    }
}

/// One paragraph between the headline and the byline sums the report up.
fn standfirst(blocks: &[Candidate], roles: &mut [Option<Role>], headline: usize) {
    let at = headline + 1;
    let is_byline =
        |role: Option<Role>| matches!(role, Some(Role::Byline | Role::BylineAndDates | Role::Dates));
    let free = blocks
        .get(at)
        .is_some_and(|block| block.heading == 0 && !block.item && block.text.split_whitespace().count() >= 5);
    let report = (at + 1..blocks.len()).any(|at| roles[at].is_none() && is_sentence(blocks[at].text));
    if free && report && roles[at].is_none() && roles.get(at + 1).copied().is_some_and(is_byline) {
        roles[at] = Some(Role::Standfirst);
    }
}

/// How a paragraph speaks, its quotations aside.
struct Voice {
    own: String,
    we: bool,
    you: bool,
}

impl Voice {
    fn of(text: &str) -> Self {
        let own = plain(&without_quotations(text));
        let (mut we, mut you) = (false, false);
        for word in own.split(|c: char| !(c.is_alphanumeric() || c == '\'')) {
            we |= matches!(word, "we" | "we're" | "we've" | "we'll" | "our" | "us" | "i" | "my");
            you |= matches!(word, "you" | "you're" | "you've" | "you'll" | "your" | "yours");
        }
        Self { own, we, you }
    }

    fn asks(&self) -> bool {
        phrases::has_appeal_words(&self.own)
    }

    fn asks_you(&self) -> bool {
        self.we && self.you && self.asks()
    }

    fn addresses_anybody(&self) -> bool {
        self.we || self.you || self.asks()
    }
}

fn without_quotations(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '"' => inside = !inside,
            '“' | '«' => inside = true,
            '”' | '»' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// An appeal goes on from its opener for as long as somebody is spoken to.
fn appeal_runs(blocks: &[Candidate], roles: &mut [Option<Role>]) {
    let free = |role: Option<Role>| {
        role.is_none_or(|role| matches!(role, Role::Appeal | Role::Button | Role::Prompt | Role::Newsletter))
    };
    let mut at = 0;
    while at < blocks.len() {
        let Candidate { text, words, .. } = &blocks[at];
        let known = roles[at] == Some(Role::Appeal);
        // Columnists speak to readers, too, but at more length than an appeal has.
        let may_open = roles[at].is_none() && words.line.chars().count() <= 500;
        let asks_you = || words.line.contains("you") && Voice::of(text).asks_you();
        let opens = known || may_open && (phrases::opens_appeal(&words.line) || asks_you());
        let near = || {
            let next = at..blocks.len().min(at + 5);
            next.into_iter().any(|next| free(roles[next]) && Voice::of(blocks[next].text).asks())
        };
        if !opens || !(known || near()) || is_quoted(text) {
            at += 1;
            continue;
        }
        let end = appeal_end(blocks, roles, at);
        for next in (at..end).filter(|next| !is_picture_text(blocks[*next].text)) {
            roles[next].get_or_insert(Role::Appeal);
        }
        at = end;
    }
}

/// The first block after an appeal's beginning that no longer belongs to it.
fn appeal_end(blocks: &[Candidate], roles: &[Option<Role>], start: usize) -> usize {
    let speaks = |at: usize| Voice::of(blocks[at].text).addresses_anybody();
    let mut end = start + 1;
    for at in start + 1..blocks.len() {
        let furniture = roles[at].is_some_and(|role| !role.keep());
        let kept = roles[at].is_some_and(Role::keep) || blocks[at].heading > 0 && !speaks(at);
        if kept || at > end + 1 {
            break;
        }
        let salutation =
            blocks[at].text.trim_end().ends_with(',') && blocks[at].text.split_whitespace().count() <= 5;
        if furniture || salutation || speaks(at) {
            end = at + 1;
        }
    }
    end
}

/// A title in a list: short, and a sentence only if it asks.
fn is_other_title(text: &str) -> bool {
    let short = text.split_whitespace().count() <= 20;
    short && (is_title(text) && !is_sentence(text) || text.trim_end().ends_with(['?', '…']))
}

/// A few words without beginning or end, as the texts of pictures are.
fn is_picture_text(text: &str) -> bool {
    text.starts_with(char::is_lowercase)
        && text.split_whitespace().count() <= 4
        && !text.ends_with(['.', '?', '!', ':', ','])
}

/// After a heading like "Related stories" come titles, until a sentence comes.
fn related_runs(blocks: &[Candidate], roles: &mut [Option<Role>]) {
    let mut running = false;
    for at in 0..blocks.len() {
        match roles[at] {
            Some(Role::Related) => running = blocks[at].text.trim().chars().count() <= 60,
            Some(role) if role.keep() => running = false,
            Some(_) => {}
            None if running && is_other_title(blocks[at].text) => roles[at] = Some(Role::Related),
            None => running = false,
        }
    }
}

/// A scrap with furniture on both sides, or at the end after furniture, is no paragraph.
fn scraps(blocks: &[Candidate], roles: &mut [Option<Role>]) {
    let last_body = (0..blocks.len()).rev().find(|at| roles[*at].is_none() && is_sentence(blocks[*at].text));
    let Some(last_body) = last_body else { return };
    for at in 1..blocks.len() {
        if roles[at].is_some() || blocks[at].heading > 0 || blocks[at].item {
            continue;
        }
        let text = blocks[at].text.trim();
        let scrap = text.split_whitespace().count() <= 8 && !is_sentence(text);
        let furniture = |at: usize| roles.get(at).copied().flatten().is_some_and(|role| !role.keep());
        let tail = at > last_body && furniture(at - 1);
        let between = furniture(at - 1) && furniture(at + 1);
        if scrap && (tail || between) && at > 2 {
            roles[at] = Some(if is_picture_text(text) { Role::ImageText } else { Role::Other });
        }
    }
}

/// The headline once more.
fn repeats(blocks: &[Candidate], roles: &mut [Option<Role>], headline: Option<usize>) {
    let Some(headline) = headline else { return };
    let line = &blocks[headline].words.line;
    for at in (0..blocks.len()).filter(|at| *at != headline && line.len() > 12) {
        if roles[at].is_none_or(Role::keep) && blocks[at].words.line == *line {
            roles[at] = Some(Role::Repeat);
        }
    }
}
