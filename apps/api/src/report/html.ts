/** HTML that is ready to be sent; made by {@link html} alone, so that nothing gets into a page unescaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text is escaped, what is absent is left out. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/**
 * A template whose values are escaped, be it in text or in an attribute in double quotes. Not for `<style>`,
 * comments or attributes without quotes: no value stands there.
 */
export function html(parts: TemplateStringsArray, ...values: HtmlValue[]): Html {
  const text = parts.reduce((before, part, at) => before + textOf(values[at - 1]) + part);
  return new Html(text);
}

/** Text that is ours and is no HTML by itself, such as the style of a page; never anything of a user's. */
export function trusted(text: string): Html {
  return new Html(text);
}

function textOf(value: HtmlValue): string {
  if (value instanceof Html) return value.text;
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'object') return value.map(textOf).join('');
  return escapeHtml(String(value));
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Not shown by themselves: control characters, which HTML does not allow, and those that turn the direction of what
 * stands beside them, so that `…\u202Evsc.exe.csv` looks like another kind of file. Line breaks and tabs are text.
 */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** Halves of characters, which no encoding has. */
const HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The only place where values become HTML. What can't be seen is named, as `[U+202E]`. */
export function escapeHtml(value: string): string {
  return value
    .replace(/\r\n?/g, '\n')
    .replace(HALVES, '\ufffd')
    .replace(UNSEEN, (character) => `[U+${codeOf(character)}]`)
    .replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

function codeOf(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}
