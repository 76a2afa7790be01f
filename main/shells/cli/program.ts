/** The command line's grammar: commander, speaking the person's language and ending with our statuses. */
import { Command, CommanderError } from 'commander';
import { hasMessage, type MessageKey } from '../../../resources/messages/index.ts';
import type { SerializedError } from '../../base/errors.ts';
import type { AddCommand, CommandShape, Surroundings } from './command.ts';
import { commands } from './commands/registry.ts';
import { connect, type Connection } from './connection.ts';
import { Console } from './console.ts';
import { toCodedError } from './errors.ts';
import { exitStatus } from './exit-status.ts';
import type { ProgressOutput } from './terminal/progress.ts';

interface CommonOptions {
  readonly json?: boolean;
  readonly data?: string;
}

export interface ProgramOptions {
  readonly console: Console;
  readonly version: string;
  readonly progress?: ProgressOutput;
  /** Takes the status that the process shall end with. */
  readonly end: (status: number) => void;
}

export function createProgram({ console: plain, version, end, progress }: ProgramOptions): Command {
  const text = (key: MessageKey): string => plain.text(key);
  const program = new Command('athanor');
  configure(program, text, plain);
  program.description(text('cli.summary'));
  program.option('--version', text('cli.option.version'));
  program.on('option:version', () => {
    plain.answer(version);
    plain.document({ version });
    end(exitStatus.success);
    throw new CommanderError(0, 'commander.version', version);
  });
  addCommonOptions(program, text);
  program.addHelpText('after', `\n${text('cli.help.statuses')}`);

  const add: AddCommand = (parent, shape) => {
    const command = configure(parent.command(shape.usage), text, plain);
    command.description(text(shape.summary));
    command.registeredArguments.forEach((argument, index) => {
      const key = shape.arguments[index];
      if (key !== undefined) argument.description = text(key);
    });
    for (const { flags, description, repeatable } of shape.options) {
      if (repeatable === true) command.option(flags, text(description), gather);
      else command.option(flags, text(description));
    }
    addCommonOptions(command, text);
    command.action(async (...given: unknown[]) => {
      end(await perform(shape, given.slice(0, command.registeredArguments.length), command, plain, progress));
    });
  };
  for (const register of commands) register(program, add, text);
  return program;
}

function gather(value: string, list: string[] = []): string[] {
  return [...list, value];
}

/** Taken before and after the command's name alike. */
function addCommonOptions(command: Command, text: (key: MessageKey) => string): void {
  command.option('--data <folder>', text('cli.option.data'));
  command.option('--json', text('cli.option.json'));
  command.option('--lang <en|zh>', text('cli.option.lang'));
}

const titles: Readonly<Record<string, MessageKey>> = {
  'Usage:': 'cli.help.usage',
  'Arguments:': 'cli.help.arguments',
  'Options:': 'cli.help.options',
  'Commands:': 'cli.help.commands',
};

function configure(command: Command, text: (key: MessageKey) => string, console: Console): Command {
  command.exitOverride();
  command.helpOption('-h, --help', text('cli.option.help'));
  command.helpCommand(false);
  command.configureHelp({ styleTitle: (title) => (titles[title] === undefined ? title : text(titles[title])) });
  command.configureOutput({ outputError: () => undefined, writeOut: (help) => console.answer(help.trimEnd()) });
  command.showHelpAfterError(false);
  return command;
}

async function perform<Arguments, Options>(
  shape: CommandShape<Arguments, Options>,
  given: readonly unknown[],
  command: Command,
  plain: Console,
  progress: ProgressOutput | undefined,
): Promise<number> {
  // Each command repeats the common options, so that they may stand anywhere; nearest to the command wins.
  const options = command.optsWithGlobals<CommonOptions>();
  const own = command.opts<CommonOptions>();
  const json = own.json ?? options.json ?? false;
  const console = new Console({ locale: plain.locale, json, ...(progress === undefined ? {} : { progress }) });
  const dataFolder = own.data ?? options.data ?? null;
  const connections: Connection[] = [];
  const surroundings: Surroundings = {
    console,
    dataFolder,
    async connect() {
      const connection = await connect(dataFolder);
      connections.push(connection);
      return connection;
    },
  };
  try {
    return await shape.work(surroundings, { arguments: given as Arguments, options: own as Options });
  } catch (error) {
    console.fail(toCodedError(error));
    return exitStatus.failure;
  } finally {
    for (const connection of connections) await connection.close();
  }
}

/** What commander refused, in our words. Null for what is no refusal: help and version. */
export function usageError(error: CommanderError): SerializedError | null {
  if (error.exitCode === 0) return null;
  const code = `cli.usage.${error.code.replace(/^commander\./u, '')}`;
  const [, name = ''] = /'([^']*)'/u.exec(error.message) ?? [];
  const [, nearest = null] = /Did you mean (?:one of )?([^?]*)\?/u.exec(error.message) ?? [];
  if (!hasMessage(`error.${code}`)) return { code: 'cli.usage.other', params: { detail: error.message } };
  return { code, params: { name, nearest } };
}
