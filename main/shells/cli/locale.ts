/** Which language to speak. Read before the grammar is built, because help itself is in that language. */
import { localeOf, type Locale } from '../../../resources/messages/index.ts';

/** `--lang`, else what the terminal's environment states, else the system's language. */
export function chooseLocale(
  given: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  system: string,
): Locale {
  const at = given.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const wanted = at < 0 ? undefined : given[at] === '--lang' ? given[at + 1] : given[at]?.slice('--lang='.length);
  if (wanted !== undefined) return localeOf(wanted);
  const stated = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'];
  if (stated === undefined || stated === '') return localeOf(system);
  // `C` and `POSIX` say nothing about the person.
  return /^(C|POSIX)\b/u.test(stated) ? 'en' : localeOf(stated);
}
