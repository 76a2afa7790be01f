/** What a workbook has beside its sheets: their names, its shared texts, and which styles are dates. */
import { posix } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { damaged, type WorkbookPackage } from './package.ts';
import { isDateFormat } from './dates.ts';
import { xmlEvents } from './xml.ts';

export interface Sheet {
  readonly name: string;
  /** In the package. */
  readonly part: string;
}

export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly texts: readonly string[];
  /** By the number of a cell's style. */
  readonly dateStyles: readonly boolean[];
  /** Whether days count from 1904, as on old Macintoshes. */
  readonly from1904: boolean;
}

/** Characters of shared texts, which must be at hand as a whole. */
const mostText = 2 ** 28;

/** Throws UserError `datasets.workbookDamaged`, or `datasets.workbookTooLarge` where the texts fill a memory. */
export async function readWorkbook(parts: WorkbookPackage, file: string): Promise<Workbook> {
  try {
    const main = await mainPart(parts);
    const targets = await relationships(parts, main);
    const sheets: Sheet[] = [];
    let from1904 = false;
    for await (const events of xmlEvents(parts.text(main)))
      for (const { kind, name, attributes } of events) {
        if (kind !== 'open') continue;
        if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
        const part = name === 'sheet' ? targets.get(attributes['r:id'] ?? '')?.target : undefined;
        if (part !== undefined && parts.has(part)) sheets.push({ name: attributes['name'] ?? '', part });
      }
    const partOf = (type: string): string | undefined =>
      [...targets.values()].find((one) => one.type.endsWith(`/${type}`) && parts.has(one.target))?.target;
    const textPart = partOf('sharedStrings');
    const stylePart = partOf('styles');
    return {
      sheets,
      from1904,
      texts: textPart === undefined ? [] : await sharedTexts(parts, textPart, file),
      dateStyles: stylePart === undefined ? [] : await dateStyles(parts, stylePart),
    };
  } catch (error) {
    throw error instanceof UserError ? error : damaged(file, error);
  }
}

async function mainPart(parts: WorkbookPackage): Promise<string> {
  const found = [...(await relationships(parts, '')).values()].find(({ type }) => type.endsWith('/officeDocument'));
  return found?.target ?? 'xl/workbook.xml';
}

/** What a part refers to, by the name that it uses. */
async function relationships(
  parts: WorkbookPackage,
  part: string,
): Promise<Map<string, { readonly type: string; readonly target: string }>> {
  const folder = posix.dirname(part);
  const listed = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const found = new Map<string, { type: string; target: string }>();
  if (!parts.has(listed)) return found;
  for await (const events of xmlEvents(parts.text(listed)))
    for (const { kind, name, attributes } of events) {
      if (kind !== 'open' || name !== 'Relationship') continue;
      const target = attributes['Target'] ?? '';
      const whole = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
      found.set(attributes['Id'] ?? '', { type: attributes['Type'] ?? '', target: whole });
    }
  return found;
}

/** Texts may be in pieces, one for each way of writing; readings (`rPh`) are none. */
async function sharedTexts(parts: WorkbookPackage, part: string, file: string): Promise<string[]> {
  const texts: string[] = [];
  let text = '';
  let total = 0;
  let inText = false;
  let inReading = false;
  for await (const events of xmlEvents(parts.text(part)))
    for (const event of events) {
      const opens = event.kind === 'open';
      if (event.kind === 'text') {
        if (inText && !inReading) text += event.text;
      } else if (event.name === 't') inText = opens;
      else if (event.name === 'rPh') inReading = opens;
      else if (event.name === 'si' && !opens) {
        texts.push(text);
        total += text.length;
        text = '';
        if (total > mostText) throw new UserError('datasets.workbookTooLarge', { file }, { location: { file } });
      }
    }
  return texts;
}

async function dateStyles(parts: WorkbookPackage, part: string): Promise<boolean[]> {
  const formats = new Map<string, string>();
  const styles: boolean[] = [];
  let inCells = false;
  for await (const events of xmlEvents(parts.text(part)))
    for (const { kind, name, attributes } of events) {
      if (name === 'cellXfs') inCells = kind === 'open';
      if (kind !== 'open') continue;
      if (name === 'numFmt') formats.set(attributes['numFmtId'] ?? '', attributes['formatCode'] ?? '');
      if (name === 'xf' && inCells) {
        const id = attributes['numFmtId'] ?? '0';
        styles.push(isDateFormat(Number(id), formats.get(id)));
      }
    }
  return styles;
}
