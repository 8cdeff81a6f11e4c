//! One zone in place of those that a file serves in views which have the same zones: they are loaded and judged once. Reads
//! nothing.

use std::collections::{HashMap, HashSet};

use crate::discover::assumed::AssumedOrigin;
use crate::discover::server_config::{AlikeViews, Declaration};
use crate::syntax::name::NameKey;
use crate::zone::InView;

/// Of zones of one file that differ in their views alone, which are `alike`, one: that of the first view by name, which knows
/// all of them.
pub fn in_alike_views(assumed: Vec<AssumedOrigin>, alike: &AlikeViews) -> Vec<AssumedOrigin> {
    if alike.is_empty() || assumed.len() < 2 {
        return assumed;
    }
    let (mut all, mut numbers): (Vec<AssumedOrigin>, _) = (Vec::new(), HashMap::new());
    for mut one in assumed {
        let Some(view) = one.view.clone() else {
            all.push(one);
            continue;
        };
        let first = alike.first_of(&view).to_owned();
        let is_first = view == first;
        let in_view = InView { view, origin_source: one.source.clone() };
        let number = *numbers.entry((one.origin.as_ref().map(NameKey::of), first)).or_insert(all.len());
        match all.get_mut(number) {
            Some(kept) => {
                kept.views.push(in_view);
                if is_first {
                    one.views = std::mem::take(&mut kept.views);
                    *kept = one;
                }
            }
            None => {
                one.views.push(in_view);
                all.push(one);
            }
        }
    }
    all.iter_mut().filter(|one| one.views.len() == 1).for_each(|one| one.views.clear());
    all
}

/// How many zones there are at most of a file that is `declared` so often, those in views that are `alike` counted once.
pub fn count_apart(declared: &[Declaration], alike: &AlikeViews) -> usize {
    let key = |one: &'_ Declaration| {
        let view = one.view.as_deref().map(|view| alike.first_of(view).to_owned());
        (NameKey::of(&one.origin), view)
    };
    declared.iter().map(key).collect::<HashSet<_>>().len()
}
