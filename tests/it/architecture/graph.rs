//! Who imports whom: circles, floors, and an outline of the whole.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Module, Tree};

/// Things, and which others each imports.
pub type Graph = BTreeMap<String, BTreeSet<String>>;

/// The files by their modules.
pub fn of_files(tree: &Tree) -> Graph {
    let shown = |module: &Module| module.join("::");
    let imports = tree.imports().into_iter();
    imports.map(|(module, others)| (shown(module), others.into_iter().map(shown).collect())).collect()
}

/// The rooms, which are the folders and files of `src/` itself but for the crate's root.
pub fn of_rooms(tree: &Tree) -> Graph {
    let mut rooms = Graph::new();
    for (module, others) in tree.imports() {
        let Some(room) = module.first() else { continue };
        let others = others.into_iter().filter_map(|other| other.first()).filter(|other| *other != room);
        rooms.entry(room.clone()).or_default().extend(others.cloned());
    }
    rooms
}

/// What each imports, however far around.
fn reach(graph: &Graph) -> BTreeMap<String, BTreeSet<String>> {
    let from = |start: &String| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(one) = open.pop() {
            open.extend(graph.get(one).into_iter().flatten().filter(|other| seen.insert((*other).clone())));
        }
        seen
    };
    graph.keys().map(|one| (one.clone(), from(one))).collect()
}

/// The circles: those that import each other, however far around.
pub fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let reach = reach(graph);
    let mut circles = BTreeSet::new();
    for (one, others) in &reach {
        if others.contains(one) {
            let back = |other: &&String| reach.get(*other).is_some_and(|far| far.contains(one));
            circles.insert(others.iter().filter(back).cloned().collect::<Vec<_>>());
        }
    }
    circles.into_iter().collect()
}

/// How many floors there are: each stands one above the highest that it imports; a circle lies on one floor.
fn floors(graph: &Graph) -> usize {
    let reach = reach(graph);
    let below = |one: &String, other: &String| !reach.get(other).is_some_and(|far| far.contains(one));
    let mut floor: BTreeMap<&String, usize> = graph.keys().map(|one| (one, 1)).collect();
    let lowest_first = {
        let mut keys: Vec<&String> = graph.keys().collect();
        keys.sort_by_key(|one| reach[*one].len());
        keys
    };
    for _ in 0..graph.len() {
        let before = floor.clone();
        for &one in &lowest_first {
            let circle = reach[one].iter().filter(|other| !below(one, other));
            let circle: Vec<&String> = circle.chain([one]).collect();
            let imported = circle.iter().filter_map(|member| graph.get(*member)).flatten();
            let highest =
                imported.filter(|other| below(one, other)).filter_map(|other| floor.get(other)).max();
            floor.insert(one, highest.map_or(1, |highest| highest + 1));
        }
        if floor == before {
            break;
        }
    }
    floor.into_values().max().unwrap_or_default()
}

/// The whole in a few lines, to compare one state with another.
pub fn outline(tree: &Tree) -> String {
    let mut shown = String::new();
    for (what, graph) in [("rooms", of_rooms(tree)), ("files", of_files(tree))] {
        let circles = circles(&graph);
        let circle_of = |one: &String| circles.iter().position(|circle| circle.contains(one));
        let arrows = || graph.iter().flat_map(|(from, others)| others.iter().map(move |to| (from, to)));
        let around =
            arrows().filter(|(from, to)| circle_of(from).is_some_and(|own| circle_of(to) == Some(own)));
        shown += &format!(
            "{what}: {}, floors: {}, arrows: {}, arrows within circles: {}, circles: {} of {:?}\n",
            graph.len(),
            floors(&graph),
            arrows().count(),
            around.count(),
            circles.len(),
            circles.iter().map(Vec::len).collect::<Vec<_>>(),
        );
    }
    let lines = tree.files.values().map(|file| file.length());
    let (count, longest) = (lines.clone().sum::<usize>(), lines.max().unwrap_or_default());
    let functions = || tree.files.values().flat_map(|file| file.functions()).map(|(_, _, lines)| lines);
    shown += &format!(
        "lines without tests: {count}, of the longest file: {longest}; functions: {}, lines of the longest: {}\n",
        functions().count(),
        functions().max().unwrap_or_default(),
    );
    for (room, others) in of_rooms(tree) {
        shown += &format!("  {room} -> {}\n", others.into_iter().collect::<Vec<_>>().join(" "));
    }
    shown
}

#[test]
fn circles_and_floors_are_found() {
    let graph: Graph = [("a", "b c"), ("b", "c"), ("c", "b d"), ("d", ""), ("e", "e")]
        .into_iter()
        .map(|(one, others)| (one.to_owned(), others.split_whitespace().map(str::to_owned).collect()))
        .collect();
    assert_eq!(circles(&graph), [vec!["b", "c"], vec!["e"]]);
    assert_eq!(floors(&graph), 3);
}
