/** Markdown as parts: what is drawn, and that nothing typed becomes HTML or leads away. */
import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import Markdown from '../../../renderer/markdown/Markdown.svelte';
import { longestMarkdown, parseMarkdown } from '../../../renderer/markdown/parse.ts';

function drawn(text: string): string {
  return render(Markdown, { props: { blocks: parseMarkdown(text) } }).body.replace(/<!--.*?-->/gu, '');
}

test('headings, lists, tasks, code, quotes and tables are drawn as what they are', () => {
  const html = drawn(
    '# Result\n\nBetter on **small** classes, `lr` *1e-3*, ~~sgd~~.\n\n1. one\n2. two\n\n- [x] done\n- [ ] open\n\n> said\n\n```\na < b\n```\n\n| seed | acc |\n| --- | ---: |\n| 1 | 0.97 |\n\n---\n',
  );
  expect(html).toMatch(/<h3[^>]*>\s*Result/u);
  expect(html).toMatch(/<strong[^>]*>small<\/strong>/u);
  expect(html).toMatch(/<code[^>]*>lr<\/code>/u);
  expect(html).toMatch(/<em[^>]*>1e-3<\/em>/u);
  expect(html).toMatch(/<del[^>]*>sgd<\/del>/u);
  expect(html).toMatch(/<ol start="1"[^>]*>\s*<li[^>]*>\s*one/u);
  expect(html).toContain('☑');
  expect(html).toContain('☐');
  expect(html).toMatch(/<blockquote[^>]*>\s*<p[^>]*>said/u);
  expect(html).toMatch(/<pre[^>]*><code[^>]*>a &lt; b/u);
  expect(html).toMatch(/text-align:\s*right[^>]*>\s*0\.97/u);
  expect(html).toContain('<hr');
});

test.each([
  '<script>alert(1)</script>',
  'before <img src=x onerror=alert(1)> after',
  '<iframe src="https://example.org"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '![x](https://example.org/tracker.png)',
  '[x](data:text/html,<script>alert(1)</script>)',
  '<svg/onload=alert(1)>',
  '[x](https://example.org)',
  '[x](//example.org)',
  '[x](#/../../etc) [y](vbscript:x)',
])('%s makes no element of its own and leads nowhere', (text) => {
  const html = drawn(text);
  expect(html).not.toMatch(/<(?:script|img|iframe|svg|object|embed|form|style|link|meta)\b/iu);
  expect(html).not.toMatch(/<[a-z][^>]*\son\w+=/iu);
  for (const [, href] of html.matchAll(/<a\b[^>]*href="([^"]*)"/giu)) expect(href).toMatch(/^#\//u);
});

test('links within the window are links, others show where they would lead', () => {
  expect(drawn('see [run](#/runs/01J)')).toMatch(/<a href="#\/runs\/01J"[^>]*>run<\/a>/u);
  expect(drawn('see [paper](https://example.org/p)')).toContain('(https://example.org/p)');
  // An address that stands for itself is said once.
  expect(drawn('https://example.org/p').match(/example\.org/gu)).toHaveLength(2);
});

test('texts that are too long or too deep are shown, not lost', () => {
  expect(drawn('x'.repeat(longestMarkdown + 1))).toContain('xxx');
  const deep = `${'> '.repeat(3000)}core`;
  expect(drawn(deep)).toContain('core');
  expect(drawn(`${'['.repeat(5000)}core${']'.repeat(5000)}`)).toContain('core');
  expect(drawn('')).not.toContain('<p');
});
