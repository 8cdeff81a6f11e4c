//! The files of `src/`, taken apart as far as the tests of the architecture look at them: what is code, what is
//! comment, what is a test, and which other files the code names.
//!
//! This is not a Rust parser. It sees paths behind `crate::`, `super::` and `self::`, names of child modules, in `use`
//! trees and inline. It does not see paths that macros build, nor methods of a type that is handed in: to name that
//! type in a signature needs an import, so this is rare.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;

/// A path of modules from the crate's root; the root is the empty one.
pub type Module = Vec<String>;

/// One file of `src/`.
pub struct SourceFile {
    /// Below `src/`, with slashes.
    pub path: String,
    /// The module that it is.
    pub module: Module,
    /// All of it.
    pub text: String,
    /// Its code on the lines where it stands, without comments, tests, and what literals hold.
    pub code: String,
    /// Its comments on the lines where they stand, those of tests too.
    pub comments: String,
    /// How many of its lines are tests.
    test_lines: usize,
}

/// All files of a source tree by their module. `main.rs` is not among them: it is a program that uses the library.
pub struct Tree {
    /// The files, the crate's root first.
    pub files: BTreeMap<Module, SourceFile>,
}

impl Tree {
    /// Reads a source tree.
    pub fn read(root: &Path) -> Self {
        let (mut files, mut open) = (BTreeMap::new(), vec![root.to_owned()]);
        while let Some(directory) = open.pop() {
            for entry in fs::read_dir(&directory).expect("a directory of sources") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let below =
                    path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                if below.ends_with(".rs") && below != "main.rs" {
                    let file = SourceFile::new(&below, fs::read_to_string(&path).expect("UTF-8"));
                    files.insert(file.module.clone(), file);
                }
            }
        }
        Self { files }
    }

    /// Which files each file imports. What has no file of its own belongs to the nearest module above that has one.
    pub fn imports(&self) -> BTreeMap<&Module, BTreeSet<&Module>> {
        let owner = |path: &[String]| {
            let nearest = (0..=path.len()).rev().find_map(|length| self.files.get_key_value(&path[..length]));
            nearest.map(|(module, _)| module)
        };
        let of = |file: &SourceFile| -> BTreeSet<&Module> {
            let is_child = |module: &Module, name: &str| {
                self.files.contains_key(&[module.as_slice(), &[name.to_owned()]].concat())
            };
            let named = file.named(&is_child);
            named.iter().filter_map(|path| owner(path)).filter(|other| **other != file.module).collect()
        };
        self.files.iter().map(|(module, file)| (module, of(file))).collect()
    }
}

impl SourceFile {
    /// Takes a text apart.
    pub fn new(path: &str, text: String) -> Self {
        let (mut code, comments) = separate(&text);
        let tests = test_items(&code);
        let test_lines = tests.iter().map(|at| code[at.clone()].lines().count()).sum();
        for at in tests {
            let blank =
                code[at.clone()].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect::<String>();
            // What is not ASCII stands in literals and comments, which are blank already.
            code.replace_range(at, &blank);
        }
        let stem = path.strip_suffix(".rs").unwrap_or(path);
        let module = stem.strip_suffix("/mod").unwrap_or(stem);
        let module = module.split('/').filter(|part| *part != "lib").map(str::to_owned).collect();
        Self { path: path.to_owned(), module, text, code, comments, test_lines }
    }

    /// Its lines without its tests.
    pub fn length(&self) -> usize {
        self.text.lines().count() - self.test_lines
    }

