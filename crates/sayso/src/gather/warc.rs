//! Web archives (WARC, gzipped or not): the pages in them, one by one, in flat memory.
//!
//! Read by our own few lines on `flate2` and `httparse`: of the libraries, `fastwarc` takes a
//! file that ends inside a gzip member, and a length that is no number, for the end, and the
//! others trust the length that a record claims. Here each of these is one error that names
//! file, record and place. A record may go on in the next gzip members, up to one that starts
//! another record. In a gzipped file reading goes on after a broken record with the next member
//! that starts one; in a plain one nobody knows where the next record starts.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use flate2::bufread::GzDecoder;
use jiff::Timestamp;
use sayso_page::MAX_BYTES;

/// The most bytes of a record's or an answer's header.
const MAX_HEADER: usize = 64 << 10;
/// The most bytes that a record may claim to have.
const MAX_RECORD: u64 = 4 << 30;
/// The most bytes that are unpacked to get past a broken record.
const MAX_SKIPPED: u64 = 1 << 30;
/// How a record starts.
const RECORD: &[u8] = b"WARC/";
/// Kinds of what is read as a page.
const PAGES: &[&str] = &["text/html", "application/xhtml+xml", "text/plain"];

/// A page of an archive.
#[derive(Debug)]
pub struct Captured {
    /// The archive with the page's address, for messages.
    pub input: String,
    /// The address that it was captured from.
    pub url: String,
    /// When it was captured.
    pub seen: Option<Timestamp>,
    /// Its bytes, decoded.
    pub bytes: Vec<u8>,
    /// The character set that the server named.
    pub charset: Option<String>,
}

/// The pages of an archive.
pub struct Pages {
    path: PathBuf,
    place: Place,
    /// Number of the record that is read, from 1, and where it or its gzip member starts.
    record: usize,
    at: u64,
    /// After a broken record: how many bytes may still be unpacked to get past it.
    lost: Option<u64>,
}

/// Where in the file we are.
enum Place {
    Plain(BufReader<File>),
    Members(Box<Members>),
    Over,
}

type Member = BufReader<GzDecoder<BufReader<File>>>;

/// The gzip members of a file, one after the other; while a record is read, as one.
struct Members {
    /// The member that is read; nothing at the end of the file.
    member: Option<Member>,
    /// Where it starts.
    at: u64,
    /// Whether what is read may go on in the next member.
    across: bool,
    /// Whether it would, but the next member starts another record.
    stopped: bool,
}

/// What a record turned out to be; the page in a sound record may be broken.
enum Record {
    Page(Result<Captured>),
    Other,
    End,
}

/// Opens an archive.
pub fn open(path: &Path) -> Result<Pages> {
    let open = || -> Result<Pages> {
        let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(reading)?);
        let start = file.fill_buf().map_err(reading)?;
        let place = if start.starts_with(b"\x1f\x8b") {
            Place::Members(Box::new(Members::of(file).map_err(reading)?))
        } else if start.starts_with(RECORD) {
            Place::Plain(file)
        } else {
            bail!("it is no WARC file")
        };
        Ok(Pages { path: path.to_owned(), place, record: 0, at: 0, lost: None })
    };
    open().with_context(|| format!("cannot read `{}`", path.display()))
}

impl Iterator for Pages {
    type Item = Result<Captured>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let page = match self.read() {
                Ok(Record::End) => return None,
                Ok(Record::Other) => continue,
                Ok(Record::Page(page)) => page,
                Err(error) => Err(error),
            };
            let path = self.path.display();
            return Some(page.with_context(|| {
                format!("cannot read `{path}`, record {} at byte {}", self.record, self.at)
            }));
        }
    }
}

impl Pages {
    fn read(&mut self) -> Result<Record> {
        match std::mem::replace(&mut self.place, Place::Over) {
            Place::Over => Ok(Record::End),
            Place::Plain(file) => self.plain(file),
            Place::Members(members) => self.members(members),
        }
    }

