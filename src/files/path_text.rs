//! Paths and names as text: of configurations that were written for a server, perhaps one with another
//! system. Asks no file system.

/// Endings that a template engine or an installer takes away. None is a top-level domain.
const TEMPLATE_ENDINGS: &[&str] =
    &[".j2", ".jinja", ".jinja2", ".erb", ".tmpl", ".tpl", ".tftpl", ".template", ".tmp", ".priv"];

/// A file's name without one ending of a template: `db.example.com` of `db.example.com.j2`.
pub fn without_template_ending(file_name: &str) -> Option<&str> {
    without_ending(file_name, TEMPLATE_ENDINGS)
}

/// Removes the first of these endings that matches, case aside, unless nothing would be left.
pub fn without_ending<'a>(name: &'a str, endings: &[&str]) -> Option<&'a str> {
    // Of nearly all names the last letter tells that none does.
    let last = |text: &str| text.bytes().next_back().map(|octet| octet.to_ascii_lowercase());
    let of_name = last(name);
    endings.iter().filter(|ending| last(ending) == of_name).find_map(|ending| {
        let at = name.len().checked_sub(ending.len()).filter(|at| *at > 0)?;
        name.get(at..).filter(|tail| tail.eq_ignore_ascii_case(ending))?;
        name.get(..at)
    })
}

/// Removes the first of these beginnings that matches, case aside, unless nothing would be left.
pub fn without_beginning<'a>(name: &'a str, beginnings: &[&str]) -> Option<&'a str> {
    let begins = |beginning: &&&str| {
        name.len() > beginning.len()
            && name.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
    };
    beginnings.iter().find(begins).and_then(|beginning| name.get(beginning.len()..))
}

/// A declared path below the directory that its configuration names; absolute ones stay.
pub fn join_directory(directory: Option<&str>, path: &str) -> String {
    match directory {
        Some(directory) if !path.starts_with('/') => format!("{}/{path}", directory.trim_end_matches('/')),
        _ => path.to_owned(),
    }
}

/// The components of a path, also of one on Windows, `.` and `..` resolved.
pub fn components(path: &str) -> Vec<&str> {
    let separators: &[char] = if path.contains('/') { &['/'] } else { &['\\'] };
    let mut components = Vec::new();
    for component in path.split(separators) {
        match component {
            "" | "." => {}
            ".." => drop(components.pop()),
            _ => components.push(component),
        }
    }
    components
}

/// How long the directories are that both paths begin with, in octets.
pub fn shared_directory(one: &str, other: &str) -> usize {
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    one.as_bytes()[..shared].iter().rposition(|octet| *octet == b'/').map_or(0, |slash| slash + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_are_joined_to_relative_paths() {
        for (directory, path, expected) in [
            (Some("/var/named"), "db.a", "/var/named/db.a"),
            (Some("/var/named/"), "x/db.a", "/var/named/x/db.a"),
            (Some("/var/named"), "/etc/db.a", "/etc/db.a"),
            (None, "db.a", "db.a"),
        ] {
            assert_eq!(join_directory(directory, path), expected);
        }
    }
}
