//! Who may come in, the keys that stand for them, the searches that they keep.

use jiff::{Timestamp, ToSpan as _};
use sayso_ledger::people::Role;
use sayso_ledger::{Error, Ledger};

use crate::Desk;

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

fn admit(desk: &mut Desk, name: &str, role: Role) -> Result<(), Error> {
    let now = desk.tick();
    desk.ledger.admit(name, role, "a hash", now)
}

fn names(desk: &Desk) -> Vec<String> {
    let people = desk.ledger.people().expect("people");
    people.into_iter().map(|person| format!("{} {}", person.name, person.role.name())).collect()
}

#[test]
fn names_are_one_whatever_their_case() {
    let mut desk = Desk::new();
    assert!(!desk.ledger.is_guarded().expect("whether somebody is named"));
    admit(&mut desk, " Ada ", Role::Keeper).expect("she is let in");
    assert!(desk.ledger.is_guarded().expect("whether somebody is named"));
    admit(&mut desk, "ada", Role::Keeper).expect("the same again");
    admit(&mut desk, "Zoë", Role::Reader).expect("she is let in");
    assert_eq!(names(&desk), ["Ada keeper", "Zoë reader"]);
    let (person, hash) = desk.ledger.person(" ADA").expect("a look").expect("she is known");
    assert_eq!((person.name.as_str(), hash.as_str()), ("Ada", "a hash"));
    assert!(desk.ledger.person("Nobody").expect("a look").is_none());
    for name in ["", "  ", "a\nb", "a\0", &"a".repeat(81)] {
        assert!(refused(admit(&mut desk, name, Role::Reader)).contains("1 to 80"), "{name:?}");
    }
}

#[test]
fn the_last_keeper_cannot_go() {
    let mut desk = Desk::new();
    admit(&mut desk, "Ada", Role::Keeper).expect("she is let in");
    admit(&mut desk, "Ben", Role::Reviewer).expect("he is let in");
    for name in ["Ada", "ADA", " Ada "] {
        assert!(refused(desk.ledger.dismiss(name)).contains("last keeper"), "{name}");
        assert!(refused(admit(&mut desk, name, Role::Reader)).contains("last keeper"), "{name}");
        assert!(refused(admit(&mut desk, name, Role::Reviewer)).contains("last keeper"), "{name}");
    }
    assert_eq!(names(&desk), ["Ada keeper", "Ben reviewer"]);
    // A new password alone is no reason to refuse.
    admit(&mut desk, "Ada", Role::Keeper).expect("a new password");
    admit(&mut desk, "Cleo", Role::Keeper).expect("she is let in");
    admit(&mut desk, "Ada", Role::Reader).expect("there is another keeper");
    assert!(refused(desk.ledger.dismiss("Cleo")).contains("last keeper"));
    desk.ledger.dismiss("Ada").expect("she goes");
    desk.ledger.dismiss(" ben ").expect("he goes");
    assert!(matches!(desk.ledger.dismiss("Ben"), Err(Error::Unknown(_))));
    // Where nobody else is left, nobody has to sign in any more.
    desk.ledger.dismiss("Cleo").expect("she goes");
    assert!(!desk.ledger.is_guarded().expect("whether somebody is named"));
}

