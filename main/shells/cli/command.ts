/** What a command of the command line is, and what it is given to work with. */
import type { Command } from 'commander';
import type { MessageKey } from '../../../resources/messages/index.ts';
import type { Connection } from './connection.ts';
import type { Console } from './console.ts';

/** Everything outside of a command: the terminal, and the way to Athanor's services. */
export interface Surroundings {
  readonly console: Console;
  /** As given by `--data`; null for the usual folder. */
  readonly dataFolder: string | null;
  /** Starts Athanor over the data folder, or finds the app that holds it. Closed when the command has ended. */
  connect(): Promise<Connection>;
}

/** Does the work of a command and says with which status the process ends. */
export type Work<Arguments, Options> = (
  surroundings: Surroundings,
  given: { readonly arguments: Arguments; readonly options: Options },
) => Promise<number>;

export interface CommandShape<Arguments, Options> {
  /** As commander writes it: `show <id>`. */
  readonly usage: string;
  readonly summary: MessageKey;
  /** What each argument is, in order. */
  readonly arguments: readonly MessageKey[];
  readonly options: readonly OptionShape[];
  readonly work: Work<Arguments, Options>;
}

export interface OptionShape {
  /** As commander writes it: `--name <name>`. */
  readonly flags: string;
  readonly description: MessageKey;
  /** Given several times, it gathers a list. */
  readonly repeatable?: boolean;
}

/** Adds a command to its parent; given by `main.ts`, which wraps the work. */
export type AddCommand = <Arguments, Options>(parent: Command, shape: CommandShape<Arguments, Options>) => void;

/** A command, or a group of them. One file each in `commands/`, one line each in the registry. */
export type CommandRegistration = (program: Command, add: AddCommand, text: (key: MessageKey) => string) => void;

export function defineCommand<Arguments, Options>(
  shape: CommandShape<Arguments, Options>,
): CommandShape<Arguments, Options> {
  return shape;
}