    /// The line of an octet of the code, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.code[..offset].matches('\n').count() + 1
    }

    /// Where a word stands in the code.
    pub fn word<'f>(&'f self, word: &'f str) -> impl Iterator<Item = usize> + 'f {
        words_at(&self.code, word)
    }

    /// Its functions, each with the line where it begins and how many lines it has.
    pub fn functions(&self) -> Vec<(String, usize, usize)> {
        let of = |start: usize| {
            let rest = &self.code[start + "fn".len()..];
            let name: String = rest.trim_start().chars().take_while(|c| is_word(*c)).collect();
            let body = item_end(&self.code, start);
            let whole = &self.code[start..body];
            (!name.is_empty() && whole.ends_with('}'))
                .then(|| (name, self.line(start), whole.lines().count()))
        };
        self.word("fn").filter_map(of).collect()
    }

    /// The paths from the crate's root that the code names, those in braces one by one.
    fn named(&self, is_child: &dyn Fn(&Module, &str) -> bool) -> Vec<Module> {
        let inline = inline_modules(&self.code);
        let (mut named, mut at) = (Vec::new(), 0);
        while let Some(start) = self.code[at..].find(is_word).map(|next| at + next) {
            let end = word_end(&self.code, start);
            at = end;
            let before = &self.code[..start];
            let goes_on = before.ends_with("::") || before.ends_with('.') || before.ends_with("(in ");
            if goes_on || !self.code[end..].starts_with("::") {
                continue;
            }
            let mut module = self.module.clone();
            module.extend(inline.iter().filter(|(_, of)| of.contains(&start)).map(|(name, _)| name.clone()));
            let base = match &self.code[start..end] {
                "crate" => Vec::new(),
                "self" => module,
                "super" => module[..module.len().saturating_sub(1)].to_vec(),
                name if is_child(&module, name) => [module, vec![name.to_owned()]].concat(),
                _ => continue,
            };
            let rest = use_tree(&self.code[end + "::".len()..], &base, &mut named);
            at = self.code.len() - rest.len();
        }
        named
    }
}

/// Where `word` stands in `text`, not as a part of a longer word.
pub fn words_at<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let alone = move |start: &usize| {
        let end = start + word.len();
        let (first, last) = (word.starts_with(is_word), word.ends_with(is_word));
        !(first && text[..*start].ends_with(is_word) || last && text[end..].starts_with(is_word))
    };
    text.match_indices(word).map(|(start, _)| start).filter(alone)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word_end(code: &str, start: usize) -> usize {
    code[start..].find(|c| !is_word(c)).map_or(code.len(), |length| start + length)
}

/// Reads what stands behind `base::`, and returns what stands behind that.
fn use_tree<'c>(code: &'c str, base: &[String], named: &mut Vec<Module>) -> &'c str {
    let mut rest = code.trim_start();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside.trim_start();
        while !rest.is_empty() && !rest.starts_with('}') {
            let before = rest.len();
            rest = use_tree(rest, base, named).trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
            if rest.len() == before {
                break;
            }
        }
        return rest.strip_prefix('}').unwrap_or(rest);
    }
    let end = word_end(rest, 0);
    let path = match &rest[..end] {
        "" | "self" => base.to_vec(),
        "super" => base[..base.len().saturating_sub(1)].to_vec(),
        name => [base, &[name.to_owned()]].concat(),
    };
    rest = &rest[end..];
    match rest.strip_prefix("::") {
        Some(further) if end > 0 && !further.starts_with('<') => use_tree(further, &path, named),
        _ => {
            named.push(path);
            let rest = rest.strip_prefix('*').unwrap_or(rest);
            let alias = rest.strip_prefix(" as ");
            alias.map_or(rest, |alias| &alias[word_end(alias, 0)..])
        }
    }
}

/// The code and the comments of a text, each with blanks where the other stands.
fn separate(text: &str) -> (String, String) {
    let (mut code, mut comments, mut at) = (String::new(), String::new(), 0);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let behind_word = text[..at].ends_with(is_word);
        let (length, is_comment) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), true)
        } else if rest.starts_with("/*") {
            (block_comment(rest), true)
        } else {
            (literal(rest, behind_word), false)
        };
        if length == 0 {
            code.push(first);
            comments.push(if first == '\n' { '\n' } else { ' ' });
            at += first.len_utf8();
            continue;
        }
        for c in rest[..length].chars() {
            let (of_code, of_comments) = match (c, is_comment) {
                ('\n', _) => ('\n', '\n'),
                (c, true) => (' ', c),
                (_, false) => (' ', ' '),
            };
            code.push(of_code);
            comments.push(of_comments);
        }
        at += length;
    }
    (code, comments)
}

