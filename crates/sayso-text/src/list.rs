//! Lists that anyone can extend: sorted text files with a comment line that says what
//! they are, and one `words = meaning` a line.


/// The entries of a list: what stands before the last ` = ` and what after.
pub(crate) fn entries(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(" = "))
        .map(|(left, right)| (left.trim(), right.trim()))
}

/// The words of a list that has no meanings.
pub(crate) fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
