import { STATUS_CODES } from 'node:http';
import { indonesianMessageOf } from './indonesian-messages';
import { thaiMessageOf } from './thai-messages';
import { toSeconds } from './timestamps';

/** An error on its way to a client, whatever system it came to. */
export interface ErrorAnswer {
  status: number;
  /** Stable snake_case word. */
  code: string;
  /** For people; of a 5xx never more than the status says. */
  message: string;
  /** Which field or row, and what was expected. */
  details?: unknown;
  /** Of a 5xx: finds the cause in the log. */
  errorId?: string;
}

interface Envelope {
  contentType: string;
  body(error: ErrorAnswer): Record<string, unknown>;
}

/** JSON Schema (2020-12) of an error body, for the documentation. */
export interface ErrorSchema {
  contentType: string;
  schema: Record<string, unknown>;
}

/** What every envelope adds behind its printed fields. */
function extras({ details, errorId }: ErrorAnswer): Record<string, unknown> {
  return { ...(details !== undefined && { details }), ...(errorId !== undefined && { error_id: errorId }) };
}

const JSON_TYPE = 'application/json; charset=utf-8';

const envelopes = {
  omr: { contentType: JSON_TYPE, body: (error) => ({ detail: error.message, ...extras(error) }) },
  content: {
    contentType: JSON_TYPE,
    body: (error) => ({ error: error.code, message: error.message, ...extras(error) }),
  },
  revenue: {
    contentType: JSON_TYPE,
    body: (error) => ({
      success: false,
      error: { code: error.code, ...extras(error) },
      message: thaiMessageOf(error),
      timestamp: toSeconds(new Date()),
    }),
  },
  audience: {
    contentType: JSON_TYPE,
    body: (error) => ({ status: 'error', message: error.message, ...extras(error) }),
  },
  migration: {
    contentType: JSON_TYPE,
    body: (error) => ({
      statusCode: error.status,
      message: indonesianMessageOf(error),
      error: STATUS_CODES[error.status] ?? 'Error',
      ...extras(error),
    }),
  },
  /** RFC 9457. */
  problem: {
    contentType: 'application/problem+json; charset=utf-8',
    body: (error) => ({
      type: 'about:blank',
      title: STATUS_CODES[error.status] ?? 'Error',
      status: error.status,
      detail: error.message,
      code: error.code,
      ...extras(error),
    }),
  },
} as const satisfies Record<string, Envelope>;

export type EnvelopeName = keyof typeof envelopes;

/** First match decides. omr and content share `/api/batches`; what is not content's is omr's. */
const rules: { pattern: RegExp; methods?: string[]; envelope: EnvelopeName }[] = [
  { pattern: /^\/api\/batches\/(batch-|creator(\/|$))/i, envelope: 'content' },
  { pattern: /^\/api\/batches\/(?!upload\/?$)[^/]+\/?$/i, methods: ['GET', 'HEAD'], envelope: 'content' },
  { pattern: /^\/api\/batches\/[^/]+\/revert\/?$/i, envelope: 'content' },
  { pattern: /^\/api\/batches(\/|$)/i, envelope: 'omr' },
  { pattern: /^\/api\/contents(\/|$)/i, envelope: 'content' },
  { pattern: /^\/api\/revenue(\/|$)/i, envelope: 'revenue' },
  { pattern: /^\/api\/audience(\/|$)/i, envelope: 'audience' },
  { pattern: /^\/api\/v1\/onboarding(\/|$)/i, envelope: 'migration' },
];

/** Whose error body answers this request. Like Express, it takes `/API/Batches/` for `/api/batches`. */
export function envelopeOf(method: string, path: string): EnvelopeName {
  const rule = rules.find(({ pattern, methods }) => {
    return pattern.test(path) && (methods === undefined || methods.includes(method));
  });
  return rule?.envelope ?? 'problem';
}

/** The error in the words of a system. */
export function errorBody(envelope: EnvelopeName, error: ErrorAnswer): { contentType: string; text: string } {
  const { contentType, body } = envelopes[envelope];
  return { contentType, text: JSON.stringify(body(error)) };
}

/** What the error bodies of an envelope look like; made from one, so that it can't differ. */
export function errorSchema(envelope: EnvelopeName): ErrorSchema {
  const { contentType, body } = envelopes[envelope];
  const example = body({ status: 400, code: 'validation_failed', message: 'What was expected' });
  const properties = Object.fromEntries(
    Object.entries(example).map(([name, value]) => [name, { type: jsonTypeOf(value) }]),
  );
  return { contentType, schema: { type: 'object', properties, required: Object.keys(example) } };
}

function jsonTypeOf(value: unknown): string {
  return typeof value === 'number' ? 'integer' : typeof value;
}