/// How long a block comment is, with those inside it.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let here = &rest[at..];
        let step = match here {
            _ if here.starts_with("/*") => {
                depth += 1;
                2
            }
            _ if here.starts_with("*/") => {
                depth -= 1;
                2
            }
            _ => here.chars().next().map_or(1, char::len_utf8),
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// How long the string or character is that begins here; 0 if none does.
fn literal(rest: &str, behind_word: bool) -> usize {
    let prefix = ["br", "cr", "b", "c", "r"].into_iter().find(|prefix| {
        !behind_word && rest.strip_prefix(prefix).is_some_and(|next| next.starts_with(['"', '#', '\'']))
    });
    let prefix = prefix.unwrap_or_default();
    let body = &rest[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = body.find(|c| c != '#').unwrap_or_default();
        let Some(text) = body[hashes..].strip_prefix('"') else { return 0 };
        let end = format!("\"{}", "#".repeat(hashes));
        return text.find(&end).map_or(0, |length| prefix.len() + hashes + 1 + length + end.len());
    }
    let quote = match body.chars().next() {
        Some('"') => '"',
        // A lifetime has no second quote behind its first character.
        Some('\'') if body[1..].starts_with('\\') || body[1..].chars().nth(1) == Some('\'') => '\'',
        _ => return 0,
    };
    let mut escaped = false;
    for (at, c) in body.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return prefix.len() + at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Where an item ends that begins at `start`: behind its `;` or its block.
fn item_end(code: &str, start: usize) -> usize {
    let (mut depth, mut blocks) = (0_i32, 0_i32);
    for (at, c) in code[start..].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' => blocks += 1,
            '}' => blocks -= 1,
            _ => {}
        }
        if depth == 0 && (c == ';' && blocks == 0 || c == '}' && blocks <= 0) {
            return start + at + 1;
        }
    }
    code.len()
}

/// The items that only tests have.
fn test_items(code: &str) -> Vec<Range<usize>> {
    let mut items: Vec<Range<usize>> = Vec::new();
    for attribute in ["#[cfg(test)]", "#[test]"] {
        for (start, _) in code.match_indices(attribute) {
            if !items.iter().any(|item| item.contains(&start)) {
                items.push(start..item_end(code, start));
            }
        }
    }
    items
}

/// The modules that a file writes out in braces, and where.
fn inline_modules(code: &str) -> Vec<(String, Range<usize>)> {
    let of = |start: usize| {
        let name = code[start + "mod".len()..].trim_start();
        let name = &name[..word_end(name, 0)];
        let end = item_end(code, start);
        (!name.is_empty() && code[..end].ends_with('}')).then(|| (name.to_owned(), start..end))
    };
    words_at(code, "mod").filter_map(of).collect()
}

#[test]
fn code_and_comments_and_tests_are_told_apart() {
    let text = "//! What it is.\nuse crate::a::{b::C, d as e};\nfn f<'a>(x: &'a [u8; 4]) {\n    g(\"crate::no // {\", '{', r#\"}\"#); // crate::never\n    super::h::i()\n}\n#[cfg(test)]\nmod tests {\n    use crate::t;\n}\n";
    let file = SourceFile::new("x/y.rs", text.to_owned());
    let named: Vec<String> = file.named(&|_, _| false).iter().map(|path| path.join("::")).collect();
    assert_eq!(named, ["a::b::C", "a::d", "x::h::i"]);
    assert_eq!(file.functions(), [("f".to_owned(), 3, 4)]);
    assert_eq!(file.length(), 6);
    assert!(file.comments.contains("crate::never") && !file.code.contains("never"));
    assert_eq!(file.code.lines().count(), text.lines().count());
}

#[test]
fn names_of_children_and_of_the_module_itself_are_imports() {
    let text = "pub use lexer::Tokens;\nuse self::entry::Entry;\nmod inner {\n    use super::other::Thing;\n}\nfn f() { list.iter().lexer::<u8>(); lexer::go() }\n";
    let file = SourceFile::new("syntax/mod.rs", text.to_owned());
    let is_child = |module: &Module, name: &str| module.len() == 1 && name == "lexer";
    let named: Vec<String> = file.named(&is_child).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        named,
        ["syntax::lexer::Tokens", "syntax::entry::Entry", "syntax::other::Thing", "syntax::lexer::go"]
    );
}
