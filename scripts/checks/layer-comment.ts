/** Reads the comment at the head of a layer's file. */

/** What the comment at the head of a layer's file says. */
export interface LayerComment {
  /** Its first paragraph. */
  readonly summary: string;
  readonly formula: string;
  readonly shapes: string;
  readonly source: string;
}

export function readComment(source: string): LayerComment {
  const [comment = ''] = source.split('*/');
  const lines = comment.split('\n').map((line) => line.replace(/^\/?\s*\*+ ?/u, ''));
  const text = lines.join('\n').trim();
  const [summary = ''] = text.split('\n\n');
  const part = (name: string): string =>
    oneLine(
      new RegExp(`^${name}: (?<said>[\\s\\S]*?)(?=\\n[A-Z][a-z]+:|$(?![\\s\\S]))`, 'mu').exec(text)?.groups?.['said'] ??
        '',
    );
  return { summary: oneLine(summary), formula: part('Formula'), shapes: part('Shapes'), source: part('Source') };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
