//! People who use the desk: names, roles, the keys that stand for them, the searches that they
//! keep. Passwords and keys come hashed; nothing here could open a door by itself.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::store::{Ledger, micros, time};

/// What somebody may do; each may also do what those before may.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Looks.
    Reader,
    /// Decides on statements and questions.
    Reviewer,
    /// Changes what is followed, who may come in, and settings.
    Keeper,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Role; 3] = [Role::Reader, Role::Reviewer, Role::Keeper];

    /// `reader`, `reviewer`, `keeper`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Reviewer => "reviewer",
            Role::Keeper => "keeper",
        }
    }

    /// The role of a name.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Somebody who may come in.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Person {
    /// Its number.
    pub id: i64,
    /// Its name: decisions carry it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Since when.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub added: Timestamp,
}

/// A program's key, without what opens.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// Whose it is.
    pub person: String,
    /// Since when.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub made: Timestamp,
}

/// A search that somebody comes back to.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Saved {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The query.
    pub query: String,
    /// The secret in its feed's address: whoever has it may read the feed.
    pub key: String,
    /// Since when.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub made: Timestamp,
}

/// The most searches that one person keeps.
const MOST_SAVED: i64 = 200;

fn person(row: &Row) -> rusqlite::Result<Person> {
    let role: String = row.get(2)?;
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        role: Role::named(&role).unwrap_or(Role::Reader),
        added: time(row.get(3)?),
    })
}

fn saved(row: &Row) -> rusqlite::Result<Saved> {
    Ok(Saved {
        id: row.get(0)?,
        name: row.get(1)?,
        query: row.get(2)?,
        key: row.get(3)?,
        made: time(row.get(4)?),
    })
}

impl Ledger {
    /// Everybody who may come in, in the order of their names.
    pub fn people(&self) -> Result<Vec<Person>> {
        let mut select =
            self.db().prepare_cached("SELECT id, name, role, added FROM person ORDER BY name")?;
        let people = select.query_map([], person)?;
        Ok(people.collect::<rusqlite::Result<_>>()?)
    }

