import { runDoctor } from '@starweave/server';
import { type Command, exitCodes, UsageError } from '../command.ts';
import { formatTable } from '../format-table.ts';
import { type Flag, formatFlags, parseFlags } from '../parse-flags.ts';
import { loadConfigFromFlags, settingFlags } from '../setting-flags.ts';

const jsonFlag: Flag = { name: 'json', help: 'one JSON document for programs' };

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check this installation, part by part',
  help: () => `Usage: starweave doctor [--json] [any option of serve]

Checks the packages, Node, the database, the image worker, every model, the blob store, memory and ports.

${formatFlags([jsonFlag])}

Exit codes: 0 all well, 1 something is wrong (the first thing to fix is named).
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, [jsonFlag, ...settingFlags]);
    if (positionals.length > 0) throw new UsageError(`doctor takes options only, not "${positionals[0]}".`);
    const report = await runDoctor(loadConfigFromFlags(context, values));
    if (values.json === true) context.terminal.write(`${JSON.stringify(report, null, 2)}\n`);
    else {
      context.terminal.write(
        formatTable(
          ['', 'CHECK', 'FOUND'],
          report.checks.map(({ name, ok, detail }) => [ok ? 'ok' : 'WRONG', name, detail]),
        ),
      );
    }
    const first = report.checks.find(({ ok }) => !ok);
    if (first === undefined) return exitCodes.done;
    context.terminal.writeError(`Fix this first: ${first.name}: ${first.advice || first.detail}\n`);
    return exitCodes.failed;
  },
};
