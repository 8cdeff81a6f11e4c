//! Files that changed while they were linted: nothing that was found in them counts. Reads no zone.

use std::collections::HashMap;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::discover::RunFault;
use crate::rules::finding::Finding;

/// Leaves out the findings in files that have changed since they were read, and makes each such file a fault. All texts
/// that a report will ask for are read again.
pub(crate) fn leave_out_changed(
    lists: [&mut Vec<Finding>; 2],
    sources: &Sources,
    faults: &mut Vec<RunFault>,
) {
    let mut asked: HashMap<SourceId, bool> = HashMap::new();
    // Most findings are in the file of the one before.
    let mut last = None;
    let mut has_changed = |span: &Span| {
        let source = sources.written(*span).source;
        if let Some((_, has_changed)) = last.filter(|(before, _)| *before == source) {
            return has_changed;
        }
        let has_changed = *asked.entry(source).or_insert_with(|| sources.file(source).has_changed());
        last = Some((source, has_changed));
        has_changed
    };
    for findings in lists {
        findings.retain(|finding| {
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.span);
            let labels = finding.labels.iter().map(|label| &label.span);
            !std::iter::once(&finding.span).chain(labels).chain(edits).any(&mut has_changed)
        });
    }
    let fault = |path: &str| RunFault(format!("`{path}` changed while it was linted: lint it again"));
    faults.extend(sources.changed().map(fault));
}
