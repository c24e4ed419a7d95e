import { isUtf8 } from 'node:buffer';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import { type JsonBlock, type JsonCheckpoint, JsonError } from '.';
import { arrayText, changed, cuts, envelopeText, jsonText, linesText } from './testing/json-texts';
import { readAll, type ReadAllOptions, type ReadRecord } from './testing/read-all';

const RUNS = { seed: 8259, numRuns: 400, includeErrorInReport: true };

/** What JSON.parse says of bytes; undefined when they are no JSON. */
function parsed(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

async function readOrError(
  file: Buffer,
  options: ReadAllOptions,
): Promise<Awaited<ReturnType<typeof readAll>> | JsonError> {
  try {
    return await readAll(file, options);
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
}

/** That records are what JSON.parse made of them, members included. */
function expectRecords(records: ReadRecord[], values: unknown[]): void {
  expect(records.map(({ text }) => JSON.parse(text) as unknown)).toEqual(values);
  expect(records.map(({ number }) => number)).toEqual(values.map((_, i) => i + 1));
  records.forEach(({ kind, members }, i) => {
    const value = values[i];
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    expect(kind).toBe(isObject ? 'object' : 'other');
    const built = new Map(members.map(({ key, text }) => [key, JSON.parse(text) as unknown]));
    expect(built).toEqual(new Map(isObject ? Object.entries(value) : []));
    for (const { text, type } of members) expect(type).toBe(typeName(JSON.parse(text)));
  });
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

describe('An array', () => {
  it('is read when JSON.parse reads it and refused when it does not, by every cut', async () => {
    let accepted = 0;
    const property = fc.asyncProperty(changed(arrayText), cuts, async (file, cut) => {
      const value = parsed(file);
      const read = await readOrError(file, { shape: 'array', ...cut });
      if (Array.isArray(value)) {
        accepted++;
        if (read instanceof JsonError) throw read;
        expectRecords(read.records, value);
      } else {
        expect(read).toBeInstanceOf(JsonError);
        if (value !== undefined) expect((read as JsonError).code).toBe('wrong_shape');
      }
    });
    await fc.assert(property, RUNS);
    expect(accepted).toBeGreaterThan(100);
    expect(accepted).toBeLessThan(300);
  });

  it('has its fault found at the same place by every cut', async () => {
    const property = fc.asyncProperty(changed(arrayText), cuts, async (file, cut) => {
      const whole = await readOrError(file, { shape: 'array', maxRecordBytes: 20 });
      const inParts = await readOrError(file, { shape: 'array', maxRecordBytes: 20, ...cut });
      expect(inParts).toEqual(whole);
      if (whole instanceof JsonError && inParts instanceof JsonError) {
        expect({ ...inParts, text: inParts.message }).toEqual({ ...whole, text: whole.message });
      }
    });
    await fc.assert(property, RUNS);
  });
});

describe('An envelope', () => {
  it('is read when JSON.parse reads it and its records are there once', async () => {
    let accepted = 0;
    const property = fc.asyncProperty(changed(envelopeText), cuts, async (file, cut) => {
      const value = parsed(file);
      const read = await readOrError(file, { shape: 'envelope', ...cut });
      if (value === undefined) {
        expect(read).toBeInstanceOf(JsonError);
      } else if (read instanceof JsonError) {
        expect(['wrong_shape', 'no_records', 'records_not_array', 'duplicate_records']).toContain(read.code);
        const { records } = value as { records?: unknown };
        if (read.code === 'no_records') expect(Object.keys(value as object)).not.toContain('records');
        if (read.code === 'records_not_array')
          expect(file.toString().match(/rec(o|\\u006f)rds/)).toBeTruthy();
        if (read.code === 'wrong_shape') expect(records).toBe(undefined);
      } else {
        accepted++;
        const { records, ...others } = value as { records: unknown[] };
        expectRecords(read.records, records);
        expect(new Map(Object.entries(read.members))).toEqual(new Map(Object.entries(others)));
      }
    });
    await fc.assert(property, RUNS);
    expect(accepted).toBeGreaterThan(60);
  });

  it('has its fault found at the same place by every cut', async () => {
    const property = fc.asyncProperty(changed(envelopeText), cuts, async (file, cut) => {
      const limits = { shape: 'envelope', maxRecordBytes: 20, maxMembersBytes: 50 } as const;
      const whole = await readOrError(file, limits);
      const inParts = await readOrError(file, { ...limits, ...cut });
      if (whole instanceof JsonError) expect(inParts).toMatchObject({ ...whole, message: whole.message });
      else expect(inParts).toEqual(whole);
    });
    await fc.assert(property, RUNS);
  });
});

describe('Reading that begins anew behind a record', () => {
  for (const [shape, text] of [
    ['array', arrayText],
    ['envelope', envelopeText],
    ['lines', linesText],
  ] as const) {
    it(`gives the same of ${shape}, a fault included`, async () => {
      let places = 0;
      const property = fc.asyncProperty(changed(text), cuts, async (file, cut) => {
        const limits = { shape, maxRecordBytes: 40 } as const;
        const checkpoints: JsonCheckpoint[] = [];
        const onRecord = (block: JsonBlock): unknown => checkpoints.push(block.checkpoint);
        const whole = await readOrError(file, { ...limits, ...cut, onRecord });
        for (const checkpoint of checkpoints) {
          const from = JSON.parse(JSON.stringify(checkpoint)) as JsonCheckpoint;
          const rest = await readOrError(file, { ...limits, from });
          places++;
          if (whole instanceof JsonError) {
            expect(rest).toMatchObject({ ...whole, message: whole.message });
          } else if (!(rest instanceof JsonError)) {
            expect(rest.records).toEqual(whole.records.slice(from.recordNumber));
            expect(JSON.stringify(rest.members)).toBe(JSON.stringify(whole.members));
          } else {
            throw rest;
          }
        }
      });
      await fc.assert(property, RUNS);
      expect(places).toBeGreaterThan(200);
    });
  }
});

describe('Lines', () => {
  it('are each read when JSON.parse reads them and broken when it does not', async () => {
    const lines = fc.array(changed(jsonText.map((text) => text.replaceAll('\n', ' '))), { maxLength: 4 });
    const kinds: Record<string, number> = {};
    const property = fc.asyncProperty(
      lines,
      fc.constantFrom('\n', '\r\n'),
      cuts,
      async (made, lineEnd, cut) => {
        const file = Buffer.concat(made.flatMap((line) => [line, Buffer.from(lineEnd)]));
        const { records } = await readAll(file, { shape: 'lines', ...cut });
        const expected = linesOf(file);
        expect(records.length).toBe(expected.length);
        records.forEach(({ kind, text, fault, number }, i) => {
          kinds[kind] = (kinds[kind] ?? 0) + 1;
          const value = parsed(expected[i]!);
          expect({ text: expected[i]!.toString(), isBroken: kind === 'broken' }).toEqual({
            text: expected[i]!.toString(),
            isBroken: value === undefined,
          });
          expect(number).toBe(i + 1);
          if (kind === 'broken') expect(fault?.message).toMatch(/^The line is not valid JSON: ./);
          else expect(JSON.parse(text)).toEqual(value);
        });
      },
    );
    await fc.assert(property, RUNS);
    for (const kind of ['object', 'other', 'broken']) expect(kinds[kind]).toBeGreaterThan(50);
  });
});

/** The lines of a file in which there is more than blanks. */
function linesOf(file: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < file.length;) {
    const end = file.indexOf('\n', at) < 0 ? file.length : file.indexOf('\n', at);
    const line = file.subarray(at, end);
    if (/[^ \t\r]/.test(line.toString('latin1'))) lines.push(line);
    at = end + 1;
  }
  return lines;
}
