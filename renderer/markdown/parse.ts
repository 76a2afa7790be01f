/**
 * Markdown as parts that a component draws one by one. Nothing in it is ever taken for HTML: tags that were typed are text,
 * pictures are their words, and an address is a link only where it stays in the window. Pure.
 */
import { marked, type Token, type Tokens } from 'marked';

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'strong'; readonly parts: readonly Inline[] }
  | { readonly kind: 'emphasis'; readonly parts: readonly Inline[] }
  | { readonly kind: 'struck'; readonly parts: readonly Inline[] }
  /** Within the window: `#/runs/…`. */
  | { readonly kind: 'link'; readonly href: string; readonly parts: readonly Inline[] }
  /** Elsewhere: shown with its address, and not followed. */
  | { readonly kind: 'address'; readonly address: string; readonly parts: readonly Inline[] };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly parts: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly parts: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'rule' }
  | {
      readonly kind: 'list';
      /** Number of the first item; null for a list without numbers. */
      readonly start: number | null;
      readonly items: readonly { readonly checked: boolean | null; readonly blocks: readonly Block[] }[];
    }
  | {
      readonly kind: 'table';
      readonly align: readonly ('left' | 'right' | 'center' | null)[];
      readonly header: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

/** Longer texts are shown as they were typed: drawing them part by part would hold the window up. */
export const longestMarkdown = 200_000;

/** Deeper than this nobody nests; what is there is text. */
const deepest = 24;

export function parseMarkdown(text: string): Block[] {
  if (text.length > longestMarkdown) return [plain(text)];
  try {
    return blocksOf(marked.lexer(text, { gfm: true }), 0);
  } catch {
    // Thousands of brackets or quotes inside one another are more than the lexer's stack: no reason to lose the text.
    return [plain(text)];
  }
}

function plain(text: string): Block {
  return { kind: 'paragraph', parts: [{ kind: 'text', text }] };
}

function blocksOf(tokens: readonly Token[], depth: number): Block[] {
  if (depth > deepest) return [plain(tokens.map(({ raw }) => raw).join(''))];
  return tokens.flatMap((token): Block[] => {
    switch (token.type) {
      case 'space':
      case 'def':
        return [];
      case 'heading': {
        const { depth: level, tokens: inner } = token as Tokens.Heading;
        return [{ kind: 'heading', level, parts: inlinesOf(inner, depth) }];
      }
      case 'code':
        return [{ kind: 'code', text: (token as Tokens.Code).text }];
      case 'blockquote':
        return [{ kind: 'quote', blocks: blocksOf((token as Tokens.Blockquote).tokens, depth + 1) }];
      case 'hr':
        return [{ kind: 'rule' }];
      case 'list': {
        const { ordered, start, items } = token as Tokens.List;
        return [
          {
            kind: 'list',
            start: ordered ? (start === '' ? 1 : start) : null,
            items: items.map((item) => ({
              checked: item.task ? (item.checked ?? false) : null,
              blocks: blocksOf(item.tokens, depth + 1),
            })),
          },
        ];
      }
      case 'table': {
        const { align, header, rows } = token as Tokens.Table;
        const cells = (row: readonly Tokens.TableCell[]) => row.map((cell) => inlinesOf(cell.tokens, depth));
        return [{ kind: 'table', align, header: cells(header), rows: rows.map(cells) }];
      }
      case 'checkbox':
        return [];
      case 'paragraph':
      case 'text': {
        const { tokens: inner, text } = token as Tokens.Paragraph | Tokens.Text;
        return [{ kind: 'paragraph', parts: inner === undefined ? [{ kind: 'text', text }] : inlinesOf(inner, depth) }];
      }
      default:
        // HTML, and whatever a later version of the library may know.
        return token.raw.trim() === '' ? [] : [plain(token.raw.trimEnd())];
    }
  });
}

function inlinesOf(tokens: readonly Token[] | undefined, depth: number): Inline[] {
  if (tokens === undefined) return [];
  if (depth > deepest) return [{ kind: 'text', text: tokens.map(({ raw }) => raw).join('') }];
  return tokens.flatMap((token): Inline[] => {
    const inner = (): Inline[] => inlinesOf((token as { tokens?: Token[] }).tokens, depth + 1);
    switch (token.type) {
      case 'strong':
        return [{ kind: 'strong', parts: inner() }];
      case 'em':
        return [{ kind: 'emphasis', parts: inner() }];
      case 'del':
        return [{ kind: 'struck', parts: inner() }];
      case 'codespan':
        return [{ kind: 'code', text: (token as Tokens.Codespan).text }];
      case 'br':
        return [{ kind: 'break' }];
      case 'link': {
        const { href } = token as Tokens.Link;
        if (/^#\//u.test(href)) return [{ kind: 'link', href, parts: inner() }];
        return [{ kind: 'address', address: href, parts: inner() }];
      }
      case 'image': {
        const { href, text } = token as Tokens.Image;
        return [{ kind: 'address', address: href, parts: [{ kind: 'text', text }] }];
      }
      case 'checkbox':
        return [];
      case 'text': {
        const { tokens: nested, text } = token as Tokens.Text;
        return nested === undefined ? [{ kind: 'text', text }] : inlinesOf(nested, depth + 1);
      }
      case 'escape':
        return [{ kind: 'text', text: (token as Tokens.Escape).text }];
      default:
        return [{ kind: 'text', text: token.raw }];
    }
  });
}
