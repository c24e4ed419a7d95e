import { describe, it } from 'node:test';
import { expect } from 'expect';
import { bars, columns, donut } from './charts';
import { type Html } from './html';
import { HARMLESS, HOSTILE } from './testing/report-answer';

const NAMES = { title: `Title ${HOSTILE}`, description: `Words ${HOSTILE}` };

/** Numbers of an attribute, in the order of the drawing. */
function numbersOf({ text }: Html, attribute: string): number[] {
  return [...text.matchAll(new RegExp(`\\s${attribute}="([\\d.-]+)`, 'g'))].map(([, number]) =>
    Number(number),
  );
}

describe('charts', () => {
  it('say what they are to those who do not see them, and escape it', () => {
    for (const { text } of [
      donut(NAMES, [], { number: '0', name: HOSTILE }),
      bars(NAMES, [{ name: HOSTILE.slice(0, 20), parts: [], label: HOSTILE }]),
      columns(NAMES, [{ name: HOSTILE, parts: [] }], String),
    ]) {
      expect(text).toMatch(/^<svg\s+role="img"/);
      expect(text).toContain(`<title>Title ${HARMLESS}</title>`);
      expect(text).toContain(`<desc>Words ${HARMLESS}</desc>`);
      expect(text).not.toMatch(/<script|NaN|Infinity/);
    }
  });

  it('draw slices as long as their share of the ring, one behind the other', () => {
    const chart = donut(
      NAMES,
      [
        { name: 'a', value: 3, tone: 'good' },
        { name: 'none', value: 0, tone: 'warn' },
        { name: 'b', value: 1, tone: 'bad' },
      ],
      { number: '4', name: 'all' },
    );
    const around = 2 * Math.PI * 72;
    const [a = 0, b = 0, ...more] = numbersOf(chart, 'stroke-dasharray');
    expect([a / around, b / around]).toEqual([expect.closeTo(0.75, 3), expect.closeTo(0.25, 3)]);
    expect(more).toEqual([]);
    expect(numbersOf(chart, 'stroke-dashoffset')).toEqual([0, -a]);
    expect(chart.text).not.toContain('line-warn');
  });

  it('draw bars to one scale, the longest as long as there is room, and the smallest still seen', () => {
    const bar = (value: number) => ({
      name: `${value}`,
      parts: [{ value, tone: 'good' as const }],
      label: '',
    });
    const widths = numbersOf(bars(NAMES, [bar(1_000_000), bar(500_000), bar(1), bar(0)]), 'width');
    expect(widths.slice(1)).toEqual([210, 105, 1.5]);
  });

  it('draw the parts of a bar one behind the other', () => {
    const parts = [
      { value: 1, tone: 'good' as const },
      { value: 2, tone: 'bad' as const },
    ];
    const chart = bars(NAMES, [{ name: 'x', parts, label: '3' }]);
    const [, , bad] = numbersOf(chart, 'x');
    expect(numbersOf(chart, 'width').slice(1)).toEqual([70, 140]);
    expect(bad).toBe(220);
  });

  it('cut names that have no room', () => {
    const { text } = bars(NAMES, [{ name: 'n'.repeat(500), parts: [], label: '' }]);
    expect(text).toContain(`>${'n'.repeat(19)}…<`);
    expect(bars(NAMES, [{ name: 'ก็'.repeat(19), parts: [], label: '' }]).text).toContain(
      `>${'ก็'.repeat(19)}<`,
    );
    expect(bars(NAMES, [{ name: 'W'.repeat(19), parts: [], label: '' }]).text).toContain(
      `>${'W'.repeat(15)}…<`,
    );
  });

  it('keep a bar without a name close under the one it belongs to', () => {
    const bar = (name: string) => ({ name, parts: [{ value: 1, tone: 'good' as const }], label: '' });
    expect(
      numbersOf(bars(NAMES, [bar('a'), bar(''), bar('b')]), 'y').filter((_, at) => at % 3 === 1),
    ).toEqual([4, 21, 45]);
  });

  it('stand columns on a scale whose numbers are whole', () => {
    const chart = columns(
      NAMES,
      [
        { name: '10:00', parts: [{ value: 3, tone: 'good' }] },
        { name: '10:01', parts: [{ value: 0, tone: 'good' }] },
      ],
      String,
    );
    expect(numbersOf(chart, 'height').slice(1)).toEqual([112.5]);
    expect([...chart.text.matchAll(/class="small"[^>]*>(\d+)</g)].map(([, number]) => number)).toEqual([
      '0',
      '2',
      '4',
    ]);
  });
});