#[test]
fn keys_end_in_every_way() {
    let mut desk = Desk::new();
    admit(&mut desk, "Ada", Role::Keeper).expect("she is let in");
    admit(&mut desk, "Ben", Role::Reader).expect("he is let in");
    let of = |desk: &Desk, name: &str| desk.ledger.person(name).expect("a look").expect("known").0.id;
    let (ada, ben) = (of(&desk, "Ada"), of(&desk, "Ben"));
    let now = desk.tick();
    let hour = now.saturating_add(1.hour()).expect("a time");
    let give = |desk: &mut Desk, person, hash: &[u8], token: Option<&str>, until| {
        desk.ledger.give_pass(person, hash, token, until, now).expect("a key is kept");
    };
    give(&mut desk, ada, b"session", None, Some(hour));
    give(&mut desk, ada, b"token", Some("a script"), None);
    give(&mut desk, ben, b"ben's", Some("his"), None);
    let whose = |desk: &Desk, hash: &[u8], kind: &str, at| {
        desk.ledger.pass(hash, kind, at).expect("a look").map(|person| person.name)
    };
    assert_eq!(whose(&desk, b"session", "session", now).as_deref(), Some("Ada"));
    assert_eq!(whose(&desk, b"token", "token", now).as_deref(), Some("Ada"));
    for (hash, kind) in
        [(&b"session"[..], "token"), (b"token", "session"), (b"", "session"), (b"other", "token")]
    {
        assert_eq!(whose(&desk, hash, kind, now), None, "{kind}");
    }
    // By its time, to the second.
    assert_eq!(whose(&desk, b"session", "session", hour), None);
    let later = hour.saturating_add(24_000.hours()).expect("a time");
    assert_eq!(
        whose(&desk, b"token", "token", later).as_deref(),
        Some("Ada"),
        "a token has no end of its own"
    );
    // By its owner alone.
    let tokens = desk.ledger.tokens(ada).expect("tokens");
    assert_eq!(tokens.iter().map(|token| token.name.as_str()).collect::<Vec<_>>(), ["a script"]);
    assert!(matches!(desk.ledger.end_token(ben, tokens[0].id), Err(Error::Unknown(_))));
    desk.ledger.end_token(ada, tokens[0].id).expect("it ends");
    assert_eq!(whose(&desk, b"token", "token", now), None);
    desk.ledger.end_pass(b"session").expect("it ends");
    desk.ledger.end_pass(b"session").expect("it has ended");
    assert_eq!(whose(&desk, b"session", "session", now), None);
    // By a new password, by a new role, by going.
    for change in ["password", "role", "going"] {
        give(&mut desk, ben, change.as_bytes(), None, Some(hour));
        give(&mut desk, ada, format!("{change} of ada").as_bytes(), None, Some(hour));
        match change {
            "going" => desk.ledger.dismiss("Ben").expect("he goes"),
            "role" => admit(&mut desk, "BEN", Role::Reviewer).expect("he decides"),
            _ => admit(&mut desk, "Ben", Role::Reader).expect("a new password"),
        }
        assert_eq!(whose(&desk, change.as_bytes(), "session", now), None, "{change}");
        assert!(whose(&desk, format!("{change} of ada").as_bytes(), "session", now).is_some(), "{change}");
    }
    assert_eq!(whose(&desk, b"ben's", "token", now), None);
    // Keys that have run out are swept when one is given.
    give(&mut desk, ada, b"short", None, Some(hour));
    let late = hour.saturating_add(1.hour()).expect("a time");
    desk.ledger.give_pass(ada, b"new", None, None, late).expect("a key is kept");
    assert_eq!(whose(&desk, b"short", "session", now), None);
}

#[test]
fn searches_are_their_keepers_own() {
    let mut desk = Desk::new();
    let now = desk.tick();
    desk.ledger.save_search("Ada", " Deaths\u{7} ", "killed", "key-1", now).expect("it is kept");
    desk.ledger.save_search("Ada", "  ", "party:Ukraine", "key-2", now).expect("it is kept");
    desk.ledger.save_search("Ben", "", "hurt", "key-3", now).expect("it is kept");
    let kept = |desk: &Desk, who: &str| -> Vec<String> {
        let kept = desk.ledger.saved_searches(who).expect("searches");
        kept.into_iter().map(|saved| format!("{}: {}", saved.name, saved.query)).collect()
    };
    assert_eq!(kept(&desk, "Ada"), ["Deaths: killed", "party:Ukraine: party:Ukraine"]);
    assert_eq!(kept(&desk, "ada"), Vec::<String>::new());
    assert!(matches!(
        desk.ledger.save_search("Ada", "", "nofield:x", "key-4", now),
        Err(Error::Query { at: 1, .. })
    ));
    assert_eq!(desk.ledger.saved_search("key-3").expect("a search").query, "hurt");
    let id = desk.ledger.saved_searches("Ada").expect("searches")[0].id;
    assert!(matches!(desk.ledger.forget_search("Ben", id), Err(Error::Unknown(_))));
    desk.ledger.forget_search("Ada", id).expect("it is forgotten");
    assert!(matches!(desk.ledger.saved_search("key-1"), Err(Error::Unknown(_))));
    for at in 0..199 {
        desk.ledger.save_search("Ada", "", "killed", &format!("more-{at}"), now).expect("it is kept");
    }
    assert!(refused(desk.ledger.save_search("Ada", "", "killed", "one too many", now)).contains("200"));
    desk.ledger.save_search("Ben", "", "killed", "of another", now).expect("it is kept");
}

#[test]
fn a_ledger_of_the_first_shape_is_carried_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("old.db");
    let old = rusqlite::Connection::open(&path).expect("a file");
    old.execute_batch(include_str!("../../src/schema/0001_ledger.sql")).expect("the first shape");
    old.pragma_update(None, "user_version", 1).expect("its number");
    drop(old);
    let mut ledger = Ledger::open(&path).expect("it opens");
    assert!(!ledger.is_guarded().expect("nobody is named"));
    ledger.admit("Amina", Role::Keeper, "a hash", Timestamp::UNIX_EPOCH).expect("she is let in");
    assert_eq!(ledger.check(|_, _| {}).expect("a check").trouble, Vec::<String>::new());
}
