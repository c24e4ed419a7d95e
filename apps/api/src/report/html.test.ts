import { describe, it } from 'node:test';
import { expect } from 'expect';
import { escapeHtml, html, trusted } from './html';
import { HARMLESS, HOSTILE } from './testing/report-answer';

describe('the template of HTML', () => {
  it('escapes every value, in text and in attributes', () => {
    expect(html`<p title="${HOSTILE}">${HOSTILE}</p>`.text).toBe(`<p title="${HARMLESS}">${HARMLESS}</p>`);
    expect(html`${'<b>'}${['<i>', html`<u>${'&'}</u>`]}`.text).toBe('&lt;b&gt;&lt;i&gt;<u>&amp;</u>');
  });

  it('takes HTML as it is only from itself and from what is said to be ours', () => {
    const forged = { text: '<b>', toString: () => '<b>' };
    expect(html`${trusted('<b>')}`.text).toBe('<b>');
    expect(() => html`${forged as never}`).toThrow();
  });

  it('leaves out what is absent, and keeps zero', () => {
    expect(html`${null}${undefined}${false}${0}${''}`.text).toBe('0');
  });

  it('names what can’t be seen, so that nothing is turned around or hidden', () => {
    expect(escapeHtml('a\u0000b\u001bc\u007fd\u0085e')).toBe('a[U+0000]b[U+001B]c[U+007F]d[U+0085]e');
    expect(escapeHtml('invoice\u202efdp.exe\u2066\u200f')).toBe('invoice[U+202E]fdp.exe[U+2066][U+200F]');
  });

  it('keeps lines, tabs, Thai, emoji and right-to-left letters', () => {
    const kept = 'ก็\tน้ำ\nשלום 👩‍👩‍👧';
    expect(escapeHtml(kept)).toBe(kept);
    expect(escapeHtml('a\r\nb\rc')).toBe('a\nb\nc');
  });

  it('replaces halves of characters', () => {
    expect(escapeHtml('a\ud83dz\ude00 😀')).toBe('a\ufffdz\ufffd 😀');
  });
});