    fn plain(&mut self, mut file: BufReader<File>) -> Result<Record> {
        self.at = file.stream_position()?;
        self.record += 1;
        // After an error nobody knows where the next record starts.
        let read = record(&mut file, &self.path)?;
        end(&mut file)?;
        self.place = Place::Plain(file);
        Ok(read)
    }

    fn members(&mut self, mut members: Box<Members>) -> Result<Record> {
        while members.fill_buf().map_err(reading)?.is_empty() {
            if !members.next().map_err(reading)? {
                return Ok(Record::End);
            }
        }
        let start = members.fill_buf().map_err(reading)?;
        let starts = start.trim_ascii_start().starts_with(RECORD);
        if let (Some(left), false) = (self.lost, starts) {
            // Most likely the rest of the broken record.
            return self.skip(members, left).map(|()| Record::Other);
        }
        self.lost = None;
        let twice = start.starts_with(b"\x1f\x8b");
        self.at = members.at;
        self.record += 1;
        let read = if twice {
            Err(anyhow!("it is gzipped twice, which is refused"))
        } else {
            members.whole(&self.path)
        };
        match read {
            Ok(Record::End) => {
                // Only empty lines.
                self.record -= 1;
                self.place = Place::Members(members);
                Ok(Record::Other)
            }
            Ok(read) => {
                self.place = Place::Members(members);
                Ok(read)
            }
            Err(error) => {
                if std::mem::take(&mut members.stopped) {
                    self.place = Place::Members(members);
                } else {
                    self.skip(members, MAX_SKIPPED)?;
                }
                Err(error)
            }
        }
    }

    /// Gets past the member that is read, where few enough bytes are in it.
    fn skip(&mut self, mut members: Box<Members>, left: u64) -> Result<()> {
        let skipped = io::copy(&mut members.by_ref().take(left), &mut io::sink());
        // What cannot be unpacked has no end that anybody knows.
        if let Ok(skipped) = skipped
            && skipped < left
        {
            self.lost = Some(left - skipped);
            self.place = Place::Members(members);
        }
        Ok(())
    }
}

impl Members {
    fn of(file: BufReader<File>) -> io::Result<Members> {
        let mut members = Members { member: None, at: 0, across: false, stopped: false };
        members.start(file)?;
        Ok(members)
    }

    fn start(&mut self, mut file: BufReader<File>) -> io::Result<bool> {
        self.at = file.stream_position()?;
        let more = !file.fill_buf()?.is_empty();
        self.member = more.then(|| BufReader::new(GzDecoder::new(file)));
        Ok(more)
    }

    /// Goes on to the next member; false at the end of the file.
    fn next(&mut self) -> io::Result<bool> {
        match self.member.take() {
            Some(member) => self.start(member.into_inner().into_inner()),
            None => Ok(false),
        }
    }

    /// One record, from as many members as it needs.
    fn whole(&mut self, path: &Path) -> Result<Record> {
        self.across = true;
        let read = record(self, path);
        self.across = false;
        let read = read?;
        if !std::mem::take(&mut self.stopped) {
            end(self)?;
        }
        Ok(read)
    }
}

impl BufRead for Members {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.across && !self.stopped && self.member.as_mut().is_some_and(ended) {
            if self.next()? && self.member.as_mut().is_some_and(starts_record) {
                self.stopped = true;
            }
        }
        match &mut self.member {
            Some(member) if !self.stopped => member.fill_buf(),
            _ => Ok(&[]),
        }
    }

    fn consume(&mut self, amount: usize) {
        if let Some(member) = &mut self.member {
            member.consume(amount);
        }
    }
}

