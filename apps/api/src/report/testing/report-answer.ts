import { createHash } from 'node:crypto';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';

/** What nobody wants in a page: a tag, all quotes, an entity, a bell, and a turn of the direction. */
export const HOSTILE = `"><script>alert('1')</script>&amp;\u0007\u202efdp.exe`;
/** The same as a report has it. */
export const HARMLESS =
  '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;[U+0007][U+202E]fdp.exe';

/** A whole page that needs nothing else, may do nothing, and in which nothing of a user's became a tag. */
export function expectReport({ status, headers, text }: ApiAnswer, language: string): void {
  expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers.get('Content-Disposition')).toMatch(/^inline; filename=/);
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  const [style = '', ...others] = [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((match) => match[1]);
  expect(others).toEqual([]);
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers.get('Content-Security-Policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(text).toMatch(new RegExp(`^<!doctype html>\\s*<html lang="${language}">`));
  expect(text.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
    /<script|<iframe|<object|\son\w+=|\sstyle=|javascript:|url\(|@import|(src|href)="(?!data:,")/i,
  );
  expectSound(text.replace(style, ''));
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  for (const [chart] of text.matchAll(/<svg\s+role="img"[\s\S]*?<\/svg>/g)) {
    expect(chart).toMatch(/<title>[^<]+<\/title>\s*<desc>[^<]+<\/desc>/);
    expect(chart).not.toMatch(/NaN|Infinity|undefined|null/);
  }
}

const NEVER_CLOSED = ['meta', 'link', '!doctype'];

/** Every tag that is opened is closed, in the right order. */
function expectSound(text: string): void {
  const open: string[] = [];
  for (const [tag, slash, name = ''] of text.matchAll(/<(\/?)(!?[a-z][a-z0-9]*)[^>]*>/g)) {
    if (slash === '/') expect([tag, open.pop()]).toEqual([tag, name]);
    else if (!tag.endsWith('/>') && !NEVER_CLOSED.includes(name)) open.push(name);
  }
  expect(open).toEqual([]);
}

/** The text of a report as a reader sees it: tags become spaces. */
export function textOf({ text }: ApiAnswer): string {
  return text
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}
