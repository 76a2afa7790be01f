/** `athanor serve`: the window for a browser on this machine, until Ctrl-C. */
import { UserError } from '../../../base/errors.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { listenForInterrupts } from '../training/interrupts.ts';

interface ServeOptions {
  readonly port?: string;
  readonly open: boolean;
}

const command = defineCommand<readonly [], ServeOptions>({
  usage: 'serve',
  summary: 'cli.serve.summary',
  arguments: [],
  options: [
    { flags: '--port <port>', description: 'cli.serve.port' },
    { flags: '--no-open', description: 'cli.serve.noOpen' },
  ],
  work: async ({ console, dataFolder }, { options }) => {
    const port = parsePort(options.port);
    const { serveWindow } = await import('../../browser/serve-window.ts');
    const interrupts = listenForInterrupts();
    try {
      const window = await serveWindow({
        dataFolder,
        port,
        open: options.open,
        onAddress(url, isOurs) {
          console.document({ url, isOurs });
          console.answer(console.text(isOurs ? 'browser.address' : 'browser.alreadyOpen', { url }));
        },
      });
      if (!window.isOurs) return exitStatus.success;
      // Ctrl-C is how this command is meant to end.
      const kind = await interrupts.first;
      await window.close();
      return kind === 'interrupted' ? exitStatus.success : exitStatus.terminated;
    } finally {
      interrupts.close();
    }
  },
});

export const serve: CommandRegistration = (program, add) => {
  add(program, command);
};

function parsePort(word: string | undefined): number {
  if (word === undefined) return 0;
  const port = Number(word);
  if (/^\d+$/u.test(word) && port <= 65_535) return port;
  throw new UserError('cli.expectedPort', { found: word });
}