impl Read for Members {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

/// Whether a member is read to its end; what cannot be unpacked says so when it is read.
fn ended(member: &mut Member) -> bool {
    member.fill_buf().is_ok_and(<[u8]>::is_empty)
}

fn starts_record(member: &mut Member) -> bool {
    member.fill_buf().is_ok_and(|start| start.starts_with(RECORD))
}

/// An error of the file or of what it is packed with.
fn reading(error: io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => anyhow!("the file ends in the middle of it"),
        io::ErrorKind::NotFound => anyhow!("no such file or directory"),
        _ => anyhow!("it cannot be unpacked: {error}"),
    }
}

/// Reads one record, wholly.
fn record(file: &mut impl BufRead, path: &Path) -> Result<Record> {
    let Some(header) = Header::read(file)? else { return Ok(Record::End) };
    let length = header.length()?;
    let mut body = file.by_ref().take(length);
    let page = page(&header, &mut body, path);
    io::copy(&mut body, &mut io::sink()).map_err(reading)?;
    let missing = body.limit();
    if missing > 0 {
        bail!("it ends {missing} bytes before the {length} that it claims to have");
    }
    Ok(page.transpose().map_or(Record::Other, Record::Page))
}

/// The two empty lines after a record; anything else shows that its length was wrong.
fn end(file: &mut impl BufRead) -> Result<()> {
    loop {
        let next = file.fill_buf().map_err(reading)?;
        match next.first() {
            Some(b'\r' | b'\n') => file.consume(1),
            Some(_) if !next.starts_with(RECORD) && !RECORD.starts_with(next) => {
                bail!("its length is wrong: no other record stands after it")
            }
            _ => return Ok(()),
        }
    }
}

/// The named fields of a record.
struct Header {
    fields: Vec<(String, String)>,
}

