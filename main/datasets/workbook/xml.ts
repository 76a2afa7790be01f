/** Reads XML as a stream of openings, texts and closings, in batches, without namespaces. */
import type { SaxesParser } from 'saxes';

export interface XmlEvent {
  readonly kind: 'open' | 'text' | 'close';
  /** Of the element, without a prefix; empty for text. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

const none = {};

/** Throws Error for what is no XML. Entities beyond XML's own five are refused, so none can grow. */
export async function* xmlEvents(chunks: AsyncIterable<string>): AsyncGenerator<readonly XmlEvent[]> {
  const { SaxesParser: Parser } = await import('saxes');
  const parser: SaxesParser = new Parser();
  let events: XmlEvent[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    events.push({ kind: 'open', name: local(name), attributes, text: '' });
  });
  parser.on('text', (text) => {
    events.push({ kind: 'text', name: '', attributes: none, text });
  });
  parser.on('closetag', ({ name }) => {
    events.push({ kind: 'close', name: local(name), attributes: none, text: '' });
  });
  for await (const chunk of chunks) {
    parser.write(chunk);
    yield events;
    events = [];
  }
  parser.close();
  yield events;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