    /// Lets somebody in; a name that is known gets the new role and password, and its keys end.
    pub fn admit(&mut self, name: &str, role: Role, password: &str, now: Timestamp) -> Result<()> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(Error::Refused("a name has 1 to 80 characters, without control signs".to_owned()));
        }
        self.write(|db| {
            let last = last_keeper(db, name)?;
            if last && role != Role::Keeper {
                return Err(Error::Refused(format!("`{name}` is the last keeper and stays one")));
            }
            db.execute("DELETE FROM pass WHERE person = (SELECT id FROM person WHERE name = ?)", [name])?;
            db.execute(
                "INSERT INTO person (name, role, password, added) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (name) DO UPDATE SET role = excluded.role, password = excluded.password",
                params![name, role.name(), password, micros(now)],
            )?;
            Ok(())
        })
    }

    /// Lets somebody in no longer; what they decided stays under their name.
    pub fn dismiss(&mut self, name: &str) -> Result<()> {
        let name = name.trim();
        self.write(|db| {
            if last_keeper(db, name)?
                && db.query_row("SELECT count(*) FROM person", [], |row| row.get::<_, i64>(0))? > 1
            {
                return Err(Error::Refused(format!("`{name}` is the last keeper: make another one first")));
            }
            db.execute("DELETE FROM pass WHERE person = (SELECT id FROM person WHERE name = ?)", [name])?;
            match db.execute("DELETE FROM person WHERE name = ?", [name])? {
                0 => Err(Error::Unknown(format!("person `{name}`"))),
                _ => Ok(()),
            }
        })
    }

    /// Somebody with the hash of their password.
    pub fn person(&self, name: &str) -> Result<Option<(Person, String)>> {
        Ok(self
            .db()
            .prepare_cached("SELECT id, name, role, added, password FROM person WHERE name = ?")?
            .query_row([name.trim()], |row| Ok((person(row)?, row.get(4)?)))
            .optional()?)
    }

    /// Whether anybody has to sign in.
    pub fn is_guarded(&self) -> Result<bool> {
        Ok(self
            .db()
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM person)")?
            .query_row([], |row| row.get(0))?)
    }

    /// Keeps the hash of a key that stands for somebody: a session until a time, or a token.
    pub fn give_pass(
        &mut self,
        person: i64,
        hash: &[u8],
        token: Option<&str>,
        expires: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(|db| {
            db.execute("DELETE FROM pass WHERE expires < ?", [micros(now)])?;
            db.execute(
                "INSERT INTO pass (hash, person, kind, name, made, expires) VALUES (?, ?, ?, ?, ?, ?)",
                params![
                    hash,
                    person,
                    if token.is_some() { "token" } else { "session" },
                    token.unwrap_or_default(),
                    micros(now),
                    expires.map(micros)
                ],
            )?;
            Ok(())
        })
    }

    /// Whom a key of that kind (`session`, `token`) stands for.
    pub fn pass(&self, hash: &[u8], kind: &str, now: Timestamp) -> Result<Option<Person>> {
        Ok(self
            .db()
            .prepare_cached(
                "SELECT person.id, person.name, role, added FROM pass JOIN person ON person.id = pass.person
                 WHERE hash = ?1 AND kind = ?2 AND (expires IS NULL OR expires > ?3)",
            )?
            .query_row(params![hash, kind, micros(now)], person)
            .optional()?)
    }

    /// Ends a key by its hash.
    pub fn end_pass(&mut self, hash: &[u8]) -> Result<()> {
        self.write(|db| Ok(db.execute("DELETE FROM pass WHERE hash = ?", [hash]).map(|_| ())?))
    }

    /// The tokens of somebody, the newest first.
    pub fn tokens(&self, person: i64) -> Result<Vec<Token>> {
        let mut select = self.db().prepare_cached(
            "SELECT pass.id, pass.name, person.name, made FROM pass JOIN person ON person.id = pass.person
             WHERE person = ? AND kind = 'token' ORDER BY pass.id DESC",
        )?;
        let tokens = select.query_map([person], |row| {
            Ok(Token { id: row.get(0)?, name: row.get(1)?, person: row.get(2)?, made: time(row.get(3)?) })
        })?;
        Ok(tokens.collect::<rusqlite::Result<_>>()?)
    }

    /// Ends a token of somebody.
    pub fn end_token(&mut self, person: i64, token: i64) -> Result<()> {
        self.write(|db| {
            match db
                .execute("DELETE FROM pass WHERE id = ? AND person = ? AND kind = 'token'", [token, person])?
            {
                0 => Err(Error::Unknown(format!("token {token}"))),
                _ => Ok(()),
            }
        })
    }

    /// Keeps a search.
    pub fn save_search(
        &mut self,
        who: &str,
        name: &str,
        query: &str,
        key: &str,
        now: Timestamp,
    ) -> Result<()> {
        crate::query::parse(query)?;
        let name = if name.trim().is_empty() { query } else { name.trim() };
        let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
        self.write(|db| {
            let kept: i64 =
                db.query_row("SELECT count(*) FROM saved WHERE who = ?", [who], |row| row.get(0))?;
            if kept >= MOST_SAVED {
                return Err(Error::Refused(format!(
                    "{MOST_SAVED} searches are kept already: forget one first"
                )));
            }
            db.execute(
                "INSERT INTO saved (who, name, query, key, made) VALUES (?, ?, ?, ?, ?)",
                params![who, name, query, key, micros(now)],
            )?;
            Ok(())
        })
    }

    /// The searches that somebody keeps, in the order of their names.
    pub fn saved_searches(&self, who: &str) -> Result<Vec<Saved>> {
        let mut select = self
            .db()
            .prepare_cached("SELECT id, name, query, key, made FROM saved WHERE who = ? ORDER BY name, id")?;
        let found = select.query_map([who], saved)?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// The search of a feed's key.
    pub fn saved_search(&self, key: &str) -> Result<Saved> {
        self.db()
            .prepare_cached("SELECT id, name, query, key, made FROM saved WHERE key = ?")?
            .query_row([key], saved)
            .optional()?
            .ok_or_else(|| Error::Unknown("saved search with that key".to_owned()))
    }

    /// Keeps a search no longer.
    pub fn forget_search(&mut self, who: &str, id: i64) -> Result<()> {
        self.write(|db| match db.execute("DELETE FROM saved WHERE id = ? AND who = ?", params![id, who])? {
            0 => Err(Error::Unknown(format!("saved search {id}"))),
            _ => Ok(()),
        })
    }
}

fn last_keeper(db: &rusqlite::Connection, name: &str) -> Result<bool> {
    Ok(db.query_row(
        "SELECT EXISTS (SELECT 1 FROM person WHERE name = ?1 AND role = 'keeper')
            AND NOT EXISTS (SELECT 1 FROM person WHERE name <> ?1 COLLATE NOCASE AND role = 'keeper')",
        [name.trim()],
        |row| row.get(0),
    )?)
}