impl Header {
    /// Nothing at the end of the file.
    fn read(file: &mut impl BufRead) -> Result<Option<Header>> {
        let mut left = MAX_HEADER;
        let mut line = String::new();
        while line.trim().is_empty() {
            match next_line(file, &mut left)? {
                Some(next) => line = next,
                None => return Ok(None),
            }
        }
        if !line.starts_with("WARC/") {
            bail!("no record starts here");
        }
        let mut fields: Vec<(String, String)> = Vec::new();
        loop {
            let line = next_line(file, &mut left)?.ok_or_else(|| anyhow!("it ends inside a header"))?;
            if line.trim_end().is_empty() {
                return Ok(Some(Header { fields }));
            }
            match (line.split_once(':'), fields.last_mut()) {
                (_, Some((_, value))) if line.starts_with([' ', '\t']) => value.push_str(line.trim_end()),
                (Some((name, value)), _) => {
                    fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
                _ => {}
            }
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn length(&self) -> Result<u64> {
        let length = self.get("content-length").ok_or_else(|| anyhow!("it does not say its length"))?;
        let bytes: u64 =
            length.parse().map_err(|_| anyhow!("its length `{}` is no number", short(length, 40)))?;
        if bytes > MAX_RECORD {
            bail!("it claims to have {bytes} bytes, more than any page has");
        }
        Ok(bytes)
    }
}

fn next_line(file: &mut impl BufRead, left: &mut usize) -> Result<Option<String>> {
    let mut line = Vec::new();
    let read = file.by_ref().take(*left as u64).read_until(b'\n', &mut line).map_err(reading)?;
    *left -= read;
    if *left == 0 {
        bail!("its header has more than {MAX_HEADER} bytes");
    }
    Ok((read > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}

fn short(text: &str, limit: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(limit).collect()
}

/// The page in a record, where there is one.
fn page(header: &Header, body: &mut impl BufRead, path: &Path) -> Result<Option<Captured>> {
    let is = |name, wanted: &str| {
        header.get(name).is_some_and(|value| value.to_ascii_lowercase().starts_with(wanted))
    };
    let Some(url) = header.get("warc-target-uri").map(|url| url.trim_matches(['<', '>'])) else {
        return Ok(None);
    };
    if !is("warc-type", "response") || !is("content-type", "application/http") || !url.starts_with("http") {
        return Ok(None);
    }
    let Some(answer) = Answer::read(body)? else { return Ok(None) };
    Ok(Some(Captured {
        input: format!("{}: {}", path.display(), short(url, 200)),
        seen: header.get("warc-date").and_then(|date| date.parse().ok()),
        charset: answer.charset(),
        bytes: answer.decode(body)?,
        url: url.to_owned(),
    }))
}

/// The head of an HTTP answer that holds a page.
struct Answer {
    kind: String,
    encoding: String,
    chunked: bool,
}

impl Answer {
    /// Nothing where it is not the answer that has the page: 200, HTML or text.
    fn read(body: &mut impl BufRead) -> Result<Option<Answer>> {
        let mut head = Vec::new();
        let mut left = MAX_HEADER;
        while !(head.ends_with(b"\n\r\n") || head.ends_with(b"\n\n")) {
            let read = body.by_ref().take(left as u64).read_until(b'\n', &mut head).map_err(reading)?;
            left -= read;
            if read == 0 {
                bail!("the answer in it has no whole header");
            }
        }
        let mut fields = [httparse::EMPTY_HEADER; 128];
        let mut answer = httparse::Response::new(&mut fields);
        let parsed = httparse::ParserConfig::default()
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .parse_response(&mut answer, &head);
        if !matches!(parsed, Ok(status) if status.is_complete()) {
            bail!("the answer in it has no sound header");
        }
        let field = |name: &str| {
            let found = answer.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name));
            found.map(|field| String::from_utf8_lossy(field.value).to_ascii_lowercase()).unwrap_or_default()
        };
        let kind = field("content-type");
        let is_page = PAGES.iter().any(|page| kind.starts_with(page));
        Ok((answer.code == Some(200) && is_page).then(|| Answer {
            kind,
            encoding: field("content-encoding"),
            chunked: field("transfer-encoding").contains("chunked"),
        }))
    }

    fn charset(&self) -> Option<String> {
        let part = self.kind.split(';').find_map(|part| part.trim().strip_prefix("charset="))?;
        Some(part.trim_matches('"').to_owned())
    }

    /// The page itself, within limits.
    fn decode(&self, body: &mut impl BufRead) -> Result<Vec<u8>> {
        let raw = limited(&mut *body, "it has")?;
        // Archives often keep the header and decode the body.
        let raw = if self.chunked { unchunked(&raw).unwrap_or(raw) } else { raw };
        let limit = "unpacked it has";
        match self.encoding.trim() {
            "gzip" | "x-gzip" if raw.starts_with(b"\x1f\x8b") => {
                limited(flate2::read::MultiGzDecoder::new(&raw[..]), limit)
            }
            "deflate" if raw.first().is_some_and(|byte| byte & 0x0f == 8) => {
                limited(flate2::read::ZlibDecoder::new(&raw[..]), limit)
            }
            "zstd" if raw.starts_with(b"\x28\xb5\x2f\xfd") => limited(zstd::Decoder::new(&raw[..])?, limit),
            "br" if std::str::from_utf8(&raw).is_err() => {
                limited(brotli_decompressor::Decompressor::new(&raw[..], 1 << 16), limit)
            }
            _ => Ok(raw),
        }
    }
}

fn limited(source: impl Read, subject: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| anyhow!("the page in it cannot be unpacked: {error}"))?;
    if bytes.len() > MAX_BYTES {
        bail!("{subject} more than the {MAX_BYTES} bytes that are read");
    }
    Ok(bytes)
}

/// A chunked body put together; nothing where it is not chunked.
fn unchunked(raw: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(raw.len());
    let mut rest = raw;
    loop {
        let end = rest.iter().take(100).position(|byte| *byte == b'\n')?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(..size)?);
        rest = rest[size..].strip_prefix(b"\r\n").or_else(|| rest[size..].strip_prefix(b"\n"))?;
    }
}
