/** `athanor folder [PATH]`: which data folder is used, and which one from the next start on. */
import { resolve } from 'node:path';
import { defineCommand, type CommandRegistration } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { formatFacts, printable } from '../terminal/table.ts';

const command = defineCommand<readonly [string | undefined], { readonly usual?: boolean }>({
  usage: 'folder [folder]',
  summary: 'cli.folder.summary',
  arguments: ['cli.folder.folder'],
  options: [{ flags: '--usual', description: 'cli.folder.usual' }],
  work: async ({ console, connect }, { arguments: [folder], options: { usual = false } }) => {
    const { client } = await connect();
    const wanted = usual ? null : folder === undefined ? undefined : resolve(folder);
    const choice = await (wanted === undefined
      ? client.system.dataFolder()
      : client.system.chooseDataFolder({ folder: wanted }));
    console.document(choice);
    console.answer(
      formatFacts([
        [console.text('cli.folder.current'), printable(choice.current)],
        [console.text('cli.folder.next'), printable(choice.next ?? `${choice.chosen ?? ''} –`)],
      ]),
    );
    return exitStatus.success;
  },
});

export const folder: CommandRegistration = (program, add) => {
  add(program, command);
};
