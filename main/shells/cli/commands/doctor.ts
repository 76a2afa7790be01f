/** `athanor doctor`: engines, devices, versions, the data folder, what is missing and how to get it. */
import type { DoctorReport } from '../../../api/contract/system-types.ts';
import { hasMessage } from '../../../../resources/messages/index.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatBytes } from '../terminal/numbers.ts';
import { formatFacts, formatTable, printable } from '../terminal/table.ts';

const command = defineCommand<readonly [], object>({
  usage: 'doctor',
  summary: 'cli.doctor.summary',
  arguments: [],
  options: [],
  work: async ({ console, connect }) => {
    const { client } = await connect();
    const report = await client.system.doctor();
    console.document(report);
    console.answer(describe(report, console));
    return report.findings.some((finding) => finding.level === 'error') ? exitStatus.failure : exitStatus.success;
  },
});

export const doctor: CommandRegistration = (program, add) => {
  add(program, command);
};

function describe(report: DoctorReport, console: Console): string {
  const { platform, dataFolder, versions } = report;
  const facts: [string, string][] = [
    ['Athanor', report.version],
    [console.text('cli.doctor.system'), `${platform.system} ${platform.release}, ${platform.architecture}`],
    [console.text('cli.doctor.processor'), `${platform.processor}, ${platform.cores} × CPU`],
    [console.text('cli.doctor.memory'), formatBytes(platform.memoryBytes)],
    [console.text('cli.doctor.dataFolder'), printable(dataFolder.path)],
    [console.text('cli.doctor.free'), formatBytes(dataFolder.freeBytes)],
    ...Object.entries(versions).map(([name, version]): [string, string] => [name, version]),
  ];
  const columns = [
    { title: console.text('cli.column.engine') },
    { title: console.text('cli.column.state') },
    { title: console.text('cli.column.version') },
    { title: console.text('cli.column.devices') },
  ];
  const engines = report.engines.map((engine) => [
    engine.id,
    console.text('cli.doctor.state', { state: engine.state }),
    engine.version ?? '–',
    engine.devices.map((device) => `${device.id} (${device.name})`).join(', ') || '–',
  ]);
  const findings = report.findings.map((finding) => {
    const hintKey = `doctor.${finding.code}.hint`;
    const line = console.text('cli.finding', { level: finding.level, message: console.coded('doctor', finding) });
    return hasMessage(hintKey) ? `${line}\n  ${console.text(hintKey, finding.params)}` : line;
  });
  const parts = [formatFacts(facts), formatTable(columns, engines)];
  if (findings.length > 0) parts.push(findings.join('\n'));
  return parts.join('\n\n');
}
